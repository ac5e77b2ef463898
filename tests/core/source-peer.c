/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <stdio.h>
#include <string.h>

#include "enlist-label-compiler.h"
#include "enlist-label-private.h"

/*
 * Reads payloads, one a line in hexadecimal, makes a source of each label and a label of the source again,
 * and says for each line "ok", "refused: why" or "differs: what".
 */

static GBytes *
read_hex (const char *line)
{
  gsize size = strspn (line, "0123456789abcdef") / 2;
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = g_ascii_xdigit_value (line[2 * i]) << 4 | g_ascii_xdigit_value (line[2 * i + 1]);
  return g_bytes_new_take (data, size);
}

static gboolean
same_slice (EnlistSlice one, EnlistSlice other)
{
  return one.size == other.size && (one.size == 0 || memcmp (one.data, other.data, one.size) == 0);
}

/* The first thing that is not the same; NULL when everything is. */
static const char *
compare (EnlistLabel *one, EnlistLabel *other)
{
  if (!same_slice (enlist_label_get_manifest_bytes (one), enlist_label_get_manifest_bytes (other)))
    return "manifest";
  for (guint i = 0; i < enlist_label_get_manifest (one)->part_count; i++)
    {
      if (!same_slice (enlist_label_get_part (one, i), enlist_label_get_part (other, i)))
        return "part";
      if (enlist_label_carries_part (one, i) != enlist_label_carries_part (other, i))
        return "absent part";
    }
  return NULL;
}

static void
judge (EnlistLabel *label, EnlistPublisherKey *key)
{
  g_autoptr(JsonNode) source = enlist_label_to_json (label);
  g_autofree char *text = json_to_string (source, FALSE);
  g_autoptr(JsonNode) parsed = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistLabel) again = enlist_label_compile (parsed, "source", NULL, NULL, key, &error);
  g_autoptr(JsonNode) source_again = again != NULL ? enlist_label_to_json (again) : NULL;
  const char *difference = again != NULL ? compare (label, again) : error->message;

  if (difference == NULL && !json_node_equal (source, source_again))
    difference = "source";
  if (difference != NULL)
    printf ("differs: %s: %s\n", difference, text);
  else
    printf ("ok\n");
}

int
main (void)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autofree char *line = NULL;
  size_t capacity = 0;

  while (getline (&line, &capacity, stdin) > 0)
    {
      g_autoptr(GBytes) payload = read_hex (line);
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistLabel) label = enlist_label_new_for_payload (payload, &error);

      if (label != NULL)
        judge (label, key);
      else
        printf ("refused: %s\n", error->message);
    }
  return 0;
}
