/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"

#include <ctype.h>
#include <stdlib.h>

#include "test.h"

static void write_item (EnlistCborWriter *writer, const char **text);

static void
skip_space (const char **text)
{
  while (isspace ((unsigned char) **text))
    (*text)++;
}

static bool
skip (const char **text, char c)
{
  skip_space (text);
  if (**text != c)
    return false;
  (*text)++;

  return true;
}

/* Elements of the array or pairs of the map whose inside begins at @text */
static size_t
count_items (const char *text)
{
  size_t count = 0;
  unsigned depth = 0;
  bool quoted = false;

  skip_space (&text);
  if (*text != ']' && *text != '}')
    count = 1;
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        quoted = !quoted;
      else if (!quoted && (*text == '[' || *text == '{'))
        depth++;
      else if (!quoted && (*text == ']' || *text == '}') && depth-- == 0)
        break;
      else if (!quoted && *text == ',' && depth == 0)
        count++;
    }

  return count;
}

static void
write_container (EnlistCborWriter *writer, const char **text, bool map)
{
  size_t count = count_items (*text);

  if (map)
    enlist_cbor_write_map (writer, count);
  else
    enlist_cbor_write_array (writer, count);
  for (size_t i = 0; i < count; i++)
    {
      write_item (writer, text);
      if (map)
        {
          CHECK (skip (text, ':'));
          write_item (writer, text);
        }
      if (i + 1 < count)
        CHECK (skip (text, ','));
    }
  CHECK (skip (text, map ? '}' : ']'));
}

static void
write_hex (EnlistCborWriter *writer, const char **text)
{
  uint8_t bytes[256];
  size_t size = 0;

  for (; **text != '\'' && **text != '\0' && size < sizeof bytes; *text += 2)
    {
      const char digits[3] = { (*text)[0], (*text)[1], '\0' };

      bytes[size++] = (uint8_t) strtoul (digits, NULL, 16);
    }
  CHECK (skip (text, '\''));
  enlist_cbor_write_bytes (writer, enlist_slice (bytes, size));
}

static bool
skip_word (const char **text, const char *word)
{
  if (strncmp (*text, word, strlen (word)) != 0)
    return false;
  *text += strlen (word);

  return true;
}

static void
write_item (EnlistCborWriter *writer, const char **text)
{
  skip_space (text);
  if (skip (text, '['))
    write_container (writer, text, false);
  else if (skip (text, '{'))
    write_container (writer, text, true);
  else if (skip (text, '"'))
    {
      const char *end = strchr (*text, '"');

      enlist_cbor_write_text (writer, enlist_slice (*text, (size_t) (end - *text)));
      *text = end + 1;
    }
  else if (skip_word (text, "h'"))
    write_hex (writer, text);
  else if (skip_word (text, "true"))
    enlist_cbor_write_bool (writer, true);
  else if (skip_word (text, "false"))
    enlist_cbor_write_bool (writer, false);
  else if (skip_word (text, "null"))
    enlist_cbor_write_null (writer);
  else
    {
      char *end;

      enlist_cbor_write_integer (writer, strtoll (*text, &end, 10));
      CHECK (end != *text);
      *text = end;
    }
}

EnlistSlice
notation (void *buffer, size_t capacity, const char *text)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  write_item (&writer, &text);
  skip_space (&text);
  CHECK (*text == '\0');
  CHECK_STATUS (writer.status, ENLIST_OK);

  return enlist_cbor_writer_slice (&writer);
}
