/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "scripted-device.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "crypto-sodium.h"
#include "enlist-stream-transport.h"
#include "field.h"

#define OK(call) g_assert_cmpint (call, ==, ENLIST_OK)

EnlistLabel *
scripted_device_make_label (Enrollment *enrollment)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Weather Sensor',"
                               "  'assistant': [ { 'ask': ['owner', 'name'] }, { 'send': ['owner', 'name'] },"
                               "                 { 'await': ['device.key'], 'seconds': 60 } ],"
                               "  'device': [ { 'need': ['owner', 'name'] }, { 'set': ['name'] },"
                               "              { 'make-key': 'ed25519', 'into': 'device.key' },"
                               "              { 'report': ['device.key'] }, 'lock' ] }");

  return enrollment_make_label (enrollment, source);
}

EnlistLabel *
scripted_device_make_open_label (Enrollment *enrollment)
{
  g_autofree char *message = g_strnfill (1400, 'x');
  g_autofree char *text =
      g_strdup_printf ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                       "  'model': 'Weather Sensor',"
                       "  'fields': [ { 'name': 'a', 'kind': 'text' },"
                       "    { 'name': 'b', 'kind': 'text' }, { 'name': 'c', 'kind': 'text' } ],"
                       "  'assistant': [ { 'ask': ['owner', 'a', 'b', 'c'] },"
                       "                 { 'send': ['owner', 'a', 'b', 'c'] },"
                       "                 { 'await': ['device.key'], 'seconds': 60 } ],"
                       "  'device': [ { 'need': ['owner', 'a', 'b', 'c'] },"
                       "              { 'check': { 'present': 'owner' }, 'message': '%s' },"
                       "              { 'make-key': 'ed25519', 'into': 'device.key' },"
                       "              { 'report': ['device.key'] } ] }", message);
  g_autoptr (JsonNode) source = enrollment_parse_source (text);

  return enrollment_make_label (enrollment, source);
}

/* The link. */

static void pump (ScriptedDevice *self);

static gboolean
on_tick_due (gpointer user_data)
{
  ScriptedDevice *self = user_data;

  self->tick_source = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

static void
send_frames (ScriptedDevice *self)
{
  guint8 frame[ENLIST_LINK_MAX_FRAME];
  size_t size;

  while (enlist_link_next_frame (&self->link, frame, sizeof frame, &size))
    {
      g_autoptr (GBytes) bytes = g_bytes_new (frame, size);

      enlist_transport_send (self->transport, bytes);
    }
}

static void
pump (ScriptedDevice *self)
{
  uint32_t wait_ms = 0;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  while (wait_ms == 0)
    {
      while (!g_queue_is_empty (self->outgoing) && enlist_link_idle (&self->link))
        {
          g_autoptr (GBytes) bytes = g_queue_pop_head (self->outgoing);

          OK (enlist_link_send (&self->link, enlist_slice (g_bytes_get_data (bytes, NULL),
                                                           g_bytes_get_size (bytes))));
          send_frames (self);
        }
      send_frames (self);
      if (enlist_link_tick (&self->link, g_get_monotonic_time () / 1000, &wait_ms) != ENLIST_OK)
        return;
    }
  if (wait_ms != ENLIST_LINK_NEVER)
    self->tick_source = g_timeout_add (wait_ms, on_tick_due, self);
}

static void
queue (ScriptedDevice *self, const void *data, gsize size)
{
  g_queue_push_tail (self->outgoing, g_bytes_new (data, size));
}

static void
say_bytes (ScriptedDevice *self, EnlistSlice plaintext)
{
  guint8 sealed[ENLIST_CHANNEL_MAX_SEALED];
  size_t size;

  OK (enlist_channel_seal (&self->channel, plaintext, sealed, sizeof sealed, &size));
  queue (self, sealed, size);
}

static void
say (ScriptedDevice *self, const EnlistMessage *message)
{
  guint8 plaintext[ENLIST_MESSAGE_MAX];
  size_t size;

  OK (enlist_message_write (message, plaintext, sizeof plaintext, &size));
  say_bytes (self, enlist_slice (plaintext, size));
}

static void
say_plain (ScriptedDevice *self, EnlistMessageType type)
{
  const EnlistMessage message = { .type = type };

  say (self, &message);
}

/* The handshake. */

static void
answer_hello (ScriptedDevice *self, EnlistSlice hello)
{
  const guint8 garbage[ENLIST_CHANNEL_ANSWER_SIZE] = { ENLIST_CHANNEL_VERSION };
  EnlistSlice secret = enlist_slice (self->identity.label_secret, ENLIST_LABEL_SECRET_SIZE);
  guint8 answer[ENLIST_CHANNEL_ANSWER_SIZE];
  size_t size;

  switch (self->trick)
    {
    case TRICK_GARBAGE:
      queue (self, garbage, sizeof garbage);
      return;
    case TRICK_REFUSES:
      queue (self, &self->refusal, 1);
      return;
    case TRICK_CLOSES:
      enlist_transport_close (self->transport);
      return;
    default:
      break;
    }

  OK (enlist_channel_peek_label_id (hello, self->binding.label_id));
  OK (enlist_channel_read_hello (&self->channel, hello, secret));
  OK (enlist_channel_write_answer (&self->channel, answer, sizeof answer, &size));
  OK (enlist_channel_hash (&self->channel, self->binding.handshake_hash));
  queue (self, answer, size);
}

/* The session. */

static guint
get_limit (ScriptedDevice *self)
{
  switch (self->trick)
    {
    case TRICK_TAKES_LITTLE:
      return 700;
    case TRICK_TAKES_LEAST:
      return ENLIST_MESSAGE_MIN_LIMIT;
    default:
      return ENLIST_MESSAGE_MAX;
    }
}

static void
say_state (ScriptedDevice *self)
{
  static const guint8 versions[] = { 0x80 };
  gboolean locks = self->trick == TRICK_LOCKS_BY_ITSELF || self->trick == TRICK_DOES_NOT_LOCK;
  EnlistMessage message = {
    .type = ENLIST_MESSAGE_STATE,
    .serial = self->trick == TRICK_OTHER_SERIAL ? enlist_slice_text ("another") : self->identity.serial,
    .model = self->identity.model,
    .versions = enlist_slice (versions, sizeof versions),
    .limit = get_limit (self),
    .preset = locks ? ENLIST_PRESET_LOCK : 0,
    .state = self->trick == TRICK_OWNED ? ENLIST_DEVICE_OWNED : ENLIST_DEVICE_UNOWNED,
  };

  say (self, &message);
}

static void
answer_open (ScriptedDevice *self, const EnlistMessage *open)
{
  static const guint8 garbage[32] = { 0xff };

  memcpy (self->binding.session, open->session, sizeof self->binding.session);
  if (self->trick == TRICK_UNAUTHENTIC)
    queue (self, garbage, sizeof garbage);
  else if (self->trick == TRICK_MALFORMED)
    say_bytes (self, enlist_slice (garbage, sizeof garbage));
  else if (self->trick == TRICK_ASSISTANT_MESSAGE)
    say_plain (self, ENLIST_MESSAGE_COMMIT);
  else
    say_state (self);
}

/* Of the device's program, which is the second part. */
static void
ask_for_part (ScriptedDevice *self, guint offset)
{
  const EnlistMessage want = { .type = ENLIST_MESSAGE_WANT, .part = 1, .offset = offset };

  say (self, &want);
}

static void
answer_part (ScriptedDevice *self, const EnlistMessage *part)
{
  g_assert_cmpuint (part->part, ==, 1);
  self->n_part_messages++;
  if (self->trick == TRICK_ASKS_AGAIN)
    ask_for_part (self, 0);
  else if (part->bytes.size < get_limit (self) - 11)
    say_plain (self, ENLIST_MESSAGE_READY);
}

static void
answer_manifest (ScriptedDevice *self)
{
  const EnlistMessage want = { .type = ENLIST_MESSAGE_WANT, .part = 0 };
  const EnlistMessage failure = { .type = ENLIST_MESSAGE_FAIL, .error = ENLIST_E_CALL, .step = -1,
                                  .text = enlist_slice_text ("one\ntwo\x1b[1m") };

  if (self->trick == TRICK_ASKS_FOR_THE_OTHER_PART)
    say (self, &want);
  else if (self->trick == TRICK_TAKES_LITTLE || self->trick == TRICK_ASKS_AGAIN)
    ask_for_part (self, 0);
  else if (self->trick == TRICK_FINISHES_EARLY)
    say_plain (self, ENLIST_MESSAGE_FINISHED);
  else if (self->trick == TRICK_CONTROL_CHARACTERS)
    say (self, &failure);
  else
    say_plain (self, ENLIST_MESSAGE_READY);
}

static void
say_report (ScriptedDevice *self, const guint8 seed[32])
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  gboolean undeclared = self->trick == TRICK_UNDECLARED_FIELD;
  guint8 fields[256], bytes[512], key[32], signature[64];
  EnlistMessage message = { .type = ENLIST_MESSAGE_REPORT, .field = ENLIST_FIELD_DEVICE_KEY };
  EnlistCborWriter writer;
  size_t size;

  g_assert_true (crypto->ed25519_public (crypto->context, key, seed));
  enlist_cbor_writer_init (&writer, fields, sizeof fields);
  enlist_cbor_write_map (&writer, undeclared ? 2 : 1);
  if (undeclared)
    {
      enlist_cbor_write_unsigned (&writer, ENLIST_FIELD_NAME);
      enlist_cbor_write_string (&writer, "Another name");
    }
  enlist_cbor_write_unsigned (&writer, ENLIST_FIELD_DEVICE_KEY);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_unsigned (&writer, ENLIST_KEY_ED25519);
  enlist_cbor_write_bytes (&writer, enlist_slice (key, sizeof key));
  message.bytes = enlist_cbor_writer_slice (&writer);
  OK (enlist_message_report_signed (&self->binding, message.bytes, bytes, sizeof bytes, &size));
  g_assert_true (crypto->ed25519_sign (crypto->context, signature, seed, enlist_slice (bytes, size)));
  if (self->trick == TRICK_BAD_REPORT)
    signature[0] ^= 1;
  message.signature = signature;
  say (self, &message);
}

static void
say_done (ScriptedDevice *self)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 bytes[128], signature[64];
  gboolean open = self->trick == TRICK_DOES_NOT_LOCK || self->trick == TRICK_TAKES_LITTLE;
  const EnlistMessage message = { .type = ENLIST_MESSAGE_DONE,
                                  .state = open ? ENLIST_DEVICE_UNOWNED : ENLIST_DEVICE_OWNED,
                                  .signature = signature };
  size_t size;

  OK (enlist_message_done_signed (&self->binding, message.state, bytes, sizeof bytes, &size));
  g_assert_true (crypto->ed25519_sign (crypto->context, signature, self->seeds[0],
                                       enlist_slice (bytes, size)));
  if (self->trick == TRICK_BAD_DONE)
    signature[63] ^= 1;
  say (self, &message);
}

static void
answer_fields (ScriptedDevice *self)
{
  /* It knows what comes. */
  self->n_fields_messages++;
  if (self->n_fields_messages > 1)
    return;

  say_report (self, self->seeds[0]);
  if (self->trick == TRICK_SECOND_KEY)
    say_report (self, self->seeds[1]);
  if (self->trick == TRICK_EARLY_DONE)
    say_done (self);
  say_plain (self, ENLIST_MESSAGE_FINISHED);
  if (self->trick == TRICK_LATE_REPORT)
    say_report (self, self->seeds[0]);
}

static void
take_message (ScriptedDevice *self, EnlistSlice bytes)
{
  guint8 plaintext[ENLIST_MESSAGE_MAX];
  EnlistMessage message;
  size_t size;

  if (self->channel.stage != ENLIST_CHANNEL_OPEN)
    {
      answer_hello (self, bytes);
      return;
    }

  OK (enlist_channel_open (&self->channel, bytes, plaintext, sizeof plaintext, &size));
  OK (enlist_message_read (enlist_slice (plaintext, size), &message));
  g_assert_cmpuint (size, <=, get_limit (self));
  switch (message.type)
    {
    case ENLIST_MESSAGE_OPEN:
      answer_open (self, &message);
      break;
    case ENLIST_MESSAGE_MANIFEST:
      answer_manifest (self);
      break;
    case ENLIST_MESSAGE_PART:
      answer_part (self, &message);
      break;
    case ENLIST_MESSAGE_FIELDS:
      answer_fields (self);
      break;
    case ENLIST_MESSAGE_COMMIT:
      say_done (self);
      break;
    default:
      break;
    }
}

/* Connections. */

static void
disconnect (ScriptedDevice *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->transport == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->transport, self);
  enlist_transport_close (self->transport);
  g_clear_object (&self->transport);
  g_queue_clear_full (self->outgoing, (GDestroyNotify) g_bytes_unref);
  enlist_channel_clear (&self->channel);
}

static void
on_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  ScriptedDevice *self = user_data;
  EnlistSlice message;

  if (self->trick == TRICK_SILENT)
    return;

  enlist_link_receive (&self->link, enlist_slice (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame)));
  if (enlist_link_next_message (&self->link, &message))
    take_message (self, message);
  pump (self);
}

static void
on_closed (EnlistTransport *transport, const GError *error, gpointer user_data)
{
  disconnect (user_data);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (enlist_transport_open_finish (ENLIST_TRANSPORT (source), result, NULL));
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  ScriptedDevice *self = user_data;

  disconnect (self);
  self->n_fields_messages = 0;
  OK (enlist_link_init (&self->link, ENLIST_LINK_MAX_FRAME, 1000, self->send_buffer, self->receive_buffer));
  enlist_channel_init_device (&self->channel, enlist_crypto_sodium (), self->identity.static_secret);
  self->transport = enlist_stream_transport_new_for_stream (G_IO_STREAM (connection));
  g_signal_connect (self->transport, "frame", G_CALLBACK (on_frame), self);
  g_signal_connect (self->transport, "closed", G_CALLBACK (on_closed), self);
  enlist_transport_open_async (self->transport, NULL, on_open, NULL);

  return TRUE;
}

static void
load_identity (ScriptedDevice *self, Enrollment *enrollment)
{
  g_autofree char *path = g_build_filename (enrollment->storage, "identity.cbor", NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  size_t offset;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  self->identity_bytes = g_bytes_new_take (contents, size);
  OK (enlist_identity_read (enlist_slice (contents, size), &self->identity, &offset));
}

void
scripted_device_start (ScriptedDevice *self, Enrollment *enrollment, Trick trick, guint8 refusal)
{
  const char *path = enrollment->uri + strlen ("unix:");
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  *self = (ScriptedDevice) { .trick = trick, .refusal = refusal, .outgoing = g_queue_new () };
  memset (self->seeds[0], 1, sizeof self->seeds[0]);
  memset (self->seeds[1], 2, sizeof self->seeds[1]);
  load_identity (self, enrollment);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

void
scripted_device_stop (ScriptedDevice *self)
{
  disconnect (self);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_queue_free_full (self->outgoing, (GDestroyNotify) g_bytes_unref);
  g_bytes_unref (self->identity_bytes);
}
