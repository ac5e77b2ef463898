/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "expression.h"
#include "field.h"
#include "program.h"

#define ENLIST_MAX_EXECUTED 4096 /* steps */

/**
 * EnlistInterpreter:
 *
 * Executes a valid program of either role. It does by itself what concerns only itself (`if`, `check`,
 * `fail`, `end`) and hands every step to its host, which performs the others and calls
 * enlist_interpreter_next() when done. Values go through the field store, which the host fills (answers,
 * received fields, results). Nothing is allocated, nothing recurses over the program.
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
    size_t end;         /* where to go on behind the `if` that holds it */
    uint16_t end_index; /* the number of the step there */
    uint16_t remaining; /* steps left in this block */
  } blocks[ENLIST_CBOR_MAX_DEPTH];
} EnlistInterpreter;

/* @program and @fields must outlive the interpreter. */
EnlistStatus enlist_interpreter_init (EnlistInterpreter *interpreter,
                                      EnlistSlice        program,
                                      EnlistFieldStore  *fields);

/**
 * enlist_interpreter_next:
 * @step: (out): the step to perform; ENLIST_OP_END means that the program has ended (with the index of the
 *   explicit `end`, or the number of steps), now and whenever it is called again
 *
 * `check` and `if` are handed out after they were evaluated, for the host to show. After an error the
 * program has failed at @step, and the interpreter stays there.
 *
 * Returns: ENLIST_OK; ENLIST_E_CHECK and ENLIST_E_FAILED, whose message enlist_interpreter_message() reads;
 *   ENLIST_E_BUDGET; ENLIST_E_TYPE when a condition is not a bool; ENLIST_E_RANGE when a concatenation is
 *   too long
 */
EnlistStatus enlist_interpreter_next (EnlistInterpreter *interpreter,
                                      EnlistStep        *step);

/* The texts of a failed `check` or `fail` step; empty for another one. */
EnlistSlice enlist_interpreter_message (const EnlistStep *step);
