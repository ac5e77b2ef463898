/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "field.h"

/*
 * The arena holds one entry after the other: the field's number, the size of its value in two bytes, the
 * value. Devices have few values and little memory: no index, which would take more than the search.
 */
#define HEADER_SIZE ENLIST_FIELD_STORE_OVERHEAD

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
  *store = (EnlistFieldStore) { .arena = arena, .capacity = capacity };
}

bool
enlist_field_store_next (const EnlistFieldStore *store,
                         size_t                 *position,
                         unsigned               *field,
                         EnlistSlice            *value)
{
  const uint8_t *entry;

  if (*position >= store->used)
    return false;

  entry = store->arena + *position;
  *field = entry[0];
  *value = enlist_slice (entry + HEADER_SIZE, (size_t) (entry[1] << 8 | entry[2]));
  *position += HEADER_SIZE + value->size;

  return true;
}

bool
enlist_field_store_get (const EnlistFieldStore *store,
                        unsigned                field,
                        EnlistSlice            *value)
{
  size_t position = 0;
  EnlistSlice item;
  unsigned number;

  while (enlist_field_store_next (store, &position, &number, &item))
    if (number == field)
      {
        *value = item;
        return true;
      }

  return false;
}

EnlistStatus
enlist_field_store_set (EnlistFieldStore *store,
                        unsigned          field,
                        EnlistSlice       value)
{
  EnlistSlice old;
  size_t freed = 0;
  uint8_t *entry;

  if (field >= ENLIST_FIELD_STORE_COUNT || value.size == 0 || value.size > ENLIST_FIELD_VALUE_MAX)
    return ENLIST_E_RANGE;

  if (enlist_field_store_get (store, field, &old))
    freed = HEADER_SIZE + old.size;
  if (HEADER_SIZE + value.size > store->capacity - (store->used - freed))
    return ENLIST_E_SPACE;

  enlist_field_store_remove (store, field);
  entry = store->arena + store->used;
  entry[0] = (uint8_t) field;
  entry[1] = (uint8_t) (value.size >> 8);
  entry[2] = (uint8_t) value.size;
  memcpy (entry + HEADER_SIZE, value.data, value.size);
  store->used += HEADER_SIZE + value.size;

  return ENLIST_OK;
}

void
enlist_field_store_remove (EnlistFieldStore *store,
                           unsigned          field)
{
  EnlistSlice value;
  size_t size, start, end;

  if (!enlist_field_store_get (store, field, &value))
    return;

  end = (size_t) (value.data - store->arena) + value.size;
  size = HEADER_SIZE + value.size;
  start = end - size;
  memmove (store->arena + start, store->arena + end, store->used - end);
  store->used -= size;
  wipe (store->arena + store->used, size);
}

void
enlist_field_store_clear (EnlistFieldStore *store)
{
  wipe (store->arena, store->capacity);
  enlist_field_store_init (store, store->arena, store->capacity);
}
