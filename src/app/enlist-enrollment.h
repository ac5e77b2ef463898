/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-navigation.h"
#include "enlist-record.h"
#include "enlist-services.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_ENROLLMENT (enlist_enrollment_get_type ())
G_DECLARE_FINAL_TYPE (EnlistEnrollment, enlist_enrollment, ENLIST, ENROLLMENT, GObject)

/**
 * EnlistEnrollment:
 *
 * Leads the user through one session: shows its prompts, its progress and its end as pages. Signals:
 * show-device (EnlistRecord *record), scan-next (). Installs the action enrollment.cancel on the navigation.
 */
EnlistEnrollment *enlist_enrollment_new        (EnlistServices *services, EnlistNavigation *navigation,
                                                EnlistLabel *label, EnlistPublisher *publisher);

void              enlist_enrollment_start      (EnlistEnrollment *self);

gboolean          enlist_enrollment_is_running (EnlistEnrollment *self);

G_END_DECLS
