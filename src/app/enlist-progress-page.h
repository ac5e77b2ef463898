/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"
#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PROGRESS_PAGE (enlist_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistProgressPage, enlist_progress_page, ENLIST, PROGRESS_PAGE, EnlistPage)

/* EnlistProgressPage: the steps of both ends of a session, as they happen. Giving up is the action
   enrollment.cancel. */
EnlistPage *enlist_progress_page_new (EnlistSession *session);

G_END_DECLS
