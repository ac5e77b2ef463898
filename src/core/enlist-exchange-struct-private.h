/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-dialer-private.h"
#include "enlist-exchange-private.h"
#include "enlist-handover-private.h"
#include "enlist-reconnection-private.h"

G_BEGIN_DECLS

/* Shared by enlist-exchange.c (the object and its link) and enlist-exchange-messages.c (what the device
 * says). */

/* How far an enrollment has come, for the reconnection. */
#define PLACE_WANTS(part, offset) ((guint64) 1 << 40 | (guint64) (part) << 32 | (offset))
#define PLACE_READY ((guint64) 2 << 40)
#define PLACE_STEP(n) ((guint64) 3 << 40 | (n))
#define PLACE_FINISHED ((guint64) 4 << 40)
#define PLACE_COMMITTED ((guint64) 5 << 40)

struct _EnlistExchange {
  GObject parent_instance;

  EnlistLabel *label;
  guint8 session_id[ENLIST_SESSION_ID_SIZE];

  EnlistDialer *dialer;
  EnlistSessionState stage;
  gboolean ended;
  gboolean reached;     /* a link has been there */
  gboolean secured;     /* and its channel */
  gboolean opened;      /* the device has said its state on this link */
  gboolean restarts;    /* it begins again what it has done on a link before */
  guint steps;          /* that the device has told of on this link */
  gboolean committing;  /* commit has been sent */
  gboolean finished;    /* the device's program has ended */
  gboolean done;
  gboolean rolled_back; /* the device says so */
  guint answer_source;  /* what the device owes us */
  guint keep_alive_source;
  guint budget_source;  /* while there is no link */
  EnlistReconnection reconnection;

  char *serial;
  guint8 device_key[ENLIST_X25519_SIZE];
  EnlistHandover *handover;
  EnlistDeviceProof *proof;
};

void        enlist_exchange_set_stage     (EnlistExchange *self, EnlistSessionState stage);
EnlistPeer *enlist_exchange_get_peer      (EnlistExchange *self); /* (nullable) */
void        enlist_exchange_send_message  (EnlistExchange *self, const EnlistMessage *message);
void        enlist_exchange_send_plain    (EnlistExchange *self, EnlistMessageType type);
void        enlist_exchange_expect_answer (EnlistExchange *self);

/* @error: (transfer full); @step: of the device, or -1 */
void enlist_exchange_fail        (EnlistExchange *self, GError *error, int step);
void enlist_exchange_fail_status (EnlistExchange *self, EnlistStatus status, const char *doing);

void enlist_exchange_take_message   (EnlistExchange *self, const EnlistMessage *message);
void enlist_exchange_hand_over_next (EnlistExchange *self); /* the link would take a message */

G_END_DECLS
