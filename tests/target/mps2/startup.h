/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since reset */
uint64_t startup_clock (void);

/* The most bytes of stack that were in use since reset */
size_t startup_stack_used (void);
