/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-code-private.h"

struct _EnlistScannerCode
{
  GBytes *payload;
  EnlistSymbology symbology;
  GArray *outline;
  int width;
  int height;
};

G_DEFINE_BOXED_TYPE (EnlistScannerCode,
                     enlist_scanner_code,
                     enlist_scanner_code_ref,
                     enlist_scanner_code_unref)

EnlistScannerCode *
enlist_scanner_code_new (GBytes         *payload,
                         EnlistSymbology symbology,
                         GArray         *outline,
                         int             width,
                         int             height)
{
  EnlistScannerCode *self = g_atomic_rc_box_new0 (EnlistScannerCode);

  self->payload = g_bytes_ref (payload);
  self->symbology = symbology;
  self->outline = outline;
  self->width = width;
  self->height = height;
  return self;
}

EnlistScannerCode *
enlist_scanner_code_ref (EnlistScannerCode *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
enlist_scanner_code_clear (gpointer data)
{
  EnlistScannerCode *self = data;

  g_bytes_unref (self->payload);
  g_array_unref (self->outline);
}

void
enlist_scanner_code_unref (EnlistScannerCode *self)
{
  g_atomic_rc_box_release_full (self, enlist_scanner_code_clear);
}

GBytes *
enlist_scanner_code_get_payload (EnlistScannerCode *self)
{
  return self->payload;
}

EnlistSymbology
enlist_scanner_code_get_symbology (EnlistScannerCode *self)
{
  return self->symbology;
}

const EnlistScannerPoint *
enlist_scanner_code_get_outline (EnlistScannerCode *self,
                                 gsize             *n_points)
{
  *n_points = self->outline->len;
  return (const EnlistScannerPoint *) (gpointer) self->outline->data;
}

void
enlist_scanner_code_get_frame_size (EnlistScannerCode *self,
                                    int               *width,
                                    int               *height)
{
  *width = self->width;
  *height = self->height;
}

guint
enlist_scanner_code_hash (gconstpointer code)
{
  const EnlistScannerCode *self = code;

  return g_bytes_hash (self->payload) ^ (guint) self->symbology;
}

gboolean
enlist_scanner_code_equal (gconstpointer a,
                           gconstpointer b)
{
  const EnlistScannerCode *one = a;
  const EnlistScannerCode *other = b;

  return one->symbology == other->symbology && g_bytes_equal (one->payload, other->payload);
}
