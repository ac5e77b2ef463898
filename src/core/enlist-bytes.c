/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bytes"

#include "enlist-bytes-private.h"

#include "base64url.h"

char *
enlist_bytes_to_hex (const void *data,
                     gsize       size)
{
  const guint8 *bytes = data;
  GString *hex = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

char *
enlist_bytes_to_base64url (const void *data,
                           gsize       size)
{
  size_t length = enlist_base64url_encoded_size (size);
  char *text = g_malloc (length + 1);

  if (enlist_base64url_encode (enlist_slice (data, size), text, length, &length) != ENLIST_OK)
    g_assert_not_reached ();
  text[length] = '\0';
  return text;
}

GBytes *
enlist_bytes_from_base64url (const char *text)
{
  EnlistSlice slice = enlist_slice_text (text);
  size_t size = enlist_base64url_decoded_size (slice.size);
  g_autofree guint8 *data = g_malloc (MAX (size, 1));

  if (enlist_base64url_decode (slice, data, size, &size, NULL) != ENLIST_OK)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

gboolean
enlist_bytes_is_hex (const char *text,
                     gsize       length)
{
  return text != NULL && strlen (text) == length && strspn (text, "0123456789abcdef") == length;
}
