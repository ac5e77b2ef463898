/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "label-text.h"

#include "base45.h"
#include "base64url.h"
#include "label-text-private.h"

#define PREFIX_SIZE 4  /* `EN1:` and `EN1.` */
#define SET_SIZE 8
#define MIN_CHARS 32
#define URI_PREFIX "enlist:"

/* A number of one or two digits without a leading zero, and the character behind it */
static bool
parse_number (EnlistSlice *rest,
              char         end,
              unsigned    *number)
{
  size_t size = 0;

  *number = 0;
  while (size < rest->size && size < 2 && rest->data[size] >= '0' && rest->data[size] <= '9')
    *number = *number * 10 + (rest->data[size++] - '0');

  if (size == 0 || rest->data[0] == '0' || size >= rest->size || rest->data[size] != (uint8_t) end)
    return false;

  *rest = enlist_slice (rest->data + size + 1, rest->size - size - 1);

  return true;
}

static bool
parse_set (EnlistSlice *rest,
           uint32_t    *set)
{
  if (rest->size <= SET_SIZE || rest->data[SET_SIZE] != ':')
    return false;

  *set = 0;
  for (size_t i = 0; i < SET_SIZE; i++)
    {
      uint8_t character = rest->data[i];

      if (character >= '0' && character <= '9')
        *set = *set << 4 | (uint32_t) (character - '0');
      else if (character >= 'A' && character <= 'F')
        *set = *set << 4 | (uint32_t) (character - 'A' + 10);
      else
        return false;
    }

  *rest = enlist_slice (rest->data + SET_SIZE + 1, rest->size - SET_SIZE - 1);

  return true;
}

EnlistStatus
enlist_label_text_parse (EnlistSlice      text,
                         EnlistLabelCode *code)
{
  EnlistTextKind kind = enlist_label_text_kind (text);
  EnlistLabelCode parsed = { .index = 1, .count = 1 };

  if (kind == ENLIST_TEXT_LABEL_NEWER)
    return ENLIST_E_VERSION;
  if (kind != ENLIST_TEXT_LABEL && kind != ENLIST_TEXT_LABEL_PART)
    return ENLIST_E_NOT_LABEL;

  text = enlist_label_text_trim (text);
  parsed.body = enlist_slice (text.data + PREFIX_SIZE, text.size - PREFIX_SIZE);

  if (kind == ENLIST_TEXT_LABEL_PART
      && (!parse_number (&parsed.body, '/', &parsed.index)
          || !parse_number (&parsed.body, '.', &parsed.count)
          || !parse_set (&parsed.body, &parsed.set)
          || parsed.count < 2
          || parsed.count > ENLIST_LABEL_MAX_CODES
          || parsed.index > parsed.count))
    return ENLIST_E_RANGE;

  if (parsed.body.size == 0)
    return ENLIST_E_TRUNCATED;

  *code = parsed;

  return ENLIST_OK;
}

/* How many bytes of the payload one of @count codes can carry */
static size_t
slice_capacity (size_t   max_chars,
                unsigned count)
{
  size_t digits = count < 10 ? 1 : 2;

  return enlist_base45_decoded_size (max_chars - PREFIX_SIZE - digits - 1 - digits - 1 - SET_SIZE - 1);
}

/* The smallest number of codes that suffices; 0 when even the largest does not */
static unsigned
count_codes (size_t size,
             size_t max_chars)
{
  if (PREFIX_SIZE + enlist_base45_encoded_size (size) <= max_chars)
    return 1;

  for (unsigned count = 2; count <= ENLIST_LABEL_MAX_CODES; count++)
    {
      if ((size + count - 1) / count <= slice_capacity (max_chars, count))
        return count;
    }

  return 0;
}

static size_t
write_number (char     *text,
              unsigned  number)
{
  size_t size = 0;

  if (number >= 10)
    text[size++] = (char) ('0' + number / 10);
  text[size++] = (char) ('0' + number % 10);

  return size;
}

/* @text: room for 19 characters */
static size_t
write_header (char          *text,
              unsigned       index,
              unsigned       count,
              const uint8_t *digest)
{
  static const char hexadecimal[] = "0123456789ABCDEF";
  size_t size = PREFIX_SIZE;

  memcpy (text, count == 1 ? "EN1:" : "EN1.", PREFIX_SIZE);
  if (count == 1)
    return size;

  size += write_number (text + size, index);
  text[size++] = '/';
  size += write_number (text + size, count);
  text[size++] = '.';
  for (size_t i = 0; i < SET_SIZE / 2; i++)
    {
      text[size++] = hexadecimal[digest[i] >> 4];
      text[size++] = hexadecimal[digest[i] & 0x0f];
    }
  text[size++] = ':';

  return size;
}

EnlistStatus
enlist_label_text_write (EnlistSlice         payload,
                         size_t              max_chars,
                         const EnlistCrypto *crypto,
                         unsigned            index,
                         unsigned           *count,
                         char               *text,
                         size_t              capacity)
{
  uint8_t digest[ENLIST_SHA256_SIZE];
  char header[PREFIX_SIZE + 15];
  size_t header_size, start, longer, length;
  EnlistSlice slice;

  if (payload.size > ENLIST_LABEL_MAX_PAYLOAD)
    return ENLIST_E_TOO_LARGE;
  if (payload.size == 0 || max_chars < MIN_CHARS)
    return ENLIST_E_RANGE;

  *count = count_codes (payload.size, max_chars);
  if (*count == 0)
    return ENLIST_E_TOO_LARGE;
  if (index < 1 || index > *count)
    return ENLIST_E_RANGE;

  /* The first slices are one byte longer when the payload cannot be split evenly. */
  longer = payload.size % *count;
  start = (index - 1) * (payload.size / *count) + (index - 1 < longer ? index - 1 : longer);
  slice = enlist_slice (payload.data + start, payload.size / *count + (index - 1 < longer ? 1 : 0));

  if (*count > 1)
    enlist_crypto_sha256 (crypto, payload, digest);
  header_size = write_header (header, index, *count, digest);
  if (header_size + enlist_base45_encoded_size (slice.size) + 1 > capacity)
    return ENLIST_E_SPACE;

  memcpy (text, header, header_size);
  enlist_base45_encode (slice, text + header_size, capacity - header_size, &length);
  text[header_size + length] = '\0';

  return ENLIST_OK;
}

EnlistStatus
enlist_label_uri_write (EnlistSlice  payload,
                        char        *text,
                        size_t       capacity)
{
  size_t prefix_size = strlen (URI_PREFIX);
  size_t length;

  if (payload.size > ENLIST_LABEL_MAX_PAYLOAD)
    return ENLIST_E_TOO_LARGE;
  if (prefix_size + enlist_base64url_encoded_size (payload.size) + 1 > capacity)
    return ENLIST_E_SPACE;

  memcpy (text, URI_PREFIX, prefix_size);
  enlist_base64url_encode (payload, text + prefix_size, capacity - prefix_size, &length);
  text[prefix_size + length] = '\0';

  return ENLIST_OK;
}

EnlistStatus
enlist_label_uri_read (EnlistSlice  text,
                       uint8_t     *payload,
                       size_t       capacity,
                       size_t      *size,
                       size_t      *error_offset)
{
  EnlistSlice body = enlist_label_text_trim (text);
  size_t prefix_size = strlen (URI_PREFIX);
  EnlistStatus status;

  if (!enlist_label_text_has_prefix (body, URI_PREFIX))
    return ENLIST_E_NOT_LABEL;

  body = enlist_slice (body.data + prefix_size, body.size - prefix_size);
  if (body.size == 0)
    return ENLIST_E_TRUNCATED;
  if (enlist_base64url_decoded_size (body.size) > ENLIST_LABEL_MAX_PAYLOAD)
    return ENLIST_E_TOO_LARGE;

  status = enlist_base64url_decode (body, payload, capacity, size, error_offset);
  if (status == ENLIST_E_BASE45 && error_offset != NULL)
    *error_offset += (size_t) (body.data - text.data);

  return status;
}
