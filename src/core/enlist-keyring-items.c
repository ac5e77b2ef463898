/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-keyring"

#include "enlist-keyring-items-private.h"

#include <sodium.h>

#include "enlist-error.h"

#define KEY_DIGITS 64

static const SecretSchema schema = {
  "io.github.enlist_iot.Enlist.Device",
  SECRET_SCHEMA_NONE,
  {
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "device-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "model", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "vendor", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "publisher", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "key-name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "public-key", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "session", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* Takes a libsecret or D-Bus error over into our domain; always FALSE. */
static gboolean
fail (GError      **error,
      GError       *cause,
      EnlistError   code)
{
  g_autoptr(GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = ENLIST_ERROR_CANCELLED;
  else if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    code = ENLIST_ERROR_KEYRING_LOCKED;
  else if (g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
           g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
           g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    code = ENLIST_ERROR_KEYRING_ABSENT;
  g_set_error (error, ENLIST_ERROR, code, "keyring: %s", cause->message);
  return FALSE;
}

gboolean
enlist_keyring_items_fail_absent (GError **error,
                                  GError  *cause)
{
  return fail (error, cause, ENLIST_ERROR_KEYRING_ABSENT);
}

static gboolean
unlock (SecretService     *service,
        SecretCollection  *collection,
        GCancellable      *cancellable,
        GError           **error)
{
  g_autolist(GDBusProxy) unlocked = NULL;
  GList objects = { .data = collection };
  GError *local_error = NULL;
  int n_unlocked = secret_service_unlock_sync (service, &objects, cancellable, &unlocked, &local_error);

  if (local_error != NULL)
    return fail (error, local_error, ENLIST_ERROR_KEYRING_LOCKED);
  if (n_unlocked == 0)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_KEYRING_DISMISSED,
                           "the request to unlock the keyring was dismissed");
      return FALSE;
    }
  return TRUE;
}

gboolean
enlist_keyring_items_ready (SecretBackend  *backend,
                            gboolean        interactive,
                            GCancellable   *cancellable,
                            GError        **error)
{
  g_autoptr(SecretCollection) collection = NULL;
  GError *local_error = NULL;

  /* The file of a sandbox is opened with a key from the portal and is never locked. */
  if (!SECRET_IS_SERVICE (backend))
    return TRUE;

  collection = secret_collection_for_alias_sync (SECRET_SERVICE (backend), SECRET_COLLECTION_DEFAULT,
                                                 SECRET_COLLECTION_NONE, cancellable, &local_error);
  if (local_error != NULL)
    return fail (error, local_error, ENLIST_ERROR_KEYRING_ABSENT);
  if (collection != NULL && !secret_collection_get_locked (collection))
    return TRUE;
  if (!interactive)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_KEYRING_LOCKED, "%s",
                   collection != NULL ? "the keyring is locked" : "no keyring has been set up");
      return FALSE;
    }
  /* Without a collection, the first store asks to make one. */
  return collection == NULL || unlock (SECRET_SERVICE (backend), collection, cancellable, error);
}

GHashTable *
enlist_keyring_items_attributes (const char *kind,
                                 ...)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  const char *name;
  va_list arguments;

  g_hash_table_insert (attributes, (char *) "kind", g_strdup (kind));
  va_start (arguments, kind);
  while ((name = va_arg (arguments, const char *)) != NULL)
    {
      const char *value = va_arg (arguments, const char *);

      if (value != NULL)
        g_hash_table_insert (attributes, (char *) name, g_strdup (value));
    }
  va_end (arguments);
  return attributes;
}

gboolean
enlist_keyring_items_store (GHashTable    *attributes,
                            const char    *title,
                            const char    *line,
                            GCancellable  *cancellable,
                            GError       **error)
{
  GError *local_error = NULL;
  gboolean same;
  char *read;

  if (!secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT, title, line, cancellable,
                                    &local_error))
    return fail (error, local_error, ENLIST_ERROR_STORAGE);

  read = secret_password_lookupv_nonpageable_sync (&schema, attributes, cancellable, &local_error);
  if (local_error != NULL)
    return fail (error, local_error, ENLIST_ERROR_STORAGE);
  same = read != NULL && strlen (read) == strlen (line) && sodium_memcmp (read, line, strlen (line)) == 0;
  secret_password_free (read);
  if (!same)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "the keyring did not keep what it got");
  return same;
}

/* Items with these attributes; an empty list is no error. */
static gboolean
search (GHashTable    *attributes,
        GList        **items,
        GCancellable  *cancellable,
        GError       **error)
{
  GError *local_error = NULL;

  *items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL, cancellable, &local_error);
  return local_error == NULL || fail (error, local_error, ENLIST_ERROR_STORAGE);
}

static SecretValue *
retrieve (SecretRetrievable  *item,
          GCancellable       *cancellable,
          GError            **error)
{
  GError *local_error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_sync (item, cancellable, &local_error);

  if (local_error != NULL)
    fail (error, local_error, ENLIST_ERROR_STORAGE);
  else if (value == NULL)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_KEYRING_LOCKED, "the keyring keeps the item back");
  return value;
}

GPtrArray *
enlist_keyring_items_list (GHashTable    *attributes,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (secret_value_unref);
  g_autolist(SecretRetrievable) items = NULL;

  if (!search (attributes, &items, cancellable, error))
    return NULL;
  for (GList *each = items; each != NULL; each = each->next)
    {
      SecretValue *value = retrieve (each->data, cancellable, error);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }
  return g_steal_pointer (&values);
}

SecretValue *
enlist_keyring_items_lookup (GHashTable    *attributes,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autolist(SecretRetrievable) items = NULL;
  SecretRetrievable *newest = NULL;

  if (!search (attributes, &items, cancellable, error))
    return NULL;
  for (GList *each = items; each != NULL; each = each->next)
    if (newest == NULL ||
        secret_retrievable_get_modified (each->data) >= secret_retrievable_get_modified (newest))
      newest = each->data;
  if (newest == NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "the keyring has no such item");
      return NULL;
    }
  return retrieve (newest, cancellable, error);
}

gboolean
enlist_keyring_items_clear (GHashTable    *attributes,
                            GCancellable  *cancellable,
                            GError       **error)
{
  GError *local_error = NULL;

  secret_password_clearv_sync (&schema, attributes, cancellable, &local_error);
  return local_error == NULL || fail (error, local_error, ENLIST_ERROR_STORAGE);
}

static const char *
get_attribute (GHashTable *attributes,
               const char *name)
{
  return g_hash_table_lookup (attributes, name);
}

/* By name, then by age; the key decides between two of the same second, so that everybody picks the same. */
static int
compare_owners (gconstpointer a,
                gconstpointer b)
{
  SecretRetrievable *first = (SecretRetrievable *) a;
  SecretRetrievable *second = (SecretRetrievable *) b;
  g_autoptr(GHashTable) first_attributes = secret_retrievable_get_attributes (first);
  g_autoptr(GHashTable) second_attributes = secret_retrievable_get_attributes (second);
  guint64 first_made = secret_retrievable_get_created (first);
  guint64 second_made = secret_retrievable_get_created (second);
  int order = g_strcmp0 (get_attribute (first_attributes, "key-name"),
                         get_attribute (second_attributes, "key-name"));

  if (order != 0)
    return order;
  if (first_made != second_made)
    return first_made < second_made ? -1 : 1;
  return g_strcmp0 (get_attribute (first_attributes, "public-key"),
                    get_attribute (second_attributes, "public-key"));
}

static EnlistOwner *
read_owner (SecretRetrievable *item)
{
  g_autoptr(GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *name = get_attribute (attributes, "key-name");
  const char *hex = get_attribute (attributes, "public-key");
  g_autoptr(GBytes) key = NULL;
  guint8 data[KEY_DIGITS / 2];
  size_t size = 0;

  if (name == NULL || hex == NULL || strlen (hex) != KEY_DIGITS ||
      sodium_hex2bin (data, sizeof data, hex, KEY_DIGITS, NULL, &size, NULL) != 0 || size != sizeof data)
    return NULL;
  key = g_bytes_new (data, sizeof data);
  return enlist_owner_new (name, key);
}

GPtrArray *
enlist_keyring_items_owners (const char    *name,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(GHashTable) attributes = enlist_keyring_items_attributes ("owner", "key-name", name, NULL);
  g_autoptr(GPtrArray) owners = g_ptr_array_new_with_free_func (g_object_unref);
  g_autolist(SecretRetrievable) items = NULL;
  EnlistOwner *last = NULL;

  if (!search (attributes, &items, cancellable, error))
    return NULL;
  items = g_list_sort (items, compare_owners);
  for (GList *each = items; each != NULL; each = each->next)
    {
      EnlistOwner *owner = read_owner (each->data);

      if (owner != NULL && (last == NULL || !g_str_equal (enlist_owner_get_name (last),
                                                          enlist_owner_get_name (owner))))
        g_ptr_array_add (owners, last = owner);
      else
        g_clear_object (&owner);
    }
  return g_steal_pointer (&owners);
}
