/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-code-sheet.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <qrencode.h>

#include "enlist-ctl-caption.h"
#include "enlist-error.h"

#define QUIET_ZONE 4 /* modules; ISO/IEC 18004, clause 5.3.8 */
#define COLUMNS 2
#define MAX_SIDE 1024 /* modules: 16 codes of version 10 are 130 by 520 */

struct _EnlistCtlCodeSheet {
  guint count;
  guint version;
  guint width;
  guint height;
  guint8 *modules; /* width by height, 1 is dark */
  EnlistCtlCaption *caption; /* %NULL without one */
  guint caption_height;      /* modules below the codes */
};

static QRcode *
encode (const char *text, int version)
{
  QRinput *input = QRinput_new2 (version, QR_ECLEVEL_M);
  QRcode *code = NULL;

  if (input == NULL)
    return NULL;
  if (QRinput_append (input, QR_MODE_AN, strlen (text), (const unsigned char *) text) == 0)
    code = QRcode_encodeInput (input);
  QRinput_free (input);

  return code;
}

static void
draw (EnlistCtlCodeSheet *self, guint index, const QRcode *code)
{
  guint pitch = code->width + 2 * QUIET_ZONE;
  guint left = (index % COLUMNS) * pitch + QUIET_ZONE;
  guint top = (index / COLUMNS) * pitch + QUIET_ZONE;

  for (int y = 0; y < code->width; y++)
    {
      for (int x = 0; x < code->width; x++)
        self->modules[(top + y) * self->width + left + x] = code->data[y * code->width + x] & 1;
    }
}

static void
set_size (EnlistCtlCodeSheet *self, guint columns, guint rows)
{
  guint pitch = 17 + 4 * self->version + 2 * QUIET_ZONE;

  self->width = columns * pitch;
  self->height = rows * pitch;
  self->modules = g_malloc0 (self->width * self->height);
}

EnlistCtlCodeSheet *
enlist_ctl_code_sheet_new (const char *const *texts, GError **error)
{
  g_autoptr (EnlistCtlCodeSheet) self = g_new0 (EnlistCtlCodeSheet, 1);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      QRcode *code = encode (texts[i], 0);

      if (code == NULL || code->version > ENLIST_CTL_MAX_QR_VERSION)
        {
          g_set_error (
              error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
              _("A text of %zu characters does not fit into a QR code of version %d."),
              strlen (texts[i]), ENLIST_CTL_MAX_QR_VERSION);
          g_clear_pointer (&code, QRcode_free);
          return NULL;
        }
      self->version = MAX (self->version, (guint) code->version);
      self->count++;
      QRcode_free (code);
    }

  set_size (self, MIN (self->count, COLUMNS), (self->count + COLUMNS - 1) / COLUMNS);
  for (guint i = 0; i < self->count; i++)
    {
      QRcode *code = encode (texts[i], self->version);

      draw (self, i, code);
      QRcode_free (code);
    }

  return g_steal_pointer (&self);
}

void
enlist_ctl_code_sheet_free (EnlistCtlCodeSheet *self)
{
  g_clear_pointer (&self->caption, enlist_ctl_caption_free);
  g_free (self->modules);
  g_free (self);
}

guint
enlist_ctl_code_sheet_get_count (EnlistCtlCodeSheet *self)
{
  return self->count;
}

guint
enlist_ctl_code_sheet_get_version (EnlistCtlCodeSheet *self)
{
  return self->version;
}

guint
enlist_ctl_code_sheet_get_width (EnlistCtlCodeSheet *self)
{
  return self->width;
}

guint
enlist_ctl_code_sheet_get_height (EnlistCtlCodeSheet *self)
{
  return self->height + self->caption_height;
}

void
enlist_ctl_code_sheet_set_caption (EnlistCtlCodeSheet *self, const char *text, double module_mm)
{
  g_clear_pointer (&self->caption, enlist_ctl_caption_free);
  self->caption = enlist_ctl_caption_new (text, (self->width - 2 * QUIET_ZONE) * module_mm);
  self->caption_height =
      (guint) ceil (enlist_ctl_caption_get_height (self->caption) / module_mm) + QUIET_ZONE;
}

void
enlist_ctl_code_sheet_draw (EnlistCtlCodeSheet *self, cairo_t *cr, double module)
{
  cairo_save (cr);
  cairo_scale (cr, module, module);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *row = self->modules + y * self->width;

      for (guint x = 0, run; x < self->width; x += run)
        {
          for (run = 1; x + run < self->width && row[x + run] == row[x];)
            run++;
          if (row[x])
            cairo_rectangle (cr, x, y, run, 1);
        }
    }
  cairo_fill (cr);
  cairo_restore (cr);
}

/* Below the codes in @pixels, which is white there. */
static void
paint_caption (EnlistCtlCodeSheet *self, guchar *pixels, gsize stride, guint scale, double module_mm)
{
  guint width = self->width * scale, height = self->caption_height * scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cairo_t *cr = cairo_create (surface);
  const guchar *data;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_translate (cr, QUIET_ZONE * scale, 0);
  cairo_scale (cr, scale / module_mm, scale / module_mm);
  enlist_ctl_caption_draw (self->caption, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < height; y++)
    {
      const guchar *from = data + y * (guint) cairo_image_surface_get_stride (surface);
      guchar *to = pixels + (self->height * scale + y) * stride;

      for (guint x = 0; x < width; x++)
        {
          guint32 pixel;

          memcpy (&pixel, from + 4 * x, sizeof pixel);
          for (guint i = 0; i < 3; i++)
            to[3 * x + i] = pixel >> (16 - 8 * i) & 0xff;
        }
    }
  cairo_surface_destroy (surface);
}

static GdkPixbuf *
paint (EnlistCtlCodeSheet *self, guint scale, double module_mm)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) (self->width * scale),
                                      (int) (enlist_ctl_code_sheet_get_height (self) * scale));
  gsize stride;
  guchar *pixels;

  if (pixbuf == NULL)
    return NULL;
  stride = gdk_pixbuf_get_rowstride (pixbuf);
  pixels = gdk_pixbuf_get_pixels (pixbuf);
  for (gsize y = 0; y < self->height * scale; y++)
    {
      for (gsize x = 0; x < self->width; x++)
        {
          gboolean dark = self->modules[(y / scale) * self->width + x];

          memset (pixels + y * stride + x * scale * 3, dark ? 0x00 : 0xff, scale * 3);
        }
    }
  if (self->caption != NULL)
    paint_caption (self, pixels, stride, scale, module_mm);

  return pixbuf;
}

GBytes *
enlist_ctl_code_sheet_to_png (EnlistCtlCodeSheet *self, guint scale, double module_mm, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = paint (self, scale, module_mm);
  g_autofree char *dpi = g_strdup_printf ("%.0f", scale / module_mm * 25.4);
  g_autoptr (GError) local_error = NULL;
  char *png;
  gsize size;

  if (pixbuf == NULL ||
      !gdk_pixbuf_save_to_buffer (pixbuf, &png, &size, "png", &local_error, "x-dpi", dpi, "y-dpi", dpi, NULL))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, _("The picture cannot be made: %s"),
                   local_error != NULL ? local_error->message : g_strerror (ENOMEM));
      return NULL;
    }

  return g_bytes_new_take (png, size);
}

GBytes *
enlist_ctl_code_sheet_to_svg (EnlistCtlCodeSheet *self, double module_mm, const char *title)
{
  g_autoptr (GString) svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];
  guint rows = enlist_ctl_code_sheet_get_height (self);

  g_ascii_formatd (width, sizeof width, "%.3f", self->width * module_mm);
  g_ascii_formatd (height, sizeof height, "%.3f", rows * module_mm);
  g_string_append_printf (
      svg,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%smm\" height=\"%smm\""
      " viewBox=\"0 0 %u %u\" shape-rendering=\"crispEdges\">\n"
      "<title>%s</title>\n<path fill=\"#fff\" d=\"M0 0h%uv%uH0z\"/>\n<path id=\"enlist-codes\" d=\"",
      width, height, self->width, rows, escaped, self->width, rows);
  for (guint y = 0; y < self->height; y++)
    {
      for (guint x = 0, run; x < self->width; x += run)
        {
          const guint8 *row = self->modules + y * self->width;

          for (run = 1; x + run < self->width && row[x + run] == row[x];)
            run++;
          if (row[x])
            g_string_append_printf (svg, "M%u %uh%uv1h-%uz", x, y, run, run);
        }
    }
  g_string_append (svg, "\"/>\n");
  if (self->caption != NULL)
    enlist_ctl_caption_append_svg (self->caption, svg, QUIET_ZONE, self->height, module_mm);
  g_string_append (svg, "</svg>\n");

  return g_string_free_to_bytes (g_steal_pointer (&svg));
}

/* One run of dark modules; answers where the next one begins. */
static const char *
draw_run (EnlistCtlCodeSheet *self, const char *path)
{
  guint x, y, run, back;
  int length = 0;

  if (sscanf (path, "M%4u %4uh%4uv1h-%4uz%n", &x, &y, &run, &back, &length) != 4 || length == 0 ||
      run != back || y >= self->height || x >= self->width || run > self->width - x)
    return NULL;
  memset (self->modules + y * self->width + x, 1, run);

  return path + length;
}

EnlistCtlCodeSheet *
enlist_ctl_code_sheet_new_from_svg (GBytes *svg)
{
  g_autoptr (EnlistCtlCodeSheet) self = g_new0 (EnlistCtlCodeSheet, 1);
  g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
  const char *box = strstr (text, " viewBox=\"0 0 ");
  const char *path = strstr (text, "<path id=\"enlist-codes\" d=\"");

  if (box == NULL || path == NULL ||
      sscanf (box, " viewBox=\"0 0 %4u %4u\"", &self->width, &self->height) != 2 || self->width == 0 ||
      self->width > MAX_SIDE || self->height == 0 || self->height > MAX_SIDE)
    return NULL;

  self->modules = g_malloc0 (self->width * self->height);
  path = strchr (path + strlen ("<path id=\"enlist-codes\" d"), '"') + 1;
  while (path != NULL && *path == 'M')
    path = draw_run (self, path);

  return path != NULL && *path == '"' ? g_steal_pointer (&self) : NULL;
}
