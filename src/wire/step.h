/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "manifest.h"
#include "text.h"

/* Steps of a program and their arguments (docs/format.md, clauses 8.1 to 8.4 and 8.8). */

typedef enum {
  ENLIST_OP_END = 0,
  ENLIST_OP_CHECK = 1,
  ENLIST_OP_IF = 2,
  ENLIST_OP_TRY = 3,
  ENLIST_OP_REPEAT = 4,
  ENLIST_OP_FAIL = 5,
  ENLIST_OP_NOTE = 6,
  ENLIST_OP_ASK = 7,
  ENLIST_OP_LOOKUP = 8,
  ENLIST_OP_SEND = 9,
  ENLIST_OP_AWAIT = 10,
  ENLIST_OP_RECORD = 11,
  ENLIST_OP_RELAY = 12,
  ENLIST_OP_CONFIGURE = 13,
  ENLIST_OP_IDENTIFY = 14,
  ENLIST_OP_NEED = 15,
  ENLIST_OP_CALL = 16,
  ENLIST_OP_SET = 17,
  ENLIST_OP_MAKE_KEY = 18,
  ENLIST_OP_CSR = 19,
  ENLIST_OP_REPORT = 20,
  ENLIST_OP_INSTALL = 21,
  ENLIST_OP_LOCK = 22,
  ENLIST_OP_FORGET = 23,
  ENLIST_OP_LET = 24,
  ENLIST_OP_WHEN = 25,
} EnlistOperation;

/* One step; slices point into the program. */
typedef struct {
  EnlistOperation operation;
  unsigned index;             /* its number in the program, from 0 */
  unsigned depth;             /* 0 at the top, 1 inside an `if` ... */
  unsigned argument_count;
  EnlistCborReader arguments; /* on the first argument */
  bool failed;                /* set by the interpreter: it has failed, another block of a `try` is next */
} EnlistStep;

/* "ask", "make-key", ...; NULL for an operation that is not defined. */
const char *enlist_operation_name (unsigned operation);

/*
 * Whether programs of that role may have the operation; ENLIST_ROLE_APP for IoT applications. False for
 * undefined operations.
 */
bool enlist_operation_in_role (unsigned   operation,
                               EnlistRole role);

/* Whether the operation is written with that many arguments (clauses 8.2 to 8.4 and 8.8). */
bool enlist_operation_takes (unsigned operation,
                             unsigned argument_count);

/* Whether the argument with that number, from 0, is a block of steps. */
bool enlist_operation_takes_block (unsigned operation,
                                   unsigned argument);

/**
 * enlist_step_read:
 * @reader: stands on a step; is moved onto its first argument
 * @step: (out): @index and @depth are left alone
 *
 * Returns: ENLIST_OK, ENLIST_E_TYPE, or ENLIST_E_OPERATION with @step->operation set to what is not defined
 */
EnlistStatus enlist_step_read (EnlistCborReader *reader,
                               EnlistStep       *step);

/*
 * Arguments, each for a reader that stands on it. Slices of CBOR (expressions, values, texts) are whole
 * items. Shape and ranges are checked, ENLIST_E_TYPE and ENLIST_E_RANGE; that fields exist and values suit
 * them is not.
 */

#define ENLIST_MAX_OPTIONS 32

typedef struct {
  unsigned field;
  EnlistSlice label;     /* texts; empty: none */
  EnlistSlice help;      /* texts; empty: none */
  EnlistSlice options;   /* array of texts; empty: none */
  EnlistSlice value;     /* default; empty: none */
  EnlistSlice pattern;   /* that the answer matches; empty: none. See pattern.h */
  bool has_minimum, has_maximum, optional, remember;
  int64_t minimum, maximum;
} EnlistQuestion;

EnlistStatus enlist_step_read_question (EnlistCborReader *reader,
                                        EnlistQuestion   *question);

/**
 * enlist_step_check_answer:
 * @kind: the kind of the question's field
 * @value: one CBOR item
 *
 * Whether @value answers @question: of the kind, within minimum and maximum, one of the options, matching the
 * pattern, null only when the question is optional.
 *
 * Returns: ENLIST_OK, ENLIST_E_TYPE, ENLIST_E_RANGE or a CBOR error
 */
EnlistStatus enlist_step_check_answer (const EnlistQuestion *question,
                                       EnlistFieldKind       kind,
                                       EnlistSlice           value);

/* A field, or a field and an expression (`set`, `configure`); without one @expression is empty. */
EnlistStatus enlist_step_read_setting (EnlistCborReader *reader,
                                       unsigned         *field,
                                       EnlistSlice      *expression);

typedef struct {
  unsigned function;
  EnlistCborReader arguments; /* on the first of @argument_count expressions */
  size_t argument_count;
  EnlistCborReader results;   /* on the first of @result_count field numbers */
  size_t result_count;
  EnlistSlice title;          /* texts; empty: none */
} EnlistCall;

EnlistStatus enlist_step_read_call (const EnlistStep *step,
                                    EnlistCall       *call);

typedef struct {
  unsigned key;        /* the field of a key that the program has made */
  EnlistSlice subject; /* expression */
  unsigned request;    /* the field that receives the request */
} EnlistCertificateRequest;

EnlistStatus enlist_step_read_csr (const EnlistStep         *step,
                                   EnlistCertificateRequest *request);

typedef enum {
  ENLIST_TRIGGER_START,
  ENLIST_TRIGGER_EVERY,
  ENLIST_TRIGGER_EVENT,
} EnlistTriggerKind;

/* A `when` of an IoT application (clause 8.8) */
typedef struct {
  EnlistTriggerKind kind;
  EnlistSlice seconds;     /* every: an expression */
  unsigned event;          /* event: its number (clause 12.7) */
  EnlistCborReader fields; /* event: on the first of @field_count field numbers */
  size_t field_count;
  EnlistSlice block;       /* what enlist_interpreter_init_block() runs */
} EnlistTrigger;

EnlistStatus enlist_step_read_when (const EnlistStep *step,
                                    EnlistTrigger    *trigger);

/* The trigger alone, for a @reader that stands on it; leaves @trigger->block alone. */
EnlistStatus enlist_step_read_trigger (EnlistCborReader *reader,
                                       EnlistTrigger    *trigger);

/* A field number below 128, ENLIST_E_FIELD for another one. */
EnlistStatus enlist_step_read_field (EnlistCborReader *reader,
                                     unsigned         *field);
