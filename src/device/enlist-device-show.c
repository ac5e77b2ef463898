/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-show.h"

#include "enlist-device-json.h"
#include "state.h"

#define STATE_CAPACITY (1024 * 1024)

static void
append_name (GString *json, const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append (json, ", ");
  g_string_append_printf (json, "\"%s\": ", name);
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
      enlist_device_json_append_text (json, setting.name);
      g_string_append (json, ": ");
      enlist_cbor_reader_init (&reader, setting.value);
      if (setting.sensitive && enlist_cbor_reader_peek (&reader) != ENLIST_CBOR_NULL)
        g_string_append (json, "\"(sensitive)\"");
      else
        enlist_device_json_append_value (json, &reader);
    }
  g_string_append_c (json, '}');
}

static void
append_keys (GString *json, const EnlistState *state)
{
  static const char *const types[] = { "unknown", "ed25519", "x25519", "p-256" };
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
      enlist_device_json_append_text (json, key.name);
      append_name (json, "type");
      g_string_append_printf (json, "\"%s\"", types[key.type]);
      append_name (json, "public");
      enlist_device_json_append_hex (json, key.public_key.data, key.public_key.size);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

static void
append_parts (GString *json, const EnlistState *state)
{
  EnlistStateIterator iterator;
  EnlistStatePart part;
  gboolean first = TRUE;

  append_name (json, "parts");
  g_string_append_c (json, '[');
  enlist_state_iterate_parts (state, &iterator);
  while (enlist_state_next_part (&iterator, &part))
    {
      g_string_append (json, first ? "{" : ", {");
      first = FALSE;
      append_name (json, "role");
      g_string_append (json, part.role == ENLIST_ROLE_APP ? "\"app\"" : "\"config\"");
      if (part.media.size > 0)
        {
          append_name (json, "media");
          enlist_device_json_append_text (json, part.media);
        }
      append_name (json, "size");
      g_string_append_printf (json, "%u", part.size);
      append_name (json, "hash");
      enlist_device_json_append_hex (json, part.hash, ENLIST_PART_HASH_SIZE);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

static void
append_preset (GString *json, unsigned preset)
{
  append_name (json, "preset");
  g_string_append_printf (json, "[%s%s%s]", (preset & ENLIST_PRESET_LOCK) != 0 ? "\"lock\"" : "",
                          preset == (ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET) ? ", " : "",
                          (preset & ENLIST_PRESET_FORGET) != 0 ? "\"forget\"" : "");
}

static void
append_identity (GString *json, const EnlistIdentity *identity)
{
  append_name (json, "vendor");
  enlist_device_json_append_text (json, identity->vendor);
  append_name (json, "model");
  enlist_device_json_append_text (json, identity->model);
  append_name (json, "serial");
  enlist_device_json_append_text (json, identity->serial);
  append_preset (json, identity->preset);
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
      enlist_device_json_append_text (json, state->owner_name);
      append_name (json, "key");
      enlist_device_json_append_hex (json, state->owner_key, ENLIST_ED25519_PUBLIC_SIZE);
      g_string_append_c (json, '}');
    }
  if (state->session != NULL)
    {
      append_name (json, "session");
      enlist_device_json_append_hex (json, state->session, ENLIST_SESSION_ID_SIZE);
      append_name (json, "label");
      enlist_device_json_append_hex (json, state->label_id, ENLIST_LABEL_ID_SIZE);
    }
  append_settings (json, "configuration", state->configuration);
  append_settings (json, "values", state->values);
  append_keys (json, state);
  append_parts (json, state);
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
