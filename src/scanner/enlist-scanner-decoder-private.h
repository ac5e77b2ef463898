/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-scanner-code.h"
#include "enlist-scanner-gray-private.h"

G_BEGIN_DECLS

/* Finds codes in one gray picture at a time. Belongs to one thread at a time. */
typedef struct _EnlistScannerDecoder EnlistScannerDecoder;

EnlistScannerDecoder *enlist_scanner_decoder_new (void);
void enlist_scanner_decoder_free (EnlistScannerDecoder *self);

/* Whether to look for Code 128, EAN-13 and EAN-8 besides QR codes. */
void enlist_scanner_decoder_set_linear_codes (EnlistScannerDecoder *self,
                                              gboolean              linear_codes);

/* Stretches the outline of a code from the decoded picture to the one it was made from. */
typedef void (*EnlistScannerDecoderMap) (EnlistScannerPoint *point,
                                         gpointer            user_data);

/*
 * Returns every code in the picture, an array of owned codes, with outlines that map (if any) has turned into
 * those of the picture of the given size.
 */
GPtrArray *enlist_scanner_decoder_decode (EnlistScannerDecoder    *self,
                                          const EnlistScannerGray *gray,
                                          int                      width,
                                          int                      height,
                                          EnlistScannerDecoderMap  map,
                                          gpointer                 user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistScannerDecoder, enlist_scanner_decoder_free)

G_END_DECLS
