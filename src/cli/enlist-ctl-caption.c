/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-caption.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

#include "enlist-ctl-output.h"
#include "enlist-error.h"

/* Letters are laid out large and drawn small, so that no grid of pixels moves them. */
#define UNITS 20         /* of Pango, a millimetre */
#define FONT_SIZE 2.4    /* millimetres, about 7 points */
#define FONT_FAMILY "Sans"

struct _EnlistCtlCaption {
  PangoLayout *layout;
};

static PangoLayout *
make_layout (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoFontDescription *font = pango_font_description_new ();
  PangoLayout *layout;

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);

  layout = pango_layout_new (context);
  g_object_unref (context);
  pango_font_description_set_family_static (font, FONT_FAMILY);
  pango_font_description_set_absolute_size (font, FONT_SIZE * UNITS * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  return layout;
}

EnlistCtlCaption *
enlist_ctl_caption_new (const char *text, double width)
{
  EnlistCtlCaption *self = g_new0 (EnlistCtlCaption, 1);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->end_index = strcspn (text, "\n");
  pango_attr_list_insert (attributes, bold);
  self->layout = make_layout ();
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_set_attributes (self->layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (self->layout, (int) (width * UNITS * PANGO_SCALE));
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);

  return self;
}

void
enlist_ctl_caption_free (EnlistCtlCaption *self)
{
  g_object_unref (self->layout);
  g_free (self);
}

double
enlist_ctl_caption_get_height (EnlistCtlCaption *self)
{
  int height;

  pango_layout_get_size (self->layout, NULL, &height);

  return (double) height / PANGO_SCALE / UNITS;
}

void
enlist_ctl_caption_draw (EnlistCtlCaption *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_scale (cr, 1.0 / UNITS, 1.0 / UNITS);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, self->layout);
  cairo_restore (cr);
}

static void
append_line (GString *svg, const char *text, gsize size, double x, double y, double width, double font_size,
             gboolean bold)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) size);
  char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];
  const double values[] = { x, y, font_size, width };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_ascii_formatd (numbers[i], sizeof numbers[i], "%.3f", values[i]);
  g_string_append_printf (svg,
                          "<text x=\"%s\" y=\"%s\" font-family=\"sans-serif\" font-size=\"%s\"%s"
                          " textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\">%s</text>\n",
                          numbers[0], numbers[1], numbers[2], bold ? " font-weight=\"bold\"" : "", numbers[3],
                          escaped);
}

void
enlist_ctl_caption_append_svg (EnlistCtlCaption *self, GString *svg, double x, double y, double unit)
{
  const char *text = pango_layout_get_text (self->layout);
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);
  double scale = 1.0 / PANGO_SCALE / UNITS / unit;
  int first_end = (int) strcspn (text, "\n");

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      int start = pango_layout_line_get_start_index (line), length = pango_layout_line_get_length (line);
      PangoRectangle extents;

      pango_layout_line_get_extents (line, NULL, &extents);
      if (length > 0)
        append_line (svg, text + start, (gsize) length, x, y + pango_layout_iter_get_baseline (iter) * scale,
                     extents.width * scale, FONT_SIZE / unit, start < first_end);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static const char *
get_value (const char             *name,
           EnlistLabel            *label,
           const char             *number,
           EnlistCtlCaptionLookup  lookup,
           gpointer                user_data)
{
  if (g_str_equal (name, "vendor"))
    return enlist_label_get_vendor (label);
  if (g_str_equal (name, "model"))
    return enlist_label_get_model (label);
  if (g_str_equal (name, "serial"))
    return enlist_label_get_serial (label) != NULL ? enlist_label_get_serial (label) : "";
  if (g_str_equal (name, "number"))
    return number != NULL ? number : "";

  return lookup != NULL ? lookup (name, user_data) : NULL;
}

/* Lines without text are nothing to print. */
static char *
drop_empty_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*g_strstrip (lines[i]) != '\0')
        g_strv_builder_add (kept, lines[i]);
    }
  rest = g_strv_builder_end (kept);

  return g_strjoinv ("\n", rest);
}

char *
enlist_ctl_caption_expand (const char              *template,
                           EnlistLabel             *label,
                           const char              *number,
                           EnlistCtlCaptionLookup   lookup,
                           gpointer                 user_data,
                           GError                 **error)
{
  g_autoptr (GString) lines = g_string_new (template);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *at;

  g_string_replace (lines, "\\n", "\n", 0);
  for (at = lines->str; *at != '\0';)
    {
      gsize plain = strcspn (at, "{");
      const char *end = strchr (at + plain, '}');
      g_autofree char *name = NULL;
      g_autofree char *clean = NULL;
      const char *value;

      g_string_append_len (text, at, (gssize) plain);
      at += plain;
      if (*at == '\0')
        break;
      name = end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : g_strdup (at);
      value = end != NULL ? get_value (name, label, number, lookup, user_data) : NULL;
      if (value == NULL)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                       _("The caption has {%s}; there are {vendor}, {model}, {serial} and {number}, and on "
                          "sheets the columns of the table."),
                       name);
          return NULL;
        }
      clean = enlist_ctl_clean (value);
      g_string_append (text, clean);
      at = end + 1;
    }

  return drop_empty_lines (text->str);
}
