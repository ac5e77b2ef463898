/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* Never run: footprint.py reads the sizes of these off the compiled file. */

#include "minimal.h"

#define SIZE_OF(name, type)                      \
  extern uint8_t size_of_##name[sizeof (type)]; \
  uint8_t size_of_##name[sizeof (type)]

SIZE_OF (runtime, EnlistRuntime);
SIZE_OF (minimal, Minimal);
