/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "cbor.h"

#include <string.h>

void
vector_init (Vector     *vector,
             JsonObject *inputs)
{
  vector->inputs = inputs;
  vector->memory = g_ptr_array_new_with_free_func (g_free);
  vector->result = NULL;
  vector->offset = -1;
  vector->step = -1;
}

void
vector_clear (Vector *vector)
{
  g_ptr_array_unref (vector->memory);
  g_clear_pointer (&vector->result, json_node_unref);
}

uint8_t *
vector_memory (Vector *vector,
               size_t  size)
{
  /* g_malloc (0) is NULL, which would stand for an absent value. */
  uint8_t *memory = g_malloc (MAX (size, 1));

  g_ptr_array_add (vector->memory, memory);

  return memory;
}

EnlistSlice
vector_decode (Vector     *vector,
               const char *digits)
{
  size_t size = strlen (digits) / 2;
  uint8_t *bytes = vector_memory (vector, size);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (g_ascii_xdigit_value (digits[2 * i]) << 4
                          | g_ascii_xdigit_value (digits[2 * i + 1]));

  return enlist_slice (bytes, size);
}

EnlistSlice
vector_bytes (Vector     *vector,
              const char *member)
{
  if (json_object_get_null_member (vector->inputs, member))
    return enlist_slice (NULL, 0);

  return vector_decode (vector, json_object_get_string_member (vector->inputs, member));
}

EnlistSlice
vector_text (Vector     *vector,
             const char *member)
{
  const char *text = json_object_get_string_member (vector->inputs, member);
  size_t size = strlen (text);

  return enlist_slice (memcpy (vector_memory (vector, size), text, size), size);
}

JsonNode *
vector_hex_node (EnlistSlice bytes)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  if (bytes.data == NULL)
    return json_node_new (JSON_NODE_NULL);
  for (size_t i = 0; i < bytes.size; i++)
    g_string_append_printf (digits, "%02x", bytes.data[i]);

  return json_node_init_string (json_node_alloc (), digits->str);
}

JsonNode *
vector_text_node (EnlistSlice text)
{
  g_autofree char *copy = g_strndup ((const char *) text.data, text.size);

  return json_node_init_string (json_node_alloc (), copy == NULL ? "" : copy);
}

static void diagnose_item (EnlistCborReader *reader,
                           GString          *notation);

static void
diagnose_integer (EnlistCborReader *reader,
                  GString          *notation)
{
  uint64_t large;
  int64_t number;

  if (enlist_cbor_read_unsigned (reader, &large) == ENLIST_OK)
    g_string_append_printf (notation, "%" G_GUINT64_FORMAT, large);
  else if (enlist_cbor_read_integer (reader, &number) == ENLIST_OK)
    g_string_append_printf (notation, "%" G_GINT64_FORMAT, number);
}

static void
diagnose_string (EnlistCborReader *reader,
                 GString          *notation)
{
  EnlistSlice value;

  if (enlist_cbor_read_text (reader, &value) == ENLIST_OK)
    {
      g_string_append_c (notation, '"');
      for (size_t i = 0; i < value.size; i++)
        {
          if (value.data[i] == '"' || value.data[i] == '\\')
            g_string_append_c (notation, '\\');
          g_string_append_c (notation, (char) value.data[i]);
        }
      g_string_append_c (notation, '"');
    }
  else if (enlist_cbor_read_bytes (reader, &value) == ENLIST_OK)
    {
      g_string_append (notation, "h'");
      for (size_t i = 0; i < value.size; i++)
        g_string_append_printf (notation, "%02x", value.data[i]);
      g_string_append_c (notation, '\'');
    }
}

static void
diagnose_elements (EnlistCborReader *reader,
                   size_t            count,
                   bool              pairs,
                   GString          *notation)
{
  g_string_append_c (notation, pairs ? '{' : '[');
  for (size_t i = 0; i < count; i++)
    {
      if (i > 0)
        g_string_append (notation, ", ");
      diagnose_item (reader, notation);
      if (pairs)
        {
          g_string_append (notation, ": ");
          diagnose_item (reader, notation);
        }
    }
  g_string_append_c (notation, pairs ? '}' : ']');
}

static void
diagnose_item (EnlistCborReader *reader,
               GString          *notation)
{
  size_t count = 0;
  bool truth = false;

  switch (enlist_cbor_reader_peek (reader))
    {
    case ENLIST_CBOR_UNSIGNED:
    case ENLIST_CBOR_NEGATIVE:
      diagnose_integer (reader, notation);
      break;
    case ENLIST_CBOR_BYTES:
    case ENLIST_CBOR_TEXT:
      diagnose_string (reader, notation);
      break;
    case ENLIST_CBOR_ARRAY:
      if (enlist_cbor_read_array (reader, &count) == ENLIST_OK)
        diagnose_elements (reader, count, false, notation);
      break;
    case ENLIST_CBOR_MAP:
      if (enlist_cbor_read_map (reader, &count) == ENLIST_OK)
        diagnose_elements (reader, count, true, notation);
      break;
    case ENLIST_CBOR_BOOL:
      if (enlist_cbor_read_bool (reader, &truth) == ENLIST_OK)
        g_string_append (notation, truth ? "true" : "false");
      break;
    case ENLIST_CBOR_NULL:
      if (enlist_cbor_read_null (reader) == ENLIST_OK)
        g_string_append (notation, "null");
      break;
    case ENLIST_CBOR_NONE:
    default:
      g_assert_not_reached ();
    }
}

char *
vector_diagnose (EnlistSlice item)
{
  GString *notation = g_string_new (NULL);
  EnlistCborReader reader;

  enlist_cbor_reader_init (&reader, item);
  diagnose_item (&reader, notation);

  return g_string_free (notation, FALSE);
}
