/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-device-proof"

#include "enlist-device-proof-private.h"

#include "enlist-device-report-private.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"

struct _EnlistDeviceProof {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistSessionBinding binding;
  guint8 signing_key[ENLIST_ED25519_PUBLIC_SIZE];
  GBytes *handshake_hash;
  GBytes *report;
  GBytes *report_signature;
  GBytes *done_signature;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceProof, enlist_device_proof, G_TYPE_OBJECT)

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_PROTOCOL, message);

  return FALSE;
}

static void
keep (EnlistDeviceProof *self, const EnlistMessage *report)
{
  g_clear_pointer (&self->report, g_bytes_unref);
  g_clear_pointer (&self->report_signature, g_bytes_unref);
  g_clear_pointer (&self->handshake_hash, g_bytes_unref);
  self->report = g_bytes_new (report->bytes.data, report->bytes.size);
  self->report_signature = g_bytes_new (report->signature, ENLIST_ED25519_SIGNATURE_SIZE);
  self->handshake_hash = g_bytes_new (self->binding.handshake_hash, sizeof self->binding.handshake_hash);
}

GHashTable *
enlist_device_proof_take_report (EnlistDeviceProof *self, const guint8 *handshake_hash,
                                 const EnlistMessage *message, GError **error)
{
  g_autoptr (GHashTable) values = enlist_device_report_read (self->label, message->bytes);
  guint8 key[ENLIST_ED25519_PUBLIC_SIZE];

  if (values == NULL || !enlist_device_report_get_signing_key (values, message->field, key))
    {
      enlist_error_from_status (error, ENLIST_E_STATE,
                                "The device reports what its program does not declare");
      return NULL;
    }
  memcpy (self->binding.handshake_hash, handshake_hash, sizeof self->binding.handshake_hash);
  if (!enlist_device_report_verify (&self->binding, message->bytes, message->signature, key) ||
      (self->report != NULL && memcmp (key, self->signing_key, sizeof key) != 0))
    {
      refuse (error, "The signature of the device's report does not verify");
      return NULL;
    }

  memcpy (self->signing_key, key, sizeof key);
  keep (self, message);

  return g_steal_pointer (&values);
}

gboolean
enlist_device_proof_take_done (EnlistDeviceProof *self, const guint8 *handshake_hash,
                               gboolean locks_by_itself, const EnlistMessage *message, GError **error)
{
  if (self->report == NULL)
    memcpy (self->binding.handshake_hash, handshake_hash, sizeof self->binding.handshake_hash);
  if (self->report != NULL && !enlist_device_report_verify_done (&self->binding, message->state,
                                                                 message->signature, self->signing_key))
    return refuse (error, "The signature of the device's acknowledgement does not verify");
  if (!enlist_device_report_state_fits (self->label, locks_by_itself, message->state))
    return refuse (error, "The device says something else of its lock than its program");

  if (self->report != NULL)
    self->done_signature = g_bytes_new (message->signature, ENLIST_ED25519_SIGNATURE_SIZE);

  return TRUE;
}

GBytes *
enlist_device_proof_get_handshake_hash (EnlistDeviceProof *self)
{
  return self->handshake_hash;
}

GBytes *
enlist_device_proof_get_report (EnlistDeviceProof *self)
{
  return self->report;
}

GBytes *
enlist_device_proof_get_report_signature (EnlistDeviceProof *self)
{
  return self->report_signature;
}

GBytes *
enlist_device_proof_get_done_signature (EnlistDeviceProof *self)
{
  return self->done_signature;
}

static void
enlist_device_proof_finalize (GObject *object)
{
  EnlistDeviceProof *self = ENLIST_DEVICE_PROOF (object);

  g_clear_object (&self->label);
  g_clear_pointer (&self->handshake_hash, g_bytes_unref);
  g_clear_pointer (&self->report, g_bytes_unref);
  g_clear_pointer (&self->report_signature, g_bytes_unref);
  g_clear_pointer (&self->done_signature, g_bytes_unref);

  G_OBJECT_CLASS (enlist_device_proof_parent_class)->finalize (object);
}

static void
enlist_device_proof_class_init (EnlistDeviceProofClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_device_proof_finalize;
}

static void
enlist_device_proof_init (EnlistDeviceProof *self)
{
}

EnlistDeviceProof *
enlist_device_proof_new (EnlistLabel *label, const guint8 *session_id)
{
  EnlistDeviceProof *self = g_object_new (ENLIST_TYPE_DEVICE_PROOF, NULL);

  self->label = g_object_ref (label);
  memcpy (self->binding.session, session_id, sizeof self->binding.session);
  memcpy (self->binding.label_id, enlist_label_get_id_bytes (label), sizeof self->binding.label_id);

  return self;
}
