/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-value.h"
#include "field.h"

G_BEGIN_DECLS

/* What a run of the assistant's program knows of a field besides its value. */
typedef enum {
  ENLIST_FIELD_MARK_ANSWERED = 1 << 0,   /* by the installer, in this session */
  ENLIST_FIELD_MARK_REPORTED = 1 << 1,   /* by the device, since the last `await` */
  ENLIST_FIELD_MARK_RECORDED = 1 << 2,   /* for the record */
  ENLIST_FIELD_MARK_RELAYED = 1 << 3,    /* for the IoT system */
  ENLIST_FIELD_MARK_CONFIGURED = 1 << 4, /* for the gateway */
} EnlistFieldMark;

#define ENLIST_TYPE_FIELD_TABLE (enlist_field_table_get_type ())
G_DECLARE_FINAL_TYPE (EnlistFieldTable, enlist_field_table, ENLIST, FIELD_TABLE, GObject)

/**
 * EnlistFieldTable:
 *
 * The values of the fields in one session, each of its field's kind, and what is to become of them. The same
 * values are in a field store in guarded memory, for expressions.
 */
EnlistFieldTable *enlist_field_table_new (EnlistLabel *label);

/* (transfer none): for reading only */
EnlistFieldStore *enlist_field_table_get_store (EnlistFieldTable *self);

/* ENLIST_E_FIELD, _TYPE, _RANGE or _SPACE when the value cannot be taken; the old one is there then. */
EnlistStatus enlist_field_table_set      (EnlistFieldTable *self, guint field, EnlistValue *value);
EnlistStatus enlist_field_table_set_cbor (EnlistFieldTable *self, guint field, EnlistSlice cbor);

/* Sets the field to the value of an expression. */
EnlistStatus enlist_field_table_assign   (EnlistFieldTable *self, guint field, EnlistSlice expression);

/* (transfer none) (nullable): %NULL as long as the field has none */
EnlistValue *enlist_field_table_get      (EnlistFieldTable *self, guint field);

void     enlist_field_table_mark     (EnlistFieldTable *self, guint field, guint marks);
void     enlist_field_table_unmark   (EnlistFieldTable *self, guint field, EnlistFieldMark mark);
gboolean enlist_field_table_is_marked (EnlistFieldTable *self, guint field, EnlistFieldMark mark);

/* The whole record is for the IoT system. */
void     enlist_field_table_relay_record  (EnlistFieldTable *self);
gboolean enlist_field_table_relays_record (EnlistFieldTable *self);

/* Of a field that the label has: its name (transfer full), kind, and whether it is sensitive */
char           *enlist_field_table_dup_name     (EnlistFieldTable *self, guint field);
EnlistValueKind enlist_field_table_get_kind     (EnlistFieldTable *self, guint field);
gboolean        enlist_field_table_is_sensitive (EnlistFieldTable *self, guint field);

/* Forgets every value and overwrites it; marks stay. */
void     enlist_field_table_clear    (EnlistFieldTable *self);

/* As new: forgets marks, too. */
void     enlist_field_table_reset    (EnlistFieldTable *self);

G_END_DECLS
