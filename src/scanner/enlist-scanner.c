/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner.h"

#include <gst/video/video.h>

#include "enlist-scanner-access-private.h"
#include "enlist-scanner-camera-private.h"
#include "enlist-scanner-pipeline-private.h"
#include "enlist-scanner-source-private.h"
#include "enlist-scanner-worker-private.h"

/* A camera that has shown nothing for so long will not. Slow ones need several seconds to wake up. */
#define FIRST_PICTURE_SECONDS 15
#define NEXT_PICTURE_SECONDS 5
/* A camera that was closed a moment ago, by us or by another program, may not be ready to be opened again. */
#define MAX_RETRIES 3
#define RETRY_MILLISECONDS 400

struct _EnlistScanner
{
  GObject parent_instance;

  GMainContext *context;
  EnlistScannerState state;
  gboolean linear_codes;
  GListStore *cameras;
  GPtrArray *codes;

  EnlistScannerSource *source;
  GCancellable *request;
  EnlistScannerAccess *access;
  char *camera_id;
  EnlistScannerWorker *worker;
  EnlistScannerPipeline *pipeline;
  GSource *watchdog;
  guint64 watched_count;
  int quiet_seconds;
  GSource *retry;
  int n_retries;
};

G_DEFINE_FINAL_TYPE (EnlistScanner, enlist_scanner, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_LINEAR_CODES,
  PROP_CAMERAS,
  N_PROPS,
};

enum {
  SIGNAL_PAYLOAD,
  SIGNAL_CODES_CHANGED,
  SIGNAL_FRAME,
  SIGNAL_ERROR,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

GType
enlist_scanner_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { ENLIST_SCANNER_STOPPED, "ENLIST_SCANNER_STOPPED", "stopped" },
        { ENLIST_SCANNER_STARTING, "ENLIST_SCANNER_STARTING", "starting" },
        { ENLIST_SCANNER_RUNNING, "ENLIST_SCANNER_RUNNING", "running" },
        { ENLIST_SCANNER_FAILED, "ENLIST_SCANNER_FAILED", "failed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type, g_enum_register_static ("EnlistScannerState", values));
    }
  return type;
}

static GPtrArray *
new_codes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
}

static void
set_state (EnlistScanner     *self,
           EnlistScannerState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_codes (EnlistScanner *self,
           GPtrArray     *codes)
{
  gboolean changed = codes->len > 0 || self->codes->len > 0;

  g_ptr_array_unref (self->codes);
  self->codes = codes;
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CODES_CHANGED], 0);
}

static void
drop_access (EnlistScanner *self)
{
  if (self->access == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->access, self);
  enlist_scanner_access_close (self->access);
  g_clear_object (&self->access);
  g_list_store_remove_all (self->cameras);
}

static void
close_pipeline (EnlistScanner *self)
{
  if (self->watchdog != NULL)
    g_source_destroy (self->watchdog);
  g_clear_pointer (&self->watchdog, g_source_unref);
  if (self->pipeline != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->pipeline, self);
      enlist_scanner_pipeline_stop (self->pipeline);
    }
  g_clear_object (&self->pipeline);
  if (self->worker != NULL)
    enlist_scanner_worker_stop (self->worker);
  g_clear_pointer (&self->worker, enlist_scanner_worker_unref);
  g_clear_pointer (&self->camera_id, g_free);
}

static void
close_source (EnlistScanner *self)
{
  if (self->request != NULL)
    g_cancellable_cancel (self->request);
  g_clear_object (&self->request);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  self->n_retries = 0;
  close_pipeline (self);
  g_clear_object (&self->source);
}

static void
fail (EnlistScanner *self,
      const GError  *error)
{
  g_autoptr (EnlistScanner) alive = g_object_ref (self);

  g_debug ("Scanning failed: %s", error->message);
  if (error->code == ENLIST_SCANNER_ERROR_FAILED || error->code == ENLIST_SCANNER_ERROR_NO_PICTURE)
    enlist_scanner_access_forget ();
  close_source (self);
  drop_access (self);
  set_codes (self, new_codes ());
  set_state (self, ENLIST_SCANNER_FAILED);
  g_signal_emit (self, signals[SIGNAL_ERROR], 0, error);
}

static void
fail_with (EnlistScanner     *self,
           EnlistScannerError code,
           const char        *message)
{
  g_autoptr (GError) error = g_error_new_literal (ENLIST_SCANNER_ERROR, code, message);

  fail (self, error);
}

static void open_camera (EnlistScanner *self);

/* The worker has something new. A handler may stop or restart the scanner, which ends the report. */
static void
on_news (EnlistScannerWorker *worker,
         gpointer             user_data)
{
  g_autoptr (EnlistScanner) self = g_object_ref (user_data);
  g_autoptr (EnlistScannerWorker) held = enlist_scanner_worker_ref (worker);
  g_autoptr (GPtrArray) fresh = NULL;
  GPtrArray *codes = NULL;
  gboolean newer = enlist_scanner_worker_take (worker, &codes, &fresh);

  if (newer)
    {
      set_state (self, ENLIST_SCANNER_RUNNING);
      if (self->worker == held)
        g_signal_emit (self, signals[SIGNAL_FRAME], 0);
    }
  if (codes != NULL)
    {
      if (self->worker == held)
        set_codes (self, g_steal_pointer (&codes));
      g_clear_pointer (&codes, g_ptr_array_unref);
    }
  for (guint i = 0; i < fresh->len && self->worker == held; i++)
    g_signal_emit (self, signals[SIGNAL_PAYLOAD], 0, g_ptr_array_index (fresh, i));
}

static gboolean
on_retry (gpointer user_data)
{
  EnlistScanner *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  open_camera (self);
  return G_SOURCE_REMOVE;
}

static gboolean
may_retry (EnlistScanner *self,
           const GError  *error)
{
  guint64 received;

  enlist_scanner_get_counts (self, &received, NULL);
  return self->access != NULL && received == 0 && self->n_retries < MAX_RETRIES &&
         (error->code == ENLIST_SCANNER_ERROR_FAILED || error->code == ENLIST_SCANNER_ERROR_BUSY);
}

static void
on_ended (EnlistScannerPipeline *pipeline,
          const GError          *error,
          EnlistScanner         *self)
{
  if (error == NULL)
    enlist_scanner_stop (self);
  else if (may_retry (self, error))
    {
      g_debug ("The camera does not start, trying again: %s", error->message);
      close_pipeline (self);
      self->n_retries++;
      self->retry = g_timeout_source_new (RETRY_MILLISECONDS);
      g_source_set_callback (self->retry, on_retry, self, NULL);
      g_source_attach (self->retry, self->context);
    }
  else
    fail (self, error);
}

static gboolean
on_watchdog (gpointer user_data)
{
  EnlistScanner *self = user_data;
  guint64 received;
  int patience;

  enlist_scanner_get_counts (self, &received, NULL);
  patience = received > 0 ? NEXT_PICTURE_SECONDS : FIRST_PICTURE_SECONDS;
  self->quiet_seconds = received == self->watched_count ? self->quiet_seconds + 1 : 0;
  self->watched_count = received;
  if (self->quiet_seconds >= patience)
    fail_with (self, ENLIST_SCANNER_ERROR_NO_PICTURE, "The camera delivers no picture");
  return G_SOURCE_CONTINUE;
}

static void
open_pipeline (EnlistScanner *self,
               GstDevice     *device)
{
  self->worker = enlist_scanner_worker_new (self->context, self->linear_codes, on_news, self);
  self->pipeline =
    enlist_scanner_pipeline_new (self->source, device, self->worker, self->context);
  g_signal_connect (self->pipeline, "ended", G_CALLBACK (on_ended), self);
  enlist_scanner_pipeline_start (self->pipeline);

  self->watched_count = 0;
  self->quiet_seconds = 0;
  self->watchdog = g_timeout_source_new_seconds (1);
  g_source_set_callback (self->watchdog, on_watchdog, self, NULL);
  g_source_attach (self->watchdog, self->context);
}

static EnlistScannerCamera *
find_camera (GListModel *cameras,
             const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (cameras); i++)
    {
      g_autoptr (EnlistScannerCamera) camera = g_list_model_get_item (cameras, i);

      if (g_strcmp0 (enlist_scanner_camera_get_id (camera), id) == 0)
        return g_steal_pointer (&camera);
    }
  return NULL;
}

static EnlistScannerCamera *
prefer_camera (GListModel *cameras)
{
  for (guint i = 0; i < g_list_model_get_n_items (cameras); i++)
    {
      g_autoptr (EnlistScannerCamera) camera = g_list_model_get_item (cameras, i);

      if (enlist_scanner_camera_is_back (camera))
        return g_steal_pointer (&camera);
    }
  return g_list_model_get_item (cameras, 0);
}

/* Changes only what is different: a row that somebody looks at stays. */
static void
update_cameras (EnlistScanner *self)
{
  g_autoptr (GPtrArray) present = enlist_scanner_access_list (self->access);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->cameras)); i-- > 0;)
    {
      g_autoptr (EnlistScannerCamera) old = g_list_model_get_item (G_LIST_MODEL (self->cameras), i);
      GstDevice *device = enlist_scanner_camera_get_device (old);
      gboolean still = FALSE;

      for (guint j = 0; j < present->len && !still; j++)
        still = enlist_scanner_camera_get_device (g_ptr_array_index (present, j)) == device;
      if (!still)
        g_list_store_remove (self->cameras, i);
    }
  for (guint j = 0; j < present->len; j++)
    {
      EnlistScannerCamera *camera = g_ptr_array_index (present, j);
      g_autoptr (EnlistScannerCamera) known =
        find_camera (G_LIST_MODEL (self->cameras), enlist_scanner_camera_get_id (camera));

      if (known == NULL)
        g_list_store_append (self->cameras, camera);
    }
}

static void
open_camera (EnlistScanner *self)
{
  GListModel *cameras = G_LIST_MODEL (self->cameras);
  g_autoptr (EnlistScannerCamera) camera =
      find_camera (cameras, enlist_scanner_source_get_value (self->source));

  if (camera == NULL)
    camera = prefer_camera (cameras);
  if (camera == NULL)
    {
      fail_with (self, ENLIST_SCANNER_ERROR_NO_CAMERA, "There is no camera");
      return;
    }
  self->camera_id = g_strdup (enlist_scanner_camera_get_id (camera));
  open_pipeline (self, enlist_scanner_camera_get_device (camera));
}

static void
on_cameras_changed (EnlistScannerAccess *access,
                    EnlistScanner       *self)
{
  g_autoptr (EnlistScanner) alive = g_object_ref (self);
  g_autoptr (EnlistScannerCamera) camera = NULL;

  update_cameras (self);
  if (self->access != access || self->camera_id == NULL)
    return;
  camera = find_camera (G_LIST_MODEL (self->cameras), self->camera_id);
  if (camera == NULL)
    fail_with (self, ENLIST_SCANNER_ERROR_UNPLUGGED, "The camera is gone");
}

static void
on_access (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (EnlistScanner) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistScannerAccess) access = enlist_scanner_access_request_finish (result, &error);

  if (self->request == NULL || g_task_get_cancellable (G_TASK (result)) != self->request)
    {
      if (access != NULL)
        enlist_scanner_access_close (access);
      return;
    }
  g_clear_object (&self->request);
  if (access == NULL)
    {
      fail (self, error);
      return;
    }
  self->access = g_steal_pointer (&access);
  g_signal_connect (self->access, "changed", G_CALLBACK (on_cameras_changed), self);
  update_cameras (self);
  open_camera (self);
}

void
enlist_scanner_start (EnlistScanner       *self,
                      EnlistScannerSource *source)
{
  g_autoptr (EnlistScannerSource) held = NULL;
  gboolean is_camera;

  g_return_if_fail (ENLIST_IS_SCANNER (self));
  g_return_if_fail (ENLIST_IS_SCANNER_SOURCE (source));

  held = g_object_ref (source);
  is_camera = enlist_scanner_source_get_kind (source) == ENLIST_SCANNER_SOURCE_CAMERA;
  close_source (self);
  /* Going over to another camera needs no second permission. */
  if (!is_camera)
    drop_access (self);
  set_codes (self, new_codes ());
  self->source = g_steal_pointer (&held);
  set_state (self, ENLIST_SCANNER_STARTING);
  if (self->source != source || self->state != ENLIST_SCANNER_STARTING)
    return;
  if (!is_camera)
    open_pipeline (self, NULL);
  else if (self->access != NULL)
    open_camera (self);
  else
    {
      GMainContext *context = self->context;

      self->request = g_cancellable_new ();
      g_main_context_push_thread_default (context);
      enlist_scanner_access_request_async (self->request, on_access, g_object_ref (self));
      g_main_context_pop_thread_default (context);
    }
}

void
enlist_scanner_stop (EnlistScanner *self)
{
  g_return_if_fail (ENLIST_IS_SCANNER (self));

  close_source (self);
  drop_access (self);
  g_ptr_array_unref (self->codes);
  self->codes = new_codes ();
  set_state (self, ENLIST_SCANNER_STOPPED);
}

void
enlist_scanner_reset (EnlistScanner *self)
{
  g_return_if_fail (ENLIST_IS_SCANNER (self));

  if (self->worker != NULL)
    enlist_scanner_worker_reset (self->worker);
}

EnlistScannerState
enlist_scanner_get_state (EnlistScanner *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER (self), ENLIST_SCANNER_STOPPED);

  return self->state;
}

GListModel *
enlist_scanner_get_cameras (EnlistScanner *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER (self), NULL);

  return G_LIST_MODEL (self->cameras);
}

const char *
enlist_scanner_get_camera_id (EnlistScanner *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER (self), NULL);

  return self->camera_id;
}

static void
unmap_frame (gpointer data)
{
  GstVideoFrame *frame = data;

  gst_video_frame_unmap (frame);
  g_free (frame);
}

GBytes *
enlist_scanner_dup_frame (EnlistScanner *self,
                          int           *width,
                          int           *height,
                          gsize         *stride)
{
  g_autoptr (GstSample) sample = NULL;
  GstVideoInfo info;
  GstVideoFrame *frame;

  g_return_val_if_fail (ENLIST_IS_SCANNER (self), NULL);

  if (self->worker != NULL)
    sample = enlist_scanner_worker_dup_sample (self->worker);
  if (sample == NULL || !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)))
    return NULL;
  frame = g_new (GstVideoFrame, 1);
  if (!gst_video_frame_map (frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    {
      g_free (frame);
      return NULL;
    }
  *width = GST_VIDEO_FRAME_WIDTH (frame);
  *height = GST_VIDEO_FRAME_HEIGHT (frame);
  *stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  return g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (frame, 0), *stride * (gsize) *height,
                                     unmap_frame, frame);
}

GPtrArray *
enlist_scanner_get_codes (EnlistScanner *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER (self), NULL);

  return self->codes;
}

void
enlist_scanner_get_counts (EnlistScanner *self,
                           guint64       *received,
                           guint64       *decoded)
{
  guint64 n_received = 0;
  guint64 n_decoded = 0;

  g_return_if_fail (ENLIST_IS_SCANNER (self));

  if (self->worker != NULL)
    enlist_scanner_worker_get_counts (self->worker, &n_received, &n_decoded);
  if (received != NULL)
    *received = n_received;
  if (decoded != NULL)
    *decoded = n_decoded;
}

EnlistScanner *
enlist_scanner_new (void)
{
  return g_object_new (ENLIST_TYPE_SCANNER, NULL);
}

static void
enlist_scanner_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  EnlistScanner *self = ENLIST_SCANNER (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_LINEAR_CODES:
      g_value_set_boolean (value, self->linear_codes);
      break;
    case PROP_CAMERAS:
      g_value_set_object (value, self->cameras);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_scanner_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  EnlistScanner *self = ENLIST_SCANNER (object);

  switch (property_id)
    {
    case PROP_LINEAR_CODES:
      if (self->linear_codes == g_value_get_boolean (value))
        break;
      self->linear_codes = g_value_get_boolean (value);
      if (self->worker != NULL)
        enlist_scanner_worker_set_linear_codes (self->worker, self->linear_codes);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_scanner_dispose (GObject *object)
{
  EnlistScanner *self = ENLIST_SCANNER (object);

  close_source (self);
  drop_access (self);
  G_OBJECT_CLASS (enlist_scanner_parent_class)->dispose (object);
}

static void
enlist_scanner_finalize (GObject *object)
{
  EnlistScanner *self = ENLIST_SCANNER (object);

  g_main_context_unref (self->context);
  g_object_unref (self->cameras);
  g_ptr_array_unref (self->codes);
  G_OBJECT_CLASS (enlist_scanner_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       argument)
{
  return g_signal_new (name, ENLIST_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
enlist_scanner_class_init (EnlistScannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_scanner_get_property;
  object_class->set_property = enlist_scanner_set_property;
  object_class->dispose = enlist_scanner_dispose;
  object_class->finalize = enlist_scanner_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, ENLIST_TYPE_SCANNER_STATE, ENLIST_SCANNER_STOPPED,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINEAR_CODES] =
    g_param_spec_boolean ("linear-codes", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAMERAS] = g_param_spec_object ("cameras", NULL, NULL, G_TYPE_LIST_MODEL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PAYLOAD] = add_signal ("payload", ENLIST_TYPE_SCANNER_CODE);
  signals[SIGNAL_CODES_CHANGED] = add_signal ("codes-changed", G_TYPE_NONE);
  signals[SIGNAL_FRAME] = add_signal ("frame", G_TYPE_NONE);
  signals[SIGNAL_ERROR] = add_signal ("error", G_TYPE_ERROR);
}

static void
enlist_scanner_init (EnlistScanner *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->cameras = g_list_store_new (ENLIST_TYPE_SCANNER_CAMERA);
  self->codes = new_codes ();
}
