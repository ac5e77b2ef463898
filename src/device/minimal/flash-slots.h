/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/* One object in flash that is replaced whole: two slots, written in turn, the newest valid one counts. */

/* *size 0: never written. ENLIST_E_STORAGE: something is there that cannot be read; ENLIST_E_SPACE */
EnlistStatus flash_slots_read  (uint8_t *buffer, size_t capacity, size_t *size);

/* Wherever the power goes, flash_slots_read() then gives the old object or the new one. */
EnlistStatus flash_slots_write (EnlistSlice object);
