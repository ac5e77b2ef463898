/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cose.h"
#include "runtime-private.h"

/* What a program stages, and the one write that makes it hold (docs/format.md, clauses 8.4 and 10.6). */

#define SETTING ENLIST_FIELD_COUNT /* settings stand in the store beside the values, with numbers from here */

void
enlist_stage_clear (EnlistRuntime *runtime)
{
  const EnlistCrypto *crypto = runtime->platform->crypto;

  enlist_field_store_clear (&runtime->execution.fields);
  crypto->wipe (crypto->context, runtime->keys, runtime->memory.key_count * sizeof *runtime->keys);
  crypto->wipe (crypto->context, runtime->work, runtime->memory.work_size);
  memset (runtime->needed, 0, sizeof runtime->needed);
  memset (runtime->fresh, 0, sizeof runtime->fresh);
  runtime->key_count = 0;
  runtime->lock = false;
  runtime->forget = false;
  runtime->installed = 0;
  runtime->execution.call_pending = false;
  runtime->state_size = 0;
}

EnlistStatus
enlist_stage_value (EnlistRuntime *runtime, unsigned field, EnlistSlice value)
{
  return enlist_field_store_set (&runtime->execution.fields, SETTING + field, value);
}

EnlistStatus
enlist_stage_setting (EnlistRuntime *runtime, unsigned field)
{
  EnlistSlice value;

  if (!enlist_field_store_get (&runtime->execution.fields, field, &value))
    return ENLIST_E_UNWRITTEN;
  if (value.size > runtime->memory.work_size)
    return ENLIST_E_SPACE;
  /* The store moves its values when one changes. */
  memcpy (runtime->work, value.data, value.size);

  return enlist_stage_value (runtime, field, enlist_slice (runtime->work, value.size));
}

static EnlistStatus
generate (const EnlistCrypto *crypto, EnlistRuntimeKey *key)
{
  bool made;

  if (key->type == ENLIST_KEY_P256)
    {
      if (crypto->p256_generate == NULL)
        return ENLIST_E_KEY_TYPE;
      made = crypto->p256_generate (crypto->context, key->secret, key->public_key);
      return made ? ENLIST_OK : ENLIST_E_CRYPTO;
    }

  made = crypto->random (crypto->context, key->secret, sizeof key->secret);
  if (made && key->type == ENLIST_KEY_ED25519)
    made = crypto->ed25519_public (crypto->context, key->public_key, key->secret);
  else if (made)
    made = crypto->x25519 (crypto->context, key->public_key, key->secret, NULL);

  return made ? ENLIST_OK : ENLIST_E_CRYPTO;
}

static EnlistSlice
public_half (const EnlistRuntimeKey *key)
{
  return enlist_slice (key->public_key,
                       key->type == ENLIST_KEY_P256 ? ENLIST_P256_PUBLIC_SIZE : ENLIST_ED25519_PUBLIC_SIZE);
}

EnlistStatus
enlist_stage_make_key (EnlistRuntime *runtime, unsigned type, unsigned field)
{
  EnlistRuntimeKey *key = &runtime->keys[runtime->key_count];
  uint8_t value[ENLIST_KEY_MAX_PUBLIC_SIZE + 4];
  EnlistCborWriter writer;
  EnlistStatus status;

  if (type < ENLIST_KEY_ED25519 || type > ENLIST_KEY_P256 || enlist_stage_find_key (runtime, field) != NULL)
    return ENLIST_E_RANGE;
  if (runtime->key_count == runtime->memory.key_count)
    return ENLIST_E_SPACE;

  key->field = (uint8_t) field;
  key->type = (uint8_t) type;
  status = generate (runtime->platform->crypto, key);
  if (status != ENLIST_OK)
    return status;
  runtime->key_count++;

  enlist_cbor_writer_init (&writer, value, sizeof value);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_unsigned (&writer, type);
  enlist_cbor_write_bytes (&writer, public_half (key));

  return enlist_field_store_set (&runtime->execution.fields, field, enlist_cbor_writer_slice (&writer));
}

/* The owner key inside a value of the kind owner; NULL when it was not given. */
static const uint8_t *
read_owner_key (EnlistSlice owner)
{
  EnlistCborReader reader;
  EnlistSlice key;
  size_t count;

  enlist_cbor_reader_init (&reader, owner);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK ||
      enlist_cbor_read_item (&reader, NULL) != ENLIST_OK ||
      enlist_cbor_read_bytes (&reader, &key) != ENLIST_OK || key.size != ENLIST_ED25519_PUBLIC_SIZE)
    return NULL;

  return key.data;
}

EnlistStatus
enlist_stage_lock (EnlistRuntime *runtime)
{
  EnlistSlice owner;

  if (!enlist_field_store_get (&runtime->execution.fields, ENLIST_FIELD_OWNER, &owner) ||
      read_owner_key (owner) == NULL)
    return ENLIST_E_UNWRITTEN;
  runtime->lock = true;

  return ENLIST_OK;
}

const EnlistRuntimeKey *
enlist_stage_find_key (const EnlistRuntime *runtime, unsigned field)
{
  for (unsigned i = 0; i < runtime->key_count; i++)
    if (runtime->keys[i].field == field)
      return &runtime->keys[i];

  return NULL;
}

const EnlistRuntimeKey *
enlist_stage_signing_key (const EnlistRuntime *runtime)
{
  for (unsigned i = 0; i < runtime->key_count; i++)
    if (runtime->keys[i].type == ENLIST_KEY_ED25519)
      return &runtime->keys[i];

  return NULL;
}

void
enlist_stage_binding (const EnlistRuntime *runtime, EnlistSessionBinding *binding)
{
  memset (binding, 0, sizeof *binding);
  enlist_channel_hash (&runtime->channel, binding->handshake_hash);
  memcpy (binding->session, runtime->session, sizeof binding->session);
  memcpy (binding->label_id, runtime->label_id, sizeof binding->label_id);
}

static EnlistStatus
sign_done (const EnlistRuntime *runtime, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE])
{
  const EnlistRuntimeKey *key = enlist_stage_signing_key (runtime);
  const EnlistCrypto *crypto = runtime->platform->crypto;
  EnlistSessionBinding binding;
  uint8_t bytes[128];
  EnlistStatus status;
  size_t size;

  enlist_stage_binding (runtime, &binding);
  status = enlist_message_done_signed (&binding, runtime->lock ? ENLIST_DEVICE_OWNED : ENLIST_DEVICE_UNOWNED,
                                       bytes, sizeof bytes, &size);
  if (status != ENLIST_OK)
    return status;

  return crypto->ed25519_sign (crypto->context, signature, key->secret, enlist_slice (bytes, size))
             ? ENLIST_OK
             : ENLIST_E_CRYPTO;
}

/* @base: 0 or SETTING */
static size_t
count_values (const EnlistFieldStore *store, unsigned base)
{
  EnlistSlice value;
  size_t count = 0;

  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    count += enlist_field_store_get (store, base + field, &value);

  return count;
}

static EnlistFieldInfo
look_up (const EnlistRuntime *runtime, unsigned field)
{
  EnlistFieldInfo info = { 0 };

  enlist_execution_field (&runtime->execution, field, &info);

  return info;
}

static void
write_settings (const EnlistRuntime *runtime, EnlistCborWriter *writer, unsigned base)
{
  const EnlistFieldStore *store = &runtime->execution.fields;

  enlist_cbor_write_map (writer, count_values (store, base));
  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      EnlistFieldInfo info = look_up (runtime, field);
      EnlistSlice value;

      if (!enlist_field_store_get (store, base + field, &value))
        continue;
      enlist_cbor_write_unsigned (writer, field);
      enlist_cbor_write_array (writer, 3);
      enlist_cbor_write_text (writer, info.name);
      enlist_cbor_write_encoded (writer, value);
      enlist_cbor_write_bool (writer, (info.flags & ENLIST_FIELD_SENSITIVE) != 0);
    }
}

static void
write_keys (const EnlistRuntime *runtime, EnlistCborWriter *writer)
{
  enlist_cbor_write_array (writer, runtime->key_count);
  for (unsigned i = 0; i < runtime->key_count; i++)
    {
      const EnlistRuntimeKey *key = &runtime->keys[i];

      enlist_cbor_write_array (writer, 5);
      enlist_cbor_write_unsigned (writer, key->field);
      enlist_cbor_write_text (writer, look_up (runtime, key->field).name);
      enlist_cbor_write_unsigned (writer, key->type);
      enlist_cbor_write_bytes (writer, public_half (key));
      enlist_cbor_write_bytes (writer, enlist_slice (key->secret, sizeof key->secret));
    }
}

static void
write_floors (const EnlistRuntime *runtime, EnlistCborWriter *writer)
{
  const EnlistIdentity *identity = runtime->info.identity;

  enlist_cbor_write_array (writer, identity->publisher_count);
  for (unsigned i = 0; i < identity->publisher_count; i++)
    {
      uint8_t key_id[ENLIST_KEY_ID_SIZE];

      enlist_cose_key_id (runtime->platform->crypto, identity->publishers[i], key_id);
      enlist_cbor_write_array (writer, 2);
      enlist_cbor_write_bytes (writer, enlist_slice (key_id, sizeof key_id));
      enlist_cbor_write_unsigned (writer, i == runtime->publisher ? runtime->manifest.sequence
                                                                  : runtime->standing.floors[i]);
    }
}

static unsigned
count_installed (const EnlistRuntime *runtime)
{
  unsigned count = 0;

  for (unsigned i = 0; i < ENLIST_MAX_PARTS; i++)
    count += (runtime->installed & 1u << i) != 0;

  return count;
}

static void
write_parts (const EnlistRuntime *runtime, EnlistCborWriter *writer)
{
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_PARTS);
  enlist_cbor_write_array (writer, count_installed (runtime));
  for (unsigned i = 0; i < runtime->manifest.part_count; i++)
    {
      EnlistPartEntry entry = enlist_manifest_part (&runtime->manifest, i);

      if ((runtime->installed & 1u << i) == 0)
        continue;
      enlist_cbor_write_array (writer, 4);
      enlist_cbor_write_unsigned (writer, entry.role);
      enlist_cbor_write_text (writer, entry.media);
      enlist_cbor_write_unsigned (writer, entry.size);
      enlist_cbor_write_bytes (writer, enlist_slice (entry.hash, sizeof entry.hash));
    }
}

/* @signature, @owner: empty when there is none */
static void
write_state (const EnlistRuntime *runtime, EnlistCborWriter *writer, EnlistSlice signature, EnlistSlice owner)
{
  EnlistSlice custom_fields = runtime->execution.custom_fields;
  bool installs = runtime->installed != 0;

  enlist_cbor_write_map (writer, 7 + (owner.size > 0) + (signature.size > 0) + (runtime->forget ? 0 : 1)
                                     + installs + (installs && custom_fields.size > 0));
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_VERSION);
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_VERSION);
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_OWNED);
  enlist_cbor_write_bool (writer, runtime->lock);
  if (owner.size > 0)
    {
      enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_OWNER);
      enlist_cbor_write_encoded (writer, owner);
    }
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_SESSION);
  enlist_cbor_write_bytes (writer, enlist_slice (runtime->session, sizeof runtime->session));
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_LABEL_ID);
  enlist_cbor_write_bytes (writer, enlist_slice (runtime->label_id, sizeof runtime->label_id));
  if (signature.size > 0)
    {
      enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_SIGNATURE);
      enlist_cbor_write_bytes (writer, signature);
    }
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_FLOORS);
  write_floors (runtime, writer);
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_CONFIGURATION);
  write_settings (runtime, writer, SETTING);
  enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_KEYS);
  write_keys (runtime, writer);
  if (!runtime->forget)
    {
      enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_VALUES);
      write_settings (runtime, writer, 0);
    }
  if (installs)
    write_parts (runtime, writer);
  if (installs && custom_fields.size > 0)
    {
      enlist_cbor_write_unsigned (writer, ENLIST_STATE_KEY_CUSTOM_FIELDS);
      enlist_cbor_write_encoded (writer, custom_fields);
    }
}

/* What the device does at every commit without being told */
static EnlistStatus
apply_preset (EnlistRuntime *runtime)
{
  unsigned preset = runtime->info.identity->preset;

  runtime->forget |= (preset & ENLIST_PRESET_FORGET) != 0;

  return (preset & ENLIST_PRESET_LOCK) != 0 ? enlist_stage_lock (runtime) : ENLIST_OK;
}

EnlistStatus
enlist_stage_finish (EnlistRuntime *runtime)
{
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];
  bool signs = enlist_stage_signing_key (runtime) != NULL;
  EnlistSlice owner = { 0 };
  EnlistCborWriter writer;
  EnlistState state;
  EnlistStatus status = apply_preset (runtime);

  if (status == ENLIST_OK && signs)
    status = sign_done (runtime, signature);
  if (status != ENLIST_OK)
    return status;
  if (runtime->lock && (!enlist_field_store_get (&runtime->execution.fields, ENLIST_FIELD_OWNER, &owner) ||
                        read_owner_key (owner) == NULL))
    return ENLIST_E_UNWRITTEN;

  enlist_cbor_writer_init (&writer, runtime->work, runtime->memory.work_size);
  write_state (runtime, &writer, enlist_slice (signature, signs ? sizeof signature : 0), owner);
  runtime->state_size = writer.size;
  /* What could not be read again must not be promised. */
  return writer.status == ENLIST_OK ? enlist_state_read (enlist_cbor_writer_slice (&writer), &state)
                                    : writer.status;
}

EnlistStatus
enlist_stage_commit (EnlistRuntime *runtime)
{
  const EnlistPlatform *platform = runtime->platform;
  const EnlistStanding *standing = &runtime->standing;
  EnlistStatus status;

  /* An error may stand for either outcome, so what counts is what can be read afterwards. */
  platform->write_state (platform->context, enlist_slice (runtime->work, runtime->state_size));
  status = enlist_standing_load (runtime);
  if (status == ENLIST_OK &&
      (!standing->committed || memcmp (standing->session, runtime->session, sizeof standing->session) != 0))
    return ENLIST_E_STORAGE;

  enlist_stage_clear (runtime);
  enlist_part_wipe (runtime);
  if (status == ENLIST_OK)
    enlist_part_sweep (runtime);

  return status == ENLIST_OK ? ENLIST_OK : ENLIST_E_BUSY;
}
