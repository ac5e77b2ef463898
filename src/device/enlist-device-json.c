/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-json.h"

#include "enlist-device-log.h"

void
enlist_device_json_append_text (GString *json, EnlistSlice text)
{
  enlist_device_log_append_string (json, (const char *) text.data, text.size);
}

void
enlist_device_json_append_hex (GString *json, const uint8_t *data, size_t size)
{
  g_string_append_c (json, '"');
  for (size_t i = 0; i < size; i++)
    g_string_append_printf (json, "%02x", data[i]);
  g_string_append_c (json, '"');
}

/* Values of fields are scalars or arrays of scalars; CBOR of the subset nests at most 8 levels. */
void
enlist_device_json_append_value (GString *json, EnlistCborReader *reader)
{
  int64_t integer = 0;
  EnlistSlice slice = { 0 };
  bool truth = false;
  size_t count = 0;

  switch (enlist_cbor_reader_peek (reader))
    {
    case ENLIST_CBOR_UNSIGNED:
    case ENLIST_CBOR_NEGATIVE:
      enlist_cbor_read_integer (reader, &integer);
      g_string_append_printf (json, "%" G_GINT64_FORMAT, (gint64) integer);
      break;
    case ENLIST_CBOR_TEXT:
      enlist_cbor_read_text (reader, &slice);
      enlist_device_json_append_text (json, slice);
      break;
    case ENLIST_CBOR_BYTES:
      enlist_cbor_read_bytes (reader, &slice);
      enlist_device_json_append_hex (json, slice.data, slice.size);
      break;
    case ENLIST_CBOR_BOOL:
      enlist_cbor_read_bool (reader, &truth);
      g_string_append (json, truth ? "true" : "false");
      break;
    case ENLIST_CBOR_ARRAY:
      enlist_cbor_read_array (reader, &count);
      g_string_append_c (json, '[');
      for (size_t i = 0; i < count; i++)
        {
          g_string_append (json, i > 0 ? ", " : "");
          enlist_device_json_append_value (json, reader);
        }
      g_string_append_c (json, ']');
      break;
    default:
      enlist_cbor_read_item (reader, NULL);
      g_string_append (json, "null");
      break;
    }
}
