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
  uint8_t seed[8192] = { role, 1 };

  fuzz_require (program.size < sizeof seed - 2);
  memcpy (seed + 2, program.data, program.size);
  write_seed ("program", name, enlist_slice (seed, 2 + program.size));
}

static size_t
add_piece (uint8_t     *seed,
           size_t       size,
           uint8_t      deed,
           const char  *notation)
{
  EnlistSlice item = diagnostic_cbor (notation);

  seed[size++] = deed;
  seed[size++] = (uint8_t) (item.size >> 8);
  seed[size++] = (uint8_t) item.size;
  memcpy (seed + size, item.data, item.size);

  return size + item.size;
}

/* The deeds of fuzz-session.c: open, manifest, part, start, fields, commit, end */
#define ENROLL "\x01\x03\x05\x07\x08\x0c\x0e"

static void
write_session (const char *name,
               const char *program,
               const char *fields,
               const char *deeds)
{
  uint8_t seed[8192];
  size_t size = 0;

  if (program != NULL)
    size = add_piece (seed, size, 0x23, program);
  if (fields != NULL)
    size = add_piece (seed, size, 0x24, fields);
  memcpy (seed + size, deeds, strlen (deeds));
  write_seed ("session", name, enlist_slice (seed, size + strlen (deeds)));
}

static void
write_sessions (void)
{
  static const char every_step[] =
      "[[15, 2, 65], [18, 2, 66], [18, 1, 5], [19, 5, [11, \"cn-\", [0, 6]], 67],"
      " [4, 3, [[3, [[16, 64, [[0, 64]], [64]], [1, [5, [0, 64], 0], \"No\"]], [[24, 64, 5]]]], [5, [0, 64], "
      "0]],"
      " [17, [65, \"t\"], 2], [20, 5, 64], [22], [23]]";
  static const char fields[] = "{2: [\"o\", h'11'^32], 65: \"t\"}";

  write_session ("enroll", NULL, NULL, ENROLL);
  write_session ("other-program", "[[15, 2], [18, 1, 5], [20, 5], [22]]", "{2: [\"o\", h'11'^32]}", ENROLL);
  write_session ("every-step", every_step, fields, ENROLL);
  write_session ("abort", NULL, NULL, "\x01\x03\x05\x07\x10");
  write_session ("fail-and-wait", NULL, NULL, "\x01\x03\x05\x07\x11\x26\x50\x0f");
  write_session ("reconnect", NULL, NULL, "\x01\x03\x25\x01\x03\x05\x07\x08\x0c\x25\x01\x0c\x0e\x12");
  write_session ("reset", NULL, NULL,
                 "\x01\x03\x29\x01\x03\x05\x07\x08\x29\x01\x03\x07\x08\x0c\x29\x01\x0c\x0e");
  write_session ("power-cut", NULL, NULL, "\x01\x03\x05\x07\x08\x0c\x27\x25\x01\x0c\x0e");
  write_session ("storage-fails", NULL, NULL, "\x01\x03\x05\x07\x08\x28\x0c\x0c\x0e");
  write_session ("time-runs-out", NULL, NULL, "\x01\x03\x05\x07\x26\x79\x08");
  write_session ("plaintext", NULL, NULL, "\x01\x20\x01");
}

static void
write_channels (void)
{
  static uint8_t seed[4096];

  write_seed ("channel", "device", enlist_slice (seed, fuzz_channel_seed (false, seed)));
  write_seed ("channel", "assistant", enlist_slice (seed, fuzz_channel_seed (true, seed)));
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

/* The deeds of fuzz-link.c, each with its end and number */
#define DEED(deed, end, number) (uint8_t) ((number) << 4 | (deed) << 1 | (end))
#define SEND 0
#define LAUNCH 1
#define LAND 2
#define REPEAT 3
#define LOSE 4
#define TAKE 5
#define WAIT 6

/* @choice: of the ends; @fault: what becomes of every third frame */
static void
write_link (const char *name,
            uint8_t     choice,
            unsigned    fault)
{
  uint8_t seed[400] = { 0, choice };

  for (size_t i = 2; i < sizeof seed; i++)
    {
      unsigned end = i / 20 % 2, step = i % 20;

      if (step < 2)
        seed[i] = DEED (SEND, end, 0);
      else if (step < 9)
        seed[i] = DEED (LAUNCH, end, 0);
      else if (step < 17)
        seed[i] = DEED (i % 3 == 0 ? fault : LAND, end, i % 5);
      else
        seed[i] = step == 17 ? DEED (TAKE, 1 - end, 0) : DEED (WAIT, 0, 4);
    }
  write_seed ("link", name, enlist_slice (seed, sizeof seed));
}

static void
write_links (void)
{
  static const char anything[] = "\x01\x00"
                                 "\x06\x01\x00\x00one\x06\x01\x01\x00two\x04\x11\x02\x00!\x03\x02\x00\x01"
                                 "\x04\x11\x04\x01?\x04\x11\x03\x01.\x03\x04\x00\x02\x04\x03\x00\x00\x00";
  static const char line[] = "\x03\x00\x0c" "123456789\x29\xb1\x00" "noise\x00\x02\x02\x04\x01\xb2\xdd\x00";

  write_link ("in-order", 0x00, LAND);
  write_link ("loss", 0x01, LOSE);
  write_link ("repeats", 0x93, REPEAT);
  write_link ("late", 0xa7, WAIT);
  write_seed ("link", "anything", enlist_slice (anything, sizeof anything - 1));
  write_seed ("serial", "line", enlist_slice (line, sizeof line - 1));
  write_seed ("announcement", "owned", enlist_slice ("\x01" "device" "mod", 10));
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
  write_seed (
      "manifest", "every-key",
      diagnostic_cbor ("{0: 1, 1: 7, 2: \"V\", 3: \"M\", 4: \"B\", 5: h'01'^32, 6: \"S\", "
                       "7: [[0], [1, \"ttyUSB\"], [2, \"[::1]:7000\"], [3, \"/run/device\"]], "
                       "8: [[1, 262144, h'00'^16], [3, 1, h'00'^16, \"text/x-rules\"], [0, 1, h'00'^16, 1]], "
                       "10: [\"a\", [\"b\", \"de\", \"c\"]]}"));
  write_program ("assist", 0, SAMPLE_ASSIST);
  write_program ("device", 1, SAMPLE_DEVICE);
  write_program ("expressions", 1,
                 "[[17, [64, [11, [0, 6], [12, [11, \"a\", [13, 5]]], -3]]], "
                 "[2, [7, [3, [0, 6], \"z\"], [8, [10, 0], [9, [1, [11, \"b\"], [0, 6]]]]], "
                 "[[5, \"m\"]], [[1, [4, [12, [0, 7]], 2], \"n\"]]]]");
  write_program ("assist-alternatives", 0, SAMPLE_ASSIST_ALTERNATIVES);
  write_program ("device-alternatives", 1, SAMPLE_DEVICE_ALTERNATIVES);
  write_program ("iot-application", 2, SAMPLE_IOT_APPLICATION);
  write_program (
      "try-and-repeat", 1,
      "[[4, 5, [[3, [[16, 1, [], [67]], [15, 65]], [[24, 65, 1], [5, \"m\"]], [[24, 67, true]]]], [10, 67]],"
      " [4, 255, [[4, 255, [[16, 2, [], [66]]], [5, [0, 66], 0]]]]]");
  write_program ("preset", 5, "[[15, 2], [18, 1, 5]]");
  write_label ();
  write_channels ();
  write_sessions ();
  write_links ();

  write_seed ("message", "state",
              diagnostic_cbor ("[2, 1, h'05'^16, \"SN-1\", \"Model\", [\"app 1.0\"], 1024, 1]"));
  write_seed ("message", "part", diagnostic_cbor ("[5, 1, 3072, h'00'^32]"));
  write_seed ("message", "fields", diagnostic_cbor ("[8, {0: [\"Vienna\"], 65: 5}]"));
  write_seed ("message", "report", diagnostic_cbor ("[10, <<{5: [1, h'00'^32]}>>, h'06'^64, 5]"));
  write_seed ("message", "fail", diagnostic_cbor ("[15, 50, 7, \"why\"]"));
  write_seed ("message", "done", diagnostic_cbor ("[13, 2, h'06'^64]"));

  return EXIT_SUCCESS;
}
