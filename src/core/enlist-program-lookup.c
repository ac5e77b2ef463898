/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-step"

#include "enlist-program-step-private.h"

#include <sodium.h>

#include "enlist-error-private.h"
#include "enlist-value-private.h"
#include "expression.h"

typedef struct {
  guint fields[ENLIST_FIELD_COUNT];
  guint count;
  EnlistStatus status;
} Lookup;

/* (transfer full) (nullable): text as it is, an integer in decimal */
static char *
read_key (EnlistSlice expression, EnlistFieldTable *fields, EnlistStatus *status)
{
  guint8 buffer[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistCborReader reader;
  gsize size = 0;
  gint64 number;
  char *key;

  *status = enlist_expression_evaluate (expression, enlist_field_table_get_store (fields), buffer,
                                        sizeof buffer, &size);
  if (*status != ENLIST_OK)
    return NULL;
  enlist_cbor_reader_init (&reader, enlist_slice (buffer, size));
  if (enlist_cbor_reader_peek (&reader) == ENLIST_CBOR_TEXT)
    key = enlist_value_read_string (&reader);
  else
    key = enlist_cbor_read_integer (&reader, &number) == ENLIST_OK
              ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
  sodium_memzero (buffer, sizeof buffer);
  if (key == NULL)
    *status = ENLIST_E_TYPE;

  return key;
}

/* (transfer full) (nullable): what the entry says of one field; null when it does not name it */
static EnlistValue *
read_value (EnlistFieldTable *fields, GHashTable *entry, guint field, GError **error)
{
  g_autofree char *name = enlist_field_table_dup_name (fields, field);
  EnlistValueKind kind = enlist_field_table_get_kind (fields, field);
  JsonNode *node = g_hash_table_lookup (entry, name);
  EnlistValue *value;

  if (node == NULL || json_node_is_null (node))
    return enlist_value_new_null (kind);
  value = enlist_catalog_read_value (kind, node, error);
  if (value == NULL)
    g_prefix_error (error, "%s: ", name);

  return value;
}

/* Every value is read before the first is taken: an entry counts as a whole. */
static EnlistStatus
take_entry (EnlistFieldTable *fields, const Lookup *lookup, GHashTable *entry, GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_value_unref);
  EnlistStatus status = ENLIST_OK;

  for (guint i = 0; i < lookup->count; i++)
    {
      EnlistValue *value = read_value (fields, entry, lookup->fields[i], error);

      if (value == NULL)
        return ENLIST_E_RANGE;
      g_ptr_array_add (values, value);
    }
  for (guint i = 0; i < lookup->count && status == ENLIST_OK; i++)
    status = enlist_field_table_set (fields, lookup->fields[i], g_ptr_array_index (values, i));

  return status;
}

static void
on_entry_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GHashTable) entry = enlist_catalogs_lookup_finish (ENLIST_CATALOGS (source), result, &error);

  lookup->status = entry != NULL ? take_entry (g_task_get_source_object (task), lookup, entry, &error)
                                 : ENLIST_E_NOT_FOUND;
  if (lookup->status != ENLIST_OK && error == NULL)
    enlist_error_from_status (&error, lookup->status, "Taking a catalog's entry");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
enlist_program_step_lookup_async (const EnlistStep   *step,
                                  EnlistFieldTable   *fields,
                                  EnlistCatalogs     *catalogs,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (fields, cancellable, callback, user_data);
  Lookup *lookup = g_new0 (Lookup, 1);
  EnlistCborReader reader = step->arguments;
  g_autofree char *key = NULL;
  EnlistSlice expression;

  g_task_set_source_tag (task, enlist_program_step_lookup_async);
  g_task_set_task_data (task, lookup, g_free);
  lookup->status = enlist_cbor_read_item (&reader, &expression);
  for (guint i = 1; i < step->argument_count && lookup->status == ENLIST_OK; i++)
    {
      unsigned field;

      lookup->status = enlist_step_read_field (&reader, &field);
      if (lookup->status == ENLIST_OK && lookup->count < G_N_ELEMENTS (lookup->fields))
        lookup->fields[lookup->count++] = field;
    }
  if (lookup->status == ENLIST_OK)
    key = read_key (expression, fields, &lookup->status);

  if (key != NULL)
    {
      enlist_catalogs_lookup_async (catalogs, key, cancellable, on_entry_ready, g_steal_pointer (&task));
    }
  else
    {
      GError *error = NULL;

      enlist_error_from_status (&error, lookup->status, "Making the key for a catalog");
      g_task_return_error (task, error);
    }
}

EnlistStatus
enlist_program_step_lookup_finish (EnlistFieldTable *fields, GAsyncResult *result, GError **error)
{
  Lookup *lookup = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_program_step_lookup_async),
                        ENLIST_E_NOT_FOUND);

  return g_task_propagate_boolean (G_TASK (result), error) ? ENLIST_OK : lookup->status;
}
