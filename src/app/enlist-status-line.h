/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_STATUS_LINE (enlist_status_line_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStatusLine, enlist_status_line, ENLIST, STATUS_LINE, AdwBin)

/* EnlistStatusLine: one slim line that says what a session does or waits for right now. */
void enlist_status_line_set_session (EnlistStatusLine *self, EnlistSession *session);

G_END_DECLS
