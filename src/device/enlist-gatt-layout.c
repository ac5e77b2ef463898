/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-gatt-layout.h"

#include "announcement.h"
#include "enlist-bluez-interfaces.h"

typedef struct
{
  const char *path;
  const char *uuid;
  const char *flags[3];
} Characteristic;

enum { IN, OUT, INFO, N_CHARACTERISTICS };

static const Characteristic characteristics[N_CHARACTERISTICS] = {
  [IN] = { ENLIST_GATT_IN_PATH, ENLIST_BLE_IN_UUID, { "write", "write-without-response", NULL } },
  [OUT] = { ENLIST_GATT_OUT_PATH, ENLIST_BLE_OUT_UUID, { "notify", NULL } },
  [INFO] = { ENLIST_GATT_INFO_PATH, ENLIST_BLE_INFO_UUID, { "read", NULL } },
};

static const Characteristic *
find_characteristic (const char *path)
{
  for (gsize i = 0; i < N_CHARACTERISTICS; i++)
    if (g_str_equal (characteristics[i].path, path))
      return &characteristics[i];

  return NULL;
}

GVariant *
enlist_gatt_layout_get_property (const char *path, const char *name, gboolean exclusive)
{
  const Characteristic *characteristic = find_characteristic (path);

  if (g_str_equal (name, "UUID"))
    return g_variant_new_string (characteristic != NULL ? characteristic->uuid : ENLIST_BLE_SERVICE_UUID);
  if (characteristic == NULL)
    return g_str_equal (name, "Primary") ? g_variant_new_boolean (TRUE) : NULL;
  if (g_str_equal (name, "Service"))
    return g_variant_new_object_path (ENLIST_GATT_SERVICE_PATH);
  if (g_str_equal (name, "Flags"))
    return g_variant_new_strv (characteristic->flags, -1);
  if ((g_str_equal (name, "WriteAcquired") && characteristic == &characteristics[IN] && exclusive)
      || (g_str_equal (name, "NotifyAcquired") && characteristic == &characteristics[OUT]))
    return g_variant_new_boolean (FALSE);

  return NULL;
}

static void
add_object (GVariantBuilder *objects, const char *path, GDBusInterfaceInfo *interface, gboolean exclusive)
{
  g_variant_builder_open (objects, G_VARIANT_TYPE ("{oa{sa{sv}}}"));
  g_variant_builder_add (objects, "o", path);
  g_variant_builder_open (objects, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_open (objects, G_VARIANT_TYPE ("{sa{sv}}"));
  g_variant_builder_add (objects, "s", interface->name);
  g_variant_builder_open (objects, G_VARIANT_TYPE ("a{sv}"));
  for (GDBusPropertyInfo **property = interface->properties; *property != NULL; property++)
    {
      GVariant *value = enlist_gatt_layout_get_property (path, (*property)->name, exclusive);

      if (value != NULL)
        g_variant_builder_add (objects, "{sv}", (*property)->name, value);
    }
  for (unsigned depth = 0; depth < 4; depth++)
    g_variant_builder_close (objects);
}

/* In the order of the characteristics: BlueZ numbers them as they come. */
GVariant *
enlist_gatt_layout_get_objects (gboolean exclusive)
{
  GVariantBuilder objects;

  g_variant_builder_init (&objects, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  add_object (&objects, ENLIST_GATT_SERVICE_PATH, bluez_gatt_service1_interface_info (), exclusive);
  for (gsize i = 0; i < N_CHARACTERISTICS; i++)
    add_object (&objects, characteristics[i].path, bluez_gatt_characteristic1_interface_info (), exclusive);

  return g_variant_builder_end (&objects);
}
