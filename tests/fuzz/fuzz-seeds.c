/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "deflate.h"
#include "diagnostic.h"
#include "fuzz.h"
#include "label-text.h"
#include "sample-programs.h"

#include <stdio.h>

/* Writes the corpus that the targets start from: fuzz-seeds FOLDER, once for all. */

#define ENVELOPE(manifest) "[<<{1: -19, 4: h'aa'^8}>>, {}, <<" manifest ">>, h'00'^64]"

static const char *root;

static void
write_seed (const char *target,
            const char *name,
            EnlistSlice bytes)
{
  char path[4096];
  FILE *file;

  snprintf (path, sizeof path, "%s/%s/%s", root, target, name);
  file = fopen (path, "wb");
  fuzz_require (file != NULL && fwrite (bytes.data, 1, bytes.size, file) == bytes.size && fclose (file) == 0);
}

static void
write_program (const char *name,
               uint8_t     role,
               const char *notation)
{
  EnlistSlice program = diagnostic_cbor (notation);
  uint8_t seed[8192] = { role };

  fuzz_require (program.size < sizeof seed);
  memcpy (seed + 1, program.data, program.size);
  write_seed ("program", name, enlist_slice (seed, 1 + program.size));
}

static void
write_label (void)
{
  static uint8_t payload[4096];
  static char texts[16384];
  EnlistSlice label =
      diagnostic_cbor ("[" ENVELOPE (SAMPLE_MANIFEST) ", h'05'^16, [<<" SAMPLE_ASSIST ">>, null]]");
  size_t size = 0;
  unsigned count = 1;

  write_seed ("payload", "label", label);
  fuzz_require (enlist_deflate_pack (label, payload, sizeof payload, &size) == ENLIST_OK);
  write_seed ("payload", "payload", enlist_slice (payload, size));

  fuzz_require (enlist_label_uri_write (enlist_slice (payload, size), texts, sizeof texts) == ENLIST_OK);
  write_seed ("label-text", "uri", enlist_slice_text (texts));
  fuzz_require (enlist_label_text_write (enlist_slice (payload, size), 10000, enlist_crypto_sodium (), 1,
                                         &count, texts, sizeof texts) == ENLIST_OK);
  write_seed ("label-text", "whole", enlist_slice_text (texts));

  texts[0] = '\0';
  for (unsigned i = 1; i <= count || i == 1; i++)
    {
      size_t used = strlen (texts);

      fuzz_require (enlist_label_text_write (enlist_slice (payload, size), 200, enlist_crypto_sodium (), i,
                                             &count, texts + used, sizeof texts - used - 1) == ENLIST_OK);
      strcat (texts, "\n");
    }
  write_seed ("label-text", "codes", enlist_slice_text (texts));
}

int
main (int    argc,
      char **argv)
{
  if (argc != 2)
    return EXIT_FAILURE;
  root = argv[1];

  write_seed (
      "cbor", "every-type",
      diagnostic_cbor ("[0, 23, 24, 256, 65536, 18446744073709551615, -1, -9223372036854775808, h'00'^300, "
                       "\"text\", [[[[[[[]]]]]]], {0: 1, 24: 2, -1: {}}, true, false, null]"));
  write_seed ("manifest", "sample", diagnostic_cbor (SAMPLE_MANIFEST));
  write_seed ("manifest", "every-key",
              diagnostic_cbor ("{0: 1, 1: 7, 2: \"V\", 3: \"M\", 4: \"B\", 5: h'01'^32, 6: \"S\", "
                               "7: [[0], [1, \"ttyUSB\"], [2, \"[::1]:7000\"], [3, \"/run/device\"]], "
                               "8: [[1, 262144, h'00'^16], [3, 1, h'00'^16]]}"));
  write_program ("assist", 0, SAMPLE_ASSIST);
  write_program ("device", 1, SAMPLE_DEVICE);
  write_program ("expressions", 1,
                 "[[17, [64, [11, [0, 6], [12, [11, \"a\", [13, 5]]], -3]]], "
                 "[2, [7, [3, [0, 6], \"z\"], [8, [10, 0], [9, [1, [11, \"b\"], [0, 6]]]]], "
                 "[[5, \"m\"]], [[1, [4, [12, [0, 7]], 2], \"n\"]]]]");
  write_label ();

  write_seed ("message", "state",
              diagnostic_cbor ("[2, 1, h'05'^16, \"SN-1\", \"Model\", [\"app 1.0\"]]"));
  write_seed ("message", "part", diagnostic_cbor ("[5, 1, 3072, h'00'^32]"));
  write_seed ("message", "fields", diagnostic_cbor ("[8, {0: [\"Vienna\"], 65: 5}]"));
  write_seed ("message", "report", diagnostic_cbor ("[10, <<{5: [1, h'00'^32]}>>, h'06'^64, 5]"));
  write_seed ("message", "fail", diagnostic_cbor ("[15, 50, 7, \"why\"]"));
  write_seed ("message", "done", diagnostic_cbor ("[13, 2, h'06'^64]"));

  return EXIT_SUCCESS;
}
