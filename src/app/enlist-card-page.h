/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-intake.h"
#include "enlist-page.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_CARD_PAGE (enlist_card_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistCardPage, enlist_card_page, ENLIST, CARD_PAGE, EnlistPage)

/* EnlistCardPage: scans a publisher card. */
EnlistPage   *enlist_card_page_new        (void);
EnlistIntake *enlist_card_page_get_intake (EnlistCardPage *self);

G_END_DECLS
