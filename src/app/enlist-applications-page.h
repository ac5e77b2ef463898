/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-page.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_APPLICATIONS_PAGE (enlist_applications_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistApplicationsPage, enlist_applications_page, ENLIST, APPLICATIONS_PAGE, EnlistPage)

/**
 * EnlistApplicationsPage:
 *
 * The applications of a label that carries several, to choose one of them. Signal chosen (guint application).
 */

/* @label: verified */
EnlistPage *enlist_applications_page_new (EnlistLabel *label);

G_END_DECLS
