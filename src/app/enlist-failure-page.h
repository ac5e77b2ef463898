/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enlist-page.h"
#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_FAILURE_PAGE (enlist_failure_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistFailurePage, enlist_failure_page, ENLIST, FAILURE_PAGE, EnlistPage)

/**
 * EnlistFailurePage:
 *
 * A session has failed: at which end, in which step, what happened, what to do, and the log for a support
 * case. Where Bluetooth is what failed, a button does what helps. Signal try-again ().
 */
EnlistPage *enlist_failure_page_new (EnlistSession *session, EnlistBluetooth *bluetooth, const GError *error);

G_END_DECLS
