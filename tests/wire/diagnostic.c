/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"

#include "cbor.h"
#include "test.h"

#include <stdarg.h>
#include <stdlib.h>

#define CAPACITY 65536

typedef struct {
  const char *next;
  EnlistCborWriter *writer;
  bool failed;
} Parser;

static void parse_item (Parser *parser);

static bool
accept (Parser     *parser,
        const char *token)
{
  parser->next += strspn (parser->next, " \n");
  if (strncmp (parser->next, token, strlen (token)) != 0)
    return false;

  parser->next += strlen (token);

  return true;
}

static void
expect (Parser     *parser,
        const char *token)
{
  if (!accept (parser, token))
    parser->failed = true;
}

/* How often what stands before is meant: the number behind @sign, else once */
static size_t
parse_repetition (Parser     *parser,
                  const char *sign)
{
  char *end;
  size_t count;

  if (!accept (parser, sign))
    return 1;

  count = strtoul (parser->next, &end, 10);
  parser->next = end;

  return count;
}

static void
parse_element (Parser *parser)
{
  const char *start = parser->next;
  size_t count;

  parse_item (parser);
  count = parse_repetition (parser, "*");
  for (size_t i = 1; i < count && !parser->failed; i++)
    {
      Parser again = { start, parser->writer };

      parse_item (&again);
    }
}

/* The elements up to the closing bracket, which are written to nowhere */
static size_t
count_elements (const Parser *parser,
                const char   *close)
{
  EnlistCborWriter writer;
  Parser counter = { parser->next, &writer };
  size_t count = 0;

  enlist_cbor_writer_init (&writer, NULL, 0);
  if (accept (&counter, close))
    return 0;

  do
    {
      parse_item (&counter);
      if (accept (&counter, ":"))
        parse_item (&counter);
      count += parse_repetition (&counter, "*");
    }
  while (accept (&counter, ",") && !counter.failed);

  return count;
}

static void
parse_array (Parser *parser)
{
  size_t count = count_elements (parser, "]");

  enlist_cbor_write_array (parser->writer, count);
  if (count > 0)
    do
      parse_element (parser);
    while (accept (parser, ",") && !parser->failed);
  expect (parser, "]");
}

static void
parse_map (Parser *parser)
{
  size_t count = count_elements (parser, "}");

  enlist_cbor_write_map (parser->writer, count);
  for (size_t i = 0; i < count && !parser->failed; i++)
    {
      if (i > 0)
        expect (parser, ",");
      parse_item (parser);
      expect (parser, ":");
      parse_item (parser);
    }
  expect (parser, "}");
}

static EnlistSlice
repeat (Parser      *parser,
        EnlistSlice  unit)
{
  size_t count = parse_repetition (parser, "^");
  uint8_t *bytes = test_memory (unit.size * count);

  for (size_t i = 0; i < count && unit.size > 0; i++)
    memcpy (bytes + i * unit.size, unit.data, unit.size);

  return enlist_slice (bytes, unit.size * count);
}

static EnlistSlice
parse_quoted (Parser *parser,
              char    quote)
{
  const char *start = parser->next;
  const char *end = strchr (start, quote);

  if (end == NULL)
    {
      parser->failed = true;
      return enlist_slice (NULL, 0);
    }
  parser->next = end + 1;

  return enlist_slice (start, (size_t) (end - start));
}

static void
parse_bytes (Parser *parser)
{
  char digits[4096] = "";
  EnlistSlice quoted = parse_quoted (parser, '\'');

  if (quoted.size >= sizeof digits)
    parser->failed = true;
  else if (quoted.size > 0)
    memcpy (digits, quoted.data, quoted.size);

  enlist_cbor_write_bytes (parser->writer, repeat (parser, test_hex (digits)));
}

static void
parse_embedded (Parser *parser)
{
  static uint8_t buffer[CAPACITY];
  EnlistCborWriter writer;
  Parser inner = { parser->next, &writer };

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  parse_item (&inner);
  parser->next = inner.next;
  parser->failed |= inner.failed;
  enlist_cbor_write_bytes (parser->writer, enlist_cbor_writer_slice (&writer));
  expect (parser, ">>");
}

static void
parse_number (Parser *parser)
{
  bool negative = *parser->next == '-';
  char *end;

  if (negative)
    enlist_cbor_write_integer (parser->writer, strtoll (parser->next, &end, 10));
  else
    enlist_cbor_write_unsigned (parser->writer, strtoull (parser->next, &end, 10));
  if (end == parser->next)
    parser->failed = true;
  parser->next = end;
}

static void
parse_item (Parser *parser)
{
  if (parser->failed)
    return;

  if (accept (parser, "["))
    parse_array (parser);
  else if (accept (parser, "{"))
    parse_map (parser);
  else if (accept (parser, "\""))
    enlist_cbor_write_text (parser->writer, repeat (parser, parse_quoted (parser, '"')));
  else if (accept (parser, "h'"))
    parse_bytes (parser);
  else if (accept (parser, "<<"))
    parse_embedded (parser);
  else if (accept (parser, "true"))
    enlist_cbor_write_bool (parser->writer, true);
  else if (accept (parser, "false"))
    enlist_cbor_write_bool (parser->writer, false);
  else if (accept (parser, "null"))
    enlist_cbor_write_null (parser->writer);
  else
    parse_number (parser);
}

EnlistSlice
diagnostic_cbor (const char *notation)
{
  static uint8_t buffer[CAPACITY];
  EnlistCborWriter writer;
  Parser parser = { notation, &writer };

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  parse_item (&parser);
  parser.next += strspn (parser.next, " \n");
  if (parser.failed || *parser.next != '\0' || writer.status != ENLIST_OK)
    {
      test_context ("%s", notation);
      CHECK (!"diagnostic notation");
    }

  return test_exact (enlist_cbor_writer_slice (&writer));
}

EnlistSlice
diagnostic_cbor_format (const char *format, ...)
{
  char notation[8192];
  va_list arguments;

  va_start (arguments, format);
  CHECK (vsnprintf (notation, sizeof notation, format, arguments) < (int) sizeof notation);
  va_end (arguments);

  return diagnostic_cbor (notation);
}
