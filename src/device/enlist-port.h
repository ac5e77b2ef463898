/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-device-host.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PORT (enlist_port_get_type ())
G_DECLARE_DERIVABLE_TYPE (EnlistPort, enlist_port, ENLIST, PORT, GObject)

/**
 * EnlistPort:
 *
 * What every way to the device has in common: frames go from the runtime to the transport, the runtime hears
 * of the time, and an assistant that it is through with is disconnected. One assistant at a time.
 *
 * Signal "listening": it can be reached, at enlist_port_get_address(). Again after it could not for a while.
 * Signal "failed", with a GError: it will never be.
 * Signal "disconnected": an assistant has gone.
 */
struct _EnlistPortClass
{
  GObjectClass parent_class;

  /* Whether the transport takes a frame now. */
  gboolean (*can_send) (EnlistPort *self);

  /* One frame; what it is kept in is gone afterwards. */
  void (*send) (EnlistPort *self, const guint8 *frame, gsize size);

  /* (nullable): these were all frames for now */
  void (*flush) (EnlistPort *self);

  /* Disconnects the assistant, and calls enlist_port_end(). */
  void (*hang_up) (EnlistPort *self);

  /* (nullable): what the device announces may be another now */
  void (*update) (EnlistPort *self);

  /* Begins to listen. FALSE: the address is wrong, or nothing can listen there. */
  gboolean (*listen) (EnlistPort *self, const char *address, GError **error);

  /* Disconnects, and listens no more. */
  void (*close) (EnlistPort *self);
};

gboolean    enlist_port_listen      (EnlistPort *self, const char *address, GError **error);
void        enlist_port_close       (EnlistPort *self);
const char *enlist_port_get_address (EnlistPort *self);

/* For transports. */

/* @mtu: bytes that the device may send in a frame, 18 to 500 */
void enlist_port_set_mtu (EnlistPort *self, guint mtu);

/* @address: (nullable): when it differs from what was asked for */
void enlist_port_listening (EnlistPort *self, const char *address);
void enlist_port_fail      (EnlistPort *self, GError *error); /* (transfer full) */

/* An assistant is there. @mtu: of its transport; what enlist_port_set_mtu() said is not exceeded */
void     enlist_port_begin   (EnlistPort *self, guint mtu);
void     enlist_port_receive (EnlistPort *self, const guint8 *frame, gsize size);
void     enlist_port_end     (EnlistPort *self);

/* Whether the frame is a reset with reason 0, where the transport does not tell that a link begins */
gboolean enlist_port_begins_link (const guint8 *frame, gsize size);

gboolean enlist_port_is_busy (EnlistPort *self);

/* The transport takes frames again. */
void enlist_port_pump (EnlistPort *self);

/* (transfer none) */
EnlistRuntime   *enlist_port_get_runtime (EnlistPort *self);
EnlistDeviceLog *enlist_port_get_log     (EnlistPort *self);

void enlist_port_set_host (EnlistPort *self, EnlistDeviceHost *host);

G_END_DECLS
