/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <json-glib/json-glib.h>

#include "cbor.h"
#include "manifest.h"

G_BEGIN_DECLS

/* One name and number of a registry, for sources. */
typedef struct {
  const char *name;
  guint number;
} EnlistSourceName;

/* Operators of expressions (docs/format.md, clause 8.7), ended by a NULL name. */
extern const EnlistSourceName enlist_source_operators[];

/* Registered functions (clause 12.3), ended by a NULL name. */
extern const EnlistSourceName enlist_source_functions[];

/**
 * EnlistSourceCompiler:
 *
 * A walk over a source: where it is, what it writes, and the first error, which names the place.
 */
typedef struct {
  const char *name;
  GString *pointer;        /* RFC 6901, of the node in hand */
  EnlistManifest manifest; /* its custom fields are written before the programs are */
  EnlistTransportEntry transports[ENLIST_MAX_TRANSPORTS];
  EnlistPartEntry parts[ENLIST_MAX_PARTS];
  GPtrArray *step_pointers; /* of the program in hand, by step number */
  EnlistCborWriter *writer;
  GError *error;           /* the first one; everything after it is skipped */
} EnlistSourceCompiler;

/* Notes the first error; @suggestion may be %NULL. Always %FALSE. */
gboolean enlist_source_fail (EnlistSourceCompiler *self, const char *suggestion, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* "did you mean “x”?" for the nearest of @candidates; %NULL when none is near. */
char *enlist_source_suggest (const char *word, const char *const *candidates);

/* Goes into a member or element, and back out to the length that this answered. */
gsize enlist_source_enter_member  (EnlistSourceCompiler *self, const char *member);
gsize enlist_source_enter_element (EnlistSourceCompiler *self, guint index);
void  enlist_source_leave         (EnlistSourceCompiler *self, gsize length);

/* Refuses members that are not in @allowed (%NULL-terminated). */
gboolean enlist_source_check_members (EnlistSourceCompiler *self, JsonObject *object,
                                      const char *const *allowed);

/* Each fails with a message when the node is something else. */
const char *enlist_source_get_string (EnlistSourceCompiler *self, JsonNode *node);
gboolean    enlist_source_get_field  (EnlistSourceCompiler *self, JsonNode *node, guint *field);
gboolean    enlist_source_get_integer (EnlistSourceCompiler *self, JsonNode *node, gint64 *value);
gboolean    enlist_source_get_boolean (EnlistSourceCompiler *self, JsonNode *node, gboolean *value);

void enlist_source_write_texts      (EnlistSourceCompiler *self, JsonNode *node);
void enlist_source_write_expression (EnlistSourceCompiler *self, JsonNode *node);
void enlist_source_write_value      (EnlistSourceCompiler *self, guint kind, JsonNode *node);

/* A whole program: the array of steps. */
void enlist_source_write_program    (EnlistSourceCompiler *self, JsonNode *node);

G_END_DECLS
