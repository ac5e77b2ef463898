/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <gio/gio.h>

#include "enlist-error.h"

static void
test_texts (void)
{
  for (guint i = 0; i < ENLIST_N_ERRORS; i++)
    {
      g_assert_cmpuint (strlen (enlist_error_get_title (i)), >, 0);
      g_assert_false (g_str_has_suffix (enlist_error_get_title (i), "."));
      g_assert_true (g_str_has_suffix (enlist_error_get_remedy (i), "."));
    }
  g_assert_cmpstr (enlist_error_get_title (ENLIST_N_ERRORS), ==,
                   enlist_error_get_title (ENLIST_ERROR_FAILED));
}

static void
test_exit_codes (void)
{
  static const struct {
    EnlistError code;
    int exit_code;
  } cases[] = {
    { ENLIST_ERROR_FAILED, 1 }, { ENLIST_ERROR_USAGE, 2 }, { ENLIST_ERROR_SOURCE, 2 },
    { ENLIST_ERROR_NOT_FOUND, 3 }, { ENLIST_ERROR_BAD_SIGNATURE, 4 }, { ENLIST_ERROR_UNKNOWN_PUBLISHER, 4 },
    { ENLIST_ERROR_OWNED, 5 }, { ENLIST_ERROR_REFUSED, 5 }, { ENLIST_ERROR_BUSY, 75 },
    { ENLIST_ERROR_UNREACHABLE, 75 }, { ENLIST_ERROR_LINK_LOST, 75 }, { ENLIST_ERROR_BLUETOOTH_ABSENT, 75 },
    { ENLIST_ERROR_BLUETOOTH_DENIED, 5 }, { ENLIST_ERROR_NO_ADAPTER, 75 }, { ENLIST_ERROR_BLUETOOTH_OFF, 75 },
    { ENLIST_ERROR_BLUETOOTH_BLOCKED, 75 }, { ENLIST_ERROR_PORT_DENIED, 5 },
  };

  g_assert_cmpint (enlist_error_exit_code (NULL), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (ENLIST_ERROR, cases[i].code, "x");

      g_assert_cmpint (enlist_error_exit_code (error), ==, cases[i].exit_code);
    }
  for (guint i = 0; i < ENLIST_N_ERRORS; i++)
    {
      g_autoptr(GError) error = g_error_new_literal (ENLIST_ERROR, i, "x");

      g_assert_cmpint (enlist_error_exit_code (error), >, 0);
    }
}

static void
test_foreign (void)
{
  g_autoptr(GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr(GError) timed_out = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "x");
  g_autoptr(GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");

  g_assert_cmpint (enlist_error_get_code (cancelled), ==, ENLIST_ERROR_CANCELLED);
  g_assert_cmpint (enlist_error_get_code (timed_out), ==, ENLIST_ERROR_TIMEOUT);
  g_assert_cmpint (enlist_error_get_code (other), ==, ENLIST_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/error/texts", test_texts);
  g_test_add_func ("/core/error/exit-codes", test_exit_codes);
  g_test_add_func ("/core/error/foreign", test_foreign);
  return g_test_run ();
}
