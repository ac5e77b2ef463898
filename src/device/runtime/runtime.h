/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "announcement.h"
#include "channel.h"
#include "execution.h"
#include "identity.h"
#include "link.h"
#include "message.h"
#include "platform.h"
#include "state.h"

/*
 * The device's end of an enrollment (docs/format.md, clause 10): link, channel, session, program, and what is
 * kept. One link at a time. Everything happens inside the calls below, in the caller's memory, in bounded
 * time; only functions of the platform may take long, see ENLIST_CALL_PENDING.
 */

#define ENLIST_RUNTIME_FAILSAFE_MS 120000 /* clause 10.7 */
#define ENLIST_RUNTIME_ADVERTISING_MS 120000 /* after power-on, also when owned: clause 10.1.12 */
#define ENLIST_RUNTIME_THROTTLE_COUNT 5   /* failed handshakes ... */
#define ENLIST_RUNTIME_THROTTLE_MS 60000  /* ... within this time: clause 10.2.6 */

/**
 * EnlistRuntimeMemory:
 *
 * The caller's memory, for as long as the runtime, and how the runtime divides it; docs/device.md, "Memory",
 * tells what a session needs. What does not fit is refused, never cut short.
 */
typedef struct {
  uint8_t *bytes;
  size_t size;          /* at least ENLIST_RUNTIME_MEMORY_SIZE of all that follows */
  size_t message_size;  /* ENLIST_MESSAGE_MIN_LIMIT to ENLIST_MESSAGE_MAX: the longest message either way */
  size_t manifest_size; /* the longest manifest; it must fit into a message, too */
  size_t program_size;  /* the longest program of the device */
  size_t values_size;   /* values of fields and of what `set` keeps, each with 3 bytes more */
  size_t work_size;     /* the state, the arguments of a call, a configuration, in turn; at least
                           ENLIST_RUNTIME_MIN_WORK more than manifest_size */
  unsigned key_count;   /* keys that a program can make */
} EnlistRuntimeMemory;

#define ENLIST_RUNTIME_MIN_WORK 64
#define ENLIST_RUNTIME_KEY_SIZE 99

/* Bytes of memory for these sizes; a constant when they are. */
#define ENLIST_RUNTIME_MEMORY_SIZE(message, manifest, program, values, work, keys)                          \
  (2 * ((message) + ENLIST_CHANNEL_OVERHEAD) + (manifest) + (program) + (values) + (work)                   \
   + ENLIST_RUNTIME_KEY_SIZE * (keys))

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
  ENLIST_EXECUTE_FAILED,   /* say that it failed; another block of its `try` is next */
} EnlistExecuteStage;

/* A key pair made by the running program; bytes only, so that it may lie anywhere in the memory */
typedef struct {
  uint8_t field;
  uint8_t type; /* EnlistKeyType */
  uint8_t public_key[ENLIST_KEY_MAX_PUBLIC_SIZE];
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
  const char *text;   /* NULL: none; constant, or the execution's */
} EnlistReply;

/**
 * EnlistRuntime:
 *
 * About 1.6 KiB on 32 bits; its members are private.
 */
typedef struct {
  const EnlistPlatform *platform;
  EnlistRuntimeInfo info;
  EnlistRuntimeMemory memory;
  uint8_t *send_buffer; /* in the memory, like the four below */
  uint8_t *receive_buffer;
  uint8_t *manifest_bytes;
  uint8_t *program;
  uint8_t *work;
  EnlistRuntimeKey *keys;
  uint8_t static_public[ENLIST_X25519_SIZE];
  EnlistStanding standing;
  bool broken;         /* the storage is damaged: refuse everything */
  bool awaits_end;     /* committed, and the assistant has not said that it has stored that */
  uint64_t power_on;   /* when the runtime began */

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
  EnlistManifest manifest;
  unsigned application;
  unsigned publisher;  /* index in the identity */

  int program_part;    /* index of the device's program, -1: none */
  uint8_t program_hash[ENLIST_PART_HASH_SIZE]; /* what @program_received belongs to, over links */
  uint32_t program_size;
  uint32_t program_received;
  int part;            /* what `want` asks for, or asked for last */
  uint32_t part_offset; /* of what comes next of it */
  bool prepared;       /* the program has been validated */
  uint16_t checked;    /* a bit for each part that is here and matches its hash */
  uint16_t installed;  /* a bit for each part that stays */

  EnlistExecuteStage stage;
  EnlistExecution execution;
  uint8_t needed[ENLIST_FIELD_COUNT / 8]; /* fields that some `need` names */
  uint8_t fresh[ENLIST_FIELD_COUNT / 8];  /* fields that were sent since the last `need` */
  unsigned key_count;
  bool lock;
  bool forget;
  size_t state_size;   /* bytes of the staged state in the work memory */
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

/* What the device says of itself over Bluetooth LE: service data and the characteristic `info` (clause
 * 10.1.9). It may be another after any other call. */
void enlist_runtime_announcement (const EnlistRuntime *runtime,
                                  uint8_t              announcement[ENLIST_ANNOUNCEMENT_SIZE]);

/**
 * enlist_runtime_wants_advertising:
 *
 * Whether the device advertises: while it has no owner, from `commit` until the assistant's `end`, and for
 * ENLIST_RUNTIME_ADVERTISING_MS after enlist_runtime_init(). It may be otherwise after any other call;
 * enlist_runtime_tick() says when time alone ends it.
 */
bool enlist_runtime_wants_advertising (const EnlistRuntime *runtime);
