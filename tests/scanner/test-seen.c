/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib.h>

#include "enlist-scanner-code-private.h"
#include "enlist-scanner-seen-private.h"

typedef struct {
  EnlistScannerSeen *seen;
  GPtrArray *fresh;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->seen = enlist_scanner_seen_new ();
  fixture->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  enlist_scanner_seen_free (fixture->seen);
  g_ptr_array_unref (fixture->fresh);
}

/* Shows one letter per code at a time in milliseconds; returns how many are reported. */
static guint
show (Fixture    *fixture,
      gint64      milliseconds,
      const char *letters)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);

  for (const char *letter = letters; *letter != '\0'; letter++)
    {
      g_autoptr (GBytes) payload = g_bytes_new (letter, 1);

      g_ptr_array_add (
          codes, enlist_scanner_code_new (payload, ENLIST_SYMBOLOGY_QR,
                                          g_array_new (FALSE, FALSE, sizeof (EnlistScannerPoint)), 1, 1));
    }
  g_ptr_array_set_size (fixture->fresh, 0);
  enlist_scanner_seen_update (fixture->seen, codes, milliseconds * 1000, fixture->fresh);
  return fixture->fresh->len;
}

static void
test_once_while_in_view (Fixture      *fixture,
                         gconstpointer data)
{
  g_assert_cmpuint (show (fixture, 0, "a"), ==, 1);
  g_assert_cmpuint (show (fixture, 40, "a"), ==, 0);
  /* A slow decoder alone brings no second report. */
  g_assert_cmpuint (show (fixture, 5000, "a"), ==, 0);
}

static void
test_several_in_one_picture (Fixture      *fixture,
                             gconstpointer data)
{
  g_assert_cmpuint (show (fixture, 0, "ab"), ==, 2);
  g_assert_cmpuint (show (fixture, 40, "abc"), ==, 1);
  g_assert_cmpuint (show (fixture, 80, "cab"), ==, 0);
  g_assert_cmpuint (show (fixture, 120, "dd"), ==, 1);
}

static void
test_again_after_a_second (Fixture      *fixture,
                           gconstpointer data)
{
  g_assert_cmpuint (show (fixture, 0, "a"), ==, 1);
  g_assert_cmpuint (show (fixture, 500, ""), ==, 0);
  g_assert_cmpuint (show (fixture, 1499, "a"), ==, 0);
  g_assert_cmpuint (show (fixture, 2000, ""), ==, 0);
  g_assert_cmpuint (show (fixture, 2500, ""), ==, 0);
  g_assert_cmpuint (show (fixture, 3000, "a"), ==, 1);
}

static void
test_reset (Fixture      *fixture,
            gconstpointer data)
{
  g_assert_cmpuint (show (fixture, 0, "ab"), ==, 2);
  enlist_scanner_seen_reset (fixture->seen);
  g_assert_cmpuint (show (fixture, 40, "ab"), ==, 2);
}

static void
test_symbology_tells_apart (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (GBytes) payload = g_bytes_new ("1", 1);
  g_autoptr (EnlistScannerCode) qr = enlist_scanner_code_new (
    payload, ENLIST_SYMBOLOGY_QR, g_array_new (FALSE, FALSE, sizeof (EnlistScannerPoint)), 1, 1);
  g_autoptr (EnlistScannerCode) bars = enlist_scanner_code_new (
    payload, ENLIST_SYMBOLOGY_CODE128, g_array_new (FALSE, FALSE, sizeof (EnlistScannerPoint)), 1, 1);

  g_assert_true (enlist_scanner_code_equal (qr, qr));
  g_assert_false (enlist_scanner_code_equal (qr, bars));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/scanner/seen/once-while-in-view", test_once_while_in_view);
  ADD ("/scanner/seen/several-in-one-picture", test_several_in_one_picture);
  ADD ("/scanner/seen/again-after-a-second", test_again_after_a_second);
  ADD ("/scanner/seen/reset", test_reset);
  ADD ("/scanner/seen/symbology-tells-apart", test_symbology_tells_apart);
  return g_test_run ();
}
