/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "announcement.h"
#include "fuzz.h"

/* The input is service data. What was read is written again as it was, but for flags without a meaning. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  uint8_t again[ENLIST_ANNOUNCEMENT_SIZE];
  EnlistAnnouncement announcement;
  EnlistStatus status = enlist_announcement_read (enlist_slice (data, size), &announcement);

  fuzz_require (status == (size < ENLIST_ANNOUNCEMENT_SIZE ? ENLIST_E_TRUNCATED : ENLIST_OK));
  if (status != ENLIST_OK)
    return 0;

  enlist_announcement_write (&announcement, again);
  fuzz_require (again[0] == (data[0] & (ENLIST_ANNOUNCEMENT_OWNED | ENLIST_ANNOUNCEMENT_BUSY)));
  fuzz_require (memcmp (again + 1, data + 1, sizeof again - 1) == 0);

  return 0;
}
