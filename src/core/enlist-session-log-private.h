/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SESSION_LOG (enlist_session_log_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSessionLog, enlist_session_log, ENLIST, SESSION_LOG, GObject)

/**
 * EnlistSessionLog:
 *
 * How far a session is: the steps of both programs, and a line for everything that happened, every change of
 * a step among them. Nothing secret goes in.
 */
EnlistSessionLog *enlist_session_log_new (EnlistLabel *label);

void  enlist_session_log_add      (EnlistSessionLog *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void  enlist_session_log_add_nick (EnlistSessionLog *self, GType type, int value); /* of an enumeration */
char *enlist_session_log_dup_text (EnlistSessionLog *self);

/* (transfer none) (element-type EnlistStepItem) */
GListModel *enlist_session_log_get_steps (EnlistSessionLog *self, EnlistSide side);

/* A step that is not there is passed over. */
void enlist_session_log_set_step (EnlistSessionLog *self, EnlistSide side, guint index, EnlistStepState state,
                                  const char *problem);

/* The program starts again: all its steps are to come. */
void enlist_session_log_begin_anew (EnlistSessionLog *self, EnlistSide side);

/* Steps that nobody reached: in a branch not taken, or behind the end. */
void enlist_session_log_skip_pending (EnlistSessionLog *self, EnlistSide side);

G_END_DECLS
