/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-access-private.h"

#include <gio/gunixfdlist.h>
#include <gst/gst.h>
#include <libportal/portal.h>
#include <unistd.h>

#include "enlist-scanner-camera-private.h"
#include "enlist-scanner-error.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define CAMERA_INTERFACE "org.freedesktop.portal.Camera"
/* PipeWire's session manager opens the cameras to us a moment after the portal has. */
#define FIRST_CAMERA_SECONDS 5

/*
 * A way to the cameras, kept until the program ends: the provider of PipeWire 0.3 leaves callbacks behind
 * when it is stopped, which then run on freed memory. A stream is open only while a pipeline runs.
 */
typedef struct {
  int fd; /* of PipeWire; -1 for Video4Linux */
  GstDeviceProvider *provider;
  GstBus *bus;
} Remote;

struct _EnlistScannerAccess
{
  GObject parent_instance;

  XdpPortal *portal;
  GDBusConnection *connection;
  int fd;
  Remote *remote;
  gulong watch;

  /* the request that waits for the first camera to be shown to us */
  GTask *waiting;
  GSource *deadline;
};

static Remote *kept_remote;
G_LOCK_DEFINE_STATIC (kept_remote);

G_DEFINE_FINAL_TYPE (EnlistScannerAccess, enlist_scanner_access, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
enlist_scanner_access_finalize (GObject *object)
{
  EnlistScannerAccess *self = ENLIST_SCANNER_ACCESS (object);

  enlist_scanner_access_close (self);
  g_clear_object (&self->portal);
  g_clear_object (&self->connection);
  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (enlist_scanner_access_parent_class)->finalize (object);
}

static void
enlist_scanner_access_class_init (EnlistScannerAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_scanner_access_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
enlist_scanner_access_init (EnlistScannerAccess *self)
{
  self->fd = -1;
}

static GTask *
stop_waiting (EnlistScannerAccess *self)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  return g_steal_pointer (&self->waiting);
}

static void
on_provider_message (GstBus     *bus,
                     GstMessage *message,
                     gpointer    user_data)
{
  EnlistScannerAccess *self = user_data;
  g_autoptr (GPtrArray) cameras = NULL;
  g_autoptr (GTask) task = NULL;

  if (self->waiting == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  cameras = enlist_scanner_access_list (self);
  if (cameras->len > 0)
    {
      task = stop_waiting (self);
      g_task_return_pointer (task, g_object_ref (self), g_object_unref);
    }
}

static gboolean
on_deadline (gpointer user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CAMERA, "There is no camera");
  return G_SOURCE_REMOVE;
}

static Remote *
open_remote (int      fd,
             GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GstDeviceProvider) provider = NULL;
  Remote *remote;

  if (gst_init_check (NULL, NULL, &reason))
    provider =
        gst_device_provider_factory_get_by_name (fd >= 0 ? "pipewiredeviceprovider" : "v4l2deviceprovider");
  if (provider != NULL && fd >= 0)
    g_object_set (provider, "fd", fd, NULL);
  if (provider == NULL || !gst_device_provider_start (provider))
    {
      g_set_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED,
                   "GStreamer cannot list cameras: %s",
                   reason != NULL     ? reason->message
                   : provider == NULL ? "no plug-in"
                                      : "no connection");
      return NULL;
    }
  remote = g_new0 (Remote, 1);
  remote->fd = fd;
  remote->bus = gst_device_provider_get_bus (provider);
  remote->provider = g_steal_pointer (&provider);
  return remote;
}

static void
provider_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  EnlistScannerAccess *self = task_data;
  GError *error = NULL;

  self->remote = open_remote (self->fd, &error);
  if (self->remote == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->fd = -1;
  G_LOCK (kept_remote);
  kept_remote = self->remote;
  G_UNLOCK (kept_remote);
  g_task_return_boolean (task, TRUE);
}

/* Takes up a way to the cameras that was opened before, if it is of the same kind. */
static gboolean
reuse_remote (EnlistScannerAccess *self,
              gboolean             pipewire)
{
  G_LOCK (kept_remote);
  if (kept_remote != NULL && (kept_remote->fd >= 0) == pipewire)
    self->remote = kept_remote;
  G_UNLOCK (kept_remote);
  return self->remote != NULL;
}

static void
use_remote (GTask *task)
{
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GPtrArray) cameras = enlist_scanner_access_list (self);

  gst_bus_add_signal_watch (self->remote->bus);
  self->watch = g_signal_connect (self->remote->bus, "message", G_CALLBACK (on_provider_message), self);
  if (cameras->len > 0)
    {
      g_task_return_pointer (task, g_object_ref (self), g_object_unref);
      return;
    }
  self->waiting = g_object_ref (task);
  self->deadline = g_timeout_source_new_seconds (self->remote->fd >= 0 ? FIRST_CAMERA_SECONDS : 0);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, g_task_get_context (task));
}

static void
on_provider_started (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    use_remote (task);
  else
    g_task_return_error (task, error);
}

static void
start_provider (GTask *task)
{
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GTask) start =
    g_task_new (NULL, g_task_get_cancellable (task), on_provider_started, g_object_ref (task));

  g_task_set_task_data (start, g_object_ref (self), g_object_unref);
  g_task_run_in_thread (start, provider_thread);
}

static void
on_remote_opened (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  gint32 index;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (self->connection, &fds, result, &error);
  if (reply != NULL)
    {
      g_variant_get (reply, "(h)", &index);
      self->fd = fds != NULL ? g_unix_fd_list_get (fds, index, &error) : -1;
    }
  if (self->fd >= 0)
    start_provider (task);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_FAILED,
                             "The camera portal opens no PipeWire connection: %s",
                             error != NULL ? error->message : "no file descriptor");
}

static void
on_access (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GVariantDict options;

  if (!xdp_portal_access_camera_finish (self->portal, result, &error))
    {
      if (!g_task_return_error_if_cancelled (task))
        g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_ACCESS_DENIED, "%s",
                                 error != NULL ? error->message : "The camera portal refuses");
      return;
    }
  if (reuse_remote (self, TRUE))
    {
      use_remote (task);
      return;
    }
  /* Not by libportal, whose function for this blocks. */
  g_variant_dict_init (&options, NULL);
  g_dbus_connection_call_with_unix_fd_list (
      self->connection, PORTAL_NAME, PORTAL_PATH, CAMERA_INTERFACE, "OpenPipeWireRemote",
      g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), G_VARIANT_TYPE ("(h)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, g_task_get_cancellable (task), on_remote_opened, g_object_ref (task));
}

static void
use_video4linux (GTask        *task,
                 const GError *error)
{
  g_debug ("No camera portal: %s", error->message);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CAMERA,
                             "There is no camera portal");
  else if (reuse_remote (g_task_get_task_data (task), FALSE))
    use_remote (task);
  else
    start_provider (task);
}

static void
on_presence (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (self->connection, result, &error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    {
      use_video4linux (task, error);
      return;
    }
  g_variant_get (reply, "(v)", &value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) || !g_variant_get_boolean (value))
    {
      g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CAMERA,
                               "The camera portal knows no camera");
      return;
    }
  self->portal = xdp_portal_new ();
  xdp_portal_access_camera (self->portal, NULL, XDP_CAMERA_FLAG_NONE, g_task_get_cancellable (task),
                            on_access, g_object_ref (task));
}

static void
on_bus (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistScannerAccess *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->connection = g_bus_get_finish (result, &error);
  if (self->connection == NULL)
    {
      use_video4linux (task, error);
      return;
    }
  g_dbus_connection_call (self->connection, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties",
                          "Get", g_variant_new ("(ss)", CAMERA_INTERFACE, "IsCameraPresent"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task),
                          on_presence, g_object_ref (task));
}

void
enlist_scanner_access_request_async (GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, enlist_scanner_access_request_async);
  g_task_set_task_data (task, g_object_new (ENLIST_TYPE_SCANNER_ACCESS, NULL), g_object_unref);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, g_object_ref (task));
}

EnlistScannerAccess *
enlist_scanner_access_request_finish (GAsyncResult *result,
                                      GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
enlist_scanner_access_list (EnlistScannerAccess *self)
{
  GPtrArray *cameras = g_ptr_array_new_with_free_func (g_object_unref);
  GList *devices = gst_device_provider_get_devices (self->remote->provider);

  for (GList *item = devices; item != NULL; item = item->next)
    if (gst_device_has_classes (item->data, "Video/Source"))
      g_ptr_array_add (cameras, enlist_scanner_camera_new (item->data));
  g_list_free_full (devices, gst_object_unref);
  return cameras;
}

void
enlist_scanner_access_close (EnlistScannerAccess *self)
{
  if (self->watch == 0)
    return;
  g_signal_handler_disconnect (self->remote->bus, self->watch);
  gst_bus_remove_signal_watch (self->remote->bus);
  self->watch = 0;
}

void
enlist_scanner_access_forget (void)
{
  G_LOCK (kept_remote);
  kept_remote = NULL;
  G_UNLOCK (kept_remote);
}
