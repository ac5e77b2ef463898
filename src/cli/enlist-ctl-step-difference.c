/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-ctl-step-difference.h"

#include "enlist-ctl-sequence.h"

/* The steps of one end, in order of their numbers, those in blocks included. */
typedef struct {
  GListModel *items; /* how they read */
  GPtrArray *nodes;  /* what they are, without the steps in their blocks */
  GPtrArray *keys;   /* the same as text, and how deep they stand */
} Steps;

static void collect_steps (Steps *self, JsonArray *array, guint depth);

static gboolean
is_block (const char *member)
{
  static const char *const blocks[] = { "then", "else", "do", "try", NULL };

  return g_strv_contains (blocks, member);
}

static void
collect_block (Steps *self, const char *member, JsonArray *array, guint depth)
{
  if (!g_str_equal (member, "try"))
    {
      collect_steps (self, array, depth);
      return;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    collect_steps (self, json_array_get_array_element (array, i), depth);
}

static JsonNode *
copy_without_blocks (JsonNode *step)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GList) members = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (step))
    return json_node_copy (step);

  members = json_object_get_members (json_node_get_object (step));
  for (GList *l = members; l != NULL; l = l->next)
    {
      if (!is_block (l->data))
        json_object_set_member (object, l->data,
                                json_object_dup_member (json_node_get_object (step), l->data));
    }

  return json_node_init_object (json_node_alloc (), object);
}

static void
collect_step (Steps *self, JsonNode *step, guint depth)
{
  JsonNode *node = copy_without_blocks (step);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GList) members = NULL;

  g_ptr_array_add (self->nodes, node);
  g_ptr_array_add (self->keys, g_strdup_printf ("%u %s", depth, text));
  if (!JSON_NODE_HOLDS_OBJECT (step))
    return;

  members = json_object_get_members (json_node_get_object (step));
  for (GList *l = members; l != NULL; l = l->next)
    {
      if (is_block (l->data))
        collect_block (self, l->data, json_object_get_array_member (json_node_get_object (step), l->data),
                       depth + 1);
    }
}

static void
collect_steps (Steps *self, JsonArray *array, guint depth)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    collect_step (self, json_array_get_element (array, i), depth);
}

/* The array of steps; %NULL when there is none, or it is absent from the label. */
static JsonArray *
find_program (JsonObject *source, guint application, EnlistSide side)
{
  const char *member = side == ENLIST_SIDE_ASSISTANT ? "assistant" : "device";
  JsonObject *programs = source;
  JsonNode *node;

  if (json_object_has_member (source, "applications"))
    programs = json_array_get_object_element (json_object_get_array_member (source, "applications"),
                                              application);
  node = json_object_get_member (programs, member);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    node = json_object_get_member (json_node_get_object (node), "program");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
steps_init (Steps *self, EnlistLabel *label, guint application, EnlistSide side)
{
  g_autoptr (JsonNode) source = NULL;
  JsonArray *program;
  guint before;

  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->items = NULL;
  if (label == NULL)
    return;

  before = enlist_label_get_application (label);
  enlist_label_select_application (label, application);
  self->items = enlist_label_list_steps (label, side);
  enlist_label_select_application (label, before);
  source = enlist_label_to_json (label);
  program = find_program (json_node_get_object (source), application, side);
  if (program != NULL)
    collect_steps (self, program, 0);
}

static void
steps_clear (Steps *self)
{
  g_clear_object (&self->items);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->keys);
}

static JsonNode *
copy_or_null (JsonNode *node)
{
  return node != NULL ? json_node_copy (node) : json_node_new (JSON_NODE_NULL);
}

static void
compare_objects (JsonArray *changes, const char *member, JsonObject *from, JsonObject *to)
{
  g_autoptr (GList) members = json_object_get_members (from);
  g_autoptr (GList) others = json_object_get_members (to);

  for (GList *l = others; l != NULL; l = l->next)
    {
      if (!json_object_has_member (from, l->data))
        members = g_list_append (members, l->data);
    }
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *inner = g_strdup_printf ("%s/%s", member, (char *) l->data);

      enlist_ctl_add_differences (changes, inner, json_object_get_member (from, l->data),
                                  json_object_get_member (to, l->data));
    }
}

static void
compare_arrays (JsonArray *changes, const char *member, JsonArray *from, JsonArray *to)
{
  for (guint i = 0; i < json_array_get_length (from); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s/%u", member, i);

      enlist_ctl_add_differences (changes, inner, json_array_get_element (from, i),
                                  json_array_get_element (to, i));
    }
}

static gboolean
have_same_length (JsonNode *from, JsonNode *to)
{
  return JSON_NODE_HOLDS_ARRAY (from) && JSON_NODE_HOLDS_ARRAY (to) &&
         json_array_get_length (json_node_get_array (from)) ==
             json_array_get_length (json_node_get_array (to));
}

void
enlist_ctl_add_differences (JsonArray *changes, const char *member, JsonNode *from, JsonNode *to)
{
  JsonObject *change;

  if (from != NULL && to != NULL && json_node_equal (from, to))
    return;
  if (from != NULL && to != NULL && JSON_NODE_HOLDS_OBJECT (from) && JSON_NODE_HOLDS_OBJECT (to))
    {
      compare_objects (changes, member, json_node_get_object (from), json_node_get_object (to));
      return;
    }
  if (from != NULL && to != NULL && have_same_length (from, to))
    {
      compare_arrays (changes, member, json_node_get_array (from), json_node_get_array (to));
      return;
    }

  change = json_object_new ();
  json_object_set_string_member (change, "member", *member == '/' ? member + 1 : member);
  json_object_set_member (change, "from", copy_or_null (from));
  json_object_set_member (change, "to", copy_or_null (to));
  json_array_add_object_element (changes, change);
}

static JsonObject *
describe_step (const Steps *steps, guint index)
{
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps->items, index);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "index", index);
  json_object_set_int_member (object, "depth", enlist_step_item_get_depth (item));
  json_object_set_string_member (object, "title", enlist_step_item_get_title (item));
  json_object_set_string_member (object, "detail", enlist_step_item_get_detail (item));

  return object;
}

static const char *
get_operation (const Steps *steps, guint index)
{
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps->items, index);

  return g_intern_string (enlist_step_item_get_operation (item));
}

/* The first step of the gap that begins at @begin which has the same operation, and so came in its place. */
static EnlistCtlPair *
find_replacement (GArray *pairs, guint begin, const Steps *from, guint index, const Steps *to)
{
  for (guint i = begin; i < pairs->len; i++)
    {
      EnlistCtlPair *pair = &g_array_index (pairs, EnlistCtlPair, i);

      if (pair->from != G_MAXUINT && pair->to != G_MAXUINT)
        return NULL;
      if (pair->to != G_MAXUINT && get_operation (from, index) == get_operation (to, pair->to))
        return pair;
    }

  return NULL;
}

static void
add_change (JsonArray *changes, const char *name, const Steps *from, guint from_index, const Steps *to,
            guint to_index)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "change", name);
  if (from_index != G_MAXUINT)
    json_object_set_object_member (change, "from", describe_step (from, from_index));
  if (to_index != G_MAXUINT)
    json_object_set_object_member (change, "to", describe_step (to, to_index));
  if (from_index != G_MAXUINT && to_index != G_MAXUINT)
    {
      JsonArray *members = json_array_new ();

      enlist_ctl_add_differences (members, "", g_ptr_array_index (from->nodes, from_index),
                                  g_ptr_array_index (to->nodes, to_index));
      json_object_set_array_member (change, "members", members);
    }
  json_array_add_object_element (changes, change);
}

JsonArray *
enlist_ctl_step_difference_new (EnlistLabel *from_label,
                                EnlistLabel *to_label,
                                guint        application,
                                EnlistSide   side)
{
  JsonArray *changes = json_array_new ();
  g_autoptr (GArray) pairs = NULL;
  Steps from, to;

  steps_init (&from, from_label, application, side);
  steps_init (&to, to_label, application, side);
  pairs = enlist_ctl_sequence_align (from.keys, to.keys);
  for (guint i = 0; i < pairs->len; i++)
    {
      const EnlistCtlPair *pair = &g_array_index (pairs, EnlistCtlPair, i);
      EnlistCtlPair *replacement = NULL;

      if (pair->from == pair->to || (pair->from != G_MAXUINT && pair->to != G_MAXUINT))
        continue;
      if (pair->from != G_MAXUINT)
        replacement = find_replacement (pairs, i + 1, &from, pair->from, &to);
      if (replacement != NULL)
        {
          add_change (changes, "changed", &from, pair->from, &to, replacement->to);
          replacement->to = G_MAXUINT;
        }
      else
        add_change (changes, pair->from != G_MAXUINT ? "removed" : "added", &from, pair->from, &to, pair->to);
    }
  steps_clear (&from);
  steps_clear (&to);

  return changes;
}
