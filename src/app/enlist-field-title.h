/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * enlist_field_title:
 * @name: a field's name
 *
 * Returns: (transfer full): what people call a registered field (docs/format.md, clause 12.2), translated; of
 * any other
 *   its name, capped; text, not markup
 */
char *enlist_field_title   (const char *name);

/* Returns: (transfer full): a field's value in a record (enlist_record_get_field()) as text for people */
char *enlist_field_display (JsonNode *value);

G_END_DECLS
