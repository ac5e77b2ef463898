/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-keyring-items-private.h"
#include "enlist-record.h"

G_BEGIN_DECLS

typedef struct _EnlistKeyringJob EnlistKeyringJob;

/* In a worker thread, with the keyring ready. A result of %NULL goes with an error. */
typedef gpointer (*EnlistKeyringWork) (EnlistKeyringJob *job, GCancellable *cancellable, GError **error);

/* What an operation works on. */
struct _EnlistKeyringJob
{
  EnlistKeyringWork work;
  SecretBackend *backend; /* borrowed */
  char *text;  /* vendor, owner's name or session's id */
  char *device_id;
  GBytes *bytes; /* a public key or a secret */
  EnlistRecord *record;
  GDestroyNotify free_result;
};

/* The operations of enlist-keyring.h. Where there is nothing to hand out, the result is only not %NULL. */
gpointer enlist_keyring_work_store_device_keys (EnlistKeyringJob  *job,
                                                GCancellable      *cancellable,
                                                GError           **error);
gpointer enlist_keyring_work_lookup_device (EnlistKeyringJob  *job,
                                            GCancellable      *cancellable,
                                            GError           **error);
gpointer enlist_keyring_work_list_devices (EnlistKeyringJob  *job,
                                           GCancellable      *cancellable,
                                           GError           **error);
gpointer enlist_keyring_work_list_owners (EnlistKeyringJob  *job,
                                          GCancellable      *cancellable,
                                          GError           **error);
gpointer enlist_keyring_work_ensure_owner (EnlistKeyringJob  *job,
                                           GCancellable      *cancellable,
                                           GError           **error);
gpointer enlist_keyring_work_lookup_owner_secret (EnlistKeyringJob  *job,
                                                  GCancellable      *cancellable,
                                                  GError           **error);
gpointer enlist_keyring_work_store_session_secret (EnlistKeyringJob  *job,
                                                   GCancellable      *cancellable,
                                                   GError           **error);
gpointer enlist_keyring_work_lookup_session_secret (EnlistKeyringJob  *job,
                                                    GCancellable      *cancellable,
                                                    GError           **error);
gpointer enlist_keyring_work_clear_session_secret (EnlistKeyringJob  *job,
                                                   GCancellable      *cancellable,
                                                   GError           **error);

G_END_DECLS
