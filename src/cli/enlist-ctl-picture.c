/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-picture.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-caption.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"
#include "enlist-label-file.h"
#include "enlist-label-file.h"

#define MAX_SCALE 64
#define MIN_MODULE_MM 0.1
#define MAX_MODULE_MM 10.0

static gboolean
has_ending (const EnlistCtlPicture *self, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (self->output, -1);

  return g_str_has_suffix (lower, ending);
}

gboolean
enlist_ctl_picture_check (const EnlistCtlPicture *self, gboolean binary, GError **error)
{
  if (self->scale < 1 || self->scale > MAX_SCALE)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("--scale takes 1 to %d pixels."), MAX_SCALE);
  else if (!(self->module_mm >= MIN_MODULE_MM && self->module_mm <= MAX_MODULE_MM))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("--module-mm takes %g to %g millimetres."),
                 MIN_MODULE_MM, MAX_MODULE_MM);
  else if (!g_str_equal (self->output, "-") && !has_ending (self, ".png") && !has_ending (self, ".svg") &&
           !has_ending (self, ".txt") && !(binary && has_ending (self, ".enlist")))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 binary ? _("%s: the output ends in .png, .svg, .txt or .enlist, or is “-”.")
                        : _("%s: the output ends in .png, .svg or .txt, or is “-”."),
                 self->output);
  else
    return TRUE;

  return FALSE;
}

static GBytes *
make_content (const EnlistCtlPicture *self,
              EnlistCtlCodeSheet     *sheet,
              const char *const      *texts,
              GBytes                 *payload,
              const char             *title,
              GError                **error)
{
  g_autofree char *lines = NULL;
  char *text;

  if (has_ending (self, ".png"))
    return enlist_ctl_code_sheet_to_png (sheet, self->scale, self->module_mm, error);
  if (has_ending (self, ".svg"))
    return enlist_ctl_code_sheet_to_svg (sheet, self->module_mm, title);
  if (has_ending (self, ".enlist"))
    return enlist_label_file_wrap (payload);

  lines = g_strjoinv ("\n", (char **) texts);
  text = g_strconcat (lines, "\n", NULL);

  return g_bytes_new_take (text, strlen (text));
}

gboolean
enlist_ctl_picture_save (const EnlistCtlPicture *self,
                         const char *const      *texts,
                         GBytes                 *payload,
                         const char             *title,
                         const char             *caption,
                         GError                **error)
{
  g_autoptr (EnlistCtlCodeSheet) sheet = enlist_ctl_code_sheet_new (texts, error);
  g_autoptr (GBytes) content = NULL;
  gconstpointer data;
  gsize size;
  guint count;

  if (sheet == NULL)
    return FALSE;
  if (caption != NULL && (has_ending (self, ".png") || has_ending (self, ".svg")))
    enlist_ctl_code_sheet_set_caption (sheet, caption, self->module_mm);
  content = make_content (self, sheet, texts, payload, title, error);
  if (content == NULL)
    return FALSE;
  data = g_bytes_get_data (content, &size);
  if (!enlist_ctl_write_file (self->output, data, size, error))
    return FALSE;
  if (g_str_equal (self->output, "-"))
    return TRUE;

  count = enlist_ctl_code_sheet_get_count (sheet);
  if (has_ending (self, ".png") || has_ending (self, ".svg"))
    enlist_ctl_say (
        g_dngettext (GETTEXT_PACKAGE, "%s: %u QR code of version %u; print it %.0f × %.0f mm or larger.",
                     "%s: %u QR codes of version %u; print them %.0f × %.0f mm or larger.", count),
        self->output, count, enlist_ctl_code_sheet_get_version (sheet),
        enlist_ctl_code_sheet_get_width (sheet) * self->module_mm,
        enlist_ctl_code_sheet_get_height (sheet) * self->module_mm);
  else
    enlist_ctl_say (_("%s: %zu bytes."), self->output, size);

  return TRUE;
}

gboolean
enlist_ctl_picture_save_label (const EnlistCtlPicture *self, EnlistLabel *label, GError **error)
{
  g_auto (GStrv) texts = enlist_label_dup_texts (label, 0);
  g_autofree char *title = NULL;
  g_autofree char *caption = NULL;

  if (texts == NULL)
    {
      g_set_error (
          error, ENLIST_ERROR, ENLIST_ERROR_SOURCE,
          _("The label needs more than 16 QR codes of version %d. Shorten its texts or leave steps out."),
          ENLIST_CTL_MAX_QR_VERSION);
      return FALSE;
    }
  title = g_strdup_printf (_("Enlist label of %s %s %s"), enlist_label_get_vendor (label),
                           enlist_label_get_model (label),
                           enlist_label_get_serial (label) != NULL ? enlist_label_get_serial (label) : "");

  caption = enlist_ctl_caption_expand (ENLIST_CTL_CAPTION_TEMPLATE, label, self->number, NULL, NULL, error);

  return enlist_ctl_picture_save (self, (const char *const *) texts, enlist_label_get_payload (label),
                                  g_strchomp (title), caption, error);
}

void
enlist_ctl_picture_clear (EnlistCtlPicture *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->number, g_free);
}
