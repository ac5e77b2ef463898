/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * What src/wire makes of whole labels: reads a label and a script (peer-script.h) in hexadecimal digits from
 * each line of the standard input and answers each with a line: the name of the error, for a program with the
 * number of the step, or `ok` and what came of every program. The only argument is the public key of the
 * publisher that is trusted.
 */

#include "peer-script.h"

#include "cose.h"
#include "crypto-sodium.h"
#include "label.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
digit_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';

  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool
decode_hex (const char *digits,
            uint8_t    *bytes,
            size_t      size)
{
  for (size_t i = 0; i < size; i++)
    {
      int high = digit_value (digits[2 * i]), low = digit_value (digits[2 * i + 1]);

      if (high < 0 || low < 0)
        return false;
      bytes[i] = (uint8_t) (high << 4 | low);
    }

  return true;
}

static EnlistStatus
open_label (EnlistSlice       bytes,
            const uint8_t    *publisher,
            EnlistLabelParts *label,
            EnlistManifest   *manifest)
{
  static uint8_t scratch[ENLIST_COSE_SCRATCH_SIZE (sizeof ENLIST_MANIFEST_AAD, ENLIST_LABEL_MAX)];
  EnlistSlice aad = enlist_slice_text (ENLIST_MANIFEST_AAD);
  EnlistCoseSign1 envelope;
  EnlistStatus status = enlist_label_read (bytes, label, NULL);

  if (status == ENLIST_OK)
    status = enlist_cose_sign1_read (label->envelope, &envelope);
  if (status == ENLIST_OK)
    status = enlist_cose_sign1_verify (&envelope, enlist_crypto_sodium (), aad, publisher, scratch,
                                       sizeof scratch);
  if (status == ENLIST_OK)
    status = enlist_manifest_read (envelope.payload, manifest, NULL);
  if (status == ENLIST_OK)
    status = enlist_label_check_parts (label, manifest, enlist_crypto_sodium (), NULL);

  return status;
}

/* @program: (out): empty when the application has none of that role */
static EnlistStatus
validate_role (const EnlistLabelParts *label,
               const EnlistManifest   *manifest,
               EnlistRole              role,
               unsigned                application,
               EnlistSlice            *program,
               EnlistProgramError     *error)
{
  int part = enlist_manifest_find_part (manifest, role, application);

  *program = part < 0 ? enlist_slice (NULL, 0) : label->parts[part];

  if (part < 0)
    return ENLIST_OK;

  if (program->data == NULL)
    return ENLIST_E_INCOMPLETE;

  return enlist_program_validate (*program, role, manifest, 0, error);
}

/* What can run, in the order in which it is validated */
typedef struct {
  unsigned count;
  struct {
    EnlistSlice program;
    EnlistRole role;
  } programs[ENLIST_MAX_PARTS];
} Runnable;

static void
add (Runnable   *runnable,
     EnlistSlice program,
     EnlistRole  role)
{
  if (program.data == NULL)
    return;
  runnable->programs[runnable->count].program = program;
  runnable->programs[runnable->count++].role = role;
}

static EnlistStatus
validate_application (const EnlistLabelParts *label,
                      const EnlistManifest   *manifest,
                      unsigned                application,
                      Runnable               *runnable,
                      EnlistProgramError     *error)
{
  EnlistSlice assist, device = enlist_slice (NULL, 0);
  EnlistStatus status = validate_role (label, manifest, ENLIST_ROLE_ASSIST, application, &assist, error);

  if (status == ENLIST_OK)
    status = validate_role (label, manifest, ENLIST_ROLE_DEVICE, application, &device, error);
  if (status == ENLIST_OK)
    status = enlist_program_validate_pair (assist, device, manifest, NULL, error);
  if (status != ENLIST_OK)
    return status;
  add (runnable, assist, ENLIST_ROLE_ASSIST);
  add (runnable, device, ENLIST_ROLE_DEVICE);

  return ENLIST_OK;
}

static EnlistStatus
validate_staying (const EnlistLabelParts *label,
                  const EnlistManifest   *manifest,
                  unsigned                index,
                  Runnable               *runnable,
                  EnlistProgramError     *error)
{
  EnlistPartEntry entry = enlist_manifest_part (manifest, index);
  EnlistSlice part = label->parts[index];
  EnlistStatus status;

  if (part.data == NULL || entry.media.size > 0)
    return ENLIST_OK;
  if (entry.role == ENLIST_ROLE_CONFIG)
    return enlist_configuration_validate (part, manifest, NULL);
  if (entry.role != ENLIST_ROLE_APP)
    return ENLIST_OK;
  status = enlist_program_validate (part, ENLIST_ROLE_APP, manifest, 0, error);
  if (status == ENLIST_OK)
    add (runnable, part, ENLIST_ROLE_APP);

  return status;
}

static EnlistStatus
validate_all (const EnlistLabelParts *label,
              const EnlistManifest   *manifest,
              Runnable               *runnable,
              EnlistProgramError     *error)
{
  EnlistStatus status = ENLIST_OK;

  runnable->count = 0;
  for (unsigned i = 0; i < manifest->application_count && status == ENLIST_OK; i++)
    status = validate_application (label, manifest, i, runnable, error);
  for (unsigned i = 0; i < manifest->part_count && status == ENLIST_OK; i++)
    status = validate_staying (label, manifest, i, runnable, error);

  return status;
}

static void
judge (EnlistSlice       bytes,
       const PeerScript *script,
       const uint8_t    *publisher)
{
  EnlistProgramError error = { 0 };
  EnlistLabelParts label;
  EnlistManifest manifest;
  Runnable runnable;
  EnlistStatus status = open_label (bytes, publisher, &label, &manifest);

  if (status != ENLIST_OK)
    {
      puts (enlist_status_name (status));
      return;
    }

  status = validate_all (&label, &manifest, &runnable, &error);
  if (status != ENLIST_OK)
    {
      printf ("%s at step %u\n", enlist_status_name (status), error.step);
      return;
    }

  printf ("ok");
  for (unsigned i = 0; i < runnable.count; i++)
    {
      if (runnable.programs[i].role == ENLIST_ROLE_APP)
        peer_script_run_app (script, &manifest, runnable.programs[i].program);
      else
        peer_script_run (script, &manifest, runnable.programs[i].program);
    }
  puts ("");
}

static bool
answer (char          *line,
        const uint8_t *publisher)
{
  char *second = strchr (line, ' ');
  size_t label_size, script_size;
  uint8_t *label, *script;
  PeerScript read;
  bool good;

  if (second == NULL)
    return false;
  label_size = (size_t) (second - line) / 2;
  script_size = strlen (++second) / 2;
  /* Memory of exactly that size, so that AddressSanitizer sees the first byte too many */
  label = malloc (label_size + (label_size == 0));
  script = malloc (script_size + (script_size == 0));
  good = label != NULL && script != NULL && decode_hex (line, label, label_size)
         && decode_hex (second, script, script_size)
         && peer_script_read (&read, enlist_slice (script, script_size));
  if (good)
    judge (enlist_slice (label, label_size), &read, publisher);
  free (label);
  free (script);

  return good;
}

int
main (int    argc,
      char **argv)
{
  uint8_t publisher[ENLIST_ED25519_PUBLIC_SIZE];
  char *line = NULL;
  size_t capacity = 0;
  bool good = argc == 2 && strlen (argv[1]) == 2 * sizeof publisher
              && decode_hex (argv[1], publisher, sizeof publisher);

  while (good && getline (&line, &capacity, stdin) > 0)
    {
      good = answer (line, publisher);
      fflush (stdout);
    }
  free (line);

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
