/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-step-row"

#include "enlist-step-row.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

#define INDENT 18 /* pixels a level */

struct _EnlistStepRow {
  AdwActionRow parent_instance;

  GtkStack *stack;
  GtkImage *icon;
  GtkSpinner *spinner;

  EnlistStepItem *item;
};

typedef struct {
  const char *icon_name; /* NULL: the spinner */
  const char *style;
  const char *name;
} Look;

static const Look looks[] = {
  [ENLIST_STEP_PENDING] = { "content-loading-symbolic", "dim-label", N_("Pending") },
  [ENLIST_STEP_RUNNING] = { NULL, NULL, N_("Running") },
  [ENLIST_STEP_DONE] = { "object-select-symbolic", "success", N_("Done") },
  [ENLIST_STEP_SKIPPED] = { "list-remove-symbolic", "dim-label", N_("Skipped") },
  [ENLIST_STEP_FAILED] = { "dialog-error-symbolic", "error", N_("Failed") },
  [ENLIST_STEP_CAUGHT] = { "dialog-warning-symbolic", "warning", N_("Failed, went on") },
};

G_DEFINE_FINAL_TYPE (EnlistStepRow, enlist_step_row, ADW_TYPE_ACTION_ROW)

static void
update_subtitle (EnlistStepRow *self)
{
  const char *problem = enlist_step_item_get_problem (self->item);
  const char *text = problem != NULL && *problem != '\0' ? problem : enlist_step_item_get_detail (self->item);
  g_autofree char *subtitle = enlist_plain_text_to_markup (text, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
}

static void
update_state (EnlistStepRow *self)
{
  EnlistStepState state = enlist_step_item_get_state (self->item);
  const Look *look = &looks[(guint) state < G_N_ELEMENTS (looks) ? state : ENLIST_STEP_PENDING];

  gtk_spinner_set_spinning (self->spinner, look->icon_name == NULL);
  gtk_stack_set_visible_child (self->stack,
                               GTK_WIDGET (look->icon_name == NULL ? (gpointer) self->spinner : self->icon));
  if (look->icon_name != NULL)
    gtk_image_set_from_icon_name (self->icon, look->icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char *[]) { look->style, NULL });
  if (state == ENLIST_STEP_PENDING || state == ENLIST_STEP_SKIPPED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "step-idle");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "step-idle");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(look->name),
                                  -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stack), _(look->name));
  update_subtitle (self);
}

static void
enlist_step_row_dispose (GObject *object)
{
  EnlistStepRow *self = ENLIST_STEP_ROW (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (enlist_step_row_parent_class)->dispose (object);
}

static void
enlist_step_row_class_init (EnlistStepRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = enlist_step_row_dispose;
}

static void
enlist_step_row_init (EnlistStepRow *self)
{
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

static void
add_state (EnlistStepRow *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->stack), GTK_ALIGN_CENTER);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->icon));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->spinner));
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->stack));
  g_signal_connect_object (self->item, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "notify::problem", G_CALLBACK (update_subtitle), self,
                           G_CONNECT_SWAPPED);
  update_state (self);
}

GtkWidget *
enlist_step_row_new (EnlistStepItem *item,
                     gboolean        live)
{
  EnlistStepRow *self = g_object_new (ENLIST_TYPE_STEP_ROW, NULL);
  g_autofree char *title = enlist_plain_text_to_markup (enlist_step_item_get_title (item),
                                                        ENLIST_PLAIN_TEXT_SENTENCE);
  GtkWidget *indent;

  self->item = g_object_ref (item);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  if (live)
    add_state (self);
  else
    update_subtitle (self);

  if (enlist_step_item_get_depth (item) > 0)
    {
      indent = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
      gtk_widget_add_css_class (indent, "spacer");
      gtk_widget_set_size_request (indent, INDENT * (int) MIN (enlist_step_item_get_depth (item), 4), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (self), indent);
    }
  return GTK_WIDGET (self);
}

EnlistStepItem *
enlist_step_row_get_item (EnlistStepRow *self)
{
  g_return_val_if_fail (ENLIST_IS_STEP_ROW (self), NULL);

  return self->item;
}
