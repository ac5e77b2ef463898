/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-question-factory"

#include "enlist-question-factory.h"

#include "enlist-choice-question.h"
#include "enlist-date-question.h"
#include "enlist-number-question.h"
#include "enlist-owner-question.h"
#include "enlist-place-question.h"
#include "enlist-position-question.h"
#include "enlist-switch-question.h"
#include "enlist-text-question.h"
#include "enlist-wifi-question.h"

static GType
get_type (EnlistValueKind kind)
{
  switch (kind)
    {
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_SECRET:
      return ENLIST_TYPE_TEXT_QUESTION;

    case ENLIST_VALUE_NUMBER:
      return ENLIST_TYPE_NUMBER_QUESTION;

    case ENLIST_VALUE_CHOICE:
      return ENLIST_TYPE_CHOICE_QUESTION;

    case ENLIST_VALUE_YES_NO:
      return ENLIST_TYPE_SWITCH_QUESTION;

    case ENLIST_VALUE_DATE:
      return ENLIST_TYPE_DATE_QUESTION;

    case ENLIST_VALUE_PLACE:
      return ENLIST_TYPE_PLACE_QUESTION;

    case ENLIST_VALUE_POSITION:
      return ENLIST_TYPE_POSITION_QUESTION;

    case ENLIST_VALUE_OWNER:
      return ENLIST_TYPE_OWNER_QUESTION;

    case ENLIST_VALUE_WIFI:
      return ENLIST_TYPE_WIFI_QUESTION;

    case ENLIST_VALUE_KEY:
    case ENLIST_VALUE_BYTES:
    case ENLIST_VALUE_LIST:
      break;
    }
  return G_TYPE_INVALID;
}

GtkWidget *
enlist_question_factory_create (EnlistQuestionItem *item,
                                EnlistKeyring      *keyring)
{
  GType type = get_type (enlist_question_item_get_kind (item));
  GtkWidget *group;

  if (type == G_TYPE_INVALID)
    return NULL;

  group = g_object_new (type, "item", item, NULL);
  if (type == ENLIST_TYPE_OWNER_QUESTION && keyring != NULL)
    enlist_owner_question_set_keyring (ENLIST_OWNER_QUESTION (group), keyring);
  return group;
}
