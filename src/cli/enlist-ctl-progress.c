/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-progress.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"

#define REWRITE_INTERVAL (G_USEC_PER_SEC / 10)
#define LINE_INTERVAL (5 * G_USEC_PER_SEC)
#define LINE_COUNT 1000
#define ERASE_LINE "\r\033[K"

void
enlist_ctl_progress_begin (EnlistCtlProgress *self, guint done, guint total)
{
  self->total = total;
  self->first = done;
  self->said = done;
  self->begin = g_get_monotonic_time ();
  self->last = self->begin;
  self->rewrites = isatty (STDERR_FILENO);
}

/* (transfer full): "1200 of 10000, about 2 minutes left" */
static char *
make_text (EnlistCtlProgress *self, guint done, gint64 now)
{
  double left = (double) (now - self->begin) / G_USEC_PER_SEC / MAX (1, done - self->first) *
                (double) (self->total - done);

  if (done == self->first || left < 2)
    return g_strdup_printf (_("%u of %u"), done, self->total);
  if (left < 100)
    return g_strdup_printf (_("%u of %u, about %.0f seconds left"), done, self->total, left);

  return g_strdup_printf (_("%u of %u, about %.0f minutes left"), done, self->total, left / 60);
}

void
enlist_ctl_progress_step (EnlistCtlProgress *self, guint done)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;
  gboolean due;

  if (self->rewrites)
    due = now - self->last >= REWRITE_INTERVAL || done == self->total;
  else
    due = now - self->last >= LINE_INTERVAL || done / LINE_COUNT != self->said / LINE_COUNT;
  if (!due)
    return;
  text = make_text (self, done, now);
  if (self->rewrites)
    g_printerr (ERASE_LINE "%s", text);
  else
    enlist_ctl_say ("%s", text);
  self->said = done;
  self->last = now;
}

void
enlist_ctl_progress_end (EnlistCtlProgress *self)
{
  if (self->rewrites)
    g_printerr (ERASE_LINE);
}
