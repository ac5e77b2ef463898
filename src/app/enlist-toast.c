/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-toast"

#include "enlist-toast.h"

#include "enlist-plain-text.h"

void
enlist_toast_show (GtkWidget  *widget,
                   const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = enlist_plain_text_to_markup (text, ENLIST_PLAIN_TEXT_SENTENCE);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
}
