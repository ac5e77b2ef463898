/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "state.h"

static EnlistStatus
read_fixed (EnlistCborReader *reader, size_t size, const uint8_t **data)
{
  EnlistSlice value;
  EnlistStatus status = enlist_cbor_read_bytes (reader, &value);

  if (status != ENLIST_OK)
    return status;
  *data = value.data;

  return value.size == size ? ENLIST_OK : ENLIST_E_RANGE;
}

static EnlistStatus
read_number (EnlistCborReader *reader, uint64_t maximum, uint64_t *number)
{
  EnlistStatus status = enlist_cbor_read_unsigned (reader, number);

  return status == ENLIST_OK && *number > maximum ? ENLIST_E_RANGE : status;
}

static EnlistStatus
read_tuple (EnlistCborReader *reader, size_t expected)
{
  size_t count;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  return status == ENLIST_OK && count != expected ? ENLIST_E_TYPE : status;
}

static EnlistStatus
read_owner (EnlistCborReader *reader, EnlistState *state)
{
  EnlistStatus status = read_tuple (reader, 2);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &state->owner_name);
  if (status == ENLIST_OK)
    status = read_fixed (reader, ENLIST_ED25519_PUBLIC_SIZE, &state->owner_key);

  return status;
}

static EnlistStatus
read_floor (EnlistCborReader *reader, const uint8_t **key_id, uint32_t *sequence)
{
  uint64_t number = 0;
  EnlistStatus status = read_tuple (reader, 2);

  if (status == ENLIST_OK)
    status = read_fixed (reader, ENLIST_KEY_ID_SIZE, key_id);
  if (status == ENLIST_OK)
    status = read_number (reader, UINT32_MAX, &number);
  *sequence = (uint32_t) number;

  return status;
}

static EnlistStatus
read_setting (EnlistCborReader *reader, EnlistSetting *setting)
{
  uint64_t field = 0;
  EnlistStatus status = read_number (reader, ENLIST_FIELD_COUNT - 1, &field);

  setting->field = (unsigned) field;
  if (status == ENLIST_OK)
    status = read_tuple (reader, 3);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &setting->name);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (reader, &setting->value);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_bool (reader, &setting->sensitive);

  return status;
}

static EnlistStatus
read_public_key (EnlistCborReader *reader, uint64_t type, EnlistSlice *key)
{
  size_t size = type == ENLIST_KEY_P256 ? ENLIST_P256_PUBLIC_SIZE : ENLIST_ED25519_PUBLIC_SIZE;
  EnlistStatus status = enlist_cbor_read_bytes (reader, key);

  return status == ENLIST_OK && key->size != size ? ENLIST_E_RANGE : status;
}

static EnlistStatus
read_key (EnlistCborReader *reader, EnlistStateKey *key)
{
  uint64_t field = 0, type = 0;
  EnlistStatus status = read_tuple (reader, 5);

  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_FIELD_COUNT - 1, &field);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &key->name);
  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_KEY_P256, &type);
  if (status == ENLIST_OK)
    status = read_public_key (reader, type, &key->public_key);
  if (status == ENLIST_OK)
    status = read_fixed (reader, 32, &key->secret);
  key->field = (unsigned) field;
  key->type = (EnlistKeyType) type;

  return status;
}

static EnlistStatus
read_part (EnlistCborReader *reader, EnlistStatePart *part)
{
  uint64_t role = 0, size = 0;
  EnlistStatus status = read_tuple (reader, 4);

  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_ROLE_APP, &role);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &part->media);
  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_PART_MAX, &size);
  if (status == ENLIST_OK)
    status = read_fixed (reader, ENLIST_PART_HASH_SIZE, &part->hash);
  part->role = (EnlistRole) role;
  part->size = (uint32_t) size;

  return status;
}

/* Looks at every element now, so that the iterators meet no surprise. */
static EnlistStatus
read_floors (EnlistCborReader *reader, EnlistSlice *floors)
{
  EnlistCborReader inner = *reader;
  size_t count;
  EnlistStatus status = enlist_cbor_read_array (&inner, &count);

  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      const uint8_t *key_id;
      uint32_t sequence;

      status = read_floor (&inner, &key_id, &sequence);
    }

  return status == ENLIST_OK ? enlist_cbor_read_item (reader, floors) : status;
}

static EnlistStatus
read_settings (EnlistCborReader *reader, EnlistSlice *map)
{
  EnlistCborReader inner = *reader;
  size_t count;
  EnlistStatus status = enlist_cbor_read_map (&inner, &count);

  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      EnlistSetting setting;

      status = read_setting (&inner, &setting);
    }

  return status == ENLIST_OK ? enlist_cbor_read_item (reader, map) : status;
}

static EnlistStatus
read_keys (EnlistCborReader *reader, EnlistSlice *keys)
{
  EnlistCborReader inner = *reader;
  size_t count;
  EnlistStatus status = enlist_cbor_read_array (&inner, &count);

  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      EnlistStateKey key;

      status = read_key (&inner, &key);
    }

  return status == ENLIST_OK ? enlist_cbor_read_item (reader, keys) : status;
}

static EnlistStatus
read_parts (EnlistCborReader *reader, EnlistSlice *parts)
{
  EnlistCborReader inner = *reader;
  size_t count;
  EnlistStatus status = enlist_cbor_read_array (&inner, &count);

  if (status == ENLIST_OK && count > ENLIST_MAX_PARTS)
    return ENLIST_E_RANGE;
  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      EnlistStatePart part;

      status = read_part (&inner, &part);
    }

  return status == ENLIST_OK ? enlist_cbor_read_item (reader, parts) : status;
}

static EnlistStatus
read_custom_fields (EnlistCborReader *reader, EnlistState *state)
{
  uint8_t count;

  return enlist_custom_fields_read (reader, &state->custom_fields, &count);
}

static EnlistStatus
read_value (EnlistCborReader *reader, uint64_t key, EnlistState *state)
{
  uint64_t version;
  EnlistStatus status;

  switch (key)
    {
    case ENLIST_STATE_KEY_VERSION:
      status = enlist_cbor_read_unsigned (reader, &version);
      return status == ENLIST_OK && version != ENLIST_STATE_VERSION ? ENLIST_E_VERSION : status;
    case ENLIST_STATE_KEY_OWNED:
      return enlist_cbor_read_bool (reader, &state->owned);
    case ENLIST_STATE_KEY_OWNER:
      return read_owner (reader, state);
    case ENLIST_STATE_KEY_SESSION:
      return read_fixed (reader, ENLIST_SESSION_ID_SIZE, &state->session);
    case ENLIST_STATE_KEY_LABEL_ID:
      return read_fixed (reader, ENLIST_LABEL_ID_SIZE, &state->label_id);
    case ENLIST_STATE_KEY_SIGNATURE:
      return read_fixed (reader, ENLIST_ED25519_SIGNATURE_SIZE, &state->signature);
    case ENLIST_STATE_KEY_FLOORS:
      return read_floors (reader, &state->floors);
    case ENLIST_STATE_KEY_CONFIGURATION:
      return read_settings (reader, &state->configuration);
    case ENLIST_STATE_KEY_KEYS:
      return read_keys (reader, &state->keys);
    case ENLIST_STATE_KEY_VALUES:
      return read_settings (reader, &state->values);
    case ENLIST_STATE_KEY_PARTS:
      return read_parts (reader, &state->parts);
    case ENLIST_STATE_KEY_CUSTOM_FIELDS:
      return read_custom_fields (reader, state);
    default:
      return ENLIST_E_RANGE;
    }
}

EnlistStatus
enlist_state_read (EnlistSlice bytes, EnlistState *state)
{
  EnlistCborReader reader;
  EnlistStatus status;
  unsigned seen = 0;
  size_t count;

  memset (state, 0, sizeof *state);
  if (bytes.size == 0)
    return ENLIST_OK;
  status = enlist_cbor_validate (bytes, NULL);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, bytes);
  status = enlist_cbor_read_map (&reader, &count);
  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      uint64_t key;

      status = enlist_cbor_read_unsigned (&reader, &key);
      if (status == ENLIST_OK)
        status = read_value (&reader, key, state);
      if (status == ENLIST_OK)
        seen |= 1u << key;
    }
  if (status == ENLIST_OK && ((seen & 1u << ENLIST_STATE_KEY_VERSION) == 0 ||
                              (state->session == NULL) != (state->label_id == NULL) ||
                              (state->owned && (state->session == NULL || state->owner_key == NULL))))
    status = ENLIST_E_RANGE;

  return status;
}

void
enlist_state_iterate_settings (EnlistSlice map, EnlistStateIterator *iterator)
{
  enlist_cbor_reader_init (&iterator->reader, map);
  if (enlist_cbor_read_map (&iterator->reader, &iterator->remaining) != ENLIST_OK)
    iterator->remaining = 0;
}

bool
enlist_state_next_setting (EnlistStateIterator *iterator, EnlistSetting *setting)
{
  if (iterator->remaining == 0)
    return false;
  iterator->remaining--;

  return read_setting (&iterator->reader, setting) == ENLIST_OK;
}

static void
iterate_array (EnlistSlice array, EnlistStateIterator *iterator)
{
  enlist_cbor_reader_init (&iterator->reader, array);
  if (enlist_cbor_read_array (&iterator->reader, &iterator->remaining) != ENLIST_OK)
    iterator->remaining = 0;
}

void
enlist_state_iterate_keys (const EnlistState *state, EnlistStateIterator *iterator)
{
  iterate_array (state->keys, iterator);
}

bool
enlist_state_next_key (EnlistStateIterator *iterator, EnlistStateKey *key)
{
  if (iterator->remaining == 0)
    return false;
  iterator->remaining--;

  return read_key (&iterator->reader, key) == ENLIST_OK;
}

void
enlist_state_iterate_parts (const EnlistState *state, EnlistStateIterator *iterator)
{
  iterate_array (state->parts, iterator);
}

bool
enlist_state_next_part (EnlistStateIterator *iterator, EnlistStatePart *part)
{
  if (iterator->remaining == 0)
    return false;
  iterator->remaining--;

  return read_part (&iterator->reader, part) == ENLIST_OK;
}

uint32_t
enlist_state_floor (const EnlistState *state, const uint8_t key_id[ENLIST_KEY_ID_SIZE])
{
  EnlistStateIterator iterator;

  iterate_array (state->floors, &iterator);
  for (; iterator.remaining > 0; iterator.remaining--)
    {
      const uint8_t *publisher;
      uint32_t sequence;

      if (read_floor (&iterator.reader, &publisher, &sequence) != ENLIST_OK)
        break;
      if (memcmp (publisher, key_id, ENLIST_KEY_ID_SIZE) == 0)
        return sequence;
    }

  return 0;
}

bool
enlist_state_find_setting (const EnlistState *state, const char *name, EnlistSetting *setting)
{
  EnlistStateIterator iterator;

  enlist_state_iterate_settings (state->configuration, &iterator);
  while (enlist_state_next_setting (&iterator, setting))
    if (enlist_slice_equal (setting->name, enlist_slice_text (name)))
      return true;

  return false;
}
