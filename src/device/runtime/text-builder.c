/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "text-builder.h"

void
enlist_text_builder_init (EnlistTextBuilder *builder, char *buffer, size_t capacity)
{
  *builder = (EnlistTextBuilder) { .buffer = buffer, .capacity = capacity };
  buffer[0] = '\0';
}

void
enlist_text_builder_append (EnlistTextBuilder *builder, EnlistSlice text)
{
  size_t room = builder->capacity - 1 - builder->size;
  size_t size = text.size;

  if (builder->full || size == 0)
    return;
  if (size > room)
    {
      builder->full = true;
      size = room;
      while (size > 0 && (text.data[size] & 0xc0) == 0x80)
        size--;
    }
  memcpy (builder->buffer + builder->size, text.data, size);
  builder->size += size;
  builder->buffer[builder->size] = '\0';
}

void
enlist_text_builder_add (EnlistTextBuilder *builder, const char *text)
{
  enlist_text_builder_append (builder, enlist_slice_text (text));
}
