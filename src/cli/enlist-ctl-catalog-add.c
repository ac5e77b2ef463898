/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "enlist-ctl-catalog.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"

#define MAX_DEPTH 8

/* A catalog is copied: what an installer gets on a stick or by mail does not stay where it is. */

static char *
get_user_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "enlist", "catalogs", NULL);
}

static gboolean
fail_storage (const char *path, GError **error)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));

  return FALSE;
}

/* Symbolic links are never followed: the folder may be anybody's. */
static gboolean
remove_tree (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!remove_tree (child, error))
        return FALSE;
    }

  return g_remove (path) == 0 || fail_storage (path, error);
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local_error = NULL;

  if (g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &local_error))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", to, local_error->message);

  return FALSE;
}

static gboolean
copy_tree (const char *from, const char *to, guint depth, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (from, 0, &local_error);
  const char *name;

  if (dir == NULL || depth > MAX_DEPTH)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", from,
                   dir == NULL ? local_error->message : _("folders are nested too deeply"));
      return FALSE;
    }
  if (g_mkdir_with_parents (to, 0700) != 0)
    return fail_storage (to, error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (*name == '.')
        continue;
      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          if (!copy_tree (source, target, depth + 1, error))
            return FALSE;
        }
      else if (g_file_test (source, G_FILE_TEST_IS_REGULAR) && !copy_file (source, target, error))
        return FALSE;
    }

  return TRUE;
}

/* Complete, or not there: it gets its name last. */
static gboolean
install (const char *from, const char *to, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (to);
  g_autofree char *name = g_path_get_basename (to);
  g_autofree char *hidden = g_strdup_printf ("%s/.%s.new", dir, name);

  if (g_file_test (hidden, G_FILE_TEST_EXISTS) && !remove_tree (hidden, error))
    return FALSE;
  if (copy_tree (from, hidden, 0, error))
    {
      if (g_file_test (to, G_FILE_TEST_EXISTS) && !remove_tree (to, error))
        return FALSE;
      if (g_rename (hidden, to) == 0)
        return TRUE;
      fail_storage (to, error);
    }
  remove_tree (hidden, NULL);

  return FALSE;
}

gboolean
enlist_ctl_catalog_add (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  gboolean replace = FALSE;
  const GOptionEntry entries[] = {
    { "replace", 0, 0, G_OPTION_ARG_NONE, &replace,
      N_("Take the place of a catalog in a folder of that name"), NULL },
    { NULL },
  };
  g_autofree char *user_dir = get_user_dir ();
  g_autoptr (EnlistCatalog) catalog = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *target = NULL;
  guint count;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  folder = g_file_new_for_commandline_arg (argv[1]);
  catalog = enlist_catalog_new_for_folder (folder);
  if (!enlist_ctl_catalog_check_folder (catalog, error))
    return FALSE;

  name = g_file_get_basename (folder);
  target = g_build_filename (user_dir, name, NULL);
  if (!replace && g_file_test (target, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   _("There is a catalog “%s” already; --replace takes its place."), name);
      return FALSE;
    }
  if (!install (g_file_peek_path (folder), target, error))
    return FALSE;
  count = enlist_catalog_get_n_entries (catalog);
  enlist_ctl_say (
      g_dngettext (GETTEXT_PACKAGE, "Added as “%s”: %u entry.", "Added as “%s”: %u entries.", count), name,
      count);

  return TRUE;
}

gboolean
enlist_ctl_catalog_remove (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autofree char *user_dir = get_user_dir ();
  g_autofree char *path = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  path = g_build_filename (user_dir, argv[1], NULL);
  if (*argv[1] == '.' || *argv[1] == '\0' || strchr (argv[1], '/') != NULL ||
      !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                   _("You have no catalog in a folder “%s”; “enlistctl catalog list” shows the folders."),
                   argv[1]);
      return FALSE;
    }
  if (!remove_tree (path, error))
    return FALSE;
  enlist_ctl_say (_("Removed. Devices that are enrolled already are not affected."));

  return TRUE;
}
