/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  ENLIST_SYMBOLOGY_QR,
  ENLIST_SYMBOLOGY_CODE128,
  ENLIST_SYMBOLOGY_EAN13,
  ENLIST_SYMBOLOGY_EAN8,
} EnlistSymbology;

/**
 * ENLIST_SCANNER_GS1_PREFIX:
 *
 * The symbology identifier of GS1-128 (ISO/IEC 15424): Code 128 that begins with FNC1.
 */
#define ENLIST_SCANNER_GS1_PREFIX "]C1"

typedef struct {
  int x;
  int y;
} EnlistScannerPoint;

/**
 * EnlistScannerCode:
 *
 * A code that was read in a picture: immutable, reference counted, may be used from any thread.
 */
typedef struct _EnlistScannerCode EnlistScannerCode;

#define ENLIST_TYPE_SCANNER_CODE (enlist_scanner_code_get_type ())
GType enlist_scanner_code_get_type (void);

EnlistScannerCode *enlist_scanner_code_ref (EnlistScannerCode *self);
void enlist_scanner_code_unref (EnlistScannerCode *self);

/**
 * enlist_scanner_code_get_payload:
 *
 * Returns: (transfer none): what the code says, byte for byte; it may hold any byte and is not terminated.
 *   That of a GS1-128 code begins with #ENLIST_SCANNER_GS1_PREFIX and has GS (1d) where the code has FNC1
 */
GBytes *enlist_scanner_code_get_payload (EnlistScannerCode *self);

EnlistSymbology enlist_scanner_code_get_symbology (EnlistScannerCode *self);

/**
 * enlist_scanner_code_get_outline:
 * @n_points: (out): how many points there are: four corners for a QR code, any number for a bar code,
 *   whose outline is convex
 *
 * Returns: (array length=n_points) (transfer none): the outline as a closed polygon, in pixels of the picture
 *   that enlist_scanner_code_get_frame_size() describes, from its top left corner
 */
const EnlistScannerPoint *enlist_scanner_code_get_outline (EnlistScannerCode *self, gsize *n_points);

void enlist_scanner_code_get_frame_size (EnlistScannerCode *self, int *width, int *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistScannerCode, enlist_scanner_code_unref)

G_END_DECLS
