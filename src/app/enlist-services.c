/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-services"

#include "enlist-services.h"

enum {
  PROP_0,
  PROP_JOURNAL,
  PROP_PROBLEM,
  PROP_SETTLED,
  N_PROPERTIES,
};

struct _EnlistServices {
  GObject parent_instance;

  EnlistJournal *journal;
  EnlistKeyring *keyring;
  EnlistPublishers *publishers;
  EnlistAnswerMemory *answer_memory;
  EnlistSettings *settings;
  EnlistBluetooth *bluetooth;
  GCancellable *cancellable;
  GError *problem;
  char *device;
  gboolean settled;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistServices, enlist_services, G_TYPE_OBJECT)

static void
on_journal_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (EnlistServices) self = ENLIST_SERVICES (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistJournal) journal = enlist_journal_open_finish (result, &error);

  if (journal != NULL)
    {
      g_set_object (&self->journal, journal);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOURNAL]);
    }
  else
    {
      g_info ("the journal cannot be opened: %s", error->message);
      g_clear_error (&self->problem);
      self->problem = g_steal_pointer (&error);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
on_publishers_ready (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (EnlistServices) self = ENLIST_SERVICES (user_data);
  g_autoptr (GError) error = NULL;

  if (!enlist_publishers_load_finish (ENLIST_PUBLISHERS (source), result, &error))
    g_info ("the publishers cannot be read: %s", error->message);
  for (const char *const *problem =
    enlist_publishers_get_problems (self->publishers); *problem != NULL; problem++)
    g_info ("%s", *problem);

  self->settled = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

static void
enlist_services_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  EnlistServices *self = ENLIST_SERVICES (object);

  switch (property_id)
    {
    case PROP_JOURNAL:
      g_value_set_object (value, self->journal);
      break;

    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;

    case PROP_SETTLED:
      g_value_set_boolean (value, self->settled);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_services_finalize (GObject *object)
{
  EnlistServices *self = ENLIST_SERVICES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_object (&self->publishers);
  g_clear_object (&self->answer_memory);
  g_clear_object (&self->bluetooth);
  g_clear_object (&self->settings);
  g_clear_error (&self->problem);
  g_free (self->device);

  G_OBJECT_CLASS (enlist_services_parent_class)->finalize (object);
}

static void
enlist_services_class_init (EnlistServicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_services_get_property;
  object_class->finalize = enlist_services_finalize;

  properties[PROP_JOURNAL] = g_param_spec_object ("journal", NULL, NULL, ENLIST_TYPE_JOURNAL, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_services_init (EnlistServices *self)
{
  self->cancellable = g_cancellable_new ();
  self->keyring = enlist_keyring_new (TRUE);
  self->publishers = enlist_publishers_new (NULL, NULL);
  self->answer_memory = enlist_answer_memory_new ();
  self->settings = enlist_settings_new ();
}

EnlistServices *
enlist_services_new (void)
{
  return g_object_new (ENLIST_TYPE_SERVICES, NULL);
}

void
enlist_services_open (EnlistServices *self)
{
  g_return_if_fail (ENLIST_IS_SERVICES (self));

  g_clear_error (&self->problem);
  if (self->bluetooth == NULL)
    {
      g_autoptr (EnlistBluetooth) bluetooth = enlist_bluetooth_new ();

      enlist_services_set_bluetooth (self, bluetooth);
    }
  if (self->journal == NULL)
    {
      g_autofree char *path = enlist_journal_default_path ();

      enlist_journal_open_async (path, self->cancellable, on_journal_ready, g_object_ref (self));
    }
  enlist_publishers_load_async (self->publishers, self->cancellable, on_publishers_ready,
                                g_object_ref (self));
}

EnlistJournal *
enlist_services_get_journal (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->journal;
}

EnlistKeyring *
enlist_services_get_keyring (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->keyring;
}

EnlistPublishers *
enlist_services_get_publishers (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->publishers;
}

EnlistAnswerMemory *
enlist_services_get_answer_memory (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->answer_memory;
}

EnlistSettings *
enlist_services_get_settings (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->settings;
}

EnlistBluetooth *
enlist_services_get_bluetooth (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->bluetooth;
}

void
enlist_services_set_bluetooth (EnlistServices  *self,
                               EnlistBluetooth *bluetooth)
{
  g_return_if_fail (ENLIST_IS_SERVICES (self));

  g_return_if_fail (self->bluetooth == NULL);

  self->bluetooth = g_object_ref (bluetooth);
  g_object_bind_property (self->settings, "bluetooth-adapter", self->bluetooth, "adapter",
                          G_BINDING_SYNC_CREATE);
}

EnlistCatalogs *
enlist_services_get_catalogs (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return enlist_catalogs_get_default ();
}

const GError *
enlist_services_get_problem (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->problem;
}

gboolean
enlist_services_is_settled (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), FALSE);

  return self->settled;
}

const char *
enlist_services_get_device (EnlistServices *self)
{
  g_return_val_if_fail (ENLIST_IS_SERVICES (self), NULL);

  return self->device;
}

void
enlist_services_set_device (EnlistServices *self,
                            const char     *device)
{
  g_return_if_fail (ENLIST_IS_SERVICES (self));

  g_free (self->device);
  self->device = g_strdup (device);
}
