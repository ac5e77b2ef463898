/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-device-values.h"
#include "enlist-label.h"
#include "enlist-publisher-key.h"

G_BEGIN_DECLS

/**
 * enlist_label_compile:
 * @source: the readable source (docs/label-source.md, JSON Schema data/label-source.schema.json)
 * @name: what messages call the source, usually its file name; files that the source names are looked for
 *   beside it
 * @transports: (nullable): replaces the source's transports, in the form of enlist_label_get_transports()
 * @device: (nullable): the device's values; %NULL makes a development label
 * @key: who signs
 *
 * The label has the parts, too, that it does not carry, unless the source knows only their hashes.
 *
 * Returns: (transfer full): the label; %NULL with ENLIST_ERROR_SOURCE, whose message has the form
 *   "NAME: /json/pointer: reason (suggestion)", with ENLIST_ERROR_INVALID_PROGRAM, or
 *   with what enlist_publisher_key_sign() answers
 */
EnlistLabel *enlist_label_compile (JsonNode            *source,
                                   const char          *name,
                                   const char * const  *transports,
                                   EnlistDeviceValues  *device,
                                   EnlistPublisherKey  *key,
                                   GError             **error);

G_END_DECLS
