/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
/* Runs in a desktop session, one per situation; the first argument says which. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "enlist-scanner.h"
#include "scanner-test.h"
#include "scanner-watch.h"

/* What the camera of the session shows; see meson.build. */
#define SHOWN "SESSION CAMERA"

static gboolean
has_cameras (ScannerWatch *watch,
             gconstpointer n)
{
  return g_list_model_get_n_items (enlist_scanner_get_cameras (watch->scanner)) == GPOINTER_TO_UINT (n);
}

static void
start_camera (ScannerWatch *watch,
              const char   *id)
{
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_camera (id);

  scanner_watch_start (watch, source);
}

static void
assert_fails (EnlistScannerError code)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();

  start_camera (watch, NULL);
  scanner_watch_wait (watch, scanner_watch_is, GINT_TO_POINTER (ENLIST_SCANNER_FAILED));
  g_assert_error (watch->error, ENLIST_SCANNER_ERROR, (int) code);
  g_assert_true (has_cameras (watch, GUINT_TO_POINTER (0)));
}

static void
test_allowed (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autoptr (EnlistScannerCamera) camera = NULL;

  start_camera (watch, NULL);
  scanner_watch_wait (watch, scanner_watch_has, SHOWN);
  g_assert_true (has_cameras (watch, GUINT_TO_POINTER (1)));
  camera = g_list_model_get_item (enlist_scanner_get_cameras (watch->scanner), 0);
  g_assert_cmpstr (enlist_scanner_camera_get_name (camera), ==, "Session-Camera");
  g_assert_cmpstr (enlist_scanner_camera_get_id (camera), ==, "enlist-camera");
  g_assert_cmpstr (enlist_scanner_get_camera_id (watch->scanner), ==, "enlist-camera");

  enlist_scanner_stop (watch->scanner);
  g_assert_true (has_cameras (watch, GUINT_TO_POINTER (0)));
  g_assert_null (enlist_scanner_get_camera_id (watch->scanner));
  for (int i = 0; i < 3; i++)
    {
      start_camera (watch, "enlist-camera");
      scanner_watch_wait (watch, scanner_watch_has, SHOWN);
      enlist_scanner_stop (watch->scanner);
    }
}

/* A camera that was chosen once and is gone must not stop anybody from scanning. */
static void
test_unknown_id (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();

  start_camera (watch, "sold-last-year");
  scanner_watch_wait (watch, scanner_watch_has, SHOWN);
  g_assert_cmpstr (enlist_scanner_get_camera_id (watch->scanner), ==, "enlist-camera");
}

static GSubprocess *
plug_in (const char *name,
         const char *text)
{
  g_autoptr (GdkPixbuf) code = scanner_test_code ((const guint8 *) text, strlen (text), 8);
  g_autofree char *plain = scanner_test_save (code, "second-plain.png");
  g_autofree char *path =
    scanner_test_convert (plain, "-gravity center -extent 640x480 -depth 8 -type TrueColor", "second.png");
  g_autofree char *command = g_strdup_printf (
    "gst-launch-1.0 filesrc location=%s ! pngdec ! imagefreeze is-live=true ! video/x-raw,framerate=30/1 ! "
    "videoconvert ! video/x-raw,format=YUY2 ! progressreport update-freq=1 ! identity drop-allocation=true ! "
    "pipewiresink mode=provide "
    "'stream-properties=props,media.class=Video/Source,media.role=Camera,node.name=%s,node.description=%s'",
    path, name, name);
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  GSubprocess *process;
  gboolean shows = FALSE;

  g_assert_true (g_shell_parse_argv (command, NULL, &arguments, &error));
  process = g_subprocess_newv ((const char *const *) arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  /* pipewiresink 0.3 crashes when it is used before its first picture. */
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  while (!shows)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      shows = g_str_has_prefix (line, "progressreport");
    }
  return process;
}

static void
unplug (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

static void
test_second_camera (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autoptr (GSubprocess) second = NULL;

  start_camera (watch, NULL);
  scanner_watch_wait (watch, scanner_watch_has, SHOWN);
  second = plug_in ("second", "SECOND CAMERA");
  scanner_watch_wait (watch, has_cameras, GUINT_TO_POINTER (2));
  g_assert_cmpstr (enlist_scanner_get_camera_id (watch->scanner), ==, "enlist-camera");

  start_camera (watch, "second");
  scanner_watch_wait (watch, scanner_watch_has, "SECOND CAMERA");
  g_assert_cmpuint (scanner_watch_count (watch, SHOWN), ==, 0);
  g_assert_cmpstr (enlist_scanner_get_camera_id (watch->scanner), ==, "second");

  start_camera (watch, "enlist-camera");
  scanner_watch_wait (watch, scanner_watch_has, SHOWN);
  /* One that is not in use may go. */
  unplug (second);
  scanner_watch_wait (watch, has_cameras, GUINT_TO_POINTER (1));
  g_assert_no_error (watch->error);
}

static void
test_unplugged (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autoptr (GSubprocess) second = plug_in ("second", "SECOND CAMERA");

  start_camera (watch, NULL);
  scanner_watch_wait (watch, has_cameras, GUINT_TO_POINTER (2));
  start_camera (watch, "second");
  scanner_watch_wait (watch, scanner_watch_has, "SECOND CAMERA");
  unplug (second);
  scanner_watch_wait (watch, scanner_watch_is, GINT_TO_POINTER (ENLIST_SCANNER_FAILED));
  g_assert_error (watch->error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_UNPLUGGED);

  /* The other one still works. */
  start_camera (watch, "second");
  scanner_watch_wait (watch, scanner_watch_has, SHOWN);
}

/* Nobody answers the question: stopping takes it back. */
static void
test_stop_while_asked (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();
  g_autofree char *text = scanner_test_text ('S');
  const char *texts[] = { text, NULL };
  g_autoptr (GdkPixbuf) sheet = scanner_test_sheet (1280, 720, 9, texts);
  g_autofree char *path = scanner_test_save (sheet, "instead.png");
  g_autoptr (EnlistScannerSource) instead = enlist_scanner_source_new_picture (path);

  start_camera (watch, NULL);
  g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_STARTING);
  enlist_scanner_stop (watch->scanner);
  g_assert_cmpint (enlist_scanner_get_state (watch->scanner), ==, ENLIST_SCANNER_STOPPED);
  start_camera (watch, NULL);
  scanner_watch_start (watch, instead);
  scanner_watch_wait (watch, scanner_watch_has, text);
  g_assert_no_error (watch->error);
}

static void
test_denied (void)
{
  assert_fails (ENLIST_SCANNER_ERROR_ACCESS_DENIED);
}

static void
test_absent (void)
{
  assert_fails (ENLIST_SCANNER_ERROR_NO_CAMERA);
}

/* No camera portal at all: whatever Video4Linux has, and an end to the waiting either way. */
static gboolean
has_settled (ScannerWatch *watch,
             gconstpointer data)
{
  return enlist_scanner_get_state (watch->scanner) != ENLIST_SCANNER_STARTING;
}

static void
test_no_portal (void)
{
  g_autoptr (ScannerWatch) watch = scanner_watch_new ();

  start_camera (watch, NULL);
  scanner_watch_wait (watch, has_settled, NULL);
  if (!g_file_test ("/dev/video0", G_FILE_TEST_EXISTS))
    g_assert_error (watch->error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CAMERA);
}

int
main (int    argc,
      char **argv)
{
  const char *situation;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  situation = argv[1];
  if (g_str_equal (situation, "allow"))
    {
      g_test_add_func ("/scanner/camera/allowed", test_allowed);
      g_test_add_func ("/scanner/camera/unknown-id", test_unknown_id);
      g_test_add_func ("/scanner/camera/second-camera", test_second_camera);
      g_test_add_func ("/scanner/camera/unplugged", test_unplugged);
    }
  else if (g_str_equal (situation, "deny"))
    g_test_add_func ("/scanner/camera/denied", test_denied);
  else if (g_str_equal (situation, "ask"))
    g_test_add_func ("/scanner/camera/stop-while-asked", test_stop_while_asked);
  else if (g_str_equal (situation, "absent"))
    g_test_add_func ("/scanner/camera/absent", test_absent);
  else if (g_str_equal (situation, "no-portal"))
    g_test_add_func ("/scanner/camera/no-portal", test_no_portal);
  else
    g_error ("No situation called %s", situation);
  status = g_test_run ();
  scanner_test_clear ();
  return status;
}
