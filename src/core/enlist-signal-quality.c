/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-signal-quality"

#include "enlist-signal-quality.h"

#include <glib/gi18n-lib.h>

#include "enlist-transport.h"

/* dBm: where connecting hardly ever fails, and where it does now and then. Readings jump by a few dB even
 * when nobody moves. */
#define EXCELLENT (-60)
#define GOOD (-78)
#define JITTER 4

static EnlistSignalQuality
classify (int strength)
{
  if (strength >= EXCELLENT)
    return ENLIST_SIGNAL_EXCELLENT;

  return strength >= GOOD ? ENLIST_SIGNAL_GOOD : ENLIST_SIGNAL_WEAK;
}

EnlistSignalQuality
enlist_signal_quality (int strength, EnlistSignalQuality before)
{
  if (strength == ENLIST_SIGNAL_STRENGTH_UNKNOWN)
    return ENLIST_SIGNAL_UNKNOWN;
  if (before != ENLIST_SIGNAL_UNKNOWN &&
      (classify (strength + JITTER) == before || classify (strength - JITTER) == before))
    return before;

  return classify (strength);
}

const char *
enlist_signal_quality_get_words (EnlistSignalQuality quality)
{
  switch (quality)
    {
    case ENLIST_SIGNAL_WEAK:
      return _("Weak signal: move closer");
    case ENLIST_SIGNAL_GOOD:
      return _("Good signal");
    case ENLIST_SIGNAL_EXCELLENT:
      return _("Excellent signal");
    case ENLIST_SIGNAL_UNKNOWN:
    default:
      return "";
    }
}
