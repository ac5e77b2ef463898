/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "fuzz.h"
#include "label-text.h"

/* Lines are codes, as a camera sees them one after the other. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static EnlistLabelSet set;
  static uint8_t payload[ENLIST_LABEL_MAX_PAYLOAD];
  EnlistSlice rest = enlist_slice (data, size);
  size_t payload_size = 0, offset = 0;

  enlist_label_set_init (&set);
  while (rest.size > 0)
    {
      const uint8_t *end = memchr (rest.data, '\n', rest.size);
      size_t length = end != NULL ? (size_t) (end - rest.data) : rest.size;
      EnlistSlice text = enlist_slice (rest.data, length);

      fuzz_require (enlist_label_text_kind (text) <= ENLIST_TEXT_OTHER);
      enlist_label_set_add (&set, text, &offset);
      if (enlist_label_uri_read (text, payload, sizeof payload, &payload_size, &offset) == ENLIST_OK)
        fuzz_require (payload_size > 0 && payload_size <= sizeof payload);

      length += end != NULL;
      rest = enlist_slice (rest.data + length, rest.size - length);
    }

  if (enlist_label_set_payload (&set, enlist_crypto_sodium (), payload, sizeof payload, &payload_size) ==
      ENLIST_OK)
    fuzz_require (enlist_label_set_complete (&set) && payload_size <= sizeof payload);

  return 0;
}
