/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-gateway"

#include "enlist-gateway.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>

#include "enlist-error.h"
#include "enlist-private-file-private.h"

#define CONFIGURATION "configuration.json"
#define SECRETS "secrets.json"

struct _EnlistGateway {
  GObject parent_instance;

  GFile *folder;
};

G_DEFINE_FINAL_TYPE (EnlistGateway, enlist_gateway, G_TYPE_OBJECT)

typedef struct {
  char *folder;
  JsonObject *values;
  JsonObject *secrets;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->folder);
  g_clear_pointer (&work->values, json_object_unref);
  g_clear_pointer (&work->secrets, json_object_unref);
  g_free (work);
}

/* (transfer full): the object in a file; an empty one when there is none */
static JsonObject *
read_object (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local_error))
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return json_object_new ();
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, local_error->message);
      return NULL;
    }
  node = json_from_string (text, NULL);
  sodium_memzero (text, length);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "%s is not a JSON object", path);
      return NULL;
    }

  return json_node_dup_object (node);
}

static gboolean
write_object (const char *path, JsonObject *object, gboolean secret, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *json = json_to_string (node, TRUE);
  g_autofree char *text = g_strconcat (json, "\n", NULL);
  g_autoptr (GError) local_error = NULL;
  gboolean written;

  if (secret)
    written = enlist_private_file_replace (path, text, strlen (text), &local_error);
  else
    written = g_file_set_contents_full (path, text, strlen (text), G_FILE_SET_CONTENTS_CONSISTENT |
                                        G_FILE_SET_CONTENTS_DURABLE, 0644, &local_error);
  sodium_memzero (json, strlen (json));
  sodium_memzero (text, strlen (text));
  if (!written)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, local_error->message);

  return written;
}

/* Sets what @from names, and takes away what has become null or belongs into the other file. */
static gboolean
merge (JsonObject *into, JsonObject *from, JsonObject *other)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean changed = FALSE;

  json_object_iter_init_ordered (&iter, other);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      changed |= json_object_has_member (into, name);
      json_object_remove_member (into, name);
    }
  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      changed = TRUE;
      if (json_node_is_null (node))
        json_object_remove_member (into, name);
      else
        json_object_set_member (into, name, json_node_copy (node));
    }

  return changed;
}

static gboolean
prepare_folder (const char *folder, GError **error)
{
  if (folder != NULL && g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s",
               folder != NULL ? folder : "The gateway's folder",
               g_strerror (folder != NULL ? errno : ENOTSUP));

  return FALSE;
}

static char *
get_path (Work *work, const char *name)
{
  return work->folder != NULL ? g_build_filename (work->folder, name, NULL) : NULL;
}

static void
run_check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autofree char *configuration = get_path (work, CONFIGURATION), *secrets = get_path (work, SECRETS);
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (JsonObject) sensitive = NULL;
  GError *error = NULL;

  if (prepare_folder (work->folder, &error))
    values = read_object (configuration, &error);
  if (values != NULL)
    sensitive = read_object (secrets, &error);
  if (sensitive != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The secrets first: a configuration without them would be taken for complete. */
static void
run_keep (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autofree char *configuration = get_path (work, CONFIGURATION), *secrets = get_path (work, SECRETS);
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (JsonObject) sensitive = NULL;
  GError *error = NULL;

  if (prepare_folder (work->folder, &error))
    values = read_object (configuration, &error);
  if (values != NULL)
    sensitive = read_object (secrets, &error);
  if (sensitive != NULL && merge (sensitive, work->secrets, work->values))
    write_object (secrets, sensitive, TRUE, &error);
  if (error == NULL && merge (values, work->values, work->secrets))
    write_object (configuration, values, FALSE, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static GTask *
new_task (EnlistGateway *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data,
          gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->folder = g_file_get_path (self->folder);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, work, work_free);

  return task;
}

void
enlist_gateway_check_async (EnlistGateway       *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = new_task (self, cancellable, callback, user_data, enlist_gateway_check_async);

  g_task_run_in_thread (task, run_check);
}

gboolean
enlist_gateway_check_finish (EnlistGateway *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_gateway_check_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
enlist_gateway_keep_async (EnlistGateway       *self,
                           JsonObject          *values,
                           JsonObject          *secrets,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = new_task (self, NULL, callback, user_data, enlist_gateway_keep_async);
  Work *work = g_task_get_task_data (task);

  work->values = json_object_ref (values);
  work->secrets = json_object_ref (secrets);
  g_task_run_in_thread (task, run_keep);
}

gboolean
enlist_gateway_keep_finish (EnlistGateway *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_gateway_keep_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GFile *
enlist_gateway_get_folder (EnlistGateway *self)
{
  return self->folder;
}

static void
enlist_gateway_finalize (GObject *object)
{
  g_clear_object (&ENLIST_GATEWAY (object)->folder);

  G_OBJECT_CLASS (enlist_gateway_parent_class)->finalize (object);
}

static void
enlist_gateway_class_init (EnlistGatewayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_gateway_finalize;
}

static void
enlist_gateway_init (EnlistGateway *self)
{
}

EnlistGateway *
enlist_gateway_new (GFile *folder)
{
  EnlistGateway *self = g_object_new (ENLIST_TYPE_GATEWAY, NULL);

  self->folder = g_object_ref (folder);

  return self;
}
