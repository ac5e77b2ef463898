/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "step.h"

#define ANY UINT8_MAX

enum {
  ASSIST = 1 << ENLIST_ROLE_ASSIST,
  DEVICE = 1 << ENLIST_ROLE_DEVICE,
};

/* Clause 12.1; reserved operations have no name */
static const struct {
  const char *name;
  uint8_t roles;
  uint8_t min_arguments;
  uint8_t max_arguments;
} operations[] = {
  [ENLIST_OP_END] = { "end", ASSIST | DEVICE, 0, 0 },
  [ENLIST_OP_CHECK] = { "check", ASSIST | DEVICE, 2, 2 },
  [ENLIST_OP_IF] = { "if", ASSIST | DEVICE, 2, 3 },
  [ENLIST_OP_FAIL] = { "fail", ASSIST | DEVICE, 1, 1 },
  [ENLIST_OP_NOTE] = { "note", ASSIST, 1, 2 },
  [ENLIST_OP_ASK] = { "ask", ASSIST, 1, ANY },
  [ENLIST_OP_SEND] = { "send", ASSIST, 1, ANY },
  [ENLIST_OP_AWAIT] = { "await", ASSIST, 2, ANY },
  [ENLIST_OP_RECORD] = { "record", ASSIST, 0, ANY },
  [ENLIST_OP_IDENTIFY] = { "identify", ASSIST, 0, 0 },
  [ENLIST_OP_NEED] = { "need", DEVICE, 1, ANY },
  [ENLIST_OP_CALL] = { "call", DEVICE, 3, 4 },
  [ENLIST_OP_SET] = { "set", DEVICE, 1, ANY },
  [ENLIST_OP_MAKE_KEY] = { "make-key", DEVICE, 2, 2 },
  [ENLIST_OP_REPORT] = { "report", DEVICE, 1, ANY },
  [ENLIST_OP_LOCK] = { "lock", DEVICE, 0, 0 },
  [ENLIST_OP_FORGET] = { "forget", DEVICE, 0, 0 },
};

const char *
enlist_operation_name (unsigned operation)
{
  return operation < sizeof operations / sizeof operations[0] ? operations[operation].name : NULL;
}

bool
enlist_operation_in_role (unsigned   operation,
                          EnlistRole role)
{
  if (enlist_operation_name (operation) == NULL || (role != ENLIST_ROLE_ASSIST && role != ENLIST_ROLE_DEVICE))
    return false;

  return (operations[operation].roles & 1u << role) != 0;
}

bool
enlist_operation_takes (unsigned operation,
                        unsigned argument_count)
{
  if (enlist_operation_name (operation) == NULL || argument_count < operations[operation].min_arguments)
    return false;

  return operations[operation].max_arguments == ANY || argument_count <= operations[operation].max_arguments;
}
