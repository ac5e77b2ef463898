/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "diagnostic.h"
#include "manifest.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

#define PART "[0, 10, h'aa'^16]"
#define BASE "0: 1, 1: 7, 2: \"Vendor\", 3: \"Model\""
#define MANIFEST "{" BASE ", 8: [" PART "]}"

static EnlistStatus
read_notation (const char     *notation,
               EnlistManifest *manifest)
{
  size_t offset = SIZE_MAX;
  EnlistSlice bytes = diagnostic_cbor (notation);
  EnlistStatus status = enlist_manifest_read (bytes, manifest, &offset);

  CHECK (status == ENLIST_OK ? offset == SIZE_MAX : offset <= bytes.size);

  return status;
}

static void
test_minimal (void)
{
  EnlistManifest manifest;

  CHECK_STATUS (read_notation (MANIFEST, &manifest), ENLIST_OK);
  CHECK_NUMBER (manifest.sequence, 7);
  CHECK_BYTES (manifest.vendor, enlist_slice_text ("Vendor"));
  CHECK_BYTES (manifest.model, enlist_slice_text ("Model"));
  CHECK (manifest.hardware.size == 0 && manifest.serial.size == 0 && manifest.device_key == NULL);
  CHECK_NUMBER (manifest.transport_count, 1);
  CHECK_NUMBER (enlist_manifest_transport (&manifest, 0).kind, ENLIST_TRANSPORT_BLE);
  CHECK_NUMBER (manifest.part_count, 1);
  CHECK_NUMBER (enlist_manifest_part (&manifest, 0).size, 10);
  CHECK_NUMBER (enlist_manifest_part (&manifest, 0).hash[15], 0xaa);
  CHECK_NUMBER (manifest.custom_count, 0);
}

#define FULL \
  "{" BASE ", 4: \"rev B\", 5: h'01'^32, 6: \"SN-1\", 7: [[0], [1, \"ttyUSB\"], [2, \"[::1]:7000\"], " \
  "[3, \"/run/device\"]], 8: [[1, 262144, h'00'^16], " PART ", [2, 1, h'02'^16], [3, 5, h'03'^16]], " \
  "9: [[\"colour\", 2], [\"pin\", 0, 1], [\"Line_2.b-c\", 13, 1]]}"

static void
test_everything (void)
{
  EnlistManifest manifest;
  EnlistFieldInfo info;

  CHECK_STATUS (read_notation (FULL, &manifest), ENLIST_OK);
  CHECK_BYTES (manifest.hardware, enlist_slice_text ("rev B"));
  CHECK_BYTES (manifest.serial, enlist_slice_text ("SN-1"));
  CHECK (manifest.device_key != NULL && manifest.device_key[31] == 1);
  CHECK_NUMBER (manifest.transport_count, 4);
  CHECK_NUMBER (enlist_manifest_transport (&manifest, 2).kind, ENLIST_TRANSPORT_TCP);
  CHECK_BYTES (enlist_manifest_transport (&manifest, 2).address, enlist_slice_text ("[::1]:7000"));
  CHECK_NUMBER (manifest.part_count, 4);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_ASSIST, 0), 1);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_DEVICE, 0), 0);
  CHECK_NUMBER (enlist_manifest_part (&manifest, 3).role, ENLIST_ROLE_APP);
  CHECK_NUMBER (manifest.custom_count, 3);

  CHECK (enlist_manifest_field (&manifest, 64, &info));
  CHECK_BYTES (info.name, enlist_slice_text ("colour"));
  CHECK (info.kind == ENLIST_KIND_CHOICE && info.flags == 0);
  CHECK (enlist_manifest_field (&manifest, 65, &info) && info.flags == ENLIST_FIELD_SENSITIVE);
  CHECK (enlist_manifest_field (&manifest, 66, &info) && info.kind == ENLIST_KIND_LIST);
  CHECK (enlist_manifest_field (&manifest, 0, &info) && info.kind == ENLIST_KIND_PLACE);
  CHECK (!enlist_manifest_field (&manifest, 67, &info));
  CHECK (!enlist_manifest_field (&manifest, 63, &info));
  CHECK (!enlist_manifest_field (&manifest, 128, &info));
}

static void
test_sensitive_kinds (void)
{
  EnlistManifest manifest;
  EnlistFieldInfo info;

  CHECK_STATUS (
      read_notation ("{" BASE ", 8: [" PART "], 9: [[\"a\", 5], [\"b\", 10, 1], [\"c\", 0]]}", &manifest),
      ENLIST_OK);
  CHECK (enlist_manifest_field (&manifest, 64, &info) && info.flags == ENLIST_FIELD_SENSITIVE);
  CHECK (enlist_manifest_field (&manifest, 65, &info) && info.flags == ENLIST_FIELD_SENSITIVE);
  CHECK (enlist_manifest_field (&manifest, 66, &info) && info.flags == 0);
}

typedef struct {
  const char *notation;
  EnlistStatus status;
} ReadCase;

#define PROGRAM(role, application) "[" role ", 1, h'00'^16, " application "]"

static const ReadCase read_cases[] = {
  { "[]", ENLIST_E_TYPE },
  { "{}", ENLIST_E_RANGE },

  /* 0: version, before anything else */
  { "{0: 2}", ENLIST_E_VERSION },
  { "{0: 0, 1: 7, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: \"1\", 1: 7, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_TYPE },

  /* each required key missing, and unknown ones */
  { "{1: 7, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: 7, 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: 7, 2: \"V\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE "}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 11: 1}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], -1: 1}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 18446744073709551615: 1}", ENLIST_E_RANGE },

  /* 1 to 6 */
  { "{0: 1, 1: 4294967295, 2: \"V\"^64, 3: \"M\"^64, 4: \"h\"^32, 6: \"s\"^32, 8: [" PART "]}", ENLIST_OK },
  { "{0: 1, 1: 4294967296, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: -1, 2: \"V\", 3: \"M\", 8: [" PART "]}", ENLIST_E_TYPE },
  { "{0: 1, 1: 7, 2: \"\", 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: 7, 2: \"V\"^65, 3: \"M\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: 7, 2: \"V\", 3: \"M\"^65, 8: [" PART "]}", ENLIST_E_RANGE },
  { "{0: 1, 1: 7, 2: \"V\", 3: 1, 8: [" PART "]}", ENLIST_E_TYPE },
  { "{" BASE ", 4: \"h\"^33, 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 4: \"\", 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 5: h'01'^31, 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 5: h'01'^33, 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 5: null, 8: [" PART "]}", ENLIST_E_TYPE },
  { "{" BASE ", 6: \"s\"^33, 8: [" PART "]}", ENLIST_E_RANGE },

  /* 7: transports */
  { "{" BASE ", 7: [[0]*4], 8: [" PART "]}", ENLIST_OK },
  { "{" BASE ", 7: [[0]*5], 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 7: [], 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 7: [[4, \"x\"]], 8: [" PART "]}", ENLIST_E_RANGE },
  { "{" BASE ", 7: [[0, \"x\"]], 8: [" PART "]}", ENLIST_E_TYPE },
  { "{" BASE ", 7: [[1]], 8: [" PART "]}", ENLIST_E_TYPE },
  { "{" BASE ", 7: [[]], 8: [" PART "]}", ENLIST_E_TYPE },
  { "{" BASE ", 7: [[2, 7000]], 8: [" PART "]}", ENLIST_E_TYPE },

  /* 8: parts */
  { "{" BASE ", 8: []}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", [2, 1, h'00'^16]*15]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART ", [2, 1, h'00'^16]*16]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[4, 1, h'00'^16]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[0, 0, h'00'^16]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[0, 262145, h'00'^16]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[0, 1, h'00'^15]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[0, 1, h'00'^17]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[0, 1]]}", ENLIST_E_TYPE },

  /* 7.2: programs */
  { "{" BASE ", 8: [" PART "*2]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[1, 1, h'00'^16]*2]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[2, 1, h'00'^16], [3, 1, h'00'^16]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [[1, 1, h'00'^16]]}", ENLIST_OK },

  /* 7.2: applications, numbered from 0 without a gap, each with one program of a role at most */
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\", \"b\"]}", ENLIST_OK },
  { "{" BASE ", 8: [" PROGRAM ("1", "1") ", " PROGRAM ("0", "1") ", " PART "], 10: [\"a\", \"b\"]}",
    ENLIST_OK },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "*2], 10: [\"a\", \"b\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "2") "], 10: [\"a\", \"b\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PROGRAM ("0", "1") "]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "0") "], 10: [\"a\", \"b\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "16") "], 10: [\"a\", \"b\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "\"1\"") "], 10: [\"a\", \"b\"]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [[0, 1, h'00'^16, 1, 1]]}", ENLIST_E_TYPE },

  /* 10: titles, as many as applications, when these are several */
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\", [\"b\", \"de\", \"c\"]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\"*3]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 10: [\"a\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 10: [\"a\", \"b\"]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\", 1]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: [\"a\", []]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [" PART ", " PROGRAM ("0", "1") "], 10: 1}", ENLIST_E_TYPE },

  /* media types */
  { "{" BASE ", 8: [" PART ", [2, 1, h'00'^16, \"m\"^64], [3, 1, h'00'^16, \"m\"]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART ", [2, 1, h'00'^16, \"m\"^65]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", [3, 1, h'00'^16, \"\"]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART ", [3, 1, h'00'^16, 1]]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [" PART ", [2, 262144, h'00'^16]]}", ENLIST_OK },

  /* 9: custom fields */
  { "{" BASE ", 8: [" PART "], 9: []}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\"^32, 0]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\"^33, 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"\", 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"1a\", 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\".a\", 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a b\", 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0], [\"b\", 0], [\"a\", 1]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0], [\"A\", 0]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART "], 9: [[\"device.key\", 0]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 13]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 14]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0, 1]]}", ENLIST_OK },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0, 2]]}", ENLIST_E_RANGE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0, true]]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\"]]}", ENLIST_E_TYPE },
  { "{" BASE ", 8: [" PART "], 9: [[\"a\", 0, 0, 0]]}", ENLIST_E_TYPE },
};

static void
test_values (void)
{
  for (size_t i = 0; i < N_ELEMENTS (read_cases); i++)
    {
      EnlistManifest manifest;

      test_context ("%s", read_cases[i].notation);
      CHECK_STATUS (read_notation (read_cases[i].notation, &manifest), read_cases[i].status);
    }
}

static void
test_error_offset (void)
{
  EnlistManifest manifest;
  EnlistSlice bytes = diagnostic_cbor ("{0: 1, 1: 7, 2: \"\", 3: \"M\", 8: [" PART "]}");
  size_t offset = 0;

  /* a5 | 00 01 | 01 07 | 02 60 */
  CHECK_STATUS (enlist_manifest_read (bytes, &manifest, &offset), ENLIST_E_RANGE);
  CHECK_NUMBER (offset, 6);
  CHECK_STATUS (enlist_manifest_read (bytes, &manifest, NULL), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_manifest_read (enlist_slice (bytes.data, 12), &manifest, &offset), ENLIST_E_TRUNCATED);
  CHECK_NUMBER (offset, 11);
}

static void
check_round_trip (const char *notation)
{
  EnlistSlice bytes = diagnostic_cbor (notation);
  uint8_t *written = test_memory (bytes.size);
  EnlistManifest manifest;
  size_t size = 0;

  CHECK_STATUS (enlist_manifest_read (bytes, &manifest, NULL), ENLIST_OK);
  CHECK_STATUS (enlist_manifest_write (&manifest, NULL, 0, &size), ENLIST_OK);
  CHECK_NUMBER (size, bytes.size);
  CHECK_STATUS (enlist_manifest_write (&manifest, written, bytes.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (written, size), bytes);
  for (size_t capacity = 0; capacity < bytes.size; capacity++)
    CHECK_STATUS (enlist_manifest_write (&manifest, test_memory (capacity + 1), capacity, &size),
                  ENLIST_E_SPACE);
}

static void
test_applications (void)
{
  static const char notation[] =
      "{" BASE
      ", 8: [[1, 1, h'00'^16, 2], [0, 1, h'01'^16], [2, 1, h'02'^16], [3, 2, h'03'^16, \"text/x-rules\"], "
      "[0, 1, h'04'^16, 1], [1, 1, h'05'^16, 1]], 10: [\"Indoors\", [\"Outdoors\", \"de\", \"Draussen\"], "
      "\"c\"]}";
  EnlistManifest manifest;

  CHECK_STATUS (read_notation (notation, &manifest), ENLIST_OK);
  CHECK_NUMBER (manifest.application_count, 3);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_ASSIST, 0), 1);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_ASSIST, 1), 4);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_DEVICE, 1), 5);
  CHECK_NUMBER (enlist_manifest_find_part (&manifest, ENLIST_ROLE_DEVICE, 2), 0);
  CHECK (enlist_manifest_find_part (&manifest, ENLIST_ROLE_DEVICE, 0) == -1);
  CHECK (enlist_manifest_find_part (&manifest, ENLIST_ROLE_ASSIST, 3) == -1);
  CHECK_BYTES (enlist_manifest_title (&manifest, 0), diagnostic_cbor ("\"Indoors\""));
  CHECK_BYTES (enlist_manifest_title (&manifest, 1),
               diagnostic_cbor ("[\"Outdoors\", \"de\", \"Draussen\"]"));
  CHECK_NUMBER (enlist_manifest_title (&manifest, 3).size, 0);
  CHECK_BYTES (enlist_manifest_part (&manifest, 3).media, enlist_slice_text ("text/x-rules"));
  CHECK_NUMBER (enlist_manifest_part (&manifest, 2).media.size, 0);
  CHECK_NUMBER (enlist_manifest_part (&manifest, 0).application, 2);
  check_round_trip (notation);

  CHECK_STATUS (read_notation (MANIFEST, &manifest), ENLIST_OK);
  CHECK_NUMBER (manifest.application_count, 1);
  CHECK_NUMBER (enlist_manifest_title (&manifest, 0).size, 0);
}

static EnlistStatus
read_16 (const char *titles)
{
  char notation[1024] = "{" BASE ", 8: [" PART;
  EnlistManifest manifest;

  for (unsigned i = 1; i < 16; i++)
    sprintf (notation + strlen (notation), ", [0, 1, h'00'^16, %u]", i);
  sprintf (notation + strlen (notation), "], 10: [%s]}", titles);

  return read_notation (notation, &manifest);
}

static void
test_16_applications (void)
{
  CHECK_STATUS (read_16 ("\"t\"*16"), ENLIST_OK);
  CHECK_STATUS (read_16 ("\"t\"*15"), ENLIST_E_RANGE);
  CHECK_STATUS (read_16 ("\"t\"*17"), ENLIST_E_RANGE);
}

static EnlistStatus
read_custom (unsigned count)
{
  char notation[4096] = "{" BASE ", 8: [" PART "], 9: [";
  EnlistManifest manifest;
  EnlistStatus status;

  for (unsigned i = 0; i < count; i++)
    sprintf (notation + strlen (notation), "%s[\"f%u\", 0]", i > 0 ? ", " : "", i);
  strcat (notation, "]}");
  status = read_notation (notation, &manifest);
  if (status == ENLIST_OK)
    {
      EnlistFieldInfo info;

      CHECK_NUMBER (manifest.custom_count, count);
      CHECK (enlist_manifest_field (&manifest, 127, &info));
      CHECK_BYTES (info.name, enlist_slice_text ("f63"));
    }

  return status;
}

static void
test_64_custom_fields (void)
{
  CHECK_STATUS (read_custom (64), ENLIST_OK);
  CHECK_STATUS (read_custom (65), ENLIST_E_RANGE);
}

/* A path fills the manifest up to the size asked for. */
static EnlistStatus
read_sized (size_t size)
{
  EnlistManifest manifest;
  size_t fixed = diagnostic_cbor ("{" BASE ", 7: [[3, \"p\"^1000]], 8: [" PART "]}").size - 1000;
  EnlistSlice bytes = diagnostic_cbor_format ("{" BASE ", 7: [[3, \"p\"^%zu]], 8: [" PART "]}", size - fixed);

  CHECK_NUMBER (bytes.size, size);

  return enlist_manifest_read (bytes, &manifest, NULL);
}

static void
test_3072_bytes (void)
{
  CHECK_STATUS (read_sized (3072), ENLIST_OK);
  CHECK_STATUS (read_sized (3073), ENLIST_E_TOO_LARGE);
}

static void
test_round_trips (void)
{
  check_round_trip (MANIFEST);
  check_round_trip (FULL);
  check_round_trip ("{" BASE ", 7: [[2, \"host:1\"]], 8: [" PART "]}");
}

static void
test_mutations (void)
{
  EnlistSlice bytes = diagnostic_cbor (FULL);
  uint8_t *copy = test_memory (bytes.size);
  EnlistManifest manifest;
  EnlistFieldInfo info;

  for (size_t size = 0; size < bytes.size; size++)
    CHECK_STATUS (enlist_manifest_read (test_exact (enlist_slice (bytes.data, size)), &manifest, NULL),
                  ENLIST_E_TRUNCATED);

  for (size_t i = 0; i < bytes.size; i++)
    for (unsigned byte = 0; byte < 256; byte++)
      {
        size_t written = 0;

        memcpy (copy, bytes.data, bytes.size);
        copy[i] = (uint8_t) byte;
        if (enlist_manifest_read (enlist_slice (copy, bytes.size), &manifest, NULL) != ENLIST_OK)
          continue;
        for (unsigned field = 0; field < 130; field++)
          enlist_manifest_field (&manifest, field, &info);
        CHECK_STATUS (enlist_manifest_write (&manifest, NULL, 0, &written), ENLIST_OK);
        CHECK_NUMBER (written, bytes.size);
      }
}

static void
test_identifiers (void)
{
  /* SHA-256 of "abc", FIPS 180-4 */
  uint8_t id[ENLIST_LABEL_ID_SIZE], hash[ENLIST_PART_HASH_SIZE];

  enlist_manifest_label_id (enlist_crypto_sodium (), enlist_slice_text ("abc"), id);
  CHECK_BYTES (enlist_slice (id, sizeof id), test_hex ("ba7816bf8f01cfea"));
  enlist_manifest_part_hash (enlist_crypto_sodium (), enlist_slice_text ("abc"), hash);
  CHECK_BYTES (enlist_slice (hash, sizeof hash), test_hex ("ba7816bf8f01cfea414140de5dae2223"));
}

static const TestCase cases[] = {
  { "/wire/manifest/6.1-minimal", test_minimal },
  { "/wire/manifest/6.1-everything", test_everything },
  { "/wire/manifest/6.1-values", test_values },
  { "/wire/manifest/7.2-applications", test_applications },
  { "/wire/manifest/11-16-applications", test_16_applications },
  { "/wire/manifest/6.5-sensitive-kinds", test_sensitive_kinds },
  { "/wire/manifest/6.2-error-offset", test_error_offset },
  { "/wire/manifest/11-64-custom-fields", test_64_custom_fields },
  { "/wire/manifest/6.2-3072-bytes", test_3072_bytes },
  { "/wire/manifest/6.1-round-trips", test_round_trips },
  { "/wire/manifest/6.2-mutations", test_mutations },
  { "/wire/manifest/5.4-identifiers", test_identifiers },
};

TEST_MAIN (cases)
