/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-wifi-question"

#include "enlist-wifi-question.h"

#include <glib/gi18n.h>

#include "enlist-error.h"

struct _EnlistWifiQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *network_row;
  AdwEntryRow *password_row;
};

G_DEFINE_FINAL_TYPE (EnlistWifiQuestion, enlist_wifi_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_wifi_question_build (EnlistQuestionGroup *group,
                            EnlistQuestionItem  *item)
{
  EnlistWifiQuestion *self = ENLIST_WIFI_QUESTION (group);

  enlist_question_group_add_heading (group);
  self->network_row = enlist_question_group_add_entry (group, _("Network name"), GTK_INPUT_PURPOSE_FREE_FORM,
                                                       FALSE);
  self->password_row = enlist_question_group_add_entry (group, _("Password"), GTK_INPUT_PURPOSE_PASSWORD,
                                                        TRUE);
  enlist_question_group_set_hint (group, _("Leave the password empty for an open network."));
}

static void
enlist_wifi_question_fill (EnlistQuestionGroup *group,
                           JsonNode            *json)
{
  EnlistWifiQuestion *self = ENLIST_WIFI_QUESTION (group);
  JsonObject *object = json_node_get_object (json);

  gtk_editable_set_text (GTK_EDITABLE (self->network_row),
                         json_object_get_string_member_with_default (object, "ssid", ""));
  gtk_editable_set_text (GTK_EDITABLE (self->password_row),
                         json_object_get_string_member_with_default (object, "passphrase", ""));
}

static EnlistValue *
enlist_wifi_question_read (EnlistQuestionGroup  *group,
                           GError              **error)
{
  EnlistWifiQuestion *self = ENLIST_WIFI_QUESTION (group);
  const char *network = gtk_editable_get_text (GTK_EDITABLE (self->network_row));
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  if (*network == '\0')
    {
      if (*password != '\0')
        g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                             _("Enter the name of the network as well."));
      return NULL;
    }
  return enlist_value_new_wifi (network, password, error);
}

static void
enlist_wifi_question_class_init (EnlistWifiQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_wifi_question_build;
  group_class->fill = enlist_wifi_question_fill;
  group_class->read = enlist_wifi_question_read;
}

static void
enlist_wifi_question_init (EnlistWifiQuestion *self)
{
}
