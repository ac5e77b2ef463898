/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-private-file"

#include "enlist-private-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "enlist-error.h"

static gboolean
write_all (int fd, const guint8 *data, gsize size, gboolean sync)
{
  while (size > 0)
    {
      gssize written = write (fd, data, size);

      if (written < 0 && errno != EINTR)
        return FALSE;
      if (written > 0)
        {
          data += written;
          size -= written;
        }
    }

  return !sync || fsync (fd) == 0;
}

static gboolean
create (const char    *path,
        const char    *name,
        const char    *when_exists,
        gconstpointer  data,
        gsize          size,
        gboolean       sync,
        GError       **error)
{
  int fd = path != NULL ? g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
  int problem = path != NULL ? errno : ENOTSUP;
  gboolean written;

  if (fd < 0)
    {
      g_set_error (error, ENLIST_ERROR, problem == EEXIST ? ENLIST_ERROR_REFUSED : ENLIST_ERROR_STORAGE,
                   "%s: %s", name, problem == EEXIST ? when_exists : g_strerror (problem));
      return FALSE;
    }

  written = write_all (fd, data, size, sync);
  problem = errno;
  if (!g_close (fd, NULL) && written)
    {
      problem = errno;
      written = FALSE;
    }
  if (!written)
    {
      g_unlink (path);
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s could not be written: %s", name,
                   g_strerror (problem));
      return FALSE;
    }

  return TRUE;
}

gboolean
enlist_private_file_create (const char    *path,
                            const char    *name,
                            const char    *when_exists,
                            gconstpointer  data,
                            gsize          size,
                            GError       **error)
{
  return create (path, name, when_exists, data, size, TRUE, error);
}

gboolean
enlist_private_file_create_unsynced (const char    *path,
                                     gconstpointer  data,
                                     gsize          size,
                                     GError       **error)
{
  return create (path, path, "exists already and is not overwritten", data, size, FALSE, error);
}

static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    g_close (fd, NULL);

  return synced;
}

gboolean
enlist_private_file_replace (const char *path, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);

  /* What a power cut has left behind is worth nothing. */
  g_unlink (fresh);
  if (!enlist_private_file_create (fresh, path, "is being written by somebody else", data, size, error))
    return FALSE;
  if (g_rename (fresh, path) == 0 && sync_folder_of (path))
    return TRUE;

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s could not be written: %s", path,
               g_strerror (errno));
  g_unlink (fresh);

  return FALSE;
}
