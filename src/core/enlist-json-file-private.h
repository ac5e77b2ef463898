/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Small JSON files that a person keeps: key pairs and device values.
 */

/* (transfer full): the object, when its member @marker is 1; ENLIST_ERROR_NOT_FOUND, _DAMAGED, _TOO_NEW */
JsonObject *enlist_json_file_load (GFile *file, const char *marker, GError **error);

/* Mode 0600, whole or not at all; ENLIST_ERROR_REFUSED when the file exists, ENLIST_ERROR_STORAGE */
gboolean    enlist_json_file_save_secret (GFile *file, JsonObject *object, GError **error);

/* (transfer full) (nullable): a member's base64url of exactly @size bytes; otherwise ENLIST_ERROR_DAMAGED */
GBytes     *enlist_json_file_get_bytes (JsonObject *object, const char *member, gsize size, GError **error);

/* (transfer none) (nullable): a member's text; otherwise ENLIST_ERROR_DAMAGED */
const char *enlist_json_file_get_text (JsonObject *object, const char *member, GError **error);

G_END_DECLS
