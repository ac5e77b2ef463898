/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-remember.h"

#include <string.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"

EnlistAnswerMemory *
enlist_ctl_remember_load (const char *path, GError **error)
{
  g_autoptr (EnlistAnswerMemory) memory = enlist_answer_memory_new ();
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) node = enlist_ctl_read_json (path, &local_error);

  if (node == NULL && enlist_error_get_code (local_error) != ENLIST_ERROR_NOT_FOUND)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (node != NULL && !enlist_answer_memory_read_json (memory, node, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&memory);
}

gboolean
enlist_ctl_remember_save (EnlistAnswerMemory *memory, const char *path, GError **error)
{
  g_autoptr (JsonNode) node = enlist_answer_memory_to_json (memory);
  g_autofree char *json = json_to_string (node, TRUE);
  g_autofree char *text = g_strconcat (json, "\n", NULL);

  return enlist_ctl_write_file (path, text, strlen (text), error);
}
