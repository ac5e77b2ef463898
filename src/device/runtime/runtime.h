/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "channel.h"
#include "identity.h"
#include "interpreter.h"
#include "link.h"
#include "message.h"
#include "platform.h"
#include "state.h"

/*
 * The device's end of an enrollment (docs/format.md, clause 10): link, channel, session, program, and what is
 * kept. One link at a time. Everything happens inside the calls below, in the caller's memory, in bounded
 * time; only functions of the platform may take long, see ENLIST_CALL_PENDING.
 */

#define ENLIST_RUNTIME_MAX_KEYS 8
#define ENLIST_RUNTIME_MIN_WORK 8192      /* bytes */
#define ENLIST_RUNTIME_FAILSAFE_MS 120000 /* clause 10.7 */
#define ENLIST_RUNTIME_THROTTLE_COUNT 5   /* failed handshakes ... */
#define ENLIST_RUNTIME_THROTTLE_MS 60000  /* ... within this time: clause 10.2.6 */
#define ENLIST_RUNTIME_TEXT_SIZE 160

/**
 * EnlistRuntimeMemory:
 *
 * The caller's memory, for as long as the runtime. What does not fit is refused, never cut short.
 */
typedef struct {
  uint8_t *program;     /* the device's program, whole; a larger one is refused with `too-large` */
  size_t program_size;  /* ENLIST_PART_MAX takes every program */
  uint8_t *values;      /* values of fields while a program runs */
  size_t values_size;   /* 4096 is plenty for a sensor, 65535 the most that is used */
  uint8_t *settings;    /* values that `set` keeps */
  size_t settings_size;
  uint8_t *work;        /* the state, the arguments of a call, a report, in turn */
  size_t work_size;     /* at least ENLIST_RUNTIME_MIN_WORK; limits the size of the state */
} EnlistRuntimeMemory;

/**
 * EnlistRuntimeInfo:
 *
 * What the device says about itself. Everything is borrowed for as long as the runtime.
 */
typedef struct {
  const EnlistIdentity *identity;
  EnlistSlice versions;     /* CBOR array of texts, each "component version"; at most 1024 bytes, 32 texts */
  EnlistSlice capabilities; /* the same; an empty array when there is nothing to say */
} EnlistRuntimeInfo;

typedef enum {
  ENLIST_PHASE_IDLE,      /* `open` is next */
  ENLIST_PHASE_OPENED,    /* `manifest` is next */
  ENLIST_PHASE_FETCHING,  /* `part` is next */
  ENLIST_PHASE_READY,     /* `start` is next */
  ENLIST_PHASE_RUNNING,   /* the program runs */
  ENLIST_PHASE_STAGED,    /* `commit` is next */
  ENLIST_PHASE_COMMITTED, /* `end`, or `commit` again */
} EnlistPhase;

typedef enum {
  ENLIST_EXECUTE_NEXT,     /* fetch a step */
  ENLIST_EXECUTE_ANNOUNCE, /* say that it runs */
  ENLIST_EXECUTE_PERFORM,
  ENLIST_EXECUTE_DONE,     /* say that it is done */
} EnlistExecuteStage;

/* A key pair made by the running program */
typedef struct {
  unsigned field;
  EnlistKeyType type;
  uint8_t public_key[32];
  uint8_t secret[32];
} EnlistRuntimeKey;

/* The part of the state that matters to a session; kept in memory */
typedef struct {
  bool owned;
  bool committed;     /* @session and @label_id are set */
  bool has_signature;
  uint8_t session[ENLIST_SESSION_ID_SIZE];
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];
  uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE];
  uint32_t floors[ENLIST_IDENTITY_MAX_PUBLISHERS]; /* for each publisher of the identity */
} EnlistStanding;

/* What waits to be said when the link is free */
typedef struct {
  unsigned type;      /* EnlistMessageType; 0: nothing */
  EnlistStatus error;
  int step;
  bool step_failed;   /* say first that @step failed */
  unsigned operation;
  char text[ENLIST_RUNTIME_TEXT_SIZE];
} EnlistReply;

/**
 * EnlistRuntime:
 *
 * About 16 KiB in the caller's memory; its members are private.
 */
typedef struct {
  const EnlistPlatform *platform;
  EnlistRuntimeInfo info;
  EnlistRuntimeMemory memory;
  uint8_t static_public[ENLIST_X25519_SIZE];
  EnlistStanding standing;
  bool broken;         /* the storage is damaged: refuse everything */

  uint64_t failures[ENLIST_RUNTIME_THROTTLE_COUNT]; /* when handshakes failed, as a ring */
  unsigned failure_count;

  bool link_is_up;
  bool closing;
  uint64_t deadline;
  EnlistLink link;
  EnlistChannel channel;

  EnlistPhase phase;
  EnlistReply reply;
  uint8_t session[ENLIST_SESSION_ID_SIZE];
  uint8_t label_id[ENLIST_LABEL_ID_SIZE];
  uint8_t manifest_bytes[ENLIST_MANIFEST_MAX];
  EnlistManifest manifest;
  unsigned publisher;  /* index in the identity */
  int part;            /* index of the device's program, -1: none */
  uint8_t part_hash[ENLIST_PART_HASH_SIZE]; /* what @part_received belongs to, over links */
  uint32_t part_size;
  uint32_t part_received;

  EnlistExecuteStage stage;
  EnlistStep step;
  bool call_pending;
  EnlistSlice arguments[ENLIST_FUNCTION_MAX_ARGUMENTS];
  size_t arguments_size;
  EnlistInterpreter interpreter;
  EnlistFieldStore values;
  EnlistFieldStore settings;
  uint8_t needed[ENLIST_FIELD_COUNT / 8]; /* fields that some `need` names */
  unsigned key_count;
  EnlistRuntimeKey keys[ENLIST_RUNTIME_MAX_KEYS];
  bool lock;
  bool forget;
  size_t state_size;   /* bytes of the staged state in the work memory */

  uint8_t send_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t receive_buffer[ENLIST_LINK_MAX_MESSAGE];
} EnlistRuntime;

/**
 * enlist_runtime_init:
 *
 * Reads the state, and repairs what a power cut may have left: locks the fuse when the state says owned.
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE (memory too small, wrong versions or capabilities); ENLIST_E_CRYPTO;
 * otherwise the state cannot be read or is damaged, and the runtime refuses every session
 */
EnlistStatus enlist_runtime_init (EnlistRuntime             *runtime,
                                  const EnlistPlatform      *platform,
                                  const EnlistRuntimeInfo   *info,
                                  const EnlistRuntimeMemory *memory);

/* An assistant has connected. @mtu: bytes in one frame, at least ENLIST_LINK_MIN_FRAME; else ENLIST_E_RANGE.
 */
EnlistStatus enlist_runtime_link_up (EnlistRuntime *runtime, size_t mtu);

/* The connection has ended: what was staged is discarded. */
void enlist_runtime_link_down (EnlistRuntime *runtime);

/* A frame has arrived. Frames that make no sense are dropped. */
void enlist_runtime_receive_frame (EnlistRuntime *runtime, EnlistSlice frame);

/**
 * enlist_runtime_next_frame:
 * @frame: (out caller-allocates): at least as large as the MTU
 *
 * Takes the next frame to send; call it until it answers false, after every other call.
 */
bool enlist_runtime_next_frame (EnlistRuntime *runtime, uint8_t *frame, size_t capacity, size_t *size);

/**
 * enlist_runtime_tick:
 * @wait_ms: (out): call again after so many milliseconds; ENLIST_LINK_NEVER when only a call above brings
 * news
 *
 * Does what is due. Call it after every other call, too, once the frames have been taken.
 */
void enlist_runtime_tick (EnlistRuntime *runtime, uint32_t *wait_ms);

/* Whether the transport should be disconnected, once the frames have been taken. */
bool enlist_runtime_wants_close (const EnlistRuntime *runtime);

/* As `state` would say it. */
EnlistDeviceState enlist_runtime_state (const EnlistRuntime *runtime);
