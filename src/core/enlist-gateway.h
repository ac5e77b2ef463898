/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_GATEWAY (enlist_gateway_get_type ())
G_DECLARE_FINAL_TYPE (EnlistGateway, enlist_gateway, ENLIST, GATEWAY, GObject)

/**
 * EnlistGateway:
 *
 * Where an assistant that is a gateway itself keeps what `configure` gives it (docs/format.md, clause 8.3): a
 * folder with `configuration.json`, and `secrets.json` (mode 0600) for sensitive values. Each is one JSON
 * object, values by the name of the field in the form of docs/answers.md. What is not configured again stays.
 *
 * Errors: ENLIST_ERROR_STORAGE; ENLIST_ERROR_DAMAGED for a file that is there and no JSON object: it is left
 * alone.
 */
EnlistGateway *enlist_gateway_new (GFile *folder);

GFile         *enlist_gateway_get_folder (EnlistGateway *self); /* (transfer none) */

/* Makes the folder, readable for the user only, unless it is there, and reads what is in it. */
void           enlist_gateway_check_async  (EnlistGateway       *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       enlist_gateway_check_finish (EnlistGateway *self, GAsyncResult *result, GError **error);

/**
 * enlist_gateway_keep_async:
 * @values: (transfer none): by name; null takes a value away
 * @secrets: (transfer none): the sensitive ones
 *
 * When this has succeeded, both files are on the disk; each is written whole or not at all.
 */
void           enlist_gateway_keep_async   (EnlistGateway       *self,
                                            JsonObject          *values,
                                            JsonObject          *secrets,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       enlist_gateway_keep_finish  (EnlistGateway *self, GAsyncResult *result, GError **error);

G_END_DECLS
