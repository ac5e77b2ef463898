/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-plain-text"

#include "enlist-plain-text.h"

static gboolean
is_shown (gunichar character)
{
  if (g_unichar_iscntrl (character) || !g_unichar_isdefined (character))
    return FALSE;

  return !(character == 0x061c || character == 0x200e || character == 0x200f || character == 0xfeff ||
           (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069));
}

char *
enlist_plain_text_cap (const char *text,
                       guint       max_characters)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *result = g_string_new (NULL);
  gsize end_of_last = 0;
  guint n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character == '\n' || character == '\t' || character == 0x2028 || character == 0x2029)
        character = ' ';
      if (!is_shown (character))
        continue;
      if (n == max_characters)
        {
          g_string_truncate (result, end_of_last);
          g_string_append (result, "…");
          break;
        }
      end_of_last = result->len;
      g_string_append_unichar (result, character);
      n++;
    }

  return g_string_free (result, FALSE);
}

char *
enlist_plain_text_to_markup (const char *text,
                             guint       max_characters)
{
  g_autofree char *capped = enlist_plain_text_cap (text, max_characters);

  return g_markup_escape_text (capped, -1);
}

char *
enlist_plain_text_group_hex (const char *hex)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; hex != NULL && hex[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (result, ' ');
      g_string_append_c (result, hex[i]);
    }

  return g_string_free (result, FALSE);
}

char *
enlist_plain_text_hex (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  GString *result = g_string_sized_new (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (result, "%02x", data[i]);

  return g_string_free (result, FALSE);
}
