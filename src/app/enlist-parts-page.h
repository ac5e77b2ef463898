/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-page.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PARTS_PAGE (enlist_parts_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPartsPage, enlist_parts_page, ENLIST, PARTS_PAGE, EnlistPage)

/**
 * EnlistPartsPage:
 *
 * The parts that a label does not carry and that no catalog has: what they are, and a way to open them as
 * files, also by drag and drop. Signal complete (): nothing is missing any more.
 */

/* @label: verified */
EnlistPage *enlist_parts_page_new      (EnlistLabel *label);

/* As if the user had chosen that file. */
void        enlist_parts_page_add_file (EnlistPartsPage *self, GFile *file);

G_END_DECLS
