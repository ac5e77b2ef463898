/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <cairo.h>

#include "enlist-label.h"

G_BEGIN_DECLS

/* Lines that have nothing to say are left out. */
#define ENLIST_CTL_CAPTION_TEMPLATE "Enlist\n{vendor} {model}\n{serial}\n{number}"

/**
 * EnlistCtlCaption:
 *
 * What people read beside a label's codes. The first line is bold; lines wrap.
 */
typedef struct _EnlistCtlCaption EnlistCtlCaption;

/* @width: millimetres that a line may have */
EnlistCtlCaption *enlist_ctl_caption_new        (const char *text, double width);
void              enlist_ctl_caption_free       (EnlistCtlCaption *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistCtlCaption, enlist_ctl_caption_free)

/* Millimetres. */
double            enlist_ctl_caption_get_height (EnlistCtlCaption *self);

/* With its upper left corner at the origin; the units of @cr are millimetres. */
void              enlist_ctl_caption_draw       (EnlistCtlCaption *self, cairo_t *cr);

/* The same as elements of SVG, at (@x, @y); @unit: millimetres of a unit of the picture */
void              enlist_ctl_caption_append_svg (EnlistCtlCaption *self, GString *svg, double x, double y,
                                                 double unit);

/* Returns: (nullable): the value of a name in a template; %NULL for an unknown name */
typedef const char *(*EnlistCtlCaptionLookup) (const char *name, gpointer user_data);

/**
 * enlist_ctl_caption_expand:
 * @template: text with {vendor}, {model}, {serial}, {number}, or what @lookup knows; "\n" begins a line
 * @number: (nullable): what people type for the label
 * @lookup: (nullable): for other names
 *
 * Returns: (transfer full): the text; %NULL with ENLIST_ERROR_USAGE for an unknown name
 */
char *enlist_ctl_caption_expand (const char              *template,
                                 EnlistLabel             *label,
                                 const char              *number,
                                 EnlistCtlCaptionLookup   lookup,
                                 gpointer                 user_data,
                                 GError                 **error);

G_END_DECLS
