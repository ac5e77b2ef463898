/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label-file"

#include "enlist-label-file.h"

#include <string.h>

#include "deflate.h"
#include "enlist-error-private.h"
#include "enlist-label-collector.h"
#include "enlist-label-private.h"
#include "enlist-ndef.h"

#define MAGIC_SIZE strlen (ENLIST_LABEL_FILE_MAGIC)

/* NDEF 1.0, section 3.2.1: every message begins with it. Neither texts nor payloads do. */
#define NDEF_MESSAGE_BEGIN 0x80

GBytes *
enlist_label_file_wrap (GBytes *payload)
{
  GByteArray *content = g_byte_array_new ();

  g_byte_array_append (content, (const guint8 *) ENLIST_LABEL_FILE_MAGIC, MAGIC_SIZE);
  g_byte_array_append (content, g_bytes_get_data (payload, NULL), (guint) g_bytes_get_size (payload));

  return g_byte_array_free_to_bytes (content);
}

/* Behind the letters comes a format byte, of whatever version, and no text. */
static gboolean
has_magic (const guint8 *data, gsize size)
{
  return size >= MAGIC_SIZE && memcmp (data, ENLIST_LABEL_FILE_MAGIC, MAGIC_SIZE) == 0 &&
         (size == MAGIC_SIZE || (data[MAGIC_SIZE] < ' ' && !g_ascii_isspace (data[MAGIC_SIZE])));
}

gboolean
enlist_label_file_unwrap (GBytes *content, GBytes **payload, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (content, &size);

  *payload = NULL;
  if (size == 0)
    return TRUE;
  if (has_magic (data, size))
    *payload = g_bytes_new_from_bytes (content, MAGIC_SIZE, size - MAGIC_SIZE);
  else if (data[0] == ENLIST_DEFLATE_FORMAT)
    *payload = g_bytes_ref (content);
  else if ((data[0] & NDEF_MESSAGE_BEGIN) != 0)
    *payload = enlist_ndef_read (content, &local_error);

  /* Pictures begin like that, too, and are no messages. */
  if (!g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static EnlistLabel *
load_texts (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (EnlistLabelCollector) collector = enlist_label_collector_new ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit_set (g_strstrip (text), "\r\n", -1);
  GError *missing;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      EnlistLabel *label;

      if (*g_strstrip (lines[i]) == '\0')
        continue;
      label = enlist_label_collector_add (collector, lines[i], &local_error);
      if (label != NULL)
        return label;
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  missing = enlist_label_collector_get_missing (collector);
  if (missing == NULL)
    missing = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, enlist_label_explain_text (""));
  g_propagate_error (error, missing);

  return NULL;
}

EnlistLabel *
enlist_label_load_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) payload = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (!enlist_label_file_unwrap (bytes, &payload, error))
    return NULL;
  if (payload != NULL)
    return enlist_label_new_for_payload (payload, error);
  if (size > 0 && g_utf8_validate ((const char *) data, (gssize) size, NULL))
    return load_texts (data, size, error);
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, enlist_label_explain_text (""));

  return NULL;
}
