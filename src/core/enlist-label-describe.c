/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <glib/gi18n-lib.h>

#include "enlist-value-private.h"
#include "interpreter.h"
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

static void
append_title (GString *text, EnlistLabel *label, guint field)
{
  g_autofree char *title = enlist_label_dup_field_title (label, field);

  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", title);
}

/* "Location, Owner, Name": titles of the fields that stand as the next @count arguments. */
static char *
join_fields (EnlistLabel *self, EnlistCborReader *reader, guint count)
{
  GString *text = g_string_new (NULL);
  EnlistQuestion question;

  for (guint i = 0; i < count && enlist_step_read_question (reader, &question) == ENLIST_OK; i++)
    append_title (text, self, question.field);

  return g_string_free (text, FALSE);
}

static char *
join_settings (EnlistLabel *self, EnlistCborReader *reader, guint count)
{
  GString *text = g_string_new (NULL);
  EnlistSlice expression;
  unsigned field;

  for (guint i = 0; i < count && enlist_step_read_setting (reader, &field, &expression) == ENLIST_OK; i++)
    append_title (text, self, field);

  return g_string_free (text, FALSE);
}

static char *
describe_call (const EnlistStep *step)
{
  EnlistCall call;

  if (enlist_step_read_call (step, &call) != ENLIST_OK)
    return g_strdup (_("Calls a function"));
  if (call.title.size > 0)
    return enlist_label_dup_text (call.title);

  switch (call.function)
    {
    case 0:
      return g_strdup (_("Makes itself noticed"));
    case 1:
      return g_strdup (_("Joins the Wi-Fi network"));
    case 2:
      return g_strdup (_("Tests itself"));
    case 3:
      return g_strdup (_("Sets its clock"));
    default:
      return g_strdup_printf (_("Calls its function %u"), call.function);
    }
}

static char *
describe_make_key (const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  guint64 type = 0;

  enlist_cbor_read_unsigned (&reader, &type);

  return type == ENLIST_KEY_ED25519 ? g_strdup (_("Makes its key for signing (Ed25519)"))
                                    : g_strdup (_("Makes its key for encryption (X25519)"));
}

static char *
describe_await (EnlistLabel *self, EnlistCborReader *reader, guint count)
{
  g_autofree char *fields = NULL;
  guint64 seconds;

  if (enlist_cbor_read_unsigned (reader, &seconds) != ENLIST_OK)
    return g_strdup (_("Waits for the device"));
  fields = join_fields (self, reader, count - 1);

  return g_strdup_printf (_("Waits for %s"), fields);
}

static char *
describe_fields (EnlistLabel *self, const char *format, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  g_autofree char *fields = join_fields (self, &reader, step->argument_count);
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", fields, 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_title (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;

  switch (step->operation)
    {
    case ENLIST_OP_END:
      return g_strdup (_("Ends the enrollment"));
    case ENLIST_OP_CHECK:
      return g_strdup (_("Checks a condition"));
    case ENLIST_OP_IF:
      return g_strdup (_("Decides how to go on"));
    case ENLIST_OP_FAIL:
      return g_strdup (_("Stops the enrollment"));
    case ENLIST_OP_NOTE:
      return g_strdup (_("Shows an instruction"));
    case ENLIST_OP_ASK:
      return describe_fields (self, _("Asks for %s"), step);
    case ENLIST_OP_SEND:
      return describe_fields (self, _("Sends %s to the device"), step);
    case ENLIST_OP_AWAIT:
      return describe_await (self, &reader, step->argument_count);
    case ENLIST_OP_RECORD:
      if (step->argument_count == 0)
        return g_strdup (_("Keeps all of it in the record"));
      return describe_fields (self, _("Keeps %s in the record"), step);
    case ENLIST_OP_IDENTIFY:
      return g_strdup (_("Asks whether the right device makes itself noticed"));
    case ENLIST_OP_NEED:
      return describe_fields (self, _("Waits for %s"), step);
    case ENLIST_OP_CALL:
      return describe_call (step);
    case ENLIST_OP_SET:
      {
        g_autofree char *fields = join_settings (self, &reader, step->argument_count);

        return g_strdup_printf (_("Configures %s"), fields);
      }
    case ENLIST_OP_MAKE_KEY:
      return describe_make_key (step);
    case ENLIST_OP_REPORT:
      return describe_fields (self, _("Reports %s, signed"), step);
    case ENLIST_OP_LOCK:
      return g_strdup (_("Makes its ownership permanent"));
    case ENLIST_OP_FORGET:
      return g_strdup (_("Deletes the enrollment program"));
    default:
      return g_strdup (_("Does something unknown"));
    }
}

/* The publisher's own words, where a step has some. */
static char *
describe_detail (const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice texts;

  switch (step->operation)
    {
    case ENLIST_OP_NOTE:
      if (enlist_cbor_read_item (&reader, &texts) == ENLIST_OK)
        return enlist_label_dup_text (texts);
      return NULL;
    case ENLIST_OP_CHECK:
    case ENLIST_OP_FAIL:
      return enlist_label_dup_text (enlist_interpreter_message (step));
    case ENLIST_OP_LOCK:
      return g_strdup (_("This cannot be undone at the device. Only the owner’s key can release it."));
    default:
      return NULL;
    }
}

EnlistStepItem *
enlist_label_describe_step (EnlistLabel *self, EnlistSide side, const EnlistStep *step)
{
  g_autofree char *title = describe_title (self, step);
  g_autofree char *detail = describe_detail (step);

  return enlist_step_item_new (side, step->index, step->depth, enlist_operation_name (step->operation), title,
                               detail);
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
