/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"
#include "enlist-label.h"
#include "enlist-prompt.h"

G_BEGIN_DECLS

/**
 * EnlistCtlAnswers:
 *
 * The answers file of an enrollment without a screen (docs/answers.md): one JSON object, fields by name, and
 * permissions.
 */
typedef struct _EnlistCtlAnswers EnlistCtlAnswers;

/* What a label may need a permission for. */
#define ENLIST_CTL_PERMISSION_LOCK "lock"       /* ownership becomes permanent */
#define ENLIST_CTL_PERMISSION_CONFIRM "confirm" /* instructions count as done */

/**
 * enlist_ctl_answers_load:
 * @path: (nullable): %NULL for no answers at all
 *
 * Errors: ENLIST_ERROR_NOT_FOUND, _STORAGE, _USAGE
 */
EnlistCtlAnswers *enlist_ctl_answers_load (const char *path, EnlistLabel *label, GError **error);

void enlist_ctl_answers_free (EnlistCtlAnswers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistCtlAnswers, enlist_ctl_answers_free)

/* A field of the label that has the permission's name takes the member for itself: then only options give the
 * permission. */
gboolean enlist_ctl_answers_permit (EnlistCtlAnswers *self, const char *permission);

/**
 * enlist_ctl_answers_check:
 * @confirmed: whether instructions count as done
 * @memory: (nullable): answers of former enrollments
 *
 * Whether the label's application in hand can be enrolled without anybody in front: ENLIST_ERROR_USAGE naming
 * everything that it certainly asks for and that has no answer.
 */
gboolean enlist_ctl_answers_check (EnlistCtlAnswers   *self,
                                   gboolean            confirmed,
                                   EnlistAnswerMemory *memory,
                                   GError            **error);

/* Returns: (transfer none) (nullable): the answer for a field */
JsonNode *enlist_ctl_answers_lookup (EnlistCtlAnswers *self, const char *field);

G_END_DECLS
