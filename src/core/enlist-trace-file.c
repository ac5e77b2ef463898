/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-trace"

#include "enlist-trace-file.h"

#include <json-glib/json-glib.h>

#include "enlist-error.h"
#include "link.h"

#define VERSION 1
#define NO_TRACE "this is no trace of Enlist"

struct _EnlistTraceFile {
  GObject parent_instance;

  GArray *events; /* of EnlistTraceEvent */
};

G_DEFINE_FINAL_TYPE (EnlistTraceFile, enlist_trace_file, G_TYPE_OBJECT)

static gboolean
damaged (GError **error, guint line, const char *what)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "Line %u of the trace: %s", line, what);

  return FALSE;
}

/* (transfer none) (nullable) */
static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* @fallback: when there is no such number */
static double
get_number (JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
    return fallback;

  return json_node_get_double (node);
}

/* (transfer full) (nullable) */
static GBytes *
parse_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  g_autofree guint8 *data = g_malloc (size);

  if (size == 0 || size > ENLIST_LINK_MAX_FRAME || strlen (hex) % 2 != 0)
    return NULL;
  for (gsize i = 0; i < size; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]), low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      data[i] = (guint8) (high << 4 | low);
    }

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
read_frame (JsonObject *object, EnlistTraceEvent *event, GError **error)
{
  const char *direction = get_string (object, "dir");
  const char *hex = get_string (object, "frame");

  if (g_strcmp0 (direction, "in") != 0 && g_strcmp0 (direction, "out") != 0)
    return damaged (error, event->line, "“dir” is neither “in” nor “out”");
  event->frame = hex != NULL ? parse_hex (hex) : NULL;
  if (event->frame == NULL)
    return damaged (error, event->line, "“frame” is not 1 to 500 bytes in hexadecimal digits");

  event->type = ENLIST_TRACE_FRAME;
  event->direction = *direction == 'i' ? ENLIST_TRACE_IN : ENLIST_TRACE_OUT;
  event->words = g_strdup ("");

  return TRUE;
}

static char *
describe_progress (JsonObject *object)
{
  GString *words = g_string_new (get_string (object, "step"));
  int strength = (int) get_number (object, "signal", ENLIST_SIGNAL_STRENGTH_UNKNOWN);
  guint heard = (guint) get_number (object, "heard", 0);

  if (strength != ENLIST_SIGNAL_STRENGTH_UNKNOWN)
    g_string_append_printf (words, ", %d dBm", strength);
  if (heard > 0)
    g_string_append_printf (words, ", %u others heard", heard);

  return g_string_free (words, FALSE);
}

static gboolean
read_event (JsonObject *object, EnlistTraceEvent *event, GError **error)
{
  const char *name = get_string (object, "event");
  double mtu = get_number (object, "mtu", 0);

  if (g_strcmp0 (name, "open") == 0)
    {
      if (mtu < ENLIST_LINK_MIN_FRAME || mtu > G_MAXUINT16 || get_string (object, "transport") == NULL)
        return damaged (error, event->line, "“transport” and an “mtu” of 20 or more belong here");
      event->type = ENLIST_TRACE_OPENED;
      event->mtu = (guint) mtu;
      event->words = g_strdup (get_string (object, "transport"));
    }
  else if (g_strcmp0 (name, "closed") == 0)
    {
      event->type = ENLIST_TRACE_CLOSED;
      event->words = g_strdup (get_string (object, "reason") != NULL ? get_string (object, "reason") : "?");
    }
  else if (g_strcmp0 (name, "progress") == 0)
    {
      event->type = ENLIST_TRACE_PROGRESS;
      event->words = describe_progress (object);
    }
  else
    {
      return damaged (error, event->line, "neither a frame nor a known event");
    }

  return TRUE;
}

static gboolean
read_line (EnlistTraceFile *self, JsonObject *object, guint line, GError **error)
{
  EnlistTraceEvent event = { .line = line, .time_ms = get_number (object, "t", -1) };
  gboolean is_frame = json_object_has_member (object, "frame");

  if (event.time_ms < 0)
    return damaged (error, line, "there is no time “t”");
  if (!(is_frame ? read_frame (object, &event, error) : read_event (object, &event, error)))
    return FALSE;
  g_array_append_val (self->events, event);

  return TRUE;
}

static gboolean
read_head (JsonObject *object, GError **error)
{
  int version = (int) get_number (object, "enlist-trace", 0);

  if (version == VERSION)
    return TRUE;
  if (version > VERSION)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW, "The trace is of version %d", version);
      return FALSE;
    }

  return damaged (error, 1, NO_TRACE);
}

EnlistTraceFile *
enlist_trace_file_parse (const char *text, GError **error)
{
  g_autoptr (EnlistTraceFile) self = g_object_new (ENLIST_TYPE_TRACE_FILE, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (lines[0] == NULL)
    {
      damaged (error, 1, NO_TRACE);
      return NULL;
    }
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) node = NULL;
      JsonObject *object;

      if (*lines[i] == '\0' && i > 0)
        continue;
      node = json_from_string (lines[i], NULL);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        {
          damaged (error, i + 1, i == 0 ? NO_TRACE : "a JSON object belongs here");
          return NULL;
        }
      object = json_node_get_object (node);
      if (!(i == 0 ? read_head (object, error) : read_line (self, object, i + 1, error)))
        return NULL;
    }

  return g_steal_pointer (&self);
}

guint
enlist_trace_file_get_n_events (EnlistTraceFile *self)
{
  return self->events->len;
}

const EnlistTraceEvent *
enlist_trace_file_get_event (EnlistTraceFile *self, guint index)
{
  g_return_val_if_fail (index < self->events->len, NULL);

  return &g_array_index (self->events, EnlistTraceEvent, index);
}

static void
clear_event (gpointer data)
{
  EnlistTraceEvent *event = data;

  g_clear_pointer (&event->frame, g_bytes_unref);
  g_free (event->words);
}

static void
enlist_trace_file_finalize (GObject *object)
{
  g_array_unref (ENLIST_TRACE_FILE (object)->events);

  G_OBJECT_CLASS (enlist_trace_file_parent_class)->finalize (object);
}

static void
enlist_trace_file_class_init (EnlistTraceFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_trace_file_finalize;
}

static void
enlist_trace_file_init (EnlistTraceFile *self)
{
  self->events = g_array_new (FALSE, FALSE, sizeof (EnlistTraceEvent));
  g_array_set_clear_func (self->events, clear_event);
}
