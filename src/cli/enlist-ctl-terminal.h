/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether somebody sits in front: standard input and standard error are a terminal. */
gboolean enlist_ctl_terminal_can_ask (void);

/**
 * enlist_ctl_terminal_ask:
 * @secret: what is typed does not show
 *
 * The main context goes on while the person types.
 *
 * Returns: (transfer full): the line without white space around it, which may be empty; a secret as it was
 * typed. %NULL with ENLIST_ERROR_CANCELLED at the end of input or when @cancellable was cancelled
 */
char *
enlist_ctl_terminal_ask (const char *prompt, gboolean secret, GCancellable *cancellable, GError **error);

/* Asks a question that is answered with yes or no; an empty line means no. ENLIST_ERROR_CANCELLED */
gboolean enlist_ctl_terminal_confirm (const char    *question,
                                      gboolean      *yes,
                                      GCancellable  *cancellable,
                                      GError       **error);

G_END_DECLS
