/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label-collector"

#include "enlist-label-collector.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "label-text.h"

/* Labels of which some codes were seen; an installer has one in hand, and others on the shelf behind it. */
#define MAX_SETS 4

struct _EnlistLabelCollector {
  GObject parent_instance;

  GPtrArray *sets;         /* of EnlistLabelSet, the one added to last in front */
};

G_DEFINE_FINAL_TYPE (EnlistLabelCollector, enlist_label_collector, G_TYPE_OBJECT)

static void
free_set (gpointer set)
{
  sodium_memzero (set, sizeof (EnlistLabelSet));
  g_free (set);
}

static void
enlist_label_collector_finalize (GObject *object)
{
  EnlistLabelCollector *self = ENLIST_LABEL_COLLECTOR (object);

  g_ptr_array_unref (self->sets);

  G_OBJECT_CLASS (enlist_label_collector_parent_class)->finalize (object);
}

static void
enlist_label_collector_class_init (EnlistLabelCollectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_label_collector_finalize;
}

static void
enlist_label_collector_init (EnlistLabelCollector *self)
{
  self->sets = g_ptr_array_new_with_free_func (free_set);
}

static gboolean
refuse_text (const char *text, GError **error)
{
  gboolean newer = enlist_label_text_kind (enlist_slice_text (text)) == ENLIST_TEXT_LABEL_NEWER;

  g_set_error_literal (error, ENLIST_ERROR, newer ? ENLIST_ERROR_TOO_NEW : ENLIST_ERROR_NOT_A_LABEL,
                       enlist_label_explain_text (text));

  return FALSE;
}

static EnlistLabel *
label_from_set (const EnlistLabelSet *set, GError **error)
{
  g_autofree guint8 *payload = g_malloc (ENLIST_LABEL_MAX_PAYLOAD);
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  EnlistStatus status;

  status = enlist_label_set_payload (set, enlist_crypto_sodium (), payload, ENLIST_LABEL_MAX_PAYLOAD, &size);
  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "Joining the label's codes");
      return NULL;
    }
  bytes = g_bytes_new (payload, size);
  sodium_memzero (payload, size);

  return enlist_label_new_for_payload (bytes, error);
}

static EnlistLabel *
label_from_uri (const char *text, GError **error)
{
  g_autofree guint8 *payload = g_malloc (ENLIST_LABEL_MAX_PAYLOAD);
  g_autoptr (GBytes) bytes = NULL;
  gsize size, offset = 0;
  EnlistStatus status;

  status = enlist_label_uri_read (enlist_slice_text (text), payload, ENLIST_LABEL_MAX_PAYLOAD, &size,
                                  &offset);
  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "Reading the link at character %" G_GSIZE_FORMAT, offset + 1);
      return NULL;
    }
  bytes = g_bytes_new (payload, size);
  sodium_memzero (payload, size);

  return enlist_label_new_for_payload (bytes, error);
}

/* Adds to the set that the code belongs to, which moves to the front; begins a new one when there is none. */
static EnlistLabelSet *
add_to_sets (EnlistLabelCollector *self, const char *text, GError **error)
{
  EnlistSlice slice = enlist_slice_text (text);
  EnlistLabelSet *set;
  gsize offset = 0;
  EnlistStatus status;

  for (guint i = 0; i < self->sets->len; i++)
    {
      status = enlist_label_set_add (g_ptr_array_index (self->sets, i), slice, &offset);
      if (status == ENLIST_OK)
        {
          set = g_ptr_array_steal_index (self->sets, i);
          g_ptr_array_insert (self->sets, 0, set);
          return set;
        }
      if (status != ENLIST_E_OTHER_SET)
        {
          enlist_error_from_status (error, status, "Reading the code at character %" G_GSIZE_FORMAT,
                                    offset + 1);
          return NULL;
        }
    }

  set = g_new (EnlistLabelSet, 1);
  enlist_label_set_init (set);
  status = enlist_label_set_add (set, slice, &offset);
  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "Reading the code at character %" G_GSIZE_FORMAT, offset + 1);
      free_set (set);
      return NULL;
    }
  g_ptr_array_insert (self->sets, 0, set);
  if (self->sets->len > MAX_SETS)
    g_ptr_array_set_size (self->sets, MAX_SETS);

  return set;
}

EnlistLabelCollector *
enlist_label_collector_new (void)
{
  return g_object_new (ENLIST_TYPE_LABEL_COLLECTOR, NULL);
}

EnlistLabel *
enlist_label_collector_add (EnlistLabelCollector *self, const char *text, GError **error)
{
  EnlistLabelSet *set;
  EnlistLabel *label;

  switch (enlist_label_text_kind (enlist_slice_text (text)))
    {
    case ENLIST_TEXT_URI:
      return label_from_uri (text, error);
    case ENLIST_TEXT_LABEL:
    case ENLIST_TEXT_LABEL_PART:
      break;
    default:
      refuse_text (text, error);
      return NULL;
    }

  set = add_to_sets (self, text, error);
  if (set == NULL || !enlist_label_set_complete (set))
    return NULL;

  label = label_from_set (set, error);
  g_ptr_array_remove_index (self->sets, 0);

  return label;
}

static guint
count_seen (const EnlistLabelSet *set)
{
  guint count = 0;

  for (guint i = 0; i < set->count; i++)
    count += (set->seen >> i) & 1;

  return count;
}

void
enlist_label_collector_get_progress (EnlistLabelCollector *self, guint *have, guint *total)
{
  const EnlistLabelSet *set = self->sets->len > 0 ? g_ptr_array_index (self->sets, 0) : NULL;

  *have = set != NULL ? count_seen (set) : 0;
  *total = set != NULL ? set->count : 0;
}

GError *
enlist_label_collector_get_missing (EnlistLabelCollector *self)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  const EnlistLabelSet *set;

  if (self->sets->len == 0)
    return NULL;

  set = g_ptr_array_index (self->sets, 0);
  for (guint i = 0; i < set->count; i++)
    {
      if (((set->seen >> i) & 1) == 0)
        g_string_append_printf (missing, "%s%u", missing->len > 0 ? ", " : "", i + 1);
    }

  return g_error_new (ENLIST_ERROR, ENLIST_ERROR_INCOMPLETE,
                      /* Translators: both are numbers, the first may be several: "1, 3" */
                      g_dngettext (GETTEXT_PACKAGE, "Code %s of %u of this label is missing.",
                                   "Codes %s of %u of this label are missing.",
                                   set->count - count_seen (set)),
                      missing->str, set->count);
}

void
enlist_label_collector_reset (EnlistLabelCollector *self)
{
  g_ptr_array_set_size (self->sets, 0);
}
