/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "interpreter.h"
#include "test.h"

/*
 * A host that performs the steps of a valid program of any role, with answers and failures that its random
 * numbers choose. It holds the program to what validation has promised: a field that a step reads has a
 * value, and expressions fail in the ways of clause 8.7 only.
 */
typedef struct {
  const EnlistManifest *manifest;
  EnlistFieldStore fields;
  TestRandom random;
  bool reads_anything; /* an IoT application's fields need not have values */
} FuzzHost;

/* ENLIST_OK, or why the step failed */
EnlistStatus fuzz_host_perform (FuzzHost         *host,
                                const EnlistStep *step);
