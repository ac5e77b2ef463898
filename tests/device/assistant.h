/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "application.h"
#include "channel.h"
#include "link.h"
#include "message.h"

#define ASSISTANT_QUEUE 16

/* What an assistant does differently from the course of clause 10.4 */
typedef enum {
  SCRIPT_ENROLL,
  SCRIPT_HOLD_COMMIT, /* stops when the device has finished */
  SCRIPT_HOLD_START,  /* stops when the device is ready */
  SCRIPT_HOLD_OPEN,   /* stops when the channel is open */
} Script;

/**
 * Assistant:
 *
 * The other end: link, channel and messages of `wire` in the initiator's role, following a script. What it
 * knows of a session survives assistant_connect(), as the journal of a real one does.
 */
typedef struct {
  const Application *application;
  Script script;
  const char *fields;          /* what it sends, in notation */
  const char *later[4];        /* what it sends after each `report`; NULL: no more */
  unsigned chosen;             /* which application of the label */
  uint8_t session[ENLIST_SESSION_ID_SIZE];
  uint8_t label_secret[ENLIST_LABEL_SECRET_SIZE];
  uint8_t device_key[32];
  bool has_secret;
  bool resets_first;           /* as on a transport without connections (clause 10.1.5) */
  bool spoil_part;
  unsigned part_budget;        /* stops after so many pieces of parts; 0: never */
  uint32_t shift_part;         /* sends a part from another offset than wanted */
  unsigned other_part;         /* says that it is a part so much further on the label */
  unsigned longer_part;        /* so many bytes more than there are */

  /* a link's */
  EnlistLink link;
  EnlistChannel channel;
  bool hello_due;
  unsigned queue[ASSISTANT_QUEUE]; /* message types */
  unsigned queue_size;
  bool wanted;                 /* a part is on its way to the device */
  uint32_t want_offset;        /* of its next piece */
  unsigned want_part;
  unsigned part_messages;
  unsigned wants;
  unsigned fails;
  EnlistStatus refused;        /* the one byte instead of an answer */
  bool finished;
  bool ready;

  /* a session's */
  unsigned state_seen;         /* of the last `state`; 99: none */
  bool state_has_session;
  unsigned limit;              /* bytes of a message that the device takes */
  unsigned preset;
  unsigned reports;
  unsigned steps_running;
  unsigned steps_done;
  unsigned steps_failed;
  int step_failed;
  bool has_report;
  bool report_valid;
  uint8_t report_key[32];
  uint8_t report[ENLIST_MESSAGE_MAX];
  size_t report_size;
  EnlistSessionBinding binding; /* of the channel that brought the report */
  bool done;
  bool done_valid;
  unsigned done_state;
  bool done_signed;
  uint8_t done_signature[64];
  EnlistStatus failed;
  int fail_step;
  char fail_text[256];

  uint8_t message[ENLIST_LINK_MAX_MESSAGE];
  uint8_t send_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t second_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t receive_buffer[ENLIST_LINK_MAX_MESSAGE];
} Assistant;

void assistant_init    (Assistant *assistant, const Application *application);
void assistant_connect (Assistant *assistant, size_t mtu);

/* Another session, as another installer would begin */
void assistant_new_session (Assistant *assistant, uint8_t id);

/* Says something by hand, when the link is free */
void assistant_queue (Assistant *assistant, EnlistMessageType type);

/* Goes on as far as it can; frames are moved by the caller. */
void assistant_pump (Assistant *assistant);
