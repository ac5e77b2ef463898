/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-log.h"

#include <stdio.h>

#include "program.h"

struct _EnlistDeviceLog
{
  GObject parent_instance;

  gboolean json;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceLog, enlist_device_log, G_TYPE_OBJECT)

static void
enlist_device_log_class_init (EnlistDeviceLogClass *klass)
{
}

static void
enlist_device_log_init (EnlistDeviceLog *self)
{
}

EnlistDeviceLog *
enlist_device_log_new (gboolean json)
{
  EnlistDeviceLog *self = g_object_new (ENLIST_TYPE_DEVICE_LOG, NULL);

  self->json = json;

  return self;
}

void
enlist_device_log_append_string (GString *json, const char *text, gsize size)
{
  g_string_append_c (json, '"');
  for (gsize i = 0; i < size; i++)
    {
      guchar c = (guchar) text[i];

      if (c == '"' || c == '\\')
        g_string_append_printf (json, "\\%c", c);
      else if (c < 0x20)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_c (json, (char) c);
    }
  g_string_append_c (json, '"');
}

static void
append_member (GString *json, const char *name, const char *value)
{
  if (value == NULL)
    return;

  g_string_append (json, json->len > 1 ? ", " : "");
  enlist_device_log_append_string (json, name, strlen (name));
  g_string_append (json, ": ");
  enlist_device_log_append_string (json, value, strlen (value));
}

static const char *
event_name (EnlistEventType type)
{
  switch (type)
    {
    case ENLIST_EVENT_CONNECTED: return "connected";
    case ENLIST_EVENT_REFUSED: return "refused";
    case ENLIST_EVENT_OPENED: return "opened";
    case ENLIST_EVENT_READY: return "ready";
    case ENLIST_EVENT_STARTED: return "started";
    case ENLIST_EVENT_STEP_RUNNING: return "step-running";
    case ENLIST_EVENT_STEP_DONE: return "step-done";
    case ENLIST_EVENT_STEP_FAILED: return "step-failed";
    case ENLIST_EVENT_FINISHED: return "finished";
    case ENLIST_EVENT_COMMITTED: return "committed";
    case ENLIST_EVENT_ENDED: return "ended";
    case ENLIST_EVENT_ROLLED_BACK: return "rolled-back";
    case ENLIST_EVENT_FAILED: return "failed";
    case ENLIST_EVENT_TRIGGERED: return "triggered";
    case ENLIST_EVENT_BLOCK_FAILED: return "block-failed";
    }

  return "unknown";
}

static void
print_line (const char *line)
{
  g_print ("%s\n", line);
  fflush (stdout);
}

static void
print_json (const char *name, const EnlistEvent *event, const char *text)
{
  GString *json = g_string_new ("{");

  append_member (json, "event", name);
  if (event != NULL && event->step >= 0)
    {
      g_string_append_printf (json, ", \"step\": %d", event->step);
      append_member (json, "operation", enlist_operation_name (event->operation));
    }
  if (event != NULL && event->status != ENLIST_OK)
    append_member (json, "error", enlist_status_name (event->status));
  append_member (json, "text", text);
  g_string_append_c (json, '}');
  print_line (json->str);
  g_string_free (json, TRUE);
}

static void
print_text (const char *name, const EnlistEvent *event, const char *text)
{
  GString *line = g_string_new (name);

  if (event != NULL && event->step >= 0)
    g_string_append_printf (line, " %d %s", event->step, enlist_operation_name (event->operation));
  if (event != NULL && event->status != ENLIST_OK)
    g_string_append_printf (line, " (%s)", enlist_status_name (event->status));
  if (text != NULL)
    g_string_append_printf (line, ": %s", text);
  print_line (line->str);
  g_string_free (line, TRUE);
}

void
enlist_device_log_say (EnlistDeviceLog *self, const char *name, const char *text)
{
  (self->json ? print_json : print_text) (name, NULL, text);
}

void
enlist_device_log_members (EnlistDeviceLog *self, const char *name, const char *members)
{
  g_autofree char *line = g_strdup_printf (self->json ? "{\"event\": \"%s\", %s}" : "%s: %s", name, members);

  print_line (line);
}

void
enlist_device_log_event (EnlistDeviceLog *self, const EnlistEvent *event)
{
  (self->json ? print_json : print_text) (event_name (event->type), event, event->text);
}
