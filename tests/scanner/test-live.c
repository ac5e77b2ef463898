/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "enlist-scanner.h"
#include "scanner-test.h"
#include "scanner-watch.h"

#define LIVE "imagefreeze is-live=true ! video/x-raw,framerate=30/1"

static char *picture; /* 1280x720, four version 10-M codes */
static char *texts[5];

static void
set_up (void)
{
  g_autoptr (GdkPixbuf) sheet = NULL;

  for (int i = 0; i < 4; i++)
    texts[i] = scanner_test_text ((char) ('A' + i));
  sheet = scanner_test_sheet (1280, 720, 5, (const char *const *) texts);
  picture = scanner_test_save (sheet, "four.png");
}

static void
tear_down (void)
{
  for (int i = 0; i < 4; i++)
    g_free (texts[i]);
  g_free (picture);
  scanner_test_clear ();
}

static char *
describe (const char *rest)
{
  return g_strdup_printf ("filesrc location=%s ! pngdec ! videoconvert ! %s", picture, rest);
}

static gboolean
has_all (ScannerWatch *watch,
         gconstpointer data)
{
  return watch->payloads->len >= 4 && watch->n_frames > 0;
}

static void
test_payloads_and_frames (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_picture (picture);
  g_autoptr (GBytes) frame = NULL;
  const guint8 *pixels;
  int width, height;
  gsize stride;

  g_assert_null (enlist_scanner_dup_frame (watch->scanner, &width, &height, &stride));
  scanner_watch_start (watch, source);
  g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_STARTING);
  scanner_watch_wait (watch, has_all, NULL);
  g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_RUNNING);

  frame = enlist_scanner_dup_frame (watch->scanner, &width, &height, &stride);
  g_assert_nonnull (frame);
  g_assert_cmpint (width, ==, 1280);
  g_assert_cmpint (height, ==, 720);
  g_assert_cmpuint (g_bytes_get_size (frame), ==, stride * 720);
  pixels = g_bytes_get_data (frame, NULL);
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint (pixels[i], ==, 255);

  /* However long they stay in view, they are reported once; drawn they are every time. */
  scanner_watch_wait (watch, scanner_watch_decoded, GUINT_TO_POINTER (10));
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint (scanner_watch_count (watch, texts[i]), ==, 1);
  g_assert_cmpuint (enlist_scanner_get_codes (watch->scanner)->len, ==, 4);
  g_assert_cmpuint (watch->n_changes, >, 1);
  g_assert_no_error (watch->error);
}

static gboolean
has_eight (ScannerWatch *watch,
           gconstpointer data)
{
  return watch->payloads->len >= 8;
}

static void
test_reset (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);

  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  enlist_scanner_reset (watch->scanner);
  scanner_watch_wait (watch, has_eight, NULL);
  for (int i = 0; i < 4; i++)
    g_assert_cmpuint (scanner_watch_count (watch, texts[i]), ==, 2);
}

/* Two hundred pictures as fast as they come: more than can be decoded, and none waits in memory. */
static void
test_drops_frames_while_busy (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe ("imagefreeze num-buffers=200");
  guint64 received, decoded;

  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  do
    {
      enlist_scanner_get_counts (watch->scanner, &received, &decoded);
      g_assert_cmpuint (decoded, <=, received);
      g_main_context_iteration (NULL, TRUE);
    }
  while (enlist_scanner_get_state (watch->scanner) == ENLIST_SCANNER_RUNNING);
  g_assert_cmpuint (received, >, 100);
  g_assert_cmpuint (decoded, <, received);
  /* The source has ended: not a failure. */
  g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_STOPPED);
  g_assert_no_error (watch->error);
  g_assert_cmpuint (watch->payloads->len, ==, 4);
}

/* A main loop that does not run holds nothing up, and finds one report when it runs again, not thirty. */
static void
test_slow_consumer (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  guint64 received = 0;
  guint n_frames;

  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  n_frames = watch->n_frames;
  while (received < 30)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      enlist_scanner_get_counts (watch->scanner, &received, NULL);
      g_thread_yield ();
    }
  g_assert_cmpuint (watch->n_frames, ==, n_frames);
  while (g_main_context_iteration (NULL, FALSE) && watch->n_frames == n_frames)
    ;
  g_assert_cmpuint (watch->n_frames, ==, n_frames + 1);
}

static void
stop_at_once (EnlistScanner     *scanner,
              EnlistScannerCode *code,
              guint             *n)
{
  ++*n;
  enlist_scanner_stop (scanner);
}

static void
test_stop_in_a_handler (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);
  guint n = 0;
  guint n_frames;

  g_signal_connect (watch->scanner, "payload", G_CALLBACK (stop_at_once), &n);
  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, scanner_watch_is, GINT_TO_POINTER (ENLIST_SCANNER_STOPPED));
  n_frames = watch->n_frames;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (watch->n_frames, ==, n_frames);
  g_assert_cmpuint (enlist_scanner_get_codes (watch->scanner)->len, ==, 0);
}

static void
test_stop_and_start (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);

  for (int i = 0; i < 5; i++)
    {
      scanner_watch_start_description (watch, description);
      scanner_watch_wait (watch, has_all, NULL);
      enlist_scanner_stop (watch->scanner);
      g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_STOPPED);
    }
  /* Faster than any of them opens. */
  for (int i = 0; i < 20; i++)
    scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  enlist_scanner_stop (watch->scanner);
  enlist_scanner_stop (watch->scanner);
}

static void
test_disposed_while_running (void)
{
  ScannerWatch *watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);
  g_autoptr (GBytes) frame = NULL;
  int width, height;
  gsize stride;

  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  frame = enlist_scanner_dup_frame (watch->scanner, &width, &height, &stride);
  scanner_watch_free (watch);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  /* A frame belongs to its holder. */
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (frame, NULL))[stride * 719], ==, 255);
}

static void
test_other_formats (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *motion_jpeg = describe ("imagefreeze is-live=true ! video/x-raw,framerate=30/1 ! jpegenc");
  g_autofree char *yuv = describe ("videoconvert ! video/x-raw,format=YUY2 ! imagefreeze is-live=true");

  scanner_watch_start_description (watch, motion_jpeg);
  scanner_watch_wait (watch, has_all, NULL);
  scanner_watch_start_description (watch, yuv);
  scanner_watch_wait (watch, has_all, NULL);
}

/* 1080p is scaled down, and outlines are those of the frame that is shown. */
static void
test_large_frames (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe ("videoscale ! video/x-raw,width=1920,height=1080 ! " LIVE);
  int width, height;
  gsize stride;

  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
  for (guint i = 0; i < watch->payloads->len; i++)
    {
      const EnlistScannerPoint *points;
      gsize n_points;
      g_autoptr (GBytes) frame = enlist_scanner_dup_frame (watch->scanner, &width, &height, &stride);

      g_assert_cmpint (width, ==, 1280);
      g_assert_cmpint (height, ==, 720);
      enlist_scanner_code_get_frame_size (g_ptr_array_index (watch->payloads, i), &width, &height);
      g_assert_cmpint (width, ==, 1280);
      g_assert_cmpint (height, ==, 720);
      points = enlist_scanner_code_get_outline (g_ptr_array_index (watch->payloads, i), &n_points);
      g_assert_cmpuint (n_points, ==, 4);
      /* 57 modules of 5 pixels about the middle of a quarter. */
      for (gsize j = 0; j < n_points; j++)
        {
          g_assert_cmpint (ABS (ABS (points[j].x % 640 - 320) - 142), <, 12);
          g_assert_cmpint (ABS (ABS (points[j].y % 360 - 180) - 142), <, 12);
        }
    }
}

/* 4:3 frames have more pixels than 720p: decoded smaller, reported in the pixels of the frame. */
static void
test_tall_frames (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  const char *one[] = { texts[0], NULL };
  g_autoptr (GdkPixbuf) sheet = scanner_test_sheet (1280, 1280, 12, one);
  g_autofree char *path = scanner_test_save (sheet, "tall.png");
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_picture (path);
  const EnlistScannerPoint *points;
  gsize n_points;

  scanner_watch_start (watch, source);
  scanner_watch_wait (watch, scanner_watch_has, texts[0]);
  points = enlist_scanner_code_get_outline (g_ptr_array_index (watch->payloads, 0), &n_points);
  for (gsize i = 0; i < n_points; i++)
    g_assert_cmpint (ABS (ABS (points[i].x - 640) - 342), <, 20);
}

static void
test_linear_codes (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autoptr (GdkPixbuf) sheet = scanner_test_bars (SCANNER_TEST_EAN13, 1280, 720, 5);
  g_autofree char *path = scanner_test_save (sheet, "bars.png");
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_picture (path);

  scanner_watch_start (watch, source);
  scanner_watch_wait (watch, scanner_watch_decoded, GUINT_TO_POINTER (5));
  g_assert_cmpuint (watch->payloads->len, ==, 0);
  g_object_set (watch->scanner, "linear-codes", TRUE, NULL);
  scanner_watch_wait (watch, scanner_watch_has, "4006381333931");
  g_assert_cmpint (enlist_scanner_code_get_symbology (g_ptr_array_index (watch->payloads, 0)), ==,
                   ENLIST_SYMBOLOGY_EAN13);
}

static void
assert_fails (EnlistScannerSource *source,
              EnlistScannerError   code)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();

  scanner_watch_start (watch, source);
  scanner_watch_wait (watch, scanner_watch_is, GINT_TO_POINTER (ENLIST_SCANNER_FAILED));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_error (watch->error, ENLIST_SCANNER_ERROR, (int) code);
  g_assert_cmpuint (watch->payloads->len, ==, 0);
}

static void
test_failing_sources (void)
{
  static const char *const descriptions[] = {
    "this is not GStreamer",
    "videotestsrc ! nonexistent",
    "filesrc location=/nonexistent ! pngdec ! imagefreeze is-live=true",
    "videotestsrc ! identity error-after=3",
    "audiotestsrc is-live=true",
    "fakesink",
  };
  g_autoptr (EnlistScannerSource) gone = enlist_scanner_source_new_picture ("/nonexistent.png");

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_description (descriptions[i]);

      g_test_message ("%s", descriptions[i]);
      assert_fails (source, ENLIST_SCANNER_ERROR_FAILED);
    }
  assert_fails (gone, ENLIST_SCANNER_ERROR_FAILED);
}

static void
test_failing_devices (void)
{
  g_autoptr (EnlistScannerSource) absent = enlist_scanner_source_new_device ("/dev/video-nonexistent");
  g_autoptr (EnlistScannerSource) other = enlist_scanner_source_new_device ("/dev/null");

  assert_fails (absent, ENLIST_SCANNER_ERROR_NO_CAMERA);
  assert_fails (other, ENLIST_SCANNER_ERROR_NO_CAMERA);
}

static void
test_works_after_a_failure (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *description = describe (LIVE);

  scanner_watch_start_description (watch, "videotestsrc ! identity error-after=1");
  scanner_watch_wait (watch, scanner_watch_is, GINT_TO_POINTER (ENLIST_SCANNER_FAILED));
  scanner_watch_start_description (watch, description);
  scanner_watch_wait (watch, has_all, NULL);
}

/* A camera that is there and shows nothing: the most common complaint about cameras of Linux phones. */
static void
test_no_picture (void)
{
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_description (
    "appsrc is-live=true caps=video/x-raw,format=GRAY8,width=320,height=240,framerate=30/1");

  assert_fails (source, ENLIST_SCANNER_ERROR_NO_PICTURE);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/scanner/live/payloads-and-frames", test_payloads_and_frames);
  g_test_add_func ("/scanner/live/reset", test_reset);
  g_test_add_func ("/scanner/live/drops-frames-while-busy", test_drops_frames_while_busy);
  g_test_add_func ("/scanner/live/slow-consumer", test_slow_consumer);
  g_test_add_func ("/scanner/live/stop-in-a-handler", test_stop_in_a_handler);
  g_test_add_func ("/scanner/live/stop-and-start", test_stop_and_start);
  g_test_add_func ("/scanner/live/disposed-while-running", test_disposed_while_running);
  g_test_add_func ("/scanner/live/other-formats", test_other_formats);
  g_test_add_func ("/scanner/live/large-frames", test_large_frames);
  g_test_add_func ("/scanner/live/tall-frames", test_tall_frames);
  g_test_add_func ("/scanner/live/linear-codes", test_linear_codes);
  g_test_add_func ("/scanner/live/failing-sources", test_failing_sources);
  g_test_add_func ("/scanner/live/failing-devices", test_failing_devices);
  g_test_add_func ("/scanner/live/works-after-a-failure", test_works_after_a_failure);
  g_test_add_func ("/scanner/live/no-picture", test_no_picture);
  status = g_test_run ();
  tear_down ();
  return status;
}
