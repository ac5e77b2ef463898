/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-ask.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-ctl-terminal.h"
#include "enlist-error.h"

/* The person answered in a way that is no value: asked again. */
static EnlistValue *
not_understood (GError **error, const char *expected)
{
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, expected);

  return NULL;
}

static EnlistValue *
parse_number (const char *line, GError **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (line, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return not_understood (error, _("This must be a whole number."));

  return enlist_value_new_number (number);
}

static EnlistValue *
parse_choice (EnlistQuestionItem *question, const char *line, GError **error)
{
  const char *const *options = enlist_question_item_get_options (question);
  guint64 number;

  for (guint i = 0; options[i] != NULL; i++)
    {
      if (g_str_equal (options[i], line))
        return enlist_value_new_choice (i);
    }
  if (!g_ascii_string_to_unsigned (line, 10, 1, g_strv_length ((char **) options), &number, NULL))
    return not_understood (error, _("This must be the number of an option."));

  return enlist_value_new_choice (number - 1);
}

static EnlistValue *
parse_yes_no (const char *line, GError **error)
{
  g_autofree char *folded = g_utf8_casefold (line, -1);

  if (g_str_has_prefix (_("yes"), folded) || g_str_has_prefix ("yes", folded))
    return enlist_value_new_yes_no (TRUE);
  if (g_str_has_prefix (_("no"), folded) || g_str_has_prefix ("no", folded))
    return enlist_value_new_yes_no (FALSE);

  return not_understood (error, _("This must be yes or no."));
}

static EnlistValue *
parse_position (const char *line, GError **error)
{
  char *end;
  double latitude = g_ascii_strtod (line, &end), longitude;

  if (end == line || strchr (end, ',') == NULL)
    return not_understood (error, _("This must be latitude and longitude in degrees: 52.5163, 13.3777"));
  line = strchr (end, ',') + 1;
  longitude = g_ascii_strtod (line, &end);
  if (end == line)
    return not_understood (error, _("This must be latitude and longitude in degrees: 52.5163, 13.3777"));

  return enlist_value_new_position (latitude, longitude, -1, ENLIST_POSITION_ENTERED, error);
}

/* Kinds that people rarely type take the JSON of answers files. */
static EnlistValue *
parse_json (EnlistQuestionItem *question, const char *line, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  if (node == NULL)
    node = json_node_init_string (json_node_alloc (), line);

  return enlist_question_item_value_from_json (question, node, error);
}

static EnlistValue *
parse_line (EnlistQuestionItem *question, const char *line, GError **error)
{
  EnlistValueKind kind = enlist_question_item_get_kind (question);

  switch (kind)
    {
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_DATE:
    case ENLIST_VALUE_SECRET:
      return enlist_value_new_text (kind, line, error);
    case ENLIST_VALUE_NUMBER:
      return parse_number (line, error);
    case ENLIST_VALUE_CHOICE:
      return parse_choice (question, line, error);
    case ENLIST_VALUE_YES_NO:
      return parse_yes_no (line, error);
    case ENLIST_VALUE_OWNER:
      return enlist_value_new_owner (line, NULL, error);
    case ENLIST_VALUE_POSITION:
      return parse_position (line, error);
    default:
      return parse_json (question, line, error);
    }
}

static EnlistValue *
ask_place (const char *site, GCancellable *cancellable, GError **error)
{
  const char *const titles[] = { _("  Building (may stay empty)"), _("  Floor (may stay empty)"),
                                 _("  Room (may stay empty)") };
  char *parts[G_N_ELEMENTS (titles)] = { NULL };
  EnlistValue *value = NULL;
  gboolean complete = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (titles) && complete; i++)
    {
      parts[i] = enlist_ctl_terminal_ask (titles[i], FALSE, cancellable, error);
      complete = parts[i] != NULL;
    }
  if (complete)
    value = enlist_value_new_place (site, parts[0], parts[1], parts[2], error);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_free (parts[i]);

  return value;
}

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static EnlistValue *
ask_wifi (const char *ssid, GCancellable *cancellable, GError **error)
{
  char *passphrase =
      enlist_ctl_terminal_ask (_("  Its password (empty for an open network)"), TRUE, cancellable, error);
  EnlistValue *value = passphrase != NULL ? enlist_value_new_wifi (ssid, passphrase, error) : NULL;

  wipe (passphrase);

  return value;
}

static char *
make_question_text (EnlistQuestionItem *question)
{
  EnlistValue *initial = enlist_question_item_get_default (question);
  g_autofree char *shown = initial != NULL ? enlist_value_to_display (initial) : NULL;
  const char *label = enlist_question_item_get_label (question);

  if (initial != NULL && enlist_question_item_get_kind (question) == ENLIST_VALUE_CHOICE)
    {
      g_autoptr (JsonNode) option = enlist_question_item_value_to_json (question, initial);

      return g_strdup_printf ("%s [%s]", label, json_node_get_string (option));
    }
  if (shown != NULL)
    return g_strdup_printf ("%s [%s]", label, shown);
  if (enlist_question_item_get_optional (question))
    return g_strdup_printf (_("%s (may stay empty)"), label);
  if (enlist_question_item_get_kind (question) == ENLIST_VALUE_PLACE)
    return g_strdup_printf (_("%s: site"), label);
  if (enlist_question_item_get_kind (question) == ENLIST_VALUE_DATE)
    return g_strdup_printf (_("%s (YYYY-MM-DD)"), label);

  return g_strdup (label);
}

/* One attempt: the value, or %NULL with what was wrong. */
static EnlistValue *
ask_once (EnlistQuestionItem *question, GCancellable *cancellable, GError **error)
{
  gboolean secret = enlist_question_item_get_kind (question) == ENLIST_VALUE_SECRET ||
                    (enlist_question_item_is_sensitive (question) &&
                     enlist_question_item_get_kind (question) != ENLIST_VALUE_WIFI);
  EnlistValue *initial = enlist_question_item_get_default (question);
  g_autofree char *text = make_question_text (question);
  EnlistValue *value = NULL;
  char *line = enlist_ctl_terminal_ask (text, secret, cancellable, error);

  if (line == NULL)
    return NULL;

  if (*line == '\0' && initial != NULL)
    value = enlist_value_ref (initial);
  else if (*line == '\0')
    value = enlist_value_new_null (enlist_question_item_get_kind (question));
  else if (enlist_question_item_get_kind (question) == ENLIST_VALUE_PLACE)
    value = ask_place (line, cancellable, error);
  else if (enlist_question_item_get_kind (question) == ENLIST_VALUE_WIFI)
    value = ask_wifi (line, cancellable, error);
  else
    value = parse_line (question, line, error);
  wipe (line);

  return value;
}

static void
show_options (EnlistQuestionItem *question)
{
  const char *const *options = enlist_question_item_get_options (question);

  if (*enlist_question_item_get_help (question) != '\0')
    enlist_ctl_say ("%s", enlist_question_item_get_help (question));
  for (guint i = 0; options[i] != NULL; i++)
    enlist_ctl_say ("  %u  %s", i + 1, options[i]);
}

static gboolean
ask (EnlistQuestionItem *question, GCancellable *cancellable, GError **error)
{
  show_options (question);
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (EnlistValue) value = ask_once (question, cancellable, &local_error);

      if (value != NULL && enlist_question_item_set_answer (question, value, &local_error))
        return TRUE;
      if (enlist_error_get_code (local_error) != ENLIST_ERROR_USAGE)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      enlist_ctl_say ("%s", local_error->message);
    }
}

static gboolean
take_answer (EnlistQuestionItem *question, JsonNode *answer, GError **error)
{
  g_autoptr (EnlistValue) value = enlist_question_item_value_from_json (question, answer, error);

  if (value != NULL && enlist_question_item_set_answer (question, value, error))
    return TRUE;
  g_prefix_error (error, _("The answer for “%s” does not fit: "), enlist_question_item_get_field (question));

  return FALSE;
}

/* The answers file has nothing new for what is @again asked; whoever sits in front may. %FALSE without an
 * error: the question stays open. */
static gboolean
answer_question (EnlistQuestionItem *question,
                 EnlistCtlAnswers *answers,
                 gboolean again,
                 GCancellable *cancellable,
                 GError **error)
{
  JsonNode *answer = enlist_ctl_answers_lookup (answers, enlist_question_item_get_field (question));

  if (answer != NULL && !(again && enlist_ctl_terminal_can_ask ()))
    return take_answer (question, answer, error);
  if (enlist_ctl_terminal_can_ask ())
    return ask (question, cancellable, error);
  if (enlist_question_item_get_default (question) != NULL)
    return enlist_question_item_set_answer (question, enlist_question_item_get_default (question), error);

  return enlist_question_item_get_optional (question);
}

static gboolean
answer_questions (EnlistPrompt *prompt, EnlistCtlAnswers *answers, GCancellable *cancellable, GError **error)
{
  gboolean again = *enlist_prompt_get_problem (prompt) != '\0';
  g_autoptr (GString) missing = g_string_new (NULL);

  if (again)
    enlist_ctl_say ("%s", enlist_prompt_get_problem (prompt));
  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (prompt, i);
      g_autoptr (GError) local_error = NULL;

      if (answer_question (question, answers, again, cancellable, &local_error))
        continue;
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "",
                              enlist_question_item_get_field (question));
    }
  if (missing->len == 0)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("There is no answer for: %s."), missing->str);

  return FALSE;
}

static gboolean
confirm (EnlistPrompt *prompt, gboolean confirmed, GCancellable *cancellable, GError **error)
{
  gboolean note = enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_NOTE;
  gboolean done = confirmed;

  if (note)
    enlist_ctl_say ("%s", enlist_prompt_get_text (prompt));
  if (confirmed)
    return TRUE;
  if (!enlist_ctl_terminal_can_ask ())
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("Nobody can be asked whether this is done; --yes or “confirm” in the answers says so."));
      return FALSE;
    }
  if (!enlist_ctl_terminal_confirm (note ? _("Done?")
                                         : _("Does the device in front of you make itself noticed?"),
                                    &done, cancellable, error))
    return FALSE;
  if (!done)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("You said no."));

  return done;
}

gboolean
enlist_ctl_answer_prompt (EnlistPrompt      *prompt,
                          EnlistCtlAnswers  *answers,
                          gboolean           confirmed,
                          GCancellable      *cancellable,
                          GError           **error)
{
  gboolean answered = enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS
                          ? answer_questions (prompt, answers, cancellable, error)
                          : confirm (prompt, confirmed, cancellable, error);

  if (answered && !g_cancellable_is_cancelled (cancellable))
    enlist_prompt_submit (prompt);

  return answered;
}
