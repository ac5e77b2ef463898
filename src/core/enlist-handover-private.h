/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "message.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_HANDOVER (enlist_handover_get_type ())
G_DECLARE_FINAL_TYPE (EnlistHandover, enlist_handover, ENLIST, HANDOVER, GObject)

/**
 * EnlistHandover:
 *
 * What the device gets of a label: its manifest, and the parts that it asks for, in messages of the size that
 * it takes (docs/format.md, clauses 10.3 and 10.4). It sends nothing itself.
 */
EnlistHandover *enlist_handover_new (EnlistLabel *label);

/**
 * enlist_handover_begin:
 * @state: what the device has said
 * @manifest: (out): the message for it; points into the label
 *
 * Checks that the device can take the manifest, and that its program has what the device does by itself at
 * the end. ENLIST_ERROR_DEVICE_FAILED, _INVALID_PROGRAM
 */
gboolean enlist_handover_begin (EnlistHandover      *self,
                                const EnlistMessage *state,
                                EnlistMessage       *manifest,
                                GError             **error);

/**
 * enlist_handover_serve:
 * @want: what the device asks for, once for each part since the beginning
 *
 * ENLIST_ERROR_PROTOCOL when it is not the device's to ask, or it asks again; ENLIST_ERROR_INCOMPLETE
 */
gboolean enlist_handover_serve (EnlistHandover      *self,
                                const EnlistMessage *want,
                                GError             **error);

/**
 * enlist_handover_next:
 * @part: (out): the next message of what the device has asked for; points into the label
 *
 * Returns: whether there is one; the device wants nothing otherwise
 */
gboolean enlist_handover_next (EnlistHandover *self, EnlistMessage *part);

/* Bytes of the largest message that the device takes, after the beginning */
gsize    enlist_handover_get_limit (EnlistHandover *self);

/* After the beginning: the device makes its ownership permanent whether or not its program says so. */
gboolean enlist_handover_locks_by_itself (EnlistHandover *self);

G_END_DECLS
