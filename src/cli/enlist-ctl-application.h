/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/**
 * enlist_ctl_choose_application:
 * @wanted: (nullable): a number as they are listed, from 1, or a title
 *
 * Selects one of the label's applications: the wanted one, the only one, or the one that the person in front
 * chooses.
 *
 * Errors: ENLIST_ERROR_USAGE with the titles when nobody can be asked or there is none such;
 * ENLIST_ERROR_CANCELLED
 */
gboolean enlist_ctl_choose_application (EnlistLabel *label, const char *wanted, GError **error);

G_END_DECLS
