/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-target"

#include "enlist-bluez-target-private.h"

#include "enlist-error.h"
#include "enlist-transport.h"

#define URI_SCHEME "ble:"

/* "*" means any; *@given says whether it was something else. */
static gboolean
parse_discriminator (const char *text, guint8 *bytes, gsize size, gboolean *given)
{
  *given = !g_str_equal (text, "*");
  if (!*given)
    return TRUE;
  if (strlen (text) != 2 * size)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      bytes[i] = high << 4 | low;
    }

  return TRUE;
}

gboolean
enlist_bluez_target_parse (EnlistBluezTarget *self, const char *uri, GError **error)
{
  g_auto (GStrv) parts = NULL;

  *self = (EnlistBluezTarget) { 0 };
  if (g_str_equal (uri, URI_SCHEME))
    return TRUE;

  if (g_str_has_prefix (uri, URI_SCHEME))
    {
      parts = g_strsplit (uri + strlen (URI_SCHEME), "/", 3);
      if (g_strv_length (parts) == 2 &&
          parse_discriminator (parts[0], self->device, sizeof self->device, &self->by_device) &&
          parse_discriminator (parts[1], self->model, sizeof self->model, &self->by_model))
        return TRUE;
    }

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "“%s” does not name a device: ble:DEVICE/MODEL",
               uri);
  return FALSE;
}

/* A key says more than a model: whoever has the key on a label is not put off by another model's name. */
gboolean
enlist_bluez_target_matches (const EnlistBluezTarget *self, const EnlistAnnouncement *announcement)
{
  if (self->by_device)
    return memcmp (self->device, announcement->device, sizeof self->device) == 0;
  if (self->by_model)
    return memcmp (self->model, announcement->model, sizeof self->model) == 0;
  return TRUE;
}

/* (transfer full) (nullable): our service data, of whatever type it is */
static GVariant *
lookup_service_data (GVariant *all)
{
  GVariantIter entries;
  const char *uuid;
  GVariant *value;

  g_variant_iter_init (&entries, all);
  while (g_variant_iter_next (&entries, "{&sv}", &uuid, &value))
    {
      if (g_ascii_strcasecmp (uuid, ENLIST_BLE_SERVICE_UUID) == 0)
        return value;
      g_variant_unref (value);
    }

  return NULL;
}

static gboolean
has_service (BluezDevice1 *device)
{
  const char *const *uuids = bluez_device1_get_uuids (device);

  for (gsize i = 0; uuids != NULL && uuids[i] != NULL; i++)
    if (g_ascii_strcasecmp (uuids[i], ENLIST_BLE_SERVICE_UUID) == 0)
      return TRUE;

  return FALSE;
}

static void
read_announcement (EnlistBluezSighting *sighting, GVariant *data)
{
  gsize size;
  const guint8 *bytes;

  if (!g_variant_is_of_type (data, G_VARIANT_TYPE_BYTESTRING))
    return;

  bytes = g_variant_get_fixed_array (data, &size, 1);
  sighting->announced = enlist_announcement_read (enlist_slice (bytes, size),
                                                  &sighting->announcement) == ENLIST_OK;
}

EnlistBluezSighting
enlist_bluez_sighting_read (BluezDevice1 *device)
{
  EnlistBluezSighting sighting = { .signal_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN };
  g_autoptr (GVariant) strength = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (device), "RSSI");
  GVariant *all = bluez_device1_get_service_data (device);
  g_autoptr (GVariant) data = all != NULL && g_variant_is_of_type (all, G_VARIANT_TYPE_VARDICT)
                                ? lookup_service_data (all) : NULL;

  if (strength != NULL && g_variant_is_of_type (strength, G_VARIANT_TYPE_INT16))
    sighting.signal_strength = g_variant_get_int16 (strength);
  if (data != NULL)
    read_announcement (&sighting, data);
  sighting.ours = sighting.announced || (data == NULL && has_service (device));

  return sighting;
}
