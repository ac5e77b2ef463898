/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-secrets.h"

#define NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define COLLECTION_PATH SERVICE_PATH "/collection/login"
#define PROMPT_PATH SERVICE_PATH "/prompt/p1"

static const char xml[] =
  "<node>"
  " <interface name='org.freedesktop.Secret.Service'>"
  "  <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "  <method name='Unlock'><arg type='ao' direction='in'/>"
  "   <arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "  <property name='Collections' type='ao' access='read'/>"
  " </interface>"
  " <interface name='org.freedesktop.Secret.Collection'>"
  "  <property name='Items' type='ao' access='read'/>"
  "  <property name='Label' type='s' access='read'/>"
  "  <property name='Locked' type='b' access='read'/>"
  "  <property name='Created' type='t' access='read'/>"
  "  <property name='Modified' type='t' access='read'/>"
  " </interface>"
  " <interface name='org.freedesktop.Secret.Prompt'>"
  "  <method name='Prompt'><arg type='s' direction='in'/></method>"
  "  <method name='Dismiss'/>"
  "  <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  " </interface>"
  "</node>";

static void
on_method_call (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  FakeSecrets *self = user_data;

  if (g_str_equal (method, "ReadAlias"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", COLLECTION_PATH));
    }
  else if (g_str_equal (method, "Unlock"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("(@ao [], %o)", PROMPT_PATH));
    }
  else
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      if (g_str_equal (method, "Prompt"))
        self->n_prompts++;
      if (self->answers || g_str_equal (method, "Dismiss"))
        g_dbus_connection_emit_signal (connection, NULL, PROMPT_PATH, "org.freedesktop.Secret.Prompt",
                                       "Completed", g_variant_new_parsed ("(true, <@ao []>)"), NULL);
    }
}

static GVariant *
on_get_property (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  if (g_str_equal (property, "Collections"))
    return g_variant_new_parsed ("[%o]", COLLECTION_PATH);
  if (g_str_equal (property, "Items"))
    return g_variant_new_parsed ("@ao []");
  if (g_str_equal (property, "Label"))
    return g_variant_new_string ("Login");
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (TRUE);
  return g_variant_new_uint64 (0);
}

static void
on_name_acquired (GDBusConnection *connection,
                  const char      *name,
                  gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
fake_secrets_start (FakeSecrets *self,
                    gboolean     answers)
{
  static const GDBusInterfaceVTable vtable = { on_method_call, on_get_property, NULL };
  const char *paths[] = { SERVICE_PATH, COLLECTION_PATH, PROMPT_PATH };
  g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr(GError) error = NULL;
  gboolean owned = FALSE;

  *self = (FakeSecrets) { .answers = answers };
  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      self->object_ids[i] = g_dbus_connection_register_object (self->connection, paths[i],
                                                               info->interfaces[i],
                                                               &vtable, self, NULL, &error);
      g_assert_no_error (error);
    }
  self->name_id = g_bus_own_name_on_connection (self->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                                on_name_acquired, NULL, &owned, NULL);
  while (!owned)
    g_main_context_iteration (NULL, TRUE);
}

void
fake_secrets_stop (FakeSecrets *self)
{
  g_bus_unown_name (self->name_id);
  for (gsize i = 0; i < G_N_ELEMENTS (self->object_ids); i++)
    g_dbus_connection_unregister_object (self->connection, self->object_ids[i]);
  g_clear_object (&self->connection);
}
