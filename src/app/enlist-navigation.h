/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_NAVIGATION (enlist_navigation_get_type ())
G_DECLARE_FINAL_TYPE (EnlistNavigation, enlist_navigation, ENLIST, NAVIGATION, AdwBin)

/**
 * EnlistNavigation:
 *
 * A stack of pages over a root, which may be any widget (property root). The only file that knows how
 * libadwaita does this. Action navigation.pop goes back from a page whose can-pop is %TRUE, as do Alt+Left
 * and the swipe from the edge.
 */
void        enlist_navigation_push        (EnlistNavigation *self, EnlistPage *page);

/* Goes back by one page, whatever its can-pop says. */
void        enlist_navigation_pop         (EnlistNavigation *self);

void        enlist_navigation_pop_to_root (EnlistNavigation *self);

/* Goes back until @page is shown; nothing happens when it is not in the stack. */
void        enlist_navigation_pop_to      (EnlistNavigation *self, EnlistPage *page);

/* Shows @page; when one can go back from it, one comes to the root. */
void        enlist_navigation_replace     (EnlistNavigation *self, EnlistPage *page);

gboolean    enlist_navigation_contains    (EnlistNavigation *self, EnlistPage *page);

/* Returns: (transfer none) (nullable): the page shown; %NULL for the root */
EnlistPage *enlist_navigation_get_page    (EnlistNavigation *self);

G_END_DECLS
