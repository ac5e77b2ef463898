/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-trace"

#include "enlist-trace-replay.h"

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-peer-private.h"
#include "link.h"

/* How late a timer of the recording may have been, and how far a line's time is from that of the link. */
#define SLACK_MS 5

/* In or out, on all links */
typedef struct {
  guint frames;
  guint again;     /* fragments that had come before */
  guint reordered; /* fragments that overtook another one */
  guint messages;
  guint64 bytes;   /* of messages */
} Count;

struct _EnlistTraceReplay {
  GObject parent_instance;

  EnlistTraceFile *file;
  char **remarks;    /* for each event */
  guint *messages;   /* for each event: bytes of the message that it completes, 0 for none */
  GError *problem;   /* the first */
  Count counts[2];   /* by EnlistTraceDirection */
  guint links;
  double linked_ms;  /* between the first and the last frame, of all links */
  double first_ms;   /* frame of the link in hand; -1 before */
  double last_ms;

  gboolean is_open;
  gboolean differs;  /* the link in hand */
  guint8 next_new;   /* sequence number of the next fragment that was not sent before */
  gboolean begins;   /* which is the first of a message */
  EnlistLink link;
  guint8 buffers[3][ENLIST_LINK_MAX_MESSAGE];
};

G_DEFINE_FINAL_TYPE (EnlistTraceReplay, enlist_trace_replay, G_TYPE_OBJECT)

static void G_GNUC_PRINTF (3, 4)
remark (EnlistTraceReplay *self, guint event, const char *format, ...)
{
  g_autofree char *before = self->remarks[event];
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->remarks[event] = before != NULL ? g_strconcat (before, ", ", text, NULL) : g_steal_pointer (&text);
}

/* What a frame is, without what is in it */
static char *
describe_frame (const guint8 *frame, gsize size)
{
  if (size < ENLIST_LINK_HEADER_SIZE)
    return g_strdup_printf ("%" G_GSIZE_FORMAT " bytes that are no frame", size);

  switch (frame[0])
    {
    case ENLIST_LINK_FRAGMENT:
    case ENLIST_LINK_LAST_FRAGMENT:
      return g_strdup_printf ("%s %u, %" G_GSIZE_FORMAT " bytes, expects %u",
                              frame[0] == ENLIST_LINK_FRAGMENT ? "fragment" : "last fragment", frame[1],
                              size - ENLIST_LINK_HEADER_SIZE, frame[2]);
    case ENLIST_LINK_ACKNOWLEDGEMENT:
      return g_strdup_printf ("acknowledgement, expects %u", frame[2]);
    case ENLIST_LINK_REPEAT:
      return g_strdup_printf ("repeat from %u", frame[2]);
    case ENLIST_LINK_RESET:
      return g_strdup_printf ("reset, reason %u", size > ENLIST_LINK_HEADER_SIZE ? frame[3] : 0);
    default:
      return g_strdup_printf ("unknown frame of kind %02x", frame[0]);
    }
}

static gboolean
is_fragment (EnlistSlice frame)
{
  return frame.size > ENLIST_LINK_HEADER_SIZE &&
         (frame.data[0] == ENLIST_LINK_FRAGMENT || frame.data[0] == ENLIST_LINK_LAST_FRAGMENT);
}

static gboolean
is_reset (EnlistSlice frame)
{
  return frame.size > ENLIST_LINK_HEADER_SIZE && frame.data[0] == ENLIST_LINK_RESET;
}

static void
differ (EnlistTraceReplay *self, const EnlistTraceEvent *event, const char *what, const guint8 *frame,
        gsize size)
{
  g_autofree char *today = frame != NULL ? describe_frame (frame, size) : g_strdup ("nothing");

  self->differs = TRUE;
  if (self->problem == NULL)
    self->problem = g_error_new (ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED, "Line %u: %s; today: %s",
                                 event->line, what, today);
}

static void
start_anew (EnlistTraceReplay *self)
{
  self->next_new = 0;
  self->begins = TRUE;
}

/* What goes out. */

/* The message that begins with the frame of @event, from all its fragments. One that was cut short gets a
 * byte more, so that its last fragment is not taken for the last of the message. */
static GByteArray *
collect_message (EnlistTraceReplay *self, guint event)
{
  GByteArray *message = g_byte_array_new ();
  guint8 next = self->next_new;

  for (guint i = event; i < enlist_trace_file_get_n_events (self->file); i++)
    {
      const EnlistTraceEvent *each = enlist_trace_file_get_event (self->file, i);
      EnlistSlice frame;

      if (each->type == ENLIST_TRACE_CLOSED || each->type == ENLIST_TRACE_OPENED)
        break;
      if (each->type != ENLIST_TRACE_FRAME)
        continue;
      frame = enlist_bytes_slice (each->frame);
      if (is_reset (frame))
        break;
      if (each->direction != ENLIST_TRACE_OUT || !is_fragment (frame) || frame.data[1] != next)
        continue;

      next++;
      g_byte_array_append (message, frame.data + ENLIST_LINK_HEADER_SIZE,
                           (guint) (frame.size - ENLIST_LINK_HEADER_SIZE));
      if (frame.data[0] == ENLIST_LINK_LAST_FRAGMENT)
        {
          self->messages[i] = message->len;
          return message;
        }
    }
  g_byte_array_append (message, (const guint8 *) "", 1);

  return message;
}

static void
give_message (EnlistTraceReplay *self, guint index)
{
  g_autoptr (GByteArray) message = collect_message (self, index);
  const EnlistTraceEvent *event = enlist_trace_file_get_event (self->file, index);

  if (!self->differs &&
      enlist_link_send (&self->link, enlist_slice (message->data, message->len)) != ENLIST_OK)
    differ (self, event, "a message begins before the link takes one", NULL, 0);
}

/* The next frame of the link, with what its timers add when they are due. */
static gboolean
next_frame (EnlistTraceReplay *self, double time_ms, guint8 *frame, gsize *size)
{
  uint32_t wait_ms;

  if (enlist_link_next_frame (&self->link, frame, ENLIST_LINK_MAX_FRAME, size))
    return TRUE;
  enlist_link_tick (&self->link, (uint64_t) time_ms + SLACK_MS, &wait_ms);

  return enlist_link_next_frame (&self->link, frame, ENLIST_LINK_MAX_FRAME, size);
}

static void
tick (EnlistTraceReplay *self, double time_ms)
{
  uint32_t wait_ms;

  enlist_link_tick (&self->link, time_ms > SLACK_MS ? (uint64_t) time_ms - SLACK_MS : 0, &wait_ms);
}

static void
note_outgoing (EnlistTraceReplay *self, guint index, EnlistSlice frame)
{
  if (!is_fragment (frame))
    return;
  if (frame.data[1] != self->next_new)
    {
      self->counts[ENLIST_TRACE_OUT].again++;
      remark (self, index, "again");
      return;
    }
  self->next_new++;
  self->begins = frame.data[0] == ENLIST_LINK_LAST_FRAGMENT;
  if (self->messages[index] == 0)
    return;
  self->counts[ENLIST_TRACE_OUT].messages++;
  self->counts[ENLIST_TRACE_OUT].bytes += self->messages[index];
  remark (self, index, "message of %u bytes", self->messages[index]);
}

static void
play_outgoing (EnlistTraceReplay *self, guint index, const EnlistTraceEvent *event, EnlistSlice frame)
{
  guint8 today[ENLIST_LINK_MAX_FRAME];
  gsize size = 0;

  if (is_reset (frame))
    {
      enlist_link_reset (&self->link, frame.data[3]);
      start_anew (self);
    }
  if (is_fragment (frame) && frame.data[1] == self->next_new && self->begins)
    give_message (self, index);
  if (!self->differs)
    {
      if (!next_frame (self, event->time_ms, today, &size))
        differ (self, event, "a frame that the link would not send", NULL, 0);
      else if (size != frame.size || memcmp (today, frame.data, size) != 0)
        differ (self, event, "another frame", today, size);
      tick (self, event->time_ms);
    }
  note_outgoing (self, index, frame);
}

/* What comes in. */

static void
note_incoming (EnlistTraceReplay *self, guint index, EnlistSlice frame)
{
  guint8 ahead;

  if (!is_fragment (frame))
    return;
  ahead = (guint8) (frame.data[1] - self->link.receiver.expected);
  if (ahead >= 256 - ENLIST_LINK_WINDOW ||
      (ahead < ENLIST_LINK_WINDOW && (self->link.receiver.window >> ahead & 1) != 0))
    {
      self->counts[ENLIST_TRACE_IN].again++;
      remark (self, index, "again");
    }
  else if (ahead > 0)
    {
      self->counts[ENLIST_TRACE_IN].reordered++;
      remark (self, index, "%u early", ahead);
    }
}

static void
play_incoming (EnlistTraceReplay *self, guint index, const EnlistTraceEvent *event, EnlistSlice frame)
{
  guint8 today[ENLIST_LINK_MAX_FRAME], reason;
  EnlistSlice message;
  EnlistStatus status;
  gsize size;

  if (!self->differs && enlist_link_next_frame (&self->link, today, sizeof today, &size))
    differ (self, event, "the link sends something before", today, size);
  note_incoming (self, index, frame);
  status = enlist_link_receive (&self->link, frame);
  if (status != ENLIST_OK)
    remark (self, index, "dropped (%s)", enlist_status_name (status));
  if (enlist_link_take_reset (&self->link, &reason))
    {
      start_anew (self);
    }
  else if (enlist_link_next_message (&self->link, &message))
    {
      self->counts[ENLIST_TRACE_IN].messages++;
      self->counts[ENLIST_TRACE_IN].bytes += message.size;
      remark (self, index, "message of %" G_GSIZE_FORMAT " bytes", message.size);
    }
  tick (self, event->time_ms);
}

/* All of it. */

static void
begin_link (EnlistTraceReplay *self, const EnlistTraceEvent *event)
{
  self->links++;
  self->is_open = TRUE;
  self->differs = FALSE;
  self->first_ms = -1;
  start_anew (self);
  enlist_link_init (&self->link, event->mtu, ENLIST_PEER_LINK_TIMEOUT_MS, self->buffers[0], self->buffers[1]);
  enlist_link_set_pipeline (&self->link, self->buffers[2]);
}

static void
end_link (EnlistTraceReplay *self)
{
  if (self->is_open && self->first_ms >= 0)
    self->linked_ms += self->last_ms - self->first_ms;
  self->is_open = FALSE;
}

static void
play_frame (EnlistTraceReplay *self, guint index, const EnlistTraceEvent *event)
{
  EnlistSlice frame = enlist_bytes_slice (event->frame);

  if (!self->is_open)
    {
      remark (self, index, "without a link");
      return;
    }
  if (self->first_ms < 0)
    self->first_ms = event->time_ms;
  self->last_ms = event->time_ms;
  self->counts[event->direction].frames++;
  if (event->direction == ENLIST_TRACE_OUT)
    play_outgoing (self, index, event, frame);
  else
    play_incoming (self, index, event, frame);
}

gboolean
enlist_trace_replay_run (EnlistTraceReplay *self, GError **error)
{
  for (guint i = 0; i < enlist_trace_file_get_n_events (self->file); i++)
    {
      const EnlistTraceEvent *event = enlist_trace_file_get_event (self->file, i);

      switch (event->type)
        {
        case ENLIST_TRACE_OPENED:
          end_link (self);
          begin_link (self, event);
          break;
        case ENLIST_TRACE_FRAME:
          play_frame (self, i, event);
          break;
        case ENLIST_TRACE_CLOSED:
          end_link (self);
          break;
        case ENLIST_TRACE_PROGRESS:
        default:
          break;
        }
    }
  end_link (self);
  if (self->problem != NULL)
    g_propagate_error (error, g_error_copy (self->problem));

  return self->problem == NULL;
}

static char *
describe_event (const EnlistTraceEvent *event)
{
  EnlistSlice frame;

  switch (event->type)
    {
    case ENLIST_TRACE_OPENED:
      return g_strdup_printf ("link over %s, frames of %u bytes", event->words, event->mtu);
    case ENLIST_TRACE_CLOSED:
      return g_strdup_printf ("closed: %s", event->words);
    case ENLIST_TRACE_PROGRESS:
      return g_strdup (event->words);
    case ENLIST_TRACE_FRAME:
    default:
      frame = enlist_bytes_slice (event->frame);
      return describe_frame (frame.data, frame.size);
    }
}

char *
enlist_trace_replay_dup_line (EnlistTraceReplay *self, guint index)
{
  const EnlistTraceEvent *event = enlist_trace_file_get_event (self->file, index);
  g_autofree char *text = describe_event (event);
  const char *mark = "--";

  if (event->type == ENLIST_TRACE_FRAME)
    mark = event->direction == ENLIST_TRACE_OUT ? "->" : "<-";

  return g_strdup_printf ("%12.3f  %s  %s%s%s", event->time_ms, mark, text,
                          self->remarks[index] != NULL ? "; " : "",
                          self->remarks[index] != NULL ? self->remarks[index] : "");
}

static void
append_count (GString *text, const char *name, const Count *count, double linked_ms)
{
  g_string_append_printf (text,
                          "%s %u frames, %u of them again, %u early; %u messages of %" G_GUINT64_FORMAT
                          " bytes",
                          name, count->frames, count->again, count->reordered, count->messages, count->bytes);
  if (linked_ms > 0)
    g_string_append_printf (text, ", %.1f kB/s", (double) count->bytes / linked_ms);
  g_string_append_c (text, '\n');
}

char *
enlist_trace_replay_dup_summary (EnlistTraceReplay *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u %s, %.3f s with frames\n", self->links,
                          self->links == 1 ? "link" : "links", self->linked_ms / 1000);
  append_count (text, "-> ", &self->counts[ENLIST_TRACE_OUT], self->linked_ms);
  append_count (text, "<- ", &self->counts[ENLIST_TRACE_IN], self->linked_ms);

  return g_string_free (text, FALSE);
}

static void
enlist_trace_replay_finalize (GObject *object)
{
  EnlistTraceReplay *self = ENLIST_TRACE_REPLAY (object);

  for (guint i = 0; i < enlist_trace_file_get_n_events (self->file); i++)
    g_free (self->remarks[i]);
  g_free (self->remarks);
  g_free (self->messages);
  g_clear_error (&self->problem);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (enlist_trace_replay_parent_class)->finalize (object);
}

static void
enlist_trace_replay_class_init (EnlistTraceReplayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_trace_replay_finalize;
}

static void
enlist_trace_replay_init (EnlistTraceReplay *self)
{
}

EnlistTraceReplay *
enlist_trace_replay_new (EnlistTraceFile *file)
{
  EnlistTraceReplay *self = g_object_new (ENLIST_TYPE_TRACE_REPLAY, NULL);

  self->file = g_object_ref (file);
  self->remarks = g_new0 (char *, enlist_trace_file_get_n_events (file) + 1);
  self->messages = g_new0 (guint, enlist_trace_file_get_n_events (file) + 1);

  return self;
}
