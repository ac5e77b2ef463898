/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"
#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_NOTE_PAGE (enlist_note_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistNotePage, enlist_note_page, ENLIST, NOTE_PAGE, EnlistPage)

/**
 * EnlistNotePage:
 *
 * An instruction that the installer confirms, or the question whether the blinking device is the right one.
 * Signal submitted ().
 */
EnlistPage *enlist_note_page_new (EnlistSession *session, EnlistPrompt *prompt);

G_END_DECLS
