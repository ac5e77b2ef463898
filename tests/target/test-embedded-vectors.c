/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* The vectors of tests/conformance where there is neither GLib nor a file: on a microcontroller, at least */

#include "vector-check.h"
#include "vectors-embedded.h"

#include <stdio.h>
#include <stdlib.h>

static const VectorFile *
find_file (const char *name)
{
  for (size_t i = 0; vector_groups[i] != NULL; i++)
    for (const VectorFile *file = vector_groups[i]; file->name != NULL; file++)
      if (g_str_equal (file->name, name))
        return file;

  return NULL;
}

/* How many cases ran */
static unsigned
run_file (const EmbeddedFile *embedded)
{
  const VectorFile *file = find_file (embedded->name);
  g_autoptr (JsonNode) root = NULL;
  JsonArray *cases;

  if (file == NULL)
    {
      g_test_message ("%s has no function here", embedded->name);
      return 0;
    }
  root = subset_json_parse (embedded->json);
  cases = json_object_get_array_member (json_node_get_object (root), "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    vector_check (file->run, json_array_get_object_element (cases, i));

  return json_array_get_length (cases);
}

int
main (void)
{
  unsigned files = 0, failures = 0, total = 0;

  setvbuf (stdout, NULL, _IOLBF, BUFSIZ);
  for (const EmbeddedFile *embedded = embedded_files; embedded->name != NULL; embedded++)
    {
      unsigned cases = run_file (embedded);
      bool failed = subset_test_failed () || cases == 0 || cases != embedded->cases;

      total += cases;
      failures += failed;
      printf ("%sok %u /conformance/embedded/%s # %u cases\n", failed ? "not " : "", ++files,
              embedded->name, cases);
    }
  printf ("# %u cases\n1..%u\n", total, files);

  return failures > 0 || total == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
