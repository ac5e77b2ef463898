/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "text.h"

EnlistStatus
enlist_text_read (EnlistCborReader *reader,
                  EnlistSlice      *texts)
{
  size_t start = reader->offset;
  EnlistSlice text;
  EnlistStatus status;
  size_t count = 1;

  if (enlist_cbor_reader_peek (reader) == ENLIST_CBOR_ARRAY)
    {
      status = enlist_cbor_read_array (reader, &count);
      if (status != ENLIST_OK)
        return status;
      if (count % 2 == 0)
        {
          reader->offset = start;
          return ENLIST_E_TYPE;
        }
    }

  for (size_t i = 0; i < count; i++)
    {
      status = enlist_cbor_read_text (reader, &text);
      if (status != ENLIST_OK)
        return status;
    }

  *texts = enlist_cbor_reader_since (reader, start);

  return ENLIST_OK;
}

/* BCP 47 tags compare without case (RFC 5646, section 2.1.1); POSIX has another separator. */
static uint8_t
fold (uint8_t byte)
{
  if (byte == '_')
    return '-';

  return byte >= 'A' && byte <= 'Z' ? (uint8_t) (byte - 'A' + 'a') : byte;
}

static bool
tags_equal (EnlistSlice a,
            EnlistSlice b)
{
  if (a.size != b.size)
    return false;

  for (size_t i = 0; i < a.size; i++)
    if (fold (a.data[i]) != fold (b.data[i]))
      return false;

  return true;
}

static EnlistSlice
primary_subtag (EnlistSlice tag)
{
  size_t size = 0;

  while (size < tag.size && fold (tag.data[size]) != '-')
    size++;

  return enlist_slice (tag.data, size);
}

EnlistSlice
enlist_text_choose (EnlistSlice  texts,
                    const char  *language)
{
  EnlistCborReader reader;
  EnlistSlice wanted = { 0 }, chosen = { 0 }, tag, text;
  bool same_primary = false;
  size_t count = 1;

  enlist_cbor_reader_init (&reader, texts);
  if (enlist_cbor_reader_peek (&reader) == ENLIST_CBOR_ARRAY)
    enlist_cbor_read_array (&reader, &count);
  if (enlist_cbor_read_text (&reader, &chosen) != ENLIST_OK || language == NULL)
    return chosen;

  wanted = enlist_slice (language, strcspn (language, ".@"));
  while (enlist_cbor_read_text (&reader, &tag) == ENLIST_OK
         && enlist_cbor_read_text (&reader, &text) == ENLIST_OK)
    {
      if (tags_equal (tag, wanted))
        return text;
      if (!same_primary && tags_equal (primary_subtag (tag), primary_subtag (wanted)))
        {
          chosen = text;
          same_primary = true;
        }
    }

  return chosen;
}

size_t
enlist_text_length (EnlistSlice text)
{
  size_t length = 0;

  for (size_t i = 0; i < text.size; i++)
    if ((text.data[i] & 0xc0) != 0x80)
      length++;

  return length;
}
