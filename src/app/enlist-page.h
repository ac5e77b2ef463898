/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_PAGE (enlist_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (EnlistPage, enlist_page, ENLIST, PAGE, AdwBin)

/**
 * EnlistPage:
 *
 * A page that #EnlistNavigation shows over the main one: a header bar with a title and a way back, the
 * content, and what stands below it. Properties: title (text), can-pop (whether the user may go back; %FALSE
 * hides the button), content, footer, start-widget and end-widget (in the header bar).
 */
struct _EnlistPageClass {
  AdwBinClass parent_class;

  gpointer padding[4];
};

const char *enlist_page_get_title   (EnlistPage *self);
void        enlist_page_set_title   (EnlistPage *self, const char *title);
gboolean    enlist_page_get_can_pop (EnlistPage *self);
void        enlist_page_set_can_pop (EnlistPage *self, gboolean can_pop);

G_END_DECLS
