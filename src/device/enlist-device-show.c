/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-show.h"

#include "enlist-device-log.h"
#include "state.h"

#define STATE_CAPACITY (1024 * 1024)

static void
append_text (GString *json, EnlistSlice text)
{
  enlist_device_log_append_string (json, (const char *) text.data, text.size);
}

static void
append_hex (GString *json, const uint8_t *data, size_t size)
{
  g_string_append_c (json, '"');
  for (size_t i = 0; i < size; i++)
    g_string_append_printf (json, "%02x", data[i]);
  g_string_append_c (json, '"');
}

static void
append_name (GString *json, const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append (json, ", ");
  g_string_append_printf (json, "\"%s\": ", name);
}

/* Values of fields are scalars or arrays of scalars; CBOR of the subset nests at most 8 levels. */
static void
append_value (GString *json, EnlistCborReader *reader)
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
      append_text (json, slice);
      break;
    case ENLIST_CBOR_BYTES:
      enlist_cbor_read_bytes (reader, &slice);
      append_hex (json, slice.data, slice.size);
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
          append_value (json, reader);
        }
      g_string_append_c (json, ']');
      break;
    default:
      enlist_cbor_read_item (reader, NULL);
      g_string_append (json, "null");
      break;
    }
}

static void
append_settings (GString *json, const char *name, EnlistSlice map)
{
  EnlistStateIterator iterator;
  EnlistSetting setting;
  gboolean first = TRUE;

  append_name (json, name);
  g_string_append_c (json, '{');
  enlist_state_iterate_settings (map, &iterator);
  while (enlist_state_next_setting (&iterator, &setting))
    {
      EnlistCborReader reader;

      g_string_append (json, first ? "" : ", ");
      first = FALSE;
      append_text (json, setting.name);
      g_string_append (json, ": ");
      enlist_cbor_reader_init (&reader, setting.value);
      if (setting.sensitive && enlist_cbor_reader_peek (&reader) != ENLIST_CBOR_NULL)
        g_string_append (json, "\"(sensitive)\"");
      else
        append_value (json, &reader);
    }
  g_string_append_c (json, '}');
}

static void
append_keys (GString *json, const EnlistState *state)
{
  static const char *const types[] = { "unknown", "ed25519", "x25519", "p256" };
  EnlistStateIterator iterator;
  EnlistStateKey key;
  gboolean first = TRUE;

  append_name (json, "keys");
  g_string_append_c (json, '[');
  enlist_state_iterate_keys (state, &iterator);
  while (enlist_state_next_key (&iterator, &key))
    {
      g_string_append (json, first ? "{" : ", {");
      first = FALSE;
      append_name (json, "field");
      append_text (json, key.name);
      append_name (json, "type");
      g_string_append_printf (json, "\"%s\"", types[key.type]);
      append_name (json, "public");
      append_hex (json, key.public_key.data, key.public_key.size);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

static void
append_identity (GString *json, const EnlistIdentity *identity)
{
  append_name (json, "vendor");
  append_text (json, identity->vendor);
  append_name (json, "model");
  append_text (json, identity->model);
  append_name (json, "serial");
  append_text (json, identity->serial);
}

static void
append_state (GString *json, const EnlistState *state, gboolean locked)
{
  append_name (json, "state");
  g_string_append (json, state->owned || locked ? "\"owned\"" : "\"unowned\"");
  append_name (json, "locked");
  g_string_append (json, locked ? "true" : "false");
  if (state->owner_key != NULL)
    {
      append_name (json, "owner");
      g_string_append_c (json, '{');
      append_name (json, "name");
      append_text (json, state->owner_name);
      append_name (json, "key");
      append_hex (json, state->owner_key, ENLIST_ED25519_PUBLIC_SIZE);
      g_string_append_c (json, '}');
    }
  if (state->session != NULL)
    {
      append_name (json, "session");
      append_hex (json, state->session, ENLIST_SESSION_ID_SIZE);
      append_name (json, "label");
      append_hex (json, state->label_id, ENLIST_LABEL_ID_SIZE);
    }
  append_settings (json, "configuration", state->configuration);
  append_settings (json, "values", state->values);
  append_keys (json, state);
}

gboolean
enlist_device_show (EnlistSimStorage *storage, GError **error)
{
  g_autofree uint8_t *buffer = g_malloc (STATE_CAPACITY);
  EnlistState state;
  GString *json;
  size_t size;
  EnlistStatus status = enlist_sim_storage_read_state (storage, buffer, STATE_CAPACITY, &size);

  if (status == ENLIST_OK)
    status = enlist_state_read (enlist_slice (buffer, size), &state);
  if (status != ENLIST_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: the state is damaged (%s)",
                   enlist_sim_storage_get_path (storage), enlist_status_name (status));
      return FALSE;
    }

  json = g_string_new ("{");
  append_identity (json, enlist_sim_storage_get_identity (storage));
  append_state (json, &state, enlist_sim_storage_is_locked (storage));
  g_string_append_c (json, '}');
  g_print ("%s\n", json->str);
  g_string_free (json, TRUE);
  memset (buffer, 0, size);

  return TRUE;
}
