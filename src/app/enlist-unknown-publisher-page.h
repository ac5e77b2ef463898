/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-page.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_UNKNOWN_PUBLISHER_PAGE (enlist_unknown_publisher_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistUnknownPublisherPage, enlist_unknown_publisher_page, ENLIST,
                      UNKNOWN_PUBLISHER_PAGE, EnlistPage)

/**
 * EnlistUnknownPublisherPage:
 *
 * A label whose publisher is not trusted. Shows the number of the key and nothing else of the label. Its
 * actions are the window's: win.add-publisher and win.import-publisher.
 */
EnlistPage  *enlist_unknown_publisher_page_new       (EnlistLabel *label);

EnlistLabel *enlist_unknown_publisher_page_get_label (EnlistUnknownPublisherPage *self);

G_END_DECLS
