/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-adapter-choice.h"

#include "enlist-bluez-interfaces.h"

gpointer
enlist_adapter_peek (GDBusObject *object, const char *name)
{
  g_autoptr (GDBusInterface) interface = g_dbus_object_get_interface (object, name);

  return interface;
}

const char *
enlist_adapter_get_name (GDBusObject *object)
{
  const char *path = g_dbus_object_get_object_path (object);

  return strrchr (path, '/') + 1;
}

static gboolean
is_meant (GDBusObject *object, const char *id)
{
  BluezAdapter1 *adapter = enlist_adapter_peek (object, ENLIST_BLUEZ_ADAPTER);
  const char *address;

  if (adapter == NULL)
    return FALSE;
  if (id == NULL)
    return enlist_adapter_peek (object, ENLIST_BLUEZ_ADVERTISING) != NULL;
  address = bluez_adapter1_get_address (adapter);

  return g_str_equal (enlist_adapter_get_name (object), id)
         || (address != NULL && g_ascii_strcasecmp (address, id) == 0);
}

/* (nullable) (transfer full): the first by name. @others: what else there is */
static GDBusObject *
find_adapter (GDBusObjectManager *manager, const char *id, GString *others)
{
  GList *objects = g_dbus_object_manager_get_objects (manager);
  GDBusObject *found = NULL;

  for (GList *link = objects; link != NULL; link = link->next)
    {
      const char *name = enlist_adapter_get_name (link->data);

      if (is_meant (link->data, id) && (found == NULL || strcmp (name, enlist_adapter_get_name (found)) < 0))
        g_set_object (&found, link->data);
      else if (enlist_adapter_peek (link->data, ENLIST_BLUEZ_ADAPTER) != NULL)
        g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", name);
    }
  g_list_free_full (objects, g_object_unref);

  return found;
}

static char *
explain_absence (const char *id, const char *others)
{
  if (*others == '\0')
    return g_strdup ("there is no Bluetooth adapter");
  if (id == NULL)
    return g_strdup_printf ("%s cannot advertise: Bluetooth LE is needed", others);

  return g_strdup_printf ("there is no Bluetooth adapter %s, but %s", id, others);
}

GDBusObject *
enlist_adapter_choose (GDBusObjectManager *objects, const char *id, char **reason)
{
  g_autoptr (GString) others = g_string_new (NULL);
  GDBusObject *found = find_adapter (objects, id, others);

  if (found == NULL)
    *reason = explain_absence (id, others->str);

  return found;
}
