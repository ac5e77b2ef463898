/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The largest QR code that is printed; larger ones are not read when the label tilts (docs/format.md,
 * clause 4.4). */
#define ENLIST_CTL_MAX_QR_VERSION 10

/**
 * EnlistCtlCodeSheet:
 *
 * QR codes of level M on one picture: two side by side, each with its quiet zone of four modules.
 */
typedef struct _EnlistCtlCodeSheet EnlistCtlCodeSheet;

/**
 * enlist_ctl_code_sheet_new:
 * @texts: (array zero-terminated=1): one a code, of the alphanumeric set of QR codes
 *
 * Returns: (transfer full): %NULL with ENLIST_ERROR_USAGE when a text does not fit into version 10
 */
EnlistCtlCodeSheet *enlist_ctl_code_sheet_new (const char *const *texts, GError **error);

void   enlist_ctl_code_sheet_free        (EnlistCtlCodeSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistCtlCodeSheet, enlist_ctl_code_sheet_free)

guint  enlist_ctl_code_sheet_get_count   (EnlistCtlCodeSheet *self);
/* The same for all codes: that of the fullest. */
guint  enlist_ctl_code_sheet_get_version (EnlistCtlCodeSheet *self);
/* In modules, quiet zones and caption included. */
guint  enlist_ctl_code_sheet_get_width   (EnlistCtlCodeSheet *self);
guint  enlist_ctl_code_sheet_get_height  (EnlistCtlCodeSheet *self);

/* The codes alone, with their upper left corner at the origin; @module: of the units of @cr. */
void enlist_ctl_code_sheet_draw (EnlistCtlCodeSheet *self, cairo_t *cr, double module);

/**
 * enlist_ctl_code_sheet_set_caption:
 * @text: what stands below the codes in a picture of this @module_mm
 */
void enlist_ctl_code_sheet_set_caption (EnlistCtlCodeSheet *self, const char *text, double module_mm);

/* @scale: pixels a module; the picture says how large @module_mm makes it in print */
GBytes *
enlist_ctl_code_sheet_to_png (EnlistCtlCodeSheet *self, guint scale, double module_mm, GError **error);

/* @title: what the picture shows, for people who do not see it */
GBytes *enlist_ctl_code_sheet_to_svg     (EnlistCtlCodeSheet *self, double module_mm, const char *title);

/**
 * enlist_ctl_code_sheet_new_from_svg:
 *
 * Returns: (transfer full) (nullable): what enlist_ctl_code_sheet_to_svg() has drawn; %NULL for any other
 * picture
 */
EnlistCtlCodeSheet *enlist_ctl_code_sheet_new_from_svg (GBytes *svg);

G_END_DECLS
