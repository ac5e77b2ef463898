/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include "enlist-error-private.h"

/* What the label carries, or was supplied with, against docs/format.md, clauses 7.5 and 8.5. */

static gboolean
refuse_program (EnlistLabel *self, EnlistRole role, const EnlistProgramError *problem, GError **error)
{
  const char *operation = enlist_operation_name (problem->operation);
  g_autofree char *field = problem->field >= 0 ? enlist_label_dup_field_name (self, problem->field) : NULL;
  g_autofree char *whose = NULL;

  if (role == ENLIST_ROLE_APP)
    whose = g_strdup ("IoT application");
  else
    whose = g_strdup_printf ("%s's program", role == ENLIST_ROLE_ASSIST ? "assistant" : "device");

  return enlist_error_from_status (error, problem->status, "Step %u (%s)%s%s of the %s", problem->step,
                                   operation != NULL ? operation : "unknown operation",
                                   field != NULL ? ", field " : "", field != NULL ? field : "", whose);
}

/* One part whose bytes are here. Other media types are the device's to understand. */
gboolean
enlist_label_validate_part (EnlistLabel *self, guint index, GError **error)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  const EnlistPartEntry entry = enlist_manifest_part (manifest, index);
  EnlistSlice bytes = enlist_label_get_part (self, index);
  EnlistProgramError problem;
  EnlistStatus status;
  gsize offset = 0;

  if (bytes.data == NULL || entry.media.size > 0)
    return TRUE;

  if (entry.role == ENLIST_ROLE_CONFIG)
    {
      status = enlist_configuration_validate (bytes, manifest, &offset);
      return status == ENLIST_OK ||
             enlist_error_from_status (error, status, "Reading the configuration at byte %" G_GSIZE_FORMAT,
                                       offset);
    }

  return enlist_program_validate (bytes, entry.role, manifest, 0, &problem) == ENLIST_OK ||
         refuse_program (self, entry.role, &problem, error);
}

EnlistSlice
enlist_label_find_program (EnlistLabel *self, EnlistRole role, guint application)
{
  int part = enlist_manifest_find_part (enlist_label_get_manifest (self), role, application);

  return part >= 0 ? enlist_label_get_part (self, part) : enlist_slice (NULL, 0);
}

gboolean
enlist_label_validate_pair (EnlistLabel *self, guint application, GError **error)
{
  EnlistSlice assist = enlist_label_find_program (self, ENLIST_ROLE_ASSIST, application);
  EnlistSlice device = enlist_label_find_program (self, ENLIST_ROLE_DEVICE, application);
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  EnlistProgramError problem;
  EnlistRole failing;

  return assist.data == NULL || device.data == NULL ||
         enlist_program_validate_pair (assist, device, manifest, &failing, &problem) == ENLIST_OK ||
         refuse_program (self, failing, &problem, error);
}

gboolean
enlist_label_validate_parts (EnlistLabel *self, GError **error)
{
  for (guint i = 0; i < enlist_label_get_manifest (self)->part_count; i++)
    {
      if (!enlist_label_validate_part (self, i, error))
        return FALSE;
    }
  for (guint i = 0; i < enlist_label_get_manifest (self)->application_count; i++)
    {
      if (!enlist_label_validate_pair (self, i, error))
        return FALSE;
    }

  return TRUE;
}
