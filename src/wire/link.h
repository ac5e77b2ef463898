/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * The link (docs/format.md, clause 10.1): messages over any transport that moves frames, losing, repeating
 * and reordering some. Both ends are the same.
 *
 * A message of 1 to ENLIST_LINK_MAX_MESSAGE bytes is cut into fragments of one size, only its last may be
 * shorter, and each goes into one frame of at most ENLIST_LINK_MAX_FRAME bytes:
 *
 *   byte 0   kind: 0x01 fragment, 0x11 last fragment of its message, 0x02 acknowledgement, 0x03 reset,
 *            0x04 repeat
 *   byte 1   fragment: its sequence number, from 0, modulo 256; otherwise 0
 *   byte 2   the sequence number that this end expects next from the peer, which acknowledges all before it;
 *            in a reset 0
 *   then     fragment: at least 1 byte; acknowledgement and repeat: nothing; reset: one byte, the reason
 *
 * - At most ENLIST_LINK_WINDOW fragments are under way unacknowledged. The next message begins when every
 *   fragment of the former has been sent, with a second buffer (enlist_link_set_pipeline()), else when it is
 *   acknowledged. Until the first acknowledgement on a link only one fragment is under way, because some
 *   Bluetooth stacks damage what comes right after the connection.
 * - The receiver keeps fragments of the window in any order and drops repeated ones. It joins one message at
 *   a time: fragments of the next one that come before this one is whole and taken are dropped, and when it
 *   has been taken a repeat asks for them. A repeat acknowledges, too; the sender goes on from there at once.
 * - Every fragment acknowledges too. An acknowledgement of its own goes out at once after the first fragment
 *   of a link, every fourth one, the last one of a message, and any that is repeated or out of order; else a
 *   quarter of the time-out after the fragment.
 * - Without progress for the time-out, everything unacknowledged is sent again, and the time-out doubles up
 *   to eight times its value; after ENLIST_LINK_MAX_TIMEOUTS times the link has failed.
 * - A reset starts both directions anew with sequence number 0 and drops what was under way. Reason 0 means
 *   only that; others are an EnlistStatus. It is not acknowledged: a lost one shows as a time-out.
 * - Frames that cannot be are dropped and counted. There is no checksum: the channel above authenticates. A
 *   damaged acknowledgement can leave the receiver waiting for what the sender takes for delivered; the
 *   session's own timer ends that.
 *
 * The caller owns transport and clock. After anything has happened (frame received, message sent or taken,
 * transport writable again, wait over): take frames with enlist_link_next_frame() as long as there are any
 * and the transport takes them, then call enlist_link_tick(); again while that asks for a wait of 0.
 */

/* Kinds of frames */
#define ENLIST_LINK_FRAGMENT 0x01
#define ENLIST_LINK_LAST_FRAGMENT 0x11
#define ENLIST_LINK_ACKNOWLEDGEMENT 0x02
#define ENLIST_LINK_RESET 0x03
#define ENLIST_LINK_REPEAT 0x04

#define ENLIST_LINK_HEADER_SIZE 3
#define ENLIST_LINK_MIN_FRAME 18 /* of several notifications in one PDU, at an ATT MTU of 23 */
#define ENLIST_LINK_MAX_FRAME 500
#define ENLIST_LINK_MAX_MESSAGE 4112 /* ENLIST_CHANNEL_MAX_SEALED */
#define ENLIST_LINK_WINDOW 8
#define ENLIST_LINK_MAX_TIMEOUTS 12
#define ENLIST_LINK_NEVER UINT32_MAX /* no wait ends: nothing is under way */

/* For diagnostics; they count since enlist_link_init() and may wrap. */
typedef struct {
  uint32_t sent;          /* fragments, each time */
  uint32_t sent_again;    /* of these, not for the first time */
  uint32_t received;      /* fragments that were new and in the window */
  uint32_t duplicates;    /* fragments that were here already */
  uint32_t out_of_window; /* fragments, or acknowledgements of what was never sent */
  uint32_t malformed;     /* frames of a shape that cannot be */
  uint32_t held_back;     /* fragments that came before the former message was whole and taken */
} EnlistLinkCounters;

typedef struct {
  bool running;
  uint32_t deadline_ms; /* the clock's lower half */
} EnlistLinkTimer;

/* A message on its way out */
typedef struct {
  uint8_t *buffer;
  uint16_t size;  /* 0: none */
  uint16_t count; /* its fragments */
} EnlistLinkOutgoing;

typedef struct {
  EnlistLinkOutgoing messages[2]; /* the second only with a buffer for it, and behind the first */
  uint16_t capacity;
  uint16_t acknowledged;  /* fragments, from the first of the first message on, like the next two */
  uint16_t next;          /* the fragment to send next */
  uint16_t furthest;      /* one past the last fragment ever sent */
  uint8_t sequence;       /* of the first fragment not acknowledged */
  uint8_t timeouts;       /* in a row */
  bool confirmed;         /* an acknowledgement has come on this link */
  EnlistLinkTimer timer;
} EnlistLinkSender;

/* One message on its way in; the buffer holds its fragments where they belong */
typedef struct {
  uint8_t *buffer;
  uint16_t capacity;
  uint16_t size;            /* known with the last fragment, 0 before */
  uint16_t fragment_size;   /* of all but the last of a message; 0: none has come on this link */
  uint16_t complete;        /* fragments from the first on without a gap */
  uint16_t last_index;      /* of the last fragment, when @last_size is not 0 */
  uint16_t last_size;
  uint8_t expected;         /* sequence number of the first fragment missing */
  uint8_t window;           /* bit i: fragment expected + i is here */
  uint8_t unacknowledged;   /* fragments since the last acknowledgement */
  bool confirmed;           /* a fragment has come on this link */
  bool acknowledge_now;
  bool dropped;             /* something of the next message */
  bool repeat_now;
  bool taken;
  EnlistLinkTimer timer;
} EnlistLinkReceiver;

/**
 * EnlistLink:
 *
 * One end of a link. Borrows its buffers and nothing else.
 */
typedef struct {
  uint16_t frame_size;
  uint32_t timeout_ms;
  EnlistLinkSender sender;
  EnlistLinkReceiver receiver;
  EnlistLinkCounters counters;
  bool reset_due;
  uint8_t reset_reason;
  bool was_reset;
  uint8_t peer_reason;
} EnlistLink;

/**
 * enlist_link_init:
 * @mtu: bytes that the transport takes in one frame, at least ENLIST_LINK_MIN_FRAME; more than
 *   ENLIST_LINK_MAX_FRAME are not used. The peer's may differ.
 * @timeout_ms: how long to wait for an acknowledgement, at least 4
 * @send_buffer: (transfer none): ENLIST_LINK_MAX_MESSAGE bytes
 * @receive_buffer: (transfer none): ENLIST_LINK_MAX_MESSAGE bytes
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE
 */
EnlistStatus enlist_link_init (EnlistLink *link,
                               size_t      mtu,
                               uint32_t    timeout_ms,
                               uint8_t    *send_buffer,
                               uint8_t    *receive_buffer);

/* For an end that saves memory, right after enlist_link_init(): the buffers have only so many bytes. */
void enlist_link_set_capacity (EnlistLink *link,
                               size_t      send_capacity,
                               size_t      receive_capacity);

/**
 * enlist_link_set_pipeline:
 * @second_buffer: (transfer none): as large as the send buffer
 *
 * Right after enlist_link_init(): a message can follow the former one before that is acknowledged.
 */
void enlist_link_set_pipeline (EnlistLink *link, uint8_t *second_buffer);

/* Whether enlist_link_send() would take a message. */
bool enlist_link_idle (const EnlistLink *link);

/* Whether the peer has acknowledged everything. */
bool enlist_link_settled (const EnlistLink *link);

/**
 * enlist_link_send:
 * @message: 1 byte to what the send buffer takes; copied, unless it begins at the send buffer, which the
 *   caller may use while enlist_link_idle() when there is no second one
 *
 * Returns: ENLIST_OK; ENLIST_E_BUSY while the former message is not wholly acknowledged, or sent;
 *   ENLIST_E_RANGE for an empty message; ENLIST_E_TOO_LARGE
 */
EnlistStatus enlist_link_send (EnlistLink *link, EnlistSlice message);

/**
 * enlist_link_next_frame:
 * @frame: (out caller-allocates): at most the MTU or ENLIST_LINK_MAX_FRAME, whichever is less
 * @size: (out): bytes of the frame
 *
 * Takes the next frame to put on the transport. Frames of a @capacity that is too small stay.
 *
 * Returns: whether there was one
 */
bool enlist_link_next_frame (EnlistLink *link, uint8_t *frame, size_t capacity, size_t *size);

/**
 * enlist_link_receive:
 * @frame: what the transport has brought
 *
 * A message taken with enlist_link_next_message() is overwritten from here on.
 *
 * Returns: ENLIST_OK, also for a duplicate; otherwise the frame was dropped, and this says why for a log:
 *   ENLIST_E_RANGE (malformed, or outside the window), ENLIST_E_TOO_LARGE (its message does not fit the
 *   receive buffer), ENLIST_E_BUSY (the former message is not whole yet, or waits to be taken)
 */
EnlistStatus enlist_link_receive (EnlistLink *link, EnlistSlice frame);

/**
 * enlist_link_next_message:
 * @message: (out): inside the receive buffer, valid until the next enlist_link_receive() or
 *   enlist_link_reset(); may be changed in place until then
 *
 * Takes a message that is whole, each once.
 *
 * Returns: whether there was one
 */
bool enlist_link_next_message (EnlistLink *link, EnlistSlice *message);

/**
 * enlist_link_tick:
 * @now_ms: a clock that never goes back
 * @wait_ms: (out): call again after so many milliseconds, if nothing happens before; 0 when a time-out has
 *   just made frames due, ENLIST_LINK_NEVER when nothing is under way
 *
 * Returns: ENLIST_OK; ENLIST_E_TIMEOUT when the peer has been silent too often: reset or drop the link
 */
EnlistStatus enlist_link_tick (EnlistLink *link, uint64_t now_ms, uint32_t *wait_ms);

/**
 * enlist_link_reset:
 * @reason: 0, or the EnlistStatus that ended the session
 *
 * Drops everything under way, starts anew and tells the peer with the next frame. An end begins so on a
 * transport that has no connections, such as a serial line.
 */
void enlist_link_reset (EnlistLink *link, uint8_t reason);

/**
 * enlist_link_take_reset:
 * @reason: (out): the peer's
 *
 * Returns: whether the peer has reset the link since the last call; messages sent before are lost, the
 *   channel above has ended
 */
bool enlist_link_take_reset (EnlistLink *link, uint8_t *reason);

/* (transfer none) */
const EnlistLinkCounters *enlist_link_counters (const EnlistLink *link);
