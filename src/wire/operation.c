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
  const char *arguments;
  uint8_t roles;
} operations[] = {
  [ENLIST_OP_END] = { "", ALL },
  [ENLIST_OP_CHECK] = { "ct", ALL },
  [ENLIST_OP_IF] = { "cx?x", ALL },
  [ENLIST_OP_TRY] = { "xx?xxxxxx", ALL },
  [ENLIST_OP_REPEAT] = { "nx?c", ALL },
  [ENLIST_OP_FAIL] = { "t", ALL },
  [ENLIST_OP_NOTE] = { "t?b", ASSIST },
  [ENLIST_OP_ASK] = { "q*", ASSIST },
  [ENLIST_OP_LOOKUP] = { "kw*", ASSIST },
  [ENLIST_OP_SEND] = { "r*", ASSIST },
  [ENLIST_OP_AWAIT] = { "sw*", ASSIST },
  [ENLIST_OP_RECORD] = { "?p*", ASSIST },
  [ENLIST_OP_RELAY] = { "?p*", ASSIST },
  [ENLIST_OP_CONFIGURE] = { "a*", ASSIST },
  [ENLIST_OP_IDENTIFY] = { "", ASSIST },
  [ENLIST_OP_NEED] = { "w*", DEVICE },
  [ENLIST_OP_CALL] = { "feo?t", DEVICE | APP },
  [ENLIST_OP_SET] = { "a*", DEVICE },
  [ENLIST_OP_MAKE_KEY] = { "yu", DEVICE | ONCE },
  [ENLIST_OP_CSR] = { "jdv", DEVICE | ONCE },
  [ENLIST_OP_REPORT] = { "p*", DEVICE },
  [ENLIST_OP_INSTALL] = { "i*", DEVICE | ONCE },
  [ENLIST_OP_LOCK] = { "", DEVICE | ONCE },
  [ENLIST_OP_FORGET] = { "", DEVICE | ONCE },
  [ENLIST_OP_LET] = { "zu", ALL },
  [ENLIST_OP_WHEN] = { "gx", APP },
};

#define OPERATION_COUNT (sizeof operations / sizeof operations[0])

/* Apart from the others: a device does not carry them. */
static const char *const names[OPERATION_COUNT] = {
  [ENLIST_OP_END] = "end",
  [ENLIST_OP_CHECK] = "check",
  [ENLIST_OP_IF] = "if",
  [ENLIST_OP_TRY] = "try",
  [ENLIST_OP_REPEAT] = "repeat",
  [ENLIST_OP_FAIL] = "fail",
  [ENLIST_OP_NOTE] = "note",
  [ENLIST_OP_ASK] = "ask",
  [ENLIST_OP_LOOKUP] = "lookup",
  [ENLIST_OP_SEND] = "send",
  [ENLIST_OP_AWAIT] = "await",
  [ENLIST_OP_RECORD] = "record",
  [ENLIST_OP_RELAY] = "relay",
  [ENLIST_OP_CONFIGURE] = "configure",
  [ENLIST_OP_IDENTIFY] = "identify",
  [ENLIST_OP_NEED] = "need",
  [ENLIST_OP_CALL] = "call",
  [ENLIST_OP_SET] = "set",
  [ENLIST_OP_MAKE_KEY] = "make-key",
  [ENLIST_OP_CSR] = "csr",
  [ENLIST_OP_REPORT] = "report",
  [ENLIST_OP_INSTALL] = "install",
  [ENLIST_OP_LOCK] = "lock",
  [ENLIST_OP_FORGET] = "forget",
  [ENLIST_OP_LET] = "let",
  [ENLIST_OP_WHEN] = "when",
};

const char *
enlist_operation_name (unsigned operation)
{
  return operation < OPERATION_COUNT ? names[operation] : NULL;
}

bool
enlist_operation_is_defined (unsigned operation)
{
  return operation < OPERATION_COUNT && operations[operation].arguments != NULL;
}

bool
enlist_operation_in_role (unsigned   operation,
                          EnlistRole role)
{
  if (!enlist_operation_is_defined (operation) || (unsigned) role > ENLIST_ROLE_APP)
    return false;

  return (operations[operation].roles & 1u << role) != 0;
}

bool
enlist_operation_happens_once (unsigned operation)
{
  return enlist_operation_is_defined (operation) && (operations[operation].roles & ONCE) != 0;
}

char
enlist_operation_argument (unsigned operation,
                           unsigned argument)
{
  const char *letter = enlist_operation_is_defined (operation) ? operations[operation].arguments : "";

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

  if (!enlist_operation_is_defined (operation))
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
