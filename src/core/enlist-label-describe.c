/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "label-text.h"

/* What registered fields are called; docs/format.md, clause 12.2. */
static const char *const field_titles[] = {
  N_("Location"),         N_("Position"),        N_("Owner"),           N_("Name"),
  N_("Wi-Fi network"),    N_("Device key"),      N_("Serial number"),   N_("Software versions"),
  N_("Capabilities"),     N_("Data endpoint"),   N_("IoT system key"),  N_("Installation date"),
  N_("Remark"),           N_("Inventory number"), N_("Admin password"), N_("Measuring interval"),
};

char *
enlist_label_dup_field_name (EnlistLabel *self, guint field)
{
  EnlistFieldInfo info;

  if (!enlist_manifest_field (enlist_label_get_manifest (self), field, &info))
    return g_strdup_printf ("field %u", field);

  return g_strndup ((const char *) info.name.data, info.name.size);
}

/* The first question of the assistant's program that asks for a field. */
static gboolean
find_question (EnlistLabel *self, guint field, EnlistQuestion *question)
{
  EnlistSlice program = enlist_label_get_program (self, ENLIST_SIDE_ASSISTANT);
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return FALSE;

  while (enlist_program_walk_next (&walk, &step))
    {
      for (guint i = 0; step.operation == ENLIST_OP_ASK && i < step.argument_count; i++)
        {
          if (enlist_step_read_question (&step.arguments, question) == ENLIST_OK && question->field == field)
            return TRUE;
        }
    }

  return FALSE;
}

char *
enlist_label_dup_option (EnlistLabel *self, guint field, guint index)
{
  EnlistQuestion question;
  EnlistCborReader reader;
  EnlistSlice option;
  gsize count;

  if (!find_question (self, field, &question) || question.options.size == 0)
    return NULL;

  enlist_cbor_reader_init (&reader, question.options);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK || index >= count)
    return NULL;
  for (guint i = 0; i <= index; i++)
    {
      if (enlist_cbor_read_item (&reader, &option) != ENLIST_OK)
        return NULL;
    }
  option = enlist_text_choose (option, NULL);

  return g_strndup ((const char *) option.data, option.size);
}

char *
enlist_label_dup_field_title (EnlistLabel *self, guint field)
{
  EnlistQuestion question;

  if (field < G_N_ELEMENTS (field_titles))
    return g_strdup (_(field_titles[field]));

  if (find_question (self, field, &question) && question.label.size > 0)
    return enlist_label_dup_text (question.label);

  return enlist_label_dup_field_name (self, field);
}

char *
enlist_label_dup_text (EnlistSlice texts)
{
  const char *const *languages = g_get_language_names ();
  EnlistSlice chosen = enlist_text_choose (texts, languages[0]);

  return chosen.size > 0 ? g_strndup ((const char *) chosen.data, chosen.size) : g_strdup ("");
}

static char *
describe_transport (const char *uri)
{
  const char *address = strchr (uri, ':') + 1;

  if (g_str_has_prefix (uri, "ble:"))
    return g_strdup (_("Bluetooth"));
  if (g_str_has_prefix (uri, "tcp:"))
    /* Translators: a host's name or address, and a port */
    return g_strdup_printf (_("the network (%s)"), address);
  if (g_str_has_prefix (uri, "unix:"))
    return g_strdup_printf (_("a socket on this computer (%s)"), address);
  if (*address == '\0')
    return g_strdup (_("a serial cable"));
  if (g_str_has_prefix (address, "usb:"))
    /* Translators: the numbers of manufacturer and product, such as "2341:0043" */
    return g_strdup_printf (_("a serial cable (USB device %s)"), address + strlen ("usb:"));

  /* Translators: a serial port, such as "/dev/ttyACM0" */
  return g_strdup_printf (_("a serial cable (%s)"), address);
}

char **
enlist_label_dup_ways (EnlistLabel *self)
{
  const char *const *uris = enlist_label_get_transports (self);
  GPtrArray *ways = g_ptr_array_new ();

  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (ways, describe_transport (uris[i]));
  g_ptr_array_add (ways, NULL);

  return (char **) g_ptr_array_free (ways, FALSE);
}

const char *
enlist_label_explain_text (const char *text)
{
  switch (enlist_label_text_kind (enlist_slice_text (text)))
    {
    case ENLIST_TEXT_LABEL_NEWER:
      return _("This label was made for a newer version of Enlist. Update Enlist, then scan it again.");
    case ENLIST_TEXT_PUBLISHER:
      return _("This is a publisher card, not a device label. Open it under Publishers to trust its "
               "publisher.");
    case ENLIST_TEXT_WEB:
      return _("This code is a web link, not an Enlist label. Look for another code on the device.");
    case ENLIST_TEXT_WIFI:
      return _("This code holds the password of a Wi-Fi network, not an Enlist label. Scan the code on the "
               "device.");
    case ENLIST_TEXT_MATTER:
      return _("This is a Matter code. Enlist cannot set up Matter devices; use a Matter controller.");
    case ENLIST_TEXT_DPP:
      return _("This is a Wi-Fi Easy Connect code, not an Enlist label. Look for another code on the "
               "device.");
    case ENLIST_TEXT_HOMEKIT:
      return _("This is a HomeKit code. Enlist cannot set up HomeKit devices.");
    case ENLIST_TEXT_ESP:
      return _("This is an Espressif provisioning code. Enlist cannot set up such devices yet.");
    case ENLIST_TEXT_CONTACT:
      return _("This code holds a contact, not an Enlist label. Scan the code on the device.");
    case ENLIST_TEXT_PRODUCT:
      return _("This is a product number. Look for the square Enlist label on the device.");
    case ENLIST_TEXT_LABEL:
    case ENLIST_TEXT_LABEL_PART:
    case ENLIST_TEXT_URI:
    case ENLIST_TEXT_OTHER:
    default:
      return _("This is not an Enlist label: its text begins with EN1. Scan the code on the device.");
    }
}
