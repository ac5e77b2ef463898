/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "label-text.h"

#include "base45.h"

void
enlist_label_set_init (EnlistLabelSet *set)
{
  memset (set, 0, sizeof *set);
}

/*
 * Whether @body is the text of @slice; needs no room, because every sequence of bytes has exactly one text.
 */
static bool
body_is_slice (EnlistSlice body,
               EnlistSlice slice)
{
  if (body.size != enlist_base45_encoded_size (slice.size))
    return false;

  for (size_t i = 0; i < slice.size; i += 2)
    {
      size_t bytes = slice.size - i < 2 ? 1 : 2;
      char group[3];
      size_t length;

      enlist_base45_encode (enlist_slice (slice.data + i, bytes), group, sizeof group, &length);
      if (memcmp (group, body.data + i / 2 * 3, length) != 0)
        return false;
    }

  return true;
}

EnlistStatus
enlist_label_set_add (EnlistLabelSet *set,
                      EnlistSlice     text,
                      size_t         *error_offset)
{
  EnlistLabelCode code;
  EnlistStatus status;
  unsigned slot;
  size_t size;

  status = enlist_label_text_parse (text, &code);
  if (status != ENLIST_OK)
    return status;

  status = enlist_base45_decode (code.body, NULL, 0, &size, error_offset);
  if (status != ENLIST_OK)
    {
      if (error_offset != NULL)
        *error_offset += (size_t) (code.body.data - text.data);
      return status;
    }

  if (set->count != 0 && (set->count != code.count || set->set != code.set))
    return ENLIST_E_OTHER_SET;

  slot = code.index - 1;
  if ((set->seen >> slot & 1) != 0)
    {
      EnlistSlice slice = enlist_slice (set->storage + set->offsets[slot], set->sizes[slot]);

      return body_is_slice (code.body, slice) ? ENLIST_OK : ENLIST_E_OTHER_SET;
    }

  if (size > sizeof set->storage - set->used)
    return ENLIST_E_TOO_LARGE;

  status = enlist_base45_decode (code.body, set->storage + set->used, size, &size, NULL);
  if (status != ENLIST_OK)
    return status;

  set->count = code.count;
  set->set = code.set;
  set->seen |= UINT32_C (1) << slot;
  set->offsets[slot] = (uint16_t) set->used;
  set->sizes[slot] = (uint16_t) size;
  set->used += size;

  return ENLIST_OK;
}

bool
enlist_label_set_complete (const EnlistLabelSet *set)
{
  return set->count != 0 && set->seen == (UINT32_C (1) << set->count) - 1;
}

EnlistStatus
enlist_label_set_payload (const EnlistLabelSet *set,
                          const EnlistCrypto   *crypto,
                          uint8_t              *payload,
                          size_t                capacity,
                          size_t               *size)
{
  size_t joined = 0;

  if (!enlist_label_set_complete (set))
    return ENLIST_E_INCOMPLETE;
  if (set->used > capacity)
    return ENLIST_E_SPACE;

  for (unsigned slot = 0; slot < set->count; slot++)
    {
      memcpy (payload + joined, set->storage + set->offsets[slot], set->sizes[slot]);
      joined += set->sizes[slot];
    }

  if (set->count > 1)
    {
      uint8_t digest[ENLIST_SHA256_SIZE];
      uint32_t hash;

      enlist_crypto_sha256 (crypto, enlist_slice (payload, joined), digest);
      hash = (uint32_t) digest[0] << 24 | (uint32_t) digest[1] << 16 | (uint32_t) digest[2] << 8 | digest[3];
      if (hash != set->set)
        return ENLIST_E_SET_HASH;
    }

  *size = joined;

  return ENLIST_OK;
}
