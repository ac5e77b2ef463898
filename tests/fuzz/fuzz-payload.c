/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cose.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "fuzz.h"
#include "label-text.h"
#include "label.h"

static void
read_label (EnlistSlice bytes)
{
  EnlistLabelParts label;
  EnlistCoseSign1 sign1;
  EnlistManifest manifest;
  unsigned part = 0;

  if (enlist_label_read (bytes, &label, NULL) != ENLIST_OK
      || enlist_cose_sign1_read (label.envelope, &sign1) != ENLIST_OK
      || enlist_manifest_read (sign1.payload, &manifest, NULL) != ENLIST_OK)
    return;

  if (enlist_label_check_parts (&label, &manifest, enlist_crypto_sodium (), &part) != ENLIST_OK)
    fuzz_require (part < ENLIST_MAX_PARTS);
}

/* A payload, or a label as it stands: the fuzzer need not learn deflate to reach the latter. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static uint8_t label[ENLIST_LABEL_MAX_PAYLOAD];
  size_t label_size = 0;

  read_label (enlist_slice (data, size));
  if (enlist_deflate_unpack (enlist_slice (data, size), label, sizeof label, &label_size) == ENLIST_OK)
    {
      fuzz_require (label_size <= sizeof label);
      read_label (enlist_slice (label, label_size));
    }

  return 0;
}
