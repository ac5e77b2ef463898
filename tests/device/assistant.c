/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "assistant.h"

#include <stdio.h>

#include "crypto-sodium.h"
#include "notation.h"
#include "test.h"

#define LINK_TIMEOUT_MS 1000
#define PART_OVERHEAD 16 /* bytes of `part` besides the part's own */
#define OWNER_KEY "h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'"
#define FIELDS \
  "{0: [\"Graz\", \"Hall 3\"], 2: [\"Example Works\", " OWNER_KEY "], 3: \"north\"," \
  " 4: [\"plant\", \"correct horse\"]}"

void
assistant_init (Assistant *assistant, const Application *application)
{
  memset (assistant, 0, sizeof *assistant);
  assistant->application = application;
  assistant->fields = FIELDS;
  memcpy (assistant->label_secret, application->label_secret, sizeof assistant->label_secret);
  memcpy (assistant->device_key, application->static_public, sizeof assistant->device_key);
  assistant->has_secret = application->identity.label_secret != NULL;
  assistant_new_session (assistant, 0xa0);
}

void
assistant_new_session (Assistant *assistant, uint8_t id)
{
  memset (assistant->session, id, sizeof assistant->session);
  assistant->has_report = false;
  assistant->report_valid = false;
  assistant->done = false;
}

void
assistant_connect (Assistant *assistant, size_t mtu)
{
  EnlistSlice secret =
      enlist_slice (assistant->label_secret, assistant->has_secret ? sizeof assistant->label_secret : 0);

  CHECK_STATUS (enlist_link_init (&assistant->link, mtu, LINK_TIMEOUT_MS, assistant->send_buffer,
                                  assistant->receive_buffer),
                ENLIST_OK);
  enlist_link_set_pipeline (&assistant->link, assistant->second_buffer);
  if (assistant->resets_first)
    enlist_link_reset (&assistant->link, ENLIST_OK);
  CHECK_STATUS (enlist_channel_init_assistant (&assistant->channel, enlist_crypto_sodium (),
                                               assistant->application->label_id, secret,
                                               assistant->device_key),
                ENLIST_OK);
  assistant->hello_due = true;
  assistant->queue_size = 0;
  assistant->part_messages = 0;
  assistant->wanted = false;
  assistant->wants = 0;
  assistant->fails = 0;
  assistant->refused = ENLIST_OK;
  assistant->finished = false;
  assistant->ready = false;
  assistant->state_seen = 99;
  assistant->steps_running = 0;
  assistant->steps_done = 0;
  assistant->steps_failed = 0;
  assistant->reports = 0;
  assistant->step_failed = -1;
  assistant->done = false;
  assistant->done_valid = false;
  assistant->failed = ENLIST_OK;
  assistant->fail_step = -1;
  assistant->fail_text[0] = '\0';
}

void
assistant_queue (Assistant *assistant, EnlistMessageType type)
{
  if (CHECK (assistant->queue_size < ASSISTANT_QUEUE))
    assistant->queue[assistant->queue_size++] = type;
}

static void
send_plaintext (Assistant *assistant, size_t size)
{
  CHECK_STATUS (enlist_channel_seal (&assistant->channel, enlist_slice (assistant->message, size),
                                     assistant->message, sizeof assistant->message, &size),
                ENLIST_OK);
  CHECK_STATUS (enlist_link_send (&assistant->link, enlist_slice (assistant->message, size)), ENLIST_OK);
}

static EnlistSlice
whole_part (const Assistant *assistant)
{
  const Application *application = assistant->application;

  if (assistant->want_part > 0 && CHECK (assistant->want_part < application->manifest.part_count))
    return application->bytes[assistant->want_part];

  return enlist_slice (application->program, application->program_size);
}

static EnlistSlice
next_piece (const Assistant *assistant)
{
  EnlistSlice part = whole_part (assistant);
  size_t chunk = assistant->limit - PART_OVERHEAD;
  size_t rest = part.size - assistant->want_offset;

  if (chunk > ENLIST_MESSAGE_PART_CHUNK)
    chunk = ENLIST_MESSAGE_PART_CHUNK;

  return enlist_slice (part.data + assistant->want_offset, rest < chunk ? rest : chunk);
}

/* A part goes out message by message, without being asked for again. */
static bool
has_piece (const Assistant *assistant)
{
  return assistant->wanted && (assistant->part_budget == 0 ||
                               assistant->part_messages < assistant->part_budget);
}

static void
note_piece (Assistant *assistant, size_t size)
{
  assistant->part_messages++;
  assistant->want_offset += (uint32_t) size;
  assistant->wanted = assistant->want_offset < whole_part (assistant).size;
}

static void
send_message (Assistant *assistant, unsigned type)
{
  const Application *application = assistant->application;
  EnlistMessage message = { .type = (EnlistMessageType) type, .step = -1, .seconds = 600 };
  uint8_t spoiled[ENLIST_MESSAGE_PART_CHUNK], fields[ENLIST_MESSAGE_MAX];
  size_t size;

  message.session = assistant->session;
  if (type == ENLIST_MESSAGE_MANIFEST)
    {
      message.bytes = enlist_slice (application->envelope, application->envelope_size);
      message.application = assistant->chosen;
    }
  if (type == ENLIST_MESSAGE_FIELDS)
    message.bytes = notation (fields, sizeof fields, assistant->fields);
  if (type == ENLIST_MESSAGE_FAIL)
    message.error = ENLIST_E_CANCELLED;
  if (type == ENLIST_MESSAGE_PART)
    {
      message.part = assistant->want_part + assistant->other_part;
      message.offset = assistant->want_offset + assistant->shift_part;
      message.bytes = next_piece (assistant);
      note_piece (assistant, message.bytes.size);
    }
  if (type == ENLIST_MESSAGE_PART && assistant->longer_part > 0)
    {
      memset (spoiled, 0, sizeof spoiled);
      memcpy (spoiled, message.bytes.data, message.bytes.size);
      message.bytes = enlist_slice (spoiled, message.bytes.size + assistant->longer_part);
    }
  if (type == ENLIST_MESSAGE_PART && assistant->spoil_part)
    {
      memcpy (spoiled, message.bytes.data, message.bytes.size);
      spoiled[message.bytes.size - 1] ^= 1;
      message.bytes.data = spoiled;
    }

  CHECK_STATUS (enlist_message_write (&message, assistant->message, ENLIST_MESSAGE_MAX, &size),
                ENLIST_OK);
  send_plaintext (assistant, size);
}

static bool
verify (const uint8_t *key, const uint8_t *signature, EnlistSlice bytes)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  return crypto->ed25519_verify (crypto->context, signature, key, bytes);
}

/* The key of the field that the report names */
static bool
find_key (const EnlistMessage *message, uint8_t key[32])
{
  EnlistCborReader reader;
  size_t count;

  if (enlist_cbor_validate (message->bytes, NULL) != ENLIST_OK)
    return false;
  enlist_cbor_reader_init (&reader, message->bytes);
  enlist_cbor_read_map (&reader, &count);
  while (count-- > 0)
    {
      uint64_t field, type;
      EnlistSlice bytes;
      size_t two;

      enlist_cbor_read_unsigned (&reader, &field);
      if (field != message->field)
        {
          enlist_cbor_read_item (&reader, NULL);
          continue;
        }
      if (enlist_cbor_read_array (&reader, &two) != ENLIST_OK ||
          enlist_cbor_read_unsigned (&reader, &type) != ENLIST_OK || type != ENLIST_KEY_ED25519 ||
          enlist_cbor_read_bytes (&reader, &bytes) != ENLIST_OK || bytes.size != 32)
        return false;
      memcpy (key, bytes.data, 32);
      return true;
    }

  return false;
}

static void
receive_report (Assistant *assistant, const EnlistMessage *message)
{
  uint8_t bytes[ENLIST_MESSAGE_MAX + 96];
  size_t size;

  assistant->has_report = true;
  enlist_channel_hash (&assistant->channel, assistant->binding.handshake_hash);
  memcpy (assistant->binding.session, assistant->session, sizeof assistant->session);
  memcpy (assistant->binding.label_id, assistant->application->label_id, ENLIST_LABEL_ID_SIZE);
  assistant->report_size = message->bytes.size;
  memcpy (assistant->report, message->bytes.data, message->bytes.size);
  CHECK_STATUS (
      enlist_message_report_signed (&assistant->binding, message->bytes, bytes, sizeof bytes, &size),
      ENLIST_OK);
  assistant->report_valid = find_key (message, assistant->report_key) &&
                            verify (assistant->report_key, message->signature, enlist_slice (bytes, size));
}

/* Asks again, as the program of a real assistant would. */
static void
send_later_fields (Assistant *assistant)
{
  unsigned count = assistant->reports++;

  if (count >= sizeof assistant->later / sizeof assistant->later[0] || assistant->later[count] == NULL)
    return;
  assistant->fields = assistant->later[count];
  assistant_queue (assistant, ENLIST_MESSAGE_FIELDS);
}

static void
receive_done (Assistant *assistant, const EnlistMessage *message)
{
  uint8_t bytes[128];
  size_t size;

  assistant->done = true;
  assistant->done_state = message->state;
  assistant->done_signed = message->signature != NULL;
  if (message->signature == NULL)
    return;
  memcpy (assistant->done_signature, message->signature, 64);
  CHECK_STATUS (enlist_message_done_signed (&assistant->binding, message->state, bytes, sizeof bytes, &size),
                ENLIST_OK);
  assistant->done_valid = verify (assistant->report_key, message->signature, enlist_slice (bytes, size));
}

static void
receive_step (Assistant *assistant, const EnlistMessage *message)
{
  assistant->steps_running += message->progress == ENLIST_PROGRESS_RUNNING;
  assistant->steps_done += message->progress == ENLIST_PROGRESS_DONE;
  assistant->steps_failed += message->progress == ENLIST_PROGRESS_FAILED;
  if (message->progress == ENLIST_PROGRESS_FAILED)
    assistant->step_failed = message->step;
}

static void
receive_message (Assistant *assistant, const EnlistMessage *message)
{
  switch (message->type)
    {
    case ENLIST_MESSAGE_STATE:
      assistant->state_seen = message->state;
      assistant->state_has_session = message->session != NULL;
      assistant->limit = message->limit;
      assistant->preset = message->preset;
      assistant_queue (assistant, message->session != NULL ? ENLIST_MESSAGE_COMMIT : ENLIST_MESSAGE_MANIFEST);
      break;
    case ENLIST_MESSAGE_WANT:
      assistant->want_part = message->part;
      assistant->want_offset = message->offset;
      CHECK (!assistant->wanted);
      assistant->wants++;
      assistant->wanted = true;
      break;
    case ENLIST_MESSAGE_READY:
      assistant->ready = true;
      if (assistant->script == SCRIPT_HOLD_START)
        break;
      assistant_queue (assistant, ENLIST_MESSAGE_START);
      assistant_queue (assistant, ENLIST_MESSAGE_FIELDS);
      break;
    case ENLIST_MESSAGE_STEP: receive_step (assistant, message); break;
    case ENLIST_MESSAGE_REPORT:
      receive_report (assistant, message);
      send_later_fields (assistant);
      break;
    case ENLIST_MESSAGE_FINISHED:
      assistant->finished = true;
      if (assistant->script != SCRIPT_HOLD_COMMIT)
        assistant_queue (assistant, ENLIST_MESSAGE_COMMIT);
      break;
    case ENLIST_MESSAGE_DONE:
      receive_done (assistant, message);
      if (assistant->script == SCRIPT_ENROLL)
        assistant_queue (assistant, ENLIST_MESSAGE_END);
      break;
    case ENLIST_MESSAGE_FAIL:
      assistant->wanted = false;
      assistant->fails++;
      assistant->failed = message->error;
      assistant->fail_step = message->step;
      snprintf (assistant->fail_text, sizeof assistant->fail_text, "%.*s", (int) message->text.size,
                message->text.size > 0 ? (const char *) message->text.data : "");
      break;
    default: CHECK (!"a message that a device does not send"); break;
    }
}

static void
receive (Assistant *assistant, EnlistSlice bytes)
{
  EnlistMessage message;
  size_t size;

  if (assistant->channel.stage == ENLIST_CHANNEL_ANSWER)
    {
      if (bytes.size == 1)
        {
          assistant->refused = (EnlistStatus) bytes.data[0];
          return;
        }
      CHECK_STATUS (enlist_channel_read_answer (&assistant->channel, bytes), ENLIST_OK);
      if (assistant->script != SCRIPT_HOLD_OPEN)
        assistant_queue (assistant, ENLIST_MESSAGE_OPEN);
      return;
    }

  if (CHECK_STATUS (enlist_channel_open (&assistant->channel, bytes, assistant->receive_buffer,
                                         sizeof assistant->receive_buffer, &size),
                    ENLIST_OK) &&
      CHECK_STATUS (enlist_message_read (enlist_slice (assistant->receive_buffer, size), &message),
                    ENLIST_OK))
    receive_message (assistant, &message);
}

void
assistant_pump (Assistant *assistant)
{
  EnlistSlice bytes;
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE];
  size_t size;

  if (enlist_link_next_message (&assistant->link, &bytes))
    receive (assistant, bytes);
  if (!enlist_link_idle (&assistant->link))
    return;
  if (assistant->hello_due)
    {
      assistant->hello_due = false;
      CHECK_STATUS (enlist_channel_write_hello (&assistant->channel, hello, sizeof hello, &size), ENLIST_OK);
      CHECK_STATUS (enlist_link_send (&assistant->link, enlist_slice (hello, size)), ENLIST_OK);
    }
  else if (assistant->queue_size > 0)
    {
      unsigned type = assistant->queue[0];

      assistant->queue_size--;
      memmove (assistant->queue, assistant->queue + 1, assistant->queue_size * sizeof assistant->queue[0]);
      send_message (assistant, type);
    }
  else if (has_piece (assistant))
    {
      send_message (assistant, ENLIST_MESSAGE_PART);
    }
}
