/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-pipeline-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <string.h>

#include "enlist-scanner-error.h"
#include "enlist-scanner-source-private.h"

/* What a camera is asked for, the best first: 720p is all that decoding can use. */
#define CAMERA_CAPS \
  "video/x-raw,width=[640,1280],height=[480,1280];image/jpeg,width=[640,1280],height=[480,1280];" \
  "video/x-raw;image/jpeg"
/* GTK's own format, so that showing a picture converts nothing. */
#define SINK \
  "decodebin name=in ! videoconvertscale ! " \
  "capsfilter caps=\"video/x-raw,format=BGRA,width=[1,1280],height=[1,1280],pixel-aspect-ratio=1/1\" ! " \
  "appsink name=out sync=false max-buffers=1 drop=true"
#define PICTURE \
  "filesrc name=file ! decodebin ! videoconvert ! imagefreeze is-live=true ! video/x-raw,framerate=30/1 ! " \
  "identity name=last"

struct _EnlistScannerPipeline
{
  GObject parent_instance;

  EnlistScannerSource *source;
  GstDevice *device;
  EnlistScannerWorker *worker;
  GMainContext *context;

  /* only in the control thread */
  GstElement *pipeline;

  /* any thread */
  int stopped;
  int has_ended;
};

G_DEFINE_FINAL_TYPE (EnlistScannerPipeline, enlist_scanner_pipeline, G_TYPE_OBJECT)

enum {
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct {
  void (*func) (gpointer data);
  gpointer data;
} Job;

typedef struct {
  EnlistScannerPipeline *self;
  GError *error;
} End;

static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;

  job->func (job->data);
  g_free (job);
}

/* Runs func with data in the control thread. */
static void
control (void (*func) (gpointer data),
         gpointer data)
{
  static GThreadPool *pool;
  Job *job = g_new (Job, 1);

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (run_job, NULL, 1, FALSE, NULL));
  job->func = func;
  job->data = data;
  g_thread_pool_push (pool, job, NULL);
}

static void
end_free (gpointer data)
{
  End *end = data;

  g_object_unref (end->self);
  g_clear_error (&end->error);
  g_free (end);
}

static gboolean
on_end (gpointer data)
{
  End *end = data;

  if (!g_atomic_int_get (&end->self->stopped))
    g_signal_emit (end->self, signals[SIGNAL_ENDED], 0, end->error);
  return G_SOURCE_REMOVE;
}

/* In any thread. Only the first end counts: what follows an error is its consequence. */
static void
take_end (EnlistScannerPipeline *self,
          GError                *error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  End *end = g_new (End, 1);

  if (!g_atomic_int_compare_and_exchange (&self->has_ended, FALSE, TRUE))
    {
      g_clear_error (&error);
      g_free (end);
      return;
    }
  end->self = g_object_ref (self);
  end->error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_end, end, end_free);
  g_source_attach (source, self->context);
}

/* Whether an element gives this error of the system as the reason; GStreamer keeps it in the text only. */
static gboolean
names_errno (const char *details,
             int         number)
{
  return details != NULL && strstr (details, g_strerror (number)) != NULL;
}

static int
classify (EnlistScannerPipeline *self,
          const GError          *error,
          const char            *details)
{
  EnlistScannerSourceKind kind = enlist_scanner_source_get_kind (self->source);
  guint64 received, decoded;

  if (kind != ENLIST_SCANNER_SOURCE_CAMERA && kind != ENLIST_SCANNER_SOURCE_DEVICE)
    return ENLIST_SCANNER_ERROR_FAILED;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY) || names_errno (details, EBUSY))
    return ENLIST_SCANNER_ERROR_BUSY;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      names_errno (details, EACCES))
    return ENLIST_SCANNER_ERROR_ACCESS_DENIED;
  enlist_scanner_worker_get_counts (self->worker, &received, &decoded);
  if (received > 0 && (error->domain == GST_RESOURCE_ERROR || error->domain == GST_STREAM_ERROR))
    return ENLIST_SCANNER_ERROR_UNPLUGGED;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) ||
      names_errno (details, ENOTTY) || names_errno (details, ENODEV))
    return ENLIST_SCANNER_ERROR_NO_CAMERA;
  return ENLIST_SCANNER_ERROR_FAILED;
}

static GstBusSyncReply
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  EnlistScannerPipeline *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *details = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    {
      if (self->device != NULL)
        take_end (self,
                  g_error_new (ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_UNPLUGGED, "The camera has ended"));
      else
        take_end (self, NULL);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, &details);
      take_end (self, g_error_new (ENLIST_SCANNER_ERROR, classify (self, error, details), "%s (%s)",
                                   error->message, details != NULL ? details : "no details"));
    }
  return GST_BUS_DROP;
}

static GstFlowReturn
on_sample (GstAppSink *sink,
           gpointer    user_data)
{
  EnlistScannerPipeline *self = user_data;
  GstSample *sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_EOS;
  enlist_scanner_worker_submit (self->worker, sample);
  return GST_FLOW_OK;
}

/*
 * A bin with one pad, that of the named element. GStreamer's own choice of pads would take one that decodebin
 * is yet to link.
 */
static GstElement *
parse (const char *description,
       const char *element_name,
       const char *pad_name,
       GError    **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GstElement) element = NULL;
  g_autoptr (GstPad) pad = NULL;
  GstElement *bin =
    gst_parse_bin_from_description_full (description, FALSE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &reason);

  if (bin == NULL)
    {
      g_set_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED, "%s", reason->message);
      return NULL;
    }
  element = gst_bin_get_by_name (GST_BIN (bin), element_name);
  pad = gst_element_get_static_pad (element, pad_name);
  gst_element_add_pad (bin, gst_ghost_pad_new (pad_name, pad));
  return bin;
}

/* The camera's element behind a filter for formats, in a bin of its own. */
static GstElement *
make_camera (GstElement *camera,
             GError    **error)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (CAMERA_CAPS);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);
  GstElement *bin;
  g_autoptr (GstPad) pad = NULL;

  if (camera == NULL || filter == NULL)
    {
      g_clear_pointer (&camera, gst_object_unref);
      g_clear_pointer (&filter, gst_object_unref);
      g_set_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED,
                   "GStreamer has no element for the camera");
      return NULL;
    }
  bin = gst_bin_new (NULL);
  g_object_set (filter, "caps", caps, NULL);
  gst_bin_add_many (GST_BIN (bin), camera, filter, NULL);
  gst_element_link (camera, filter);
  pad = gst_element_get_static_pad (filter, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  return bin;
}

static GstElement *
make_device (const char *path,
             GError    **error)
{
  GstElement *camera;

  if (g_access (path, R_OK | W_OK) != 0)
    {
      int reason = errno;

      g_set_error (error, ENLIST_SCANNER_ERROR,
                   reason == EACCES ? ENLIST_SCANNER_ERROR_ACCESS_DENIED : ENLIST_SCANNER_ERROR_NO_CAMERA,
                   "%s: %s", path, g_strerror (reason));
      return NULL;
    }
  camera = gst_element_factory_make ("v4l2src", NULL);
  if (camera != NULL)
    g_object_set (camera, "device", path, NULL);
  return make_camera (camera, error);
}

static GstElement *
make_source (EnlistScannerPipeline *self,
             GError               **error)
{
  const char *value = enlist_scanner_source_get_value (self->source);
  GstElement *bin;
  g_autoptr (GstElement) file = NULL;
  g_autofree char *description = NULL;

  switch (enlist_scanner_source_get_kind (self->source))
    {
    case ENLIST_SCANNER_SOURCE_CAMERA:
      return make_camera (gst_device_create_element (self->device, NULL), error);
    case ENLIST_SCANNER_SOURCE_DEVICE:
      return make_device (value, error);
    case ENLIST_SCANNER_SOURCE_DESCRIPTION:
      /* What gst-launch would have in front of a sink may end in a filter, which needs a neighbour. */
      description = g_strconcat (value, " ! identity name=last", NULL);
      return parse (description, "last", "src", error);
    case ENLIST_SCANNER_SOURCE_PICTURE:
      bin = parse (PICTURE, "last", "src", error);
      if (bin != NULL)
        {
          file = gst_bin_get_by_name (GST_BIN (bin), "file");
          g_object_set (file, "location", value, NULL);
        }
      return bin;
    default:
      g_return_val_if_reached (NULL);
    }
}

static gboolean
build (EnlistScannerPipeline *self,
       GError               **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  GstElement *source, *sink;
  g_autoptr (GstElement) out = NULL;
  g_autoptr (GstBus) bus = NULL;

  if (!gst_init_check (NULL, NULL, error))
    return FALSE;
  sink = parse (SINK, "in", "sink", error);
  if (sink == NULL)
    return FALSE;
  source = make_source (self, error);
  if (source == NULL)
    {
      gst_object_unref (sink);
      return FALSE;
    }
  self->pipeline = gst_pipeline_new (NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, sink, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, on_message, self, NULL);
  out = gst_bin_get_by_name (GST_BIN (sink), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, self, NULL);
  if (!gst_element_link (source, sink))
    {
      g_set_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED, "The source gives no pictures");
      return FALSE;
    }
  return TRUE;
}

static void
start_job (gpointer data)
{
  g_autoptr (EnlistScannerPipeline) self = data;
  g_autoptr (GError) error = NULL;

  if (g_atomic_int_get (&self->stopped))
    return;
  if (!build (self, &error))
    take_end (self,
              g_error_new (ENLIST_SCANNER_ERROR,
                           error->domain == ENLIST_SCANNER_ERROR ? error->code : ENLIST_SCANNER_ERROR_FAILED,
                           "%s", error->message));
  else if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    /* Most elements have said why, which then counts. */
    take_end (self,
              g_error_new (ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED, "The source does not start"));
}

static void
stop_job (gpointer data)
{
  g_autoptr (EnlistScannerPipeline) self = data;

  if (self->pipeline == NULL)
    return;
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
}

void
enlist_scanner_pipeline_start (EnlistScannerPipeline *self)
{
  control (start_job, g_object_ref (self));
}

void
enlist_scanner_pipeline_stop (EnlistScannerPipeline *self)
{
  if (g_atomic_int_compare_and_exchange (&self->stopped, FALSE, TRUE))
    control (stop_job, g_object_ref (self));
}

EnlistScannerPipeline *
enlist_scanner_pipeline_new (EnlistScannerSource *source,
                             GstDevice           *device,
                             EnlistScannerWorker *worker,
                             GMainContext        *context)
{
  EnlistScannerPipeline *self = g_object_new (ENLIST_TYPE_SCANNER_PIPELINE, NULL);

  self->source = g_object_ref (source);
  self->device = device != NULL ? gst_object_ref (device) : NULL;
  self->worker = enlist_scanner_worker_ref (worker);
  self->context = g_main_context_ref (context);
  return self;
}

static void
enlist_scanner_pipeline_finalize (GObject *object)
{
  EnlistScannerPipeline *self = ENLIST_SCANNER_PIPELINE (object);

  g_clear_object (&self->source);
  g_clear_pointer (&self->device, gst_object_unref);
  g_clear_pointer (&self->worker, enlist_scanner_worker_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (enlist_scanner_pipeline_parent_class)->finalize (object);
}

static void
enlist_scanner_pipeline_class_init (EnlistScannerPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_scanner_pipeline_finalize;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_scanner_pipeline_init (EnlistScannerPipeline *self)
{
}
