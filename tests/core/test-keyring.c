/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * test-keyring MODE, inside a private session whose keyring is in that mode: unlocked, locked or absent.
 * Where it is absent, the test plays one whose person dismisses the prompt.
 */
#include <json-glib/json-glib.h>
#include <libsecret/secret.h>

#include "await.h"
#include "enlist-keyring.h"
#include "fake-secrets.h"

#define SESSION_ID "00112233445566778899aabbccddeeff"

static gboolean
store_device (EnlistKeyring  *keyring,
              EnlistRecord   *record,
              GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_keyring_store_device_keys_async (keyring, record, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_keyring_store_device_keys_finish (keyring, result, error);
}

static char *
lookup_device (EnlistKeyring  *keyring,
               const char     *vendor,
               const char     *id,
               GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_keyring_lookup_device_async (keyring, vendor, id, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_keyring_lookup_device_finish (keyring, result, error);
}

static EnlistOwner *
ensure_owner (EnlistKeyring  *keyring,
              const char     *name,
              GCancellable   *cancellable,
              GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_keyring_ensure_owner_async (keyring, name, cancellable, await_ready, &await);
  result = await_result (&await);
  return enlist_keyring_ensure_owner_finish (keyring, result, error);
}

static GPtrArray *
list_owners (EnlistKeyring *keyring)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *owners;

  enlist_keyring_list_owners_async (keyring, NULL, await_ready, &await);
  result = await_result (&await);
  owners = enlist_keyring_list_owners_finish (keyring, result, &error);
  g_assert_no_error (error);
  return owners;
}

static GBytes *
lookup_owner_secret (EnlistKeyring  *keyring,
                     GBytes         *public_key,
                     GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_keyring_lookup_owner_secret_async (keyring, public_key, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_keyring_lookup_owner_secret_finish (keyring, result, error);
}

static EnlistRecord *
make_record (const char *serial,
             guint8      value)
{
  EnlistRecord *record = enlist_record_new ();
  guint8 data[32];
  g_autoptr(GBytes) key = NULL;
  g_autoptr(JsonNode) field = json_from_string ("\"Main site\"", NULL);

  memset (data, value, sizeof data);
  key = g_bytes_new (data, sizeof data);
  g_object_set (record,
                "id", SESSION_ID,
                "vendor", "Example",
                "model", "TH-2",
                "serial", serial,
                "device-key", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "publisher-key-id", "fedcba9876543210",
                NULL);
  enlist_record_set_key (record, "device.key", "ed25519", key);
  enlist_record_set_field (record, "location", field);
  return record;
}

static void
test_device (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (FALSE);
  g_autoptr(EnlistRecord) record = make_record ("SN-1", 1);
  g_autoptr(EnlistRecord) changed = make_record ("SN-1", 2);
  g_autoptr(EnlistRecord) keyed = make_record (NULL, 3);
  g_autoptr(EnlistRecord) nameless = enlist_record_new ();
  g_autoptr(EnlistRecord) read = NULL;
  g_autofree char *line = NULL;
  g_autofree char *by_key = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (store_device (keyring, record, &error));
  g_assert_no_error (error);
  line = lookup_device (keyring, "Example", "SN-1", &error);
  g_assert_no_error (error);
  g_assert_null (strchr (line, '\n'));
  read = enlist_record_from_json (line, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (enlist_record_get_key (read, 0, NULL, NULL),
                                enlist_record_get_key (record, 0, NULL, NULL)));
  g_assert_cmpuint (enlist_record_get_n_fields (read), ==, 0);

  /* The same device again replaces its item. */
  g_assert_true (store_device (keyring, changed, NULL));
  again = lookup_device (keyring, "Example", "SN-1", NULL);
  g_assert_cmpstr (again, !=, line);

  g_assert_true (store_device (keyring, keyed, NULL));
  by_key = lookup_device (keyring, "Example", enlist_record_get_device_key (keyed), NULL);
  g_assert_nonnull (by_key);

  g_assert_null (lookup_device (keyring, "Other", "SN-1", &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (store_device (keyring, nameless, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
}

static void
test_owner (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (FALSE);
  g_autoptr(EnlistKeyring) other = enlist_keyring_new (FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistOwner) second = ensure_owner (keyring, "Zweite Straße", NULL, &error);
  g_autoptr(EnlistOwner) first = ensure_owner (keyring, "A company", NULL, &error);
  g_autoptr(EnlistOwner) again = ensure_owner (other, "A company", NULL, &error);
  g_autoptr(GBytes) secret = NULL;
  g_autoptr(GBytes) unknown = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr(GPtrArray) owners = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (enlist_owner_get_public_key (first), enlist_owner_get_public_key (again)));
  g_assert_false (g_bytes_equal (enlist_owner_get_public_key (first), enlist_owner_get_public_key (second)));

  owners = list_owners (keyring);
  g_assert_cmpuint (owners->len, ==, 2);
  g_assert_cmpstr (enlist_owner_get_name (g_ptr_array_index (owners, 0)), ==, "A company");
  g_assert_cmpstr (enlist_owner_get_name (g_ptr_array_index (owners, 1)), ==, "Zweite Straße");

  secret = lookup_owner_secret (keyring, enlist_owner_get_public_key (first), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (secret), ==, 32);
  g_assert_false (g_bytes_equal (secret, enlist_owner_get_public_key (first)));

  g_assert_null (lookup_owner_secret (keyring, unknown, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
}

static void
test_owner_names (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (FALSE);
  g_autofree char *longest = g_strnfill (100, 'o');
  g_autofree char *longer = g_strnfill (101, 'o');
  g_autoptr(EnlistOwner) owner = ensure_owner (keyring, longest, NULL, NULL);
  const char *refused[] = { "", "a\nb", longer, "\xff" };

  g_assert_nonnull (owner);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (ensure_owner (keyring, refused[i], NULL, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
    }
}

/* Two assistants at the same moment: one key, whoever asks. */
static void
test_owner_race (void)
{
  EnlistKeyring *keyrings[4];
  Await awaits[4] = { 0 };
  g_autoptr(EnlistOwner) agreed = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (keyrings); i++)
    {
      keyrings[i] = enlist_keyring_new (FALSE);
      enlist_keyring_ensure_owner_async (keyrings[i], "Race", NULL, await_ready, &awaits[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keyrings); i++)
    {
      g_autoptr(GAsyncResult) result = await_result (&awaits[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistOwner) owner = enlist_keyring_ensure_owner_finish (keyrings[i], result, &error);
      g_autoptr(GBytes) secret = NULL;

      /* Whatever key was handed out stays in the keyring. */
      g_assert_no_error (error);
      secret = lookup_owner_secret (keyrings[i], enlist_owner_get_public_key (owner), &error);
      g_assert_no_error (error);
    }
  agreed = ensure_owner (keyrings[0], "Race", NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (keyrings); i++)
    {
      g_autoptr(EnlistOwner) owner = ensure_owner (keyrings[i], "Race", NULL, NULL);

      g_assert_true (g_bytes_equal (enlist_owner_get_public_key (owner),
                                    enlist_owner_get_public_key (agreed)));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keyrings); i++)
    g_object_unref (keyrings[i]);
}

/* What another program put in the owner key's place must not be used. */
static void
test_owner_swapped (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (FALSE);
  g_autoptr(EnlistOwner) owner = ensure_owner (keyring, "Swapped", NULL, NULL);
  static const char *const values[] = { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "rubbish", "" };
  SecretSchema schema = {
    "io.github.enlist_iot.Enlist.Device", SECRET_SCHEMA_NONE,
    { { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "key-name", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "public-key", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  g_autoptr(GString) hex = g_string_new (NULL);
  const guint8 *data = g_bytes_get_data (enlist_owner_get_public_key (owner), NULL);

  for (gsize i = 0; i < 32; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (secret_password_store_sync (&schema, NULL, "x", values[i], NULL, &error,
                                                 "kind", "owner",
                                                 "key-name", "Swapped",
                                                 "public-key", hex->str,
                                                 NULL));
      g_assert_null (ensure_owner (keyring, "Swapped", NULL, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
    }
}

static void
test_session_secret (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (FALSE);
  g_autoptr(GBytes) secret = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr(GBytes) too_short = g_bytes_new_static ("0123456789abcde", 15);
  g_autoptr(GBytes) read = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result;
  Await await = { 0 };

  enlist_keyring_store_session_secret_async (keyring, SESSION_ID, secret, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_true (enlist_keyring_store_session_secret_finish (keyring, result, NULL));
  g_object_unref (result);

  enlist_keyring_lookup_session_secret_async (keyring, SESSION_ID, NULL, await_ready, &await);
  result = await_result (&await);
  read = enlist_keyring_lookup_session_secret_finish (keyring, result, NULL);
  g_object_unref (result);
  g_assert_true (g_bytes_equal (read, secret));

  for (guint i = 0; i < 2; i++)
    {
      enlist_keyring_clear_session_secret_async (keyring, SESSION_ID, NULL, await_ready, &await);
      result = await_result (&await);
      g_assert_true (enlist_keyring_clear_session_secret_finish (keyring, result, NULL));
      g_object_unref (result);
    }
  enlist_keyring_lookup_session_secret_async (keyring, SESSION_ID, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_null (enlist_keyring_lookup_session_secret_finish (keyring, result, &error));
  g_object_unref (result);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);

  enlist_keyring_store_session_secret_async (keyring, SESSION_ID, too_short, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_keyring_store_session_secret_finish (keyring, result, &error));
  g_object_unref (result);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
}

static void
assert_refused (gboolean    interactive,
                EnlistError code)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (interactive);
  g_autoptr(EnlistRecord) record = make_record ("SN-1", 1);
  g_autoptr(GError) owner_error = NULL;
  g_autoptr(GError) device_error = NULL;

  g_assert_null (ensure_owner (keyring, "A company", NULL, &owner_error));
  g_assert_error (owner_error, ENLIST_ERROR, (int) code);
  g_assert_false (store_device (keyring, record, &device_error));
  g_assert_error (device_error, ENLIST_ERROR, (int) code);
}

static void
test_locked (void)
{
  assert_refused (FALSE, ENLIST_ERROR_KEYRING_LOCKED);
}

static void
test_absent (void)
{
  assert_refused (FALSE, ENLIST_ERROR_KEYRING_ABSENT);
  assert_refused (TRUE, ENLIST_ERROR_KEYRING_ABSENT);
}

static void
test_dismissed (void)
{
  FakeSecrets fake;

  fake_secrets_start (&fake, TRUE);
  assert_refused (TRUE, ENLIST_ERROR_KEYRING_DISMISSED);
  g_assert_cmpuint (fake.n_prompts, ==, 2);
  assert_refused (FALSE, ENLIST_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (fake.n_prompts, ==, 2);
  fake_secrets_stop (&fake);
}

static void
test_prompt_cancelled (void)
{
  g_autoptr(EnlistKeyring) keyring = enlist_keyring_new (TRUE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Await await = { 0 };
  FakeSecrets fake;

  fake_secrets_start (&fake, FALSE);
  enlist_keyring_ensure_owner_async (keyring, "A company", cancellable, await_ready, &await);
  while (fake.n_prompts == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  result = await_result (&await);
  g_assert_null (enlist_keyring_ensure_owner_finish (keyring, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED);
  fake_secrets_stop (&fake);
}

int
main (int    argc,
      char **argv)
{
  const char *mode;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  mode = argv[1];
  if (g_str_equal (mode, "unlocked"))
    {
      g_test_add_func ("/core/keyring/device", test_device);
      g_test_add_func ("/core/keyring/owner", test_owner);
      g_test_add_func ("/core/keyring/owner-names", test_owner_names);
      g_test_add_func ("/core/keyring/owner-race", test_owner_race);
      g_test_add_func ("/core/keyring/owner-swapped", test_owner_swapped);
      g_test_add_func ("/core/keyring/session-secret", test_session_secret);
    }
  else if (g_str_equal (mode, "locked"))
    {
      g_test_add_func ("/core/keyring/locked", test_locked);
    }
  else
    {
      g_assert_cmpstr (mode, ==, "absent");
      g_test_add_func ("/core/keyring/absent", test_absent);
      g_test_add_func ("/core/keyring/dismissed", test_dismissed);
      g_test_add_func ("/core/keyring/prompt-cancelled", test_prompt_cancelled);
    }
  return g_test_run ();
}
