/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-keyring"

#include "enlist-keyring-work-private.h"

#include <json-glib/json-glib.h>
#include <sodium.h>

#include "base64url.h"
#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-keyring-items-private.h"
#include "enlist-record-private.h"

#define PUBLIC_KEY_SIZE ENLIST_ED25519_PUBLIC_SIZE
#define SEED_SIZE ENLIST_ED25519_SECRET_SIZE
#define SESSION_SECRET_SIZE 16
#define SESSION_ID_DIGITS 32
#define MAX_OWNER_NAME 100 /* characters */

static gpointer
done (gboolean success)
{
  return success ? GINT_TO_POINTER (TRUE) : NULL;
}

/* Guarded memory: not swapped out, not in a core dump, wiped when freed. */
static GBytes *
take_guarded (guint8 *data,
              gsize   size)
{
  return g_bytes_new_with_free_func (data, size, sodium_free, data);
}

static gboolean
store_secret (GHashTable    *attributes,
              const char    *title,
              const guint8  *secret,
              gsize          size,
              GCancellable  *cancellable,
              GError       **error)
{
  char *line = enlist_bytes_to_base64url (secret, size);
  gboolean stored = enlist_keyring_items_store (attributes, title, line, cancellable, error);

  sodium_memzero (line, strlen (line));
  g_free (line);
  return stored;
}

static GBytes *
lookup_secret (GHashTable    *attributes,
               gsize          size,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(SecretValue) value = enlist_keyring_items_lookup (attributes, cancellable, error);
  size_t decoded = 0;
  gsize length = 0;
  const char *line;
  guint8 *data;

  if (value == NULL)
    return NULL;
  line = secret_value_get (value, &length);
  data = sodium_malloc (size);
  if (data != NULL && enlist_base64url_decoded_size (length) == size &&
      enlist_base64url_decode (enlist_slice (line, length), data, size, &decoded, NULL) == ENLIST_OK)
    return take_guarded (data, size);

  sodium_free (data);
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "the keyring’s item is not Enlist’s");
  return NULL;
}

static const char *
get_device_id (EnlistRecord *record)
{
  const char *serial = enlist_record_get_serial (record);

  return serial != NULL && *serial != '\0' ? serial : enlist_record_get_device_key (record);
}

/* Identity and public keys of a record, as one line. */
static char *
make_device_line (EnlistRecord *record)
{
  static const char *const members[] = { "fields", "place", "versions", "capabilities", "proof" };
  g_autoptr(JsonNode) node = enlist_record_to_node (record, enlist_record_get_state (record));

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_remove_member (json_node_get_object (node), members[i]);
  return json_to_string (node, FALSE);
}

gpointer
enlist_keyring_work_store_device_keys (EnlistKeyringJob  *job,
                                       GCancellable      *cancellable,
                                       GError           **error)
{
  EnlistRecord *record = job->record;
  const char *id = record != NULL ? get_device_id (record) : NULL;
  g_autoptr(GHashTable) attributes = NULL;
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;

  if (id == NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                           "a device needs a serial number or a key");
      return NULL;
    }
  attributes = enlist_keyring_items_attributes ("device",
                                                "device-id", id,
                                                "vendor", enlist_record_get_vendor (record),
                                                "model", enlist_record_get_model (record),
                                                "publisher", enlist_record_get_publisher_key_id (record),
                                                NULL);
  title = enlist_record_get_model (record) != NULL
          ? g_strdup_printf ("Enlist: %s (%s)", id, enlist_record_get_model (record))
          : g_strdup_printf ("Enlist: %s", id);
  line = make_device_line (record);
  return done (enlist_keyring_items_store (attributes, title, line, cancellable, error));
}

gpointer
enlist_keyring_work_lookup_device (EnlistKeyringJob  *job,
                                   GCancellable      *cancellable,
                                   GError           **error)
{
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("device", "vendor", job->text,
                                                                      "device-id", job->device_id, NULL);
  g_autoptr(SecretValue) value = enlist_keyring_items_lookup (attributes, cancellable, error);

  return value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;
}

gpointer
enlist_keyring_work_list_devices (EnlistKeyringJob  *job,
                                  GCancellable      *cancellable,
                                  GError           **error)
{
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("device", NULL);
  g_autoptr(GPtrArray) values = enlist_keyring_items_list (attributes, cancellable, error);
  GPtrArray *devices;

  if (values == NULL)
    return NULL;
  devices = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < values->len; i++)
    {
      g_autoptr(GError) local_error = NULL;
      const char *line = secret_value_get_text (g_ptr_array_index (values, i));
      g_autoptr(EnlistRecord) device = line != NULL ? enlist_record_from_json (line, &local_error) : NULL;

      /* One that cannot be read must not hide the others. */
      if (device != NULL && enlist_record_get_id (device) != NULL)
        g_ptr_array_add (devices, g_steal_pointer (&device));
      else
        g_warning ("passing over an item: %s", local_error != NULL ? local_error->message : "not a record");
    }
  return devices;
}

gpointer
enlist_keyring_work_list_owners (EnlistKeyringJob  *job,
                                 GCancellable      *cancellable,
                                 GError           **error)
{
  return enlist_keyring_items_owners (NULL, cancellable, error);
}

static gboolean
is_good_name (const char *name)
{
  if (!g_utf8_validate (name, -1, NULL) || *name == '\0' || g_utf8_strlen (name, -1) > MAX_OWNER_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static gboolean
make_owner (const char    *name,
            GCancellable  *cancellable,
            GError       **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 public_key[PUBLIC_KEY_SIZE];
  g_autoptr(GBytes) guarded = NULL;
  g_autoptr(GHashTable) attributes = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *title = g_strdup_printf ("Enlist: %s", name);
  guint8 *seed = crypto != NULL ? sodium_malloc (SEED_SIZE) : NULL;

  if (seed != NULL)
    guarded = take_guarded (seed, SEED_SIZE);
  if (seed == NULL || !crypto->random (crypto->context, seed, SEED_SIZE) ||
      !crypto->ed25519_public (crypto->context, public_key, seed))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_FAILED, "libsodium could not make a key");
      return FALSE;
    }
  hex = enlist_bytes_to_hex (public_key, sizeof public_key);
  attributes = enlist_keyring_items_attributes ("owner", "key-name", name, "public-key", hex, NULL);
  return store_secret (attributes, title, seed, SEED_SIZE, cancellable, error);
}

static GBytes *
lookup_owner_key (GBytes        *public_key,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistSlice slice = enlist_bytes_slice (public_key);
  g_autofree char *hex = enlist_bytes_to_hex (slice.data, slice.size);
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("owner", "public-key", hex, NULL);
  g_autoptr(GBytes) seed = lookup_secret (attributes, SEED_SIZE, cancellable, error);
  guint8 derived[PUBLIC_KEY_SIZE];

  if (seed == NULL)
    return NULL;
  if (crypto == NULL || !crypto->ed25519_public (crypto->context, derived, g_bytes_get_data (seed, NULL)) ||
      !enlist_slice_equal (slice, enlist_slice (derived, sizeof derived)))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "an owner key’s halves do not match");
      return NULL;
    }
  return g_steal_pointer (&seed);
}

gpointer
enlist_keyring_work_ensure_owner (EnlistKeyringJob  *job,
                                  GCancellable      *cancellable,
                                  GError           **error)
{
  g_autoptr(GPtrArray) owners = NULL;
  g_autoptr(GBytes) seed = NULL;
  EnlistOwner *owner;

  if (!is_good_name (job->text))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "not a name for an owner");
      return NULL;
    }
  owners = enlist_keyring_items_owners (job->text, cancellable, error);
  if (owners == NULL)
    return NULL;
  if (owners->len == 0)
    {
      g_clear_pointer (&owners, g_ptr_array_unref);
      if (!make_owner (job->text, cancellable, error))
        return NULL;
      /* Another assistant may have made one meanwhile: everybody takes the same. */
      owners = enlist_keyring_items_owners (job->text, cancellable, error);
      if (owners == NULL)
        return NULL;
    }
  if (owners->len == 0)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE,
                           "the keyring did not keep the owner key");
      return NULL;
    }
  owner = g_ptr_array_index (owners, 0);
  seed = lookup_owner_key (enlist_owner_get_public_key (owner), cancellable, error);
  return seed != NULL ? g_object_ref (owner) : NULL;
}

gpointer
enlist_keyring_work_lookup_owner_secret (EnlistKeyringJob  *job,
                                         GCancellable      *cancellable,
                                         GError           **error)
{
  return lookup_owner_key (job->bytes, cancellable, error);
}

gpointer
enlist_keyring_work_store_session_secret (EnlistKeyringJob  *job,
                                          GCancellable      *cancellable,
                                          GError           **error)
{
  EnlistSlice secret = enlist_bytes_slice (job->bytes);
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("session", "session", job->text, NULL);
  g_autofree char *title = g_strdup_printf ("Enlist: %.8s", job->text);

  if (secret.size != SESSION_SECRET_SIZE || !enlist_bytes_is_hex (job->text, SESSION_ID_DIGITS))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "not a session’s id or secret");
      return NULL;
    }
  return done (store_secret (attributes, title, secret.data, secret.size, cancellable, error));
}

gpointer
enlist_keyring_work_lookup_session_secret (EnlistKeyringJob  *job,
                                           GCancellable      *cancellable,
                                           GError           **error)
{
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("session", "session", job->text, NULL);

  return lookup_secret (attributes, SESSION_SECRET_SIZE, cancellable, error);
}

gpointer
enlist_keyring_work_clear_session_secret (EnlistKeyringJob  *job,
                                          GCancellable      *cancellable,
                                          GError           **error)
{
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("session", "session", job->text, NULL);

  return done (enlist_keyring_items_clear (attributes, cancellable, error));
}
