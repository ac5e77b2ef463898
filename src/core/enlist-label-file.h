/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Labels in files: docs/format.md, clause 4.6. enlist_label_load_bytes() reads them. */

#define ENLIST_LABEL_FILE_SUFFIX ".enlist"
#define ENLIST_LABEL_FILE_MAGIC "ENL"

/* (transfer full): what a *.enlist file holds; @payload: of clause 3 */
GBytes  *enlist_label_file_wrap (GBytes *payload);

/**
 * enlist_label_file_unwrap:
 * @content: of a file: the form of clause 4.6, a payload alone, an NDEF message (clause 4.7), or else
 * @payload: (out) (transfer full) (nullable): the payload; %NULL when the content is something else, such as
 *   texts of codes or a picture
 *
 * Returns: %FALSE with ENLIST_ERROR_NOT_A_LABEL for an NDEF message without a label
 */
gboolean enlist_label_file_unwrap (GBytes *content, GBytes **payload, GError **error);

G_END_DECLS
