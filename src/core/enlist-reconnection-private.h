/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * EnlistReconnection: whether a link that was lost is taken up again, and when. It gives up when the device
 * has not been reached for so long in all, or was reached and lost too often, without the enrollment having
 * come further in between.
 */

#define ENLIST_RECONNECTION_MAX_LOSSES 6

typedef struct {
  guint patience_s;   /* without a link; set by its owner */
  gint64 lost_at;     /* of the monotonic clock; 0 while there is a link */
  gint64 spent_us;    /* without a link, before that */
  guint losses;       /* since the last progress */
  guint attempts;     /* since the link was lost */
  guint64 furthest;   /* how far the enrollment has ever come */
  GError *loss;       /* why the link was lost */
  GError *problem;    /* why dialing it again has failed last; %NULL: it has not */
} EnlistReconnection;

/* The link was lost, or dialing it again has failed. @error: why */
void     enlist_reconnection_note_lost      (EnlistReconnection *self, const GError *error);
/* The device has been reached. */
void     enlist_reconnection_note_reached   (EnlistReconnection *self);
/* @place: any measure that grows as the enrollment goes on */
void     enlist_reconnection_note_progress  (EnlistReconnection *self, guint64 place);

/* Milliseconds to wait before the next attempt; -1 to give up. After enlist_reconnection_note_lost() */
int      enlist_reconnection_get_delay      (const EnlistReconnection *self);
/* Milliseconds until it has to give up unless the device is reached before. */
guint    enlist_reconnection_get_time_left  (const EnlistReconnection *self);

/* (transfer full): what to say when it gives up. @error: why the last attempt has failed */
GError  *enlist_reconnection_make_error     (const EnlistReconnection *self, const GError *error);

void     enlist_reconnection_clear          (EnlistReconnection *self);

G_END_DECLS
