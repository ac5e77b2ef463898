/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "label.h"
#include "manifest.h"
#include "program.h"

G_BEGIN_DECLS

/* What the rest of the core may see of a label; everything points into the label and lives as long. */

const EnlistManifest *enlist_label_get_manifest (EnlistLabel *self);

/* The program of one end, of the application in hand; data NULL when there is none, or it is absent. */
EnlistSlice enlist_label_get_program (EnlistLabel *self, EnlistSide side);

/* The bytes of a part, carried or supplied; data NULL when it is absent. */
EnlistSlice enlist_label_get_part (EnlistLabel *self, guint index);

/* Whether the label itself has it. */
gboolean enlist_label_carries_part (EnlistLabel *self, guint index);

/* (transfer full): 32 hex digits */
char *enlist_label_dup_part_hash (EnlistLabel *self, guint index);

/* The program of an application; data NULL when there is none, or it is absent. */
EnlistSlice enlist_label_find_program (EnlistLabel *self, EnlistRole role, guint application);

/* Whether the end has a step with that operation, in the application in hand. */
gboolean enlist_label_has_operation (EnlistLabel *self, EnlistSide side, EnlistOperation operation);

/* (transfer full): what the getters of the same names answer */
char **enlist_label_list_transports  (EnlistLabel *self);
char **enlist_label_list_sent_fields (EnlistLabel *self);

/* What is not here is not refused. ENLIST_ERROR_DAMAGED or _INVALID_PROGRAM */
gboolean enlist_label_validate_part  (EnlistLabel *self, guint index, GError **error);
gboolean enlist_label_validate_pair  (EnlistLabel *self, guint application, GError **error);
gboolean enlist_label_validate_parts (EnlistLabel *self, GError **error);

/* (transfer full): what the device's program of the application in hand installs, one line each */
char **enlist_label_list_staying_parts (EnlistLabel *self);

/* The whole label, and the manifest in it. */
EnlistSlice enlist_label_get_cbor           (EnlistLabel *self);
EnlistSlice enlist_label_get_manifest_bytes (EnlistLabel *self);

/* The COSE_Sign1 as it is handed to the device. */
EnlistSlice enlist_label_get_envelope (EnlistLabel *self);

const guint8 *enlist_label_get_id_bytes (EnlistLabel *self);

/* ENLIST_LABEL_SECRET_SIZE bytes; %NULL for a development label. */
const guint8 *enlist_label_get_secret (EnlistLabel *self);

/* (transfer full): the label's CBOR with its secret replaced by null, for the journal */
GBytes *enlist_label_dup_without_secret (EnlistLabel *self);

/* (transfer full): the field's name, registered or custom; "field 99" for an unknown one */
char *enlist_label_dup_field_name (EnlistLabel *self, guint field);

/* (transfer full): what people call a field, translated for registered ones */
char *enlist_label_dup_field_title (EnlistLabel *self, guint field);

/* (transfer full) (nullable): what the answer to a choice means, in the label's first language */
char *enlist_label_dup_option (EnlistLabel *self, guint field, guint index);

/* (transfer full): the text for the user's language; empty for malformed ones */
char *enlist_label_dup_text (EnlistSlice texts);

/* (transfer full): one step in plain language */
EnlistStepItem *enlist_label_describe_step (EnlistLabel *self, EnlistSide side, const EnlistStep *step);

/* (transfer full): its title alone, and its detail, which may be %NULL */
char *enlist_label_describe_title  (EnlistLabel *self, const EnlistStep *step);
char *enlist_label_describe_detail (EnlistLabel *self, const EnlistStep *step);

/* (transfer full): "Pipe is DN 20 and Name is given" */
char *enlist_label_describe_expression (EnlistLabel *self, EnlistSlice expression);

/* (transfer full): a value, texts in quotation marks */
char *enlist_label_describe_value (EnlistFieldKind kind, EnlistSlice item);

/* (transfer full): title and detail of an `install` */
char *enlist_label_describe_install   (EnlistLabel *self, const EnlistStep *step);
char *enlist_label_describe_installed (EnlistLabel *self, const EnlistStep *step);

/* (transfer none): what a text that is not a label is, and what to do, translated */
const char *enlist_label_explain_text (const char *text);

G_END_DECLS
