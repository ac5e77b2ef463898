/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "label.h"
#include "label.h"
#include "manifest.h"
#include "program.h"

G_BEGIN_DECLS

/* What the rest of the core may see of a label; everything points into the label and lives as long. */

const EnlistManifest *enlist_label_get_manifest (EnlistLabel *self);

/* The program of one end; data NULL when the label does not carry it. */
EnlistSlice enlist_label_get_program (EnlistLabel *self, EnlistSide side);

/* The bytes of a part; data NULL when it is absent. */
EnlistSlice enlist_label_get_part (EnlistLabel *self, guint index);

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

/* (transfer none): what a text that is not a label is, and what to do, translated */
const char *enlist_label_explain_text (const char *text);

G_END_DECLS
