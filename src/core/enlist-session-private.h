/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-exchange-private.h"
#include "enlist-ledger-private.h"
#include "enlist-program-run-private.h"
#include "enlist-session-log-private.h"
#include "enlist-session-status-private.h"
#include "enlist-session.h"
#include "enlist-trace.h"

G_BEGIN_DECLS

/* Shared by enlist-session.c, the object, and enlist-session-course.c, what it does. */
struct _EnlistSession {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistPublisher *publisher;
  EnlistJournal *journal;
  EnlistKeyring *keyring;
  EnlistCatalogs *catalogs; /* these may be %NULL */
  EnlistGateway *gateway;
  EnlistAnswerMemory *memory;
  guint patience_s;
  GFile *trace_file;
  EnlistTransportContext context;

  EnlistSessionState state;
  EnlistRecord *record;
  GTask *task;
  GSource *cancel_source;
  EnlistSessionLog *log;
  EnlistSessionStatus *status;

  char session_id[ENLIST_SESSION_ID_SIZE * 2 + 1];
  EnlistLedger *ledger;
  EnlistExchange *exchange;
  char *device;

  EnlistProgramRun *program;
  gboolean device_runs;
  gboolean device_finished;
  gboolean lock_permitted;
  gboolean deciding;   /* a record is on its way into the journal */
  gboolean trace_open;
  guint timeout_source;

  EnlistSide failed_side;
  int failed_step;
};

/* Begins a session that has its task; it ends that. */
void enlist_session_begin (EnlistSession *self);

/* Goes on to the record when nothing is missing. */
void enlist_session_record_when_both_ended (EnlistSession *self);

/* The session is going away: stops what it does. */
void enlist_session_stop (EnlistSession *self);

G_END_DECLS
