/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "enlist-ctl-csv.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-page.h"
#include "enlist-label-compiler.h"

#define POINTS (72 / 25.4) /* a millimetre */
#define MIN_MODULE 0.1
#define MAX_MODULE 10.0
#define MAX_MARGIN 100.0
#define MAX_GAP 100.0

typedef struct {
  char *key;
  char *devices;
  char *output;
  char *page_size;
  char *label_size;
  char *caption;
  char **transports;
  EnlistCtlPage page;

  JsonNode *source; /* %NULL when all labels are made already */
  const char *source_name;
  EnlistPublisherKey *publisher;
  EnlistCtlCsv *csv;
  guint row;
} Sheet;

static void
sheet_clear (Sheet *self)
{
  g_free (self->key);
  g_free (self->devices);
  g_free (self->output);
  g_free (self->page_size);
  g_free (self->label_size);
  g_free (self->caption);
  g_strfreev (self->transports);
  g_clear_pointer (&self->source, json_node_unref);
  g_clear_object (&self->publisher);
  g_clear_pointer (&self->csv, enlist_ctl_csv_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static gboolean
check_number (const char *option, double value, double minimum, double maximum, GError **error)
{
  if (value >= minimum && value <= maximum)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s takes %g to %g millimetres."), option, minimum,
               maximum);

  return FALSE;
}

static gboolean
check_options (const EnlistCtlCommand *self, Sheet *sheet, GError **error)
{
  if (!enlist_ctl_command_require (self, sheet->devices, "--devices", error) ||
      !enlist_ctl_command_require (self, sheet->output, "--output", error) ||
      !check_number ("--module-mm", sheet->page.module, MIN_MODULE, MAX_MODULE, error) ||
      !check_number ("--margin-mm", sheet->page.margin, 0, MAX_MARGIN, error) ||
      !check_number ("--gap-mm", sheet->page.gap, 0, MAX_GAP, error) ||
      (sheet->page_size != NULL && !enlist_ctl_page_parse_size (&sheet->page, sheet->page_size, error)) ||
      (sheet->label_size != NULL && !enlist_ctl_page_parse_label (&sheet->page, sheet->label_size, error)))
    return FALSE;
  if (g_str_has_suffix (sheet->output, ".pdf") || g_str_has_suffix (sheet->output, ".svg"))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s: the output ends in .pdf or .svg."),
               sheet->output);

  return FALSE;
}

/* Paths in a table are relative to the table. */
static char *
resolve (Sheet *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (self->devices);

  return g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (folder, path, NULL);
}

static EnlistLabel *
load_label (const char *path, GError **error)
{
  g_autoptr (GBytes) content = enlist_ctl_read_file (path, error);

  return content != NULL ? enlist_label_load_bytes (content, error) : NULL;
}

static EnlistLabel *
make_label (Sheet *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (EnlistDeviceValues) values = NULL;

  if (self->source == NULL || self->publisher == NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("this label is still to be made: name SOURCE and --key, or the label in the column "
                      "“label”"));
      return NULL;
    }
  values = enlist_device_values_load (file, error);

  return values != NULL ? enlist_label_compile (self->source, self->source_name,
                                                (const char *const *) self->transports, values,
                                                self->publisher, error)
                        : NULL;
}

static gboolean
check_serial (Sheet *self, EnlistLabel *label, GError **error)
{
  int column = enlist_ctl_csv_find_column (self->csv, "serial");
  const char *serial = enlist_ctl_csv_get (self->csv, self->row, column);

  if (*serial == '\0' || g_strcmp0 (serial, enlist_label_get_serial (label)) == 0)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("“%s”, and the label is for the serial number “%s”"), serial,
               enlist_label_get_serial (label) != NULL ? enlist_label_get_serial (label) : "");
  enlist_ctl_csv_locate (self->csv, self->row, column, error);

  return FALSE;
}

/* The label that is there, or one for the device. */
static EnlistLabel *
get_label (Sheet *self, GError **error)
{
  int label_column = enlist_ctl_csv_find_column (self->csv, "label");
  int device_column = enlist_ctl_csv_find_column (self->csv, "device");
  const char *label_path = enlist_ctl_csv_get (self->csv, self->row, label_column);
  const char *device_path = enlist_ctl_csv_get (self->csv, self->row, device_column);
  g_autofree char *path = resolve (self, *label_path != '\0' ? label_path : device_path);
  EnlistLabel *label = NULL;

  if (*label_path != '\0')
    label = load_label (path, error);
  else if (*device_path != '\0')
    label = make_label (self, path, error);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("neither “label” nor “device” names a file: which label is printed here?"));
  if (label == NULL)
    enlist_ctl_csv_locate (self->csv, self->row, *label_path != '\0' ? label_column : device_column,
                           error);

  return label;
}

static const char *
look_up_column (const char *name, gpointer user_data)
{
  Sheet *self = user_data;
  int column = enlist_ctl_csv_find_column (self->csv, name);

  return column >= 0 ? enlist_ctl_csv_get (self->csv, self->row, column) : NULL;
}

static EnlistCtlPrint *
make_print (Sheet *self, EnlistLabel *label, GError **error)
{
  int number_column = enlist_ctl_csv_find_column (self->csv, "number");
  const char *number = enlist_ctl_csv_get (self->csv, self->row, number_column);
  int caption_column = enlist_ctl_csv_find_column (self->csv, "caption");
  const char *own = enlist_ctl_csv_get (self->csv, self->row, caption_column);
  const char *usual = self->caption != NULL ? self->caption : ENLIST_CTL_CAPTION_TEMPLATE;
  g_autofree char *caption =
      enlist_ctl_caption_expand (*own != '\0' ? own : usual, label, number, look_up_column, self, error);
  g_auto (GStrv) texts = caption != NULL ? enlist_label_dup_texts (label, 0) : NULL;

  if (caption != NULL && texts == NULL)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE, _("the label needs more than 16 QR codes"));
  if (texts == NULL)
    return NULL;

  return enlist_ctl_print_new (&self->page, (const char *const *) texts, caption, error);
}

static GPtrArray *
make_prints (Sheet *self, GError **error)
{
  g_autoptr (GPtrArray) prints = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_ctl_print_free);

  if (enlist_ctl_csv_find_column (self->csv, "label") < 0 &&
      enlist_ctl_csv_find_column (self->csv, "device") < 0)
    {
      enlist_ctl_csv_refuse_missing (self->csv, "device", error);
      return NULL;
    }
  for (self->row = 0; self->row < enlist_ctl_csv_get_rows (self->csv); self->row++)
    {
      g_autoptr (EnlistLabel) label = get_label (self, error);
      EnlistCtlPrint *print;

      if (label == NULL || !check_serial (self, label, error))
        return NULL;
      print = make_print (self, label, error);
      if (print == NULL)
        {
          enlist_ctl_csv_locate (self->csv, self->row, -1, error);
          return NULL;
        }
      g_ptr_array_add (prints, print);
    }
  if (prints->len > 0)
    return g_steal_pointer (&prints);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s has no line besides the header."),
               self->devices);

  return NULL;
}

static cairo_status_t
append (void *buffer, const unsigned char *data, unsigned int size)
{
  g_byte_array_append (buffer, data, size);

  return CAIRO_STATUS_SUCCESS;
}

/* Ends the picture in @content and writes it. */
static gboolean
write_surface (cairo_surface_t *surface, GByteArray *content, const char *path, GError **error)
{
  cairo_status_t status;

  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return enlist_ctl_write_file (path, content->data, content->len, error);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", path, cairo_status_to_string (status));

  return FALSE;
}

static void
draw_page (Sheet *self, cairo_surface_t *surface, GPtrArray *prints, guint first)
{
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, POINTS, POINTS);
  enlist_ctl_page_draw (&self->page, cr, prints, first);
  cairo_show_page (cr);
  cairo_destroy (cr);
}

static gboolean
save_pdf (Sheet *self, GPtrArray *prints, guint per_page, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, content, self->page.width * POINTS,
                                                                  self->page.height * POINTS);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, _("Enlist labels"));
  for (guint first = 0; first < prints->len; first += per_page)
    draw_page (self, surface, prints, first);

  return write_surface (surface, content, self->output, error);
}

static gboolean
save_svg (Sheet *self, GPtrArray *prints, guint per_page, GError **error)
{
  g_autofree char *stem = g_strndup (self->output, strlen (self->output) - strlen (".svg"));

  for (guint first = 0; first < prints->len; first += per_page)
    {
      g_autofree char *path = g_strdup_printf ("%s-%u.svg", stem, first / per_page + 1);
      g_autoptr (GByteArray) content = g_byte_array_new ();
      cairo_surface_t *surface = cairo_svg_surface_create_for_stream (
          append, content, self->page.width * POINTS, self->page.height * POINTS);

      draw_page (self, surface, prints, first);
      if (!write_surface (surface, content, path, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
load_inputs (Sheet *self, const char *source, GError **error)
{
  if ((source != NULL) != (self->key != NULL))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("SOURCE and --key belong together; labels that are made already need neither."));
      return FALSE;
    }
  self->csv = enlist_ctl_csv_load (self->devices, error);
  if (self->csv == NULL || source == NULL)
    return self->csv != NULL;
  self->source_name = source;
  self->source = enlist_ctl_read_source (source, error);
  self->publisher = self->source != NULL ? enlist_ctl_load_key (self->key, NULL, error) : NULL;

  return self->publisher != NULL;
}

static gboolean
print_labels (Sheet *self, GError **error)
{
  g_autoptr (GPtrArray) prints = make_prints (self, error);
  guint per_page = prints != NULL ? enlist_ctl_page_arrange (&self->page, prints, error) : 0;
  guint pages;

  if (per_page == 0 || !(g_str_has_suffix (self->output, ".pdf") ? save_pdf (self, prints, per_page, error)
                                                                 : save_svg (self, prints, per_page, error)))
    return FALSE;
  pages = (prints->len + per_page - 1) / per_page;
  enlist_ctl_say (_("%s: labels: %u, %.1f × %.1f mm each; pages: %u. Print them at their size (100 %%)."),
                  self->output, prints->len, self->page.label_width, self->page.label_height, pages);

  return TRUE;
}

gboolean
enlist_ctl_label_sheet (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (Sheet) sheet = { .page = ENLIST_CTL_PAGE_INIT };
  const GOptionEntry entries[] = {
    { "devices", 0, 0, G_OPTION_ARG_FILENAME, &sheet.devices,
      N_("A table in CSV, a line a label; columns: device or label (files), serial, number, caption"),
      N_("FILE") },
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &sheet.key,
      N_("The publisher’s key pair that signs: a file, or the PKCS#11 URI of a key on a token"), N_("KEY") },
    { "transport", 't', 0, G_OPTION_ARG_STRING_ARRAY, &sheet.transports,
      N_("How to reach the devices, instead of what the source says; may be repeated"), N_("URI") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &sheet.output,
      N_("Where the labels go: *.pdf, or *.svg with a file a page"), N_("FILE") },
    { "page", 0, 0, G_OPTION_ARG_STRING, &sheet.page_size, N_("a4, letter or WIDTHxHEIGHT in mm (a4)"),
      N_("SIZE") },
    { "label-mm", 0, 0, G_OPTION_ARG_STRING, &sheet.label_size,
      N_("WIDTHxHEIGHT of a label in mm (as large as the largest)"), N_("SIZE") },
    { "module-mm", 0, 0, G_OPTION_ARG_DOUBLE, &sheet.page.module, N_("Printed width of a module (0.6)"),
      N_("MM") },
    { "margin-mm", 0, 0, G_OPTION_ARG_DOUBLE, &sheet.page.margin, N_("Around the labels of a page (10)"),
      N_("MM") },
    { "gap-mm", 0, 0, G_OPTION_ARG_DOUBLE, &sheet.page.gap, N_("Between two labels (4)"), N_("MM") },
    { "fold", 0, 0, G_OPTION_ARG_NONE, &sheet.page.fold, N_("Draw a dashed line to fold labels at"), NULL },
    { "cut", 0, 0, G_OPTION_ARG_NONE, &sheet.page.cut, N_("Draw marks to cut labels out at"), NULL },
    { "caption", 0, 0, G_OPTION_ARG_STRING, &sheet.caption,
      N_("What stands below the codes, with {vendor}, {model}, {serial}, {number} or columns; \\n begins a "
          "line"),
      N_("TEXT") },
    { NULL }
  };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 1, error) ||
      !check_options (self, &sheet, error) || !load_inputs (&sheet, argc > 1 ? argv[1] : NULL, error))
    return FALSE;

  return print_labels (&sheet, error);
}
