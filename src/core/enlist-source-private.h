/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <json-glib/json-glib.h>

#include "cbor.h"
#include "label.h"
#include "manifest.h"
#include "step.h"

G_BEGIN_DECLS

/* One name and number of a registry, for sources. */
typedef struct {
  const char *name;
  guint number;
} EnlistSourceName;

/* Operators of expressions (docs/format.md, clause 8.7), ended by a NULL name. */
extern const EnlistSourceName enlist_source_operators[];

/* Registered functions (clause 12.3) and events (clause 12.7), ended by a NULL name. */
extern const EnlistSourceName enlist_source_functions[];
extern const EnlistSourceName enlist_source_events[];

/* The members of a question in the order of their numbers in ask-options (clause 8.3). */
#define ENLIST_SOURCE_QUESTION_MEMBERS 9
extern const char *const enlist_source_question_members[ENLIST_SOURCE_QUESTION_MEMBERS];

/* The name of @number in @names; %NULL when it has none. */
const char *enlist_source_find_name (const EnlistSourceName *names, guint number);

/* One part of the label, in the order of the manifest's entries. */
typedef struct {
  EnlistRole role;
  guint application;   /* of a program */
  const char *name;    /* of a configuration or IoT application, what `install` calls it; else %NULL */
  JsonNode *node;      /* borrowed: what the source says */
  char *pointer;       /* where it says it */
  GArray *spans;       /* of what was written: which bytes come from where */
  GPtrArray *steps;    /* where the source says each step, by its number */
  GBytes *bytes;       /* (nullable): %NULL when only the hash is known */
  gboolean absent;     /* not on the label */
} EnlistSourcePart;

/**
 * EnlistSourceCompiler:
 *
 * A walk over a source: where it is, what it writes, and the first error, which names the place.
 */
typedef struct {
  const char *name;
  GString *pointer;        /* RFC 6901, of the node in hand */
  GArray *open;            /* the nodes around it, and where in the output each began */
  EnlistSourcePart *part;  /* that is being written; %NULL outside of parts */
  EnlistCborWriter *writer;
  EnlistManifest manifest; /* its custom fields and the roles of parts are there before programs are */
  GPtrArray *parts;        /* EnlistSourcePart */
  EnlistPartEntry entries[ENLIST_MAX_PARTS];
  EnlistTransportEntry transports[ENLIST_MAX_TRANSPORTS];

  /* What the manifest points at. */
  guint8 device_key[ENLIST_X25519_SIZE];
  guint8 transport_list[ENLIST_MANIFEST_MAX];
  guint8 part_list[ENLIST_MANIFEST_MAX];
  guint8 custom_fields[ENLIST_MANIFEST_MAX];
  guint8 titles[ENLIST_MANIFEST_MAX];

  GError *error;           /* the first one; everything after it is skipped */
} EnlistSourceCompiler;

void enlist_source_compiler_init  (EnlistSourceCompiler *self, const char *name);
void enlist_source_compiler_clear (EnlistSourceCompiler *self);

/* A part that the node in hand describes, behind those so far. */
EnlistSourcePart *enlist_source_add_part (EnlistSourceCompiler *self, EnlistRole role, JsonNode *node);

/* Notes the first error; @suggestion may be %NULL. Always %FALSE. */
gboolean enlist_source_fail (EnlistSourceCompiler *self, const char *suggestion, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The same for what stands at @offset of a part, in the step with that number; -1 when it has no steps. */
gboolean enlist_source_fail_at (EnlistSourceCompiler   *self,
                                const EnlistSourcePart *part,
                                int                     step,
                                gsize                   offset,
                                const char             *format,
                                ...) G_GNUC_PRINTF (5, 6);

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
const char *enlist_source_get_string  (EnlistSourceCompiler *self, JsonNode *node);
gboolean    enlist_source_get_field   (EnlistSourceCompiler *self, JsonNode *node, guint *field);
gboolean    enlist_source_get_integer (EnlistSourceCompiler *self, JsonNode *node, gint64 *value);
gboolean    enlist_source_get_boolean (EnlistSourceCompiler *self, JsonNode *node, gboolean *value);
JsonArray  *enlist_source_get_array   (EnlistSourceCompiler *self, JsonNode *node);
GBytes     *enlist_source_dup_bytes   (EnlistSourceCompiler *self, JsonNode *node); /* base64url */

/* A name of @names or a number up to @maximum; @what is what messages call it. */
gboolean enlist_source_get_number_or_name (EnlistSourceCompiler   *self,
                                           JsonNode               *node,
                                           const EnlistSourceName *names,
                                           const char             *what,
                                           guint                  *number);

void enlist_source_write_texts      (EnlistSourceCompiler *self, JsonNode *node);
void enlist_source_write_expression (EnlistSourceCompiler *self, JsonNode *node);
void enlist_source_write_value      (EnlistSourceCompiler *self, guint kind, JsonNode *node);
void enlist_source_write_field      (EnlistSourceCompiler *self, JsonNode *node);
void enlist_source_write_flag       (EnlistSourceCompiler *self, JsonNode *node);

/* The array of what @write writes; @node: may be %NULL, which is refused */
void enlist_source_write_list (EnlistSourceCompiler *self, JsonNode *node,
                               void (*write) (EnlistSourceCompiler *self, JsonNode *element));

/* One question of `ask`. */
void enlist_source_write_question (EnlistSourceCompiler *self, JsonNode *node);

/* An array of steps: a whole program, or a block of one. */
void enlist_source_write_steps    (EnlistSourceCompiler *self, JsonNode *node);

/* The members of the source besides its parts. */
void enlist_source_read_head  (EnlistSourceCompiler *self, JsonObject *object, const char *const *transports);

/* Programs, configurations and IoT applications: read, validated, and their entries in the manifest. */
void enlist_source_read_parts (EnlistSourceCompiler *self, JsonObject *object);

/* What is in one of them: its bytes, or its hash alone. */
void enlist_source_read_content (EnlistSourceCompiler *self, guint index);

/* Refuse what does not validate, unless something was refused before or the bytes are not here. */
void enlist_source_validate_part (EnlistSourceCompiler *self, guint index);
void enlist_source_validate_pair (EnlistSourceCompiler *self, guint application);

static inline gboolean
enlist_source_part_is_program (const EnlistSourcePart *part)
{
  return part->role == ENLIST_ROLE_ASSIST || part->role == ENLIST_ROLE_DEVICE;
}

G_END_DECLS
