/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enlist-ctl-answers.h"
#include "enlist-session.h"

G_BEGIN_DECLS

/* What one run of a session needs. */
typedef struct {
  EnlistLabel *label;         /* verified */
  EnlistPublisher *publisher;
  EnlistCtlAnswers *answers;
  EnlistJournal *journal;
  EnlistAnswerMemory *memory; /* %NULL for none */
  EnlistGateway *gateway;     /* %NULL: this computer is none */
  EnlistBluetooth *bluetooth; /* %NULL: the device is not reached over it */
  const char *device;         /* %NULL: as the label says */
  const char *log;            /* file for the technical log; %NULL for none */
  const char *trace;          /* file for the frames; %NULL for none */
  gboolean confirmed;         /* instructions count as done */
  gboolean lock_permitted;    /* ownership may become permanent */
} EnlistCtlEnrollment;

/**
 * enlist_ctl_enrollment_run:
 *
 * Runs a session to its end, shows its steps on standard error as they change, and answers what it asks.
 * A device that locks by itself needs a permission, or somebody who can be asked. SIGINT and SIGTERM give up:
 * the device rolls back.
 *
 * Returns: (transfer full): the record; errors as of enlist_session_run_finish() and
 * enlist_ctl_answer_prompt()
 */
EnlistRecord *enlist_ctl_enrollment_run (const EnlistCtlEnrollment *self, GError **error);

G_END_DECLS
