/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-ctl-answers.h"

G_BEGIN_DECLS

/**
 * enlist_ctl_answer_prompt:
 * @confirmed: whether instructions count as done
 *
 * Answers what a session asks: from the answers, else by asking on the terminal, else with defaults; and
 * submits it.
 *
 * Returns: %FALSE with ENLIST_ERROR_USAGE naming the fields without an answer or the answer that does not
 * fit, or ENLIST_ERROR_CANCELLED
 */
gboolean enlist_ctl_answer_prompt (EnlistPrompt      *prompt,
                                   EnlistCtlAnswers  *answers,
                                   gboolean           confirmed,
                                   GCancellable      *cancellable,
                                   GError           **error);

G_END_DECLS
