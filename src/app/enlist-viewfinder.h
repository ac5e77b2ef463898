/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gtk/gtk.h>

#include "enlist-scanner.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_VIEWFINDER (enlist_viewfinder_get_type ())
G_DECLARE_FINAL_TYPE (EnlistViewfinder, enlist_viewfinder, ENLIST, VIEWFINDER, GObject)

/**
 * EnlistViewfinder:
 *
 * A #GdkPaintable of what a scanner sees, with outlines around the codes that it reads. Both are drawn in the
 * coordinates of the picture, so that whatever shows the paintable may scale and crop it.
 */
EnlistViewfinder *enlist_viewfinder_new (EnlistScanner *scanner);

/* Shows nothing until the next picture. */
void              enlist_viewfinder_clear (EnlistViewfinder *self);

G_END_DECLS
