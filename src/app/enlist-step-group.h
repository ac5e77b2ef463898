/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-step-item.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_STEP_GROUP (enlist_step_group_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStepGroup, enlist_step_group, ENLIST, STEP_GROUP, AdwPreferencesGroup)

/**
 * EnlistStepGroup:
 *
 * The steps of one end as a list. Property live: whether it shows how far each is, set before the model.
 */

/* @steps: (element-type EnlistStepItem); hides the group when there are none */
void enlist_step_group_set_steps (EnlistStepGroup *self, GListModel *steps);

G_END_DECLS
