/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-ctl-caption.h"
#include "enlist-ctl-code-sheet.h"

G_BEGIN_DECLS

/**
 * EnlistCtlPage:
 *
 * How labels stand on pages. Lengths are millimetres.
 */
typedef struct {
  double width;
  double height;
  double margin;
  double gap;          /* between labels */
  double label_width;  /* 0: as the largest label needs */
  double label_height;
  double module;       /* of the codes */
  gboolean fold;
  gboolean cut;
} EnlistCtlPage;

/* A4, 10 mm of margin, 4 mm of gap, modules of 0.6 mm */
#define ENLIST_CTL_PAGE_INIT { 210, 297, 10, 4, 0, 0, 0.6, FALSE, FALSE }

/* "a4", "letter" or "WIDTHxHEIGHT"; ENLIST_ERROR_USAGE */
gboolean enlist_ctl_page_parse_size  (EnlistCtlPage *self, const char *text, GError **error);

/* "WIDTHxHEIGHT" of a label; ENLIST_ERROR_USAGE */
gboolean enlist_ctl_page_parse_label (EnlistCtlPage *self, const char *text, GError **error);

/* A label as it is printed. */
typedef struct {
  EnlistCtlCodeSheet *codes;
  EnlistCtlCaption *caption; /* %NULL for none */
} EnlistCtlPrint;

/* (transfer full): @caption: (nullable) */
EnlistCtlPrint *enlist_ctl_print_new  (const EnlistCtlPage  *page,
                                       const char *const    *texts,
                                       const char           *caption,
                                       GError              **error);
void            enlist_ctl_print_free (EnlistCtlPrint *self);

/**
 * enlist_ctl_page_arrange:
 * @prints: (element-type EnlistCtlPrint): all of them
 *
 * Decides how large a label is, and how many stand side by side and below each other.
 *
 * Returns: how many fit on a page; 0 with ENLIST_ERROR_USAGE that says which sizes are needed
 */
guint enlist_ctl_page_arrange (EnlistCtlPage *self, GPtrArray *prints, GError **error);

/* The page with the labels from @first on; the units of @cr are millimetres. */
void  enlist_ctl_page_draw    (const EnlistCtlPage *self, cairo_t *cr, GPtrArray *prints, guint first);

G_END_DECLS
