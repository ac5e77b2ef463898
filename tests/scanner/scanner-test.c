/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "scanner-test.h"

#include <glib/gstdio.h>
#include <qrencode.h>
#include <string.h>

static char *folder;

char *
scanner_test_text (char first)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  char *text = g_malloc (312);

  for (int i = 0; i < 311; i++)
    text[i] = alphabet[(i * 7 + i / 45) % 45];
  text[0] = first;
  text[311] = '\0';
  return text;
}

static GdkPixbuf *
new_sheet (int width,
           int height)
{
  GdkPixbuf *sheet = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);

  gdk_pixbuf_fill (sheet, 0xffffffff);
  return sheet;
}

static void
fill_black (GdkPixbuf *sheet,
            int        x,
            int        y,
            int        width,
            int        height)
{
  g_autoptr (GdkPixbuf) area = gdk_pixbuf_new_subpixbuf (sheet, x, y, width, height);

  gdk_pixbuf_fill (area, 0x000000ff);
}

static void
draw_code (GdkPixbuf *sheet,
           QRcode    *code,
           int        left,
           int        top,
           int        pixels)
{
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        fill_black (sheet, left + x * pixels, top + y * pixels, pixels, pixels);
}

GdkPixbuf *
scanner_test_sheet (int                width,
                    int                height,
                    int                pixels,
                    const char *const *texts)
{
  GdkPixbuf *sheet = new_sheet (width, height);
  int n = (int) g_strv_length ((char **) texts);
  int columns = n > 1 ? 2 : 1;
  int rows = (n + columns - 1) / columns;

  for (int i = 0; i < n; i++)
    {
      QRinput *input = QRinput_new2 (10, QR_ECLEVEL_M);
      QRcode *code;
      int side, left, top;

      g_assert_cmpint (QRinput_append (input, QR_MODE_AN, (int) strlen (texts[i]), (const guchar *) texts[i]),
                       ==, 0);
      code = QRcode_encodeInput (input);
      g_assert_nonnull (code);
      g_assert_cmpint (code->version, ==, 10);
      side = code->width * pixels;
      left = width * (2 * (i % columns) + 1) / (2 * columns) - side / 2;
      top = height * (2 * (i / columns) + 1) / (2 * rows) - side / 2;
      draw_code (sheet, code, left, top, pixels);
      QRcode_free (code);
      QRinput_free (input);
    }
  return sheet;
}

GdkPixbuf *
scanner_test_code (const guint8 *data,
                   gsize         size,
                   int           pixels)
{
  QRcode *code = QRcode_encodeData ((int) size, data, 0, QR_ECLEVEL_M);
  GdkPixbuf *sheet;

  g_assert_nonnull (code);
  sheet = new_sheet ((code->width + 8) * pixels, (code->width + 8) * pixels);
  draw_code (sheet, code, 4 * pixels, 4 * pixels, pixels);
  QRcode_free (code);
  return sheet;
}

GdkPixbuf *
scanner_test_bars (const char *widths,
                   int         width,
                   int         height,
                   int         pixels)
{
  GdkPixbuf *sheet = new_sheet (width, height);
  int total = 0;
  int x;

  for (const char *digit = widths; *digit != '\0'; digit++)
    total += g_ascii_digit_value (*digit) * pixels;
  x = (width - total) / 2;
  for (int i = 0; widths[i] != '\0'; i++)
    {
      int w = g_ascii_digit_value (widths[i]) * pixels;

      if (i % 2 == 0)
        fill_black (sheet, x, height / 4, w, height / 2);
      x += w;
    }
  return sheet;
}

const char *
scanner_test_folder (void)
{
  g_autoptr (GError) error = NULL;

  if (folder == NULL)
    folder = g_dir_make_tmp ("enlist-scanner-XXXXXX", &error);
  g_assert_no_error (error);
  return folder;
}

void
scanner_test_clear (void)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

char *
scanner_test_save (GdkPixbuf  *pixbuf,
                   const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (scanner_test_folder (), name, NULL);

  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);
  return path;
}

char *
scanner_test_convert (const char *from,
                      const char *arguments,
                      const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (scanner_test_folder (), name, NULL);
  g_autofree char *command = g_strdup_printf ("convert %s %s %s", from, arguments, path);
  int status;

  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return path;
}

gboolean
scanner_test_says (EnlistScannerCode *code,
                   const char        *text)
{
  gsize size;
  const void *data = g_bytes_get_data (enlist_scanner_code_get_payload (code), &size);

  return size == strlen (text) && memcmp (data, text, size) == 0;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("Waited for too long");
  return G_SOURCE_REMOVE;
}

void
scanner_test_wait (const gboolean *done)
{
  guint deadline = g_timeout_add_seconds (30, on_deadline, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}
