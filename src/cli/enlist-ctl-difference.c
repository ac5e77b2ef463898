/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-ctl-difference.h"

#include "enlist-ctl-step-difference.h"

static const char *const head_members[] = {
  "vendor", "model", "hardware", "serial", "device-key", "transports", "sequence",
};

static JsonObject *
add_lines (JsonObject *object, const char *member)
{
  JsonObject *lines = json_object_new ();

  json_object_set_array_member (lines, "added", json_array_new ());
  json_object_set_array_member (lines, "removed", json_array_new ());
  json_object_set_object_member (object, member, lines);

  return lines;
}

static void
compare_one_way (const char *const *from, const char *const *to, JsonArray *missing)
{
  for (guint i = 0; from[i] != NULL; i++)
    {
      if (!g_strv_contains (to, from[i]))
        json_array_add_string_element (missing, from[i]);
    }
}

static void
compare_lines (JsonObject *object, const char *member, const char *const *from, const char *const *to)
{
  JsonObject *lines = add_lines (object, member);

  compare_one_way (from, to, json_object_get_array_member (lines, "removed"));
  compare_one_way (to, from, json_object_get_array_member (lines, "added"));
}

/* All that a label's applications have, each line once. */
static char **
collect_lines (EnlistLabel *label, const char *const *(*get) (EnlistLabel *label))
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  guint before = enlist_label_get_application (label);

  for (guint i = 0; i < enlist_label_get_n_applications (label); i++)
    {
      const char *const *own;

      enlist_label_select_application (label, i);
      own = get (label);
      for (guint j = 0; own[j] != NULL; j++)
        {
          if (!g_ptr_array_find_with_equal_func (lines, own[j], g_str_equal, NULL))
            g_ptr_array_add (lines, g_strdup (own[j]));
        }
    }
  enlist_label_select_application (label, before);
  g_ptr_array_add (lines, NULL);

  return (char **) g_ptr_array_steal (lines, NULL);
}

static void
compare_label_lines (JsonObject *object, const char *member, const EnlistCtlVersion *from,
                     const EnlistCtlVersion *to, const char *const *(*get) (EnlistLabel *label))
{
  g_auto (GStrv) one = collect_lines (from->label, get);
  g_auto (GStrv) other = collect_lines (to->label, get);

  compare_lines (object, member, (const char *const *) one, (const char *const *) other);
}

static void
add_change (JsonArray *changes, const char *member, const char *from, const char *to)
{
  g_autoptr (JsonNode) one = json_node_init_string (json_node_alloc (), from);
  g_autoptr (JsonNode) other = json_node_init_string (json_node_alloc (), to);

  enlist_ctl_add_differences (changes, member, one, other);
}

static void
compare_titles (JsonArray *changes, JsonArray *from, JsonArray *to)
{
  for (guint i = 0; i < MIN (json_array_get_length (from), json_array_get_length (to)); i++)
    {
      g_autofree char *member = g_strdup_printf ("applications/%u/title", i);

      enlist_ctl_add_differences (
          changes, member, json_object_get_member (json_array_get_object_element (from, i), "title"),
          json_object_get_member (json_array_get_object_element (to, i), "title"));
    }
}

static void
compare_head (JsonObject *object, const EnlistCtlVersion *from, JsonObject *from_source,
              const EnlistCtlVersion *to, JsonObject *to_source)
{
  JsonArray *changes = json_array_new ();

  if (!from->is_source && !to->is_source)
    {
      add_change (changes, "publisher", enlist_label_get_key_id (from->label),
                  enlist_label_get_key_id (to->label));
      add_change (changes, "secret", enlist_label_has_secret (from->label) ? "yes" : "no",
                  enlist_label_has_secret (to->label) ? "yes" : "no");
    }
  for (guint i = 0; i < G_N_ELEMENTS (head_members); i++)
    {
      JsonNode *one = json_object_get_member (from_source, head_members[i]);
      JsonNode *other = json_object_get_member (to_source, head_members[i]);

      if (one != NULL || other != NULL)
        enlist_ctl_add_differences (changes, head_members[i], one, other);
    }
  if (json_object_has_member (from_source, "applications") &&
      json_object_has_member (to_source, "applications"))
    compare_titles (changes, json_object_get_array_member (from_source, "applications"),
                    json_object_get_array_member (to_source, "applications"));
  json_object_set_array_member (object, "head", changes);
}

static void
compare_applications (JsonObject *object, EnlistLabel *from, EnlistLabel *to)
{
  guint from_count = enlist_label_get_n_applications (from);
  guint to_count = enlist_label_get_n_applications (to);
  JsonArray *applications = json_array_new ();

  for (guint i = 0; i < MAX (from_count, to_count); i++)
    {
      EnlistLabel *one = i < from_count ? from : NULL, *other = i < to_count ? to : NULL;
      g_autofree char *title = enlist_label_dup_application_title (other != NULL ? other : one, i);
      JsonObject *application = json_object_new ();

      if (title != NULL)
        json_object_set_string_member (application, "title", title);
      json_object_set_array_member (
          application, "assistant", enlist_ctl_step_difference_new (one, other, i, ENLIST_SIDE_ASSISTANT));
      json_object_set_array_member (
          application, "device", enlist_ctl_step_difference_new (one, other, i, ENLIST_SIDE_DEVICE));
      json_array_add_object_element (applications, application);
    }
  json_object_set_array_member (object, "applications", applications);
}

/* [{"name": …}] as {name: …} */
static JsonObject *
fields_by_name (JsonObject *source)
{
  JsonObject *by_name = json_object_new ();
  JsonArray *fields = json_object_has_member (source, "fields")
                          ? json_object_get_array_member (source, "fields") : NULL;

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    json_object_set_member (by_name,
                            json_object_get_string_member (json_array_get_object_element (fields, i), "name"),
                            json_node_copy (json_array_get_element (fields, i)));

  return by_name;
}

/* Configurations and IoT applications by name, and programs that only their hashes are known of. */
static JsonObject *
parts_by_name (JsonObject *source)
{
  static const char *const members[] = { "configurations", "iot-applications" };
  JsonObject *by_name = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonObject *parts = json_object_has_member (source, members[i])
                              ? json_object_get_object_member (source, members[i]) : NULL;
      g_autoptr (GList) names = parts != NULL ? json_object_get_members (parts) : NULL;

      for (GList *l = names; l != NULL; l = l->next)
        json_object_set_member (by_name, l->data, json_object_dup_member (parts, l->data));
    }

  return by_name;
}

static void
compare_by_name (JsonObject *object, const char *member, JsonObject *from, JsonObject *to)
{
  g_autoptr (JsonNode) one = json_node_init_object (json_node_alloc (), from);
  g_autoptr (JsonNode) other = json_node_init_object (json_node_alloc (), to);
  JsonArray *changes = json_array_new ();

  enlist_ctl_add_differences (changes, "", one, other);
  json_object_set_array_member (object, member, changes);
  json_object_unref (from);
  json_object_unref (to);
}

/* The language tags of all texts; each once. */
static void
collect_languages (JsonNode *node, GPtrArray *languages)
{
  g_autoptr (GList) members = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        collect_languages (json_array_get_element (json_node_get_array (node), i), languages);
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  members = json_object_get_members (json_node_get_object (node));
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (node), l->data);

      /* The first member of texts is called "default", and no other object has it there. */
      if (l != members && g_str_equal (members->data, "default") &&
          !g_ptr_array_find_with_equal_func (languages, l->data, g_str_equal, NULL))
        g_ptr_array_add (languages, g_strdup (l->data));
      collect_languages (member, languages);
    }
}

static void
compare_languages (JsonObject *object, JsonNode *from, JsonNode *to)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) other = g_ptr_array_new_with_free_func (g_free);

  collect_languages (from, one);
  collect_languages (to, other);
  g_ptr_array_add (one, NULL);
  g_ptr_array_add (other, NULL);
  compare_lines (object, "languages", (const char *const *) one->pdata, (const char *const *) other->pdata);
}

static JsonObject *
get_size (EnlistLabel *label)
{
  g_autoptr (JsonNode) sizes = enlist_label_sizes_to_json (label);
  JsonObject *size = json_object_new ();

  json_object_set_int_member (size, "text",
                              json_object_get_int_member (json_node_get_object (sizes), "text"));
  json_object_set_int_member (size, "codes",
                              json_object_get_int_member (json_node_get_object (sizes), "codes"));

  return size;
}

static gboolean
is_empty (JsonNode *node)
{
  g_autoptr (GList) values = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          if (!is_empty (json_array_get_element (json_node_get_array (node), i)))
            return FALSE;
        }
      return TRUE;
    }
  /* The title of an application is no change of its own. */
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  values = json_object_get_members (json_node_get_object (node));
  for (GList *l = values; l != NULL; l = l->next)
    {
      if (!g_str_equal (l->data, "title") &&
          !is_empty (json_object_get_member (json_node_get_object (node), l->data)))
        return FALSE;
    }

  return TRUE;
}

JsonObject *
enlist_ctl_difference_new (const EnlistCtlVersion *from, const EnlistCtlVersion *to)
{
  g_autoptr (JsonNode) one = enlist_label_to_json (from->label);
  g_autoptr (JsonNode) other = enlist_label_to_json (to->label);
  JsonObject *from_source = json_node_get_object (one), *to_source = json_node_get_object (other);
  JsonObject *object = json_object_new (), *size = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  gboolean equal;

  compare_head (object, from, from_source, to, to_source);
  compare_label_lines (object, "sent", from, to, enlist_label_get_sent_fields);
  compare_applications (object, from->label, to->label);
  compare_by_name (object, "fields", fields_by_name (from_source), fields_by_name (to_source));
  compare_label_lines (object, "staying", from, to, enlist_label_get_staying_parts);
  compare_by_name (object, "parts", parts_by_name (from_source), parts_by_name (to_source));
  compare_languages (object, one, other);
  node = json_node_init_object (json_node_alloc (), object);
  equal = is_empty (node);
  json_object_set_object_member (size, "from", get_size (from->label));
  json_object_set_object_member (size, "to", get_size (to->label));
  json_object_set_object_member (object, "size", size);
  json_object_set_boolean_member (object, "equal", equal);

  return object;
}
