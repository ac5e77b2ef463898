/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-ctl-code-sheet.h"
#include "enlist-label.h"

G_BEGIN_DECLS

/* How codes are drawn: options that publishers card and label make share. */
typedef struct {
  char *output;     /* *.png, *.svg, *.txt, *.enlist or "-" */
  int scale;        /* pixels a module */
  double module_mm; /* printed width of a module */
  char *number;     /* what people type for the label, printed below it */
} EnlistCtlPicture;

#define ENLIST_CTL_PICTURE_INIT { NULL, 8, 0.6, NULL }

/**
 * enlist_ctl_picture_check:
 * @binary: whether *.enlist is allowed
 *
 * Errors: ENLIST_ERROR_USAGE for another ending or a size out of range
 */
gboolean enlist_ctl_picture_check (const EnlistCtlPicture *self, gboolean binary, GError **error);

/**
 * enlist_ctl_picture_save:
 * @texts: one a code
 * @payload: (nullable): the payload of a label, for *.enlist
 * @caption: (nullable): what stands below the codes of a picture
 *
 * Writes the file and says what it is.
 */
gboolean enlist_ctl_picture_save (const EnlistCtlPicture *self,
                                  const char *const      *texts,
                                  GBytes                 *payload,
                                  const char             *title,
                                  const char             *caption,
                                  GError                **error);

/* The same with all that a label shows; ENLIST_ERROR_SOURCE when it needs too many codes. */
gboolean
enlist_ctl_picture_save_label (const EnlistCtlPicture *self, EnlistLabel *label, GError **error);

void     enlist_ctl_picture_clear (EnlistCtlPicture *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EnlistCtlPicture, enlist_ctl_picture_clear)

G_END_DECLS
