/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "announcement.h"

#include "crypto-sodium.h"
#include "test.h"

/* Bytes 00 to 1F, hashed with another implementation */
static void
test_device (void)
{
  uint8_t key[ENLIST_X25519_SIZE], discriminator[ENLIST_ANNOUNCEMENT_DEVICE_SIZE];

  for (unsigned i = 0; i < sizeof key; i++)
    key[i] = (uint8_t) i;
  enlist_announcement_device (enlist_crypto_sodium (), key, discriminator);
  CHECK_BYTES (enlist_slice (discriminator, sizeof discriminator), test_hex ("c72379b5a670"));
}

static void
check_model (const char *vendor,
             const char *model,
             const char *expected)
{
  uint8_t discriminator[ENLIST_ANNOUNCEMENT_MODEL_SIZE];

  CHECK_STATUS (enlist_announcement_model (enlist_crypto_sodium (), enlist_slice_text (vendor),
                                           enlist_slice_text (model), discriminator),
                ENLIST_OK);
  CHECK_BYTES (enlist_slice (discriminator, sizeof discriminator), test_hex (expected));
}

#define FOUR(text) text text text text
#define SIXTEEN(text) FOUR (FOUR (text))

static void
test_model (void)
{
  uint8_t discriminator[ENLIST_ANNOUNCEMENT_MODEL_SIZE];
  const char *longest = FOUR (SIXTEEN ("v")), *too_long = FOUR (SIXTEEN ("v")) "v";

  check_model ("Example", "EM-2", "ff7f91");
  check_model (longest, FOUR (SIXTEEN ("m")), "b46479");
  CHECK_STATUS (enlist_announcement_model (enlist_crypto_sodium (), enlist_slice_text (too_long),
                                           enlist_slice_text ("m"), discriminator),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_announcement_model (enlist_crypto_sodium (), enlist_slice_text ("v"),
                                           enlist_slice_text (too_long), discriminator),
                ENLIST_E_RANGE);
}

static void
test_layout (void)
{
  EnlistAnnouncement announcement = { .flags = ENLIST_ANNOUNCEMENT_OWNED,
                                      .device = { 1, 2, 3, 4, 5, 6 },
                                      .model = { 7, 8, 9 } };
  uint8_t *bytes = test_memory (ENLIST_ANNOUNCEMENT_SIZE);

  enlist_announcement_write (&announcement, bytes);
  CHECK_BYTES (enlist_slice (bytes, ENLIST_ANNOUNCEMENT_SIZE), test_hex ("01010203040506070809"));
  announcement.flags = ENLIST_ANNOUNCEMENT_BUSY | 0x80;
  enlist_announcement_write (&announcement, bytes);
  CHECK_NUMBER (bytes[0], ENLIST_ANNOUNCEMENT_BUSY);
}

static void
test_reading (void)
{
  EnlistAnnouncement announcement;

  CHECK_STATUS (enlist_announcement_read (test_hex ("02010203040506070809"), &announcement), ENLIST_OK);
  CHECK_NUMBER (announcement.flags, ENLIST_ANNOUNCEMENT_BUSY);
  CHECK_BYTES (enlist_slice (announcement.device, 6), test_hex ("010203040506"));
  CHECK_BYTES (enlist_slice (announcement.model, 3), test_hex ("070809"));

  /* what a later version may add */
  CHECK_STATUS (enlist_announcement_read (test_hex ("fdaabbccddeeff112233" "44"), &announcement), ENLIST_OK);
  CHECK_NUMBER (announcement.flags, ENLIST_ANNOUNCEMENT_OWNED);
  CHECK_BYTES (enlist_slice (announcement.device, 6), test_hex ("aabbccddeeff"));
  CHECK_BYTES (enlist_slice (announcement.model, 3), test_hex ("112233"));

  CHECK_STATUS (enlist_announcement_read (test_hex ("020102030405060708"), &announcement),
                ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_announcement_read (enlist_slice (NULL, 0), &announcement), ENLIST_E_TRUNCATED);
}

static const TestCase cases[] = {
  { "/wire/announcement/10.1.9-device", test_device },
  { "/wire/announcement/10.1.9-model", test_model },
  { "/wire/announcement/10.1.9-layout", test_layout },
  { "/wire/announcement/10.1.9-reading", test_reading },
};

TEST_MAIN (cases)
