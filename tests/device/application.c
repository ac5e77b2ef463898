/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "application.h"

#include "crypto-sodium.h"
#include "notation.h"
#include "test.h"

#define CUSTOM_FIELDS "[[\"temperature\", 1], [\"title\", 0], [\"session.key\", 11], [\"pin\", 5]]"

const char sample_program[] =
    "[[15, 0, 2, 3, 4],"                        /* 0: need location, owner, name, wifi */
    " [1, [10, 2], \"there is no owner\"],"     /* 1 */
    " [16, 1, [[0, 4]], [], \"Join\"],"         /* 2: wifi.join */
    " [16, 64, [-5], [64]],"                    /* 3: calibrate */
    " [2, [3, [0, 64], 100], [[5, \"cold\"]]]," /* 4, 5 */
    " [17, 0, 3, [65, [11, \"sensor \", [0, 3]]]],"
    " [17, 4],"
    " [18, 1, 5],"                              /* 8: make-key */
    " [18, 2, 66],"
    " [20, 5, 6, 7, 8, 64, 66],"                /* 10: report */
    " [22],"
    " [23]]";

static void
make_keys (Application *application)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  memset (application->publisher_seed, 0x11, 32);
  memset (application->other_seed, 0x22, 32);
  memset (application->static_secret, 0x33, 32);
  memset (application->label_secret, 0x44, sizeof application->label_secret);
  CHECK (crypto->ed25519_public (crypto->context, application->publisher_key, application->publisher_seed));
  CHECK (crypto->x25519 (crypto->context, application->static_public, application->static_secret, NULL));
}

void
application_init (Application *application)
{
  memset (application, 0, sizeof *application);
  make_keys (application);
  application->identity = (EnlistIdentity) {
    .static_secret = application->static_secret,
    .label_secret = application->label_secret,
    .serial = enlist_slice_text ("TH-0001"),
    .vendor = enlist_slice_text ("Example Sensors"),
    .model = enlist_slice_text ("TH-1"),
    .publisher_count = 1,
    .publishers = { application->publisher_key },
  };
  application->signer = application->publisher_seed;
  application->manifest = (EnlistManifest) {
    .sequence = 7,
    .vendor = application->identity.vendor,
    .model = application->identity.model,
    .serial = application->identity.serial,
    .device_key = application->static_public,
    .part_count = 1,
    .custom_count = 4,
  };
  application->entries[0].role = ENLIST_ROLE_DEVICE;
  application->manifest.custom_fields =
      notation (application->custom_fields, sizeof application->custom_fields, CUSTOM_FIELDS);
  application_set_program (application, sample_program);
}

void
application_set_program (Application *application, const char *program)
{
  application->program_size = notation (application->program, sizeof application->program, program).size;
}

unsigned
application_add_part (Application *application, EnlistRole role, const char *media, EnlistSlice bytes)
{
  unsigned index = application->manifest.part_count++;
  EnlistPartEntry *entry = &application->entries[index];

  entry->role = role;
  entry->size = (uint32_t) bytes.size;
  if (media != NULL)
    entry->media = enlist_slice_text (media);
  enlist_manifest_part_hash (enlist_crypto_sodium (), bytes, entry->hash);
  application->bytes[index] = test_exact (bytes);

  return index;
}

unsigned
application_add (Application *application, EnlistRole role, const char *text)
{
  uint8_t buffer[8192];

  return application_add_part (application, role, NULL, notation (buffer, sizeof buffer, text));
}

void
application_add_program (Application *application, const char *program)
{
  static uint8_t titles[256];
  EnlistCborWriter writer;
  unsigned index = application_add (application, ENLIST_ROLE_DEVICE, program);
  unsigned count = 1;

  for (unsigned i = 1; i <= index; i++)
    count += application->entries[i].role == ENLIST_ROLE_DEVICE;
  application->entries[index].application = count - 1;
  enlist_cbor_writer_init (&writer, titles, sizeof titles);
  enlist_cbor_write_array (&writer, count);
  for (unsigned i = 0; i < count; i++)
    enlist_cbor_write_string (&writer, "Title");
  application->manifest.titles = enlist_cbor_writer_slice (&writer);
}

void
application_sign (Application *application)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistPartEntry *entry = &application->entries[0];
  EnlistCborWriter parts;
  uint8_t scratch[ENLIST_COSE_SCRATCH_SIZE (32, ENLIST_MANIFEST_MAX)];
  EnlistSlice manifest;

  if (application->program_size > 0)
    {
      entry->size = (uint32_t) application->program_size;
      enlist_manifest_part_hash (crypto, enlist_slice (application->program, application->program_size),
                                 entry->hash);
    }
  enlist_cbor_writer_init (&parts, application->parts, sizeof application->parts);
  enlist_manifest_write_parts (&parts, application->entries, application->manifest.part_count);
  application->manifest.parts = enlist_cbor_writer_slice (&parts);
  CHECK_STATUS (enlist_manifest_write (&application->manifest, application->manifest_bytes,
                                       sizeof application->manifest_bytes, &application->manifest_size),
                ENLIST_OK);
  manifest = enlist_slice (application->manifest_bytes, application->manifest_size);
  enlist_manifest_label_id (crypto, manifest, application->label_id);
  CHECK_STATUS (enlist_cose_sign1_write (crypto, application->signer, enlist_slice_text (ENLIST_MANIFEST_AAD),
                                         manifest, scratch, sizeof scratch, application->envelope,
                                         sizeof application->envelope, &application->envelope_size),
                ENLIST_OK);
}
