/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-scanner.h"

G_BEGIN_DECLS

/* A scanner together with all that it has said. */
typedef struct {
  EnlistScanner *scanner;
  GPtrArray *payloads; /* EnlistScannerCode */
  guint n_frames;
  guint n_changes;
  GError *error;
} ScannerWatch;

ScannerWatch *scanner_watch_new (void);
void scanner_watch_free (ScannerWatch *watch);

void scanner_watch_start (ScannerWatch        *watch,
                          EnlistScannerSource *source);
void scanner_watch_start_description (ScannerWatch *watch,
                                      const char   *description);

guint scanner_watch_count (ScannerWatch *watch,
                           const char   *payload);

typedef gboolean (*ScannerWatchFunc) (ScannerWatch *watch,
                                      gconstpointer data);

/* Runs the main loop until func() is true; ends the program when that takes longer than 30 seconds. */
void scanner_watch_wait (ScannerWatch    *watch,
                         ScannerWatchFunc func,
                         gconstpointer    data);

/* For scanner_watch_wait(): this payload has been reported. */
gboolean scanner_watch_has (ScannerWatch *watch,
                            gconstpointer payload);

/* For scanner_watch_wait(): the scanner has this state. */
gboolean scanner_watch_is (ScannerWatch *watch,
                           gconstpointer state);

/* For scanner_watch_wait(): so many pictures have been decoded since the start. */
gboolean scanner_watch_decoded (ScannerWatch *watch,
                                gconstpointer n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScannerWatch, scanner_watch_free)

G_END_DECLS
