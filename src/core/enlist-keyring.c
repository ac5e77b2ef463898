/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-keyring"

#include "enlist-keyring.h"

#include "enlist-keyring-items-private.h"
#include "enlist-keyring-work-private.h"

struct _EnlistKeyring
{
  GObject parent_instance;

  gboolean interactive;
  GMutex mutex; /* one worker at a time: one prompt at a time, and no two owner keys of one name */
};

G_DEFINE_FINAL_TYPE (EnlistKeyring, enlist_keyring, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  EnlistKeyringJob *job = data;

  g_free (job->text);
  g_free (job->device_id);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_object (&job->record);
  g_free (job);
}

static void
work_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  EnlistKeyring *self = source;
  EnlistKeyringJob *job = task_data;
  GError *error = NULL;
  gpointer result = NULL;

  g_mutex_lock (&self->mutex);
  if (enlist_keyring_items_ready (job->backend, self->interactive, cancellable, &error))
    result = job->work (job, cancellable, &error);
  g_mutex_unlock (&self->mutex);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, job->free_result);
}

static void
on_backend_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  EnlistKeyringJob *job = g_task_get_task_data (task);
  GError *backend_error = NULL;
  GError *error = NULL;

  /*
   * libsecret 0.20 keeps the first backend for the whole process without a reference of its own: ours is
   * never given back.
   */
  job->backend = secret_backend_get_finish (result, &backend_error);
  if (job->backend == NULL)
    {
      enlist_keyring_items_fail_absent (&error, backend_error);
      g_task_return_error (task, error);
      return;
    }
  g_task_run_in_thread (task, work_in_thread);
}

/* @job: (transfer full) */
static void
start (EnlistKeyring       *self,
       EnlistKeyringJob    *job,
       gpointer             tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  /* What has been stored is stored, and the worker answers a cancelled prompt itself. */
  g_task_set_check_cancellable (task, FALSE);
  /* Here and not in the worker: the proxy hears of a restarted service in the context that made it. */
  secret_backend_get (SECRET_BACKEND_NONE, cancellable, on_backend_ready, g_steal_pointer (&task));
}

static gpointer
finish (GAsyncResult  *result,
        gpointer       tag,
        GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
enlist_keyring_finalize (GObject *object)
{
  g_mutex_clear (&ENLIST_KEYRING (object)->mutex);

  G_OBJECT_CLASS (enlist_keyring_parent_class)->finalize (object);
}

static void
enlist_keyring_class_init (EnlistKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_keyring_finalize;
}

static void
enlist_keyring_init (EnlistKeyring *self)
{
  g_mutex_init (&self->mutex);
}

EnlistKeyring *
enlist_keyring_new (gboolean interactive)
{
  EnlistKeyring *self = g_object_new (ENLIST_TYPE_KEYRING, NULL);

  self->interactive = interactive;
  return self;
}

/* The caller goes on using its object while the worker reads this one. */
static EnlistRecord *
copy_record (EnlistRecord *record)
{
  g_autofree char *json = enlist_record_to_json (record);

  return enlist_record_from_json (json, NULL);
}

void
enlist_keyring_store_device_keys_async (EnlistKeyring       *self,
                                        EnlistRecord        *record,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (ENLIST_IS_RECORD (record));

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_store_device_keys;
  job->record = copy_record (record);
  start (self, job, enlist_keyring_store_device_keys_async, cancellable, callback, user_data);
}

gboolean
enlist_keyring_store_device_keys_finish (EnlistKeyring  *self,
                                         GAsyncResult   *result,
                                         GError        **error)
{
  return finish (result, enlist_keyring_store_device_keys_async, error) != NULL;
}

void
enlist_keyring_lookup_device_async (EnlistKeyring       *self,
                                    const char          *vendor,
                                    const char          *device_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (device_id != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_lookup_device;
  job->text = g_strdup (vendor);
  job->device_id = g_strdup (device_id);
  job->free_result = g_free;
  start (self, job, enlist_keyring_lookup_device_async, cancellable, callback, user_data);
}

char *
enlist_keyring_lookup_device_finish (EnlistKeyring  *self,
                                     GAsyncResult   *result,
                                     GError        **error)
{
  return finish (result, enlist_keyring_lookup_device_async, error);
}

void
enlist_keyring_list_devices_async (EnlistKeyring       *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_list_devices;
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  start (self, job, enlist_keyring_list_devices_async, cancellable, callback, user_data);
}

GPtrArray *
enlist_keyring_list_devices_finish (EnlistKeyring  *self,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  return finish (result, enlist_keyring_list_devices_async, error);
}

void
enlist_keyring_list_owners_async (EnlistKeyring       *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_list_owners;
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  start (self, job, enlist_keyring_list_owners_async, cancellable, callback, user_data);
}

GPtrArray *
enlist_keyring_list_owners_finish (EnlistKeyring  *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  return finish (result, enlist_keyring_list_owners_async, error);
}

void
enlist_keyring_ensure_owner_async (EnlistKeyring       *self,
                                   const char          *name,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (name != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_ensure_owner;
  job->text = g_strdup (name);
  job->free_result = g_object_unref;
  start (self, job, enlist_keyring_ensure_owner_async, cancellable, callback, user_data);
}

EnlistOwner *
enlist_keyring_ensure_owner_finish (EnlistKeyring  *self,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  return finish (result, enlist_keyring_ensure_owner_async, error);
}

void
enlist_keyring_lookup_owner_secret_async (EnlistKeyring       *self,
                                          GBytes              *public_key,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (public_key != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_lookup_owner_secret;
  job->bytes = g_bytes_ref (public_key);
  job->free_result = (GDestroyNotify) g_bytes_unref;
  start (self, job, enlist_keyring_lookup_owner_secret_async, cancellable, callback, user_data);
}

GBytes *
enlist_keyring_lookup_owner_secret_finish (EnlistKeyring  *self,
                                           GAsyncResult   *result,
                                           GError        **error)
{
  return finish (result, enlist_keyring_lookup_owner_secret_async, error);
}

void
enlist_keyring_store_session_secret_async (EnlistKeyring       *self,
                                           const char          *session_id,
                                           GBytes              *secret,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (session_id != NULL && secret != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_store_session_secret;
  job->text = g_strdup (session_id);
  job->bytes = g_bytes_ref (secret);
  start (self, job, enlist_keyring_store_session_secret_async, cancellable, callback, user_data);
}

gboolean
enlist_keyring_store_session_secret_finish (EnlistKeyring  *self,
                                            GAsyncResult   *result,
                                            GError        **error)
{
  return finish (result, enlist_keyring_store_session_secret_async, error) != NULL;
}

void
enlist_keyring_lookup_session_secret_async (EnlistKeyring       *self,
                                            const char          *session_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (session_id != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_lookup_session_secret;
  job->text = g_strdup (session_id);
  job->free_result = (GDestroyNotify) g_bytes_unref;
  start (self, job, enlist_keyring_lookup_session_secret_async, cancellable, callback, user_data);
}

GBytes *
enlist_keyring_lookup_session_secret_finish (EnlistKeyring  *self,
                                             GAsyncResult   *result,
                                             GError        **error)
{
  return finish (result, enlist_keyring_lookup_session_secret_async, error);
}

void
enlist_keyring_clear_session_secret_async (EnlistKeyring       *self,
                                           const char          *session_id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  EnlistKeyringJob *job;

  g_return_if_fail (ENLIST_IS_KEYRING (self));
  g_return_if_fail (session_id != NULL);

  job = g_new0 (EnlistKeyringJob, 1);
  job->work = enlist_keyring_work_clear_session_secret;
  job->text = g_strdup (session_id);
  start (self, job, enlist_keyring_clear_session_secret_async, cancellable, callback, user_data);
}

gboolean
enlist_keyring_clear_session_secret_finish (EnlistKeyring  *self,
                                            GAsyncResult   *result,
                                            GError        **error)
{
  return finish (result, enlist_keyring_clear_session_secret_async, error) != NULL;
}
