/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-publisher-card.h"

#include "base45.h"

#define PREFIX "ENP1:"
#define CARD_VERSION 1
#define CARD_MAX 128

static EnlistStatus
read_card (EnlistSlice bytes, uint8_t key[ENLIST_ED25519_PUBLIC_SIZE])
{
  EnlistCborReader reader;
  EnlistSlice name, value;
  uint64_t version;
  size_t count;
  EnlistStatus status = enlist_cbor_validate (bytes, NULL);

  enlist_cbor_reader_init (&reader, bytes);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&reader, &count);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (&reader, &version);
  if (status == ENLIST_OK && version != CARD_VERSION)
    status = ENLIST_E_VERSION;
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (&reader, &name);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_bytes (&reader, &value);
  if (status == ENLIST_OK && (count != 3 || value.size != ENLIST_ED25519_PUBLIC_SIZE))
    status = ENLIST_E_RANGE;
  if (status == ENLIST_OK)
    memcpy (key, value.data, value.size);

  return status;
}

gboolean
enlist_publisher_card_load (const char *path, uint8_t key[ENLIST_ED25519_PUBLIC_SIZE], GError **error)
{
  g_autofree char *contents = NULL;
  uint8_t bytes[CARD_MAX];
  EnlistStatus status = ENLIST_E_NOT_LABEL;
  size_t size;

  if (!g_file_get_contents (path, &contents, NULL, error))
    return FALSE;

  g_strstrip (contents);
  if (g_ascii_strncasecmp (contents, PREFIX, strlen (PREFIX)) == 0)
    status = enlist_base45_decode (enlist_slice_text (contents + strlen (PREFIX)), bytes, sizeof bytes, &size,
                                   NULL);
  if (status == ENLIST_OK)
    status = read_card (enlist_slice (bytes, size), key);
  if (status != ENLIST_OK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: not a publisher card (%s)", path,
                 enlist_status_name (status));

  return status == ENLIST_OK;
}
