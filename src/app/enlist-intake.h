/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gdk/gdk.h>

#include "enlist-catalogs.h"
#include "enlist-label.h"
#include "enlist-publisher.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_INTAKE (enlist_intake_get_type ())
G_DECLARE_FINAL_TYPE (EnlistIntake, enlist_intake, ENLIST, INTAKE, GObject)

/**
 * EnlistIntake:
 *
 * Takes whatever may hold a label or a publisher card (texts of codes, typed or pasted text, files, pictures)
 * and says what it was. Numbers and bar codes are looked up in catalogs, if it has any: where a label and a
 * bar code are seen together, the label counts.
 *
 * Properties: have, total (guint: codes of the label that is being collected), busy (whether a file is being
 * read, or a number looked up).
 *
 * Signals:
 *  - "label" (EnlistLabel *label): a label is complete
 *  - "publisher" (EnlistPublisher *card): a publisher card, not yet trusted
 *  - "problem" (GError *error): it is something else; of ENLIST_ERROR or of ENLIST_SCANNER_ERROR
 */
EnlistIntake *enlist_intake_new (void);

/* Without them, a number is a problem like any other text. */
void     enlist_intake_set_catalogs (EnlistIntake *self, EnlistCatalogs *catalogs);

void     enlist_intake_add_text    (EnlistIntake *self, const char *text);
/* One of the codes in a picture: may hold any bytes. */
void     enlist_intake_add_code    (EnlistIntake *self, GBytes *payload);
/* The content of a file: a picture, a label, a card. */
void     enlist_intake_add_bytes   (EnlistIntake *self, GBytes *bytes);
void     enlist_intake_add_file    (EnlistIntake *self, GFile *file);
void     enlist_intake_add_texture (EnlistIntake *self, GdkTexture *texture);

/* Takes what is on the clipboard; a problem when that is nothing it understands. */
void     enlist_intake_paste       (EnlistIntake *self, GdkClipboard *clipboard);

/* A value that was dropped: a file, a texture or a text. %FALSE for any other. */
gboolean enlist_intake_add_value   (EnlistIntake *self, const GValue *value);

/* Forgets the codes collected so far. */
void     enlist_intake_reset       (EnlistIntake *self);

G_END_DECLS
