/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which end executes something. */
typedef enum {
  ENLIST_SIDE_ASSISTANT,
  ENLIST_SIDE_DEVICE,
} EnlistSide;

typedef enum {
  ENLIST_STEP_PENDING,
  ENLIST_STEP_RUNNING,
  ENLIST_STEP_DONE,
  ENLIST_STEP_SKIPPED, /* in a branch that was not taken, or behind the end */
  ENLIST_STEP_FAILED,
  ENLIST_STEP_CAUGHT, /* failed, and the program went on with another way */
} EnlistStepState;

#define ENLIST_TYPE_STEP_ITEM (enlist_step_item_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStepItem, enlist_step_item, ENLIST, STEP_ITEM, GObject)

/**
 * EnlistStepItem:
 *
 * One step of a program for people to read; in a session it also tells how far it is. Properties (all
 * readable, notified): side, index, depth, operation (name of the registry), title (plain language,
 * translated, text and not markup), detail (what is worth saying besides, may be empty), state, problem (why
 * it failed, may be empty).
 */
EnlistSide      enlist_step_item_get_side      (EnlistStepItem *self);
guint           enlist_step_item_get_index     (EnlistStepItem *self);
guint           enlist_step_item_get_depth     (EnlistStepItem *self);
const char     *enlist_step_item_get_operation (EnlistStepItem *self);
const char     *enlist_step_item_get_title     (EnlistStepItem *self);
const char     *enlist_step_item_get_detail    (EnlistStepItem *self);
EnlistStepState enlist_step_item_get_state     (EnlistStepItem *self);
const char     *enlist_step_item_get_problem   (EnlistStepItem *self);

/* For the session: sets state and problem, and notifies. */
void enlist_step_item_set_state (EnlistStepItem *self, EnlistStepState state, const char *problem);

EnlistStepItem *enlist_step_item_new (EnlistSide  side,
                                      guint       index,
                                      guint       depth,
                                      const char *operation,
                                      const char *title,
                                      const char *detail);

G_END_DECLS
