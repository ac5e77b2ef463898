/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * The strict deterministic subset of CBOR (RFC 8949 section 4.2.1) that Enlist uses on both ends: unsigned
 * and negative integers, byte strings, valid UTF-8 text strings, arrays, maps whose keys are integers in
 * bytewise ascending order without repetition, false, true and null. Definite lengths and shortest forms
 * only; no tags, no floating point, no other simple values. At most ENLIST_CBOR_MAX_DEPTH levels of arrays
 * and maps and ENLIST_CBOR_MAX_ITEMS data items (every array, map, key and value counts as one).
 */

#define ENLIST_CBOR_MAX_DEPTH 8
#define ENLIST_CBOR_MAX_ITEMS 1024

typedef enum {
  ENLIST_CBOR_UNSIGNED,
  ENLIST_CBOR_NEGATIVE,
  ENLIST_CBOR_BYTES,
  ENLIST_CBOR_TEXT,
  ENLIST_CBOR_ARRAY,
  ENLIST_CBOR_MAP,
  ENLIST_CBOR_BOOL,
  ENLIST_CBOR_NULL,
  ENLIST_CBOR_NONE, /* nothing left to read, or not CBOR */
} EnlistCborType;

/**
 * EnlistCborReader:
 *
 * A cursor over borrowed bytes, always on the head of an item or at the end. A function that fails leaves the
 * cursor on the item that it refused, so that enlist_cbor_reader_offset() names the place. Copying the struct
 * saves a position; so does its offset, as long as the reader stays on the same input.
 */
typedef struct {
  EnlistSlice input;
  size_t offset;
} EnlistCborReader;

/**
 * enlist_cbor_validate:
 * @input: the bytes
 * @error_offset: (out) (optional): where the refused item begins, 0 to input.size; input.size when a further
 *   item is missing, the first byte too many for ENLIST_E_TRAILING
 *
 * Checks that @input is exactly one item of the subset. Everything that arrives from outside goes through
 * here once; the readers below then only meet surprises of type.
 *
 * Returns: ENLIST_OK, ENLIST_E_TRUNCATED, ENLIST_E_TRAILING, ENLIST_E_CBOR, ENLIST_E_DEPTH or ENLIST_E_ITEMS
 */
EnlistStatus enlist_cbor_validate (EnlistSlice input, size_t *error_offset);

void           enlist_cbor_reader_init   (EnlistCborReader *reader, EnlistSlice input);
size_t         enlist_cbor_reader_offset (const EnlistCborReader *reader);
bool           enlist_cbor_reader_at_end (const EnlistCborReader *reader);

/* The bytes that were read since the reader was at the offset @start. */
EnlistSlice    enlist_cbor_reader_since  (const EnlistCborReader *reader, size_t start);

/* The type of the next item; ENLIST_CBOR_NONE at the end. Moves nothing. */
EnlistCborType enlist_cbor_reader_peek   (const EnlistCborReader *reader);

/*
 * Each reads one item of exactly that type and moves behind it (for arrays and maps: onto the first element;
 * @count is the number of elements or of pairs). ENLIST_E_TYPE when another type is there, ENLIST_E_TRUNCATED
 * at the end, ENLIST_E_RANGE when the value does not fit the result, ENLIST_E_CBOR when the bytes are not of
 * the subset.
 */
EnlistStatus enlist_cbor_read_unsigned (EnlistCborReader *reader, uint64_t *value);
EnlistStatus enlist_cbor_read_integer  (EnlistCborReader *reader, int64_t *value); /* unsigned or negative */
EnlistStatus enlist_cbor_read_bytes    (EnlistCborReader *reader, EnlistSlice *value);
EnlistStatus enlist_cbor_read_text     (EnlistCborReader *reader, EnlistSlice *value);
EnlistStatus enlist_cbor_read_array    (EnlistCborReader *reader, size_t *count);
EnlistStatus enlist_cbor_read_map      (EnlistCborReader *reader, size_t *count);
EnlistStatus enlist_cbor_read_bool     (EnlistCborReader *reader, bool *value);
EnlistStatus enlist_cbor_read_null     (EnlistCborReader *reader);

/* Moves behind the next item, whatever it is, and hands out its bytes; @item may be NULL. */
EnlistStatus enlist_cbor_read_item     (EnlistCborReader *reader, EnlistSlice *item);

/**
 * EnlistCborWriter:
 *
 * Writes into a caller's buffer. The first failure sticks: write everything, then look at @status once. With
 * a NULL buffer nothing is stored and @size still counts, which gives the size needed.
 * Maps: write the count, then key, value, key, value in ascending order; the writer does not sort.
 */
typedef struct {
  uint8_t *buffer;
  size_t capacity;
  size_t size;         /* bytes written so far; the size needed when @buffer is NULL */
  EnlistStatus status; /* ENLIST_OK or ENLIST_E_SPACE */
} EnlistCborWriter;

void enlist_cbor_writer_init     (EnlistCborWriter *writer, void *buffer, size_t capacity);
void enlist_cbor_write_unsigned  (EnlistCborWriter *writer, uint64_t value);
void enlist_cbor_write_integer   (EnlistCborWriter *writer, int64_t value);
void enlist_cbor_write_bytes     (EnlistCborWriter *writer, EnlistSlice value);
void enlist_cbor_write_text      (EnlistCborWriter *writer, EnlistSlice value);
void enlist_cbor_write_string    (EnlistCborWriter *writer, const char *value); /* terminated text */
void enlist_cbor_write_array     (EnlistCborWriter *writer, size_t count);
void enlist_cbor_write_map       (EnlistCborWriter *writer, size_t count);
void enlist_cbor_write_bool      (EnlistCborWriter *writer, bool value);
void enlist_cbor_write_null      (EnlistCborWriter *writer);

/* Copies bytes that are already CBOR, one or several whole items. */
void enlist_cbor_write_encoded   (EnlistCborWriter *writer, EnlistSlice encoded);

/* What has been written; valid as long as the buffer. */
EnlistSlice enlist_cbor_writer_slice (const EnlistCborWriter *writer);
