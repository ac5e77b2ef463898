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
  char **sent_fields;
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

static gboolean
refuse_program (EnlistLabel *self, EnlistRole role, const EnlistProgramError *problem, GError **error)
{
  const char *operation = enlist_operation_name (problem->operation);
  g_autofree char *field = problem->field >= 0 ? enlist_label_dup_field_name (self, problem->field) : NULL;

  return enlist_error_from_status (error, problem->status, "Step %u (%s)%s%s of the %s's program",
                                   problem->step,
                                   operation != NULL ? operation : "unknown operation",
                                   field != NULL ? ", field " : "",
                                   field != NULL ? field : "",
                                   role == ENLIST_ROLE_ASSIST ? "assistant" : "device");
}

static gboolean
validate_programs (EnlistLabel *self, GError **error)
{
  const EnlistRole roles[] = { ENLIST_ROLE_ASSIST, ENLIST_ROLE_DEVICE };
  EnlistSlice programs[G_N_ELEMENTS (roles)];
  EnlistProgramError problem;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      int part = enlist_manifest_find_part (&self->manifest, roles[i], 0);

      programs[i] = part >= 0 ? self->parts.parts[part] : enlist_slice (NULL, 0);
      if (programs[i].data != NULL &&
          enlist_program_validate (programs[i], roles[i], &self->manifest, 0, &problem) != ENLIST_OK)
        return refuse_program (self, roles[i], &problem, error);
    }

  if (programs[0].data != NULL && programs[1].data != NULL)
    {
      EnlistRole failing;

      if (enlist_program_validate_pair (programs[0], programs[1], &self->manifest, &failing, &problem) !=
          ENLIST_OK)
        return refuse_program (self, failing, &problem, error);
    }

  return TRUE;
}

static char *
transport_to_uri (const EnlistTransportEntry *entry)
{
  static const char *const schemes[] = { "ble", "serial", "tcp", "unix" };

  return g_strdup_printf ("%s:%.*s", schemes[entry->kind], (int) entry->address.size,
                          (const char *) entry->address.data);
}

static char **
list_transports (EnlistLabel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->manifest.transport_count; i++)
    {
      EnlistTransportEntry entry = enlist_manifest_transport (&self->manifest, i);
      g_autofree char *uri = transport_to_uri (&entry);

      g_strv_builder_add (builder, uri);
    }

  return g_strv_builder_end (builder);
}

static char **
list_sent_fields (EnlistLabel *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  EnlistSlice program = enlist_label_get_program (self, ENLIST_SIDE_ASSISTANT);
  gboolean seen[ENLIST_FIELD_COUNT] = { FALSE };
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return g_strv_builder_end (builder);

  while (enlist_program_walk_next (&walk, &step))
    {
      for (guint i = 0; step.operation == ENLIST_OP_SEND && i < step.argument_count; i++)
        {
          unsigned field;

          if (enlist_step_read_field (&step.arguments, &field) == ENLIST_OK && !seen[field])
            {
              g_autofree char *title = enlist_label_dup_field_title (self, field);

              seen[field] = TRUE;
              g_strv_builder_add (builder, title);
            }
        }
    }

  return g_strv_builder_end (builder);
}

static gboolean
program_has (EnlistSlice program, EnlistOperation operation)
{
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return FALSE;

  while (enlist_program_walk_next (&walk, &step))
    {
      if (step.operation == operation)
        return TRUE;
    }

  return FALSE;
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
  self->transports = list_transports (self);
  self->sent_fields = list_sent_fields (self);
  self->locks = program_has (enlist_label_get_program (self, ENLIST_SIDE_DEVICE), ENLIST_OP_LOCK);
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
}

EnlistLabel *
enlist_label_new_for_payload (GBytes *payload, GError **error)
{
  g_autoptr (EnlistLabel) self = g_object_new (ENLIST_TYPE_LABEL, NULL);

  self->payload = g_bytes_ref (payload);
  if (!inflate_label (self, error) || !read_structure (self, error) || !check_hashes (self, error) ||
      !validate_programs (self, error))
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

/* Representations. */

char **
enlist_label_dup_texts (EnlistLabel *self, guint max_characters)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize capacity = ENLIST_LABEL_MAX_PAYLOAD * 2;
  g_autofree char *text = g_malloc (capacity);
  gsize size;
  gconstpointer data = g_bytes_get_data (self->payload, &size);
  unsigned count = 1;

  if (max_characters == 0)
    max_characters = ENLIST_LABEL_QR10M_CHARS;

  for (unsigned i = 1; i <= count; i++)
    {
      if (enlist_label_text_write (enlist_slice (data, size), max_characters, enlist_crypto_sodium (), i,
                                   &count, text, capacity) != ENLIST_OK)
        return NULL;
      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

char *
enlist_label_dup_uri (EnlistLabel *self)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (self->payload, &size);
  gsize capacity = 7 + 4 * ((size + 2) / 3) + 1;
  char *text = g_malloc (capacity);

  if (enlist_label_uri_write (enlist_slice (data, size), text, capacity) != ENLIST_OK)
    g_assert_not_reached ();

  return text;
}

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

JsonNode *
enlist_label_sizes_to_json (EnlistLabel *self)
{
  g_auto (GStrv) texts = enlist_label_dup_texts (self, 0);
  g_autoptr (JsonObject) sizes = json_object_new ();
  JsonObject *parts = json_object_new ();
  gsize characters = 0;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    characters += strlen (texts[i]);

  json_object_set_int_member (sizes, "text", characters);
  json_object_set_int_member (sizes, "codes", texts != NULL ? g_strv_length (texts) : 0);
  json_object_set_int_member (sizes, "payload", g_bytes_get_size (self->payload));
  json_object_set_int_member (sizes, "label", self->cbor_size);
  json_object_set_int_member (sizes, "manifest", self->sign1.payload.size);
  json_object_set_int_member (parts, "assist", enlist_label_get_program (self, ENLIST_SIDE_ASSISTANT).size);
  json_object_set_int_member (parts, "device", enlist_label_get_program (self, ENLIST_SIDE_DEVICE).size);
  json_object_set_object_member (sizes, "parts", parts);

  return json_node_init_object (json_node_alloc (), sizes);
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
enlist_label_get_program (EnlistLabel *self, EnlistSide side)
{
  EnlistRole role = side == ENLIST_SIDE_ASSISTANT ? ENLIST_ROLE_ASSIST : ENLIST_ROLE_DEVICE;
  int part = enlist_manifest_find_part (&self->manifest, role, 0);

  return part >= 0 ? self->parts.parts[part] : enlist_slice (NULL, 0);
}

EnlistSlice
enlist_label_get_part (EnlistLabel *self, guint index)
{
  g_return_val_if_fail (index < self->parts.part_count, enlist_slice (NULL, 0));

  return self->parts.parts[index];
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

GBytes *
enlist_label_get_payload (EnlistLabel *self)
{
  return self->payload;
}
