/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "interpreter.h"
#include "platform.h"

/* What enrollment programs and IoT applications do alike on a device. */

#define ENLIST_EXECUTION_TEXT_SIZE 128

/**
 * EnlistExecution:
 *
 * A running program: its place, its values, and the call that is under way. The work memory is used during a
 * call and an assignment only, and may serve something else in between.
 */
typedef struct {
  const EnlistPlatform *platform;
  EnlistSlice custom_fields; /* as in the manifest; empty: none */
  EnlistFieldStore fields;
  uint8_t *work;
  size_t work_size;

  EnlistInterpreter interpreter;
  EnlistStep step;
  bool call_pending;
  EnlistSlice arguments[ENLIST_FUNCTION_MAX_ARGUMENTS];
  size_t arguments_size;
  char text[ENLIST_EXECUTION_TEXT_SIZE]; /* why the last step failed */
} EnlistExecution;

/* Looks a field up, registered or custom; false when it is neither. */
bool enlist_execution_field (const EnlistExecution *execution, unsigned number, EnlistFieldInfo *info);

/* Gives a field a value, if it is one of its kind. @value: not in the store */
EnlistStatus enlist_execution_keep (EnlistExecution *execution, unsigned field, EnlistSlice value);

/* Gives a field the value of an expression. */
EnlistStatus enlist_execution_assign (EnlistExecution *execution, unsigned field, EnlistSlice expression);

/* Performs the `let` that is the current step. */
EnlistStatus enlist_execution_let (EnlistExecution *execution);

/* Whether the firmware has the function of a `call`, with so many arguments and results. */
EnlistStatus enlist_execution_check_call (const EnlistPlatform *platform, const EnlistStep *step);

/* Performs the `call` that is the current step. ENLIST_E_BUSY: not done yet, to be performed again */
EnlistStatus enlist_execution_call (EnlistExecution *execution);

/* Puts into words why the current step failed. */
void enlist_execution_explain (EnlistExecution *execution, EnlistStatus status);
