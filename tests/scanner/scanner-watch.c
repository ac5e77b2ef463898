/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "scanner-watch.h"

#include "scanner-test.h"

static void
on_payload (EnlistScanner     *scanner,
            EnlistScannerCode *code,
            ScannerWatch      *watch)
{
  g_ptr_array_add (watch->payloads, enlist_scanner_code_ref (code));
}

static void
on_frame (EnlistScanner *scanner,
          ScannerWatch  *watch)
{
  g_assert_cmpint (enlist_scanner_get_state (scanner), ==, ENLIST_SCANNER_RUNNING);
  watch->n_frames++;
}

static void
on_codes_changed (EnlistScanner *scanner,
                  ScannerWatch  *watch)
{
  watch->n_changes++;
}

static void
on_error (EnlistScanner *scanner,
          const GError  *error,
          ScannerWatch  *watch)
{
  g_assert_cmpint (enlist_scanner_get_state (scanner), ==, ENLIST_SCANNER_FAILED);
  g_assert_no_error (watch->error);
  watch->error = g_error_copy (error);
}

ScannerWatch *
scanner_watch_new (void)
{
  ScannerWatch *watch = g_new0 (ScannerWatch, 1);

  watch->scanner = enlist_scanner_new ();
  watch->payloads = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
  g_signal_connect (watch->scanner, "payload", G_CALLBACK (on_payload), watch);
  g_signal_connect (watch->scanner, "frame", G_CALLBACK (on_frame), watch);
  g_signal_connect (watch->scanner, "codes-changed", G_CALLBACK (on_codes_changed), watch);
  g_signal_connect (watch->scanner, "error", G_CALLBACK (on_error), watch);
  return watch;
}

void
scanner_watch_free (ScannerWatch *watch)
{
  g_assert_finalize_object (watch->scanner);
  g_ptr_array_unref (watch->payloads);
  g_clear_error (&watch->error);
  g_free (watch);
}

void
scanner_watch_start (ScannerWatch        *watch,
                     EnlistScannerSource *source)
{
  g_ptr_array_set_size (watch->payloads, 0);
  g_clear_error (&watch->error);
  watch->n_frames = 0;
  enlist_scanner_start (watch->scanner, source);
}

void
scanner_watch_start_description (ScannerWatch *watch,
                                 const char   *description)
{
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_description (description);

  scanner_watch_start (watch, source);
}

guint
scanner_watch_count (ScannerWatch *watch,
                     const char   *payload)
{
  guint n = 0;

  for (guint i = 0; i < watch->payloads->len; i++)
    n += scanner_test_says (g_ptr_array_index (watch->payloads, i), payload);
  return n;
}

static gboolean
on_deadline (gpointer user_data)
{
  ScannerWatch *watch = user_data;
  guint64 received, decoded;

  enlist_scanner_get_counts (watch->scanner, &received, &decoded);
  g_error ("Waited for too long: state %d, %u payloads, %" G_GUINT64_FORMAT
           " frames received, %" G_GUINT64_FORMAT " decoded, error %s",
           enlist_scanner_get_state (watch->scanner), watch->payloads->len, received, decoded,
           watch->error != NULL ? watch->error->message : "none");
  return G_SOURCE_REMOVE;
}

void
scanner_watch_wait (ScannerWatch    *watch,
                    ScannerWatchFunc func,
                    gconstpointer    data)
{
  guint deadline = g_timeout_add_seconds (30, on_deadline, watch);

  while (!func (watch, data))
    {
      g_assert_cmpint (enlist_scanner_get_state (watch->scanner), !=, ENLIST_SCANNER_FAILED);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
}

gboolean
scanner_watch_has (ScannerWatch *watch,
                   gconstpointer payload)
{
  return scanner_watch_count (watch, payload) > 0;
}

gboolean
scanner_watch_is (ScannerWatch *watch,
                  gconstpointer state)
{
  return enlist_scanner_get_state (watch->scanner) == (EnlistScannerState) GPOINTER_TO_INT (state);
}

gboolean
scanner_watch_decoded (ScannerWatch *watch,
                       gconstpointer n)
{
  guint64 decoded;

  enlist_scanner_get_counts (watch->scanner, NULL, &decoded);
  return decoded >= GPOINTER_TO_UINT (n);
}
