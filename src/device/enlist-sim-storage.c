/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-sim-storage.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

struct _EnlistSimStorage
{
  GObject parent_instance;

  char *path;
  int folder; /* held open and locked against a second process */
  GBytes *identity_bytes;
  EnlistIdentity identity;
  guint64 parts_limit;
};

G_DEFINE_FINAL_TYPE (EnlistSimStorage, enlist_sim_storage, G_TYPE_OBJECT)

static void
enlist_sim_storage_finalize (GObject *object)
{
  EnlistSimStorage *self = ENLIST_SIM_STORAGE (object);

  if (self->folder >= 0)
    close (self->folder);
  g_free (self->path);
  g_clear_pointer (&self->identity_bytes, g_bytes_unref);

  G_OBJECT_CLASS (enlist_sim_storage_parent_class)->finalize (object);
}

static void
enlist_sim_storage_class_init (EnlistSimStorageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_sim_storage_finalize;
}

static void
enlist_sim_storage_init (EnlistSimStorage *self)
{
  self->folder = -1;
}

static gboolean
open_folder (EnlistSimStorage *self, gboolean exclusive, GError **error)
{
  int saved;

  self->folder = g_open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (self->folder >= 0 && (!exclusive || flock (self->folder, LOCK_EX | LOCK_NB) == 0))
    return TRUE;

  saved = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", self->path,
               saved == EWOULDBLOCK ? "another process is this device already" : g_strerror (saved));

  return FALSE;
}

static gboolean
load_identity (EnlistSimStorage *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "identity.cbor", NULL);
  char *contents;
  gsize size;
  size_t offset = 0;
  EnlistStatus status;

  if (!g_file_get_contents (path, &contents, &size, error))
    return FALSE;

  self->identity_bytes = g_bytes_new_take (contents, size);
  status = enlist_identity_read (enlist_slice (contents, size), &self->identity, &offset);
  if (status != ENLIST_OK)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: refused at byte %zu (%s)", path, offset,
                 enlist_status_name (status));

  return status == ENLIST_OK;
}

EnlistSimStorage *
enlist_sim_storage_open (const char *path, gboolean exclusive, GError **error)
{
  g_autoptr (EnlistSimStorage) self = g_object_new (ENLIST_TYPE_SIM_STORAGE, NULL);

  self->path = g_strdup (path);
  if (!open_folder (self, exclusive, error) || !load_identity (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
enlist_sim_storage_get_path (EnlistSimStorage *self)
{
  return self->path;
}

EnlistIdentity *
enlist_sim_storage_get_identity (EnlistSimStorage *self)
{
  return &self->identity;
}

EnlistStatus
enlist_sim_storage_read_state (EnlistSimStorage *self, uint8_t *buffer, size_t capacity, size_t *size)
{
  g_autofree char *path = g_build_filename (self->path, "state.cbor", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  *size = 0;
  if (!g_file_get_contents (path, &contents, &length, &error))
    return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? ENLIST_OK : ENLIST_E_STORAGE;
  if (length > capacity)
    return ENLIST_E_SPACE;

  memcpy (buffer, contents, length);
  memset (contents, 0, length);
  *size = length;

  return ENLIST_OK;
}

/* Old or new, never less: a file beside it, fsync, rename, fsync of the folder. */
static EnlistStatus
replace_file (EnlistSimStorage *self, const char *name, const void *data, size_t size)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents_full (path, data, size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    return ENLIST_OK;

  g_warning ("%s", error->message);

  return ENLIST_E_STORAGE;
}

EnlistStatus
enlist_sim_storage_write_state (EnlistSimStorage *self, EnlistSlice state)
{
  return replace_file (self, "state.cbor", state.data, state.size);
}

gboolean
enlist_sim_storage_is_locked (EnlistSimStorage *self)
{
  g_autofree char *path = g_build_filename (self->path, "lock", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

EnlistStatus
enlist_sim_storage_lock (EnlistSimStorage *self, const uint8_t owner_key[32])
{
  GString *text = g_string_new (NULL);
  EnlistStatus status;

  for (unsigned i = 0; i < 32; i++)
    g_string_append_printf (text, "%02x", owner_key[i]);
  g_string_append_c (text, '\n');
  status = replace_file (self, "lock", text->str, text->len);
  g_string_free (text, TRUE);

  return status;
}

static char *
parts_path (EnlistSimStorage *self)
{
  return g_build_filename (self->path, "parts", NULL);
}

static char *
part_name (const uint8_t hash[16])
{
  GString *name = g_string_new (NULL);

  for (unsigned i = 0; i < 16; i++)
    g_string_append_printf (name, "%02x", hash[i]);

  return g_string_free (name, FALSE);
}

char *
enlist_sim_storage_part_path (EnlistSimStorage *self, const uint8_t hash[16])
{
  g_autofree char *name = part_name (hash);

  return g_build_filename (self->path, "parts", name, NULL);
}

uint32_t
enlist_sim_storage_part_size (EnlistSimStorage *self, const uint8_t hash[16])
{
  g_autofree char *path = enlist_sim_storage_part_path (self, hash);
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size <= G_MAXUINT32 ? (uint32_t) info.st_size : 0;
}

/* Bytes of all parts but one */
static guint64
measure_others (EnlistSimStorage *self, const uint8_t hash[16])
{
  g_autofree char *folder = parts_path (self);
  g_autofree char *excluded = part_name (hash);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint64 sum = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (!g_str_equal (name, excluded) && g_stat (path, &info) == 0)
        sum += (guint64) info.st_size;
    }

  return sum;
}

static gboolean
write_piece (int file, uint32_t offset, EnlistSlice bytes)
{
  gsize done = 0;

  while (done < bytes.size)
    {
      gssize size = pwrite (file, bytes.data + done, bytes.size - done, (off_t) (offset + done));

      if (size < 0 && errno != EINTR)
        return FALSE;
      done += size > 0 ? (gsize) size : 0;
    }

  return fsync (file) == 0;
}

/* A new file's name has to be durable, too. */
static gboolean
sync_folder (const char *path)
{
  int folder = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = folder >= 0 && fsync (folder) == 0;

  if (folder >= 0)
    close (folder);

  return synced;
}

EnlistStatus
enlist_sim_storage_part_write (EnlistSimStorage *self,
                               const uint8_t     hash[16],
                               uint32_t          total,
                               uint32_t          offset,
                               EnlistSlice       bytes)
{
  g_autofree char *folder = parts_path (self);
  g_autofree char *path = enlist_sim_storage_part_path (self, hash);
  gboolean written;
  int file;

  if (offset != enlist_sim_storage_part_size (self, hash) || offset + bytes.size > total)
    return ENLIST_E_STORAGE;
  if (self->parts_limit > 0 && measure_others (self, hash) + total > self->parts_limit)
    return ENLIST_E_STORAGE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return ENLIST_E_STORAGE;

  file = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return ENLIST_E_STORAGE;
  written = write_piece (file, offset, bytes);
  close (file);

  return written && (offset > 0 || sync_folder (folder)) ? ENLIST_OK : ENLIST_E_STORAGE;
}

EnlistStatus
enlist_sim_storage_part_read (EnlistSimStorage *self,
                              const uint8_t     hash[16],
                              uint32_t          offset,
                              uint8_t          *buffer,
                              size_t            size)
{
  g_autofree char *path = enlist_sim_storage_part_path (self, hash);
  int file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize got;

  if (file < 0)
    return ENLIST_E_STORAGE;
  got = pread (file, buffer, size, (off_t) offset);
  close (file);

  return got == (gssize) size ? ENLIST_OK : ENLIST_E_STORAGE;
}

static gboolean
is_kept (const char *name, const uint8_t (*hashes)[16], size_t count)
{
  for (size_t i = 0; i < count; i++)
    {
      g_autofree char *kept = part_name (hashes[i]);

      if (g_str_equal (name, kept))
        return TRUE;
    }

  return FALSE;
}

void
enlist_sim_storage_part_keep (EnlistSimStorage *self, const uint8_t (*hashes)[16], size_t count)
{
  g_autofree char *folder = parts_path (self);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!is_kept (name, hashes, count))
        g_unlink (path);
    }
}

void
enlist_sim_storage_set_parts_limit (EnlistSimStorage *self, guint64 limit)
{
  self->parts_limit = limit;
}
