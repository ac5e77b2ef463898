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
