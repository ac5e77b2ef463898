/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"
#include "slice.h"
#include "status.h"

/*
 * The printed text of a label (docs/format.md, clause 4): `EN1:` and the Base45 of the payload, or several
 * codes `EN1.<i>/<n>.<set>:` each with the Base45 of one slice, where <set> is eight upper-case hexadecimal
 * digits, the first four bytes of SHA-256(payload). Assistant's side only.
 */

#define ENLIST_LABEL_MAX_PAYLOAD 16384  /* bytes of a payload, and of the inflated label */
#define ENLIST_LABEL_MAX_CODES 16
/* alphanumeric characters in a QR code of version 10, level M (ISO/IEC 18004, table 7) */
#define ENLIST_LABEL_QR10M_CHARS 311

/* What a scanned or typed text is: the kinds that are not ours are told apart so that the user can be
 * told. */
typedef enum {
  ENLIST_TEXT_LABEL,       /* EN1: whole */
  ENLIST_TEXT_LABEL_PART,  /* EN1.i/n.set: */
  ENLIST_TEXT_URI,         /* enlist: and base64url (RFC 4648, section 5, without padding) */
  ENLIST_TEXT_LABEL_NEWER, /* EN2: and so on */
  ENLIST_TEXT_PUBLISHER,   /* ENP1: a publisher card */
  ENLIST_TEXT_WEB,         /* http: or https: */
  ENLIST_TEXT_WIFI,        /* WIFI: */
  ENLIST_TEXT_MATTER,      /* MT: */
  ENLIST_TEXT_DPP,         /* DPP: (Wi-Fi Easy Connect) */
  ENLIST_TEXT_HOMEKIT,     /* X-HM:// */
  ENLIST_TEXT_ESP,         /* Espressif provisioning, a JSON object with "ver" and "transport" */
  ENLIST_TEXT_CONTACT,     /* BEGIN:VCARD, MECARD: */
  ENLIST_TEXT_PRODUCT,     /* 8, 12, 13 or 14 digits with a right check digit (GTIN) */
  ENLIST_TEXT_OTHER,
} EnlistTextKind;

/* @text: surrounding white space and the case of a prefix are forgiven. */
EnlistTextKind enlist_label_text_kind (EnlistSlice text);

typedef struct {
  unsigned index;   /* from 1 */
  unsigned count;   /* 2 to ENLIST_LABEL_MAX_CODES; 1 for a whole label */
  uint32_t set;     /* the first four bytes of SHA-256(payload), big endian; 0 for a whole label */
  EnlistSlice body; /* the Base45 text behind the colon, inside the input */
} EnlistLabelCode;

/**
 * enlist_label_text_parse:
 * @text: `EN1:` or `EN1.i/n.set:` text
 *
 * Returns: ENLIST_OK; ENLIST_E_NOT_LABEL, ENLIST_E_VERSION, ENLIST_E_RANGE (i, n or set malformed or outside
 *   limits), ENLIST_E_TRUNCATED (nothing behind the colon)
 */
EnlistStatus enlist_label_text_parse (EnlistSlice text, EnlistLabelCode *code);

/**
 * EnlistLabelSet:
 *
 * Collects the codes of one label in any order, repeated, mixed with others'. Zero-initialise, or
 * enlist_label_set_init(). Holds the decoded slices in @storage, so it is about 17 KiB: not for a small
 * stack.
 */
typedef struct {
  unsigned count;                       /* 0 until the first code */
  uint32_t set;
  uint32_t seen;                        /* bit i - 1: code i is here */
  uint16_t sizes[ENLIST_LABEL_MAX_CODES];
  uint16_t offsets[ENLIST_LABEL_MAX_CODES];
  size_t used;
  uint8_t storage[ENLIST_LABEL_MAX_PAYLOAD];
} EnlistLabelSet;

void enlist_label_set_init (EnlistLabelSet *set);

/**
 * enlist_label_set_add:
 * @error_offset: (out) (optional): for ENLIST_E_BASE45, the character in @text
 *
 * Returns: ENLIST_OK (also for a repeated identical code); ENLIST_E_OTHER_SET when the code belongs to
 *   another label or disagrees with one already here (the set stays as it was); ENLIST_E_BASE45;
 *   ENLIST_E_TOO_LARGE; or what enlist_label_text_parse() answers
 */
EnlistStatus enlist_label_set_add (EnlistLabelSet *set, EnlistSlice text, size_t *error_offset);

bool enlist_label_set_complete (const EnlistLabelSet *set);

/**
 * enlist_label_set_payload:
 * @payload: (out caller-allocates): the joined payload
 * @capacity: its size; ENLIST_LABEL_MAX_PAYLOAD always suffices
 *
 * Returns: ENLIST_OK, ENLIST_E_INCOMPLETE, ENLIST_E_SET_HASH, ENLIST_E_SPACE
 */
EnlistStatus enlist_label_set_payload (const EnlistLabelSet *set, const EnlistCrypto *crypto,
                                       uint8_t *payload, size_t capacity, size_t *size);

/**
 * enlist_label_text_write:
 * @payload: 1 to ENLIST_LABEL_MAX_PAYLOAD bytes
 * @max_chars: how many characters one code may have, at least 32; ENLIST_LABEL_QR10M_CHARS for print
 * @index: which code to write, from 1
 * @count: (out): how many codes there are; slices are as even as possible
 * @text: (out caller-allocates): the text, terminated with a zero byte
 * @capacity: its size
 *
 * Writes the @index-th code. With room enough in one code, @count is 1 and the text is a whole label.
 *
 * Returns: ENLIST_OK; ENLIST_E_SPACE; ENLIST_E_TOO_LARGE when more than ENLIST_LABEL_MAX_CODES would be
 *   needed; ENLIST_E_RANGE when @index is beyond @count
 */
EnlistStatus enlist_label_text_write (EnlistSlice payload, size_t max_chars, const EnlistCrypto *crypto,
                                      unsigned index, unsigned *count, char *text, size_t capacity);

/*
 * `enlist:` and base64url, both ways. Writing needs 7 + 4 * ceil (size / 3) + 1 characters and answers
 * ENLIST_OK, ENLIST_E_SPACE or ENLIST_E_TOO_LARGE. Reading answers also ENLIST_E_NOT_LABEL,
 * ENLIST_E_TRUNCATED (nothing behind the colon) and ENLIST_E_BASE45, which stands here for a character that
 * is not base64url; @error_offset is its place in @text.
 */
EnlistStatus enlist_label_uri_write (EnlistSlice payload, char *text, size_t capacity);
EnlistStatus enlist_label_uri_read  (EnlistSlice text, uint8_t *payload, size_t capacity, size_t *size,
                                     size_t *error_offset);
