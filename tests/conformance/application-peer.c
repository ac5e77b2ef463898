/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * What src/wire makes of whole labels: reads a label in hexadecimal digits from each line of the standard
 * input and answers each with a line, `ok` or the name of the error, and for a program the number of the
 * step. The only argument is the public key of the publisher that is trusted.
 */

#include "cose.h"
#include "crypto-sodium.h"
#include "label.h"
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
decode_hex (const char *digits,
            uint8_t    *bytes,
            size_t      size)
{
  for (size_t i = 0; i < size; i++)
    {
      unsigned byte;

      if (sscanf (digits + 2 * i, "%2x", &byte) != 1)
        return false;
      bytes[i] = (uint8_t) byte;
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
               EnlistSlice            *program,
               EnlistProgramError     *error)
{
  int part = enlist_manifest_find_part (manifest, role, 0);

  *program = part < 0 ? enlist_slice (NULL, 0) : label->parts[part];

  if (part < 0)
    return ENLIST_OK;

  if (program->data == NULL)
    return ENLIST_E_INCOMPLETE;

  return enlist_program_validate (*program, role, manifest, 0, error);
}

static void
judge (EnlistSlice    bytes,
       const uint8_t *publisher)
{
  EnlistProgramError error = { 0 };
  EnlistSlice assist, device = enlist_slice (NULL, 0);
  EnlistLabelParts label;
  EnlistManifest manifest;
  EnlistStatus status = open_label (bytes, publisher, &label, &manifest);

  if (status != ENLIST_OK)
    {
      puts (enlist_status_name (status));
      return;
    }

  status = validate_role (&label, &manifest, ENLIST_ROLE_ASSIST, &assist, &error);
  if (status == ENLIST_OK)
    status = validate_role (&label, &manifest, ENLIST_ROLE_DEVICE, &device, &error);
  if (status == ENLIST_OK)
    status = enlist_program_validate_pair (assist, device, &manifest, NULL, &error);
  if (status == ENLIST_OK)
    puts ("ok");
  else
    printf ("%s at step %u\n", enlist_status_name (status), error.step);
}

int
main (int    argc,
      char **argv)
{
  uint8_t publisher[ENLIST_ED25519_PUBLIC_SIZE];
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length;

  if (argc != 2 || strlen (argv[1]) != 2 * sizeof publisher
      || !decode_hex (argv[1], publisher, sizeof publisher))
    return EXIT_FAILURE;

  while ((length = getline (&line, &capacity, stdin)) > 0)
    {
      size_t size = (size_t) length / 2;
      uint8_t *bytes = malloc (size + 1);

      if (bytes == NULL || !decode_hex (line, bytes, size))
        return EXIT_FAILURE;
      judge (enlist_slice (bytes, size), publisher);
      fflush (stdout);
      free (bytes);
    }
  free (line);

  return EXIT_SUCCESS;
}
