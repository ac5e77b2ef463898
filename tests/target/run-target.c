/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * Runs a target until it ends, computes for it, and passes on what it says: `run-target PROGRAM ARGUMENT…`.
 * The exit status is the target's.
 */

#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
main (int    argc,
      char **argv)
{
  Target target;
  char text[4096];
  ssize_t size = 1;
  int status;

  if (argc < 2)
    {
      fputs ("which program? run-target PROGRAM ARGUMENT...\n", stderr);
      return 2;
    }
  target_init (&target, argv + 1);
  if (!target_switch_on (&target))
    return EXIT_FAILURE;
  while (size > 0)
    if (target_serve (&target, -1))
      {
        size = read (target.line, text, sizeof text);
        if (size > 0)
          fwrite (text, 1, (size_t) size, stdout);
      }
  status = target_wait (&target);
  target_clear (&target);

  return status >= 0 ? status : EXIT_FAILURE;
}
