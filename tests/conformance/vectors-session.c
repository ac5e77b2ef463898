/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "channel.h"
#include "crypto-sodium.h"
#include "field.h"
#include "fixed-random.h"
#include "message.h"

#include <string.h>

static EnlistStatus
run_kind (Vector *vector)
{
  EnlistFieldKind kind = (EnlistFieldKind) json_object_get_int_member (vector->inputs, "kind");

  return enlist_field_check_value (kind, vector_bytes (vector, "hex"));
}

static EnlistStatus
run_message (Vector *vector)
{
  EnlistSlice bytes = vector_bytes (vector, "hex");
  uint8_t buffer[ENLIST_MESSAGE_MAX];
  g_autofree char *notation = NULL;
  EnlistMessage message;
  size_t size = 0;
  EnlistStatus status = enlist_message_read (bytes, &message);

  if (status != ENLIST_OK)
    return status;

  /* What was read is compared by writing it again. */
  g_assert_cmpint (enlist_message_write (&message, buffer, sizeof buffer, &size), ==, ENLIST_OK);
  notation = vector_diagnose (enlist_slice (buffer, size));
  vector->result = vector_text_node (enlist_slice_text (notation));

  return ENLIST_OK;
}

/* Both ends of a channel with the random numbers of the case */
typedef struct {
  FixedRandom assistant_random;
  FixedRandom device_random;
  EnlistChannel assistant;
  EnlistChannel device;
} Ends;

static EnlistStatus
shake_hands (Vector     *vector,
             Ends       *ends,
             JsonObject *result)
{
  EnlistSlice label_id = vector_bytes (vector, "label_id");
  EnlistSlice secret = vector_bytes (vector, "secret");
  const EnlistCrypto *assistant_crypto =
    fixed_random_init (&ends->assistant_random, vector_bytes (vector, "assistant_ephemeral"));
  const EnlistCrypto *device_crypto =
    fixed_random_init (&ends->device_random, vector_bytes (vector, "device_ephemeral"));
  uint8_t message[ENLIST_CHANNEL_HELLO_SIZE];
  size_t size = 0;
  EnlistStatus status;

  status = enlist_channel_init_assistant (&ends->assistant, assistant_crypto, label_id.data, secret,
                                          vector_bytes (vector, "manifest_device_key").data);
  g_assert_cmpint (status, ==, ENLIST_OK);
  enlist_channel_init_device (&ends->device, device_crypto, vector_bytes (vector, "device_secret").data);

  status = enlist_channel_write_hello (&ends->assistant, message, sizeof message, &size);
  g_assert_cmpint (status, ==, ENLIST_OK);
  json_object_set_member (result, "message_1", vector_hex_node (enlist_slice (message, size)));
  status = enlist_channel_read_hello (&ends->device, enlist_slice (message, size), secret);
  if (status != ENLIST_OK)
    return status;
  status = enlist_channel_write_answer (&ends->device, message, sizeof message, &size);
  g_assert_cmpint (status, ==, ENLIST_OK);
  json_object_set_member (result, "message_2", vector_hex_node (enlist_slice (message, size)));
  status = enlist_channel_read_answer (&ends->assistant, enlist_slice (message, size));
  json_object_set_member (result, "handshake_hash",
                          vector_hex_node (enlist_slice (ends->device.hash, sizeof ends->device.hash)));

  return status;
}

static JsonArray *
seal_in_turn (Vector *vector,
              Ends   *ends)
{
  JsonArray *plaintexts = json_object_get_array_member (vector->inputs, "plaintexts");
  JsonArray *sealed = json_array_new ();

  for (guint i = 0; i < json_array_get_length (plaintexts); i++)
    {
      EnlistSlice plaintext = vector_decode (vector, json_array_get_string_element (plaintexts, i));
      EnlistChannel *from = i % 2 == 0 ? &ends->assistant : &ends->device;
      EnlistChannel *to = i % 2 == 0 ? &ends->device : &ends->assistant;
      uint8_t buffer[ENLIST_CHANNEL_MAX_SEALED];
      size_t size = 0;

      g_assert_cmpint (enlist_channel_seal (from, plaintext, buffer, sizeof buffer, &size), ==, ENLIST_OK);
      json_array_add_element (sealed, vector_hex_node (enlist_slice (buffer, size)));
      g_assert_cmpint (enlist_channel_open (to, enlist_slice (buffer, size), buffer, sizeof buffer, &size),
                       ==, ENLIST_OK);
      g_assert_cmpmem (buffer, size, plaintext.data, plaintext.size);
    }

  return sealed;
}

/* The derivations of clause 10.2.2, from which the channel begins */
static void
add_derivations (Vector     *vector,
                 JsonObject *result)
{
  EnlistSlice label_id = vector_bytes (vector, "label_id");
  uint8_t prologue[8 + ENLIST_LABEL_ID_SIZE] = "enlist/1";
  uint8_t psk[ENLIST_SHA256_SIZE];

  memcpy (prologue + 8, label_id.data, ENLIST_LABEL_ID_SIZE);
  json_object_set_member (result, "prologue", vector_hex_node (enlist_slice (prologue, sizeof prologue)));
  enlist_crypto_hkdf (enlist_crypto_sodium (), vector_bytes (vector, "secret"), label_id,
                      enlist_slice_text ("psk"), psk);
  json_object_set_member (result, "psk", vector_hex_node (enlist_slice (psk, sizeof psk)));
}

static EnlistStatus
run_channel (Vector *vector)
{
  g_autoptr (JsonObject) result = json_object_new ();
  Ends ends;
  EnlistStatus status = shake_hands (vector, &ends, result);

  if (status == ENLIST_OK)
    {
      add_derivations (vector, result);
      json_object_set_array_member (result, "sealed", seal_in_turn (vector, &ends));
      vector->result = json_node_init_object (json_node_alloc (), result);
    }
  enlist_channel_clear (&ends.assistant);
  enlist_channel_clear (&ends.device);

  return status;
}

static void
binding_init (EnlistSessionBinding *binding,
              Vector               *vector)
{
  memcpy (binding->handshake_hash, vector_bytes (vector, "handshake_hash").data,
          sizeof binding->handshake_hash);
  memcpy (binding->session, vector_bytes (vector, "session").data, sizeof binding->session);
  memcpy (binding->label_id, vector_bytes (vector, "label_id").data, sizeof binding->label_id);
}

static void
sign (Vector     *vector,
      EnlistSlice message)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistSlice seed = vector_bytes (vector, "seed");
  g_autoptr (JsonObject) result = json_object_new ();
  uint8_t key[ENLIST_ED25519_PUBLIC_SIZE];
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];

  g_assert_true (crypto->ed25519_public (crypto->context, key, seed.data));
  g_assert_true (crypto->ed25519_sign (crypto->context, signature, seed.data, message));
  json_object_set_member (result, "signed", vector_hex_node (message));
  json_object_set_member (result, "key", vector_hex_node (enlist_slice (key, sizeof key)));
  json_object_set_member (result, "signature", vector_hex_node (enlist_slice (signature, sizeof signature)));
  vector->result = json_node_init_object (json_node_alloc (), result);
}

static EnlistStatus
run_report (Vector *vector)
{
  uint8_t buffer[ENLIST_MESSAGE_MAX + 96];
  EnlistSessionBinding binding;
  size_t size = 0;
  EnlistStatus status;

  binding_init (&binding, vector);
  status = enlist_message_report_signed (&binding, vector_bytes (vector, "fields"), buffer, sizeof buffer,
                                         &size);
  if (status == ENLIST_OK)
    sign (vector, enlist_slice (buffer, size));

  return status;
}

static EnlistStatus
run_done (Vector *vector)
{
  EnlistDeviceState state = (EnlistDeviceState) json_object_get_int_member (vector->inputs, "state");
  uint8_t buffer[96];
  EnlistSessionBinding binding;
  size_t size = 0;
  EnlistStatus status;

  binding_init (&binding, vector);
  status = enlist_message_done_signed (&binding, state, buffer, sizeof buffer, &size);
  if (status == ENLIST_OK)
    sign (vector, enlist_slice (buffer, size));

  return status;
}

const VectorFile vector_session_files[] = {
  { "9.2-kinds", run_kind },
  { "10.2-channel", run_channel },
  { "10.3-messages", run_message },
  { "10.5-report", run_report },
  { "10.6-done", run_done },
  { NULL },
};
