/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-connector"

#include "enlist-bluez-connector-private.h"

#include "enlist-bluez-calls-private.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-haste-private.h"

#define ATTEMPT_S 20

/* BlueZ answers by itself long before. */
#define CALL_TIMEOUT_MS (2 * ATTEMPT_S * 1000)

/* How long a disconnection may take */
#define SETTLE_MS 3000

struct _EnlistBluezConnector {
  GObject parent_instance;

  GDBusObjectManager *objects;
  GQueue *waiting; /* of GTask */
  GTask *current;
};

/* Of one attempt, the data of its task */
typedef struct {
  BluezDevice1 *device;
  GError *error;           /* why it ends, once it does */
  guint timeout_source;
  gulong connected_handler;
  gulong removed_handler;
  guint settle_source;
  gboolean returned;       /* Connect has */
  gboolean over;
} Attempt;

G_DEFINE_FINAL_TYPE (EnlistBluezConnector, enlist_bluez_connector, G_TYPE_OBJECT)

static void start_next (EnlistBluezConnector *self);

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->device);
  g_clear_error (&attempt->error);
  g_free (attempt);
}

static void
end_attempt (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);
  EnlistBluezConnector *self = g_task_get_source_object (task);
  g_autoptr (GTask) current = NULL;

  if (attempt->over)
    return;

  attempt->over = TRUE;
  g_clear_handle_id (&attempt->timeout_source, g_source_remove);
  g_clear_handle_id (&attempt->settle_source, g_source_remove);
  g_clear_signal_handler (&attempt->connected_handler, attempt->device);
  g_clear_signal_handler (&attempt->removed_handler, self->objects);

  current = g_steal_pointer (&self->current);
  if (attempt->error != NULL)
    g_task_return_error (task, g_steal_pointer (&attempt->error));
  else
    g_task_return_boolean (task, TRUE);
  start_next (self);
}

static gboolean
on_settle_due (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Attempt *attempt = g_task_get_task_data (task);

  attempt->settle_source = 0;
  end_attempt (task);

  return G_SOURCE_REMOVE;
}

/* Both have to be: after le-connection-abort-by-local some versions of BlueZ report a connection for a
 * moment. */
static void
check_settled (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);

  if (attempt->error != NULL && attempt->returned && !bluez_device1_get_connected (attempt->device))
    end_attempt (task);
}

static void
on_connected_changed (BluezDevice1 *device, GParamSpec *property, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  check_settled (task);
}

/* Ends the attempt with @error (transfer full) as soon as nothing of it is left. Disconnect also cancels
 * a Connect that is under way, be it ours or what a process that died has left. */
static void
abandon (GTask *task, GError *error, gboolean disconnect)
{
  Attempt *attempt = g_task_get_task_data (task);

  if (attempt->error != NULL)
    {
      g_error_free (error);
      return;
    }

  attempt->error = error;
  g_clear_handle_id (&attempt->timeout_source, g_source_remove);
  if (disconnect || bluez_device1_get_connected (attempt->device))
    enlist_bluez_disconnect (attempt->device);
  attempt->settle_source = g_timeout_add (enlist_haste_ms (SETTLE_MS), on_settle_due, task);
  check_settled (task);
}

static void
on_connect_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean connected = bluez_device1_call_connect_finish (BLUEZ_DEVICE1 (source), result, &error);

  attempt->returned = TRUE;
  if (attempt->over)
    return;

  if (attempt->error != NULL)
    {
      /* Given up meanwhile; it may have come to a connection nevertheless. */
      if (connected)
        enlist_bluez_disconnect (attempt->device);
      check_settled (task);
    }
  else if (connected || enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_ALREADY)
    {
      end_attempt (task);
    }
  else
    {
      gboolean pending = enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_IN_PROGRESS;

      g_debug ("Connect: %s", error->message);
      abandon (task, g_steal_pointer (&error), pending);
    }
}

/* BlueZ may not even answer then. */
static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Attempt *attempt = g_task_get_task_data (task);

  if (bluez_object_peek_device1 (BLUEZ_OBJECT (object)) != attempt->device)
    return;

  abandon (task, g_error_new_literal (G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT,
                                      "BlueZ has forgotten the device"), FALSE);
  end_attempt (task);
}

static gboolean
on_timeout (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Attempt *attempt = g_task_get_task_data (task);

  attempt->timeout_source = 0;
  abandon (task, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No connection within %d s", ATTEMPT_S),
           TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_idle (gpointer user_data)
{
  GTask *task = user_data;
  EnlistBluezConnector *self = g_task_get_source_object (task);

  if (self->current == task)
    abandon (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"), TRUE);

  return G_SOURCE_REMOVE;
}

/* Not from inside the signal, during which its handlers cannot be disconnected. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_idle, g_object_ref (user_data), g_object_unref);
}

static void
start_next (EnlistBluezConnector *self)
{
  Attempt *attempt;

  if (self->current != NULL || g_queue_is_empty (self->waiting))
    return;

  self->current = g_queue_pop_head (self->waiting);
  attempt = g_task_get_task_data (self->current);
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->current), &attempt->error) ||
      bluez_device1_get_connected (attempt->device))
    {
      end_attempt (self->current);
      return;
    }

  attempt->timeout_source = g_timeout_add (enlist_haste_ms (ATTEMPT_S * 1000), on_timeout, self->current);
  attempt->connected_handler = g_signal_connect_object (attempt->device, "notify::connected",
                                                        G_CALLBACK (on_connected_changed), self->current, 0);
  attempt->removed_handler = g_signal_connect_object (self->objects, "object-removed",
                                                      G_CALLBACK (on_object_removed), self->current, 0);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (attempt->device), CALL_TIMEOUT_MS);
  bluez_device1_call_connect (attempt->device, NULL, on_connect_ready, g_object_ref (self->current));
}

void
enlist_bluez_connector_connect_async (EnlistBluezConnector *self,
                                      BluezDevice1         *device,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, enlist_bluez_connector_connect_async);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  attempt->device = g_object_ref (device);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), task, 0);
  g_queue_push_tail (self->waiting, task);
  start_next (self);
}

gboolean
enlist_bluez_connector_connect_finish (EnlistBluezConnector *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_bluez_connector_finalize (GObject *object)
{
  EnlistBluezConnector *self = ENLIST_BLUEZ_CONNECTOR (object);

  g_queue_free (self->waiting);
  g_clear_object (&self->objects);

  G_OBJECT_CLASS (enlist_bluez_connector_parent_class)->finalize (object);
}

static void
enlist_bluez_connector_class_init (EnlistBluezConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_connector_finalize;
}

static void
enlist_bluez_connector_init (EnlistBluezConnector *self)
{
  self->waiting = g_queue_new ();
}

EnlistBluezConnector *
enlist_bluez_connector_new (GDBusObjectManager *objects)
{
  EnlistBluezConnector *self = g_object_new (ENLIST_TYPE_BLUEZ_CONNECTOR, NULL);

  self->objects = g_object_ref (objects);

  return self;
}
