/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-device-page"

#include "enlist-device-page.h"

#include <glib/gi18n.h>

#include "enlist-detail-row.h"
#include "enlist-field-title.h"
#include "enlist-plain-text.h"
#include "enlist-record-rows.h"

struct _EnlistDevicePage {
  EnlistPage parent_instance;

  AdwPreferencesGroup *state_group;
  AdwPreferencesGroup *identity_group;
  AdwPreferencesGroup *fields_group;
  AdwPreferencesGroup *keys_group;
  AdwPreferencesGroup *versions_group;
  AdwPreferencesGroup *capabilities_group;
  AdwPreferencesGroup *enrollment_group;
};

G_DEFINE_FINAL_TYPE (EnlistDevicePage, enlist_device_page, ENLIST_TYPE_PAGE)

static void
add_fields (EnlistDevicePage *self,
            EnlistRecord     *record)
{
  guint n = enlist_record_get_n_fields (record);

  for (guint i = 0; i < n; i++)
    {
      const char *name;
      JsonNode *value = enlist_record_get_field (record, i, &name);
      g_autofree char *title = enlist_field_title (name);
      g_autofree char *text = enlist_field_display (value);

      /* The place has a row among the identity, in full. */
      if (g_str_equal (name, "location") && enlist_record_get_place (record) != NULL)
        continue;
      adw_preferences_group_add (self->fields_group, enlist_detail_row_new (title, text));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->fields_group), n > 0);
}

static void
add_versions (EnlistDevicePage *self,
              EnlistRecord     *record)
{
  guint n = enlist_record_get_n_versions (record);

  for (guint i = 0; i < n; i++)
    {
      const char *name;
      const char *version = enlist_record_get_version (record, i, &name);

      adw_preferences_group_add (self->versions_group, enlist_detail_row_new (name, version));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->versions_group), n > 0);
}

static void
add_capabilities (EnlistDevicePage *self,
                  EnlistRecord     *record)
{
  const char *const *capabilities = enlist_record_get_capabilities (record);

  for (gsize i = 0; capabilities[i] != NULL; i++)
    {
      g_autofree char *title = enlist_plain_text_to_markup (capabilities[i], ENLIST_PLAIN_TEXT_NAME);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      adw_preferences_group_add (self->capabilities_group, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->capabilities_group), capabilities[0] != NULL);
}

static void
add_enrollment (EnlistDevicePage *self,
                EnlistRecord     *record)
{
  g_autofree char *time = enlist_record_rows_dup_time (record);
  const char *publisher = enlist_record_get_publisher_name (record);
  const char *key_id = enlist_record_get_publisher_key_id (record);
  const char *label_id = enlist_record_get_label_id (record);

  if (time != NULL)
    adw_preferences_group_add (self->enrollment_group, enlist_detail_row_new (_("Enrolled on"), time));
  if (publisher != NULL)
    adw_preferences_group_add (self->enrollment_group,
                               enlist_detail_row_new (_("Publisher of the label"), publisher));
  if (key_id != NULL)
    adw_preferences_group_add (self->enrollment_group,
                               enlist_detail_row_new_for_hex (_("Publisher’s key"), key_id));
  if (label_id != NULL)
    adw_preferences_group_add (self->enrollment_group, enlist_detail_row_new_for_hex (_("Label"), label_id));
}

static void
enlist_device_page_class_init (EnlistDevicePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-device-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, state_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, identity_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, fields_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, keys_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, versions_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, capabilities_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicePage, enrollment_group);
}

static void
enlist_device_page_init (EnlistDevicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_device_page_new (EnlistRecord *record)
{
  EnlistDevicePage *self = g_object_new (ENLIST_TYPE_DEVICE_PAGE, NULL);
  g_autofree char *name = enlist_record_rows_dup_name (record);

  enlist_page_set_title (ENLIST_PAGE (self), name);
  gtk_widget_set_visible (GTK_WIDGET (self->state_group),
                          enlist_record_get_state (record) == ENLIST_RECORD_PROVISIONAL);
  enlist_record_rows_add_identity (record, self->identity_group);
  enlist_record_rows_add_keys (record, self->keys_group);
  add_fields (self, record);
  add_versions (self, record);
  add_capabilities (self, record);
  add_enrollment (self, record);
  return ENLIST_PAGE (self);
}
