/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-owner.h"
#include "enlist-record.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_KEYRING (enlist_keyring_get_type ())
G_DECLARE_FINAL_TYPE (EnlistKeyring, enlist_keyring, ENLIST, KEYRING, GObject)

/**
 * EnlistKeyring:
 *
 * The desktop's keyring (secret service, or the secret portal in a sandbox). What is stored is read back and
 * compared before an operation succeeds.
 *
 * Errors of every operation: ENLIST_ERROR_KEYRING_ABSENT (no secret service on the bus),
 * ENLIST_ERROR_KEYRING_LOCKED (locked, and the keyring is not interactive), ENLIST_ERROR_KEYRING_DISMISSED
 * (the person dismissed the prompt), ENLIST_ERROR_STORAGE (it did not keep what it was given),
 * ENLIST_ERROR_CANCELLED. A prompt waits for the person without a limit: cancel it.
 */

/**
 * enlist_keyring_new:
 * @interactive: whether a locked keyring may ask to be unlocked; %FALSE where nobody can answer
 */
EnlistKeyring *enlist_keyring_new (gboolean interactive);

/**
 * enlist_keyring_store_device_keys_async:
 * @record: has a serial number or a device key
 *
 * Stores identity and public keys of an enrolled device as one line of JSON, replacing what was stored for
 * it. ENLIST_ERROR_USAGE when the record has neither serial number nor device key.
 */
void           enlist_keyring_store_device_keys_async  (EnlistKeyring       *self,
                                                        EnlistRecord        *record,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
gboolean       enlist_keyring_store_device_keys_finish (EnlistKeyring  *self,
                                                        GAsyncResult   *result,
                                                        GError        **error);

/* Looks the line of JSON up again. @device_id: the serial number, or the device key in hex where there is
 * none. */
void           enlist_keyring_lookup_device_async  (EnlistKeyring       *self,
                                                    const char          *vendor,
                                                    const char          *device_id,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
/* Returns: (transfer full): ENLIST_ERROR_NOT_FOUND when there is none */
char          *enlist_keyring_lookup_device_finish (EnlistKeyring  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

/* Every device of which there are keys. Its record has no more than its identity and public keys. */
void           enlist_keyring_list_devices_async  (EnlistKeyring       *self,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Returns: (transfer container) (element-type EnlistRecord) */
GPtrArray     *enlist_keyring_list_devices_finish (EnlistKeyring *self, GAsyncResult *result, GError **error);

/* The owners whose keys are here, sorted by name. */
void           enlist_keyring_list_owners_async  (EnlistKeyring       *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
/* Returns: (transfer container) (element-type EnlistOwner) */
GPtrArray     *enlist_keyring_list_owners_finish (EnlistKeyring *self, GAsyncResult *result, GError **error);

/**
 * enlist_keyring_ensure_owner_async:
 * @name: the organization's name: 1 to 100 characters, no control characters
 *
 * Finds the owner's key pair or makes one. An owner key is never replaced: when two assistants make one at
 * the same moment, both stay and the older one is answered from then on. ENLIST_ERROR_USAGE for a malformed
 * name.
 */
void           enlist_keyring_ensure_owner_async  (EnlistKeyring       *self,
                                                   const char          *name,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
EnlistOwner   *enlist_keyring_ensure_owner_finish (EnlistKeyring *self, GAsyncResult *result, GError **error);

/**
 * enlist_keyring_lookup_owner_secret_async:
 * @public_key: 32 bytes
 */
void           enlist_keyring_lookup_owner_secret_async  (EnlistKeyring       *self,
                                                          GBytes              *public_key,
                                                          GCancellable        *cancellable,
                                                          GAsyncReadyCallback  callback,
                                                          gpointer             user_data);
/* Returns: (transfer full): the 32-byte seed in guarded memory, wiped with the last reference;
 * ENLIST_ERROR_NOT_FOUND */
GBytes        *enlist_keyring_lookup_owner_secret_finish (EnlistKeyring  *self,
                                                          GAsyncResult   *result,
                                                          GError        **error);

/**
 * enlist_keyring_store_session_secret_async:
 * @session_id: 32 hex digits
 * @secret: the label's secret, 16 bytes
 *
 * Keeps the secret of the label for as long as a session is unfinished, since the journal must not.
 */
void           enlist_keyring_store_session_secret_async   (EnlistKeyring       *self,
                                                            const char          *session_id,
                                                            GBytes              *secret,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
gboolean       enlist_keyring_store_session_secret_finish  (EnlistKeyring  *self,
                                                            GAsyncResult   *result,
                                                            GError        **error);
void           enlist_keyring_lookup_session_secret_async  (EnlistKeyring       *self,
                                                            const char          *session_id,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
/* Returns: (transfer full): in guarded memory; ENLIST_ERROR_NOT_FOUND */
GBytes        *enlist_keyring_lookup_session_secret_finish (EnlistKeyring  *self,
                                                            GAsyncResult   *result,
                                                            GError        **error);
/* Clearing what is not there succeeds. */
void           enlist_keyring_clear_session_secret_async   (EnlistKeyring       *self,
                                                            const char          *session_id,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
gboolean       enlist_keyring_clear_session_secret_finish  (EnlistKeyring  *self,
                                                            GAsyncResult   *result,
                                                            GError        **error);

G_END_DECLS
