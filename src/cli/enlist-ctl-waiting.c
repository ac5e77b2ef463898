/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-waiting.h"

#include <glib/gi18n-lib.h>

/* Somebody who waits wants to see that something still happens. */
#define REMINDER (10 * G_USEC_PER_SEC)

static gboolean
is_told (const EnlistCtlWaiting *self, const EnlistCtlWaiting *now)
{
  return self->told != 0 && now->state == self->state && now->has_progress == self->has_progress &&
         now->step == self->step && now->attempt == self->attempt && now->signal == self->signal;
}

static gboolean
is_reminder_due (const EnlistCtlWaiting *self, const EnlistCtlWaiting *now)
{
  return now->state == ENLIST_SESSION_CONNECTING && now->told - self->told >= REMINDER;
}

/* The end, and a question. */
static gboolean
speaks_for_itself (EnlistSession *session)
{
  EnlistSessionState state = enlist_session_get_state (session);

  return state == ENLIST_SESSION_ENROLLED || state == ENLIST_SESSION_FAILED ||
         (state != ENLIST_SESSION_CONNECTING && enlist_session_get_prompt (session) != NULL);
}

char *
enlist_ctl_waiting_next_line (EnlistCtlWaiting *self, EnlistSession *session, gint64 now)
{
  const EnlistTransportProgress *progress = enlist_session_get_progress (session);
  EnlistCtlWaiting next = { .state = enlist_session_get_state (session), .told = now };
  g_autofree char *hearing = NULL;

  if (progress != NULL)
    {
      next.has_progress = TRUE;
      next.step = progress->step;
      next.attempt = progress->attempt;
      next.signal = enlist_session_get_signal_quality (session);
    }
  if (is_told (self, &next) && !is_reminder_due (self, &next))
    return NULL;

  *self = next;
  if (speaks_for_itself (session))
    return NULL;
  hearing = enlist_session_dup_hearing (session);
  if (*hearing == '\0')
    return g_strdup (enlist_session_get_status (session));

  /* Translators: what happens, and how strong the signal of the device is or who else is near */
  return g_strdup_printf (_("%s %s."), enlist_session_get_status (session), hearing);
}
