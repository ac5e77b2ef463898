/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

#include <json-glib/json-glib.h>

/**
 * Vector:
 *
 * One case of a file in tests/vectors/format while it runs through src/wire: its inputs, and what came out
 * besides the status. What the functions below hand out lives as long as the case.
 */
typedef struct {
  JsonObject *inputs; /* borrowed */
  GPtrArray *memory;
  JsonNode *result; /* NULL: none */
  gint64 offset;    /* -1: none */
  gint64 step;      /* -1: none */
} Vector;

/* Runs one case: its status, everything else is left in @vector. */
typedef EnlistStatus (*VectorRun) (Vector *vector);

void vector_init  (Vector *vector, JsonObject *inputs);
void vector_clear (Vector *vector);

/* @size bytes that begin and end where their memory does */
uint8_t *vector_memory (Vector *vector, size_t size);

/* Hexadecimal digits as bytes */
EnlistSlice vector_decode (Vector *vector, const char *digits);

/* The input @member as bytes; data NULL when it is null */
EnlistSlice vector_bytes (Vector *vector, const char *member);

/* The UTF-8 of the input @member, not terminated */
EnlistSlice vector_text (Vector *vector, const char *member);

/* Bytes as a node of hexadecimal digits, null when data is NULL */
JsonNode *vector_hex_node  (EnlistSlice bytes);
JsonNode *vector_text_node (EnlistSlice text);

/* One valid item in the diagnostic notation of RFC 8949, section 8 */
char *vector_diagnose (EnlistSlice item);

/* The files, by their groups */
typedef struct {
  const char *name; /* of the file, without .json */
  VectorRun run;
} VectorFile;

extern const VectorFile vector_text_files[];
extern const VectorFile vector_label_files[];
extern const VectorFile vector_program_files[];
extern const VectorFile vector_execution_files[];
extern const VectorFile vector_request_files[];
extern const VectorFile vector_link_files[];
extern const VectorFile vector_session_files[];
extern const VectorFile vector_example_files[];
