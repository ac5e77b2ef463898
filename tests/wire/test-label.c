/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "diagnostic.h"
#include "label.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

#define ENVELOPE "[h'a0', {}, h'', h'00'^64]"

static EnlistStatus
read_notation (const char       *notation,
               EnlistLabelParts *label)
{
  return enlist_label_read (diagnostic_cbor (notation), label, NULL);
}

static void
test_elements (void)
{
  EnlistLabelParts label;

  CHECK_STATUS (read_notation ("[" ENVELOPE ", h'05'^16, [h'0102', null, h'']]", &label), ENLIST_OK);
  CHECK_BYTES (label.envelope, diagnostic_cbor (ENVELOPE));
  CHECK (label.secret != NULL && label.secret[15] == 5);
  CHECK_NUMBER (label.part_count, 3);
  CHECK_BYTES (label.parts[0], test_hex ("0102"));
  CHECK (label.parts[1].data == NULL);
  CHECK (label.parts[2].data != NULL && label.parts[2].size == 0);

  CHECK_STATUS (read_notation ("[" ENVELOPE ", null, []]", &label), ENLIST_OK);
  CHECK (label.secret == NULL && label.part_count == 0);
}

static void
test_refusals (void)
{
  static const struct {
    const char *notation;
    EnlistStatus status;
  } refused[] = {
    { "1", ENLIST_E_TYPE },
    { "[" ENVELOPE ", null]", ENLIST_E_TYPE },
    { "[" ENVELOPE ", null, [], 1]", ENLIST_E_TYPE },
    { "[h'00', null, []]", ENLIST_E_TYPE },
    { "[" ENVELOPE ", h'05'^15, []]", ENLIST_E_RANGE },
    { "[" ENVELOPE ", h'05'^17, []]", ENLIST_E_RANGE },
    { "[" ENVELOPE ", 1, []]", ENLIST_E_TYPE },
    { "[" ENVELOPE ", null, [\"part\"]]", ENLIST_E_TYPE },
    { "[" ENVELOPE ", null, h'']", ENLIST_E_TYPE },
    { "[" ENVELOPE ", null, [null*17]]", ENLIST_E_RANGE },
  };
  EnlistLabelParts label;
  size_t offset = 0;

  for (size_t i = 0; i < N_ELEMENTS (refused); i++)
    {
      test_context ("%s", refused[i].notation);
      CHECK_STATUS (read_notation (refused[i].notation, &label), refused[i].status);
    }

  CHECK_STATUS (read_notation ("[" ENVELOPE ", null, [null*16]]", &label), ENLIST_OK);
  CHECK_STATUS (enlist_label_read (test_hex ("8380f68141"), &label, &offset), ENLIST_E_TRUNCATED);
  CHECK_NUMBER (offset, 4);
}

static void
test_16384_bytes (void)
{
  size_t fixed = diagnostic_cbor ("[" ENVELOPE ", null, [h'00'^16000]]").size - 16000;
  EnlistLabelParts label;

  CHECK_STATUS (
      enlist_label_read (diagnostic_cbor_format ("[" ENVELOPE ", null, [h'00'^%zu]]", 16384 - fixed), &label,
                         NULL),
      ENLIST_OK);
  CHECK_STATUS (
      enlist_label_read (diagnostic_cbor_format ("[" ENVELOPE ", null, [h'00'^%zu]]", 16385 - fixed), &label,
                         NULL),
      ENLIST_E_TOO_LARGE);
}

static void
test_round_trip (void)
{
  EnlistSlice bytes = diagnostic_cbor ("[" ENVELOPE ", h'05'^16, [h'0102', null, h'']]");
  uint8_t *written = test_memory (bytes.size);
  EnlistLabelParts label;
  size_t size = 0;

  CHECK_STATUS (enlist_label_read (bytes, &label, NULL), ENLIST_OK);
  CHECK_STATUS (enlist_label_write (&label, written, bytes.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (written, size), bytes);
  CHECK_STATUS (enlist_label_write (&label, written, bytes.size - 1, &size), ENLIST_E_SPACE);

  label.secret = NULL;
  CHECK_STATUS (enlist_label_write (&label, written, bytes.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (written, size), diagnostic_cbor ("[" ENVELOPE ", null, [h'0102', null, h'']]"));

  label.part_count = ENLIST_MAX_PARTS + 1;
  CHECK_STATUS (enlist_label_write (&label, written, bytes.size, &size), ENLIST_E_RANGE);
}

static EnlistStatus
check_parts (const char *label_notation,
             unsigned   *part)
{
  /* All hashes are those of "abc", the last with another size. */
  EnlistManifest manifest;
  EnlistLabelParts label;

  CHECK_STATUS (enlist_manifest_read (diagnostic_cbor ("{0: 1, 1: 1, 2: \"V\", 3: \"M\", 8: ["
                                                       "[0, 3, h'ba7816bf8f01cfea414140de5dae2223'], "
                                                       "[1, 3, h'ba7816bf8f01cfea414140de5dae2223'], "
                                                       "[2, 4, h'ba7816bf8f01cfea414140de5dae2223']]}"),
                                      &manifest, NULL),
                ENLIST_OK);
  CHECK_STATUS (read_notation (label_notation, &label), ENLIST_OK);
  *part = 99;

  return enlist_label_check_parts (&label, &manifest, enlist_crypto_sodium (), part);
}

static void
test_hashes (void)
{
  unsigned part;

  CHECK_STATUS (check_parts ("[[], null, [h'616263', h'616263', null]]", &part), ENLIST_OK);
  CHECK_STATUS (check_parts ("[[], null, [null, null, null]]", &part), ENLIST_OK);
  CHECK_STATUS (check_parts ("[[], null, [h'616263', h'616264', null]]", &part), ENLIST_E_HASH);
  CHECK_NUMBER (part, 1);
  CHECK_STATUS (check_parts ("[[], null, [h'6162', null, null]]", &part), ENLIST_E_HASH);
  CHECK_NUMBER (part, 0);
  CHECK_STATUS (check_parts ("[[], null, [null, null, h'616263']]", &part), ENLIST_E_HASH);
  CHECK_NUMBER (part, 2);
  CHECK_STATUS (check_parts ("[[], null, [h'616263', null]]", &part), ENLIST_E_HASH);
  CHECK_NUMBER (part, 2);
  CHECK_STATUS (check_parts ("[[], null, [null, null, null, null]]", &part), ENLIST_E_HASH);
  CHECK_NUMBER (part, 3);
}

static const TestCase cases[] = {
  { "/wire/label/5.1-elements", test_elements },
  { "/wire/label/5.1-refusals", test_refusals },
  { "/wire/label/11-16384-bytes", test_16384_bytes },
  { "/wire/label/5.1-round-trip", test_round_trip },
  { "/wire/label/7.1-hashes", test_hashes },
};

TEST_MAIN (cases)
