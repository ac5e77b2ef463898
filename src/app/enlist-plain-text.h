/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts of labels and devices are data: everything that shows one passes it through here. */

#define ENLIST_PLAIN_TEXT_NAME 64    /* characters of a name, a model, a title */
#define ENLIST_PLAIN_TEXT_SENTENCE 400 /* characters of a help text or a message */

/**
 * enlist_plain_text_cap:
 * @text: (nullable): any text
 * @max_characters: characters to keep at most; an ellipsis takes the place of the last
 *
 * Returns: (transfer full): @text on one line, without control characters and without the invisible
 * characters
 *   that turn the direction of a text round (Unicode TR 36, clause 2.3)
 */
char *enlist_plain_text_cap (const char *text, guint max_characters);

/**
 * enlist_plain_text_to_markup:
 *
 * Returns: (transfer full): the same, for a place that parses markup: titles and subtitles of rows, status
 * pages, toasts,
 *   groups, bodies of message dialogs
 */
char *enlist_plain_text_to_markup (const char *text, guint max_characters);

/**
 * enlist_plain_text_group_hex:
 *
 * Returns: (transfer full): hex digits in groups of four, "1a2b 3c4d …"
 */
char *enlist_plain_text_group_hex (const char *hex);

/* Returns: (transfer full): the bytes as hex digits */
char *enlist_plain_text_hex (GBytes *bytes);

G_END_DECLS
