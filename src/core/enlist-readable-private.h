/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <json-glib/json-glib.h>

#include "cbor.h"
#include "manifest.h"
#include "step.h"

G_BEGIN_DECLS

/*
 * The readable form of what is in a label (docs/label-source.md): the way back from what
 * enlist-source-private.h writes. Everything is valid already. What comes out makes the same bytes again.
 *
 * Nodes are (transfer full). Readers stand on the item and are moved behind it.
 */

JsonNode *enlist_readable_take_object (JsonObject *object);
JsonNode *enlist_readable_take_array  (JsonArray *array);

JsonNode *enlist_readable_texts      (EnlistSlice texts);
JsonNode *enlist_readable_field      (const EnlistManifest *manifest, EnlistCborReader *reader);
JsonNode *enlist_readable_fields     (const EnlistManifest *manifest, EnlistCborReader *reader, gsize count);
JsonNode *enlist_readable_expression (const EnlistManifest *manifest, EnlistCborReader *reader);

/* A value of a known kind; {"cbor": …} when the form of its kind does not make the same bytes again. */
JsonNode *enlist_readable_value      (EnlistFieldKind kind, EnlistSlice item);

/* An array of steps: a whole program, or a block of one. */
JsonNode *enlist_readable_steps      (const EnlistManifest *manifest, EnlistCborReader *reader);

/* (transfer full): what a configuration or IoT application is called, whose own name is not in the label:
 * "configuration-1", "iot-application-2" */
char     *enlist_readable_part_name  (const EnlistManifest *manifest, guint part);

G_END_DECLS
