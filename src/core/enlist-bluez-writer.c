/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-writer"

#include "enlist-bluez-writer-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "enlist-bluez-calls-private.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-error.h"

#define ATT_HEADER_SIZE 3

/* Another write of the same characteristic may be under way in BlueZ. */
#define RETRY_MS 20
#define MAX_RETRIES 100

static guint failed_signal;

typedef enum {
  MODE_REQUEST,   /* until the device has answered, or for ever where it takes nothing else */
  MODE_ACQUIRING,
  MODE_COMMAND,
  MODE_SOCKET,
} Mode;

struct _EnlistBluezWriter {
  GObject parent_instance;

  BluezGattCharacteristic1 *characteristic;
  GCancellable *cancellable;
  GQueue *frames; /* of GBytes; the first one is under way while @writing */
  Mode mode;
  guint max_frame;
  int fd;
  guint fd_source;
  guint retry_source;
  guint n_retries;
  gboolean writing;
  gboolean written; /* one at least */
  gboolean suspect;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (EnlistBluezWriter, enlist_bluez_writer, G_TYPE_OBJECT)

static void pump (EnlistBluezWriter *self);

/* @error: (transfer full) */
static void
fail (EnlistBluezWriter *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (self->stopped)
    return;

  enlist_bluez_writer_stop (self);
  g_signal_emit (self, failed_signal, 0, owned);
}

/* Sockets. */

static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (EnlistBluezWriter) self = g_object_ref (user_data);

  self->fd_source = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

/* Whether the frame is gone, so that the next may follow. */
static gboolean
send_packet (EnlistBluezWriter *self, GBytes *frame)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (frame, &size);

  if (self->fd_source != 0)
    return FALSE;
  if (send (self->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
    return TRUE;

  if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS)
    self->fd_source = g_unix_fd_add (self->fd, G_IO_OUT | G_IO_HUP | G_IO_ERR, on_writable, self);
  else
    fail (self, g_error_new (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, "Writing to the device: %s",
                             g_strerror (errno)));
  return FALSE;
}

static void
on_write_acquired (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezWriter) self = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GError) error = NULL;
  guint16 mtu = 0;
  int fd = -1;

  if (bluez_gatt_characteristic1_call_acquire_write_finish (self->characteristic, &handle, &mtu, &fds, result,
                                                            &error))
    fd = enlist_bluez_take_fd (fds, handle);
  else
    g_debug ("AcquireWrite: %s", error->message);

  /* A socket that cuts frames is of no use. */
  if (fd >= 0 && (self->stopped || mtu < self->max_frame + ATT_HEADER_SIZE))
    {
      close (fd);
      fd = -1;
    }
  if (self->stopped)
    return;

  self->fd = fd;
  self->mode = fd >= 0 ? MODE_SOCKET : MODE_COMMAND;
  pump (self);
}

/* Writes. */

static gboolean
on_retry_due (gpointer user_data)
{
  EnlistBluezWriter *self = user_data;

  self->retry_source = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

static void
take_write_error (EnlistBluezWriter *self, const GError *error)
{
  EnlistBluezProblem problem = enlist_bluez_problem_from_error (error);
  g_autofree char *text = enlist_bluez_problem_dup_text (error);

  g_debug ("WriteValue: %s", error->message);
  if (problem == ENLIST_BLUEZ_PROBLEM_IN_PROGRESS && self->written && self->n_retries++ < MAX_RETRIES)
    {
      self->retry_source = g_timeout_add (RETRY_MS, on_retry_due, self);
      return;
    }
  if (problem == ENLIST_BLUEZ_PROBLEM_IN_PROGRESS)
    {
      fail (self, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_BUSY, "Another assistant has the device"));
      return;
    }

  self->suspect = !self->written && (problem == ENLIST_BLUEZ_PROBLEM_OTHER ||
                                     problem == ENLIST_BLUEZ_PROBLEM_UNSUPPORTED);
  fail (self, g_error_new (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, "Writing to the device: %s", text));
}

static void
on_value_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezWriter) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = bluez_gatt_characteristic1_call_write_value_finish (self->characteristic, result,
                                                                         &error);

  self->writing = FALSE;
  if (self->stopped)
    return;

  if (!written)
    {
      take_write_error (self, error);
      return;
    }
  self->written = TRUE;
  self->n_retries = 0;
  g_bytes_unref (g_queue_pop_head (self->frames));
  pump (self);
}

static void
write_value (EnlistBluezWriter *self, GBytes *frame)
{
  GVariant *value = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, frame, TRUE);
  GVariantDict options;

  self->writing = TRUE;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "type", "s", self->mode == MODE_REQUEST ? "request" : "command");
  bluez_gatt_characteristic1_call_write_value (self->characteristic, value, g_variant_dict_end (&options),
                                               self->cancellable, on_value_written, g_object_ref (self));
}

static void
pump (EnlistBluezWriter *self)
{
  if (self->mode != MODE_SOCKET)
    {
      if (self->mode != MODE_ACQUIRING && !self->writing && self->retry_source == 0 &&
          !g_queue_is_empty (self->frames))
        write_value (self, g_queue_peek_head (self->frames));
      return;
    }

  while (!self->stopped && !self->writing && !g_queue_is_empty (self->frames))
    {
      if (!send_packet (self, g_queue_peek_head (self->frames)))
        return;
      g_bytes_unref (g_queue_pop_head (self->frames));
    }
}

void
enlist_bluez_writer_send (EnlistBluezWriter *self, GBytes *frame)
{
  if (self->stopped)
    return;

  g_queue_push_tail (self->frames, g_bytes_ref (frame));
  pump (self);
}

void
enlist_bluez_writer_confirm (EnlistBluezWriter *self)
{
  const char *const *flags = bluez_gatt_characteristic1_get_flags (self->characteristic);
  g_autoptr (GVariant) acquired = NULL;

  if (self->mode != MODE_REQUEST || self->stopped || flags == NULL ||
      !g_strv_contains (flags, "write-without-response"))
    return;

  acquired = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (self->characteristic), "WriteAcquired");
  self->mode = acquired != NULL ? MODE_ACQUIRING : MODE_COMMAND;
  if (acquired != NULL)
    bluez_gatt_characteristic1_call_acquire_write (self->characteristic, g_variant_new ("a{sv}", NULL), NULL,
                                                   self->cancellable, on_write_acquired, g_object_ref (self));
}

gboolean
enlist_bluez_writer_is_suspect (EnlistBluezWriter *self)
{
  return self->suspect;
}

void
enlist_bluez_writer_stop (EnlistBluezWriter *self)
{
  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->fd_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
enlist_bluez_writer_finalize (GObject *object)
{
  EnlistBluezWriter *self = ENLIST_BLUEZ_WRITER (object);

  enlist_bluez_writer_stop (self);
  g_queue_free_full (self->frames, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->characteristic);

  G_OBJECT_CLASS (enlist_bluez_writer_parent_class)->finalize (object);
}

static void
enlist_bluez_writer_class_init (EnlistBluezWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_writer_finalize;

  failed_signal = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_bluez_writer_init (EnlistBluezWriter *self)
{
  self->cancellable = g_cancellable_new ();
  self->frames = g_queue_new ();
  self->fd = -1;
}

EnlistBluezWriter *
enlist_bluez_writer_new (BluezGattCharacteristic1 *characteristic, guint max_frame)
{
  EnlistBluezWriter *self = g_object_new (ENLIST_TYPE_BLUEZ_WRITER, NULL);

  self->characteristic = g_object_ref (characteristic);
  self->max_frame = max_frame;

  return self;
}
