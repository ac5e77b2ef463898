/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "channel.h"
#include "enlist-transport.h"
#include "enrollment.h"
#include "identity.h"
#include "link.h"
#include "message.h"

/* What the device does against the rules. */
typedef enum {
  TRICK_NONE,
  TRICK_SILENT,             /* takes the connection and says nothing */
  TRICK_GARBAGE,            /* for an answer to the handshake */
  TRICK_REFUSES,            /* with the byte `refusal` */
  TRICK_CLOSES,             /* in the handshake */
  TRICK_UNAUTHENTIC,        /* a message that it has not sealed */
  TRICK_MALFORMED,          /* a sealed message that is not CBOR */
  TRICK_ASSISTANT_MESSAGE,
  TRICK_OTHER_SERIAL,
  TRICK_OWNED,
  TRICK_ASKS_FOR_THE_OTHER_PART,
  TRICK_ASKS_AGAIN,         /* for the part that it has got */
  TRICK_FINISHES_EARLY,     /* before it was started */
  TRICK_CONTROL_CHARACTERS, /* in the reason of a failure */
  TRICK_UNDECLARED_FIELD,
  TRICK_BAD_REPORT,         /* its signature */
  TRICK_SECOND_KEY,         /* signs another report with another key */
  TRICK_LATE_REPORT,        /* after its program has ended */
  TRICK_EARLY_DONE,         /* before the commit */
  TRICK_BAD_DONE,           /* its signature */
  TRICK_LOCKS_BY_ITSELF,    /* no trick: it says so */
  TRICK_DOES_NOT_LOCK,      /* though it says so */
  TRICK_TAKES_LITTLE,       /* no trick: messages of 700 bytes */
  TRICK_TAKES_LEAST,        /* of 256, the least that is allowed */
} Trick;

/* A device at an enrollment's place and with its identity, which plays its half of the label of
 * scripted_device_make_label(), and one trick. */
typedef struct {
  Trick trick;
  guint8 refusal;

  GSocketService *service;
  EnlistTransport *transport;
  GBytes *identity_bytes;
  EnlistIdentity identity;
  guint8 seeds[2][32];      /* of signing keys; the second is for a trick */

  EnlistLink link;
  guint8 send_buffer[ENLIST_LINK_MAX_MESSAGE];
  guint8 receive_buffer[ENLIST_LINK_MAX_MESSAGE];
  guint tick_source;
  GQueue *outgoing;         /* of GBytes */
  EnlistChannel channel;
  EnlistSessionBinding binding;
  guint n_fields_messages;
  guint n_part_messages;    /* with TRICK_TAKES_LITTLE, which asks for its program */
} ScriptedDevice;

EnlistLabel *scripted_device_make_label (Enrollment *enrollment);

/* The same without `lock`, with three texts more to ask for, and a device's program of some 1500 bytes. */
EnlistLabel *scripted_device_make_open_label (Enrollment *enrollment);

void scripted_device_start (ScriptedDevice *self, Enrollment *enrollment, Trick trick, guint8 refusal);
void scripted_device_stop  (ScriptedDevice *self);
