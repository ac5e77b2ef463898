/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-settings"

#include "enlist-settings.h"

enum {
  PROP_0,
  PROP_BLUETOOTH_ADAPTER,
  N_PROPERTIES,
};

struct _EnlistSettings {
  GObject parent_instance;

  GSettings *settings; /* NULL without the schema */
  char *bluetooth_adapter;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistSettings, enlist_settings, G_TYPE_OBJECT)

static void
enlist_settings_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  EnlistSettings *self = ENLIST_SETTINGS (object);

  switch (property_id)
    {
    case PROP_BLUETOOTH_ADAPTER:
      g_value_set_string (value, self->bluetooth_adapter);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_settings_set_property (GObject      *object,
                              guint         property_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  EnlistSettings *self = ENLIST_SETTINGS (object);

  switch (property_id)
    {
    case PROP_BLUETOOTH_ADAPTER:
      enlist_settings_set_bluetooth_adapter (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_settings_finalize (GObject *object)
{
  EnlistSettings *self = ENLIST_SETTINGS (object);

  g_clear_object (&self->settings);
  g_free (self->bluetooth_adapter);

  G_OBJECT_CLASS (enlist_settings_parent_class)->finalize (object);
}

static void
enlist_settings_class_init (EnlistSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_settings_get_property;
  object_class->set_property = enlist_settings_set_property;
  object_class->finalize = enlist_settings_finalize;

  properties[PROP_BLUETOOTH_ADAPTER] =
    g_param_spec_string ("bluetooth-adapter", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_settings_init (EnlistSettings *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  self->bluetooth_adapter = g_strdup ("");
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  /* A program that runs out of its build folder may not have it, and g_settings_new() would end it. */
  if (schema == NULL)
    {
      g_info ("there is no schema: settings are not kept");
      return;
    }

  self->settings = g_settings_new_full (schema, NULL, NULL);
  g_settings_bind (self->settings, "bluetooth-adapter", self, "bluetooth-adapter", G_SETTINGS_BIND_DEFAULT);
}

EnlistSettings *
enlist_settings_new (void)
{
  return g_object_new (ENLIST_TYPE_SETTINGS, NULL);
}

const char *
enlist_settings_get_bluetooth_adapter (EnlistSettings *self)
{
  g_return_val_if_fail (ENLIST_IS_SETTINGS (self), NULL);

  return self->bluetooth_adapter;
}

void
enlist_settings_set_bluetooth_adapter (EnlistSettings *self,
                                       const char     *address)
{
  g_return_if_fail (ENLIST_IS_SETTINGS (self));

  if (g_strcmp0 (address, self->bluetooth_adapter) == 0)
    return;

  g_free (self->bluetooth_adapter);
  self->bluetooth_adapter = g_strdup (address != NULL ? address : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BLUETOOTH_ADAPTER]);
}
