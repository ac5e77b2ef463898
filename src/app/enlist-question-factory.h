/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-keyring.h"
#include "enlist-question-group.h"

G_BEGIN_DECLS

/**
 * enlist_question_factory_create:
 * @keyring: (nullable): where known owners are looked up
 *
 * Returns: (nullable): the widget for the kind of @item; %NULL for a kind that nobody can be asked for
 */
GtkWidget *enlist_question_factory_create (EnlistQuestionItem *item, EnlistKeyring *keyring);

G_END_DECLS
