/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <json-glib/json-glib.h>

#include <stdlib.h>

/* RFC 8259, of files that another program has written: what is not JSON ends this one. */

static JsonNode *parse_value (const char **text);

static void
skip_space (const char **text)
{
  while (**text == ' ' || **text == '\n' || **text == '\t' || **text == '\r')
    (*text)++;
}

static bool
skip (const char **text,
      const char  *token)
{
  size_t size = strlen (token);

  skip_space (text);
  if (strncmp (*text, token, size) != 0)
    return false;
  *text += size;

  return true;
}

static unsigned
parse_hex (const char **text)
{
  unsigned unit = 0;

  for (unsigned i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (**text);

      g_assert_cmpint (digit, >=, 0);
      unit = unit << 4 | (unsigned) digit;
      (*text)++;
    }

  return unit;
}

static void
append_utf8 (GString *out,
             unsigned point)
{
  if (point < 0x80)
    {
      g_string_append_c (out, (char) point);
      return;
    }
  if (point < 0x800)
    g_string_append_c (out, (char) (0xc0 | point >> 6));
  else
    {
      if (point < 0x10000)
        g_string_append_c (out, (char) (0xe0 | point >> 12));
      else
        {
          g_string_append_c (out, (char) (0xf0 | point >> 18));
          g_string_append_c (out, (char) (0x80 | (point >> 12 & 0x3f)));
        }
      g_string_append_c (out, (char) (0x80 | (point >> 6 & 0x3f)));
    }
  g_string_append_c (out, (char) (0x80 | (point & 0x3f)));
}

static void
parse_escape (const char **text,
              GString     *out)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  char letter = *(*text)++;
  const char *found;
  unsigned point;

  if (letter != 'u')
    {
      found = strchr (letters, letter);
      g_assert_true (letter != '\0' && found != NULL);
      g_string_append_c (out, meanings[found - letters]);
      return;
    }
  point = parse_hex (text);
  if (point >= 0xd800 && point < 0xdc00)
    {
      g_assert_true ((*text)[0] == '\\' && (*text)[1] == 'u');
      *text += 2;
      point = 0x10000 + ((point - 0xd800) << 10) + (parse_hex (text) - 0xdc00);
    }
  append_utf8 (out, point);
}

/* Behind the first quotation mark */
static char *
parse_string (const char **text)
{
  GString *out = g_string_new (NULL);

  while (**text != '"')
    {
      size_t plain = strcspn (*text, "\"\\");

      g_string_append_len (out, *text, plain);
      *text += plain;
      g_assert_true (**text != '\0');
      if (**text == '\\')
        {
          (*text)++;
          parse_escape (text, out);
        }
    }
  (*text)++;

  return g_string_free (out, FALSE);
}

static JsonNode *
parse_object (const char **text)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (skip (text, "}"))
    return json_node_init_object (json_node_alloc (), object);
  do
    {
      g_autofree char *name = NULL;

      g_assert_true (skip (text, "\""));
      name = parse_string (text);
      g_assert_true (skip (text, ":"));
      json_object_set_member (object, name, parse_value (text));
    }
  while (skip (text, ","));
  g_assert_true (skip (text, "}"));

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
parse_array (const char **text)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (skip (text, "]"))
    return json_node_init_array (json_node_alloc (), array);
  do
    json_array_add_element (array, parse_value (text));
  while (skip (text, ","));
  g_assert_true (skip (text, "]"));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
parse_number (const char **text)
{
  char *end;
  gint64 number = strtoll (*text, &end, 10);

  g_assert_true (end != *text && *end != '.' && *end != 'e' && *end != 'E');
  *text = end;

  return json_node_init_int (json_node_alloc (), number);
}

static JsonNode *
parse_value (const char **text)
{
  if (skip (text, "{"))
    return parse_object (text);
  if (skip (text, "["))
    return parse_array (text);
  if (skip (text, "\""))
    {
      g_autofree char *string = parse_string (text);

      return json_node_init_string (json_node_alloc (), string);
    }
  if (skip (text, "null"))
    return json_node_alloc ();
  if (skip (text, "true"))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (skip (text, "false"))
    return json_node_init_boolean (json_node_alloc (), FALSE);

  return parse_number (text);
}

JsonNode *
subset_json_parse (const char *text)
{
  JsonNode *node = parse_value (&text);

  skip_space (&text);
  g_assert_true (*text == '\0');

  return node;
}
