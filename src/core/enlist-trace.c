/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-trace"

#include "enlist-trace.h"

#include "enlist-enums.h"
#include "enlist-error.h"

/* Of everything in it only the layout can change. */
#define HEADER "{\"enlist-trace\": 1}\n"

struct _EnlistTrace {
  GObject parent_instance;

  gint64 started_at;     /* of the monotonic clock; 0 before anything was added */
  GString *pending;      /* not yet given to the stream */
  GString *writing;      /* %NULL when nothing is being written */
  GOutputStream *stream; /* %NULL before it is open and once it is closed */
  GTask *closing;
  gboolean closed;
  GError *problem;       /* why the trace is not whole */
};

G_DEFINE_FINAL_TYPE (EnlistTrace, enlist_trace, G_TYPE_OBJECT)

static void write_pending (EnlistTrace *self);

/* @error: (transfer full) */
static void
keep_problem (EnlistTrace *self, GError *error)
{
  if (self->problem == NULL)
    self->problem = g_error_new (ENLIST_ERROR, ENLIST_ERROR_STORAGE, "Writing the trace: %s", error->message);
  g_error_free (error);
}

static void
on_stream_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistTrace) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);
  GError *error = NULL;

  self->closed = TRUE;
  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    keep_problem (self, error);
  if (self->problem != NULL)
    g_task_return_error (task, g_error_copy (self->problem));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistTrace) self = user_data;
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    keep_problem (self, error);
  g_string_free (g_steal_pointer (&self->writing), TRUE);
  write_pending (self);
}

static void
write_pending (EnlistTrace *self)
{
  if (self->stream == NULL || self->writing != NULL)
    return;

  if (self->pending->len > 0 && self->problem == NULL)
    {
      self->writing = g_steal_pointer (&self->pending);
      self->pending = g_string_new (NULL);
      g_output_stream_write_all_async (self->stream, self->writing->str, self->writing->len,
                                       G_PRIORITY_DEFAULT, NULL, on_written, g_object_ref (self));
    }
  else if (self->closing != NULL)
    {
      g_autoptr (GOutputStream) stream = g_steal_pointer (&self->stream);

      g_output_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, on_stream_closed, g_object_ref (self));
    }
}

static void G_GNUC_PRINTF (2, 3)
add_line (EnlistTrace *self, const char *format, ...)
{
  gint64 now = g_get_monotonic_time ();
  va_list arguments;

  if (self->closing != NULL || self->closed)
    return;
  if (self->started_at == 0)
    self->started_at = now;
  g_string_append_printf (self->pending, "{\"t\": %" G_GINT64_FORMAT ".%03d, ",
                          (now - self->started_at) / 1000, (int) ((now - self->started_at) % 1000));
  va_start (arguments, format);
  g_string_append_vprintf (self->pending, format, arguments);
  va_end (arguments);
  g_string_append (self->pending, "}\n");
  write_pending (self);
}

static const char *
get_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value (klass, value);

  return entry != NULL ? entry->value_nick : "?";
}

void
enlist_trace_add_frame (EnlistTrace *self, EnlistTraceDirection direction, GBytes *frame)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (frame, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  add_line (self, "\"dir\": \"%s\", \"frame\": \"%s\"",
            get_nick (ENLIST_TYPE_TRACE_DIRECTION, direction), hex->str);
}

void
enlist_trace_add_opened (EnlistTrace *self, const char *transport, guint mtu)
{
  add_line (self, "\"event\": \"open\", \"transport\": \"%s\", \"mtu\": %u", transport, mtu);
}

void
enlist_trace_add_progress (EnlistTrace *self, const EnlistTransportProgress *progress)
{
  add_line (self, "\"event\": \"progress\", \"step\": \"%s\", \"signal\": %d, \"heard\": %u",
            get_nick (ENLIST_TYPE_TRANSPORT_STEP, progress->step), progress->signal_strength,
            progress->heard);
}

void
enlist_trace_add_closed (EnlistTrace *self, const GError *error)
{
  /* The message may name a path or an address. */
  const char *reason = error != NULL ? get_nick (ENLIST_TYPE_ERROR, enlist_error_get_code (error)) : "here";

  add_line (self, "\"event\": \"closed\", \"reason\": \"%s\"", reason);
}

static void
on_file_replaced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistTrace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GFileOutputStream *stream = g_file_replace_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "Writing the trace: %s",
                               error->message);
      return;
    }
  self->stream = G_OUTPUT_STREAM (stream);
  write_pending (self);
  g_task_return_boolean (task, TRUE);
}

void
enlist_trace_open_async (EnlistTrace         *self,
                         GFile               *file,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, enlist_trace_open_async);
  g_file_replace_async (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable,
                        on_file_replaced, task);
}

gboolean
enlist_trace_open_finish (EnlistTrace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
enlist_trace_close_async (EnlistTrace *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self->closing == NULL && self->stream != NULL);

  self->closing = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->closing, enlist_trace_close_async);
  write_pending (self);
}

gboolean
enlist_trace_close_finish (EnlistTrace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_trace_finalize (GObject *object)
{
  EnlistTrace *self = ENLIST_TRACE (object);

  g_string_free (self->pending, TRUE);
  g_clear_object (&self->stream);
  g_clear_error (&self->problem);

  G_OBJECT_CLASS (enlist_trace_parent_class)->finalize (object);
}

static void
enlist_trace_class_init (EnlistTraceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_trace_finalize;
}

static void
enlist_trace_init (EnlistTrace *self)
{
  self->pending = g_string_new (HEADER);
}

EnlistTrace *
enlist_trace_new (void)
{
  return g_object_new (ENLIST_TYPE_TRACE, NULL);
}
