/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "field.h"
#include "program.h"

#define ENLIST_MAX_EXECUTED 4096 /* steps */

/**
 * EnlistInterpreter:
 *
 * Executes a valid program of either role. It does by itself what concerns only itself (`if`, `check`, `fail`, `end`) and hands every step
 * to its host, which performs the others and calls enlist_interpreter_next() when done. Values go through the field store, which the host
 * fills (answers, received fields, results). Nothing is allocated, nothing recurses over the program.
 */
typedef struct {
  EnlistFieldStore *fields;
  EnlistSlice program;
  EnlistCborReader reader;
  unsigned index;
  unsigned depth;
  unsigned executed;
  bool ended;
  struct {
    uint16_t remaining; /* steps left in this block */
    size_t end;         /* where to go on behind the `if` that holds it */
    uint16_t end_index; /* the number of the step there */
  } blocks[ENLIST_CBOR_MAX_DEPTH];
} EnlistInterpreter;

/* @program and @fields must outlive the interpreter. */
EnlistStatus enlist_interpreter_init (EnlistInterpreter *interpreter, EnlistSlice program, EnlistFieldStore *fields);

/**
 * enlist_interpreter_next:
 * @step: (out): the step to perform; ENLIST_OP_END means that the program has ended (with the index of the explicit `end`, or the number of steps)
 *
 * `check` and `if` are handed out after they were evaluated, for the host to show.
 *
 * Returns: ENLIST_OK; ENLIST_E_CHECK and ENLIST_E_FAILED with @step set, whose message enlist_interpreter_message() reads; ENLIST_E_BUDGET; ENLIST_E_TYPE
 *   when a condition is not a bool
 */
EnlistStatus enlist_interpreter_next (EnlistInterpreter *interpreter, EnlistStep *step);

/* The texts of a failed `check` or `fail` step. */
EnlistSlice enlist_interpreter_message (const EnlistStep *step);

/**
 * enlist_expression_evaluate:
 * @expression: one valid expression (clause 8.7)
 * @buffer: where the value's CBOR goes; 1024 + 8 bytes always suffice
 *
 * Returns: ENLIST_OK; ENLIST_E_TYPE; ENLIST_E_RANGE (a text beyond 1024 bytes); ENLIST_E_SPACE
 */
EnlistStatus enlist_expression_evaluate (EnlistSlice expression, const EnlistFieldStore *fields, void *buffer,
                                         size_t capacity, size_t *size);
