/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-trust-dialog"

#include "enlist-trust-dialog.h"

#include <glib/gi18n.h>

#include "enlist-detail-row.h"
#include "enlist-plain-text.h"

enum {
  TRUSTED,
  FAILED,
  N_SIGNALS,
};

struct _EnlistTrustDialog {
  AdwMessageDialog parent_instance;

  AdwPreferencesGroup *group;

  EnlistPublishers *publishers;
  EnlistPublisher *card;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistTrustDialog, enlist_trust_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
on_add_ready (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (EnlistTrustDialog) self = ENLIST_TRUST_DIALOG (user_data);
  g_autoptr (GError) error = NULL;

  if (enlist_publishers_add_finish (ENLIST_PUBLISHERS (source), result, &error))
    g_signal_emit (self, signals[TRUSTED], 0, self->card);
  else
    g_signal_emit (self, signals[FAILED], 0, error);
}

static void
enlist_trust_dialog_response (AdwMessageDialog *dialog,
                              const char       *response)
{
  EnlistTrustDialog *self = ENLIST_TRUST_DIALOG (dialog);

  if (g_str_equal (response, "trust"))
    enlist_publishers_add_async (self->publishers, self->card, NULL, on_add_ready, g_object_ref (self));
}

static void
enlist_trust_dialog_finalize (GObject *object)
{
  EnlistTrustDialog *self = ENLIST_TRUST_DIALOG (object);

  g_clear_object (&self->publishers);
  g_clear_object (&self->card);

  G_OBJECT_CLASS (enlist_trust_dialog_parent_class)->finalize (object);
}

static void
enlist_trust_dialog_class_init (EnlistTrustDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_trust_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = enlist_trust_dialog_response;

  signals[TRUSTED] = g_signal_new ("trusted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, ENLIST_TYPE_PUBLISHER);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-trust-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistTrustDialog, group);
}

static void
enlist_trust_dialog_init (EnlistTrustDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
enlist_trust_dialog_new (GtkWindow        *parent,
                         EnlistPublishers *publishers,
                         EnlistPublisher  *card)
{
  EnlistTrustDialog *self = g_object_new (ENLIST_TYPE_TRUST_DIALOG, "transient-for", parent, NULL);
  g_autofree char *fingerprint = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256,
                                                               enlist_publisher_get_key (card));
  g_autofree char *grouped = enlist_plain_text_group_hex (fingerprint);
  GtkWidget *row;

  self->publishers = g_object_ref (publishers);
  self->card = g_object_ref (card);
  adw_preferences_group_add (self->group, enlist_detail_row_new (_("Name"),
                                                                 enlist_publisher_get_name (card)));
  row = enlist_detail_row_new (_("Key fingerprint"), grouped);
  gtk_widget_add_css_class (row, "hex");
  adw_preferences_group_add (self->group, row);
  return GTK_WIDGET (self);
}
