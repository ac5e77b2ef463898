/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-label.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-catalog-key.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"
#include "enlist-label-collector.h"
#include "enlist-label-file.h"

/* What has been read so far of the arguments. */
typedef struct {
  EnlistLabelCollector *collector;
  EnlistLabel *label;
  GPtrArray *numbers; /* of utf8: what may be the key of a label in a catalog */
  GError *problem;    /* with what is no label */
} Reading;

static void
reading_clear (Reading *reading)
{
  g_clear_object (&reading->collector);
  g_clear_object (&reading->label);
  g_clear_pointer (&reading->numbers, g_ptr_array_unref);
  g_clear_error (&reading->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

void
enlist_ctl_label_sources_clear (EnlistCtlLabelSources *self)
{
  g_clear_pointer (&self->catalogs, g_strfreev);
  g_clear_pointer (&self->parts, g_strfreev);
}

EnlistCatalogs *
enlist_ctl_get_catalogs (const EnlistCtlLabelSources *sources)
{
  static gboolean added;
  EnlistCatalogs *catalogs = enlist_catalogs_get_default ();

  if (sources == NULL || sources->catalogs == NULL || added)
    return catalogs;
  for (guint i = 0; sources->catalogs[i] != NULL; i++)
    {
      g_autoptr (GFile) folder = g_file_new_for_commandline_arg (sources->catalogs[i]);

      enlist_catalogs_add_folder (catalogs, folder);
    }
  added = TRUE;

  return catalogs;
}

/* Files of ours that are no labels deserve better than "not a label". */
static const char *
explain_json (GBytes *content)
{
  static const struct {
    const char *marker, *text;
  } files[] = {
    { "\"enlist-label\"", N_("%s is the source of a label: make the label with “enlistctl label make”.") },
    { "\"enlist-publisher-key\"", N_("%s is a publisher’s secret key, not a label. Keep it to yourself.") },
    { "\"enlist-publisher\"", N_("%s introduces a publisher: add it with “enlistctl publishers add”.") },
    { "\"enlist-device\"",
      N_("%s holds a device’s values: make its label with “enlistctl label make --device”.") },
  };
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      if (g_strstr_len (data, MIN (size, 4096), files[i].marker) != NULL)
        return _(files[i].text);
    }

  return NULL;
}

static EnlistLabel *
load_content (const char *argument, GBytes *content, GError **error)
{
  const char *explanation = explain_json (content);
  g_autoptr (GString) text = g_string_new (explanation);
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  if (explanation != NULL)
    {
      g_string_replace (text, "%s", argument, 1);
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, text->str);
      return NULL;
    }
  /* Whoever names a file like that says that it is a label: then it is damaged, or newer. */
  if (g_str_has_suffix (argument, ENLIST_LABEL_FILE_SUFFIX) && !g_utf8_validate (data, size, NULL))
    return enlist_label_new_for_payload (content, error);

  return enlist_label_load_bytes (content, error);
}

/* Adds all lines; what is no label's does not matter when a label is there, too: a product's bar code stands
 * beside it. */
static void
collect (Reading *reading, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len && reading->label == NULL; i++)
    {
      const char *line = g_ptr_array_index (lines, i);
      g_autoptr (GError) error = NULL;

      reading->label = enlist_label_collector_add (reading->collector, line, &error);
      if (g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL) &&
          enlist_catalog_key_is_plausible (line))
        g_ptr_array_add (reading->numbers, g_strdup (line));
      if (error != NULL && (reading->problem == NULL || reading->problem->code == ENLIST_ERROR_NOT_A_LABEL))
        {
          g_clear_error (&reading->problem);
          reading->problem = g_steal_pointer (&error);
        }
    }
}

/* What is no file may be a number. */
static gboolean
is_number (const char *argument, const GError *error)
{
  return g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND) && !g_str_equal (argument, "-") &&
         enlist_catalog_key_is_plausible (argument);
}

static gboolean
is_binary (GBytes *content)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  return size > 0 &&
         (!g_utf8_validate (data, size, NULL) || (g_ascii_iscntrl (*data) && !g_ascii_isspace (*data)));
}

static gboolean
read_argument (Reading *reading, const char *argument, GError **error)
{
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) content = enlist_ctl_read_argument (argument, &codes, &local_error);

  if (content == NULL && is_number (argument, local_error))
    {
      g_ptr_array_add (reading->numbers, g_strdup (argument));
      if (reading->problem == NULL)
        reading->problem = g_steal_pointer (&local_error);
      return TRUE;
    }
  if (content == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (codes == NULL && (is_binary (content) || explain_json (content) != NULL))
    {
      reading->label = load_content (argument, content, error);
      return reading->label != NULL;
    }
  if (codes == NULL)
    codes = enlist_ctl_split_lines (content);
  collect (reading, codes);
  if (codes->len == 0 && reading->problem == NULL)
    load_content (argument, content, &reading->problem);

  return TRUE;
}

/* What looks more like the name of a file than like a number is told that there is no such file. */
static gboolean
is_name_of_file (const char *number)
{
  return strchr (number, '.') != NULL && *number != '(';
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return enlist_catalog_key_compare (*(const char *const *) a, *(const char *const *) b);
}

static GBytes *
find_label (EnlistCatalogs *catalogs, const char *number, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };

  enlist_catalogs_find_label_async (catalogs, number, NULL, enlist_ctl_wait_ready, &wait);

  return enlist_catalogs_find_label_finish (catalogs, enlist_ctl_wait_for (&wait), error);
}

void
enlist_ctl_suggest_catalog (GError *problem)
{
  char *message;

  if (enlist_error_get_code (problem) != ENLIST_ERROR_NOT_FOUND)
    return;
  /* Translators: %s is a sentence that says which number no catalog has */
  message = g_strdup_printf (_("%s --catalog names another one, “enlistctl catalog add” keeps one."),
                             problem->message);
  g_free (problem->message);
  problem->message = message;
}

static void
look_up (Reading *reading, const EnlistCtlLabelSources *sources, GError **error)
{
  EnlistCatalogs *catalogs = enlist_ctl_get_catalogs (sources);
  g_autoptr (GError) problem = NULL;

  g_ptr_array_sort (reading->numbers, compare_numbers);
  for (guint i = 0; i < reading->numbers->len; i++)
    {
      const char *number = g_ptr_array_index (reading->numbers, i);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GBytes) content = find_label (catalogs, number, &local_error);

      if (content != NULL)
        {
          reading->label = enlist_label_load_bytes (content, error);
          g_prefix_error (error, "%s: ", number);
          return;
        }
      if (problem == NULL && !(is_name_of_file (number) && reading->problem != NULL))
        problem = g_steal_pointer (&local_error);
    }
  if (problem == NULL)
    problem = g_steal_pointer (&reading->problem);
  else
    enlist_ctl_suggest_catalog (problem);
  g_propagate_error (error, g_steal_pointer (&problem));
}

static EnlistLabel *
read_arguments (char **arguments, const EnlistCtlLabelSources *sources, GError **error)
{
  g_auto (Reading) reading = { enlist_label_collector_new (), NULL, g_ptr_array_new_with_free_func (g_free) };
  GError *missing;

  for (guint i = 0; arguments[i] != NULL && reading.label == NULL; i++)
    {
      if (!read_argument (&reading, arguments[i], error))
        return NULL;
    }
  if (reading.label != NULL)
    return g_steal_pointer (&reading.label);

  missing = enlist_label_collector_get_missing (reading.collector);
  if (g_error_matches (reading.problem, ENLIST_ERROR, ENLIST_ERROR_DAMAGED))
    g_clear_error (&missing);
  if (missing != NULL)
    g_propagate_error (error, missing);
  else if (reading.numbers->len > 0 &&
           (reading.problem == NULL || reading.problem->code == ENLIST_ERROR_NOT_A_LABEL ||
            reading.problem->code == ENLIST_ERROR_NOT_FOUND))
    look_up (&reading, sources, error);
  else
    g_propagate_error (error, g_steal_pointer (&reading.problem));

  return g_steal_pointer (&reading.label);
}

static gboolean
supply_file (EnlistLabel *label, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) content = enlist_ctl_read_file (path, error);

  if (content == NULL)
    return FALSE;
  if (enlist_label_supply_part (label, content, &local_error))
    return TRUE;
  if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_BAD_HASH))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BAD_HASH,
                 _("%s is none of the parts that this label does not carry."), path);
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", path);

  return FALSE;
}

static gboolean
supply_from_catalogs (EnlistLabel *label, GError **error)
{
  EnlistCatalogs *catalogs = enlist_catalogs_get_default ();
  g_auto (EnlistCtlWait) wait = { NULL };

  enlist_catalogs_supply_parts_async (catalogs, label, NULL, enlist_ctl_wait_ready, &wait);

  return enlist_catalogs_supply_parts_finish (catalogs, enlist_ctl_wait_for (&wait), error);
}

EnlistLabel *
enlist_ctl_read_label (char **arguments, const EnlistCtlLabelSources *sources, GError **error)
{
  g_autoptr (EnlistLabel) label = read_arguments (arguments, sources, error);

  if (label == NULL)
    return NULL;
  for (guint i = 0; sources != NULL && sources->parts != NULL && sources->parts[i] != NULL; i++)
    {
      if (!supply_file (label, sources->parts[i], error))
        return NULL;
    }
  enlist_ctl_get_catalogs (sources);
  supply_from_catalogs (label, NULL);

  return g_steal_pointer (&label);
}

gboolean
enlist_ctl_require_parts (EnlistLabel *label, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (supply_from_catalogs (label, &local_error))
    return TRUE;
  if (local_error->code == ENLIST_ERROR_NOT_FOUND)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, _("%s Or name it with --part."),
                 local_error->message);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
