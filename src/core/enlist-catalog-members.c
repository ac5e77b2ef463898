/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-members"

#include "enlist-catalog-data-private.h"

#include <string.h>

#include "enlist-error.h"

/* A tree of a whole catalog takes twenty times its text. So this only finds where the members of an object
 * are; what they are is for json-glib, one at a time. */

#define MAX_DEPTH 16 /* of one member; json-glib calls itself for each */

typedef struct {
  const char *next;
  const char *end;
} Scan;

static void
skip_space (Scan *scan)
{
  while (scan->next < scan->end && strchr (" \t\r\n", *scan->next) != NULL && *scan->next != '\0')
    scan->next++;
}

static gboolean
take (Scan *scan, char character)
{
  skip_space (scan);
  if (scan->next == scan->end || *scan->next != character)
    return FALSE;
  scan->next++;

  return TRUE;
}

/* The first quotation mark is taken already. */
static gboolean
skip_string (Scan *scan)
{
  while (scan->next < scan->end)
    {
      char character = *scan->next++;

      if (character == '"')
        return TRUE;
      if (character == '\\' && scan->next < scan->end)
        scan->next++;
    }

  return FALSE;
}

static gboolean
skip_value (Scan *scan)
{
  guint depth = 0;

  skip_space (scan);
  while (scan->next < scan->end)
    {
      char character = *scan->next;

      if (depth == 0 && (character == ',' || character == '}'))
        return TRUE;
      scan->next++;
      if (character == '"' && !skip_string (scan))
        return FALSE;
      if ((character == '{' || character == '[') && ++depth > MAX_DEPTH)
        return FALSE;
      if ((character == '}' || character == ']') && depth-- == 0)
        return FALSE;
    }

  return FALSE;
}

/* (transfer full) (nullable): the name between two quotation marks */
static char *
read_name (const char *text, gsize size)
{
  g_autofree char *quoted = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (memchr (text, '\\', size) == NULL)
    return g_strndup (text, size);
  quoted = g_strdup_printf ("[\"%.*s\"]", (int) size, text);
  node = json_from_string (quoted, NULL);

  return node != NULL ? g_strdup (json_array_get_string_element (json_node_get_array (node), 0)) : NULL;
}

static gboolean
read_member (Scan *scan, EnlistCatalogMember member, gpointer user_data, gboolean *going, GError **error)
{
  const char *start;
  g_autofree char *name = NULL;

  if (!take (scan, '"'))
    return FALSE;
  start = scan->next;
  if (!skip_string (scan))
    return FALSE;
  name = read_name (start, (gsize) (scan->next - start) - 1);
  if (name == NULL || !take (scan, ':'))
    return FALSE;
  skip_space (scan);
  start = scan->next;
  if (!skip_value (scan))
    return FALSE;
  *going = member (name, start, (gsize) (scan->next - start), user_data, error);

  return TRUE;
}

gboolean
enlist_catalog_members_read (const char *text,
                             gsize size,
                             EnlistCatalogMember member,
                             gpointer user_data,
                             const char **place,
                             GError **error)
{
  Scan scan = { text, text + size };
  gboolean whole = take (&scan, '{');
  gboolean going = TRUE;

  *place = NULL;
  if (whole && !take (&scan, '}'))
    {
      do
        whole = read_member (&scan, member, user_data, &going, error);
      while (whole && going && take (&scan, ','));
      if (!going)
        return FALSE;
      whole = whole && take (&scan, '}');
    }
  skip_space (&scan);
  if (!whole || scan.next != scan.end)
    *place = scan.next;

  return *place == NULL;
}
