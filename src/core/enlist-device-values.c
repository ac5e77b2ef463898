/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-device-values"

#include "enlist-device-values.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-json-file-private.h"
#include "enlist-private-file-private.h"
#include "identity.h"

#define MARKER "enlist-device"

struct _EnlistDeviceValues {
  GObject parent_instance;

  char *vendor;
  char *model;
  char *hardware;
  char *serial;
  GBytes *key;
  GBytes *secret;
  guint8 *static_secret; /* guarded memory; %NULL when loaded from the values for the label */
  gboolean development;
  unsigned preset;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceValues, enlist_device_values, G_TYPE_OBJECT)

static void
enlist_device_values_finalize (GObject *object)
{
  EnlistDeviceValues *self = ENLIST_DEVICE_VALUES (object);

  g_free (self->vendor);
  g_free (self->model);
  g_free (self->hardware);
  g_free (self->serial);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->secret, g_bytes_unref);
  sodium_free (self->static_secret);

  G_OBJECT_CLASS (enlist_device_values_parent_class)->finalize (object);
}

static void
enlist_device_values_class_init (EnlistDeviceValuesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_device_values_finalize;
}

static void
enlist_device_values_init (EnlistDeviceValues *self)
{
}

/* Readable aloud: digits and letters without those that look alike. */
static char *
make_serial (void)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  char text[13];

  for (guint i = 0; i < sizeof text - 1; i++)
    text[i] = alphabet[randombytes_uniform (sizeof alphabet - 1)];
  text[sizeof text - 1] = '\0';

  return g_strdup (text);
}

static gboolean
check_text (const char *what, const char *text, gsize maximum, GError **error)
{
  if (text != NULL && *text != '\0' && strlen (text) <= maximum && g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               "The %s must have 1 to %" G_GSIZE_FORMAT " bytes of text", what, maximum);

  return FALSE;
}

EnlistDeviceValues *
enlist_device_values_generate (const char  *vendor,
                               const char  *model,
                               const char  *hardware,
                               const char  *serial,
                               gboolean     development,
                               GError     **error)
{
  g_autoptr (EnlistDeviceValues) self = g_object_new (ENLIST_TYPE_DEVICE_VALUES, NULL);
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 public_key[ENLIST_X25519_SIZE], secret[ENLIST_LABEL_SECRET_SIZE];

  if (!check_text ("vendor", vendor, 64, error) || !check_text ("model", model, 64, error) ||
      (hardware != NULL && !check_text ("hardware revision", hardware, 32, error)) ||
      (serial != NULL && !check_text ("serial number", serial, 32, error)))
    return NULL;

  self->static_secret = sodium_malloc (ENLIST_X25519_SIZE);
  if (crypto == NULL || self->static_secret == NULL)
    {
      enlist_error_from_status (error, ENLIST_E_CRYPTO, "Making the device's key");
      return NULL;
    }
  randombytes_buf (self->static_secret, ENLIST_X25519_SIZE);
  if (!crypto->x25519 (crypto->context, public_key, self->static_secret, NULL))
    {
      enlist_error_from_status (error, ENLIST_E_CRYPTO, "Making the device's key");
      return NULL;
    }

  self->vendor = g_strdup (vendor);
  self->model = g_strdup (model);
  self->hardware = g_strdup (hardware);
  self->serial = serial != NULL ? g_strdup (serial) : make_serial ();
  self->key = g_bytes_new (public_key, sizeof public_key);
  self->development = development;
  if (!development)
    {
      randombytes_buf (secret, sizeof secret);
      self->secret = g_bytes_new (secret, sizeof secret);
      sodium_memzero (secret, sizeof secret);
    }

  return g_steal_pointer (&self);
}

void
enlist_device_values_set_preset (EnlistDeviceValues *self, gboolean lock, gboolean forget)
{
  self->preset = (lock ? ENLIST_PRESET_LOCK : 0) | (forget ? ENLIST_PRESET_FORGET : 0);
}

gboolean
enlist_device_values_get_locks (EnlistDeviceValues *self)
{
  return (self->preset & ENLIST_PRESET_LOCK) != 0;
}

gboolean
enlist_device_values_get_forgets (EnlistDeviceValues *self)
{
  return (self->preset & ENLIST_PRESET_FORGET) != 0;
}

/* (transfer full): a member's text of the size that a manifest takes */
static char *
dup_text (JsonObject *object, const char *member, gsize maximum, GError **error)
{
  const char *text = enlist_json_file_get_text (object, member, error);

  if (text != NULL && (*text == '\0' || strlen (text) > maximum))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED,
                   "the member \"%s\" does not have 1 to %" G_GSIZE_FORMAT " bytes", member, maximum);
      return NULL;
    }

  return g_strdup (text);
}

static gboolean
read_members (EnlistDeviceValues *self, JsonObject *object, GError **error)
{
  self->vendor = dup_text (object, "vendor", 64, error);
  if (self->vendor == NULL)
    return FALSE;
  self->model = dup_text (object, "model", 64, error);
  if (self->model == NULL)
    return FALSE;
  self->serial = dup_text (object, "serial", 32, error);
  if (self->serial == NULL)
    return FALSE;
  if (json_object_has_member (object, "hardware"))
    {
      self->hardware = dup_text (object, "hardware", 32, error);
      if (self->hardware == NULL)
        return FALSE;
    }
  if (json_object_has_member (object, "secret"))
    {
      self->secret = enlist_json_file_get_bytes (object, "secret", ENLIST_LABEL_SECRET_SIZE, error);
      if (self->secret == NULL)
        return FALSE;
    }
  self->development = self->secret == NULL;
  self->key = enlist_json_file_get_bytes (object, "key", ENLIST_X25519_SIZE, error);

  return self->key != NULL;
}

EnlistDeviceValues *
enlist_device_values_load (GFile *file, GError **error)
{
  g_autoptr (EnlistDeviceValues) self = g_object_new (ENLIST_TYPE_DEVICE_VALUES, NULL);
  g_autoptr (JsonObject) object = enlist_json_file_load (file, MARKER, error);
  g_autofree char *path = g_file_get_parse_name (file);

  if (object == NULL)
    return NULL;
  if (!read_members (self, object, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
set_bytes_member (JsonObject *object, const char *member, GBytes *bytes)
{
  EnlistSlice slice = enlist_bytes_slice (bytes);
  g_autofree char *text = enlist_bytes_to_base64url (slice.data, slice.size);

  json_object_set_string_member (object, member, text);
  sodium_memzero (text, strlen (text));
}

gboolean
enlist_device_values_save (EnlistDeviceValues *self, GFile *file, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, MARKER, 1);
  json_object_set_string_member (object, "vendor", self->vendor);
  json_object_set_string_member (object, "model", self->model);
  if (self->hardware != NULL)
    json_object_set_string_member (object, "hardware", self->hardware);
  json_object_set_string_member (object, "serial", self->serial);
  set_bytes_member (object, "key", self->key);
  if (self->secret != NULL)
    set_bytes_member (object, "secret", self->secret);

  return enlist_json_file_save_secret (file, object, error);
}

static void
free_guarded (gpointer data)
{
  sodium_free (data);
}

GBytes *
enlist_device_values_dup_image (EnlistDeviceValues *self, GPtrArray *publisher_keys, GError **error)
{
  EnlistIdentity identity = { .development = self->development, .preset = self->preset };
  EnlistStatus status;
  guint8 *image;
  gsize size;

  g_return_val_if_fail (self->static_secret != NULL, NULL);

  if (publisher_keys->len < 1 || publisher_keys->len > ENLIST_IDENTITY_MAX_PUBLISHERS)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "A device accepts 1 to %d publishers, not %u",
                   ENLIST_IDENTITY_MAX_PUBLISHERS, publisher_keys->len);
      return NULL;
    }

  identity.static_secret = self->static_secret;
  identity.label_secret = self->secret != NULL ? g_bytes_get_data (self->secret, NULL) : NULL;
  identity.vendor = enlist_slice_text (self->vendor);
  identity.model = enlist_slice_text (self->model);
  identity.serial = enlist_slice_text (self->serial);
  if (self->hardware != NULL)
    identity.hardware = enlist_slice_text (self->hardware);
  for (guint i = 0; i < publisher_keys->len; i++)
    identity.publishers[identity.publisher_count++] = g_bytes_get_data (g_ptr_array_index (publisher_keys, i),
                                                                        NULL);

  image = sodium_malloc (ENLIST_IDENTITY_MAX);
  if (image == NULL)
    g_error ("There is no guarded memory for an identity");
  status = enlist_identity_write (&identity, image, ENLIST_IDENTITY_MAX, &size);
  if (status != ENLIST_OK)
    {
      sodium_free (image);
      enlist_error_from_status (error, status, "Writing the device's identity");
      return NULL;
    }

  return g_bytes_new_with_free_func (image, size, free_guarded, image);
}

gboolean
enlist_device_values_save_image (EnlistDeviceValues *self, GFile *folder, GPtrArray *publisher_keys,
                                 GError **error)
{
  g_autoptr (GBytes) image = enlist_device_values_dup_image (self, publisher_keys, error);
  g_autofree char *folder_path = g_file_get_path (folder);
  g_autofree char *path = NULL;

  if (image == NULL)
    return FALSE;
  if (folder_path == NULL || g_mkdir_with_parents (folder_path, 0700) != 0)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "The storage folder cannot be made: %s",
                   g_strerror (errno));
      return FALSE;
    }
  path = g_build_filename (folder_path, ENLIST_DEVICE_IMAGE_NAME, NULL);

  return enlist_private_file_create (path, path, "holds an identity already", g_bytes_get_data (image, NULL),
                                     g_bytes_get_size (image), error);
}

static char *
dup_slice (EnlistSlice slice)
{
  return slice.size > 0 ? g_strndup ((const char *) slice.data, slice.size) : NULL;
}

/* (transfer full): from what enlist_identity_read() has found; with the secret half of the key */
static EnlistDeviceValues *
values_from_identity (const EnlistIdentity *identity, GError **error)
{
  g_autoptr (EnlistDeviceValues) self = g_object_new (ENLIST_TYPE_DEVICE_VALUES, NULL);
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 public_key[ENLIST_X25519_SIZE];

  self->static_secret = sodium_malloc (ENLIST_X25519_SIZE);
  if (crypto == NULL || self->static_secret == NULL ||
      !crypto->x25519 (crypto->context, public_key, identity->static_secret, NULL))
    {
      enlist_error_from_status (error, ENLIST_E_CRYPTO, "Reading the device's key");
      return NULL;
    }
  memcpy (self->static_secret, identity->static_secret, ENLIST_X25519_SIZE);
  self->key = g_bytes_new (public_key, sizeof public_key);
  if (identity->label_secret != NULL)
    self->secret = g_bytes_new (identity->label_secret, ENLIST_LABEL_SECRET_SIZE);
  self->development = identity->development;
  self->preset = identity->preset;
  self->vendor = dup_slice (identity->vendor);
  self->model = dup_slice (identity->model);
  self->hardware = dup_slice (identity->hardware);
  self->serial = dup_slice (identity->serial);

  return g_steal_pointer (&self);
}

EnlistDeviceValues *
enlist_device_values_load_image (GFile *folder, GError **error)
{
  g_autoptr (GFile) file = g_file_get_child (folder, ENLIST_DEVICE_IMAGE_NAME);
  g_autofree char *path = g_file_get_parse_name (file);
  g_autoptr (EnlistDeviceValues) self = NULL;
  g_autoptr (GError) local_error = NULL;
  EnlistIdentity identity;
  EnlistStatus status;
  gsize size, offset = 0;
  char *image;

  if (!g_file_load_contents (file, NULL, &image, &size, NULL, &local_error))
    {
      gboolean missing = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      g_set_error (error, ENLIST_ERROR, missing ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_STORAGE, "%s",
                   local_error->message);
      return NULL;
    }
  status = enlist_identity_read (enlist_slice (image, size), &identity, &offset);
  if (status == ENLIST_OK)
    self = values_from_identity (&identity, error);
  else
    enlist_error_from_status (error, status, "%s, byte %" G_GSIZE_FORMAT, path, offset);
  sodium_memzero (image, size);
  g_free (image);

  return g_steal_pointer (&self);
}

const char *
enlist_device_values_get_vendor (EnlistDeviceValues *self)
{
  return self->vendor;
}

const char *
enlist_device_values_get_model (EnlistDeviceValues *self)
{
  return self->model;
}

const char *
enlist_device_values_get_hardware (EnlistDeviceValues *self)
{
  return self->hardware;
}

const char *
enlist_device_values_get_serial (EnlistDeviceValues *self)
{
  return self->serial;
}

GBytes *
enlist_device_values_get_key (EnlistDeviceValues *self)
{
  return self->key;
}

GBytes *
enlist_device_values_get_secret (EnlistDeviceValues *self)
{
  return self->secret;
}
