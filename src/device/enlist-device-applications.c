/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-applications.h"

#include "state.h"

#define PROGRAM_SIZE (4096 + 3072)
#define VALUES_SIZE 65536
#define QUEUE_SIZE 4096
#define WORK_SIZE (3 * 65536)
#define MEMORY_SIZE ENLIST_IOT_APPLICATION_MEMORY_SIZE (PROGRAM_SIZE, VALUES_SIZE, QUEUE_SIZE, WORK_SIZE)
#define VALUE_SIZE 1024 /* of an event */

typedef struct
{
  EnlistIotApplication application;
  uint8_t memory[MEMORY_SIZE];
} Installed;

struct _EnlistDeviceApplications
{
  GObject parent_instance;

  EnlistSimStorage *storage;
  EnlistDeviceLog *log;
  GHashTable *commands; /* media type -> command */
  GPtrArray *capabilities;
  GPtrArray *installed;
  GPtrArray *processes;
  gboolean paused;
  guint timer;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceApplications, enlist_device_applications, G_TYPE_OBJECT)

static void
installed_free (Installed *installed)
{
  enlist_iot_application_stop (&installed->application);
  g_free (installed);
}

static void
process_free (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_object_unref (process);
}

static void
enlist_device_applications_finalize (GObject *object)
{
  EnlistDeviceApplications *self = ENLIST_DEVICE_APPLICATIONS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->installed, g_ptr_array_unref);
  g_clear_pointer (&self->processes, g_ptr_array_unref);
  g_clear_pointer (&self->commands, g_hash_table_unref);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  g_clear_object (&self->storage);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (enlist_device_applications_parent_class)->finalize (object);
}

static void
enlist_device_applications_class_init (EnlistDeviceApplicationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_device_applications_finalize;
}

static void
enlist_device_applications_init (EnlistDeviceApplications *self)
{
  self->commands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  self->installed = g_ptr_array_new_with_free_func ((GDestroyNotify) installed_free);
  self->processes = g_ptr_array_new_with_free_func ((GDestroyNotify) process_free);
}

EnlistDeviceApplications *
enlist_device_applications_new (EnlistSimStorage *storage, EnlistDeviceLog *log)
{
  EnlistDeviceApplications *self = g_object_new (ENLIST_TYPE_DEVICE_APPLICATIONS, NULL);

  self->storage = g_object_ref (storage);
  self->log = g_object_ref (log);

  return self;
}

gboolean
enlist_device_applications_add_media (EnlistDeviceApplications *self, const char *media, GError **error)
{
  const char *sign = strchr (media, '=');

  if (sign == NULL || sign == media || sign - media > 64 || sign[1] == '\0')
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: not of the form TYPE=COMMAND",
                   media);
      return FALSE;
    }
  g_hash_table_insert (self->commands, g_strndup (media, (gsize) (sign - media)), g_strdup (sign + 1));
  g_ptr_array_add (self->capabilities, g_strdup_printf ("media %.*s", (int) (sign - media), media));

  return TRUE;
}

GPtrArray *
enlist_device_applications_get_capabilities (EnlistDeviceApplications *self)
{
  return self->capabilities;
}

static const char *
find_command (EnlistDeviceApplications *self, EnlistSlice media)
{
  g_autofree char *type = g_strndup ((const char *) media.data, media.size);

  return g_hash_table_lookup (self->commands, type);
}

gboolean
enlist_device_applications_accept (EnlistDeviceApplications *self, EnlistRole role, EnlistSlice media)
{
  return media.size == 0 ? role == ENLIST_ROLE_APP : find_command (self, media) != NULL;
}

static gboolean tick (gpointer user_data);

static void
arm (EnlistDeviceApplications *self, guint wait)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (wait, tick, self);
}

static gboolean
tick (gpointer user_data)
{
  EnlistDeviceApplications *self = user_data;
  uint32_t earliest = UINT32_MAX;

  self->timer = 0;
  for (guint i = 0; !self->paused && i < self->installed->len; i++)
    {
      Installed *installed = g_ptr_array_index (self->installed, i);
      uint32_t wait;

      enlist_iot_application_tick (&installed->application, &wait);
      earliest = MIN (earliest, wait);
    }
  if (earliest != UINT32_MAX)
    arm (self, earliest);

  return G_SOURCE_REMOVE;
}

static void
start_applications (EnlistDeviceApplications *self, const EnlistPlatform *platform)
{
  const EnlistIotApplicationMemory sizes = {
    .size = MEMORY_SIZE,
    .program_size = PROGRAM_SIZE,
    .values_size = VALUES_SIZE,
    .queue_size = QUEUE_SIZE,
    .work_size = WORK_SIZE,
  };
  EnlistStatus status = ENLIST_OK;

  for (guint i = 0; status == ENLIST_OK; i++)
    {
      Installed *installed = g_new0 (Installed, 1);
      EnlistIotApplicationMemory memory = sizes;

      memory.bytes = installed->memory;
      status = enlist_iot_application_start (&installed->application, platform, &memory, i);
      if (status == ENLIST_OK)
        g_ptr_array_add (self->installed, installed);
      else
        installed_free (installed);
    }
  if (status != ENLIST_E_NOT_FOUND)
    enlist_device_log_say (self->log, "application-damaged", enlist_status_name (status));
}

static void
start_command (EnlistDeviceApplications *self, const EnlistStatePart *part)
{
  const char *command = find_command (self, part->media);
  g_autofree char *type = g_strndup ((const char *) part->media.data, part->media.size);
  g_autofree char *path = enlist_sim_storage_part_path (self->storage, part->hash);
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *line = g_strdup_printf ("%s %s", command != NULL ? command : "", quoted);
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process = NULL;

  if (command == NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "nothing runs %s", type);
  else if (g_shell_parse_argv (line, NULL, &words, &error))
    process = g_subprocess_newv ((const char *const *) words, G_SUBPROCESS_FLAGS_NONE, &error);
  if (process == NULL)
    {
      enlist_device_log_say (self->log, "media-failed", error->message);
      return;
    }
  g_ptr_array_add (self->processes, process);
  enlist_device_log_say (self->log, "media-started", type);
}

static void
start_commands (EnlistDeviceApplications *self, const EnlistPlatform *platform)
{
  g_autofree uint8_t *buffer = g_malloc (WORK_SIZE);
  EnlistStateIterator iterator;
  EnlistStatePart part;
  EnlistState state;
  size_t size = 0;

  if (platform->read_state (platform->context, buffer, WORK_SIZE, &size) != ENLIST_OK
      || enlist_state_read (enlist_slice (buffer, size), &state) != ENLIST_OK)
    return;
  enlist_state_iterate_parts (&state, &iterator);
  while (enlist_state_next_part (&iterator, &part))
    if (part.media.size > 0)
      start_command (self, &part);
  memset (buffer, 0, size);
}

void
enlist_device_applications_restart (EnlistDeviceApplications *self, const EnlistPlatform *platform)
{
  g_ptr_array_set_size (self->installed, 0);
  g_ptr_array_set_size (self->processes, 0);
  start_applications (self, platform);
  start_commands (self, platform);
  if (self->installed->len > 0)
    {
      g_autofree char *count = g_strdup_printf ("%u", self->installed->len);

      enlist_device_log_say (self->log, "applications", count);
      arm (self, 0);
    }
}

void
enlist_device_applications_pause (EnlistDeviceApplications *self, gboolean paused)
{
  self->paused = paused;
  if (!paused)
    arm (self, 0);
}

void
enlist_device_applications_event (EnlistDeviceApplications *self, guint event, const char *value)
{
  uint8_t buffer[VALUE_SIZE];
  EnlistCborWriter writer;
  EnlistSlice item;
  gint64 number;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  if (value != NULL && g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL))
    enlist_cbor_write_integer (&writer, number);
  else if (value != NULL)
    enlist_cbor_write_string (&writer, value);
  item = enlist_cbor_writer_slice (&writer);

  for (guint i = 0; i < self->installed->len; i++)
    {
      Installed *installed = g_ptr_array_index (self->installed, i);

      if (writer.status != ENLIST_OK
          || enlist_iot_application_event (&installed->application, event, &item, value != NULL ? 1 : 0)
                 != ENLIST_OK)
        enlist_device_log_say (self->log, "event-lost", value);
    }
  arm (self, 0);
}
