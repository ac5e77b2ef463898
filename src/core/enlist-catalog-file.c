/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-file"

#include "enlist-catalog-data-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "enlist-error.h"

#define FIRST_READ 4096

static GBytes *
fail (GError **error, EnlistError code, const char *path, const char *reason)
{
  g_set_error (error, ENLIST_ERROR, code, "%s: %s", path, reason);

  return NULL;
}

static GBytes *
fail_with_errno (GError **error, const char *path)
{
  EnlistError code = errno == ENOENT || errno == ENOTDIR ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_STORAGE;

  return fail (error, code, path, g_strerror (errno));
}

static gboolean
is_below (const char *folder, const char *path)
{
  gsize size = strlen (folder);

  return strncmp (path, folder, size) == 0 &&
         (path[size] == G_DIR_SEPARATOR || folder[size - 1] == G_DIR_SEPARATOR);
}

static gboolean
has_parent_step (const char *name)
{
  g_auto (GStrv) steps = g_strsplit (name, "/", -1);

  return g_strv_contains ((const char *const *) steps, "..");
}

static GBytes *
read_all (int fd, const char *path, gsize maximum, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  gsize size = 0;
  gssize count;

  g_byte_array_set_size (content, FIRST_READ);
  while ((count = read (fd, content->data + size, content->len - size)) != 0)
    {
      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return fail_with_errno (error, path);
      size += (gsize) count;
      if (size > maximum)
        {
          g_autofree char *reason =
              g_strdup_printf ("it is larger than %" G_GSIZE_FORMAT " bytes, the most that is read", maximum);

          return fail (error, ENLIST_ERROR_CATALOG, path, reason);
        }
      if (size == content->len)
        g_byte_array_set_size (content, content->len * 2);
    }
  g_byte_array_set_size (content, (guint) size);

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

GBytes *
enlist_catalog_read_file (const char *folder, const char *name, gsize maximum, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *resolved;
  GBytes *content;
  GStatBuf status;
  int fd;

  if (g_path_is_absolute (name) || has_parent_step (name))
    return fail (error, ENLIST_ERROR_CATALOG, path,
                 "the path leads out of the catalog: copy the file into its folder");
  resolved = realpath (path, NULL);
  if (resolved == NULL)
    return fail_with_errno (error, path);
  if (!is_below (folder, resolved))
    {
      free (resolved);
      return fail (error, ENLIST_ERROR_CATALOG, path,
                   "the symbolic link leads out of the catalog: copy the file into its folder");
    }

  /* Without O_NONBLOCK a named pipe would wait for ever. */
  fd = g_open (resolved, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
  free (resolved);
  if (fd < 0)
    return fail_with_errno (error, path);
  if (fstat (fd, &status) != 0)
    content = fail_with_errno (error, path);
  else if (!S_ISREG (status.st_mode))
    content = fail (error, ENLIST_ERROR_CATALOG, path, "it is not a file");
  else
    content = read_all (fd, path, maximum, error);
  close (fd);

  return content;
}
