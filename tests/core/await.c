/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "await.h"

#include <glib/gstdio.h>

#define DEADLINE_SECONDS 60

void
await_ready (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Await *self = user_data;

  self->result = g_object_ref (result);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("no result within %d seconds", DEADLINE_SECONDS);
  return G_SOURCE_REMOVE;
}

GAsyncResult *
await_result (Await *self)
{
  self->deadline = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, NULL);
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (self->deadline);
  return g_steal_pointer (&self->result);
}

void
remove_tree (const char *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}
