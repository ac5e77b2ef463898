/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-number-lookup"

#include "enlist-number-lookup.h"

#include "enlist-catalog-key.h"

enum {
  PROP_0,
  PROP_BUSY,
  N_PROPERTIES,
};

enum {
  FOUND,
  PROBLEM,
  N_SIGNALS,
};

struct _EnlistNumberLookup {
  GObject parent_instance;

  EnlistCatalogs *catalogs;
  GPtrArray *numbers; /* of utf8: still to be looked up */
  GError *problem;    /* with the first number */
  GCancellable *cancellable; /* (nullable): of the look-up that runs */
  guint delay_source;
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistNumberLookup, enlist_number_lookup, G_TYPE_OBJECT)

static void look_up_next (EnlistNumberLookup *self);

static void
end (EnlistNumberLookup *self)
{
  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_ptr_array_set_size (self->numbers, 0);
  g_clear_error (&self->problem);
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
on_label_found (EnlistNumberLookup *self,
                GBytes             *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistLabel) label = enlist_label_load_bytes (content, &error);

  end (self);
  if (label != NULL)
    g_signal_emit (self, signals[FOUND], 0, label);
  else
    g_signal_emit (self, signals[PROBLEM], 0, error);
}

static void
on_find_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (EnlistNumberLookup) self = ENLIST_NUMBER_LOOKUP (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = enlist_catalogs_find_label_finish (ENLIST_CATALOGS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (content != NULL)
    {
      on_label_found (self, content);
      return;
    }
  if (self->problem == NULL)
    self->problem = g_steal_pointer (&error);
  look_up_next (self);
}

static void
look_up_next (EnlistNumberLookup *self)
{
  g_autofree char *number = NULL;

  if (self->numbers->len == 0)
    {
      g_autoptr (GError) problem = g_steal_pointer (&self->problem);

      end (self);
      g_signal_emit (self, signals[PROBLEM], 0, problem);
      return;
    }

  number = g_ptr_array_steal_index (self->numbers, 0);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  enlist_catalogs_find_label_async (self->catalogs, number, self->cancellable, on_find_ready,
                                    g_object_ref (self));
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  return enlist_catalog_key_compare (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
on_delay_over (gpointer user_data)
{
  EnlistNumberLookup *self = ENLIST_NUMBER_LOOKUP (user_data);

  self->delay_source = 0;
  g_ptr_array_sort (self->numbers, compare_numbers);
  look_up_next (self);
  return G_SOURCE_REMOVE;
}

static void
enlist_number_lookup_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, ENLIST_NUMBER_LOOKUP (object)->cancellable != NULL);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_number_lookup_dispose (GObject *object)
{
  EnlistNumberLookup *self = ENLIST_NUMBER_LOOKUP (object);

  g_clear_handle_id (&self->delay_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (enlist_number_lookup_parent_class)->dispose (object);
}

static void
enlist_number_lookup_finalize (GObject *object)
{
  EnlistNumberLookup *self = ENLIST_NUMBER_LOOKUP (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->catalogs);
  g_clear_error (&self->problem);
  g_ptr_array_unref (self->numbers);

  G_OBJECT_CLASS (enlist_number_lookup_parent_class)->finalize (object);
}

static void
enlist_number_lookup_class_init (EnlistNumberLookupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_number_lookup_get_property;
  object_class->dispose = enlist_number_lookup_dispose;
  object_class->finalize = enlist_number_lookup_finalize;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ENLIST_TYPE_LABEL);
  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_number_lookup_init (EnlistNumberLookup *self)
{
  self->numbers = g_ptr_array_new_with_free_func (g_free);
}

EnlistNumberLookup *
enlist_number_lookup_new (EnlistCatalogs *catalogs)
{
  EnlistNumberLookup *self = g_object_new (ENLIST_TYPE_NUMBER_LOOKUP, NULL);

  self->catalogs = g_object_ref (catalogs);
  return self;
}

void
enlist_number_lookup_add (EnlistNumberLookup *self,
                          const char         *number,
                          guint               delay)
{
  g_return_if_fail (ENLIST_IS_NUMBER_LOOKUP (self));
  g_return_if_fail (number != NULL);

  if (g_ptr_array_find_with_equal_func (self->numbers, number, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->numbers, g_strdup (number));
  if (self->delay_source == 0 && self->cancellable == NULL)
    self->delay_source = g_timeout_add (delay, on_delay_over, self);
}

void
enlist_number_lookup_cancel (EnlistNumberLookup *self)
{
  g_return_if_fail (ENLIST_IS_NUMBER_LOOKUP (self));

  g_cancellable_cancel (self->cancellable);
  end (self);
}
