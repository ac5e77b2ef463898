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
 * Executes a valid program of any role. It does by itself what concerns only itself (`if`, `try`, `repeat`,
 * `check`, `fail`, `end`) and hands every step to its host, which performs the others and calls
 * enlist_interpreter_next() when done, or enlist_interpreter_fail() when it could not. Values go through the
 * field store, which the host fills (answers, received fields, results, what `let` and `set` assign).
 * Nothing is allocated, nothing recurses over the program.
 */
typedef struct {
  EnlistFieldStore *fields;
  EnlistCborReader reader;
  unsigned index;
  unsigned depth;
  unsigned executed;
  EnlistStatus failure; /* what the host has failed with */
  bool ended;
  struct {
    size_t step;        /* where the step that holds this block begins */
    uint16_t index;     /* its number */
    uint16_t remaining; /* steps left in this block */
    uint8_t operation;  /* of the step */
    uint8_t argument;   /* which of its arguments the block is */
    uint8_t left;       /* `repeat`: rounds after this one; `try`: blocks after this one */
  } blocks[ENLIST_PROGRAM_MAX_DEPTH];
} EnlistInterpreter;

/* @program and @fields must outlive the interpreter. */
EnlistStatus enlist_interpreter_init (EnlistInterpreter *interpreter,
                                      EnlistSlice        program,
                                      EnlistFieldStore  *fields);

/*
 * Starts at the block of a `when` (enlist_step_read_when()) instead of at the top of @program. @index: the
 * number of the block's first step, one more than that of the `when`.
 */
EnlistStatus enlist_interpreter_init_block (EnlistInterpreter *interpreter,
                                            EnlistSlice        program,
                                            EnlistSlice        block,
                                            unsigned           index,
                                            EnlistFieldStore  *fields);

/**
 * enlist_interpreter_next:
 * @step: (out): the step to perform; ENLIST_OP_END means that the program has ended (with the index of the
 *   explicit `end`, or the number of steps), now and whenever it is called again
 *
 * `check`, `if`, `try` and `repeat` are handed out after they were evaluated, for the host to show. A step
 * that failed by itself inside of a `try` is handed out with @step->failed, for the host to show too; the
 * next one is of another block. After an error the program has failed at @step, and the interpreter stays
 * there.
 *
 * Returns: ENLIST_OK; ENLIST_E_CHECK and ENLIST_E_FAILED, whose message enlist_interpreter_message() reads;
 *   ENLIST_E_BUDGET; ENLIST_E_TYPE when a condition is not a bool; ENLIST_E_RANGE when a concatenation is
 *   too long; what enlist_interpreter_fail() has answered
 */
EnlistStatus enlist_interpreter_next (EnlistInterpreter *interpreter,
                                      EnlistStep        *step);

/**
 * enlist_interpreter_fail:
 * @status: why the host could not perform the step that was handed out last
 *
 * Returns: ENLIST_OK when a `try` goes on: enlist_interpreter_next() hands out the first step of its next
 *   block; otherwise @status, and the program has failed
 */
EnlistStatus enlist_interpreter_fail (EnlistInterpreter *interpreter,
                                      EnlistStatus       status);

/* The texts of a failed `check` or `fail` step; empty for another one. */
EnlistSlice enlist_interpreter_message (const EnlistStep *step);
