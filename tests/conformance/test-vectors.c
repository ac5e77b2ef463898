/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* The vectors of tests/vectors/format, which another implementation made, through src/wire */

#include "vector-check.h"

#include <string.h>

static JsonNode *
load_cases (const char *name)
{
  const char *folder = g_getenv ("ENLIST_TEST_VECTORS");
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, "format", file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_node_ref (json_parser_get_root (parser));
}

static void
test_file (gconstpointer data)
{
  const VectorFile *file = data;
  g_autoptr (JsonNode) root = load_cases (file->name);
  JsonArray *cases = json_object_get_array_member (json_node_get_object (root), "cases");

  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    vector_check (file->run, json_array_get_object_element (cases, i));
}

/* @name: of a file, with its ending */
static bool
is_known (const char *name)
{
  /* What only the assistant reads: test-vectors-core.c */
  if (g_str_equal (name, "4.6-file.json") || g_str_equal (name, "4.7-ndef.json"))
    return true;

  for (size_t i = 0; vector_groups[i] != NULL; i++)
    for (const VectorFile *file = vector_groups[i]; file->name != NULL; file++)
      if (g_str_has_prefix (name, file->name) && strcmp (name + strlen (file->name), ".json") == 0)
        return true;

  return false;
}

/* A file that nobody runs would say nothing. */
static void
test_every_file_is_run (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_VECTORS"), "format", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".json") && !is_known (name))
      {
        g_test_message ("%s has no function here", name);
        g_test_fail ();
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; vector_groups[i] != NULL; i++)
    for (const VectorFile *file = vector_groups[i]; file->name != NULL; file++)
      {
        g_autofree char *path = g_strconcat ("/conformance/c/", file->name, NULL);

        g_test_add_data_func (path, file, test_file);
      }
  g_test_add_func ("/conformance/c/every-file-is-run", test_every_file_is_run);

  return g_test_run ();
}
