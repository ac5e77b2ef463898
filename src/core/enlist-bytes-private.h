/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

#include "slice.h"

G_BEGIN_DECLS

/* Bytes as text and back, for what the core stores as JSON or as one line. */

/* (transfer full): lower-case hex digits */
char     *enlist_bytes_to_hex         (const void *data, gsize size);

/* (transfer full): base64url without padding; overwrite it when it is secret */
char     *enlist_bytes_to_base64url   (const void *data, gsize size);

/* (transfer full) (nullable): %NULL when @text is not exactly that */
GBytes   *enlist_bytes_from_base64url (const char *text);

/* Whether @text is @length lower-case hex digits */
gboolean  enlist_bytes_is_hex         (const char *text, gsize length);

/* Borrowed from @bytes */
static inline EnlistSlice
enlist_bytes_slice (GBytes *bytes)
{
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  return enlist_slice (data, size);
}

G_END_DECLS
