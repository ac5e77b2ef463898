/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-run"

#include "enlist-program-tape-private.h"

struct _EnlistProgramTape {
  GObject parent_instance;

  GPtrArray *prompts; /* of EnlistPrompt, in the order of their answers */
  GHashTable *played; /* those that this run of the program has had */
};

G_DEFINE_FINAL_TYPE (EnlistProgramTape, enlist_program_tape, G_TYPE_OBJECT)

void
enlist_program_tape_add (EnlistProgramTape *self, EnlistPrompt *prompt)
{
  g_ptr_array_add (self->prompts, g_object_ref (prompt));
}

void
enlist_program_tape_rewind (EnlistProgramTape *self)
{
  g_hash_table_remove_all (self->played);
}

EnlistPrompt *
enlist_program_tape_next (EnlistProgramTape *self, guint step)
{
  for (guint i = 0; i < self->prompts->len; i++)
    {
      EnlistPrompt *prompt = g_ptr_array_index (self->prompts, i);

      if (enlist_prompt_get_step (prompt) == step && g_hash_table_add (self->played, prompt))
        return prompt;
    }

  return NULL;
}

void
enlist_program_tape_clear (EnlistProgramTape *self)
{
  g_hash_table_remove_all (self->played);
  g_ptr_array_set_size (self->prompts, 0);
}

static void
enlist_program_tape_finalize (GObject *object)
{
  EnlistProgramTape *self = ENLIST_PROGRAM_TAPE (object);

  g_hash_table_unref (self->played);
  g_ptr_array_unref (self->prompts);

  G_OBJECT_CLASS (enlist_program_tape_parent_class)->finalize (object);
}

static void
enlist_program_tape_class_init (EnlistProgramTapeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_program_tape_finalize;
}

static void
enlist_program_tape_init (EnlistProgramTape *self)
{
  self->prompts = g_ptr_array_new_with_free_func (g_object_unref);
  self->played = g_hash_table_new (NULL, NULL);
}

EnlistProgramTape *
enlist_program_tape_new (void)
{
  return g_object_new (ENLIST_TYPE_PROGRAM_TAPE, NULL);
}
