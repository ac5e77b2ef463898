/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cose.h"
#include "identity.h"
#include "manifest.h"

/*
 * A publisher, a device's identity and a signed application for it. Change members between application_init()
 * and application_sign().
 */
typedef struct {
  uint8_t publisher_seed[32];
  uint8_t publisher_key[32];
  uint8_t other_seed[32]; /* a publisher that the device does not accept */
  uint8_t static_secret[32];
  uint8_t static_public[32];
  uint8_t label_secret[ENLIST_LABEL_SECRET_SIZE];
  EnlistIdentity identity;

  const uint8_t *signer; /* the seed to sign with */
  EnlistManifest manifest;
  EnlistPartEntry entries[ENLIST_MAX_PARTS]; /* the first is the program's */
  EnlistSlice bytes[ENLIST_MAX_PARTS];       /* of the others */
  uint8_t parts[1024];
  uint8_t custom_fields[256];
  uint8_t program[ENLIST_PART_MAX + 1];
  size_t program_size;

  uint8_t manifest_bytes[ENLIST_MANIFEST_MAX];
  size_t manifest_size;
  uint8_t envelope[ENLIST_COSE_SIGN1_SIZE (ENLIST_MANIFEST_MAX)];
  size_t envelope_size;
  uint8_t label_id[ENLIST_LABEL_ID_SIZE];
} Application;

/* The device's program of an application that uses everything; device functions are those of double.h. */
extern const char sample_program[];

void application_init        (Application *application);
void application_set_program (Application *application, const char *program);
void application_sign        (Application *application);

/* One more part, whose number it answers. @media: (nullable) */
unsigned application_add_part (Application *application, EnlistRole role, const char *media,
                               EnlistSlice bytes);

/* The same, in notation */
unsigned application_add (Application *application, EnlistRole role, const char *text);

/* The device's program of one more application on the label */
void application_add_program (Application *application, const char *program);
