/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <glib/gi18n-lib.h>

/* Steps in plain language: what each end will do, before anything is done. */

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
    case 4:
      return g_strdup (_("Publishes a value"));
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
  switch (type)
    {
    case ENLIST_KEY_ED25519:
      return g_strdup (_("Makes its key for signing (Ed25519)"));
    case ENLIST_KEY_P256:
      return g_strdup (_("Makes its key for signing (P-256)"));
    default:
      return g_strdup (_("Makes its key for encryption (X25519)"));
    }
}

static char *
describe_csr (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCertificateRequest request = { 0 };
  g_autofree char *key = NULL;

  enlist_step_read_csr (step, &request);
  key = enlist_label_dup_field_title (self, request.key);

  /* Translators: %s is what the key is called */
  return g_strdup_printf (_("Requests a certificate for %s"), key);
}

/* Behind a first argument that is no field. */
static char *
describe_await (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  g_autofree char *fields = NULL;
  guint64 seconds;

  if (enlist_cbor_read_unsigned (&reader, &seconds) != ENLIST_OK)
    return g_strdup (_("Waits for the device"));
  fields = join_fields (self, &reader, step->argument_count - 1);

  return g_strdup_printf (_("Waits for %s"), fields);
}

static char *
describe_lookup (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  g_autofree char *fields = NULL;

  enlist_cbor_read_item (&reader, NULL);
  fields = join_fields (self, &reader, step->argument_count - 1);

  return g_strdup_printf (_("Looks up %s in a catalog"), fields);
}

static char *
describe_let (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  g_autofree char *field = join_fields (self, &reader, 1);

  return g_strdup_printf (_("Works out %s"), field);
}

static char *
describe_settings (EnlistLabel *self, const char *format, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  g_autofree char *fields = join_settings (self, &reader, step->argument_count);
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", fields, 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
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
describe_repeat (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice until = { NULL, 0 };
  g_autofree char *condition = NULL;
  guint64 times = 0;

  enlist_cbor_read_unsigned (&reader, &times);
  if (step->argument_count < 3)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Repeats %u time", "Repeats %u times", times),
                            (guint) times);
  enlist_cbor_read_item (&reader, NULL);
  enlist_cbor_read_item (&reader, &until);
  condition = enlist_label_describe_expression (self, until);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Repeats up to %u time, until %s",
                                       "Repeats up to %u times, until %s", times),
                          (guint) times, condition);
}

/* What works on more than fields. */
static char *
describe_control (EnlistLabel *self, const EnlistStep *step)
{
  switch (step->operation)
    {
    case ENLIST_OP_END:
      return g_strdup (_("Ends the enrollment"));
    case ENLIST_OP_CHECK:
      return g_strdup (_("Checks a condition"));
    case ENLIST_OP_IF:
      return g_strdup (_("Decides how to go on"));
    case ENLIST_OP_TRY:
      return g_strdup_printf (_("Tries %u ways in turn"), step->argument_count);
    case ENLIST_OP_REPEAT:
      return describe_repeat (self, step);
    case ENLIST_OP_FAIL:
      return g_strdup (_("Stops the enrollment"));
    case ENLIST_OP_LET:
      return describe_let (self, step);
    default:
      return g_strdup (_("Does something unknown"));
    }
}

static char *
describe_assistant (EnlistLabel *self, const EnlistStep *step)
{
  switch (step->operation)
    {
    case ENLIST_OP_NOTE:
      return g_strdup (_("Shows an instruction"));
    case ENLIST_OP_ASK:
      return describe_fields (self, _("Asks for %s"), step);
    case ENLIST_OP_LOOKUP:
      return describe_lookup (self, step);
    case ENLIST_OP_SEND:
      return describe_fields (self, _("Sends %s to the device"), step);
    case ENLIST_OP_AWAIT:
      return describe_await (self, step);
    case ENLIST_OP_RECORD:
      if (step->argument_count == 0)
        return g_strdup (_("Keeps all of it in the record"));
      return describe_fields (self, _("Keeps %s in the record"), step);
    case ENLIST_OP_RELAY:
      if (step->argument_count == 0)
        return g_strdup (_("Hands the record on to the IoT system"));
      return describe_fields (self, _("Hands %s on to the IoT system"), step);
    case ENLIST_OP_CONFIGURE:
      return describe_settings (self, _("Configures itself as a gateway: %s"), step);
    case ENLIST_OP_IDENTIFY:
      return g_strdup (_("Asks whether the right device makes itself noticed"));
    default:
      return NULL;
    }
}

static char *
describe_device (EnlistLabel *self, const EnlistStep *step)
{
  switch (step->operation)
    {
    case ENLIST_OP_NEED:
      return describe_fields (self, _("Waits for %s"), step);
    case ENLIST_OP_CALL:
      return describe_call (step);
    case ENLIST_OP_SET:
      return describe_settings (self, _("Configures %s"), step);
    case ENLIST_OP_MAKE_KEY:
      return describe_make_key (step);
    case ENLIST_OP_CSR:
      return describe_csr (self, step);
    case ENLIST_OP_REPORT:
      return describe_fields (self, _("Reports %s, signed"), step);
    case ENLIST_OP_INSTALL:
      return enlist_label_describe_install (self, step);
    case ENLIST_OP_LOCK:
      return g_strdup (_("Makes its ownership permanent"));
    case ENLIST_OP_FORGET:
      return g_strdup (_("Deletes the enrollment program"));
    default:
      return NULL;
    }
}

char *
enlist_label_describe_title (EnlistLabel *self, const EnlistStep *step)
{
  char *title = describe_assistant (self, step);

  if (title == NULL)
    title = describe_device (self, step);

  return title != NULL ? title : describe_control (self, step);
}

EnlistStepItem *
enlist_label_describe_step (EnlistLabel *self, EnlistSide side, const EnlistStep *step)
{
  g_autofree char *title = enlist_label_describe_title (self, step);
  g_autofree char *detail = enlist_label_describe_detail (self, step);

  return enlist_step_item_new (side, step->index, step->depth, enlist_operation_name (step->operation), title,
                               detail);
}
