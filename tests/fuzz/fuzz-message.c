/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz.h"
#include "message.h"

/* There is one way to write a message. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  EnlistMessage message;
  uint8_t written[ENLIST_MESSAGE_MAX];
  size_t written_size;

  if (enlist_message_read (enlist_slice (data, size), &message) != ENLIST_OK)
    return 0;

  fuzz_require (enlist_message_write (&message, written, sizeof written, &written_size) == ENLIST_OK);
  fuzz_require (enlist_slice_equal (enlist_slice (written, written_size), enlist_slice (data, size)));

  return 0;
}
