/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>

#include "enlist-scanner-code.h"

G_BEGIN_DECLS

/* 311 characters, all of the QR alphanumeric set: what a version 10 code holds at level M. */
char *scanner_test_text (char first);

/*
 * A white sheet of the given size with one version 10-M code per text, side by side in as many columns as fit
 * a square. A module is pixels wide.
 */
GdkPixbuf *scanner_test_sheet (int                width,
                               int                height,
                               int                pixels,
                               const char *const *texts);

/* One code with any bytes, with just its quiet zone. */
GdkPixbuf *scanner_test_code (const guint8 *data,
                              gsize         size,
                              int           pixels);

/* A bar code from the widths of its bars and spaces, bar first, on a white sheet. */
GdkPixbuf *scanner_test_bars (const char *widths,
                              int         width,
                              int         height,
                              int         pixels);

/* The widths of the EAN-13 code of "4006381333931". */
#define SCANNER_TEST_EAN13 "11132111123111414113121122211111141114111411311214112221111"

/* A folder for the files of the program, removed with its content by scanner_test_clear(). */
const char *scanner_test_folder (void);
void scanner_test_clear (void);

/* Saves as PNG in the folder; returns the path. */
char *scanner_test_save (GdkPixbuf  *pixbuf,
                         const char *name);

/* Runs ImageMagick on a file: convert FROM ARGUMENTS FOLDER/NAME. Returns the path. */
char *scanner_test_convert (const char *from,
                            const char *arguments,
                            const char *name);

gboolean scanner_test_says (EnlistScannerCode *code,
                            const char        *text);

/* Runs the main loop until *done; ends the program when that takes longer than 30 seconds. */
void scanner_test_wait (const gboolean *done);

G_END_DECLS
