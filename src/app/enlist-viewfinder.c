/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-viewfinder"

#include "enlist-viewfinder.h"

#define LINE_WIDTH 5.0 /* of an outline, in pixels of a 720-line picture */

struct _EnlistViewfinder {
  GObject parent_instance;

  EnlistScanner *scanner;
  GdkTexture *texture;
};

static void enlist_viewfinder_paintable_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EnlistViewfinder, enlist_viewfinder, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, enlist_viewfinder_paintable_init))

static void
draw_outline (cairo_t           *cr,
              EnlistScannerCode *code,
              int                width,
              int                height)
{
  gsize n_points;
  const EnlistScannerPoint *points = enlist_scanner_code_get_outline (code, &n_points);
  int frame_width, frame_height;

  enlist_scanner_code_get_frame_size (code, &frame_width, &frame_height);
  if (n_points < 2 || frame_width <= 0 || frame_height <= 0)
    return;

  cairo_new_path (cr);
  for (gsize i = 0; i < n_points; i++)
    cairo_line_to (cr, points[i].x * (double) width / frame_width,
                   points[i].y * (double) height / frame_height);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, 0.20, 0.82, 0.48, 0.25);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.20, 0.82, 0.48);
  cairo_stroke (cr);
}

static void
enlist_viewfinder_snapshot (GdkPaintable *paintable,
                            GdkSnapshot  *snapshot,
                            double        width,
                            double        height)
{
  EnlistViewfinder *self = ENLIST_VIEWFINDER (paintable);
  GPtrArray *codes = enlist_scanner_get_codes (self->scanner);
  int frame_width, frame_height;
  cairo_t *cr;

  if (self->texture == NULL)
    return;

  gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
  if (codes->len == 0)
    return;

  frame_width = gdk_texture_get_width (self->texture);
  frame_height = gdk_texture_get_height (self->texture);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_scale (cr, width / frame_width, height / frame_height);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, LINE_WIDTH * frame_height / 720.0);
  for (guint i = 0; i < codes->len; i++)
    draw_outline (cr, g_ptr_array_index (codes, i), frame_width, frame_height);
  cairo_destroy (cr);
}

static int
enlist_viewfinder_get_intrinsic_width (GdkPaintable *paintable)
{
  EnlistViewfinder *self = ENLIST_VIEWFINDER (paintable);

  return self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
}

static int
enlist_viewfinder_get_intrinsic_height (GdkPaintable *paintable)
{
  EnlistViewfinder *self = ENLIST_VIEWFINDER (paintable);

  return self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;
}

static void
enlist_viewfinder_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = enlist_viewfinder_snapshot;
  iface->get_intrinsic_width = enlist_viewfinder_get_intrinsic_width;
  iface->get_intrinsic_height = enlist_viewfinder_get_intrinsic_height;
}

static void
on_frame (EnlistViewfinder *self)
{
  int old_width = enlist_viewfinder_get_intrinsic_width (GDK_PAINTABLE (self));
  int old_height = enlist_viewfinder_get_intrinsic_height (GDK_PAINTABLE (self));
  int width, height;
  gsize stride;
  g_autoptr (GBytes) frame = enlist_scanner_dup_frame (self->scanner, &width, &height, &stride);

  if (frame == NULL)
    return;

  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, frame, stride);
  if (width != old_width || height != old_height)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

static void
enlist_viewfinder_finalize (GObject *object)
{
  EnlistViewfinder *self = ENLIST_VIEWFINDER (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->scanner);

  G_OBJECT_CLASS (enlist_viewfinder_parent_class)->finalize (object);
}

static void
enlist_viewfinder_class_init (EnlistViewfinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_viewfinder_finalize;
}

static void
enlist_viewfinder_init (EnlistViewfinder *self)
{
}

EnlistViewfinder *
enlist_viewfinder_new (EnlistScanner *scanner)
{
  EnlistViewfinder *self = g_object_new (ENLIST_TYPE_VIEWFINDER, NULL);

  self->scanner = g_object_ref (scanner);
  g_signal_connect_object (scanner, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scanner, "codes-changed", G_CALLBACK (gdk_paintable_invalidate_contents), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
enlist_viewfinder_clear (EnlistViewfinder *self)
{
  g_return_if_fail (ENLIST_IS_VIEWFINDER (self));

  g_clear_object (&self->texture);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}
