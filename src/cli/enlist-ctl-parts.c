/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-parts.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-error.h"

static gboolean
save_part (const char *folder, const char *hash, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_strconcat (hash, ".part", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return enlist_ctl_write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static gboolean
make_folder (const char *folder, GError **error)
{
  if (folder == NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                           _("The label does not carry all of its parts: --parts names the folder for the "
                             "others."));
      return FALSE;
    }
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, _("%s cannot be made."), folder);
      return FALSE;
    }

  return TRUE;
}

gboolean
enlist_ctl_parts_save (const char *folder, EnlistLabel *label, GError **error)
{
  /* What comes out of the payload alone knows what it does not carry. */
  g_autoptr (EnlistLabel) bare = enlist_label_new_for_payload (enlist_label_get_payload (label), error);
  const char *const *absent = bare != NULL ? enlist_label_get_absent_parts (bare) : NULL;

  for (guint i = 0; absent != NULL && absent[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = enlist_label_find_part (label, absent[i]);

      if (bytes != NULL && (!make_folder (folder, error) || !save_part (folder, absent[i], bytes, error)))
        return FALSE;
    }

  return bare != NULL;
}
