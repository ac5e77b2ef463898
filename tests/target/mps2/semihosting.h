/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What the emulator's computer does for the target: Arm's semihosting, in the emulator's folder */

_Noreturn void semihosting_exit (int status);

/* On standard error */
void semihosting_write (const char *text);

bool semihosting_save (const char *name, const void *bytes, size_t size);

/* Bytes; 0 when there is no such file */
size_t semihosting_load (const char *name, void *bytes, size_t capacity);

bool semihosting_exists (const char *name);
