/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-host.h"

#include "crypto-sodium.h"
#include "enlist-p256.h"
#include "enlist-sim-functions.h"

#define VALUES_SIZE 65536
#define WORK_SIZE (3 * 65536)
#define KEY_COUNT 16
#define MEMORY_SIZE                                                                                         \
  ENLIST_RUNTIME_MEMORY_SIZE (ENLIST_MESSAGE_MAX, ENLIST_MANIFEST_MAX, ENLIST_PART_MAX, VALUES_SIZE,        \
                              WORK_SIZE, KEY_COUNT)
#define TEXTS_SIZE 1024

struct _EnlistDeviceHost
{
  GObject parent_instance;

  EnlistSimStorage *storage;
  EnlistDeviceLog *log;
  EnlistSimFunctions *functions;
  EnlistDeviceApplications *applications;
  gboolean started;
  gboolean committed;
  guint restart; /* of the applications, when the runtime is through */

  EnlistCrypto crypto;
  EnlistPlatform platform;
  EnlistRuntime *runtime;
  uint8_t versions[TEXTS_SIZE];
  uint8_t capabilities[TEXTS_SIZE];
  uint8_t *memory;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceHost, enlist_device_host, G_TYPE_OBJECT)

static void
enlist_device_host_finalize (GObject *object)
{
  EnlistDeviceHost *self = ENLIST_DEVICE_HOST (object);

  g_clear_handle_id (&self->restart, g_source_remove);
  if (self->platform.crypto != NULL)
    enlist_runtime_link_down (self->runtime);
  g_free (self->runtime);
  g_free (self->memory);
  g_clear_object (&self->applications);
  g_clear_object (&self->functions);
  g_clear_object (&self->storage);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (enlist_device_host_parent_class)->finalize (object);
}

static void
enlist_device_host_class_init (EnlistDeviceHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_device_host_finalize;
}

static void
enlist_device_host_init (EnlistDeviceHost *self)
{
  self->runtime = g_new0 (EnlistRuntime, 1);
  self->memory = g_malloc (MEMORY_SIZE);
}

static uint64_t
host_clock (void *context)
{
  return (uint64_t) g_get_monotonic_time () / G_TIME_SPAN_MILLISECOND;
}

static EnlistStatus
host_read_state (void *context, uint8_t *buffer, size_t capacity, size_t *size)
{
  return enlist_sim_storage_read_state (ENLIST_DEVICE_HOST (context)->storage, buffer, capacity, size);
}

static EnlistStatus
host_write_state (void *context, EnlistSlice state)
{
  return enlist_sim_storage_write_state (ENLIST_DEVICE_HOST (context)->storage, state);
}

static bool
host_fuse_is_locked (void *context)
{
  return enlist_sim_storage_is_locked (ENLIST_DEVICE_HOST (context)->storage);
}

static EnlistStatus
host_lock_fuse (void *context, const uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE])
{
  return enlist_sim_storage_lock (ENLIST_DEVICE_HOST (context)->storage, owner_key);
}

static void
host_identify (void *context)
{
  enlist_sim_functions_identify (ENLIST_DEVICE_HOST (context)->functions);
}

static gboolean
restart_applications (gpointer user_data)
{
  EnlistDeviceHost *self = user_data;

  self->restart = 0;
  enlist_device_host_start_applications (self);

  return G_SOURCE_REMOVE;
}

static void
host_event (void *context, const EnlistEvent *event)
{
  EnlistDeviceHost *self = ENLIST_DEVICE_HOST (context);

  enlist_device_log_event (self->log, event);
  switch (event->type)
    {
    case ENLIST_EVENT_STARTED:
      self->started = TRUE;
      enlist_device_applications_pause (self->applications, TRUE);
      break;
    case ENLIST_EVENT_ROLLED_BACK:
      self->started = FALSE;
      enlist_device_applications_pause (self->applications, FALSE);
      break;
    case ENLIST_EVENT_COMMITTED:
      /* Also when the assistant only asks again for the answer. */
      if (self->started && self->restart == 0)
        self->restart = g_idle_add (restart_applications, self);
      self->started = FALSE;
      self->committed = TRUE;
      enlist_device_applications_pause (self->applications, FALSE);
      break;
    default:
      break;
    }
}

static bool
host_accepts_media (void *context, EnlistRole role, EnlistSlice media)
{
  return enlist_device_applications_accept (ENLIST_DEVICE_HOST (context)->applications, role, media);
}

static uint32_t
host_part_size (void *context, const uint8_t hash[ENLIST_PART_HASH_SIZE])
{
  return enlist_sim_storage_part_size (ENLIST_DEVICE_HOST (context)->storage, hash);
}

static EnlistStatus
host_part_write (void         *context,
                 const uint8_t hash[ENLIST_PART_HASH_SIZE],
                 uint32_t      total,
                 uint32_t      offset,
                 EnlistSlice   bytes)
{
  return enlist_sim_storage_part_write (ENLIST_DEVICE_HOST (context)->storage, hash, total, offset, bytes);
}

static EnlistStatus
host_part_read (void         *context,
                const uint8_t hash[ENLIST_PART_HASH_SIZE],
                uint32_t      offset,
                uint8_t      *buffer,
                size_t        size)
{
  return enlist_sim_storage_part_read (ENLIST_DEVICE_HOST (context)->storage, hash, offset, buffer, size);
}

static void
host_part_keep (void *context, const uint8_t (*hashes)[ENLIST_PART_HASH_SIZE], size_t count)
{
  enlist_sim_storage_part_keep (ENLIST_DEVICE_HOST (context)->storage, hashes, count);
}

static void
fill_platform (EnlistDeviceHost *self, const EnlistCrypto *crypto)
{
  self->crypto = *crypto;
  enlist_p256_fill (&self->crypto);
  self->platform = (EnlistPlatform) {
    .context = self,
    .crypto = &self->crypto,
    .clock = host_clock,
    .read_state = host_read_state,
    .write_state = host_write_state,
    .fuse_is_locked = host_fuse_is_locked,
    .lock_fuse = host_lock_fuse,
    .identify = host_identify,
    .function_context = self->functions,
    .event = host_event,
    .accepts_media = host_accepts_media,
    .part_size = host_part_size,
    .part_write = host_part_write,
    .part_read = host_part_read,
    .part_keep = host_part_keep,
  };
  self->platform.functions = enlist_sim_functions_get_table (&self->platform.function_count);
}

/* @more: (nullable) (element-type utf8) */
static EnlistSlice
write_texts (uint8_t *buffer, const char *const *texts, GPtrArray *more)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, TEXTS_SIZE);
  enlist_cbor_write_array (&writer, g_strv_length ((char **) texts) + (more != NULL ? more->len : 0));
  for (gsize i = 0; texts[i] != NULL; i++)
    enlist_cbor_write_string (&writer, texts[i]);
  for (guint i = 0; more != NULL && i < more->len; i++)
    enlist_cbor_write_string (&writer, g_ptr_array_index (more, i));

  return enlist_cbor_writer_slice (&writer);
}

static gboolean
add_media (EnlistDeviceHost *self, char **media, GError **error)
{
  for (gsize i = 0; media != NULL && media[i] != NULL; i++)
    if (!enlist_device_applications_add_media (self->applications, media[i], error))
      return FALSE;

  return TRUE;
}

EnlistDeviceHost *
enlist_device_host_new (EnlistSimStorage *storage, EnlistDeviceLog *log, char **media, GError **error)
{
  static const char *const versions[] = { "enlist-device " ENLIST_VERSION, NULL };
  static const char *const capabilities[] = { "wifi", "temperature", "battery", NULL };
  g_autoptr (EnlistDeviceHost) self = g_object_new (ENLIST_TYPE_DEVICE_HOST, NULL);
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistRuntimeInfo info = {
    .identity = enlist_sim_storage_get_identity (storage),
    .versions = write_texts (self->versions, versions, NULL),
  };
  EnlistRuntimeMemory memory = {
    .bytes = self->memory,
    .size = MEMORY_SIZE,
    .message_size = ENLIST_MESSAGE_MAX,
    .manifest_size = ENLIST_MANIFEST_MAX,
    .program_size = ENLIST_PART_MAX,
    .values_size = VALUES_SIZE,
    .work_size = WORK_SIZE,
    .key_count = KEY_COUNT,
  };
  EnlistStatus status;

  if (crypto == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "libsodium does not start");
      return NULL;
    }

  self->storage = g_object_ref (storage);
  self->log = g_object_ref (log);
  self->applications = enlist_device_applications_new (storage, log);
  if (!add_media (self, media, error))
    return NULL;
  info.capabilities = write_texts (self->capabilities, capabilities,
                                   enlist_device_applications_get_capabilities (self->applications));
  self->functions = enlist_sim_functions_new (enlist_sim_storage_get_path (storage), log);
  fill_platform (self, crypto);
  status = enlist_runtime_init (self->runtime, &self->platform, &info, &memory);
  if (status == ENLIST_OK)
    return g_steal_pointer (&self);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: the state is damaged (%s)",
               enlist_sim_storage_get_path (storage), enlist_status_name (status));

  return NULL;
}

void
enlist_device_host_start_applications (EnlistDeviceHost *self)
{
  enlist_device_applications_restart (self->applications, &self->platform);
}

EnlistDeviceApplications *
enlist_device_host_get_applications (EnlistDeviceHost *self)
{
  return self->applications;
}

EnlistRuntime *
enlist_device_host_get_runtime (EnlistDeviceHost *self)
{
  return self->runtime;
}

EnlistDeviceLog *
enlist_device_host_get_log (EnlistDeviceHost *self)
{
  return self->log;
}

gboolean
enlist_device_host_has_committed (EnlistDeviceHost *self)
{
  return self->committed;
}
