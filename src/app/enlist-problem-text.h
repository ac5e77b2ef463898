/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * enlist_problem_text_get_title:
 * @error: of ENLIST_ERROR, ENLIST_SCANNER_ERROR or any other domain
 *
 * Returns: (transfer none): what happened, translated, for a heading; text, not markup
 */
const char *enlist_problem_text_get_title (const GError *error);

/* Returns: (transfer none): what to do about it, translated, whole sentences */
const char *enlist_problem_text_get_remedy (const GError *error);

/**
 * enlist_problem_text_dup_explanation:
 *
 * Returns: (transfer full) (nullable): where the core explains a code to people, better than its title and
 * remedy can, that text;
 *   otherwise %NULL
 */
char       *enlist_problem_text_dup_explanation (const GError *error);

/* Returns: (transfer full) (nullable): what the error's message adds for whoever looks into it: technical,
   English */
char       *enlist_problem_text_dup_detail      (const GError *error);

G_END_DECLS
