/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-catalog.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"

static JsonObject *
catalog_to_object (EnlistCatalog *catalog)
{
  g_autofree char *name = enlist_catalog_dup_name (catalog);
  g_autofree char *folder = g_file_get_parse_name (enlist_catalog_get_folder (catalog));
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "folder", folder);
  json_object_set_int_member (object, "entries", enlist_catalog_get_n_entries (catalog));

  return object;
}

static void
print_catalog (EnlistCatalog *catalog)
{
  g_autofree char *folder = g_file_get_parse_name (enlist_catalog_get_folder (catalog));
  g_autofree char *name = enlist_catalog_dup_name (catalog);
  g_autofree char *clean = enlist_ctl_clean (name);
  guint count = enlist_catalog_get_n_entries (catalog);

  enlist_ctl_print (g_dngettext (GETTEXT_PACKAGE, "%s  %u entry  %s\n", "%s  %u entries  %s\n", count), clean,
                    count, folder);
}

gboolean
enlist_ctl_catalog_list (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), NULL);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GPtrArray) catalogs = NULL;
  g_auto (EnlistCtlWait) wait = { NULL };
  g_auto (GStrv) problems = NULL;
  EnlistCatalogs *all;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  all = enlist_ctl_get_catalogs (&sources);
  enlist_catalogs_list_async (all, NULL, enlist_ctl_wait_ready, &wait);
  catalogs = enlist_catalogs_list_finish (all, enlist_ctl_wait_for (&wait), &problems, error);
  if (catalogs == NULL)
    return FALSE;

  for (guint i = 0; i < catalogs->len; i++)
    {
      json_array_add_object_element (array, catalog_to_object (g_ptr_array_index (catalogs, i)));
      if (!json)
        print_catalog (g_ptr_array_index (catalogs, i));
    }
  json_node_set_array (node, array);
  if (json)
    enlist_ctl_print_json (node);
  else if (catalogs->len == 0)
    enlist_ctl_say (_("There is no catalog yet. “enlistctl catalog add DIR” adds one."));
  for (guint i = 0; problems[i] != NULL; i++)
    enlist_ctl_say (_("enlistctl: left out: %s"), problems[i]);

  return TRUE;
}

gboolean
enlist_ctl_catalog_check_folder (EnlistCatalog *catalog, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };
  g_auto (GStrv) problems = NULL;
  guint count;

  enlist_catalog_check_async (catalog, NULL, enlist_ctl_wait_ready, &wait);
  problems = enlist_catalog_check_finish (catalog, enlist_ctl_wait_for (&wait), error);
  if (problems == NULL)
    return FALSE;

  count = g_strv_length (problems);
  for (guint i = 0; i < count; i++)
    enlist_ctl_say ("%s", problems[i]);
  if (count > 0)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG,
                 g_dngettext (GETTEXT_PACKAGE, "%u place is wrong.", "%u places are wrong.", count), count);

  return count == 0;
}

gboolean
enlist_ctl_catalog_check (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (EnlistCatalog) catalog = NULL;
  g_autoptr (GFile) folder = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  folder = g_file_new_for_commandline_arg (argv[1]);
  catalog = enlist_catalog_new_for_folder (folder);
  if (!enlist_ctl_catalog_check_folder (catalog, error))
    return FALSE;
  print_catalog (catalog);

  return TRUE;
}

/* What a catalog knows of a number: either may be missing, not both. */
typedef struct {
  GHashTable *fields;
  EnlistLabel *label;
} Known;

static void
known_clear (Known *known)
{
  g_clear_pointer (&known->fields, g_hash_table_unref);
  g_clear_object (&known->label);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static gboolean
look_up (EnlistCatalogs *catalogs, const char *number, Known *known, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };
  g_auto (EnlistCtlWait) wait_for_label = { NULL };
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) content = NULL;

  enlist_catalogs_lookup_async (catalogs, number, NULL, enlist_ctl_wait_ready, &wait);
  known->fields = enlist_catalogs_lookup_finish (catalogs, enlist_ctl_wait_for (&wait), &local_error);
  if (known->fields == NULL && !g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_clear_error (&local_error);

  enlist_catalogs_find_label_async (catalogs, number, NULL, enlist_ctl_wait_ready, &wait_for_label);
  content = enlist_catalogs_find_label_finish (catalogs, enlist_ctl_wait_for (&wait_for_label), &local_error);
  if (content != NULL)
    {
      known->label = enlist_label_load_bytes (content, error);
      return known->label != NULL;
    }
  if (known->fields != NULL && g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static GList *
list_names (const Known *known)
{
  return known->fields != NULL ? g_list_sort (g_hash_table_get_keys (known->fields), (GCompareFunc) strcmp)
                               : NULL;
}

static void
print_known (const Known *known)
{
  g_autoptr (GList) names = list_names (known);

  if (known->label != NULL)
    {
      g_autofree char *label =
          g_strdup_printf ("%s (%s %s)", enlist_label_get_id (known->label),
                           enlist_label_get_vendor (known->label), enlist_label_get_model (known->label));

      enlist_ctl_print_row (_("Label"), label);
    }
  for (GList *each = names; each != NULL; each = each->next)
    {
      JsonNode *node = g_hash_table_lookup (known->fields, each->data);
      g_autofree char *value = json_node_get_value_type (node) == G_TYPE_STRING
                                   ? json_node_dup_string (node)
                                   : json_to_string (node, FALSE);

      enlist_ctl_print_row (each->data, value);
    }
}

static void
print_known_as_json (const Known *known)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GList) names = list_names (known);
  JsonObject *fields = json_object_new ();

  for (GList *each = names; each != NULL; each = each->next)
    json_object_set_member (fields, each->data,
                            json_node_copy (g_hash_table_lookup (known->fields, each->data)));
  json_object_set_object_member (object, "fields", fields);
  if (known->label != NULL)
    json_object_set_string_member (object, "label", enlist_label_get_id (known->label));
  json_node_set_object (node, object);
  enlist_ctl_print_json (node);
}

gboolean
enlist_ctl_catalog_show (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    ENLIST_CTL_CATALOG_OPTION (sources),
    { NULL },
  };
  g_auto (Known) known = { NULL };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error) ||
      !look_up (enlist_ctl_get_catalogs (&sources), argv[1], &known, error))
    return FALSE;
  if (json)
    print_known_as_json (&known);
  else
    print_known (&known);

  return TRUE;
}
