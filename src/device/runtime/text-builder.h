/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

/**
 * EnlistTextBuilder:
 *
 * A short text in a caller's buffer, always terminated: printf takes more flash than the whole runtime. What
 * does not fit is left out from there on, between two characters.
 */
typedef struct {
  char *buffer;
  size_t capacity; /* at least 1 */
  size_t size;
  bool full;
} EnlistTextBuilder;

void enlist_text_builder_init   (EnlistTextBuilder *builder, char *buffer, size_t capacity);
void enlist_text_builder_append (EnlistTextBuilder *builder, EnlistSlice text);
void enlist_text_builder_add    (EnlistTextBuilder *builder, const char *text);
