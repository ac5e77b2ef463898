/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label-compiler"

#include "enlist-label-compiler.h"

#include <sodium.h>

#include "cose.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-source-private.h"
#include "label-text.h"
#include "label.h"

/* What a label is made of while it is being made; the slices of the manifest point in here. */
typedef struct {
  EnlistSourceCompiler source;
  EnlistLabelParts parts;
  guint8 manifest[ENLIST_MANIFEST_MAX];
  guint8 envelope[ENLIST_COSE_SIGN1_SIZE (ENLIST_MANIFEST_MAX)];
  guint8 label[ENLIST_LABEL_MAX_PAYLOAD];
  guint8 payload[ENLIST_LABEL_MAX_PAYLOAD + 512];
} Compilation;

static const char *const source_members[] = {
  "$schema",    "enlist-label", "sequence",     "vendor",         "model",            "hardware",
  "serial",     "device-key",   "transports",   "fields",         "assistant",        "device",
  "applications", "configurations", "iot-applications", "order", NULL,
};

/* The device's own values win over the source's. */
static void
read_device (Compilation *self, EnlistDeviceValues *device)
{
  EnlistManifest *manifest = &self->source.manifest;

  if (!enlist_slice_equal (manifest->vendor, enlist_slice_text (enlist_device_values_get_vendor (device))) ||
      !enlist_slice_equal (manifest->model, enlist_slice_text (enlist_device_values_get_model (device))))
    enlist_source_fail (&self->source, NULL,
                        "the device is a “%s %s”, the source is for another vendor or model",
                        enlist_device_values_get_vendor (device), enlist_device_values_get_model (device));
  manifest->serial = enlist_slice_text (enlist_device_values_get_serial (device));
  manifest->device_key = g_bytes_get_data (enlist_device_values_get_key (device), NULL);
  if (enlist_device_values_get_hardware (device) != NULL)
    manifest->hardware = enlist_slice_text (enlist_device_values_get_hardware (device));
  if (enlist_device_values_get_secret (device) != NULL)
    self->parts.secret = g_bytes_get_data (enlist_device_values_get_secret (device), NULL);
}

static void
read_source (Compilation *self, JsonNode *node, const char *const *transports, EnlistDeviceValues *device)
{
  EnlistSourceCompiler *source = &self->source;
  JsonObject *object;

  /* An empty file has no node at all. */
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (source, NULL, "a source is a JSON object");
      return;
    }
  object = json_node_get_object (node);
  if (!enlist_source_check_members (source, object, source_members))
    return;
  enlist_source_read_head (source, object, transports);
  if (source->error == NULL && device != NULL)
    read_device (self, device);
  if (source->error == NULL)
    enlist_source_read_parts (source, object);
}

/* What the label itself carries. */
static void
collect_parts (Compilation *self)
{
  GPtrArray *parts = self->source.parts;

  self->parts.part_count = parts->len;
  for (guint i = 0; i < parts->len; i++)
    {
      const EnlistSourcePart *part = g_ptr_array_index (parts, i);

      self->parts.parts[i] = part->absent ? enlist_slice (NULL, 0) : enlist_bytes_slice (part->bytes);
    }
}

typedef struct {
  EnlistPublisherKey *key;
  GError *error;
} Signing;

static bool
sign_message (void *context, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE], EnlistSlice message)
{
  Signing *self = context;

  return enlist_publisher_key_sign (self->key, message.data, message.size, signature, &self->error);
}

static EnlistStatus
sign (Compilation *self, Signing *signing)
{
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (signing->key);
  const EnlistCoseSigner signer = { enlist_bytes_slice (enlist_publisher_get_key (publisher)).data,
                                    sign_message, signing };
  guint8 scratch[ENLIST_COSE_SCRATCH_SIZE (sizeof ENLIST_MANIFEST_AAD, ENLIST_MANIFEST_MAX)];
  gsize size, envelope_size;
  EnlistStatus status;

  status = enlist_manifest_write (&self->source.manifest, self->manifest, sizeof self->manifest, &size);
  if (status != ENLIST_OK)
    return status;
  status = enlist_cose_sign1_write_with (enlist_crypto_sodium (), &signer,
                                         enlist_slice_text (ENLIST_MANIFEST_AAD),
                                         enlist_slice (self->manifest, size), scratch, sizeof scratch,
                                         self->envelope, sizeof self->envelope, &envelope_size);
  self->parts.envelope = enlist_slice (self->envelope, envelope_size);

  return status;
}

static GBytes *
pack (Compilation *self, EnlistPublisherKey *key, GError **error)
{
  gsize size, payload_size;
  Signing signing = { key, NULL };
  EnlistStatus status = sign (self, &signing);

  if (signing.error != NULL)
    {
      g_propagate_error (error, signing.error);
      return NULL;
    }
  if (status == ENLIST_OK)
    status = enlist_label_write (&self->parts, self->label, sizeof self->label, &size);
  if (status == ENLIST_OK)
    status = enlist_deflate_pack (enlist_slice (self->label, size), self->payload, sizeof self->payload,
                                  &payload_size);
  if (status == ENLIST_OK && payload_size > ENLIST_LABEL_MAX_PAYLOAD)
    status = ENLIST_E_TOO_LARGE;
  if (status != ENLIST_OK)
    {
      gboolean large = status == ENLIST_E_SPACE || status == ENLIST_E_TOO_LARGE;

      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE, "%s: /: the label cannot be written: %s%s",
                   self->source.name, enlist_status_name (status),
                   large ? " (leave large parts out with “absent”)" : "");
      return NULL;
    }

  return g_bytes_new (self->payload, payload_size);
}

/* The label knows the parts that it does not carry, as long as it lives. */
static EnlistLabel *
load (Compilation *self, GBytes *payload, GError **error)
{
  g_autoptr (EnlistLabel) label = enlist_label_new_for_payload (payload, error);

  for (guint i = 0; label != NULL && i < self->source.parts->len; i++)
    {
      const EnlistSourcePart *part = g_ptr_array_index (self->source.parts, i);

      if (part->absent && part->bytes != NULL && !enlist_label_supply_part (label, part->bytes, error))
        return NULL;
    }

  return g_steal_pointer (&label);
}

EnlistLabel *
enlist_label_compile (JsonNode            *source,
                      const char          *name,
                      const char * const  *transports,
                      EnlistDeviceValues  *device,
                      EnlistPublisherKey  *key,
                      GError             **error)
{
  g_autofree Compilation *self = g_new0 (Compilation, 1);
  g_autoptr (GBytes) payload = NULL;
  EnlistLabel *label = NULL;

  enlist_source_compiler_init (&self->source, name);
  read_source (self, source, transports, device);
  if (self->source.error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->source.error));
  else
    {
      collect_parts (self);
      payload = pack (self, key, error);
      label = payload != NULL ? load (self, payload, error) : NULL;
    }
  sodium_memzero (self->label, sizeof self->label);
  enlist_source_compiler_clear (&self->source);

  return label;
}
