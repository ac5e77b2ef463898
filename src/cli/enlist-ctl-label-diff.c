/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-difference.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"
#include "enlist-label-compiler.h"

/* The source in @content; %NULL when it is something else, or not JSON. */
static JsonNode *
find_source (GBytes *content)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, data, size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !json_object_has_member (json_node_get_object (root), "enlist-label"))
    return NULL;

  return json_parser_steal_root (parser);
}

/* Who signs makes no difference here: nobody sees this label. */
static EnlistLabel *
compile_source (JsonNode *source, const char *name, GError **error)
{
  g_autoptr (EnlistPublisherKey) key = enlist_publisher_key_generate ("enlistctl", error);

  return key != NULL ? enlist_label_compile (source, name, NULL, NULL, key, error) : NULL;
}

static gboolean
read_version (EnlistCtlVersion *version, char *argument, const EnlistCtlLabelSources *sources, GError **error)
{
  char *arguments[] = { argument, NULL };
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (JsonNode) source = NULL;
  g_autoptr (GBytes) content = NULL;

  if (g_str_has_suffix (argument, ".json"))
    {
      content = enlist_ctl_read_argument (argument, &codes, error);
      if (content == NULL)
        return FALSE;
      source = find_source (content);
    }
  version->is_source = source != NULL;
  version->label = source != NULL ? compile_source (source, argument, error)
                                  : enlist_ctl_read_label (arguments, sources, error);

  return version->label != NULL;
}

/* Headings stand before the first line of their group only. */
static void
print_heading (const char **heading)
{
  if (*heading != NULL)
    enlist_ctl_print ("%s\n", *heading);
  *heading = NULL;
}

static char *
describe_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup (_("nothing"));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup_printf (_("“%s”"), json_node_get_string (node));

  return json_to_string (node, FALSE);
}

static gboolean
is_composite (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node);
}

/* "seconds: 60 → 120"; what is new or gone as a whole is named only. */
static char *
describe_change (JsonObject *change)
{
  const char *member = json_object_get_string_member (change, "member");
  JsonNode *from = json_object_get_member (change, "from"), *to = json_object_get_member (change, "to");
  g_autofree char *one = describe_node (from), *other = describe_node (to);

  if (JSON_NODE_HOLDS_NULL (from) && is_composite (to))
    return g_strdup_printf ("+ %s", member);
  if (JSON_NODE_HOLDS_NULL (to) && is_composite (from))
    return g_strdup_printf ("- %s", member);

  return g_strdup_printf ("%s: %s → %s", member, one, other);
}

static void
print_members (const char *heading, const char *indent, JsonArray *changes)
{
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      g_autofree char *line = describe_change (json_array_get_object_element (changes, i));
      g_autofree char *clean = enlist_ctl_clean (line);

      print_heading (&heading);
      enlist_ctl_print ("%s%s\n", indent, clean);
    }
}

static void
print_lines (const char *heading, JsonObject *lines)
{
  static const char *const members[] = { "removed", "added" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonArray *array = json_object_get_array_member (lines, members[i]);

      for (guint j = 0; j < json_array_get_length (array); j++)
        {
          g_autofree char *clean = enlist_ctl_clean (json_array_get_string_element (array, j));

          print_heading (&heading);
          enlist_ctl_print ("  %s %s\n", i == 0 ? "-" : "+", clean);
        }
    }
}

/* "- 3  Asks for Location" */
static void
print_step (const char *mark, JsonObject *step)
{
  g_autofree char *title = enlist_ctl_clean (json_object_get_string_member (step, "title"));
  g_autofree char *detail = enlist_ctl_clean (json_object_get_string_member (step, "detail"));
  int indent = 2 * json_object_get_int_member (step, "depth");

  enlist_ctl_print ("  %s %3d  %*s%s\n", mark, (int) json_object_get_int_member (step, "index") + 1, indent,
                    "", title);
  if (*detail != '\0')
    enlist_ctl_print ("         %*s%s\n", indent, "", detail);
}

static void
print_step_changes (const char *heading, JsonArray *changes)
{
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *kind = json_object_get_string_member (change, "change");

      print_heading (&heading);
      if (g_str_equal (kind, "removed"))
        print_step ("-", json_object_get_object_member (change, "from"));
      else
        print_step (g_str_equal (kind, "added") ? "+" : "~", json_object_get_object_member (change, "to"));
      if (g_str_equal (kind, "changed"))
        print_members (NULL, "         ", json_object_get_array_member (change, "members"));
    }
}

static void
print_applications (JsonArray *applications)
{
  for (guint i = 0; i < json_array_get_length (applications); i++)
    {
      JsonObject *application = json_array_get_object_element (applications, i);
      const char *title = json_object_has_member (application, "title")
                              ? json_object_get_string_member (application, "title") : NULL;
      g_autofree char *assistant =
          title != NULL ? g_strdup_printf (_("%s: the assistant, this computer"), title)
                        : g_strdup (_("The assistant, this computer"));
      g_autofree char *device =
          title != NULL ? g_strdup_printf (_("%s: the device"), title) : g_strdup (_("The device"));

      print_step_changes (assistant, json_object_get_array_member (application, "assistant"));
      print_step_changes (device, json_object_get_array_member (application, "device"));
    }
}

static char *
describe_size (JsonObject *size)
{
  guint characters = json_object_get_int_member (size, "text");
  guint codes = json_object_get_int_member (size, "codes");

  if (codes == 0)
    return g_strdup (_("too large for print"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u characters, %u QR code",
                                       "%u characters, %u QR codes", codes),
                          characters, codes);
}

static void
print_for_people (JsonObject *difference)
{
  JsonObject *size = json_object_get_object_member (difference, "size");
  g_autofree char *from = describe_size (json_object_get_object_member (size, "from"));
  g_autofree char *to = describe_size (json_object_get_object_member (size, "to"));

  if (json_object_get_boolean_member (difference, "equal"))
    {
      enlist_ctl_print ("%s\n", _("They say the same."));
      return;
    }
  print_members (_("Who and what it is for"), "  ", json_object_get_array_member (difference, "head"));
  print_lines (_("What leaves this computer"), json_object_get_object_member (difference, "sent"));
  print_applications (json_object_get_array_member (difference, "applications"));
  print_members (_("Fields"), "  ", json_object_get_array_member (difference, "fields"));
  print_lines (_("What stays on the device"), json_object_get_object_member (difference, "staying"));
  print_members (_("Configurations and IoT applications"), "  ",
                 json_object_get_array_member (difference, "parts"));
  print_lines (_("Languages"), json_object_get_object_member (difference, "languages"));
  enlist_ctl_print (_("Size\n  %s → %s\n"), from, to);
}

gboolean
enlist_ctl_label_diff (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  gboolean json = FALSE, exit_code = FALSE, equal;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { "exit-code", 0, 0, G_OPTION_ARG_NONE, &exit_code, N_("End with 1 when they differ"), NULL },
    ENLIST_CTL_LABEL_OPTIONS (sources),
    { NULL }
  };
  EnlistCtlVersion versions[2] = { { NULL, FALSE }, { NULL, FALSE } };
  g_autoptr (EnlistLabel) from = NULL;
  g_autoptr (EnlistLabel) to = NULL;
  g_autoptr (JsonObject) difference = NULL;
  g_autoptr (JsonNode) node = NULL;
  gboolean read;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 2, 2, error))
    return FALSE;
  read = read_version (&versions[0], argv[1], &sources, error) &&
         read_version (&versions[1], argv[2], &sources, error);
  from = versions[0].label;
  to = versions[1].label;
  if (!read)
    return FALSE;

  difference = enlist_ctl_difference_new (&versions[0], &versions[1]);
  equal = json_object_get_boolean_member (difference, "equal");
  node = json_node_init_object (json_node_alloc (), difference);
  if (json)
    enlist_ctl_print_json (node);
  else
    print_for_people (difference);

  return equal || !exit_code;
}
