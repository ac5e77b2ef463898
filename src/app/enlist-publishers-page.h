/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"
#include "enlist-publishers.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PUBLISHERS_PAGE (enlist_publishers_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPublishersPage, enlist_publishers_page, ENLIST, PUBLISHERS_PAGE, EnlistPage)

/* EnlistPublishersPage: the publishers who are trusted. Adding one is the window's action
   win.add-publisher. */
EnlistPage *enlist_publishers_page_new (EnlistPublishers *publishers);

G_END_DECLS
