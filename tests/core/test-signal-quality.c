/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-signal-quality.h"

#include "enlist-transport.h"

/* Excellent from -60 dBm, good from -78; what is shown changes 4 dB beyond the limit. */
static void
test_limits (void)
{
  static const struct {
    int strength;
    EnlistSignalQuality quality;
  } cases[] = {
    { 20, ENLIST_SIGNAL_EXCELLENT },   { -60, ENLIST_SIGNAL_EXCELLENT },
    { -61, ENLIST_SIGNAL_GOOD },       { -78, ENLIST_SIGNAL_GOOD },
    { -79, ENLIST_SIGNAL_WEAK },       { -128, ENLIST_SIGNAL_WEAK },
    { ENLIST_SIGNAL_STRENGTH_UNKNOWN, ENLIST_SIGNAL_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (enlist_signal_quality (cases[i].strength, ENLIST_SIGNAL_UNKNOWN), ==, cases[i].quality);
}

static void
test_does_not_flicker (void)
{
  static const struct {
    int strength;
    EnlistSignalQuality before;
    EnlistSignalQuality quality;
  } cases[] = {
    { -64, ENLIST_SIGNAL_EXCELLENT, ENLIST_SIGNAL_EXCELLENT },
    { -65, ENLIST_SIGNAL_EXCELLENT, ENLIST_SIGNAL_GOOD },
    { -57, ENLIST_SIGNAL_GOOD, ENLIST_SIGNAL_GOOD },
    { -56, ENLIST_SIGNAL_GOOD, ENLIST_SIGNAL_EXCELLENT },
    { -82, ENLIST_SIGNAL_GOOD, ENLIST_SIGNAL_GOOD },
    { -83, ENLIST_SIGNAL_GOOD, ENLIST_SIGNAL_WEAK },
    { -75, ENLIST_SIGNAL_WEAK, ENLIST_SIGNAL_WEAK },
    { -74, ENLIST_SIGNAL_WEAK, ENLIST_SIGNAL_GOOD },
    { -90, ENLIST_SIGNAL_EXCELLENT, ENLIST_SIGNAL_WEAK },
    { ENLIST_SIGNAL_STRENGTH_UNKNOWN, ENLIST_SIGNAL_GOOD, ENLIST_SIGNAL_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (enlist_signal_quality (cases[i].strength, cases[i].before), ==, cases[i].quality);
}

static void
test_words (void)
{
  g_assert_cmpstr (enlist_signal_quality_get_words (ENLIST_SIGNAL_UNKNOWN), ==, "");
  for (EnlistSignalQuality quality = ENLIST_SIGNAL_WEAK; quality <= ENLIST_SIGNAL_EXCELLENT; quality++)
    g_assert_cmpstr (enlist_signal_quality_get_words (quality), !=, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/signal-quality/limits", test_limits);
  g_test_add_func ("/core/signal-quality/does-not-flicker", test_does_not_flicker);
  g_test_add_func ("/core/signal-quality/words", test_words);

  return g_test_run ();
}
