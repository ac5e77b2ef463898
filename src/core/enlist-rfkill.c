/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-rfkill"

#include "enlist-rfkill-private.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* More than any struct rfkill_event of linux/rfkill.h */
#define EVENT_SIZE 64

static guint changed_signal;

struct _EnlistRfkill {
  GObject parent_instance;

  char *folder;
  GStrv blocked; /* names of the radios that are; %NULL until it is known */
  gboolean reading;
  gboolean stale;
  int device;
  guint device_source;
};

G_DEFINE_FINAL_TYPE (EnlistRfkill, enlist_rfkill, G_TYPE_OBJECT)

static char *
read_attribute (const char *folder, const char *radio, const char *name)
{
  g_autofree char *path = g_build_filename (folder, radio, name, NULL);
  char *content = NULL;

  return g_file_get_contents (path, &content, NULL, NULL) ? g_strstrip (content) : NULL;
}

/* The name of a radio for Bluetooth that is blocked; %NULL for all others */
static char *
read_blocked (const char *folder, const char *radio)
{
  g_autofree char *type = read_attribute (folder, radio, "type");
  g_autofree char *soft = read_attribute (folder, radio, "soft");
  g_autofree char *hard = read_attribute (folder, radio, "hard");

  if (g_strcmp0 (type, "bluetooth") != 0)
    return NULL;
  if (g_strcmp0 (soft, "1") != 0 && g_strcmp0 (hard, "1") != 0)
    return NULL;

  return read_attribute (folder, radio, "name");
}

/* In a thread */
static void
read_radios (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  g_autoptr (GStrvBuilder) blocked = g_strv_builder_new ();
  g_autoptr (GDir) radios = g_dir_open (folder, 0, NULL);
  const char *radio;

  while (radios != NULL && (radio = g_dir_read_name (radios)) != NULL)
    {
      g_autofree char *name = read_blocked (folder, radio);

      if (name != NULL)
        g_strv_builder_add (blocked, name);
    }

  g_task_return_pointer (task, g_strv_builder_end (blocked), (GDestroyNotify) g_strfreev);
}

static void
on_radios_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EnlistRfkill *self = ENLIST_RFKILL (source);

  g_strfreev (self->blocked);
  self->blocked = g_task_propagate_pointer (G_TASK (result), NULL);
  self->reading = FALSE;
  if (self->stale)
    enlist_rfkill_refresh (self);
  g_signal_emit (self, changed_signal, 0);
}

void
enlist_rfkill_refresh (EnlistRfkill *self)
{
  g_autoptr (GTask) task = NULL;

  self->stale = self->reading;
  if (self->reading)
    return;

  self->reading = TRUE;
  task = g_task_new (self, NULL, on_radios_ready, NULL);
  g_task_set_source_tag (task, enlist_rfkill_refresh);
  g_task_set_task_data (task, g_strdup (self->folder), g_free);
  g_task_run_in_thread (task, read_radios);
}

static gboolean
on_device_readable (int device, GIOCondition condition, gpointer user_data)
{
  EnlistRfkill *self = user_data;
  guint8 event[EVENT_SIZE];
  gboolean any = FALSE;

  while (read (device, event, sizeof event) > 0)
    any = TRUE;
  if (!any)
    {
      self->device_source = 0;
      return G_SOURCE_REMOVE;
    }
  enlist_rfkill_refresh (self);

  return G_SOURCE_CONTINUE;
}

gboolean
enlist_rfkill_is_known (EnlistRfkill *self)
{
  return self->blocked != NULL;
}

gboolean
enlist_rfkill_is_blocked (EnlistRfkill *self, const char *adapter)
{
  if (self->blocked == NULL)
    return FALSE;
  if (adapter == NULL)
    return self->blocked[0] != NULL;

  /* A switch of the machine has a name of its own, and is for all adapters. */
  for (char **name = self->blocked; *name != NULL; name++)
    if (g_str_equal (*name, adapter) || !g_str_has_prefix (*name, "hci"))
      return TRUE;

  return FALSE;
}

static void
enlist_rfkill_finalize (GObject *object)
{
  EnlistRfkill *self = ENLIST_RFKILL (object);

  g_clear_handle_id (&self->device_source, g_source_remove);
  if (self->device >= 0)
    close (self->device);
  g_strfreev (self->blocked);
  g_free (self->folder);

  G_OBJECT_CLASS (enlist_rfkill_parent_class)->finalize (object);
}

static void
enlist_rfkill_class_init (EnlistRfkillClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_rfkill_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
enlist_rfkill_init (EnlistRfkill *self)
{
  self->device = -1;
}

EnlistRfkill *
enlist_rfkill_new (const char *folder, const char *device)
{
  EnlistRfkill *self = g_object_new (ENLIST_TYPE_RFKILL, NULL);

  self->folder = g_strdup (folder);
  self->device = g_open (device, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  if (self->device >= 0)
    self->device_source = g_unix_fd_add (self->device, G_IO_IN | G_IO_HUP | G_IO_ERR, on_device_readable,
                                         self);
  enlist_rfkill_refresh (self);

  return self;
}
