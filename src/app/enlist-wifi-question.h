/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_WIFI_QUESTION (enlist_wifi_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistWifiQuestion, enlist_wifi_question, ENLIST, WIFI_QUESTION, EnlistQuestionGroup)

/* EnlistWifiQuestion: asks for a Wi-Fi network and its password. */

G_END_DECLS
