/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_GATT_APPLICATION (enlist_gatt_application_get_type ())
G_DECLARE_FINAL_TYPE (EnlistGattApplication, enlist_gatt_application, ENLIST, GATT_APPLICATION, GObject)

/* One write of an assistant */
typedef struct
{
  const char *device; /* object path */
  guint mtu;          /* of its ATT bearer */
  gboolean command;   /* nobody hears of the answer */
  const guint8 *value;
  gsize size;
} EnlistGattWrite;

/* What the service does; @user_data of enlist_gatt_application_new() is handed to each. */
typedef struct
{
  /* NULL: taken; otherwise the D-Bus name of the error that the assistant gets */
  const char *(*write) (const EnlistGattWrite *write, gpointer user_data);

  /* (transfer full): the value of the characteristic `info` */
  GBytes *(*read_info) (gpointer user_data);
} EnlistGattHooks;

/**
 * EnlistGattApplication:
 *
 * The GATT service of a device (docs/format.md, clause 10.1.8), exported to BlueZ as its D-Bus objects: the
 * service and the characteristics `in`, `out` and `info`. Values go through sockets where that is possible.
 */
EnlistGattApplication *enlist_gatt_application_new (GDBusConnection       *connection,
                                                    const EnlistGattHooks *hooks,
                                                    gpointer               user_data,
                                                    GError               **error);

/* For RegisterApplication. */
const char *enlist_gatt_application_get_path (EnlistGattApplication *self);

/*
 * bluetoothd 5.66 has one socket for what all centrals write, which does not say who wrote. @shared: there
 * are several centrals, so that values come one by one over D-Bus.
 */
void enlist_gatt_application_set_shared (EnlistGattApplication *self, gboolean shared);

/* This central has disconnected; the socket was its. */
void enlist_gatt_application_central_gone (EnlistGattApplication *self, const char *device);

/* One notification of `out`, to everybody who has subscribed. */
void enlist_gatt_application_notify (EnlistGattApplication *self, const guint8 *value, gsize size);

G_END_DECLS
