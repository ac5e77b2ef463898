/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-gray-private.h"

#include <math.h>
#include <string.h>

/* Weights of ITU-R BT.601 in 256ths. */
#define LUMA(r, g, b) ((guint8) ((77 * (r) + 150 * (g) + 29 * (b)) >> 8))

EnlistScannerGray *
enlist_scanner_gray_new (int width,
                         int height)
{
  EnlistScannerGray *self = g_new (EnlistScannerGray, 1);

  self->width = width;
  self->height = height;
  self->data = g_malloc ((gsize) width * height);
  return self;
}

void
enlist_scanner_gray_free (EnlistScannerGray *self)
{
  g_free (self->data);
  g_free (self);
}

EnlistScannerGray *
enlist_scanner_gray_new_from_bgrx (const guint8 *pixels,
                                   int           width,
                                   int           height,
                                   gsize         stride)
{
  EnlistScannerGray *self = enlist_scanner_gray_new (width, height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *in = pixels + y * stride;
      guint8 *out = self->data + (gsize) y * width;

      for (int x = 0; x < width; x++, in += 4)
        out[x] = LUMA (in[2], in[1], in[0]);
    }
  return self;
}

EnlistScannerGray *
enlist_scanner_gray_new_from_rgb (const guint8 *pixels,
                                  int           width,
                                  int           height,
                                  gsize         stride,
                                  gboolean      has_alpha)
{
  EnlistScannerGray *self = enlist_scanner_gray_new (width, height);
  int n_channels = has_alpha ? 4 : 3;

  for (int y = 0; y < height; y++)
    {
      const guint8 *in = pixels + y * stride;
      guint8 *out = self->data + (gsize) y * width;

      for (int x = 0; x < width; x++, in += n_channels)
        {
          int luma = LUMA (in[0], in[1], in[2]);

          out[x] = has_alpha ? (guint8) (255 + (luma - 255) * in[3] / 255) : (guint8) luma;
        }
    }
  return self;
}

static guint8
average (const EnlistScannerGray *self,
         int                      x0,
         int                      x1,
         int                      y0,
         int                      y1)
{
  guint64 sum = 0;

  for (int y = y0; y < y1; y++)
    {
      const guint8 *row = self->data + (gsize) y * self->width;

      for (int x = x0; x < x1; x++)
        sum += row[x];
    }
  return (guint8) (sum / ((guint64) (x1 - x0) * (y1 - y0)));
}

EnlistScannerGray *
enlist_scanner_gray_scale (const EnlistScannerGray *self,
                           int                      width,
                           int                      height)
{
  EnlistScannerGray *scaled = enlist_scanner_gray_new (width, height);

  for (int y = 0; y < height; y++)
    {
      int y0 = (int) ((gint64) y * self->height / height);
      int y1 = MAX (y0 + 1, (int) ((gint64) (y + 1) * self->height / height));

      for (int x = 0; x < width; x++)
        {
          int x0 = (int) ((gint64) x * self->width / width);
          int x1 = MAX (x0 + 1, (int) ((gint64) (x + 1) * self->width / width));

          scaled->data[(gsize) y * width + x] = average (self, x0, x1, y0, y1);
        }
    }
  return scaled;
}

static int
turned_side (const EnlistScannerGray *self)
{
  return (int) ceil ((self->width + self->height) * G_SQRT2 / 2);
}

static void
turn_back (const EnlistScannerGray *self,
           double                   x,
           double                   y,
           double                  *back_x,
           double                  *back_y)
{
  double middle = turned_side (self) / 2.0;
  double right = x - middle;
  double down = y - middle;

  *back_x = (right + down) * G_SQRT2 / 2 + self->width / 2.0;
  *back_y = (down - right) * G_SQRT2 / 2 + self->height / 2.0;
}

/* The value between four pixels, white outside. */
static guint8
interpolate (const EnlistScannerGray *self,
             double                   x,
             double                   y)
{
  int left = (int) floor (x);
  int top = (int) floor (y);
  double dx = x - left;
  double dy = y - top;
  const guint8 *row;
  double upper, lower;

  if (left < 0 || top < 0 || left + 1 >= self->width || top + 1 >= self->height)
    return 255;
  row = self->data + (gsize) top * self->width + left;
  upper = row[0] * (1 - dx) + row[1] * dx;
  lower = row[self->width] * (1 - dx) + row[self->width + 1] * dx;
  return (guint8) (upper * (1 - dy) + lower * dy + 0.5);
}

EnlistScannerGray *
enlist_scanner_gray_turn (const EnlistScannerGray *self)
{
  int side = turned_side (self);
  EnlistScannerGray *turned = enlist_scanner_gray_new (side, side);

  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      {
        double back_x, back_y;

        turn_back (self, x, y, &back_x, &back_y);
        turned->data[(gsize) y * side + x] = interpolate (self, back_x, back_y);
      }
  return turned;
}

void
enlist_scanner_gray_turn_back (const EnlistScannerGray *self,
                               int                     *x,
                               int                     *y)
{
  double back_x, back_y;

  turn_back (self, *x, *y, &back_x, &back_y);
  *x = CLAMP ((int) lround (back_x), 0, self->width);
  *y = CLAMP ((int) lround (back_y), 0, self->height);
}

void
enlist_scanner_gray_invert (EnlistScannerGray *self)
{
  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    self->data[i] = (guint8) ~self->data[i];
}
