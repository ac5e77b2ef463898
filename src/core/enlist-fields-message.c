/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-fields-message"

#include "enlist-fields-message-private.h"

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"

#define MESSAGE_OVERHEAD 2 /* bytes of a `fields` message around its map */

/* Bytes of the head of a map, or of a field's number */
static gsize
get_head_size (guint number)
{
  return number < 24 ? 1 : 2;
}

static int
compare_fields (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const guint *fields = user_data;
  const guint *index_a = a, *index_b = b;

  return fields[*index_a] < fields[*index_b] ? -1 : fields[*index_a] > fields[*index_b];
}

/* One message with fields from *@next on, as many as fit. */
static gboolean
send_some (EnlistPeer *peer, gsize limit, const guint *fields, EnlistValue *const *values, const guint *order,
           guint count, guint *next)
{
  guint8 buffer[ENLIST_MESSAGE_MAX];
  EnlistMessage message = { .type = ENLIST_MESSAGE_FIELDS };
  gsize size = 0;
  guint end = *next;
  EnlistCborWriter writer;

  while (end < count)
    {
      size += get_head_size (fields[order[end]]);
      size += g_bytes_get_size (enlist_value_get_cbor (values[order[end]]));
      if (MESSAGE_OVERHEAD + get_head_size (end + 1 - *next) + size > limit)
        break;
      end++;
    }

  if (end == *next)
    return FALSE;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_map (&writer, end - *next);
  for (; *next < end; (*next)++)
    {
      enlist_cbor_write_unsigned (&writer, fields[order[*next]]);
      enlist_cbor_write_encoded (&writer, enlist_bytes_slice (enlist_value_get_cbor (values[order[*next]])));
    }
  message.bytes = enlist_cbor_writer_slice (&writer);
  if (writer.status == ENLIST_OK)
    enlist_peer_send (peer, &message);
  enlist_crypto_sodium ()->wipe (NULL, buffer, sizeof buffer);

  return writer.status == ENLIST_OK;
}

gboolean
enlist_fields_message_send (EnlistPeer         *peer,
                            gsize               limit,
                            const guint        *fields,
                            EnlistValue *const *values,
                            guint               count)
{
  g_autofree guint *order = g_new (guint, count);
  gboolean sent = TRUE;
  guint next = 0, used = 0;

  for (guint i = 0; i < count; i++)
    order[i] = i;
  g_qsort_with_data (order, count, sizeof *order, compare_fields, (gpointer) fields);
  for (guint i = 0; i < count; i++)
    {
      if (used == 0 || fields[order[i]] != fields[order[used - 1]])
        order[used++] = order[i];
    }

  while (next < used && sent)
    sent = send_some (peer, MIN (limit, ENLIST_MESSAGE_MAX), fields, values, order, used, &next);

  return sent;
}
