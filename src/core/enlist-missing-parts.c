/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-missing-parts"

#include "enlist-missing-parts.h"

#include <glib/gi18n-lib.h>

#include "enlist-bytes-private.h"
#include "enlist-label-private.h"

/* (transfer full): "the device’s program (0123...)" */
static char *
describe (const EnlistPartEntry *entry)
{
  g_autofree char *hash = enlist_bytes_to_hex (entry->hash, sizeof entry->hash);

  switch (entry->role)
    {
    case ENLIST_ROLE_ASSIST:
      return g_strdup_printf (_("the assistant’s program (%s)"), hash);
    case ENLIST_ROLE_DEVICE:
      return g_strdup_printf (_("the device’s program (%s)"), hash);
    case ENLIST_ROLE_CONFIG:
      return g_strdup_printf (_("a configuration for the device (%s)"), hash);
    case ENLIST_ROLE_APP:
    default:
      return g_strdup_printf (_("an IoT application for the device (%s)"), hash);
    }
}

static gboolean
installs (EnlistSlice program, guint part)
{
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return FALSE;
  while (enlist_program_walk_next (&walk, &step))
    {
      EnlistCborReader reader = step.arguments;
      guint64 number;

      for (guint i = 0; step.operation == ENLIST_OP_INSTALL && i < step.argument_count; i++)
        {
          if (enlist_cbor_read_unsigned (&reader, &number) == ENLIST_OK && number == part)
            return TRUE;
        }
    }

  return FALSE;
}

static gboolean
is_needed (EnlistLabel *label, guint part, const EnlistPartEntry *entry)
{
  if (entry->role == ENLIST_ROLE_ASSIST || entry->role == ENLIST_ROLE_DEVICE)
    return entry->application == enlist_label_get_application (label);

  return installs (enlist_label_get_program (label, ENLIST_SIDE_DEVICE), part);
}

char **
enlist_missing_parts_list (EnlistLabel *label)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (label);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < manifest->part_count; i++)
    {
      EnlistPartEntry entry = enlist_manifest_part (manifest, i);
      g_autofree char *text = NULL;

      if (enlist_label_get_part (label, i).data != NULL || !is_needed (label, i, &entry))
        continue;
      text = describe (&entry);
      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}
