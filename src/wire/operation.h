/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "step.h"

/* What an operation's arguments are, one letter for each. Internal to programs. */
enum {
  ENLIST_ARGUMENT_NONE = 0,
  ENLIST_ARGUMENT_ASSIGNMENT = 'a', /* a field that has a value, or a field and an expression */
  ENLIST_ARGUMENT_BOOL = 'b',
  ENLIST_ARGUMENT_CONDITION = 'c',  /* an expression that yields a bool */
  ENLIST_ARGUMENT_SUBJECT = 'd',    /* an expression that yields a text without secrets */
  ENLIST_ARGUMENT_ANYTHING = 'e',   /* an array of expressions */
  ENLIST_ARGUMENT_FUNCTION = 'f',
  ENLIST_ARGUMENT_TRIGGER = 'g',
  ENLIST_ARGUMENT_PART = 'i',
  ENLIST_ARGUMENT_MADE_KEY = 'j',   /* the field of a key that the program has made and that can sign */
  ENLIST_ARGUMENT_KEY = 'k',        /* an expression that yields a text or an integer without secrets */
  ENLIST_ARGUMENT_TIMES = 'n',
  ENLIST_ARGUMENT_RESULTS = 'o',    /* an array of fields that receive values */
  ENLIST_ARGUMENT_PUBLIC = 'p',     /* a field that has a value and is not sensitive */
  ENLIST_ARGUMENT_QUESTION = 'q',
  ENLIST_ARGUMENT_READ = 'r',       /* a field that has a value */
  ENLIST_ARGUMENT_SECONDS = 's',
  ENLIST_ARGUMENT_TEXTS = 't',
  ENLIST_ARGUMENT_TAKEN = 'u',      /* belongs to the argument before it and is judged there */
  ENLIST_ARGUMENT_REQUEST = 'v',    /* a field of the kind bytes that receives a value */
  ENLIST_ARGUMENT_WRITTEN = 'w',    /* a field that receives a value */
  ENLIST_ARGUMENT_BLOCK = 'x',
  ENLIST_ARGUMENT_KEY_TYPE = 'y',   /* followed by the field that receives the key */
  ENLIST_ARGUMENT_TARGET = 'z',     /* a field, followed by the expression that it receives */
};

/* Whether clause 12.1 has the number. */
bool enlist_operation_is_defined (unsigned operation);

/* ENLIST_ARGUMENT_NONE beyond the last. */
char enlist_operation_argument (unsigned operation,
                                unsigned argument);

/* Whether the operation may stand neither in a `try` nor in a `repeat` (clause 8.5, point 9). */
bool enlist_operation_happens_once (unsigned operation);
