/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-peer"

#include "enlist-peer-private.h"

#include <sodium.h>

#include "channel.h"
#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "link.h"

#define HANDSHAKE_TIMEOUT_S 15
#define KNOCK_S 3 /* a board may just be restarting, because its port was opened */
#define CLOSE_TIMEOUT_S 2

/* To a development device: "show your key" (docs/format.md, clause 10.2.5). */
#define KEY_REQUEST_SIZE (1 + ENLIST_LABEL_ID_SIZE)
#define KEY_ANSWER_SIZE (1 + ENLIST_X25519_SIZE)

enum {
  PROGRESS,
  LINKED,
  MESSAGE,
  DRAINED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef enum {
  STAGE_NEW,
  STAGE_KEY,       /* waiting for a development device's key */
  STAGE_HANDSHAKE, /* waiting for message 2 */
  STAGE_OPEN,
  STAGE_CLOSING,
  STAGE_CLOSED,
} Stage;

struct _EnlistPeer {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistTransport *transport;

  Stage stage;
  GTask *connecting;
  guint handshake_source;
  guint knock_source;
  guint tick_source;
  guint close_source;
  gboolean pumping;
  GQueue *outgoing; /* of GBytes: messages for the link, sealed */
  EnlistLink link;
  EnlistChannel channel;
  guint8 device_key[ENLIST_X25519_SIZE];
  guint8 handshake_hash[ENLIST_SHA256_SIZE];
  guint8 send_buffer[ENLIST_LINK_MAX_MESSAGE];
  guint8 second_buffer[ENLIST_LINK_MAX_MESSAGE];
  guint8 receive_buffer[ENLIST_LINK_MAX_MESSAGE];
};

G_DEFINE_FINAL_TYPE (EnlistPeer, enlist_peer, G_TYPE_OBJECT)

static void pump (EnlistPeer *self);

static void
end (EnlistPeer *self)
{
  g_autoptr (EnlistPeer) keep = g_object_ref (self);

  self->stage = STAGE_CLOSED;
  g_clear_handle_id (&self->handshake_source, g_source_remove);
  g_clear_handle_id (&self->knock_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->transport, self);
  enlist_transport_close (self->transport);
  /* A link that never opened has no channel yet. */
  if (self->channel.crypto != NULL)
    enlist_channel_clear (&self->channel);
}

/* @error: (transfer full) */
static void
fail (EnlistPeer *self, GError *error)
{
  g_autoptr (EnlistPeer) keep = g_object_ref (self);
  g_autoptr (GError) owned = error;
  gboolean closing = self->stage == STAGE_CLOSING || self->stage == STAGE_CLOSED;

  end (self);
  if (self->connecting != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->connecting);

      g_task_return_error (task, g_steal_pointer (&owned));
    }
  else if (!closing)
    {
      g_signal_emit (self, signals[CLOSED], 0, owned);
    }
}

static void
fail_status (EnlistPeer *self, EnlistStatus status, const char *doing)
{
  GError *error = NULL;

  enlist_error_from_status (&error, status, "%s", doing);
  fail (self, error);
}

/* Outgoing. */

static gboolean
on_tick_due (gpointer user_data)
{
  g_autoptr (EnlistPeer) self = g_object_ref (user_data);

  self->tick_source = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

static void
send_frames (EnlistPeer *self)
{
  guint8 frame[ENLIST_LINK_MAX_FRAME];
  gsize size;

  while (enlist_link_next_frame (&self->link, frame, sizeof frame, &size))
    {
      g_autoptr (GBytes) bytes = g_bytes_new (frame, size);

      enlist_transport_send (self->transport, bytes);
    }
}

/* Whether there is a message for the link, which takes one; the session may have more to say. */
static gboolean
has_message (EnlistPeer *self)
{
  if (self->stage == STAGE_CLOSED || !enlist_link_idle (&self->link))
    return FALSE;
  if (g_queue_is_empty (self->outgoing) && self->stage == STAGE_OPEN)
    g_signal_emit (self, signals[DRAINED], 0);

  return self->stage != STAGE_CLOSED && !g_queue_is_empty (self->outgoing);
}

static void
feed_link (EnlistPeer *self)
{
  while (has_message (self))
    {
      g_autoptr (GBytes) message = g_queue_pop_head (self->outgoing);

      if (enlist_link_send (&self->link, enlist_bytes_slice (message)) != ENLIST_OK)
        g_warning ("The link refused a message of %" G_GSIZE_FORMAT " bytes", g_bytes_get_size (message));
      send_frames (self);
    }
}

/* Gives the link what it needs to go on: messages, frames out, its clock. */
static void
pump (EnlistPeer *self)
{
  g_autoptr (EnlistPeer) keep = NULL;
  uint32_t wait_ms = 0;

  /* Whoever is told that the link is drained sends, which comes back here. */
  if (self->pumping)
    return;

  keep = g_object_ref (self);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  while (wait_ms == 0)
    {
      self->pumping = TRUE;
      feed_link (self);
      send_frames (self);
      self->pumping = FALSE;
      if (self->stage == STAGE_CLOSED)
        return;
      if (enlist_link_tick (&self->link, g_get_monotonic_time () / 1000, &wait_ms) != ENLIST_OK)
        {
          fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST,
                                           "The device has stopped answering"));
          return;
        }
    }
  if (wait_ms != ENLIST_LINK_NEVER)
    self->tick_source = g_timeout_add (wait_ms, on_tick_due, self);

  if (self->stage == STAGE_CLOSING && g_queue_is_empty (self->outgoing) && enlist_link_settled (&self->link))
    end (self);
}

static void
queue_bytes (EnlistPeer *self, const guint8 *data, gsize size)
{
  g_queue_push_tail (self->outgoing, g_bytes_new (data, size));
}

/* The handshake. */

static void
send_hello (EnlistPeer *self)
{
  const guint8 *secret = enlist_label_get_secret (self->label);
  guint8 hello[ENLIST_CHANNEL_HELLO_SIZE];
  EnlistStatus status;
  gsize size;

  status = enlist_channel_init_assistant (&self->channel, enlist_crypto_sodium (),
                                          enlist_label_get_id_bytes (self->label),
                                          enlist_slice (secret,
                                                        secret != NULL ? ENLIST_LABEL_SECRET_SIZE : 0),
                                          self->device_key);
  if (status == ENLIST_OK)
    status = enlist_channel_write_hello (&self->channel, hello, sizeof hello, &size);
  if (status != ENLIST_OK)
    {
      fail_status (self, status, "Beginning the handshake");
      return;
    }

  self->stage = STAGE_HANDSHAKE;
  queue_bytes (self, hello, size);
}

static void
request_key (EnlistPeer *self)
{
  const guint8 request[KEY_REQUEST_SIZE] = { ENLIST_CHANNEL_VERSION };

  self->stage = STAGE_KEY;
  queue_bytes (self, request, sizeof request);
}

/* From its very beginning, also when it had begun before. */
static void
begin_handshake (EnlistPeer *self)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self->label);

  if (enlist_transport_begins_with_reset (self->transport))
    enlist_link_reset (&self->link, 0);
  g_queue_clear_full (self->outgoing, (GDestroyNotify) g_bytes_unref);
  if (self->channel.crypto != NULL)
    enlist_channel_clear (&self->channel);

  if (manifest->device_key == NULL)
    {
      request_key (self);
      return;
    }
  memcpy (self->device_key, manifest->device_key, sizeof self->device_key);
  send_hello (self);
}

static gboolean
on_knock_due (gpointer user_data)
{
  g_autoptr (EnlistPeer) self = g_object_ref (user_data);

  begin_handshake (self);
  pump (self);

  return self->stage == STAGE_CLOSED ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* One byte in place of an answer: what the device seems to say; nothing vouches for it (clause 10.2.6). */
static gboolean
take_refusal (EnlistPeer *self, EnlistSlice message)
{
  if (message.size != 1)
    return FALSE;

  switch (message.data[0])
    {
    case ENLIST_E_BUSY:
      fail_status (self, ENLIST_E_BUSY, "The device says that it is busy");
      break;
    case ENLIST_E_VERSION:
      fail_status (self, ENLIST_E_VERSION, "The device speaks another version");
      break;
    default:
      fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_WRONG_DEVICE,
                                       "The device does not accept this label"));
      break;
    }

  return TRUE;
}

static void
take_key (EnlistPeer *self, EnlistSlice message)
{
  if (message.size != KEY_ANSWER_SIZE || message.data[0] != ENLIST_CHANNEL_VERSION)
    {
      fail_status (self, ENLIST_E_HANDSHAKE, "The device does not show a development key");
      return;
    }
  memcpy (self->device_key, message.data + 1, sizeof self->device_key);
  send_hello (self);
}

static void
take_answer (EnlistPeer *self, EnlistSlice message)
{
  g_autoptr (GTask) task = NULL;
  EnlistStatus status = enlist_channel_read_answer (&self->channel, message);

  if (status != ENLIST_OK)
    {
      fail_status (self, status, "Checking the device's answer");
      return;
    }

  enlist_channel_hash (&self->channel, self->handshake_hash);
  self->stage = STAGE_OPEN;
  g_clear_handle_id (&self->handshake_source, g_source_remove);
  task = g_steal_pointer (&self->connecting);
  g_task_return_boolean (task, TRUE);
}

/* Incoming. */

static void
take_sealed (EnlistPeer *self, EnlistSlice sealed)
{
  guint8 plaintext[ENLIST_MESSAGE_MAX];
  EnlistMessage message;
  EnlistStatus status;
  gsize size;

  status = enlist_channel_open (&self->channel, sealed, plaintext, sizeof plaintext, &size);
  if (status != ENLIST_OK)
    {
      /* Whoever may write to the link may do this: it ends the link, never the enrollment. */
      fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST,
                                       "A message failed authentication"));
      return;
    }
  status = enlist_message_read (enlist_slice (plaintext, size), &message);
  if (status == ENLIST_OK)
    g_signal_emit (self, signals[MESSAGE], 0, &message);
  else
    fail_status (self, ENLIST_E_STATE, "Reading a message of the device");
  sodium_memzero (plaintext, sizeof plaintext);
}

static void
take_message (EnlistPeer *self, EnlistSlice message)
{
  switch (self->stage)
    {
    case STAGE_KEY:
      if (!take_refusal (self, message))
        take_key (self, message);
      break;
    case STAGE_HANDSHAKE:
      if (!take_refusal (self, message))
        take_answer (self, message);
      break;
    case STAGE_OPEN:
      take_sealed (self, message);
      break;
    case STAGE_NEW:
    case STAGE_CLOSING:
    case STAGE_CLOSED:
    default:
      break;
    }
}

/* A device that starts anew while the handshake is under way gets it anew. */
static void
take_reset (EnlistPeer *self, guint8 reason)
{
  gboolean begins = reason == 0 && enlist_transport_begins_with_reset (self->transport) &&
                    (self->stage == STAGE_KEY || self->stage == STAGE_HANDSHAKE);

  if (begins)
    begin_handshake (self);
  else
    fail (self, g_error_new (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, "The device has ended the link (%s)",
                             enlist_status_name (reason)));
}

static void
on_transport_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  g_autoptr (EnlistPeer) self = g_object_ref (user_data);
  EnlistSlice message;
  uint8_t reason;

  g_clear_handle_id (&self->knock_source, g_source_remove);
  enlist_link_receive (&self->link, enlist_bytes_slice (frame));
  if (enlist_link_take_reset (&self->link, &reason))
    take_reset (self, reason);
  else if (enlist_link_next_message (&self->link, &message))
    take_message (self, message);
  if (self->stage != STAGE_CLOSED)
    pump (self);
}

static void
on_transport_closed (EnlistTransport *transport, const GError *error, gpointer user_data)
{
  fail (user_data, error != NULL ? g_error_copy (error)
                                 : g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST,
                                                        "The link has ended"));
}

/* Connecting. */

static void
on_transport_progress (EnlistTransport *transport, gpointer progress, gpointer user_data)
{
  g_signal_emit (user_data, signals[PROGRESS], 0, progress);
}

static gboolean
on_handshake_timeout (gpointer user_data)
{
  EnlistPeer *self = user_data;

  self->handshake_source = 0;
  fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_TIMEOUT,
                                   "The device did not answer the handshake"));

  return G_SOURCE_REMOVE;
}

static void
on_transport_open_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistPeer) self = user_data;
  GError *error = NULL;

  if (!enlist_transport_open_finish (self->transport, result, &error))
    {
      fail (self, error);
      return;
    }
  if (self->stage == STAGE_CLOSED)
    return;

  enlist_link_init (&self->link, enlist_transport_get_mtu (self->transport), ENLIST_PEER_LINK_TIMEOUT_MS,
                    self->send_buffer, self->receive_buffer);
  enlist_link_set_pipeline (&self->link, self->second_buffer);
  g_signal_emit (self, signals[LINKED], 0);
  self->handshake_source = g_timeout_add_seconds (HANDSHAKE_TIMEOUT_S, on_handshake_timeout, self);
  if (enlist_transport_begins_with_reset (self->transport))
    self->knock_source = g_timeout_add_seconds (KNOCK_S, on_knock_due, self);
  begin_handshake (self);
  pump (self);
}

void
enlist_peer_connect_async (EnlistPeer          *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (self->stage == STAGE_NEW && self->connecting == NULL);

  self->connecting = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->connecting, enlist_peer_connect_async);
  g_signal_connect (self->transport, "progress", G_CALLBACK (on_transport_progress), self);
  g_signal_connect (self->transport, "frame", G_CALLBACK (on_transport_frame), self);
  g_signal_connect (self->transport, "closed", G_CALLBACK (on_transport_closed), self);
  enlist_transport_open_async (self->transport, cancellable, on_transport_open_ready, g_object_ref (self));
}

gboolean
enlist_peer_connect_finish (EnlistPeer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
enlist_peer_send (EnlistPeer *self, const EnlistMessage *message)
{
  guint8 plaintext[ENLIST_MESSAGE_MAX], sealed[ENLIST_CHANNEL_MAX_SEALED];
  EnlistStatus status;
  gsize size, sealed_size;

  if (self->stage != STAGE_OPEN)
    return;

  status = enlist_message_write (message, plaintext, sizeof plaintext, &size);
  if (status == ENLIST_OK)
    status = enlist_channel_seal (&self->channel, enlist_slice (plaintext, size), sealed, sizeof sealed,
                                  &sealed_size);
  sodium_memzero (plaintext, sizeof plaintext);
  if (status != ENLIST_OK)
    {
      fail_status (self, status, "Writing a message");
      return;
    }
  queue_bytes (self, sealed, sealed_size);
  pump (self);
}

static gboolean
on_close_timeout (gpointer user_data)
{
  EnlistPeer *self = user_data;

  self->close_source = 0;
  end (self);

  return G_SOURCE_REMOVE;
}

void
enlist_peer_close (EnlistPeer *self)
{
  if (self->stage == STAGE_CLOSED || self->stage == STAGE_CLOSING)
    return;
  if (self->stage != STAGE_OPEN)
    {
      end (self);
      if (self->connecting != NULL)
        fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Ended while connecting"));
      return;
    }

  self->stage = STAGE_CLOSING;
  self->close_source = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, CLOSE_TIMEOUT_S, on_close_timeout,
                                                   g_object_ref (self), g_object_unref);
  pump (self);
}

void
enlist_peer_drop (EnlistPeer *self)
{
  if (self->stage == STAGE_OPEN)
    end (self);
  else
    enlist_peer_close (self);
}

const guint8 *
enlist_peer_get_handshake_hash (EnlistPeer *self)
{
  return self->handshake_hash;
}

const guint8 *
enlist_peer_get_device_key (EnlistPeer *self)
{
  return self->device_key;
}

static void
enlist_peer_dispose (GObject *object)
{
  EnlistPeer *self = ENLIST_PEER (object);

  if (self->stage != STAGE_CLOSED && self->transport != NULL)
    end (self);

  G_OBJECT_CLASS (enlist_peer_parent_class)->dispose (object);
}

static void
enlist_peer_finalize (GObject *object)
{
  EnlistPeer *self = ENLIST_PEER (object);

  g_clear_object (&self->label);
  g_clear_object (&self->transport);
  g_queue_free_full (self->outgoing, (GDestroyNotify) g_bytes_unref);
  sodium_memzero (self->send_buffer, sizeof self->send_buffer);
  sodium_memzero (self->receive_buffer, sizeof self->receive_buffer);

  G_OBJECT_CLASS (enlist_peer_parent_class)->finalize (object);
}

static void
enlist_peer_class_init (EnlistPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_peer_dispose;
  object_class->finalize = enlist_peer_finalize;

  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[LINKED] = g_signal_new ("linked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[DRAINED] = g_signal_new ("drained", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_peer_init (EnlistPeer *self)
{
  self->outgoing = g_queue_new ();
}

EnlistPeer *
enlist_peer_new (EnlistLabel *label, EnlistTransport *transport)
{
  EnlistPeer *self = g_object_new (ENLIST_TYPE_PEER, NULL);

  self->label = g_object_ref (label);
  self->transport = g_object_ref (transport);

  return self;
}
