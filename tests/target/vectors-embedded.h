/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stddef.h>

/* What embed-vectors.py has made of a file in tests/vectors/format */
typedef struct {
  const char *name;  /* without .json; NULL behind the last */
  unsigned cases;    /* that it has */
  const char *json;
} EmbeddedFile;

extern const EmbeddedFile embedded_files[];
