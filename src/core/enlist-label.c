/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label.h"

#include <sodium.h>

#include "cose.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "label-text.h"

struct _EnlistLabel {
  GObject parent_instance;

  GBytes *payload;
  guint8 *cbor; /* owns what the structures below point into */
  gsize cbor_size;
  EnlistLabelParts parts;
  GBytes *supplied[ENLIST_MAX_PARTS]; /* parts that the label itself does not carry */
  EnlistCoseSign1 sign1;
  EnlistManifest manifest;
  guint8 id[ENLIST_LABEL_ID_SIZE];

  char *id_hex;
  char *key_id_hex;
  char *vendor;
  char *model;
  char *hardware;
  char *serial;
  char *device_key;
  char **transports;
  GPtrArray *absent_parts; /* what was absent at first, and after each part that was supplied */

  guint application;
  char **sent_fields;
  char **staying_parts;
  gboolean locks;
};

G_DEFINE_FINAL_TYPE (EnlistLabel, enlist_label, G_TYPE_OBJECT)

static char *
dup_slice (EnlistSlice slice)
{
  return slice.size > 0 ? g_strndup ((const char *) slice.data, slice.size) : NULL;
}

/* Loading. */

static gboolean
inflate_label (EnlistLabel *self, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (self->payload, &size);
  EnlistStatus status;

  self->cbor = g_malloc (ENLIST_LABEL_MAX_PAYLOAD);
  status = enlist_deflate_unpack (enlist_slice (data, size), self->cbor, ENLIST_LABEL_MAX_PAYLOAD,
                                  &self->cbor_size);
  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Unpacking the label");

  return TRUE;
}

static gboolean
read_structure (EnlistLabel *self, GError **error)
{
  EnlistStatus status;
  gsize offset = 0;

  status = enlist_label_read (enlist_slice (self->cbor, self->cbor_size), &self->parts, &offset);
  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Reading the label at byte %" G_GSIZE_FORMAT, offset);

  status = enlist_cose_sign1_read (self->parts.envelope, &self->sign1);
  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Reading the signed envelope");

  status = enlist_manifest_read (self->sign1.payload, &self->manifest, &offset);
  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Reading the manifest at byte %" G_GSIZE_FORMAT, offset);

  return TRUE;
}

static gboolean
check_hashes (EnlistLabel *self, GError **error)
{
  unsigned part = 0;
  EnlistStatus status = enlist_label_check_parts (&self->parts, &self->manifest, enlist_crypto_sodium (),
                                                  &part);

  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Checking part %u", part);

  return TRUE;
}

static char **
list_absent_parts (EnlistLabel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->manifest.part_count; i++)
    {
      g_autofree char *hash = enlist_label_dup_part_hash (self, i);

      if (enlist_label_get_part (self, i).data == NULL)
        g_strv_builder_add (builder, hash);
    }

  return g_strv_builder_end (builder);
}

/* What follows from the programs of the application in hand. */
static void
derive_application (EnlistLabel *self)
{
  g_strfreev (self->sent_fields);
  g_strfreev (self->staying_parts);
  self->sent_fields = enlist_label_list_sent_fields (self);
  self->staying_parts = enlist_label_list_staying_parts (self);
  self->locks = enlist_label_has_operation (self, ENLIST_SIDE_DEVICE, ENLIST_OP_LOCK);
}

static void
derive (EnlistLabel *self)
{
  enlist_manifest_label_id (enlist_crypto_sodium (), self->sign1.payload, self->id);
  self->id_hex = enlist_bytes_to_hex (self->id, sizeof self->id);
  self->key_id_hex = enlist_bytes_to_hex (self->sign1.key_id, sizeof self->sign1.key_id);
  self->vendor = dup_slice (self->manifest.vendor);
  self->model = dup_slice (self->manifest.model);
  self->hardware = dup_slice (self->manifest.hardware);
  self->serial = dup_slice (self->manifest.serial);
  if (self->manifest.device_key != NULL)
    self->device_key = enlist_bytes_to_hex (self->manifest.device_key, ENLIST_X25519_SIZE);
  self->transports = enlist_label_list_transports (self);
  g_ptr_array_add (self->absent_parts, list_absent_parts (self));
  derive_application (self);
}

static void
enlist_label_finalize (GObject *object)
{
  EnlistLabel *self = ENLIST_LABEL (object);

  g_clear_pointer (&self->payload, g_bytes_unref);
  if (self->cbor != NULL)
    sodium_memzero (self->cbor, self->cbor_size);
  g_free (self->cbor);
  g_free (self->id_hex);
  g_free (self->key_id_hex);
  g_free (self->vendor);
  g_free (self->model);
  g_free (self->hardware);
  g_free (self->serial);
  g_free (self->device_key);
  g_strfreev (self->transports);
  g_strfreev (self->sent_fields);
  g_strfreev (self->staying_parts);
  g_ptr_array_unref (self->absent_parts);
  for (guint i = 0; i < ENLIST_MAX_PARTS; i++)
    g_clear_pointer (&self->supplied[i], g_bytes_unref);

  G_OBJECT_CLASS (enlist_label_parent_class)->finalize (object);
}

static void
enlist_label_class_init (EnlistLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_label_finalize;
}

static void
enlist_label_init (EnlistLabel *self)
{
  self->absent_parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

EnlistLabel *
enlist_label_new_for_payload (GBytes *payload, GError **error)
{
  g_autoptr (EnlistLabel) self = g_object_new (ENLIST_TYPE_LABEL, NULL);

  self->payload = g_bytes_ref (payload);
  if (!inflate_label (self, error) || !read_structure (self, error) || !check_hashes (self, error) ||
      !enlist_label_validate_parts (self, error))
    return NULL;
  derive (self);

  return g_steal_pointer (&self);
}

/* Trust. */

gboolean
enlist_label_verify_key (EnlistLabel *self, GBytes *public_key, GError **error)
{
  const EnlistSlice aad = enlist_slice_text (ENLIST_MANIFEST_AAD);
  guint8 scratch[ENLIST_COSE_SCRATCH_SIZE (sizeof ENLIST_MANIFEST_AAD, ENLIST_MANIFEST_MAX)];
  EnlistStatus status;

  g_return_val_if_fail (g_bytes_get_size (public_key) == ENLIST_ED25519_PUBLIC_SIZE, FALSE);

  status = enlist_cose_sign1_verify (&self->sign1, enlist_crypto_sodium (), aad,
                                     g_bytes_get_data (public_key, NULL), scratch, sizeof scratch);
  if (status != ENLIST_OK)
    return enlist_error_from_status (error, status, "Verifying the label of publisher %s", self->key_id_hex);

  return TRUE;
}

gboolean
enlist_label_verify (EnlistLabel       *self,
                     EnlistPublishers  *publishers,
                     EnlistPublisher  **publisher,
                     GError           **error)
{
  EnlistPublisher *found = enlist_publishers_lookup (publishers, self->sign1.key_id);

  if (found == NULL)
    return enlist_error_from_status (error, ENLIST_E_UNKNOWN_KEY, "Looking up publisher %s",
                                     self->key_id_hex);
  if (!enlist_label_verify_key (self, enlist_publisher_get_key (found), error))
    return FALSE;
  if (publisher != NULL)
    *publisher = g_object_ref (found);

  return TRUE;
}

/* What the core sees. */

GBytes *
enlist_label_dup_without_secret (EnlistLabel *self)
{
  EnlistLabelParts parts = self->parts;
  g_autofree guint8 *buffer = g_malloc (self->cbor_size);
  gsize size;

  parts.secret = NULL;
  if (enlist_label_write (&parts, buffer, self->cbor_size, &size) != ENLIST_OK)
    g_assert_not_reached ();

  return g_bytes_new_take (g_steal_pointer (&buffer), size);
}

GListModel *
enlist_label_list_steps (EnlistLabel *self, EnlistSide side)
{
  GListStore *steps = g_list_store_new (ENLIST_TYPE_STEP_ITEM);
  EnlistSlice program = enlist_label_get_program (self, side);
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return G_LIST_MODEL (steps);

  while (enlist_program_walk_next (&walk, &step))
    {
      g_autoptr (EnlistStepItem) item = enlist_label_describe_step (self, side, &step);

      g_list_store_append (steps, item);
    }

  return G_LIST_MODEL (steps);
}

/* Getters. */

const EnlistManifest *
enlist_label_get_manifest (EnlistLabel *self)
{
  return &self->manifest;
}

EnlistSlice
enlist_label_get_manifest_bytes (EnlistLabel *self)
{
  return self->sign1.payload;
}

EnlistSlice
enlist_label_get_cbor (EnlistLabel *self)
{
  return enlist_slice (self->cbor, self->cbor_size);
}

EnlistSlice
enlist_label_get_program (EnlistLabel *self, EnlistSide side)
{
  return enlist_label_find_program (
      self, side == ENLIST_SIDE_ASSISTANT ? ENLIST_ROLE_ASSIST : ENLIST_ROLE_DEVICE, self->application);
}

gboolean
enlist_label_carries_part (EnlistLabel *self, guint index)
{
  return self->parts.parts[index].data != NULL;
}

EnlistSlice
enlist_label_get_part (EnlistLabel *self, guint index)
{
  g_return_val_if_fail (index < self->parts.part_count, enlist_slice (NULL, 0));

  if (self->supplied[index] != NULL)
    return enlist_bytes_slice (self->supplied[index]);

  return self->parts.parts[index];
}

char *
enlist_label_dup_part_hash (EnlistLabel *self, guint index)
{
  return enlist_bytes_to_hex (enlist_manifest_part (&self->manifest, index).hash, ENLIST_PART_HASH_SIZE);
}

EnlistSlice
enlist_label_get_envelope (EnlistLabel *self)
{
  return self->parts.envelope;
}

const guint8 *
enlist_label_get_id_bytes (EnlistLabel *self)
{
  return self->id;
}

const guint8 *
enlist_label_get_secret (EnlistLabel *self)
{
  return self->parts.secret;
}

const char *
enlist_label_get_id (EnlistLabel *self)
{
  return self->id_hex;
}

const char *
enlist_label_get_key_id (EnlistLabel *self)
{
  return self->key_id_hex;
}

guint
enlist_label_get_sequence (EnlistLabel *self)
{
  return self->manifest.sequence;
}

const char *
enlist_label_get_vendor (EnlistLabel *self)
{
  return self->vendor;
}

const char *
enlist_label_get_model (EnlistLabel *self)
{
  return self->model;
}

const char *
enlist_label_get_hardware (EnlistLabel *self)
{
  return self->hardware;
}

const char *
enlist_label_get_serial (EnlistLabel *self)
{
  return self->serial;
}

const char *
enlist_label_get_device_key (EnlistLabel *self)
{
  return self->device_key;
}

gboolean
enlist_label_has_secret (EnlistLabel *self)
{
  return self->parts.secret != NULL;
}

gboolean
enlist_label_locks (EnlistLabel *self)
{
  return self->locks;
}

const char * const *
enlist_label_get_transports (EnlistLabel *self)
{
  return (const char *const *) self->transports;
}

const char * const *
enlist_label_get_sent_fields (EnlistLabel *self)
{
  return (const char *const *) self->sent_fields;
}

const char * const *
enlist_label_get_staying_parts (EnlistLabel *self)
{
  return (const char *const *) self->staying_parts;
}

GBytes *
enlist_label_get_payload (EnlistLabel *self)
{
  return self->payload;
}

/* Applications. */

guint
enlist_label_get_n_applications (EnlistLabel *self)
{
  return self->manifest.application_count;
}

char *
enlist_label_dup_application_title (EnlistLabel *self, guint n)
{
  EnlistSlice title;

  g_return_val_if_fail (n < self->manifest.application_count, NULL);

  title = enlist_manifest_title (&self->manifest, n);

  return title.size > 0 ? enlist_label_dup_text (title) : NULL;
}

guint
enlist_label_get_application (EnlistLabel *self)
{
  return self->application;
}

void
enlist_label_select_application (EnlistLabel *self, guint n)
{
  g_return_if_fail (n < self->manifest.application_count);

  self->application = n;
  derive_application (self);
}

/* Parts from elsewhere. */

const char * const *
enlist_label_get_absent_parts (EnlistLabel *self)
{
  return g_ptr_array_index (self->absent_parts, self->absent_parts->len - 1);
}

GBytes *
enlist_label_find_part (EnlistLabel *self, const char *hash)
{
  for (guint i = 0; i < self->manifest.part_count; i++)
    {
      g_autofree char *own = enlist_label_dup_part_hash (self, i);
      EnlistSlice bytes = enlist_label_get_part (self, i);

      if (bytes.data != NULL && g_str_equal (own, hash))
        return self->supplied[i] != NULL ? g_bytes_ref (self->supplied[i])
                                         : g_bytes_new (bytes.data, bytes.size);
    }

  return NULL;
}

guint
enlist_label_get_part_size (EnlistLabel *self, const char *hash)
{
  for (guint i = 0; i < self->manifest.part_count; i++)
    {
      g_autofree char *own = enlist_label_dup_part_hash (self, i);

      if (g_str_equal (own, hash))
        return enlist_manifest_part (&self->manifest, i).size;
    }

  return 0;
}

/* Whether @bytes are the part that the manifest has at @index. */
static gboolean
is_part (EnlistLabel *self, guint index, GBytes *bytes)
{
  const EnlistPartEntry entry = enlist_manifest_part (&self->manifest, index);
  guint8 hash[ENLIST_PART_HASH_SIZE];

  if (g_bytes_get_size (bytes) != entry.size)
    return FALSE;
  enlist_manifest_part_hash (enlist_crypto_sodium (), enlist_bytes_slice (bytes), hash);

  return memcmp (hash, entry.hash, sizeof hash) == 0;
}

gboolean
enlist_label_supply_part (EnlistLabel *self, GBytes *bytes, GError **error)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->manifest.part_count; i++)
    {
      const EnlistPartEntry entry = enlist_manifest_part (&self->manifest, i);

      if (enlist_label_carries_part (self, i) || !is_part (self, i, bytes))
        continue;
      found = TRUE;
      if (self->supplied[i] != NULL)
        continue;
      self->supplied[i] = g_bytes_ref (bytes);
      if (!enlist_label_validate_part (self, i, error) ||
          (entry.role <= ENLIST_ROLE_DEVICE && !enlist_label_validate_pair (self, entry.application, error)))
        {
          g_clear_pointer (&self->supplied[i], g_bytes_unref);
          return FALSE;
        }
    }
  if (!found)
    return enlist_error_from_status (error, ENLIST_E_HASH, "Supplying a part that is absent from the label");

  g_ptr_array_add (self->absent_parts, list_absent_parts (self));
  derive_application (self);

  return TRUE;
}
