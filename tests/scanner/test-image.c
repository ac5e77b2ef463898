/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-image.h"

#include <string.h>

#include "scanner-test.h"

typedef struct {
  gboolean done;
  GPtrArray *codes;
  GError *error;
} Outcome;

static void
on_decoded (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->codes = enlist_scanner_decode_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static GPtrArray *
decode_file (const char *path,
             GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Outcome outcome = { 0 };

  enlist_scanner_decode_file_async (file, NULL, on_decoded, &outcome);
  scanner_test_wait (&outcome.done);
  g_assert_true ((outcome.codes == NULL) == (outcome.error != NULL));
  if (outcome.error != NULL)
    g_propagate_error (error, outcome.error);
  return outcome.codes;
}

static void
assert_file_says (const char        *path,
                  const char *const *texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = decode_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, g_strv_length ((char **) texts));
  for (guint i = 0; texts[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < codes->len; j++)
        found |= scanner_test_says (g_ptr_array_index (codes, j), texts[i]);
      g_assert_true (found);
    }
}

static void
test_full_code (void)
{
  g_autofree char *text = scanner_test_text ('A');
  const char *texts[] = { text, NULL };
  g_autoptr (GdkPixbuf) sheet = scanner_test_sheet (1280, 720, 8, texts);
  g_autofree char *path = scanner_test_save (sheet, "full.png");

  g_assert_cmpuint (strlen (text), ==, 311);
  assert_file_says (path, texts);
}

static void
test_several_codes (gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_auto (GStrv) texts = g_new0 (char *, n + 1);
  g_autoptr (GdkPixbuf) sheet = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < n; i++)
    texts[i] = scanner_test_text ((char) ('A' + i));
  sheet = scanner_test_sheet (1280, 960, 7, (const char *const *) texts);
  path = scanner_test_save (sheet, "several.png");
  assert_file_says (path, (const char *const *) texts);
}

static void
test_every_byte (void)
{
  guint8 data[200];
  g_autoptr (GdkPixbuf) sheet = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GBytes) expected = NULL;
  GError *error = NULL;

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 2 + (i >= 128));
  sheet = scanner_test_code (data, sizeof data, 6);
  path = scanner_test_save (sheet, "bytes.png");
  codes = decode_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 1);
  expected = g_bytes_new (data, sizeof data);
  g_assert_true (g_bytes_equal (enlist_scanner_code_get_payload (g_ptr_array_index (codes, 0)), expected));
}

static const struct
{
  const char *name;
  const char *arguments;
  const char *extension;
} distortions[] = {
  { "turned-5", "-rotate 5", "png" },
  { "turned-30", "-rotate 30", "png" },
  { "turned-45", "-rotate 45", "png" },
  { "turned-90", "-rotate 90", "png" },
  { "turned-180", "-rotate 180", "png" },
  { "inverted", "-negate", "png" },
  { "blurred", "-blur 0x2.5", "png" },
  { "noisy", "-seed 7 -attenuate 0.6 +noise Gaussian -colorspace Gray", "png" },
  { "pale", "-level-colors gray44,gray69", "png" },
  { "unevenly-lit", "( -size 1280x720 gradient:white-gray25 ) -compose multiply -composite", "png" },
  { "tilted-30", "-distort Perspective 0,0,109,94,1280,0,1171,94,0,720,0,720,1280,720,1280,720", "png" },
  { "photo-of-12-megapixels",
    "-background gray50 -gravity center -extent 2560x1440 -resize 4000x -quality 85", "jpg" },
  { "small-in-a-photo", "-resize 640x -background gray63 -gravity southeast -extent 3000x2000 -blur 0x0.6",
    "jpg" },
  { "bad-jpeg", "-quality 15", "jpg" },
  { "16-bit", "-depth 16 -define png:bit-depth=16", "png" },
  { "transparent", "-transparent white", "png" },
  { "gif-palette", "-colors 4", "gif" },
};

static void
test_distortion (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *text = scanner_test_text ('D');
  const char *texts[] = { text, NULL };
  g_autoptr (GdkPixbuf) sheet = scanner_test_sheet (1280, 720, 9, texts);
  g_autofree char *plain = scanner_test_save (sheet, "plain.png");
  g_autofree char *name = g_strdup_printf ("%s.%s", distortions[i].name, distortions[i].extension);
  g_autofree char *path = scanner_test_convert (plain, distortions[i].arguments, name);

  assert_file_says (path, texts);
}

static void
test_one_pixel_a_module (void)
{
  g_autoptr (GdkPixbuf) sheet = scanner_test_code ((const guint8 *) "SMALL", 5, 1);
  g_autofree char *path = scanner_test_save (sheet, "small.png");
  const char *texts[] = { "SMALL", NULL };

  assert_file_says (path, texts);
}

/* A polygon to draw, and not the ends of all lines in the order in which they were read. */
static void
assert_convex (EnlistScannerCode *code)
{
  gsize count;
  const EnlistScannerPoint *points = enlist_scanner_code_get_outline (code, &count);

  g_assert_cmpuint (count, >=, 3);
  for (gsize i = 0; i < count; i++)
    {
      const EnlistScannerPoint *a = &points[i];
      const EnlistScannerPoint *b = &points[(i + 1) % count];
      const EnlistScannerPoint *c = &points[(i + 2) % count];

      g_assert_cmpint ((b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x), >, 0);
    }
}

static void
test_bar_code (const char     *widths,
               const char     *text,
               EnlistSymbology symbology,
               const char     *arguments)
{
  g_autoptr (GdkPixbuf) sheet = scanner_test_bars (widths, 640, 480, 4);
  g_autofree char *plain = scanner_test_save (sheet, "bars-plain.png");
  g_autofree char *path = scanner_test_convert (plain, arguments, "bars.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = decode_file (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_true (scanner_test_says (g_ptr_array_index (codes, 0), text));
  g_assert_cmpint (enlist_scanner_code_get_symbology (g_ptr_array_index (codes, 0)), ==, symbology);
  assert_convex (g_ptr_array_index (codes, 0));
}

static void
test_bar_codes (void)
{
  /* Start B, A, B, 1, check 50, stop. */
  const char *code128 = "211214" "111323" "131123" "123221" "231131" "2331112";
  /* Start C, FNC1, 21, 20, check 0, stop. */
  const char *gs1 = "211232" "411131" "213212" "221231" "212222" "2331112";

  test_bar_code (gs1, ENLIST_SCANNER_GS1_PREFIX "2120", ENLIST_SYMBOLOGY_CODE128, "");
  test_bar_code (code128, "AB1", ENLIST_SYMBOLOGY_CODE128, "");
  test_bar_code (code128, "AB1", ENLIST_SYMBOLOGY_CODE128, "-rotate 90");
  test_bar_code (code128, "AB1", ENLIST_SYMBOLOGY_CODE128, "-rotate 45");
  test_bar_code (SCANNER_TEST_EAN13, "4006381333931", ENLIST_SYMBOLOGY_EAN13, "");
  test_bar_code ("1113112111414111213111111231321113121132111", "96385074", ENLIST_SYMBOLOGY_EAN8, "");
}

/* The outline of a straight code is where it was drawn, in the picture's own pixels, whatever size was
 * decoded. */
static void
test_outline (void)
{
  g_autofree char *text = scanner_test_text ('O');
  const char *texts[] = { text, NULL };
  g_autoptr (GdkPixbuf) sheet = scanner_test_sheet (2400, 1600, 16, texts);
  g_autofree char *path = scanner_test_save (sheet, "outline.png");
  g_autoptr (GPtrArray) codes = decode_file (path, NULL);
  const EnlistScannerPoint *points;
  gsize n_points;
  int width, height;

  g_assert_nonnull (codes);
  enlist_scanner_code_get_frame_size (g_ptr_array_index (codes, 0), &width, &height);
  g_assert_cmpint (width, ==, 2400);
  g_assert_cmpint (height, ==, 1600);
  points = enlist_scanner_code_get_outline (g_ptr_array_index (codes, 0), &n_points);
  g_assert_cmpuint (n_points, ==, 4);
  for (gsize i = 0; i < n_points; i++)
    {
      /* 57 modules of 16 pixels about the middle: corners 456 from it. */
      g_assert_cmpint (ABS (ABS (points[i].x - 1200) - 456), <, 24);
      g_assert_cmpint (ABS (ABS (points[i].y - 800) - 456), <, 24);
    }
}

static void
test_bytes (void)
{
  g_autoptr (GdkPixbuf) sheet = scanner_test_code ((const guint8 *) "PASTED", 6, 5);
  g_autoptr (GBytes) bytes = NULL;
  Outcome outcome = { 0 };
  char *data;
  gsize size;

  g_assert_true (gdk_pixbuf_save_to_buffer (sheet, &data, &size, "jpeg", NULL, NULL));
  bytes = g_bytes_new_take (data, size);
  enlist_scanner_decode_bytes_async (bytes, NULL, on_decoded, &outcome);
  scanner_test_wait (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_true (scanner_test_says (g_ptr_array_index (outcome.codes, 0), "PASTED"));
  g_ptr_array_unref (outcome.codes);
}

static void
test_no_code (void)
{
  g_autofree char *gradient = scanner_test_convert ("-size 800x600", "gradient:white-black", "gradient.png");
  g_autofree char *noise = scanner_test_convert ("-size 800x600", "-seed 3 plasma:fractal", "noise.jpg");
  g_autofree char *dot = scanner_test_convert ("-size 1x1", "xc:white", "dot.png");
  const char *paths[] = { gradient, noise, dot };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (decode_file (paths[i], &error));
      g_assert_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CODE);
    }
}

static void
assert_bytes_fail (const void        *data,
                   gsize              size,
                   EnlistScannerError code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  Outcome outcome = { 0 };

  enlist_scanner_decode_bytes_async (bytes, NULL, on_decoded, &outcome);
  scanner_test_wait (&outcome.done);
  g_assert_null (outcome.codes);
  g_assert_error (outcome.error, ENLIST_SCANNER_ERROR, (int) code);
  g_clear_error (&outcome.error);
}

static void
test_not_an_image (void)
{
  g_autoptr (GdkPixbuf) sheet = scanner_test_code ((const guint8 *) "CUT", 3, 5);
  g_autofree char *data = NULL;
  gsize size;

  assert_bytes_fail ("", 0, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE);
  assert_bytes_fail ("just text", 9, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE);
  g_assert_true (gdk_pixbuf_save_to_buffer (sheet, &data, &size, "png", NULL, NULL));
  /* What has arrived of a picture is looked at. */
  assert_bytes_fail (data, size / 2, ENLIST_SCANNER_ERROR_NO_CODE);
  assert_bytes_fail (data, 20, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE);
}

/* A header of 54 bytes must not make us ask for gigabytes. */
static void
test_too_many_pixels (void)
{
  guint8 bitmap[4096] = { 'B', 'M' };

  bitmap[10] = 54;
  bitmap[14] = 40;
  bitmap[18] = 0x20, bitmap[19] = 0x4e;
  bitmap[22] = 0x20, bitmap[23] = 0x4e;
  bitmap[26] = 1;
  bitmap[28] = 24;
  assert_bytes_fail (bitmap, sizeof bitmap, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE);
}

static void
test_too_many_bytes (void)
{
  g_autofree char *path = g_build_filename (scanner_test_folder (), "large", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_seekable_truncate (G_SEEKABLE (stream), ENLIST_SCANNER_MAX_FILE + 1, NULL, NULL));
  g_assert_null (decode_file (path, &error));
  g_assert_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE);
  g_assert_nonnull (strstr (error->message, "too large"));
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (decode_file ("/nonexistent.png", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = scanner_test_convert ("-size 3000x2000", "plasma:fractal", "plasma.jpg");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Outcome outcome = { 0 };

  enlist_scanner_decode_file_async (file, cancellable, on_decoded, &outcome);
  g_cancellable_cancel (cancellable);
  scanner_test_wait (&outcome.done);
  g_assert_null (outcome.codes);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcome.error);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scanner/image/version-10-with-311-characters", test_full_code);
  g_test_add_data_func ("/scanner/image/two-codes", GUINT_TO_POINTER (2), test_several_codes);
  g_test_add_data_func ("/scanner/image/four-codes", GUINT_TO_POINTER (4), test_several_codes);
  g_test_add_func ("/scanner/image/every-byte", test_every_byte);
  for (gsize i = 0; i < G_N_ELEMENTS (distortions); i++)
    {
      g_autofree char *path = g_strconcat ("/scanner/image/distorted/", distortions[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_distortion);
    }
  g_test_add_func ("/scanner/image/one-pixel-a-module", test_one_pixel_a_module);
  g_test_add_func ("/scanner/image/bar-codes", test_bar_codes);
  g_test_add_func ("/scanner/image/outline", test_outline);
  g_test_add_func ("/scanner/image/bytes", test_bytes);
  g_test_add_func ("/scanner/image/no-code", test_no_code);
  g_test_add_func ("/scanner/image/not-an-image", test_not_an_image);
  g_test_add_func ("/scanner/image/too-many-pixels", test_too_many_pixels);
  g_test_add_func ("/scanner/image/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/scanner/image/no-file", test_no_file);
  g_test_add_func ("/scanner/image/cancelled", test_cancelled);
  status = g_test_run ();
  scanner_test_clear ();
  return status;
}
