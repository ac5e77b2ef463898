/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "link.h"
#include "noise.h"
#include "test.h"

/*
 * Two ends of a link, a transport between them that behaves as badly as a test wants, and a clock of its own.
 * What the ends send is sealed, as on the channel, so that a damaged message is known from a whole one.
 */

#define LOSSY_MAX_FLIGHTS 256
#define LOSSY_LATENCY_MS 10
#define LOSSY_TIMEOUT_MS 200

typedef enum {
  LOSSY_PASS,
  LOSSY_DROP,
  LOSSY_REPEAT,
  LOSSY_DELAY,   /* so long that later frames overtake it */
  LOSSY_SHUFFLE, /* comes anywhere among those that follow */
  LOSSY_DAMAGE,
} LossyFault;

typedef enum {
  LOSSY_DONE,      /* every message has arrived as it was sent */
  LOSSY_DAMAGED,   /* a message did not authenticate */
  LOSSY_STALLED,   /* nothing moves any more */
  LOSSY_TIMED_OUT, /* a link has said so */
  LOSSY_RESET,     /* an end has seen a reset */
  LOSSY_WRONG,     /* a message authenticated and was another one, or came at another place: never */
} LossyOutcome;

typedef struct {
  bool used;
  unsigned to;
  uint64_t due_ms;
  uint64_t number;
  size_t size;
  uint8_t bytes[ENLIST_LINK_MAX_FRAME];
} LossyFlight;

typedef struct {
  EnlistLink link;
  uint8_t *send_buffer;
  uint8_t *second_buffer; /* NULL: no pipelining */
  uint8_t *receive_buffer;
  bool slow;              /* takes its messages only some time after they have come */
  uint64_t take_ms;       /* when it will; 0: none waits */
  EnlistNoiseCipher send_cipher;
  EnlistNoiseCipher receive_cipher;
  const uint16_t *sizes; /* of the messages to send: plaintext, may be 0 */
  unsigned count;
  unsigned sent;
  unsigned received;
  uint64_t wake_ms;
} LossyEnd;

typedef struct _LossyWorld LossyWorld;

struct _LossyWorld {
  /* What becomes of the @number-th frame that is put on the transport, from 0; may change the frame */
  LossyFault (*fault) (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size);

  TestRandom random;
  uint64_t fault_number; /* for the test's own use, like the next two */
  LossyFault fault_kind;
  size_t fault_byte;

  uint64_t now_ms;
  uint64_t frames; /* put on the transport so far */
  LossyEnd ends[2];
  LossyFlight flights[LOSSY_MAX_FLIGHTS];
};

/* @mtus: of either end. The ends have nothing to send yet. */
LossyWorld *lossy_world_new (const size_t mtus[2], uint64_t seed);
void lossy_world_free (LossyWorld *world);

/* An end of less memory; before it sends anything */
void lossy_world_set_capacity (LossyWorld *world, unsigned end, size_t capacity);

/* That end sends messages before the former ones are acknowledged. */
void lossy_world_set_pipeline (LossyWorld *world, unsigned end);

/* New keys, and both ends begin with their first message again; the links stay as they are. */
void lossy_world_rekey (LossyWorld *world);

/* Runs until everything has arrived or nothing goes on. */
LossyOutcome lossy_world_run (LossyWorld *world);
