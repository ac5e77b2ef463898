/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

/* What follows from the manifest and the programs. */

static char *
transport_to_uri (const EnlistTransportEntry *entry)
{
  static const char *const schemes[] = { "ble", "serial", "tcp", "unix" };

  return g_strdup_printf ("%s:%.*s", schemes[entry->kind], (int) entry->address.size,
                          (const char *) entry->address.data);
}

char **
enlist_label_list_transports (EnlistLabel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < enlist_label_get_manifest (self)->transport_count; i++)
    {
      EnlistTransportEntry entry = enlist_manifest_transport (enlist_label_get_manifest (self), i);
      g_autofree char *uri = transport_to_uri (&entry);

      g_strv_builder_add (builder, uri);
    }

  return g_strv_builder_end (builder);
}

char **
enlist_label_list_sent_fields (EnlistLabel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  EnlistSlice program = enlist_label_get_program (self, ENLIST_SIDE_ASSISTANT);
  gboolean seen[ENLIST_FIELD_COUNT] = { FALSE };
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return g_strv_builder_end (builder);

  while (enlist_program_walk_next (&walk, &step))
    {
      for (guint i = 0; step.operation == ENLIST_OP_SEND && i < step.argument_count; i++)
        {
          unsigned field;

          if (enlist_step_read_field (&step.arguments, &field) == ENLIST_OK && !seen[field])
            {
              g_autofree char *title = enlist_label_dup_field_title (self, field);

              seen[field] = TRUE;
              g_strv_builder_add (builder, title);
            }
        }
    }

  return g_strv_builder_end (builder);
}

gboolean
enlist_label_has_operation (EnlistLabel *self, EnlistSide side, EnlistOperation operation)
{
  EnlistSlice program = enlist_label_get_program (self, side);
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return FALSE;

  while (enlist_program_walk_next (&walk, &step))
    {
      if (step.operation == operation)
        return TRUE;
    }

  return FALSE;
}
