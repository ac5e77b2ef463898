/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "step.h"

enum {
  ASSIST = 1 << ENLIST_ROLE_ASSIST,
  DEVICE = 1 << ENLIST_ROLE_DEVICE,
};

/* Clause 12.1; reserved operations have no name */
static const struct {
  const char *name;
  uint8_t roles;
} operations[] = {
  [ENLIST_OP_END] = { "end", ASSIST | DEVICE },
  [ENLIST_OP_CHECK] = { "check", ASSIST | DEVICE },
  [ENLIST_OP_IF] = { "if", ASSIST | DEVICE },
  [ENLIST_OP_FAIL] = { "fail", ASSIST | DEVICE },
  [ENLIST_OP_NOTE] = { "note", ASSIST },
  [ENLIST_OP_ASK] = { "ask", ASSIST },
  [ENLIST_OP_SEND] = { "send", ASSIST },
  [ENLIST_OP_AWAIT] = { "await", ASSIST },
  [ENLIST_OP_RECORD] = { "record", ASSIST },
  [ENLIST_OP_IDENTIFY] = { "identify", ASSIST },
  [ENLIST_OP_NEED] = { "need", DEVICE },
  [ENLIST_OP_CALL] = { "call", DEVICE },
  [ENLIST_OP_SET] = { "set", DEVICE },
  [ENLIST_OP_MAKE_KEY] = { "make-key", DEVICE },
  [ENLIST_OP_REPORT] = { "report", DEVICE },
  [ENLIST_OP_LOCK] = { "lock", DEVICE },
  [ENLIST_OP_FORGET] = { "forget", DEVICE },
};

const char *
enlist_operation_name (unsigned operation)
{
  return operation < sizeof operations / sizeof operations[0] ? operations[operation].name : NULL;
}

bool
enlist_operation_in_role (unsigned operation, EnlistRole role)
{
  if (enlist_operation_name (operation) == NULL || (role != ENLIST_ROLE_ASSIST && role != ENLIST_ROLE_DEVICE))
    return false;

  return (operations[operation].roles & 1u << role) != 0;
}
