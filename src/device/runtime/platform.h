/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "crypto.h"
#include "manifest.h"

/* What the runtime asks of the firmware around it; docs/device.md explains how to fill it. */

#define ENLIST_FUNCTION_MAX_ARGUMENTS 8
#define ENLIST_FUNCTION_TEXT_SIZE 128

typedef enum {
  ENLIST_CALL_DONE,
  ENLIST_CALL_PENDING, /* call again with the next tick */
  ENLIST_CALL_FAILED,
} EnlistCallResult;

/**
 * EnlistFunctionCall:
 *
 * One call of a function by a program. The arguments are whole CBOR items that the program computed: check
 * their types.
 */
typedef struct {
  bool first;                      /* false when this follows ENLIST_CALL_PENDING, with the same arguments */
  const EnlistSlice *arguments;    /* valid during the call; as many as the function declares */
  EnlistCborWriter *results;       /* write as many items as the function declares, in their order */
  char text[ENLIST_FUNCTION_TEXT_SIZE]; /* on failure: why, in short English, terminated; goes to the
                                           technical log */
} EnlistFunctionCall;

/**
 * EnlistFunction:
 *
 * Something that the firmware can do (docs/format.md, clause 12.3). A program that calls a number which is
 * not in the table, or with another number of arguments, is refused before it starts.
 */
typedef struct {
  unsigned number;
  const char *name;
  unsigned argument_count; /* at most ENLIST_FUNCTION_MAX_ARGUMENTS */
  unsigned result_count;   /* a program may leave out the last ones */
  EnlistCallResult (*invoke) (void *context, EnlistFunctionCall *call);
} EnlistFunction;

typedef enum {
  ENLIST_EVENT_CONNECTED,    /* the channel is open */
  ENLIST_EVENT_REFUSED,      /* a handshake failed or was refused; @status says how */
  ENLIST_EVENT_OPENED,       /* a session began or resumed */
  ENLIST_EVENT_READY,        /* manifest and program are accepted */
  ENLIST_EVENT_STARTED,      /* the program runs */
  ENLIST_EVENT_STEP_RUNNING,
  ENLIST_EVENT_STEP_DONE,
  ENLIST_EVENT_STEP_FAILED,
  ENLIST_EVENT_FINISHED,     /* the program has ended, everything is staged */
  ENLIST_EVENT_COMMITTED,    /* what was staged holds */
  ENLIST_EVENT_ENDED,        /* the assistant has stored that */
  ENLIST_EVENT_ROLLED_BACK,  /* what was staged is discarded */
  ENLIST_EVENT_FAILED,       /* @status and @text were told to the assistant */
  ENLIST_EVENT_TRIGGERED,    /* a block of an IoT application begins; @step is its `when` */
  ENLIST_EVENT_BLOCK_FAILED, /* @step of it has failed, with @status and @text; the IoT application goes on */
} EnlistEventType;

typedef struct {
  EnlistEventType type;
  EnlistStatus status;
  int step;           /* -1: none */
  unsigned operation; /* of @step */
  const char *text;   /* NULL: none */
} EnlistEvent;

/**
 * EnlistPlatform:
 *
 * The hooks. @context is handed to each; none may call back into the runtime. @event may be NULL, and all of
 * those behind it together: then the device installs no parts.
 */
typedef struct {
  void *context;
  const EnlistCrypto *crypto;

  /* Milliseconds of a clock that never goes back. */
  uint64_t (*clock) (void *context);

  /*
   * The one object that the runtime keeps: at most @capacity bytes. Reading: *size 0 when nothing was ever
   * written. Writing is atomic and durable: whatever happens, and whenever the power goes, a later read gives
   * the old bytes or the new ones; on ENLIST_OK the new ones. Errors: ENLIST_E_STORAGE, ENLIST_E_SPACE.
   */
  EnlistStatus (*read_state)  (void *context, uint8_t *buffer, size_t capacity, size_t *size);
  EnlistStatus (*write_state) (void *context, EnlistSlice state);

  /*
   * The fuse makes ownership permanent. Locking a locked fuse does nothing and succeeds. ENLIST_E_STORAGE
   * when it could not be locked.
   */
  bool         (*fuse_is_locked) (void *context);
  EnlistStatus (*lock_fuse)      (void *context, const uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE]);

  /* Makes the device noticed: it blinks. Returns at once. */
  void (*identify) (void *context);

  const EnlistFunction *functions;
  size_t function_count;
  void *function_context; /* handed to each of them */

  /* For a log. Must not keep the event. */
  void (*event) (void *context, const EnlistEvent *event);

  /*
   * Whether the firmware runs parts of that role and media type, ENLIST_ROLE_APP without one being an IoT
   * application (iot-application.h). It is not asked about configurations: the runtime applies them itself.
   */
  bool (*accepts_media) (void *context, EnlistRole role, EnlistSlice media);

  /*
   * Storage for parts that stay, apart from the state. A part is known by its hash alone, so that a transfer
   * goes on where it stopped, over links and power cuts. It grows from its beginning: @offset is what
   * part_size() answers, the bytes that are durable so far, 0 for an unknown part; @total is what the part
   * will have, so that storage which is too small refuses at once. Errors: ENLIST_E_STORAGE.
   */
  uint32_t     (*part_size)  (void *context, const uint8_t hash[ENLIST_PART_HASH_SIZE]);
  EnlistStatus (*part_write) (void *context, const uint8_t hash[ENLIST_PART_HASH_SIZE], uint32_t total,
                              uint32_t offset, EnlistSlice bytes);
  EnlistStatus (*part_read)  (void *context, const uint8_t hash[ENLIST_PART_HASH_SIZE], uint32_t offset,
                              uint8_t *buffer, size_t size);

  /* Removes every part but these @count ones, of which some may not be there. */
  void         (*part_keep)  (void *context, const uint8_t (*hashes)[ENLIST_PART_HASH_SIZE], size_t count);
} EnlistPlatform;
