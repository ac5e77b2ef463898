/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "application.h"
#include "channel.h"
#include "crypto-sodium.h"
#include "double.h"
#include "fuzz.h"
#include "link.h"
#include "message.h"
#include "notation.h"

/*
 * The device's runtime behind an open channel. The input is a script for the assistant, who knows the label:
 * bytes below HONEST are that message as it should be, the others are the deeds below. Whatever is said, in
 * whatever order: the device answers with messages that can be read, ownership comes from a commit behind
 * `finished` alone, and what it has stored can be read again.
 */
enum {
  HONEST = ENLIST_MESSAGE_IDENTIFY + 1,
  DO_MESSAGE = 0x20, /* a plaintext, behind two bytes of size */
  DO_SEALED,         /* a message that nobody has sealed */
  DO_FRAME,          /* a frame of the link */
  DO_PROGRAM,        /* another program of the device, which the publisher signs, and a new link */
  DO_FIELDS,         /* other fields that `fields` says */
  DO_RECONNECT,
  DO_WAIT,           /* so many seconds */
  DO_POWER_CUT,
  DO_FAULT,          /* the next write to the storage fails */
  DO_RESET,          /* the assistant begins a link anew, and the transport does not notice */
};

#define MTU 247
#define MEMORY ENLIST_RUNTIME_MEMORY_SIZE (ENLIST_MESSAGE_MAX, ENLIST_MANIFEST_MAX, 4096, 2048, 4096, 3)
#define MAX_ROUNDS 20000

typedef struct {
  Application *application;
  Double platform;
  EnlistRuntime runtime;
  EnlistLink link;
  EnlistChannel channel;
  EnlistMessage want;        /* the last one */
  EnlistSlice fields;
  bool connected;
  uint8_t send_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t receive_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t memory[MEMORY];
} Session;

static void
restart (Session *session)
{
  static const uint8_t versions[] = { 0x81, 0x63, 'f', ' ', '1' };
  const EnlistRuntimeInfo info = {
    .identity = &session->application->identity,
    .versions = enlist_slice (versions, sizeof versions),
    .capabilities = enlist_slice ("\x80", 1),
  };
  const EnlistRuntimeMemory memory = {
    .bytes = session->memory,
    .size = sizeof session->memory,
    .message_size = ENLIST_MESSAGE_MAX,
    .manifest_size = ENLIST_MANIFEST_MAX,
    .program_size = 4096,
    .values_size = 2048,
    .work_size = 4096,
    .key_count = 3,
  };

  memset (session->memory, 0xee, sizeof session->memory);
  session->connected = false;
  fuzz_require (enlist_runtime_init (&session->runtime, &session->platform.platform, &info, &memory) ==
                ENLIST_OK);
}

static void
receive (Session     *session,
         EnlistSlice  sealed)
{
  static uint8_t plaintext[ENLIST_MESSAGE_MAX];
  EnlistMessage message;
  size_t size;

  if (session->channel.stage == ENLIST_CHANNEL_ANSWER)
    {
      /* It may be busy after failed attempts. */
      fuzz_require (sealed.size == 1 || enlist_channel_read_answer (&session->channel, sealed) == ENLIST_OK);
      return;
    }
  if (session->channel.stage != ENLIST_CHANNEL_OPEN)
    return;

  fuzz_require (enlist_channel_open (&session->channel, sealed, plaintext, sizeof plaintext, &size) ==
                ENLIST_OK);
  fuzz_require (enlist_message_read (enlist_slice (plaintext, size), &message) == ENLIST_OK);
  if (message.type == ENLIST_MESSAGE_WANT)
    session->want = message;
}

/* Moves frames and time until nobody has anything to say. */
static void
settle (Session *session)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  size_t size;

  for (unsigned round = 0; session->connected; round++)
    {
      uint32_t wait, device_wait;
      EnlistSlice message;
      uint8_t reason;
      bool moved = false;

      fuzz_require (round < MAX_ROUNDS);
      if (enlist_link_next_message (&session->link, &message))
        receive (session, message);
      while (enlist_link_next_frame (&session->link, frame, sizeof frame, &size))
        {
          enlist_runtime_receive_frame (&session->runtime, enlist_slice (frame, size));
          moved = true;
        }
      while (enlist_runtime_next_frame (&session->runtime, frame, sizeof frame, &size))
        {
          enlist_link_receive (&session->link, enlist_slice (frame, size));
          moved = true;
        }
      if (moved)
        continue;

      enlist_runtime_tick (&session->runtime, &device_wait);
      if (enlist_link_tick (&session->link, session->platform.now, &wait) != ENLIST_OK ||
          enlist_link_take_reset (&session->link, &reason) || enlist_runtime_wants_close (&session->runtime))
        {
          enlist_runtime_link_down (&session->runtime);
          session->connected = false;
          return;
        }
      if (device_wait < wait)
        wait = device_wait;
      if (wait > 60000)
        return;
      session->platform.now += wait;
    }
}

static void
send_message (Session     *session,
              EnlistSlice  message)
{
  if (session->connected && enlist_link_idle (&session->link))
    enlist_link_send (&session->link, message);
  settle (session);
}

static void
send_plaintext (Session     *session,
                EnlistSlice  plaintext)
{
  static uint8_t sealed[ENLIST_CHANNEL_MAX_SEALED];
  size_t size;

  if (session->connected && enlist_link_idle (&session->link)
      && enlist_channel_seal (&session->channel, plaintext, sealed, sizeof sealed, &size) == ENLIST_OK)
    send_message (session, enlist_slice (sealed, size));
}

static void
begin_link (Session *session)
{
  const Application *application = session->application;
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE];
  size_t size;

  fuzz_require (enlist_link_init (&session->link, MTU, 1000, session->send_buffer, session->receive_buffer)
                == ENLIST_OK);
  fuzz_require (
      enlist_channel_init_assistant (&session->channel, enlist_crypto_sodium (), application->label_id,
                                     enlist_slice (application->label_secret, ENLIST_LABEL_SECRET_SIZE),
                                     application->static_public) == ENLIST_OK);
  if (session->connected)
    enlist_link_reset (&session->link, ENLIST_OK);
  session->connected = true;
  fuzz_require (enlist_channel_write_hello (&session->channel, hello, sizeof hello, &size) == ENLIST_OK);
  send_message (session, enlist_slice (hello, size));
}

static void
reconnect (Session *session)
{
  if (session->connected)
    enlist_runtime_link_down (&session->runtime);
  session->connected = false;
  fuzz_require (enlist_runtime_link_up (&session->runtime, MTU) == ENLIST_OK);
  begin_link (session);
}

static void
say (Session           *session,
     EnlistMessageType  type)
{
  static uint8_t plaintext[ENLIST_MESSAGE_MAX];
  const Application *application = session->application;
  EnlistMessage message = { .type = type, .step = -1, .seconds = 60, .error = ENLIST_E_CANCELLED };
  size_t size, rest;

  message.session = (const uint8_t *) "session of fuzz.";
  message.signature = application->program;
  message.versions = enlist_slice ("\x80", 1);
  message.limit = ENLIST_MESSAGE_MAX;
  message.bytes = type == ENLIST_MESSAGE_MANIFEST
                    ? enlist_slice (application->envelope, application->envelope_size)
                    : session->fields;
  if (type == ENLIST_MESSAGE_PART)
    {
      message.part = session->want.part;
      message.offset = session->want.offset;
      if (message.offset >= application->program_size)
        return;
      rest = application->program_size - message.offset;
      message.bytes = enlist_slice (application->program + message.offset,
                                    rest < ENLIST_MESSAGE_PART_CHUNK ? rest : ENLIST_MESSAGE_PART_CHUNK);
      session->want.offset += (uint32_t) message.bytes.size;
    }

  if (enlist_message_write (&message, plaintext, sizeof plaintext, &size) == ENLIST_OK)
    send_plaintext (session, enlist_slice (plaintext, size));
}

static EnlistSlice
take_piece (EnlistSlice *input)
{
  size_t size = input->size >= 2 ? (size_t) (input->data[0] << 8 | input->data[1]) : 0;
  EnlistSlice piece;

  if (input->size < 2)
    *input = enlist_slice (NULL, 0);
  else
    *input = enlist_slice (input->data + 2, input->size - 2);
  if (size > input->size)
    size = input->size;
  piece = enlist_slice (input->data, size);
  *input = enlist_slice (size > 0 ? input->data + size : input->data, input->size - size);

  return piece;
}

static void
change_program (Session     *session,
                EnlistSlice  program)
{
  Application *application = session->application;

  if (program.size == 0 || program.size > 8192)
    return;
  memcpy (application->program, program.data, program.size);
  application->program_size = program.size;
  application_sign (application);
  /* It is another label now. */
  reconnect (session);
}

static void
act (Session     *session,
     uint8_t      deed,
     EnlistSlice *input)
{
  EnlistSlice piece;

  switch (deed)
    {
    case DO_MESSAGE:   send_plaintext (session, take_piece (input)); break;
    case DO_PROGRAM:   change_program (session, take_piece (input)); break;
    case DO_RECONNECT: reconnect (session); break;
    case DO_POWER_CUT: restart (session); break;
    case DO_RESET:
      if (session->connected)
        begin_link (session);
      break;

    case DO_SEALED:
      piece = take_piece (input);
      if (piece.size > 0)
        send_message (session, piece);
      break;

    case DO_FRAME:
      piece = take_piece (input);
      if (session->connected && piece.size > 0)
        enlist_runtime_receive_frame (&session->runtime, piece);
      settle (session);
      break;

    case DO_FIELDS:
      piece = take_piece (input);
      if (enlist_cbor_validate (piece, NULL) == ENLIST_OK)
        session->fields = piece;
      break;

    case DO_WAIT:
      if (input->size > 0)
        {
          session->platform.now += 1000u * input->data[0];
          *input = enlist_slice (input->data + 1, input->size - 1);
        }
      settle (session);
      break;

    case DO_FAULT:
      session->platform.fault = FAULT_FAIL;
      session->platform.fault_at = session->platform.operations;
      break;

    default:
      if (deed > 0 && deed < HONEST)
        say (session, (EnlistMessageType) deed);
      break;
    }
}

static void
require_sane (const Session *session)
{
  const Double *platform = &session->platform;
  EnlistState state;

  fuzz_require (!platform->fuse || platform->events[ENLIST_EVENT_FINISHED] > 0);
  if (platform->state_size > 0)
    fuzz_require (enlist_state_read (enlist_slice (platform->state, platform->state_size), &state) ==
                  ENLIST_OK);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static Application original, application;
  static uint8_t fields[256];
  static EnlistSlice usual_fields;
  static Session session;
  EnlistSlice input = enlist_slice (data, size);

  if (usual_fields.size == 0)
    {
      application_init (&original);
      application_sign (&original);
      usual_fields = notation (fields, sizeof fields,
                               "{0: [\"Vienna\"], 2: [\"Example\","
                               " h'1111111111111111111111111111111111111111111111111111111111111111'],"
                               " 3: \"north\", 4: [\"net\", \"" PASSPHRASE "\"]}");
      application = original;
    }

  /* The program is large: only what was changed is put back. */
  if (application.program_size != original.program_size
      || memcmp (application.program, original.program, original.program_size) != 0)
    {
      memcpy (application.program, original.program, original.program_size);
      application.program_size = original.program_size;
      application_sign (&application);
    }
  memset (&session, 0, sizeof session);
  session.application = &application;
  session.fields = usual_fields;
  double_init (&session.platform);
  restart (&session);
  reconnect (&session);
  while (input.size > 0)
    {
      uint8_t deed = input.data[0];

      input = enlist_slice (input.data + 1, input.size - 1);
      act (&session, deed, &input);
      require_sane (&session);
    }

  return 0;
}
