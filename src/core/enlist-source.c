/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "enlist-bytes-private.h"
#include "enlist-error.h"

/* A node that the walk is in. */
typedef struct {
  gsize length; /* of the pointer before it */
  gsize start;  /* of what it has written */
} OpenNode;

/* The bytes that a node became. */
typedef struct {
  gsize start;
  gsize end;
  char *pointer;
} Span;

const EnlistSourceName enlist_source_functions[] = {
  { "identify", 0 },  { "wifi.join", 1 }, { "self-test", 2 },
  { "clock.set", 3 }, { "publish", 4 },   { NULL, 0 },
};

const EnlistSourceName enlist_source_events[] = {
  { "button", 0 }, { "measured", 1 }, { NULL, 0 },
};

const char *
enlist_source_find_name (const EnlistSourceName *names, guint number)
{
  for (guint i = 0; names[i].name != NULL; i++)
    {
      if (names[i].number == number)
        return names[i].name;
    }

  return NULL;
}

static void
clear_span (gpointer data)
{
  g_free (((Span *) data)->pointer);
}

static void
free_part (gpointer data)
{
  EnlistSourcePart *part = data;

  g_free (part->pointer);
  g_array_unref (part->spans);
  g_ptr_array_unref (part->steps);
  g_clear_pointer (&part->bytes, g_bytes_unref);
  g_free (part);
}

void
enlist_source_compiler_init (EnlistSourceCompiler *self, const char *name)
{
  memset (self, 0, sizeof *self);
  self->name = name;
  self->pointer = g_string_new (NULL);
  self->open = g_array_new (FALSE, FALSE, sizeof (OpenNode));
  self->parts = g_ptr_array_new_with_free_func (free_part);
}

void
enlist_source_compiler_clear (EnlistSourceCompiler *self)
{
  g_string_free (self->pointer, TRUE);
  g_array_unref (self->open);
  g_ptr_array_unref (self->parts);
  g_clear_error (&self->error);
}

EnlistSourcePart *
enlist_source_add_part (EnlistSourceCompiler *self, EnlistRole role, JsonNode *node)
{
  EnlistSourcePart *part = g_new0 (EnlistSourcePart, 1);

  part->role = role;
  part->node = node;
  part->pointer = g_strdup (self->pointer->str);
  part->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  g_array_set_clear_func (part->spans, clear_span);
  part->steps = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->parts, part);

  return part;
}

static void
note_error (EnlistSourceCompiler *self, const char *pointer, const char *suggestion, const char *reason)
{
  if (self->error != NULL)
    return;
  self->error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_SOURCE, "%s: %s: %s%s%s%s", self->name,
                             *pointer != '\0' ? pointer : "/", reason, suggestion != NULL ? " (" : "",
                             suggestion != NULL ? suggestion : "", suggestion != NULL ? ")" : "");
}

gboolean
enlist_source_fail (EnlistSourceCompiler *self, const char *suggestion, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  note_error (self, self->pointer->str, suggestion, reason);

  return FALSE;
}

/* The innermost node of the step whose bytes these are. Inner nodes stand before those around them. */
static const char *
find_pointer (const EnlistSourcePart *part, int step, gsize offset)
{
  gboolean has_step = step >= 0 && step < (int) part->steps->len;
  const char *outer = has_step ? g_ptr_array_index (part->steps, step) : part->pointer;
  const char *pointer = outer;
  gsize smallest = G_MAXSIZE;

  for (guint i = 0; i < part->spans->len; i++)
    {
      const Span *span = &g_array_index (part->spans, Span, i);

      if (offset < span->start || offset >= span->end || span->end - span->start >= smallest ||
          !g_str_has_prefix (span->pointer, outer))
        continue;
      pointer = span->pointer;
      smallest = span->end - span->start;
    }

  return pointer;
}

gboolean
enlist_source_fail_at (EnlistSourceCompiler   *self,
                       const EnlistSourcePart *part,
                       int                     step,
                       gsize                   offset,
                       const char             *format,
                       ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  note_error (self, find_pointer (part, step, offset), NULL, reason);

  return FALSE;
}

/* Levenshtein distance, for words of a few characters. */
static guint
distance (const char *a, const char *b)
{
  gsize length_a = MIN (strlen (a), 63), length_b = MIN (strlen (b), 63);
  guint previous[64], current[64];

  for (gsize j = 0; j <= length_b; j++)
    previous[j] = j;
  for (gsize i = 1; i <= length_a; i++)
    {
      current[0] = i;
      for (gsize j = 1; j <= length_b; j++)
        {
          guint replaced = previous[j - 1] + (a[i - 1] != b[j - 1]);

          current[j] = MIN (replaced, 1 + MIN (previous[j], current[j - 1]));
        }
      memcpy (previous, current, sizeof current);
    }

  return previous[length_b];
}

char *
enlist_source_suggest (const char *word, const char *const *candidates)
{
  const char *best = NULL;
  guint best_distance = MAX (2, strlen (word) / 3) + 1;

  for (gsize i = 0; candidates[i] != NULL; i++)
    {
      guint d = distance (word, candidates[i]);

      if (d < best_distance)
        {
          best = candidates[i];
          best_distance = d;
        }
    }

  return best != NULL ? g_strdup_printf ("did you mean “%s”?", best) : NULL;
}

static gsize
open_node (EnlistSourceCompiler *self)
{
  OpenNode node = { self->pointer->len, self->writer != NULL ? self->writer->size : 0 };

  g_array_append_val (self->open, node);

  return node.length;
}

gsize
enlist_source_enter_member (EnlistSourceCompiler *self, const char *member)
{
  gsize length = open_node (self);

  g_string_append_c (self->pointer, '/');
  for (const char *c = member; *c != '\0'; c++)
    {
      if (*c == '~')
        g_string_append (self->pointer, "~0");
      else if (*c == '/')
        g_string_append (self->pointer, "~1");
      else
        g_string_append_c (self->pointer, *c);
    }

  return length;
}

gsize
enlist_source_enter_element (EnlistSourceCompiler *self, guint index)
{
  gsize length = open_node (self);

  g_string_append_printf (self->pointer, "/%u", index);

  return length;
}

void
enlist_source_leave (EnlistSourceCompiler *self, gsize length)
{
  const OpenNode *node = &g_array_index (self->open, OpenNode, self->open->len - 1);

  g_assert (node->length == length);
  if (self->part != NULL && self->writer->size > node->start)
    {
      Span span = { node->start, self->writer->size, g_strdup (self->pointer->str) };

      g_array_append_val (self->part->spans, span);
    }
  g_array_set_size (self->open, self->open->len - 1);
  g_string_truncate (self->pointer, length);
}

gboolean
enlist_source_check_members (EnlistSourceCompiler *self, JsonObject *object, const char *const *allowed)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      if (!g_strv_contains (allowed, l->data))
        {
          g_autofree char *suggestion = enlist_source_suggest (l->data, allowed);

          return enlist_source_fail (self, suggestion, "unknown member “%s”", (const char *) l->data);
        }
    }

  return TRUE;
}

const char *
enlist_source_get_string (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  enlist_source_fail (self, NULL, "a string belongs here");

  return NULL;
}

gboolean
enlist_source_get_integer (EnlistSourceCompiler *self, JsonNode *node, gint64 *value)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return enlist_source_fail (self, NULL, "a whole number belongs here");
  *value = json_node_get_int (node);

  return TRUE;
}

gboolean
enlist_source_get_boolean (EnlistSourceCompiler *self, JsonNode *node, gboolean *value)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return enlist_source_fail (self, NULL, "true or false belongs here");
  *value = json_node_get_boolean (node);

  return TRUE;
}

JsonArray *
enlist_source_get_array (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  enlist_source_fail (self, NULL, "an array belongs here");

  return NULL;
}

GBytes *
enlist_source_dup_bytes (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *text = enlist_source_get_string (self, node);
  GBytes *bytes = text != NULL ? enlist_bytes_from_base64url (text) : NULL;

  if (text != NULL && bytes == NULL)
    enlist_source_fail (self, NULL, "base64url without padding belongs here");

  return bytes;
}

gboolean
enlist_source_get_field (EnlistSourceCompiler *self, JsonNode *node, guint *field)
{
  const char *name = enlist_source_get_string (self, node);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *suggestion = NULL;

  if (name == NULL)
    return FALSE;

  for (guint number = 0; number < ENLIST_FIELD_COUNT; number++)
    {
      EnlistFieldInfo info;

      if (!enlist_manifest_field (&self->manifest, number, &info))
        continue;
      if (enlist_slice_equal (info.name, enlist_slice_text (name)))
        {
          *field = number;
          return TRUE;
        }
      g_ptr_array_add (names, g_strndup ((const char *) info.name.data, info.name.size));
    }
  g_ptr_array_add (names, NULL);
  suggestion = enlist_source_suggest (name, (const char *const *) names->pdata);

  return enlist_source_fail (self, suggestion != NULL ? suggestion : "declare it under “fields”",
                             "unknown field “%s”", name);
}

gboolean
enlist_source_get_number_or_name (EnlistSourceCompiler   *self,
                                  JsonNode               *node,
                                  const EnlistSourceName *names,
                                  const char             *what,
                                  guint                  *number)
{
  g_autofree char *suggestion = NULL, *own = NULL;
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  const char *name;
  gint64 value;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64)
    {
      value = json_node_get_int (node);
      if (value < 0 || value > G_MAXUINT16)
        return enlist_source_fail (self, NULL, "%s has a number from 0 to 65535", what);
      *number = value;
      return TRUE;
    }

  name = enlist_source_get_string (self, node);
  if (name == NULL)
    return FALSE;
  for (guint i = 0; names[i].name != NULL; i++)
    {
      if (g_str_equal (names[i].name, name))
        {
          *number = names[i].number;
          return TRUE;
        }
      g_ptr_array_add (candidates, (gpointer) names[i].name);
    }
  g_ptr_array_add (candidates, NULL);
  suggestion = enlist_source_suggest (name, (const char *const *) candidates->pdata);
  own = g_strdup_printf ("use the number for %s of the vendor’s own", what);

  return enlist_source_fail (self, suggestion != NULL ? suggestion : own, "unknown %s “%s”",
                             strchr (what, ' ') + 1, name);
}
