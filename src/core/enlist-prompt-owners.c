/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-prompt"

#include <sodium.h>

#include "enlist-prompt-private.h"
#include "enlist-value-private.h"

/* Whether the question is for an owner whose key is not in the answer yet. */
static gboolean
needs_key (EnlistQuestionItem *question)
{
  EnlistValue *answer = enlist_question_item_get_answer (question);
  EnlistCborReader reader;
  EnlistSlice name, key;
  gsize count;

  if (enlist_question_item_get_kind (question) != ENLIST_VALUE_OWNER || answer == NULL ||
      enlist_value_is_null (answer))
    return FALSE;

  enlist_value_init_reader (answer, &reader);

  return enlist_cbor_read_array (&reader, &count) == ENLIST_OK &&
         enlist_cbor_read_text (&reader, &name) == ENLIST_OK &&
         enlist_cbor_read_bytes (&reader, &key) == ENLIST_OK && sodium_is_zero (key.data, key.size);
}

static EnlistQuestionItem *
find_question (EnlistPrompt *self)
{
  for (guint i = 0; i < enlist_prompt_get_n_questions (self); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (self, i);

      if (needs_key (question))
        return question;
    }

  return NULL;
}

static void look_for_next (GTask *task);

static void
on_owner_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistQuestionItem *question = find_question (g_task_get_source_object (task));
  g_autoptr (EnlistOwner) owner = NULL;
  g_autoptr (EnlistValue) value = NULL;
  GError *error = NULL;

  owner = enlist_keyring_ensure_owner_finish (ENLIST_KEYRING (source), result, &error);
  if (owner != NULL)
    value = enlist_value_new_owner (enlist_owner_get_name (owner), enlist_owner_get_public_key (owner),
                                    &error);
  if (value == NULL ||
      (question != NULL && !enlist_question_item_set_answer (question, value, &error)))
    g_task_return_error (task, error);
  else
    look_for_next (g_steal_pointer (&task));
}

/* @task: (transfer full) */
static void
look_for_next (GTask *task)
{
  EnlistQuestionItem *question = find_question (g_task_get_source_object (task));
  g_autofree char *name = NULL;

  if (question == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  name = enlist_value_to_display (enlist_question_item_get_answer (question));
  enlist_keyring_ensure_owner_async (g_task_get_task_data (task), name, g_task_get_cancellable (task),
                                     on_owner_ready, task);
}

void
enlist_prompt_complete_owners_async (EnlistPrompt *self, EnlistKeyring *keyring, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, enlist_prompt_complete_owners_async);
  g_task_set_task_data (task, g_object_ref (keyring), g_object_unref);
  look_for_next (task);
}

gboolean
enlist_prompt_complete_owners_finish (EnlistPrompt *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_prompt_complete_owners_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
