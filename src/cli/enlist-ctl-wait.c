/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-wait.h"

void
enlist_ctl_wait_ready (GObject *source, GAsyncResult *result, gpointer wait)
{
  EnlistCtlWait *self = wait;

  self->result = g_object_ref (result);
}

GAsyncResult *
enlist_ctl_wait_for (EnlistCtlWait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return self->result;
}

void
enlist_ctl_wait_clear (EnlistCtlWait *self)
{
  g_clear_object (&self->result);
}
