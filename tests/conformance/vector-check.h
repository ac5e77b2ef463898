/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "vector.h"

/* All files, by their groups; NULL behind the last */
extern const VectorFile *const vector_groups[];

/* Runs one case and holds what came out against what it says; a difference fails the test that is running. */
void vector_check (VectorRun run, JsonObject *expected);
