/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-port.h"

#define RESET_SIZE 4 /* docs/format.md, clause 10.1.1 */
#define RESET_KIND 0x03

typedef struct
{
  EnlistDeviceHost *host;
  guint mtu;
  char *address;
  gboolean busy;
  gboolean closed;
  guint timer;
} EnlistPortPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EnlistPort, enlist_port, G_TYPE_OBJECT)

enum { LISTENING, FAILED, DISCONNECTED, N_SIGNALS };

static guint signals[N_SIGNALS];

#define PRIVATE(self) ((EnlistPortPrivate *) enlist_port_get_instance_private (self))

static void
enlist_port_dispose (GObject *object)
{
  EnlistPort *self = ENLIST_PORT (object);
  EnlistPortPrivate *private = PRIVATE (self);

  g_clear_handle_id (&private->timer, g_source_remove);
  g_clear_object (&private->host);

  G_OBJECT_CLASS (enlist_port_parent_class)->dispose (object);
}

static void
enlist_port_finalize (GObject *object)
{
  g_free (PRIVATE (ENLIST_PORT (object))->address);

  G_OBJECT_CLASS (enlist_port_parent_class)->finalize (object);
}

static void
enlist_port_class_init (EnlistPortClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_port_dispose;
  object_class->finalize = enlist_port_finalize;

  signals[LISTENING] = g_signal_new ("listening", ENLIST_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", ENLIST_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[DISCONNECTED] = g_signal_new ("disconnected", ENLIST_TYPE_PORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
enlist_port_init (EnlistPort *self)
{
  PRIVATE (self)->mtu = ENLIST_LINK_MAX_FRAME;
}

void
enlist_port_set_host (EnlistPort *self, EnlistDeviceHost *host)
{
  g_set_object (&PRIVATE (self)->host, host);
}

void
enlist_port_set_mtu (EnlistPort *self, guint mtu)
{
  PRIVATE (self)->mtu = mtu;
}

EnlistRuntime *
enlist_port_get_runtime (EnlistPort *self)
{
  return enlist_device_host_get_runtime (PRIVATE (self)->host);
}

EnlistDeviceLog *
enlist_port_get_log (EnlistPort *self)
{
  return enlist_device_host_get_log (PRIVATE (self)->host);
}

static gboolean
timer_due (gpointer user_data)
{
  EnlistPort *self = user_data;

  PRIVATE (self)->timer = 0;
  enlist_port_pump (self);

  return G_SOURCE_REMOVE;
}

/* Everything that the runtime has to say and the transport takes. */
static void
send_frames (EnlistPort *self)
{
  EnlistPortClass *klass = ENLIST_PORT_GET_CLASS (self);
  EnlistRuntime *runtime = enlist_port_get_runtime (self);
  guint8 frame[ENLIST_LINK_MAX_FRAME];
  gboolean sent = FALSE;
  size_t size;

  if (!PRIVATE (self)->busy)
    return;
  while (klass->can_send (self) && enlist_runtime_next_frame (runtime, frame, sizeof frame, &size))
    {
      klass->send (self, frame, size);
      sent = TRUE;
    }
  if (sent && klass->flush != NULL)
    klass->flush (self);
}

void
enlist_port_pump (EnlistPort *self)
{
  EnlistPortClass *klass = ENLIST_PORT_GET_CLASS (self);
  EnlistPortPrivate *private = PRIVATE (self);
  EnlistRuntime *runtime = enlist_port_get_runtime (self);
  gboolean blocked;
  uint32_t wait;

  if (private->closed)
    return;

  send_frames (self);
  enlist_runtime_tick (runtime, &wait);
  if (wait == 0)
    send_frames (self);
  blocked = private->busy && !klass->can_send (self);

  g_clear_handle_id (&private->timer, g_source_remove);
  if (enlist_runtime_wants_close (runtime) && !blocked)
    klass->hang_up (self);
  else if (wait != ENLIST_LINK_NEVER && !(wait == 0 && blocked))
    private->timer = g_timeout_add (wait, timer_due, self);
  if (klass->update != NULL)
    klass->update (self);
}

void
enlist_port_begin (EnlistPort *self, guint mtu)
{
  EnlistPortPrivate *private = PRIVATE (self);

  private->busy = TRUE;
  enlist_runtime_link_up (enlist_port_get_runtime (self), MIN (mtu, private->mtu));
  enlist_port_pump (self);
}

void
enlist_port_receive (EnlistPort *self, const guint8 *frame, gsize size)
{
  enlist_runtime_receive_frame (enlist_port_get_runtime (self), enlist_slice (frame, size));
  enlist_port_pump (self);
}

void
enlist_port_end (EnlistPort *self)
{
  EnlistPortPrivate *private = PRIVATE (self);

  if (!private->busy)
    return;

  private->busy = FALSE;
  enlist_runtime_link_down (enlist_port_get_runtime (self));
  enlist_device_log_say (enlist_port_get_log (self), "disconnected", NULL);
  g_signal_emit (self, signals[DISCONNECTED], 0);
  enlist_port_pump (self);
}

gboolean
enlist_port_begins_link (const guint8 *frame, gsize size)
{
  return size == RESET_SIZE && frame[0] == RESET_KIND && frame[RESET_SIZE - 1] == 0;
}

gboolean
enlist_port_is_busy (EnlistPort *self)
{
  return PRIVATE (self)->busy;
}

void
enlist_port_listening (EnlistPort *self, const char *address)
{
  EnlistPortPrivate *private = PRIVATE (self);

  if (address != NULL && g_strcmp0 (address, private->address) != 0)
    {
      g_free (private->address);
      private->address = g_strdup (address);
    }
  g_signal_emit (self, signals[LISTENING], 0);
  enlist_port_pump (self);
}

void
enlist_port_fail (EnlistPort *self, GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
  g_error_free (error);
}

gboolean
enlist_port_listen (EnlistPort *self, const char *address, GError **error)
{
  EnlistPortPrivate *private = PRIVATE (self);

  g_free (private->address);
  private->address = g_strdup (address);

  return ENLIST_PORT_GET_CLASS (self)->listen (self, address, error);
}

void
enlist_port_close (EnlistPort *self)
{
  EnlistPortPrivate *private = PRIVATE (self);

  if (private->closed)
    return;

  ENLIST_PORT_GET_CLASS (self)->close (self);
  private->closed = TRUE;
  g_clear_handle_id (&private->timer, g_source_remove);
}

const char *
enlist_port_get_address (EnlistPort *self)
{
  return PRIVATE (self)->address;
}
