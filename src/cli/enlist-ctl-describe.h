/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/*
 * A label for people to read: what enlist_ctl_describe_*() answer are lines, each ended by a line feed and
 * free of control characters, for standard output (inspect) or standard error (the review before an
 * enrollment).
 */

/* Publisher, device and how it is reached. @publisher: (nullable): %NULL when the signature was not verified
 */
char *enlist_ctl_describe_label (EnlistLabel *label, EnlistPublisher *publisher);

/* Bytes, characters and QR codes. */
char *enlist_ctl_describe_sizes (EnlistLabel *label);

/* The steps of both ends, and what the device is sent. */
char *enlist_ctl_describe_steps (EnlistLabel *label);

/* What to think of before using it: no secret, a lock. Empty when there is nothing. */
char *enlist_ctl_describe_warnings (EnlistLabel *label);

/* {"assistant": [{"index", "depth", "operation", "title", "detail"}], "device": […]} */
JsonNode *enlist_ctl_steps_to_json (EnlistLabel *label);

/* The version of the label's QR codes, 0 when it needs too many; and how many there are. */
guint enlist_ctl_get_qr_version (EnlistLabel *label, guint *count);

G_END_DECLS
