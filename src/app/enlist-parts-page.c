/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-parts-page"

#include "enlist-parts-page.h"

#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"

#define MAX_PART (256 * 1024) /* bytes; docs/format.md, clause 6.1 */

enum {
  COMPLETE,
  N_SIGNALS,
};

struct _EnlistPartsPage {
  EnlistPage parent_instance;

  AdwStatusPage *status_page;
  AdwPreferencesGroup *group;
  GtkLabel *problem_label;
  GtkButton *open_button;

  EnlistLabel *label;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  GPtrArray *rows; /* borrowed */
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistPartsPage, enlist_parts_page, ENLIST_TYPE_PAGE)

static void
add_row (EnlistPartsPage *self,
         const char      *hash)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *digits = enlist_plain_text_group_hex (hash);
  g_autofree char *size = g_format_size_full (enlist_label_get_part_size (self->label, hash),
                                              G_FORMAT_SIZE_IEC_UNITS);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), size);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), digits);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "part-row");
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_parts (EnlistPartsPage *self)
{
  const char *const *missing = enlist_label_get_absent_parts (self->label);
  guint count = g_strv_length ((char **) missing);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < count; i++)
    add_row (self, missing[i]);
  adw_status_page_set_title (self->status_page, g_dngettext (GETTEXT_PACKAGE, "A Part Is Missing",
                                                             "Parts Are Missing", count));
}

static void
show_problem (EnlistPartsPage *self,
              const char      *text)
{
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
}

static void
take_part (EnlistPartsPage *self,
           GBytes          *bytes)
{
  g_autoptr (GError) error = NULL;

  if (!enlist_label_supply_part (self->label, bytes, &error))
    {
      g_info ("not taken: %s", error->message);
      show_problem (self, g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_BAD_HASH)
                          ? _("This file is none of the missing parts.")
                          : enlist_problem_text_get_title (error));
      return;
    }
  show_problem (self, NULL);
  show_parts (self);
  if (self->rows->len == 0)
    g_signal_emit (self, signals[COMPLETE], 0);
}

/* Nothing larger than a part is read any further. */
static gboolean
read_more (const char *content,
           goffset     size,
           gpointer    user_data)
{
  return size <= MAX_PART;
}

static void
on_file_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (EnlistPartsPage) self = ENLIST_PARTS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *content = NULL;
  gsize size = 0;

  if (g_file_load_partial_contents_finish (G_FILE (source), result, &content, &size, NULL, &error))
    bytes = g_bytes_new_take (content, size);
  if (bytes != NULL)
    take_part (self, bytes);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_problem (self, enlist_problem_text_get_title (error));
}

static void
on_chooser_response (EnlistPartsPage *self,
                     int              response,
                     GtkNativeDialog *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      enlist_parts_page_add_file (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
on_open_clicked (EnlistPartsPage *self)
{
  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Open Part"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
on_drop (EnlistPartsPage *self,
         const GValue    *value)
{
  if (!G_VALUE_HOLDS (value, G_TYPE_FILE) || g_value_get_object (value) == NULL)
    return FALSE;

  enlist_parts_page_add_file (self, g_value_get_object (value));
  return TRUE;
}

static void
enlist_parts_page_dispose (GObject *object)
{
  EnlistPartsPage *self = ENLIST_PARTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->label);

  G_OBJECT_CLASS (enlist_parts_page_parent_class)->dispose (object);
}

static void
enlist_parts_page_finalize (GObject *object)
{
  EnlistPartsPage *self = ENLIST_PARTS_PAGE (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (enlist_parts_page_parent_class)->finalize (object);
}

static void
enlist_parts_page_class_init (EnlistPartsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_parts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = enlist_parts_page_finalize;

  signals[COMPLETE] = g_signal_new ("complete", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-parts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistPartsPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, EnlistPartsPage, group);
  gtk_widget_class_bind_template_child (widget_class, EnlistPartsPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistPartsPage, open_button);
  gtk_widget_class_bind_template_callback (widget_class, on_open_clicked);
}

static void
enlist_parts_page_init (EnlistPartsPage *self)
{
  GtkDropTarget *drop_target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  g_signal_connect_object (drop_target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop_target));
}

EnlistPage *
enlist_parts_page_new (EnlistLabel *label)
{
  EnlistPartsPage *self = g_object_new (ENLIST_TYPE_PARTS_PAGE, NULL);

  self->label = g_object_ref (label);
  show_parts (self);
  return ENLIST_PAGE (self);
}

void
enlist_parts_page_add_file (EnlistPartsPage *self,
                            GFile           *file)
{
  g_return_if_fail (ENLIST_IS_PARTS_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  g_file_load_partial_contents_async (file, self->cancellable, read_more, on_file_ready, g_object_ref (self));
}
