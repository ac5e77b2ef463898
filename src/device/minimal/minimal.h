/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "runtime.h"

/*
 * The smallest complete device: the port to copy (docs/device.md, "A complete minimal port"). It is a
 * thermometer with a serial line, two erase units of flash, a fuse and a light.
 */

/* Bytes; enough for an application such as data/samples/weather-sensor.json. */
#define MINIMAL_MTU 128
#define MINIMAL_PROGRAM_SIZE 512
#define MINIMAL_VALUES_SIZE 1024
#define MINIMAL_SETTINGS_SIZE 512
#define MINIMAL_WORK_SIZE ENLIST_RUNTIME_MIN_WORK

/**
 * Minimal:
 *
 * All the memory of the port, wherever the firmware has room for it. No secret is in it before a session
 * and none is left after it.
 */
typedef struct {
  EnlistPlatform platform;
  EnlistIdentity identity;
  EnlistRuntimeInfo info;
  EnlistRuntime runtime;
  uint8_t program[MINIMAL_PROGRAM_SIZE];
  uint8_t values[MINIMAL_VALUES_SIZE];
  uint8_t settings[MINIMAL_SETTINGS_SIZE];
  uint8_t work[MINIMAL_WORK_SIZE];
  uint8_t frame[MINIMAL_MTU];
} Minimal;

/* At power-on. Not ENLIST_OK: the identity or the state is damaged, and nobody can enroll the device. */
EnlistStatus minimal_start (Minimal *minimal);

/* Serves one assistant, from when it is connected until either end disconnects. */
void minimal_serve (Minimal *minimal);
