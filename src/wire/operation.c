/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "operation.h"

enum {
  ASSIST = 1 << ENLIST_ROLE_ASSIST,
  DEVICE = 1 << ENLIST_ROLE_DEVICE,
  APP = 1 << ENLIST_ROLE_APP,
  ALL = ASSIST | DEVICE | APP,
  ONCE = 1 << 7,
};

/*
 * Clause 12.1. Arguments: the letters of operation.h; those behind `?` may be left out, the one before `*`
 * may be repeated.
 */
static const struct {
  const char *name;
  const char *arguments;
  uint8_t roles;
} operations[] = {
  [ENLIST_OP_END] = { "end", "", ALL },
  [ENLIST_OP_CHECK] = { "check", "ct", ALL },
  [ENLIST_OP_IF] = { "if", "cx?x", ALL },
  [ENLIST_OP_TRY] = { "try", "xx?xxxxxx", ALL },
  [ENLIST_OP_REPEAT] = { "repeat", "nx?c", ALL },
  [ENLIST_OP_FAIL] = { "fail", "t", ALL },
  [ENLIST_OP_NOTE] = { "note", "t?b", ASSIST },
  [ENLIST_OP_ASK] = { "ask", "q*", ASSIST },
  [ENLIST_OP_LOOKUP] = { "lookup", "kw*", ASSIST },
  [ENLIST_OP_SEND] = { "send", "r*", ASSIST },
  [ENLIST_OP_AWAIT] = { "await", "sw*", ASSIST },
  [ENLIST_OP_RECORD] = { "record", "?p*", ASSIST },
  [ENLIST_OP_RELAY] = { "relay", "?p*", ASSIST },
  [ENLIST_OP_CONFIGURE] = { "configure", "a*", ASSIST },
  [ENLIST_OP_IDENTIFY] = { "identify", "", ASSIST },
  [ENLIST_OP_NEED] = { "need", "w*", DEVICE },
  [ENLIST_OP_CALL] = { "call", "feo?t", DEVICE | APP },
  [ENLIST_OP_SET] = { "set", "a*", DEVICE },
  [ENLIST_OP_MAKE_KEY] = { "make-key", "yu", DEVICE | ONCE },
  [ENLIST_OP_CSR] = { "csr", "jdv", DEVICE | ONCE },
  [ENLIST_OP_REPORT] = { "report", "p*", DEVICE },
  [ENLIST_OP_INSTALL] = { "install", "i*", DEVICE | ONCE },
  [ENLIST_OP_LOCK] = { "lock", "", DEVICE | ONCE },
  [ENLIST_OP_FORGET] = { "forget", "", DEVICE | ONCE },
  [ENLIST_OP_LET] = { "let", "zu", ALL },
  [ENLIST_OP_WHEN] = { "when", "gx", APP },
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
  if (enlist_operation_name (operation) == NULL || (unsigned) role > ENLIST_ROLE_APP)
    return false;

  return (operations[operation].roles & 1u << role) != 0;
}

bool
enlist_operation_happens_once (unsigned operation)
{
  return enlist_operation_name (operation) != NULL && (operations[operation].roles & ONCE) != 0;
}

char
enlist_operation_argument (unsigned operation,
                           unsigned argument)
{
  const char *letter = enlist_operation_name (operation) != NULL ? operations[operation].arguments : "";

  for (;;)
    {
      if (*letter == '?')
        letter++;
      if (*letter == '\0' || argument == 0 || letter[1] == '*')
        return *letter;
      letter++;
      argument--;
    }
}

bool
enlist_operation_takes (unsigned operation,
                        unsigned argument_count)
{
  unsigned required = 0;

  if (enlist_operation_name (operation) == NULL)
    return false;

  while (operations[operation].arguments[required] >= 'a')
    required++;
  if (argument_count < required)
    return false;

  return argument_count == 0 || enlist_operation_argument (operation, argument_count - 1) != '\0';
}

bool
enlist_operation_takes_block (unsigned operation,
                              unsigned argument)
{
  return enlist_operation_argument (operation, argument) == ENLIST_ARGUMENT_BLOCK;
}
