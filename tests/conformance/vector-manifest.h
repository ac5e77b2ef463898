/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "vector.h"

#include "manifest.h"

/* As much of a manifest as programs look at: the inputs custom_fields and, when it is there, parts */
void vector_manifest_init (EnlistManifest *manifest, Vector *vector);

/* The inputs role and, when it is there, preset */
EnlistRole vector_role   (Vector *vector);
unsigned   vector_preset (Vector *vector);
