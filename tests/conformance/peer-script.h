/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "manifest.h"

/**
 * PeerScript:
 *
 * What random-applications.py lets happen when programs run, one CBOR item: [{ field: [values] }, [errors]].
 */
typedef struct {
  EnlistSlice answers[ENLIST_FIELD_COUNT]; /* arrays of values; empty: none */
  EnlistSlice failures;                    /* array of errors */
} PeerScript;

bool peer_script_read (PeerScript *script, EnlistSlice bytes);

/* Runs a valid program, or every block of a valid IoT application, and prints what came of it. */
void peer_script_run     (const PeerScript *script, const EnlistManifest *manifest, EnlistSlice program);
void peer_script_run_app (const PeerScript *script, const EnlistManifest *manifest, EnlistSlice program);
