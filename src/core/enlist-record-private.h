/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-record.h"

G_BEGIN_DECLS

/* The text properties, in the order of the table in enlist-record.c. */
typedef enum {
  ENLIST_RECORD_ID,
  ENLIST_RECORD_SESSION_ID,
  ENLIST_RECORD_LABEL_ID,
  ENLIST_RECORD_VENDOR,
  ENLIST_RECORD_MODEL,
  ENLIST_RECORD_HARDWARE,
  ENLIST_RECORD_SERIAL,
  ENLIST_RECORD_PUBLISHER_KEY_ID,
  ENLIST_RECORD_PUBLISHER_NAME,
  ENLIST_RECORD_DEVICE_KEY,
  ENLIST_RECORD_ENROLLED_AT,
  ENLIST_RECORD_PLACE,
  ENLIST_RECORD_N_TEXTS,
} EnlistRecordText;

typedef enum {
  ENLIST_RECORD_HANDSHAKE_HASH,
  ENLIST_RECORD_REPORT,
  ENLIST_RECORD_REPORT_SIGNATURE,
  ENLIST_RECORD_DONE_SIGNATURE,
  ENLIST_RECORD_N_PROOFS,
} EnlistRecordProof;

const char *enlist_record_get_text  (EnlistRecord *self, EnlistRecordText text);
void        enlist_record_set_text  (EnlistRecord *self, EnlistRecordText text, const char *value);
GBytes     *enlist_record_get_proof (EnlistRecord *self, EnlistRecordProof proof);
void        enlist_record_set_proof (EnlistRecord *self, EnlistRecordProof proof, GBytes *value);
void        enlist_record_set_state (EnlistRecord *self, EnlistRecordState state);

/* For the journal, which knows the outbox. */
void        enlist_record_set_relay_state (EnlistRecord *self, EnlistRelayState state);

/* The members that enlist_record_to_json() writes, with @state in place of the record's own. */
JsonNode   *enlist_record_to_node   (EnlistRecord *self, EnlistRecordState state);

G_END_DECLS
