/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-page.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

#define MIN_SIDE 10.0
#define MAX_SIDE 2000.0
#define QUIET_ZONE 4 /* modules, which are white around the codes already */
#define CUT_MARK 3.0
#define LINE_WIDTH 0.15
#define ROUNDING 0.001

static const struct { const char *name; double width, height; } sizes[] = {
  { "a4", 210, 297 },
  { "letter", 215.9, 279.4 },
};

static gboolean
parse_size (const char *text, double *width, double *height)
{
  char *end;

  *width = g_ascii_strtod (text, &end);
  if (end == text || (*end != 'x' && *end != 'X'))
    return FALSE;
  text = end + 1;
  *height = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' && *width >= MIN_SIDE && *width <= MAX_SIDE && *height >= MIN_SIDE &&
         *height <= MAX_SIDE;
}

gboolean
enlist_ctl_page_parse_size (EnlistCtlPage *self, const char *text, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      if (g_ascii_strcasecmp (text, sizes[i].name) == 0)
        {
          self->width = sizes[i].width;
          self->height = sizes[i].height;
          return TRUE;
        }
    }
  if (parse_size (text, &self->width, &self->height))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("--page takes a4, letter, or WIDTHxHEIGHT of %g to %g millimetres, such as 100x150."),
               MIN_SIDE, MAX_SIDE);

  return FALSE;
}

gboolean
enlist_ctl_page_parse_label (EnlistCtlPage *self, const char *text, GError **error)
{
  if (parse_size (text, &self->label_width, &self->label_height))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("--label-mm takes WIDTHxHEIGHT of %g to %g millimetres, such as 80x60."), MIN_SIDE,
               MAX_SIDE);

  return FALSE;
}

EnlistCtlPrint *
enlist_ctl_print_new (const EnlistCtlPage  *page,
                      const char *const    *texts,
                      const char           *caption,
                      GError              **error)
{
  EnlistCtlCodeSheet *codes = enlist_ctl_code_sheet_new (texts, error);
  EnlistCtlPrint *self;
  guint width;

  if (codes == NULL)
    return NULL;
  self = g_new0 (EnlistCtlPrint, 1);
  self->codes = codes;
  width = enlist_ctl_code_sheet_get_width (codes) - 2 * QUIET_ZONE;
  if (caption != NULL && *caption != '\0')
    self->caption = enlist_ctl_caption_new (caption, width * page->module);

  return self;
}

void
enlist_ctl_print_free (EnlistCtlPrint *self)
{
  g_clear_pointer (&self->codes, enlist_ctl_code_sheet_free);
  g_clear_pointer (&self->caption, enlist_ctl_caption_free);
  g_free (self);
}

static double
get_print_width (const EnlistCtlPage *self, EnlistCtlPrint *print)
{
  return enlist_ctl_code_sheet_get_width (print->codes) * self->module;
}

static double
get_codes_height (const EnlistCtlPage *self, EnlistCtlPrint *print)
{
  return enlist_ctl_code_sheet_get_height (print->codes) * self->module;
}

static double
get_print_height (const EnlistCtlPage *self, EnlistCtlPrint *print)
{
  double caption = print->caption != NULL ? enlist_ctl_caption_get_height (print->caption) : 0;

  return get_codes_height (self, print) + (caption > 0 ? caption + QUIET_ZONE * self->module : 0);
}

/* Of labels, along one side of the page. */
static guint
count_labels (double page, double margin, double label, double gap)
{
  double room = page - 2 * margin + ROUNDING;

  return room >= label ? (guint) floor ((room + gap) / (label + gap)) : 0;
}

static guint
get_columns (const EnlistCtlPage *self)
{
  return count_labels (self->width, self->margin, self->label_width, self->gap);
}

static guint
get_rows (const EnlistCtlPage *self)
{
  return count_labels (self->height, self->margin, self->label_height, self->gap);
}

guint
enlist_ctl_page_arrange (EnlistCtlPage *self, GPtrArray *prints, GError **error)
{
  double width = 0, height = 0;

  for (guint i = 0; i < prints->len; i++)
    {
      width = MAX (width, get_print_width (self, g_ptr_array_index (prints, i)));
      height = MAX (height, get_print_height (self, g_ptr_array_index (prints, i)));
    }
  if (self->label_width > 0 &&
      (width > self->label_width + ROUNDING || height > self->label_height + ROUNDING))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("The largest label needs %.1f × %.1f mm, and --label-mm gives it %.1f × %.1f. Make that "
                      "larger, or --module-mm smaller."),
                   width, height, self->label_width, self->label_height);
      return 0;
    }
  if (self->label_width <= 0)
    {
      self->label_width = width;
      self->label_height = height;
    }
  if (get_columns (self) > 0 && get_rows (self) > 0)
    return get_columns (self) * get_rows (self);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("A label needs %.1f × %.1f mm, and the page of %.1f × %.1f mm has room for %.1f × %.1f "
                  "between its margins. Take a larger page, smaller margins or a smaller --module-mm."),
               self->label_width, self->label_height, self->width, self->height,
               MAX (0, self->width - 2 * self->margin), MAX (0, self->height - 2 * self->margin));

  return 0;
}

/* Between caption and codes, or between two rows of codes when there are several. */
static double
get_fold (const EnlistCtlPage *self, EnlistCtlPrint *print)
{
  double codes = get_codes_height (self, print);
  guint rows = (enlist_ctl_code_sheet_get_count (print->codes) + 1) / 2;

  return rows > 1 ? codes * ((rows + 1) / 2) / rows : codes;
}

static void
draw_fold (const EnlistCtlPage *self, cairo_t *cr, EnlistCtlPrint *print)
{
  const double dashes[] = { 1.5, 1.5 };
  double y = get_fold (self, print);

  cairo_save (cr);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, self->label_width, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_mark (cairo_t *cr, double x, double y, double dx, double dy)
{
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, dx, 0);
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, 0, dy);
  cairo_stroke (cr);
}

/* Outside of the label, where nothing of it is. */
static void
draw_cut (const EnlistCtlPage *self, cairo_t *cr)
{
  double length = MIN (CUT_MARK, MAX (self->gap / 2, 0.5));

  draw_mark (cr, 0, 0, -length, -length);
  draw_mark (cr, self->label_width, 0, length, -length);
  draw_mark (cr, 0, self->label_height, -length, length);
  draw_mark (cr, self->label_width, self->label_height, length, length);
}

static void
draw_print (const EnlistCtlPage *self, cairo_t *cr, EnlistCtlPrint *print)
{
  enlist_ctl_code_sheet_draw (print->codes, cr, self->module);
  if (print->caption != NULL)
    {
      cairo_save (cr);
      cairo_translate (cr, QUIET_ZONE * self->module,
                       get_codes_height (self, print) + QUIET_ZONE / 2 * self->module);
      enlist_ctl_caption_draw (print->caption, cr);
      cairo_restore (cr);
    }
  if (self->fold)
    draw_fold (self, cr, print);
  if (self->cut)
    draw_cut (self, cr);
}

void
enlist_ctl_page_draw (const EnlistCtlPage *self, cairo_t *cr, GPtrArray *prints, guint first)
{
  guint columns = get_columns (self), count = columns * get_rows (self);

  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, LINE_WIDTH);
  for (guint i = 0; i < count && first + i < prints->len; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, self->margin + (i % columns) * (self->label_width + self->gap),
                       self->margin + (i / columns) * (self->label_height + self->gap));
      draw_print (self, cr, g_ptr_array_index (prints, first + i));
      cairo_restore (cr);
    }
}
