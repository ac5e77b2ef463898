/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A picture of 8-bit gray values, row by row without gaps. */
typedef struct {
  int width;
  int height;
  guint8 *data;
} EnlistScannerGray;

EnlistScannerGray *enlist_scanner_gray_new (int width,
                                            int height);
void enlist_scanner_gray_free (EnlistScannerGray *self);

/* From pixels of four bytes: blue, green, red, anything. */
EnlistScannerGray *enlist_scanner_gray_new_from_bgrx (const guint8 *pixels,
                                                      int           width,
                                                      int           height,
                                                      gsize         stride);

/* From pixels of red, green, blue and, with has_alpha, opacity, as they look on white paper. */
EnlistScannerGray *enlist_scanner_gray_new_from_rgb (const guint8 *pixels,
                                                     int           width,
                                                     int           height,
                                                     gsize         stride,
                                                     gboolean      has_alpha);

/* Larger by copying pixels, smaller by averaging them. */
EnlistScannerGray *enlist_scanner_gray_scale (const EnlistScannerGray *self,
                                              int                      width,
                                              int                      height);

/* Turned by 45 degrees clockwise about its centre into a square that holds all of it, on white. */
EnlistScannerGray *enlist_scanner_gray_turn (const EnlistScannerGray *self);

/* Where a point of what enlist_scanner_gray_turn() made was in self. */
void enlist_scanner_gray_turn_back (const EnlistScannerGray *self,
                                    int                     *x,
                                    int                     *y);

void enlist_scanner_gray_invert (EnlistScannerGray *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistScannerGray, enlist_scanner_gray_free)

G_END_DECLS
