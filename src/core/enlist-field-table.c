/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-field-table"

#include "enlist-field-table-private.h"

#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-label-private.h"
#include "expression.h"

#define ARENA_SIZE 65535 /* bytes; a device has far less */

struct _EnlistFieldTable {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistFieldStore store;
  guint8 *arena;
  EnlistValue *values[ENLIST_FIELD_COUNT];
  guint marks[ENLIST_FIELD_COUNT];
  gboolean relays_record;
};

G_DEFINE_FINAL_TYPE (EnlistFieldTable, enlist_field_table, G_TYPE_OBJECT)

EnlistFieldStore *
enlist_field_table_get_store (EnlistFieldTable *self)
{
  return &self->store;
}

EnlistStatus
enlist_field_table_set (EnlistFieldTable *self, guint field, EnlistValue *value)
{
  EnlistSlice cbor = enlist_bytes_slice (enlist_value_get_cbor (value));
  EnlistFieldInfo info;
  EnlistStatus status;

  if (!enlist_manifest_field (enlist_label_get_manifest (self->label), field, &info))
    return ENLIST_E_FIELD;
  if ((EnlistFieldKind) enlist_value_get_kind (value) != info.kind)
    return ENLIST_E_TYPE;

  status = enlist_field_store_set (&self->store, field, cbor);
  if (status != ENLIST_OK)
    return status;
  enlist_value_ref (value);
  g_clear_pointer (&self->values[field], enlist_value_unref);
  self->values[field] = value;

  return ENLIST_OK;
}

EnlistStatus
enlist_field_table_set_cbor (EnlistFieldTable *self, guint field, EnlistSlice cbor)
{
  g_autoptr (GBytes) bytes = g_bytes_new (cbor.data, cbor.size);
  g_autoptr (EnlistValue) value = NULL;
  EnlistFieldInfo info;
  EnlistStatus status;

  if (!enlist_manifest_field (enlist_label_get_manifest (self->label), field, &info))
    return ENLIST_E_FIELD;
  status = enlist_field_check_value (info.kind, cbor);
  if (status != ENLIST_OK)
    return status;
  value = enlist_value_new_cbor ((EnlistValueKind) info.kind, bytes, NULL);

  return value != NULL ? enlist_field_table_set (self, field, value) : ENLIST_E_TYPE;
}

EnlistStatus
enlist_field_table_assign (EnlistFieldTable *self, guint field, EnlistSlice expression)
{
  guint8 buffer[ENLIST_EXPRESSION_VALUE_MAX];
  gsize size = 0;
  EnlistStatus status;

  status = enlist_expression_evaluate (expression, &self->store, buffer, sizeof buffer, &size);
  if (status == ENLIST_OK)
    status = enlist_field_table_set_cbor (self, field, enlist_slice (buffer, size));
  sodium_memzero (buffer, sizeof buffer);

  return status;
}

EnlistValue *
enlist_field_table_get (EnlistFieldTable *self, guint field)
{
  return field < ENLIST_FIELD_COUNT ? self->values[field] : NULL;
}

void
enlist_field_table_mark (EnlistFieldTable *self, guint field, guint marks)
{
  g_return_if_fail (field < ENLIST_FIELD_COUNT);

  self->marks[field] |= marks;
}

void
enlist_field_table_unmark (EnlistFieldTable *self, guint field, EnlistFieldMark mark)
{
  g_return_if_fail (field < ENLIST_FIELD_COUNT);

  self->marks[field] &= ~mark;
}

gboolean
enlist_field_table_is_marked (EnlistFieldTable *self, guint field, EnlistFieldMark mark)
{
  return field < ENLIST_FIELD_COUNT && (self->marks[field] & mark) != 0;
}

void
enlist_field_table_relay_record (EnlistFieldTable *self)
{
  self->relays_record = TRUE;
}

gboolean
enlist_field_table_relays_record (EnlistFieldTable *self)
{
  return self->relays_record;
}

char *
enlist_field_table_dup_name (EnlistFieldTable *self, guint field)
{
  return enlist_label_dup_field_name (self->label, field);
}

static EnlistFieldInfo
get_info (EnlistFieldTable *self, guint field)
{
  EnlistFieldInfo info = { { NULL, 0 }, ENLIST_KIND_TEXT, ENLIST_FIELD_SENSITIVE };

  enlist_manifest_field (enlist_label_get_manifest (self->label), field, &info);

  return info;
}

EnlistValueKind
enlist_field_table_get_kind (EnlistFieldTable *self, guint field)
{
  return (EnlistValueKind) get_info (self, field).kind;
}

gboolean
enlist_field_table_is_sensitive (EnlistFieldTable *self, guint field)
{
  return (get_info (self, field).flags & ENLIST_FIELD_SENSITIVE) != 0;
}

void
enlist_field_table_clear (EnlistFieldTable *self)
{
  for (guint i = 0; i < ENLIST_FIELD_COUNT; i++)
    g_clear_pointer (&self->values[i], enlist_value_unref);
  enlist_field_store_clear (&self->store);
}

void
enlist_field_table_reset (EnlistFieldTable *self)
{
  enlist_field_table_clear (self);
  memset (self->marks, 0, sizeof self->marks);
  self->relays_record = FALSE;
}

static void
enlist_field_table_finalize (GObject *object)
{
  EnlistFieldTable *self = ENLIST_FIELD_TABLE (object);

  enlist_field_table_clear (self);
  sodium_free (self->arena);
  g_clear_object (&self->label);

  G_OBJECT_CLASS (enlist_field_table_parent_class)->finalize (object);
}

static void
enlist_field_table_class_init (EnlistFieldTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_field_table_finalize;
}

static void
enlist_field_table_init (EnlistFieldTable *self)
{
  self->arena = sodium_malloc (ARENA_SIZE);
  if (self->arena == NULL)
    g_error ("There is no guarded memory for the answers");
  enlist_field_store_init (&self->store, self->arena, ARENA_SIZE);
}

EnlistFieldTable *
enlist_field_table_new (EnlistLabel *label)
{
  EnlistFieldTable *self = g_object_new (ENLIST_TYPE_FIELD_TABLE, NULL);

  self->label = g_object_ref (label);

  return self;
}
