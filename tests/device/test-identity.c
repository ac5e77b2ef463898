/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "application.h"
#include "notation.h"
#include "test.h"

/* docs/device.md, "Identity" */

#define KEY "h'3333333333333333333333333333333333333333333333333333333333333333'"
#define SECRET "h'44444444444444444444444444444444'"
#define REST "3: \"S\", 4: \"V\", 5: \"M\""

static EnlistStatus
read_notation (const char *text)
{
  static uint8_t buffer[1024];
  EnlistIdentity identity;

  test_context ("%s", text);

  return enlist_identity_read (test_exact (notation (buffer, sizeof buffer, text)), &identity, NULL);
}

static void
test_round_trip (void)
{
  Application application;
  EnlistIdentity read;
  uint8_t bytes[ENLIST_IDENTITY_MAX], again[ENLIST_IDENTITY_MAX];
  size_t size, size_again;

  application_init (&application);
  application.identity.hardware = enlist_slice_text ("B");
  application.identity.development = true;
  CHECK_STATUS (enlist_identity_write (&application.identity, bytes, sizeof bytes, &size), ENLIST_OK);
  CHECK_STATUS (enlist_identity_read (test_exact (enlist_slice (bytes, size)), &read, NULL), ENLIST_OK);
  CHECK (memcmp (read.static_secret, application.static_secret, 32) == 0);
  CHECK (memcmp (read.label_secret, application.label_secret, 16) == 0);
  CHECK (enlist_slice_equal (read.serial, application.identity.serial));
  CHECK (enlist_slice_equal (read.hardware, application.identity.hardware));
  CHECK (read.development);
  CHECK_NUMBER (read.publisher_count, 1);
  CHECK_STATUS (enlist_identity_write (&read, again, sizeof again, &size_again), ENLIST_OK);
  CHECK_BYTES (enlist_slice (again, size_again), enlist_slice (bytes, size));
  CHECK_STATUS (enlist_identity_write (&read, again, size - 1, &size_again), ENLIST_E_SPACE);
}

static void
test_optional (void)
{
  CHECK_STATUS (read_notation ("{0: 1, 1: " KEY ", " REST ", 7: [" KEY "]}"), ENLIST_OK);
  CHECK_STATUS (
      read_notation ("{0: 1, 1: " KEY ", 2: " SECRET ", " REST ", 6: \"B\", 7: [" KEY "], 8: true}"),
      ENLIST_OK);
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    EnlistStatus status;
  } refusals[] = {
    { "{0: 2, 1: " KEY ", " REST ", 7: [" KEY "]}", ENLIST_E_VERSION },
    { "{1: " KEY ", " REST ", 7: [" KEY "]}", ENLIST_E_RANGE },
    { "{0: 1, " REST ", 7: [" KEY "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: " SECRET ", " REST ", 7: [" KEY "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", 2: " KEY ", " REST ", 7: [" KEY "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", 3: \"\", 4: \"V\", 5: \"M\", 7: [" KEY "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", 3: \"123456789012345678901234567890123\", 4: \"V\", 5: \"M\", 7: [" KEY "]}",
      ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST "}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: []}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" SECRET "]}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" KEY "], 9: true}", ENLIST_E_TYPE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" KEY "], 9: 0}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" KEY "], 9: 4}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" KEY "], 10: 1}", ENLIST_E_RANGE },
    { "{0: 1, 1: " KEY ", " REST ", 7: [" KEY "], 8: 1}", ENLIST_E_TYPE },
    { "[0]", ENLIST_E_TYPE },
  };

  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
    CHECK_STATUS (read_notation (refusals[i].text), refusals[i].status);
}

static void
test_publisher_limit (void)
{
  Application application;
  EnlistIdentity *identity = &application.identity;
  uint8_t bytes[2 * ENLIST_IDENTITY_MAX];
  EnlistCborWriter writer;
  size_t size;

  application_init (&application);
  while (identity->publisher_count < ENLIST_IDENTITY_MAX_PUBLISHERS)
    identity->publishers[identity->publisher_count++] = application.publisher_key;
  CHECK_STATUS (enlist_identity_write (identity, bytes, sizeof bytes, &size), ENLIST_OK);
  CHECK_STATUS (enlist_identity_read (test_exact (enlist_slice (bytes, size)), identity, NULL), ENLIST_OK);
  CHECK_NUMBER (identity->publisher_count, ENLIST_IDENTITY_MAX_PUBLISHERS);
  identity->publisher_count++;
  CHECK_STATUS (enlist_identity_write (identity, bytes, sizeof bytes, &size), ENLIST_E_RANGE);

  /* One past the limit, written by hand */
  size = notation (bytes, sizeof bytes, "{0: 1, 1: " KEY ", " REST ", 7: []}").size - 1;
  enlist_cbor_writer_init (&writer, bytes + size, sizeof bytes - size);
  enlist_cbor_write_array (&writer, ENLIST_IDENTITY_MAX_PUBLISHERS + 1);
  for (unsigned i = 0; i <= ENLIST_IDENTITY_MAX_PUBLISHERS; i++)
    enlist_cbor_write_bytes (&writer, enlist_slice (application.publisher_key, 32));
  CHECK_STATUS (enlist_identity_read (test_exact (enlist_slice (bytes, size + writer.size)), identity, NULL),
                ENLIST_E_RANGE);
}

static void
test_largest (void)
{
  Application application;
  EnlistIdentity *identity = &application.identity;
  uint8_t name[64], bytes[ENLIST_IDENTITY_MAX];
  size_t size;

  application_init (&application);
  memset (name, 'n', sizeof name);
  identity->serial = enlist_slice (name, 32);
  identity->vendor = enlist_slice (name, 64);
  identity->model = enlist_slice (name, 64);
  identity->hardware = enlist_slice (name, 32);
  identity->development = true;
  while (identity->publisher_count < ENLIST_IDENTITY_MAX_PUBLISHERS)
    identity->publishers[identity->publisher_count++] = application.publisher_key;
  CHECK_STATUS (enlist_identity_write (identity, bytes, sizeof bytes, &size), ENLIST_OK);
}

static void
test_every_prefix (void)
{
  Application application;
  EnlistIdentity read;
  uint8_t bytes[ENLIST_IDENTITY_MAX];
  size_t size;

  application_init (&application);
  CHECK_STATUS (enlist_identity_write (&application.identity, bytes, sizeof bytes, &size), ENLIST_OK);
  for (size_t i = 0; i < size; i++)
    CHECK (enlist_identity_read (test_exact (enlist_slice (bytes, i)), &read, NULL) != ENLIST_OK);
}

static const TestCase cases[] = {
  { "/device/identity/round-trip", test_round_trip },
  { "/device/identity/optional", test_optional },
  { "/device/identity/refused", test_refused },
  { "/device/identity/publisher-limit", test_publisher_limit },
  { "/device/identity/largest", test_largest },
  { "/device/identity/every-prefix", test_every_prefix },
};

TEST_MAIN (cases)
