/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "announcement.h"

#include "cbor.h"

#define DEVICE_DOMAIN "enlist/1 device"
#define MODEL_DOMAIN "enlist/1 model"
#define NAMES_SIZE (1 + 2 * (2 + ENLIST_ANNOUNCEMENT_MAX_NAME))
#define KNOWN_FLAGS (ENLIST_ANNOUNCEMENT_OWNED | ENLIST_ANNOUNCEMENT_BUSY)

#define DEVICE_OFFSET 1
#define MODEL_OFFSET (DEVICE_OFFSET + ENLIST_ANNOUNCEMENT_DEVICE_SIZE)

_Static_assert (MODEL_OFFSET + ENLIST_ANNOUNCEMENT_MODEL_SIZE == ENLIST_ANNOUNCEMENT_SIZE,
                "the announcement has another size");

static void
discriminate (const EnlistCrypto *crypto,
              const char         *domain,
              EnlistSlice         bytes,
              uint8_t            *discriminator,
              size_t              size)
{
  uint8_t digest[ENLIST_SHA256_SIZE];
  EnlistSha256 sha256;

  crypto->sha256_init (crypto->context, &sha256);
  crypto->sha256_update (crypto->context, &sha256, (const uint8_t *) domain, strlen (domain));
  crypto->sha256_update (crypto->context, &sha256, bytes.data, bytes.size);
  crypto->sha256_final (crypto->context, &sha256, digest);
  memcpy (discriminator, digest, size);
}

void
enlist_announcement_device (const EnlistCrypto *crypto,
                            const uint8_t       device_key[ENLIST_X25519_SIZE],
                            uint8_t             discriminator[ENLIST_ANNOUNCEMENT_DEVICE_SIZE])
{
  discriminate (crypto, DEVICE_DOMAIN, enlist_slice (device_key, ENLIST_X25519_SIZE), discriminator,
                ENLIST_ANNOUNCEMENT_DEVICE_SIZE);
}

EnlistStatus
enlist_announcement_model (const EnlistCrypto *crypto,
                           EnlistSlice         vendor,
                           EnlistSlice         model,
                           uint8_t             discriminator[ENLIST_ANNOUNCEMENT_MODEL_SIZE])
{
  uint8_t names[NAMES_SIZE];
  EnlistCborWriter writer;

  if (vendor.size > ENLIST_ANNOUNCEMENT_MAX_NAME || model.size > ENLIST_ANNOUNCEMENT_MAX_NAME)
    return ENLIST_E_RANGE;

  enlist_cbor_writer_init (&writer, names, sizeof names);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_text (&writer, vendor);
  enlist_cbor_write_text (&writer, model);
  discriminate (crypto, MODEL_DOMAIN, enlist_cbor_writer_slice (&writer), discriminator,
                ENLIST_ANNOUNCEMENT_MODEL_SIZE);

  return ENLIST_OK;
}

void
enlist_announcement_write (const EnlistAnnouncement *announcement,
                           uint8_t                   bytes[ENLIST_ANNOUNCEMENT_SIZE])
{
  bytes[0] = (uint8_t) (announcement->flags & KNOWN_FLAGS);
  memcpy (bytes + DEVICE_OFFSET, announcement->device, sizeof announcement->device);
  memcpy (bytes + MODEL_OFFSET, announcement->model, sizeof announcement->model);
}

EnlistStatus
enlist_announcement_read (EnlistSlice         bytes,
                          EnlistAnnouncement *announcement)
{
  if (bytes.size < ENLIST_ANNOUNCEMENT_SIZE)
    return ENLIST_E_TRUNCATED;

  announcement->flags = bytes.data[0] & KNOWN_FLAGS;
  memcpy (announcement->device, bytes.data + DEVICE_OFFSET, sizeof announcement->device);
  memcpy (announcement->model, bytes.data + MODEL_OFFSET, sizeof announcement->model);

  return ENLIST_OK;
}
