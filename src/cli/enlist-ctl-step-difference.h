/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/* (transfer full): the changes of one end's steps; see enlist_ctl_difference_new(). @from, @to: (nullable):
 * %NULL when there is no such application */
JsonArray *enlist_ctl_step_difference_new (EnlistLabel *from,
                                           EnlistLabel *to,
                                           guint        application,
                                           EnlistSide   side);

/* Appends {"member", "from", "to"} for every value in which two nodes differ. @member: where they are;
 * @from, @to: (nullable) */
void enlist_ctl_add_differences (JsonArray *changes, const char *member, JsonNode *from, JsonNode *to);

G_END_DECLS
