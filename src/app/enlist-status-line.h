/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_STATUS_LINE (enlist_status_line_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStatusLine, enlist_status_line, ENLIST, STATUS_LINE, AdwBin)

/**
 * EnlistStatusLine:
 *
 * One slim line that says what a session does or waits for right now, with the strength of the signal while
 * the device is being reached. Property detailed (set when it is made): a second line has it in words.
 */
void enlist_status_line_set_session (EnlistStatusLine *self, EnlistSession *session);

G_END_DECLS
