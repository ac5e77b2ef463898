/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "field.h"

/* Values may be secrets: the compiler must not drop the writes. */
static void
wipe (uint8_t *data,
      size_t   size)
{
  volatile uint8_t *bytes = data;

  while (size-- > 0)
    *bytes++ = 0;
}

void
enlist_field_store_init (EnlistFieldStore *store,
                         void             *arena,
                         size_t            capacity)
{
  *store = (EnlistFieldStore) {
    .arena = arena,
    .capacity = capacity < UINT16_MAX ? capacity : UINT16_MAX,
  };
}

EnlistStatus
enlist_field_store_set (EnlistFieldStore *store,
                        unsigned          field,
                        EnlistSlice       value)
{
  if (field >= ENLIST_FIELD_COUNT || value.size == 0 || value.size > ENLIST_FIELD_VALUE_MAX)
    return ENLIST_E_RANGE;
  if (value.size > store->capacity - (store->used - store->sizes[field]))
    return ENLIST_E_SPACE;

  enlist_field_store_remove (store, field);
  memcpy (store->arena + store->used, value.data, value.size);
  store->offsets[field] = (uint16_t) store->used;
  store->sizes[field] = (uint16_t) value.size;
  store->used += value.size;

  return ENLIST_OK;
}

bool
enlist_field_store_get (const EnlistFieldStore *store,
                        unsigned                field,
                        EnlistSlice            *value)
{
  if (field >= ENLIST_FIELD_COUNT || store->sizes[field] == 0)
    return false;

  *value = enlist_slice (store->arena + store->offsets[field], store->sizes[field]);

  return true;
}

void
enlist_field_store_remove (EnlistFieldStore *store,
                           unsigned          field)
{
  size_t offset, size;

  if (field >= ENLIST_FIELD_COUNT || store->sizes[field] == 0)
    return;

  offset = store->offsets[field];
  size = store->sizes[field];
  memmove (store->arena + offset, store->arena + offset + size, store->used - offset - size);
  store->used -= size;
  wipe (store->arena + store->used, size);

  store->sizes[field] = 0;
  for (unsigned i = 0; i < ENLIST_FIELD_COUNT; i++)
    if (store->sizes[i] > 0 && store->offsets[i] > offset)
      store->offsets[i] -= (uint16_t) size;
}

void
enlist_field_store_clear (EnlistFieldStore *store)
{
  wipe (store->arena, store->capacity);
  enlist_field_store_init (store, store->arena, store->capacity);
}
