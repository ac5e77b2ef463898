/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "runtime.h"
#include "serial.h"

/*
 * The smallest complete device: the port to copy (docs/device.md, "A complete minimal port"). It is a
 * thermometer with a serial line, two erase units of flash, a fuse and a light.
 */

/* Bytes; enough for an application such as data/samples/weather-sensor.json. */
#define MINIMAL_MTU ENLIST_SERIAL_MAX_FRAME
#define MINIMAL_READ_SIZE 16 /* at once */
#define MINIMAL_MESSAGE_SIZE 512
#define MINIMAL_MANIFEST_SIZE 384
#define MINIMAL_PROGRAM_SIZE 512
#define MINIMAL_VALUES_SIZE 768
#define MINIMAL_WORK_SIZE 1024 /* the state has to fit */
#define MINIMAL_KEY_COUNT 2
#define MINIMAL_MEMORY_SIZE                                                                                 \
  ENLIST_RUNTIME_MEMORY_SIZE (MINIMAL_MESSAGE_SIZE, MINIMAL_MANIFEST_SIZE, MINIMAL_PROGRAM_SIZE,            \
                              MINIMAL_VALUES_SIZE, MINIMAL_WORK_SIZE, MINIMAL_KEY_COUNT)

/**
 * Minimal:
 *
 * All the memory of the port, zero at first, wherever the firmware has room for it. No secret is in it
 * before a session and none is left after it.
 */
typedef struct {
  EnlistPlatform platform;
  EnlistIdentity identity;
  EnlistRuntimeInfo info;
  EnlistRuntime runtime;
  uint8_t memory[MINIMAL_MEMORY_SIZE];
  uint8_t arrived[MINIMAL_READ_SIZE];
  EnlistSerialDecoder decoder;
  bool begins; /* nothing has been sent on this link */
} Minimal;

/* At power-on. Not ENLIST_OK: the identity or the state is damaged, and nobody can enroll the device. */
EnlistStatus minimal_start (Minimal *minimal);

/* Serves one assistant: from the reset frame that begins its link until either end ends that. False: the line
 * is gone. */
bool minimal_serve (Minimal *minimal);
