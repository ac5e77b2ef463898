/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>

/* Feeds every file of the folders that are its arguments, and every beginning of it, to a fuzz target. */

#define SIZE_MAX_INPUT 65536

static void
feed (const uint8_t *data,
      size_t         size)
{
  /* Exactly as large as the input, so that AddressSanitizer sees the first byte too many */
  uint8_t *copy = malloc (size);

  fuzz_require (copy != NULL || size == 0);
  if (size > 0)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
  free (copy);
}

static bool
replay_file (const char *path)
{
  static uint8_t data[SIZE_MAX_INPUT];
  FILE *file = fopen (path, "rb");
  size_t size;

  if (file == NULL)
    return false;

  size = fread (data, 1, sizeof data, file);
  fclose (file);
  for (size_t end = 0; end <= size; end++)
    feed (data, end);

  return true;
}

static unsigned
replay_folder (const char *folder)
{
  DIR *directory = opendir (folder);
  struct dirent *entry;
  unsigned replayed = 0;

  if (directory == NULL)
    return 0;

  while ((entry = readdir (directory)) != NULL)
    {
      char path[4096];

      if (entry->d_name[0] == '.')
        continue;
      if (snprintf (path, sizeof path, "%s/%s", folder, entry->d_name) < (int) sizeof path &&
          replay_file (path))
        replayed++;
    }
  closedir (directory);

  return replayed;
}

int
main (int    argc,
      char **argv)
{
  int result = argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;

  for (int i = 1; i < argc; i++)
    {
      unsigned replayed = replay_folder (argv[i]);

      printf ("%s: %u files\n", argv[i], replayed);
      if (replayed == 0)
        result = EXIT_FAILURE;
    }

  return result;
}
