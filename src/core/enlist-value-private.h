/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "enlist-value.h"

G_BEGIN_DECLS

/* A reader on the value's only item; valid as long as the value. */
void enlist_value_init_reader (EnlistValue *self, EnlistCborReader *reader);

/* The next item of @reader as a newly allocated string; %NULL when it is not text. */
char *enlist_value_read_string (EnlistCborReader *reader);

/* "ed25519" ... and back; %NULL and 0 for what is not registered (docs/format.md, clause 12.4). */
const char *enlist_key_type_to_string   (guint64 type);
guint       enlist_key_type_from_string (const char *name);

/* "text", "yes-no" ... and back; -1 for what is not registered (clause 9.2). */
const char *enlist_value_kind_to_string   (EnlistValueKind kind);
int         enlist_value_kind_from_string (const char *name);

G_END_DECLS
