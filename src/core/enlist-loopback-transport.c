/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-loopback-transport"

#include "enlist-loopback-transport.h"

#include "enlist-error.h"

struct _EnlistLoopbackTransport {
  EnlistTransport parent_instance;

  guint mtu;
  gboolean closed;
  GWeakRef peer; /* the other end */
};

G_DEFINE_FINAL_TYPE (EnlistLoopbackTransport, enlist_loopback_transport, ENLIST_TYPE_TRANSPORT)

/* What happens at an end later, from the main loop. Without a frame the peer has closed. */
typedef struct {
  EnlistLoopbackTransport *target;
  GBytes *frame;
} Delivery;

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->target);
  g_clear_pointer (&delivery->frame, g_bytes_unref);
  g_free (delivery);
}

static gboolean
on_delivery_due (gpointer data)
{
  Delivery *delivery = data;
  EnlistLoopbackTransport *target = delivery->target;
  g_autoptr (GError) error = NULL;

  if (target->closed)
    return G_SOURCE_REMOVE;

  if (delivery->frame != NULL)
    {
      enlist_transport_emit_frame (ENLIST_TRANSPORT (target), delivery->frame);
    }
  else
    {
      target->closed = TRUE;
      error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST,
                                   "The other end closed the connection");
      enlist_transport_emit_closed (ENLIST_TRANSPORT (target), error);
    }

  return G_SOURCE_REMOVE;
}

/* @frame: (nullable) */
static void
deliver (EnlistLoopbackTransport *self, GBytes *frame)
{
  g_autoptr (EnlistLoopbackTransport) peer = g_weak_ref_get (&self->peer);
  Delivery *delivery;

  if (peer == NULL)
    return;

  delivery = g_new0 (Delivery, 1);
  delivery->target = g_steal_pointer (&peer);
  delivery->frame = frame != NULL ? g_bytes_ref (frame) : NULL;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_delivery_due, delivery, free_delivery);
}

static void
enlist_loopback_transport_open_async (EnlistTransport     *transport,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  EnlistLoopbackTransport *self = ENLIST_LOOPBACK_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, enlist_loopback_transport_open_async);
  if (self->closed)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "The other end is closed");
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
enlist_loopback_transport_open_finish (EnlistTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_loopback_transport_send (EnlistTransport *transport, GBytes *frame)
{
  EnlistLoopbackTransport *self = ENLIST_LOOPBACK_TRANSPORT (transport);

  g_return_if_fail (g_bytes_get_size (frame) <= self->mtu);

  if (!self->closed)
    deliver (self, frame);
}

static void
enlist_loopback_transport_close (EnlistTransport *transport)
{
  EnlistLoopbackTransport *self = ENLIST_LOOPBACK_TRANSPORT (transport);

  if (self->closed)
    return;

  self->closed = TRUE;
  deliver (self, NULL);
}

static guint
enlist_loopback_transport_get_mtu (EnlistTransport *transport)
{
  return ENLIST_LOOPBACK_TRANSPORT (transport)->mtu;
}

static void
enlist_loopback_transport_finalize (GObject *object)
{
  g_weak_ref_clear (&ENLIST_LOOPBACK_TRANSPORT (object)->peer);

  G_OBJECT_CLASS (enlist_loopback_transport_parent_class)->finalize (object);
}

static void
enlist_loopback_transport_class_init (EnlistLoopbackTransportClass *klass)
{
  EnlistTransportClass *transport_class = ENLIST_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_loopback_transport_finalize;
  transport_class->open_async = enlist_loopback_transport_open_async;
  transport_class->open_finish = enlist_loopback_transport_open_finish;
  transport_class->send = enlist_loopback_transport_send;
  transport_class->close = enlist_loopback_transport_close;
  transport_class->get_mtu = enlist_loopback_transport_get_mtu;
}

static void
enlist_loopback_transport_init (EnlistLoopbackTransport *self)
{
  g_weak_ref_init (&self->peer, NULL);
}

void
enlist_loopback_transport_new_pair (guint mtu, EnlistTransport **one, EnlistTransport **other)
{
  EnlistLoopbackTransport *first = g_object_new (ENLIST_TYPE_LOOPBACK_TRANSPORT, NULL);
  EnlistLoopbackTransport *second = g_object_new (ENLIST_TYPE_LOOPBACK_TRANSPORT, NULL);

  first->mtu = mtu;
  second->mtu = mtu;
  g_weak_ref_set (&first->peer, second);
  g_weak_ref_set (&second->peer, first);
  *one = ENLIST_TRANSPORT (first);
  *other = ENLIST_TRANSPORT (second);
}
