/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How well a device is heard, as people see it. */
typedef enum {
  ENLIST_SIGNAL_UNKNOWN,
  ENLIST_SIGNAL_WEAK,
  ENLIST_SIGNAL_GOOD,
  ENLIST_SIGNAL_EXCELLENT,
} EnlistSignalQuality;

/**
 * enlist_signal_quality:
 * @strength: dBm, or ENLIST_SIGNAL_STRENGTH_UNKNOWN
 * @before: what it was until now; ENLIST_SIGNAL_UNKNOWN at first
 *
 * Returns: the quality; one that is at its limit stays what it was, so that what shows it does not flicker
 */
EnlistSignalQuality enlist_signal_quality (int strength, EnlistSignalQuality before);

/* (transfer none): translated, one line without a full stop; "" for ENLIST_SIGNAL_UNKNOWN */
const char *enlist_signal_quality_get_words (EnlistSignalQuality quality);

G_END_DECLS
