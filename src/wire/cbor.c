/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"

#include "cbor-private.h"
#include "utf8.h"

/* What the head of an item says, and the strings' contents */
typedef struct {
  EnlistCborType type;
  uint64_t argument;
  EnlistSlice string; /* bytes and text only */
  size_t end;         /* offset of whatever follows: the first element of an array or a map */
} Head;

/* An array or a map whose elements are being walked */
typedef struct {
  size_t remaining; /* items, so two for each pair */
  size_t key;       /* where the last key begins; 0: there was none, because a map's head stands before it */
  bool is_map;
} Level;

static EnlistCborType
type_of_initial_byte (uint8_t initial)
{
  uint8_t info = initial & 0x1f;

  switch (initial >> 5)
    {
    case ENLIST_CBOR_MAJOR_UNSIGNED: return ENLIST_CBOR_UNSIGNED;
    case ENLIST_CBOR_MAJOR_NEGATIVE: return ENLIST_CBOR_NEGATIVE;
    case ENLIST_CBOR_MAJOR_BYTES:    return ENLIST_CBOR_BYTES;
    case ENLIST_CBOR_MAJOR_TEXT:     return ENLIST_CBOR_TEXT;
    case ENLIST_CBOR_MAJOR_ARRAY:    return ENLIST_CBOR_ARRAY;
    case ENLIST_CBOR_MAJOR_MAP:      return ENLIST_CBOR_MAP;

    case ENLIST_CBOR_MAJOR_SIMPLE:
      if (info == ENLIST_CBOR_SIMPLE_FALSE || info == ENLIST_CBOR_SIMPLE_TRUE)
        return ENLIST_CBOR_BOOL;
      if (info == ENLIST_CBOR_SIMPLE_NULL)
        return ENLIST_CBOR_NULL;
      return ENLIST_CBOR_NONE;

    default:
      return ENLIST_CBOR_NONE;
    }
}

/* The argument behind the initial byte at @head->end; RFC 8949 section 4.2.1 wants its shortest form. */
static EnlistStatus
read_argument (EnlistSlice  input,
               uint8_t      info,
               Head        *head)
{
  size_t length;

  if (info < 24)
    {
      head->argument = info;
      return ENLIST_OK;
    }
  if (info > 27)
    return ENLIST_E_CBOR;

  length = (size_t) 1 << (info - 24);
  if (input.size - head->end < length)
    return ENLIST_E_TRUNCATED;

  head->argument = 0;
  for (size_t i = 0; i < length; i++)
    head->argument = head->argument << 8 | input.data[head->end + i];
  head->end += length;

  if (length == 1)
    return head->argument >= 24 ? ENLIST_OK : ENLIST_E_CBOR;

  return head->argument >> (4 * length) != 0 ? ENLIST_OK : ENLIST_E_CBOR;
}

static EnlistStatus
read_head (const EnlistCborReader *reader,
           Head                   *head)
{
  EnlistSlice input = reader->input;
  EnlistStatus status;
  size_t left;

  if (reader->offset >= input.size)
    return ENLIST_E_TRUNCATED;

  head->type = type_of_initial_byte (input.data[reader->offset]);
  if (head->type == ENLIST_CBOR_NONE)
    return ENLIST_E_CBOR;

  head->end = reader->offset + 1;
  status = read_argument (input, input.data[reader->offset] & 0x1f, head);
  if (status != ENLIST_OK)
    return status;

  left = input.size - head->end;
  if (head->type == ENLIST_CBOR_BYTES || head->type == ENLIST_CBOR_TEXT)
    {
      if (head->argument > left)
        return ENLIST_E_TRUNCATED;

      head->string = enlist_slice (input.data + head->end, (size_t) head->argument);
      head->end += head->string.size;
      if (head->type == ENLIST_CBOR_TEXT && !enlist_utf8_valid (head->string))
        return ENLIST_E_CBOR;
    }
  else if ((head->type == ENLIST_CBOR_ARRAY && head->argument > left)
           || (head->type == ENLIST_CBOR_MAP && head->argument > left / 2))
    {
      /* Every element takes at least a byte: whoever loops over the count is bounded by the input. */
      return ENLIST_E_TRUNCATED;
    }

  return ENLIST_OK;
}

/* The key at @offset, whose item ends at @end, behind the last one of @level */
static EnlistStatus
check_key (Level          *level,
           EnlistCborType  type,
           const uint8_t  *bytes,
           size_t          offset,
           size_t          end)
{
  if (type != ENLIST_CBOR_UNSIGNED && type != ENLIST_CBOR_NEGATIVE)
    return ENLIST_E_CBOR;

  /* The first byte tells the size: it is the same where the first bytes are. */
  if (level->key != 0
      && (bytes[level->key] > bytes[offset]
          || (bytes[level->key] == bytes[offset]
              && memcmp (bytes + level->key, bytes + offset, end - offset) >= 0)))
    return ENLIST_E_CBOR;

  level->key = offset;

  return ENLIST_OK;
}

/* Moves behind one whole item, or stays on the one that it refuses. */
static EnlistStatus
walk_item (EnlistCborReader *reader)
{
  Level levels[ENLIST_CBOR_MAX_DEPTH];
  size_t depth = 0;
  size_t items = 0;

  do
    {
      Level *level = depth > 0 ? &levels[depth - 1] : NULL;
      Head head;
      EnlistStatus status;

      status = read_head (reader, &head);
      if (status == ENLIST_OK && ++items > ENLIST_CBOR_MAX_ITEMS)
        status = ENLIST_E_ITEMS;
      if (status == ENLIST_OK && level != NULL && level->is_map && level->remaining % 2 == 0)
        status = check_key (level, head.type, reader->input.data, reader->offset, head.end);
      if (status != ENLIST_OK)
        return status;

      if (level != NULL)
        level->remaining--;

      if (head.type == ENLIST_CBOR_ARRAY || head.type == ENLIST_CBOR_MAP)
        {
          bool is_map = head.type == ENLIST_CBOR_MAP;

          if (depth == ENLIST_CBOR_MAX_DEPTH)
            return ENLIST_E_DEPTH;
          levels[depth++] = (Level) {
            .remaining = (size_t) (is_map ? 2 * head.argument : head.argument),
            .is_map = is_map,
          };
        }

      reader->offset = head.end;
      while (depth > 0 && levels[depth - 1].remaining == 0)
        depth--;
    }
  while (depth > 0);

  return ENLIST_OK;
}

EnlistStatus
enlist_cbor_validate (EnlistSlice  input,
                      size_t      *error_offset)
{
  EnlistCborReader reader;
  EnlistStatus status;

  enlist_cbor_reader_init (&reader, input);
  status = walk_item (&reader);
  if (status == ENLIST_OK && !enlist_cbor_reader_at_end (&reader))
    status = ENLIST_E_TRAILING;

  if (status != ENLIST_OK && error_offset != NULL)
    *error_offset = reader.offset;

  return status;
}

void
enlist_cbor_reader_init (EnlistCborReader *reader,
                         EnlistSlice       input)
{
  reader->input = input;
  reader->offset = 0;
}

size_t
enlist_cbor_reader_offset (const EnlistCborReader *reader)
{
  return reader->offset;
}

bool
enlist_cbor_reader_at_end (const EnlistCborReader *reader)
{
  return reader->offset >= reader->input.size;
}

EnlistSlice
enlist_cbor_reader_since (const EnlistCborReader *reader,
                          size_t                  start)
{
  return enlist_slice (reader->input.data + start, reader->offset - start);
}

EnlistCborType
enlist_cbor_reader_peek (const EnlistCborReader *reader)
{
  if (enlist_cbor_reader_at_end (reader))
    return ENLIST_CBOR_NONE;

  return type_of_initial_byte (reader->input.data[reader->offset]);
}

static EnlistStatus
expect_head (const EnlistCborReader *reader,
             EnlistCborType          type,
             Head                   *head)
{
  EnlistCborType next = enlist_cbor_reader_peek (reader);

  if (next != type && next != ENLIST_CBOR_NONE)
    return ENLIST_E_TYPE;

  return read_head (reader, head);
}

EnlistStatus
enlist_cbor_read_unsigned (EnlistCborReader *reader,
                           uint64_t         *value)
{
  Head head;
  EnlistStatus status = expect_head (reader, ENLIST_CBOR_UNSIGNED, &head);

  if (status != ENLIST_OK)
    return status;

  *value = head.argument;
  reader->offset = head.end;

  return ENLIST_OK;
}

EnlistStatus
enlist_cbor_read_integer (EnlistCborReader *reader,
                          int64_t          *value)
{
  bool negative = enlist_cbor_reader_peek (reader) == ENLIST_CBOR_NEGATIVE;
  Head head;
  EnlistStatus status;

  status = expect_head (reader, negative ? ENLIST_CBOR_NEGATIVE : ENLIST_CBOR_UNSIGNED, &head);
  if (status != ENLIST_OK)
    return status;
  if (head.argument > INT64_MAX)
    return ENLIST_E_RANGE;

  *value = negative ? -1 - (int64_t) head.argument : (int64_t) head.argument;
  reader->offset = head.end;

  return ENLIST_OK;
}

static EnlistStatus
read_string (EnlistCborReader *reader,
             EnlistCborType    type,
             EnlistSlice      *value)
{
  Head head;
  EnlistStatus status = expect_head (reader, type, &head);

  if (status != ENLIST_OK)
    return status;

  *value = head.string;
  reader->offset = head.end;

  return ENLIST_OK;
}

EnlistStatus
enlist_cbor_read_bytes (EnlistCborReader *reader,
                        EnlistSlice      *value)
{
  return read_string (reader, ENLIST_CBOR_BYTES, value);
}

EnlistStatus
enlist_cbor_read_text (EnlistCborReader *reader,
                       EnlistSlice      *value)
{
  return read_string (reader, ENLIST_CBOR_TEXT, value);
}

static EnlistStatus
read_count (EnlistCborReader *reader,
            EnlistCborType    type,
            size_t           *count)
{
  Head head;
  EnlistStatus status = expect_head (reader, type, &head);

  if (status != ENLIST_OK)
    return status;

  *count = (size_t) head.argument;
  reader->offset = head.end;

  return ENLIST_OK;
}

EnlistStatus
enlist_cbor_read_array (EnlistCborReader *reader,
                        size_t           *count)
{
  return read_count (reader, ENLIST_CBOR_ARRAY, count);
}

EnlistStatus
enlist_cbor_read_map (EnlistCborReader *reader,
                      size_t           *count)
{
  return read_count (reader, ENLIST_CBOR_MAP, count);
}

EnlistStatus
enlist_cbor_read_bool (EnlistCborReader *reader,
                       bool             *value)
{
  Head head;
  EnlistStatus status = expect_head (reader, ENLIST_CBOR_BOOL, &head);

  if (status != ENLIST_OK)
    return status;

  *value = head.argument == ENLIST_CBOR_SIMPLE_TRUE;
  reader->offset = head.end;

  return ENLIST_OK;
}

EnlistStatus
enlist_cbor_read_null (EnlistCborReader *reader)
{
  Head head;
  EnlistStatus status = expect_head (reader, ENLIST_CBOR_NULL, &head);

  if (status == ENLIST_OK)
    reader->offset = head.end;

  return status;
}

EnlistStatus
enlist_cbor_read_item (EnlistCborReader *reader,
                       EnlistSlice      *item)
{
  size_t start = reader->offset;
  EnlistStatus status = walk_item (reader);

  if (status == ENLIST_OK && item != NULL)
    *item = enlist_cbor_reader_since (reader, start);

  return status;
}
