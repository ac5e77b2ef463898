/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector-check.h"

#include <string.h>

const VectorFile *const vector_groups[] = {
  vector_text_files,
  vector_label_files,
  vector_program_files,
  vector_execution_files,
  vector_request_files,
  vector_link_files,
  vector_session_files,
  vector_example_files,
  NULL,
};

static void
check_place (JsonObject *expected,
             const char *member,
             gint64      actual)
{
  gint64 place;

  if (!json_object_has_member (expected, member))
    return;
  place = json_object_get_int_member (expected, member);
  if (actual == place)
    return;

  g_test_message ("%s: %s is %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                  json_object_get_string_member (expected, "name"), member, actual, place);
  g_test_fail ();
}

static void
check_result (JsonObject *expected,
              JsonNode   *actual)
{
  JsonNode *result = json_object_get_member (expected, "result");
  g_autofree char *text = NULL;

  if (result == NULL ? actual == NULL : actual != NULL && json_node_equal (result, actual))
    return;

  text = actual == NULL ? g_strdup ("nothing") : json_to_string (actual, FALSE);
  g_test_message ("%s: the result is %s", json_object_get_string_member (expected, "name"), text);
  g_test_fail ();
}

void
vector_check (VectorRun   run,
              JsonObject *expected)
{
  Vector vector;
  EnlistStatus status;
  const char *name;

  vector_init (&vector, expected);
  status = run (&vector);
  name = status == ENLIST_OK ? "ok" : enlist_status_name (status);
  if (strcmp (name, json_object_get_string_member (expected, "expect")) != 0)
    {
      g_test_message ("%s: %s, not %s", json_object_get_string_member (expected, "name"), name,
                      json_object_get_string_member (expected, "expect"));
      g_test_fail ();
    }
  else
    {
      check_place (expected, "offset", vector.offset);
      check_place (expected, "step", vector.step);
      if (status == ENLIST_OK)
        check_result (expected, vector.result);
    }
  vector_clear (&vector);
}
