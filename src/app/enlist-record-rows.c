/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-record-rows"

#include "enlist-record-rows.h"

#include <glib/gi18n.h>

#include "enlist-detail-row.h"
#include "enlist-field-title.h"
#include "enlist-plain-text.h"

static void
add_row (AdwPreferencesGroup *group,
         const char          *name,
         const char          *value)
{
  if (value != NULL && *value != '\0')
    adw_preferences_group_add (group, enlist_detail_row_new (name, value));
}

char *
enlist_record_rows_dup_name (EnlistRecord *record)
{
  JsonNode *name = enlist_record_lookup_field (record, "name");
  const char *text = NULL;

  if (name != NULL && JSON_NODE_HOLDS_VALUE (name))
    text = json_node_get_string (name);
  if (text == NULL || *text == '\0')
    text = enlist_record_get_model (record);
  if (text == NULL || *text == '\0')
    text = enlist_record_get_serial (record);
  if (text == NULL || *text == '\0')
    text = _("Unnamed device");

  return enlist_plain_text_cap (text, ENLIST_PLAIN_TEXT_NAME);
}

char *
enlist_record_rows_dup_time (EnlistRecord *record)
{
  const char *text = enlist_record_get_enrolled_at (record);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  /* Translators: a date and a time of day, see strftime(3). */
  return local != NULL ? g_date_time_format (local, _("%x, %H:%M")) : NULL;
}

void
enlist_record_rows_add_identity (EnlistRecord        *record,
                                 AdwPreferencesGroup *group)
{
  add_row (group, _("Location"), enlist_record_get_place (record));
  add_row (group, _("Manufacturer"), enlist_record_get_vendor (record));
  add_row (group, _("Model"), enlist_record_get_model (record));
  add_row (group, _("Hardware revision"), enlist_record_get_hardware (record));
  add_row (group, _("Serial number"), enlist_record_get_serial (record));
}

void
enlist_record_rows_add_keys (EnlistRecord        *record,
                             AdwPreferencesGroup *group)
{
  const char *channel_key = enlist_record_get_device_key (record);

  for (guint i = 0; i < enlist_record_get_n_keys (record); i++)
    {
      const char *name, *type;
      GBytes *key = enlist_record_get_key (record, i, &name, &type);
      g_autofree char *title = enlist_field_title (name);
      g_autofree char *hex = enlist_plain_text_hex (key);

      adw_preferences_group_add (group, enlist_detail_row_new_for_hex (title, hex));
    }
  if (channel_key != NULL)
    adw_preferences_group_add (group, enlist_detail_row_new_for_hex (_("Connection key"), channel_key));
}
