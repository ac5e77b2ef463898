/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"

G_BEGIN_DECLS

/* Answers that are offered again, in a file (docs/answers.md): one that is not there is an empty one. Errors:
 * ENLIST_ERROR_USAGE for a file of another form, ENLIST_ERROR_STORAGE */
EnlistAnswerMemory *enlist_ctl_remember_load (const char *path, GError **error);
gboolean            enlist_ctl_remember_save (EnlistAnswerMemory *memory, const char *path, GError **error);

G_END_DECLS
