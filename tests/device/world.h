/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "application.h"
#include "assistant.h"
#include "double.h"
#include "test.h"

#define WORLD_VALUES 8192
#define WORLD_WORK 8192
#define WORLD_KEYS 8
#define WORLD_MEMORY \
  ENLIST_RUNTIME_MEMORY_SIZE (ENLIST_MESSAGE_MAX, ENLIST_MANIFEST_MAX, ENLIST_PART_MAX, WORLD_VALUES, \
                              WORLD_WORK, WORLD_KEYS)

/**
 * World:
 *
 * A device, an assistant, and the air between them.
 */
typedef struct {
  Application application;
  Double platform;
  EnlistRuntime runtime;
  Assistant assistant;
  size_t mtu;
  bool deaf;          /* nothing reaches the assistant */
  unsigned loss;      /* every so many frames are lost, on average; 0: none */
  TestRandom random;
  bool connected;
  uint8_t texts[64];
  EnlistSlice versions;
  EnlistSlice no_texts;
  EnlistRuntimeMemory memory; /* its sizes may be changed before world_start() */
  uint8_t bytes[WORLD_MEMORY];
} World;

/* Nothing signed yet, nothing switched on: application and identity can still be changed. */
World *world_new (void);

/* Signs the application and switches the device on. */
void world_start (World *world);

/* Switches the device on again after a power cut. */
EnlistStatus world_restart (World *world);

/* A new link */
void world_connect (World *world);
void world_disconnect (World *world);

/* Moves frames and time until only the fail-safe timer is left. */
void world_settle (World *world);

/* Moves the frames that are ready; false when there were none. */
bool world_move_frames (World *world);

/* Connects and settles. */
void world_run (World *world);

/* What the device has stored */
void world_read_state (World *world, EnlistState *state);
