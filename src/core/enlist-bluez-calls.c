/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-calls"

#include "enlist-bluez-calls-private.h"

static void
on_disconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!bluez_device1_call_disconnect_finish (BLUEZ_DEVICE1 (source), result, &error))
    g_debug ("Disconnect: %s", error->message);
}

void
enlist_bluez_disconnect (BluezDevice1 *device)
{
  bluez_device1_call_disconnect (device, NULL, on_disconnected, NULL);
}

int
enlist_bluez_take_fd (GUnixFDList *fds, GVariant *handle)
{
  int index = handle != NULL ? g_variant_get_handle (handle) : -1;

  return fds != NULL && index >= 0 && index < g_unix_fd_list_get_length (fds)
           ? g_unix_fd_list_get (fds, index, NULL) : -1;
}
