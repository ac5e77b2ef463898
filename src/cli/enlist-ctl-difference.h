/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/* One of two labels that are compared. */
typedef struct {
  EnlistLabel *label;
  gboolean is_source; /* nobody has signed it, and it has no secret: these are not compared */
} EnlistCtlVersion;

/**
 * enlist_ctl_difference_new:
 *
 * What changes from one label to the other:
 *
 * {"equal": true when nothing does,
 *  "head": [{"member", "from", "to"}],
 *  "sent", "languages": {"added": [...], "removed": [...]},
 *  "applications": [{"title", "assistant": [STEP], "device": [STEP]}],
 *  "fields", "parts": [{"name", "from", "to"}],
 *  "staying": {"added": [...], "removed": [...]},
 *  "size": {"from": {"text", "codes"}, "to": {...}}}
 *
 * A STEP is {"change": "added", "removed" or "changed", "from", "to": {"index", "title", "detail"},
 * "members": [{"member", "from", "to"}]}. What is null or missing was not there, or is not any more.
 */
JsonObject *enlist_ctl_difference_new (const EnlistCtlVersion *from, const EnlistCtlVersion *to);

G_END_DECLS
