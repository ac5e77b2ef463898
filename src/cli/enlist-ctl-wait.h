/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EnlistCtlWait:
 *
 * Turns one asynchronous call into a step of a command: begin with a zeroed one, hand enlist_ctl_wait_ready()
 * and its address to the call, then enlist_ctl_wait_for().
 */
typedef struct {
  GAsyncResult *result; /* %NULL as long as the call runs */
} EnlistCtlWait;

void          enlist_ctl_wait_ready (GObject *source, GAsyncResult *result, gpointer wait);

/* Returns: (transfer none): the result, which lives until enlist_ctl_wait_clear() */
GAsyncResult *enlist_ctl_wait_for   (EnlistCtlWait *self);

void          enlist_ctl_wait_clear (EnlistCtlWait *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EnlistCtlWait, enlist_ctl_wait_clear)

G_END_DECLS
