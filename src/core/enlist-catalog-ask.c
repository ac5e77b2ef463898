/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-ask"

#include "enlist-catalog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-bytes-private.h"
#include "enlist-catalog-key.h"
#include "enlist-error.h"

#define HASH_DIGITS 32 /* docs/format.md, clause 6.4 */
#define PART_SUFFIX ".part"

/* Answers whether the entry has what is wanted; an error when it should have and has not. */
typedef gpointer (*ReadEntry) (const char *folder, const EnlistCatalogEntry *entry, GError **error);

/* Catalogs that were asked, and what was wrong with those that could not be. */
typedef struct {
  GString *names;
  GError *problem; /* the first */
} Asked;

static void
asked_clear (Asked *asked)
{
  g_string_free (asked->names, TRUE);
  g_clear_error (&asked->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

/* One that cannot be used does not keep the others from answering. (transfer full) (element-type
 * EnlistCatalogData): as many as catalogs, NULL for those */
static GPtrArray *
load_all (GPtrArray *catalogs, Asked *asked, GCancellable *cancellable)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < catalogs->len; i++)
    {
      g_autoptr (GError) error = NULL;
      EnlistCatalogData *data =
          enlist_catalog_dup_data (g_ptr_array_index (catalogs, i), cancellable, &error);

      g_ptr_array_add (all, data);
      if (data != NULL)
        g_string_append_printf (asked->names, "%s%s", asked->names->len > 0 ? ", " : "",
                                enlist_catalog_data_get_name (data));
      else if (asked->problem == NULL)
        asked->problem = g_steal_pointer (&error);
    }

  return all;
}

static void
free_all (GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      if (g_ptr_array_index (all, i) != NULL)
        enlist_catalog_data_unref (g_ptr_array_index (all, i));
    }
  g_ptr_array_unref (all);
}

static void
say_unknown (const Asked *asked, const char *text, GError **error)
{
  g_autofree char *key = enlist_catalog_key_to_display (text);

  if (asked->problem != NULL)
    g_propagate_error (error, g_error_copy (asked->problem));
  else if (enlist_catalog_key_is_mistyped (text))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("The number %s is in no catalog, and it has a typing mistake if it is a GTIN: its last "
                    "digit does not fit the others."),
                 key);
  else if (asked->names->len > 0)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 /* Translators: a number, and the names of one or more catalogs */
                 _("The number %s is in none of the catalogs here: %s."), key, asked->names->str);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 _("The number %s cannot be looked up: there is no catalog here."), key);
}

static gpointer
ask (GPtrArray *catalogs, const char *text, ReadEntry read_entry, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) keys = enlist_catalog_key_list (text, error);
  g_auto (Asked) asked = { g_string_new (NULL), NULL };
  g_autoptr (GError) local_error = NULL;
  gpointer answer = NULL;
  GPtrArray *all;

  if (keys == NULL)
    return NULL;
  all = load_all (catalogs, &asked, cancellable);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      for (guint j = 0; j < all->len && answer == NULL && local_error == NULL; j++)
        {
          EnlistCatalogData *data = g_ptr_array_index (all, j);
          const EnlistCatalogEntry *entry = data != NULL ? enlist_catalog_data_lookup (data, keys[i]) : NULL;

          if (entry != NULL)
            answer = read_entry (enlist_catalog_data_get_folder (data), entry, &local_error);
        }
    }
  free_all (all);

  if (local_error != NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", text);
  else if (answer == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    say_unknown (&asked, text, error);

  return answer;
}

GHashTable *
enlist_catalog_entry_read_fields (const EnlistCatalogEntry *entry)
{
  g_autoptr (JsonNode) node = NULL;
  GHashTable *fields;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (entry->fields == NULL)
    return NULL;
  node = json_from_string (entry->fields, NULL);
  fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    g_hash_table_insert (fields, g_strdup (name), json_node_copy (value));

  return fields;
}

static gboolean
is_text_of_label (const char *label)
{
  return g_ascii_strncasecmp (label, "EN1:", 4) == 0 || g_ascii_strncasecmp (label, "EN1.", 4) == 0 ||
         g_ascii_strncasecmp (label, "enlist:", 7) == 0;
}

GBytes *
enlist_catalog_entry_read_label (const char *folder, const EnlistCatalogEntry *entry, GError **error)
{
  GBytes *content;

  if (entry->label == NULL)
    return NULL;
  if (is_text_of_label (entry->label))
    return g_bytes_new (entry->label, strlen (entry->label));
  content = enlist_catalog_read_file (folder, entry->label, ENLIST_CATALOG_MAX_LABEL, error);

  /* The number was found; that the file was not is the catalog's fault. */
  if (error != NULL && g_error_matches (*error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND))
    (*error)->code = ENLIST_ERROR_CATALOG;

  return content;
}

static gpointer
read_fields (const char *folder, const EnlistCatalogEntry *entry, GError **error)
{
  return enlist_catalog_entry_read_fields (entry);
}

static gpointer
read_label (const char *folder, const EnlistCatalogEntry *entry, GError **error)
{
  return enlist_catalog_entry_read_label (folder, entry, error);
}

GHashTable *
enlist_catalog_ask_fields (GPtrArray *catalogs, const char *key, GCancellable *cancellable, GError **error)
{
  return ask (catalogs, key, read_fields, cancellable, error);
}

GBytes *
enlist_catalog_ask_label (GPtrArray *catalogs, const char *key, GCancellable *cancellable, GError **error)
{
  return ask (catalogs, key, read_label, cancellable, error);
}

GBytes *
enlist_catalog_read_part (const char *folder, const char *file, GError **error)
{
  g_autofree char *name = g_build_filename ("parts", file, NULL);
  g_autofree char *hash = g_strndup (file, strcspn (file, "."));
  g_autoptr (GBytes) content = NULL;
  g_autofree char *found = NULL;

  if (!enlist_bytes_is_hex (hash, HASH_DIGITS) ||
      (file[HASH_DIGITS] != '\0' && !g_str_equal (file + HASH_DIGITS, PART_SUFFIX)))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG,
                   "%s/%s: the name of a part is its hash, 32 small hex digits", folder, name);
      return NULL;
    }
  content = enlist_catalog_read_file (folder, name, ENLIST_CATALOG_MAX_PART, error);
  if (content == NULL)
    return NULL;
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  if (strncmp (found, hash, HASH_DIGITS) == 0)
    return g_steal_pointer (&content);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BAD_HASH,
               "%s/%s: its content has the hash %.*s: copy the right file there", folder, name, HASH_DIGITS,
               found);

  return NULL;
}

/* NULL without an error when the catalog does not have the part. */
static GBytes *
find_part (EnlistCatalog *catalog, const char *hash, GError **error)
{
  g_autofree char *folder = enlist_catalog_dup_path (catalog);
  g_autofree char *with_suffix = g_strconcat (hash, PART_SUFFIX, NULL);
  g_autoptr (GError) local_error = NULL;
  GBytes *part = enlist_catalog_read_part (folder, hash, &local_error);

  if (part == NULL && local_error->code == ENLIST_ERROR_NOT_FOUND)
    {
      g_clear_error (&local_error);
      part = enlist_catalog_read_part (folder, with_suffix, &local_error);
    }
  if (local_error != NULL && local_error->code != ENLIST_ERROR_NOT_FOUND)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return part;
}

GBytes *
enlist_catalog_ask_part (GPtrArray *catalogs, const char *hash, GCancellable *cancellable, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (hash, -1);
  g_autoptr (GError) problem = NULL;

  if (!enlist_bytes_is_hex (lower, HASH_DIGITS))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "“%s” is not the hash of a part", hash);
      return NULL;
    }
  for (guint i = 0; i < catalogs->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GBytes *part = find_part (g_ptr_array_index (catalogs, i), lower, problem == NULL ? &problem : NULL);

      if (part != NULL)
        return part;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, _("No catalog here has the part %s."), lower);

  return NULL;
}
