/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-device-report"

#include "enlist-device-report-private.h"

#include "crypto-sodium.h"
#include "enlist-label-private.h"
#include "enlist-value-private.h"
#include "program.h"

#define SIGNED_OVERHEAD 96 /* bytes around the fields (message.h) */

static gboolean
verify (const guint8 *key, const guint8 *signature, const guint8 *data, gsize size)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  return signature != NULL &&
         crypto->ed25519_verify (crypto->context, signature, key, enlist_slice (data, size));
}

/* The device may report what its program says that it reports or makes as a key, and nothing else. */
static gboolean
device_reports (EnlistLabel *label, guint field)
{
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned reported;

  if (enlist_program_walk_init (&walk,
                                enlist_label_get_program (label, ENLIST_SIDE_DEVICE)) != ENLIST_OK)
    return FALSE;

  while (enlist_program_walk_next (&walk, &step))
    {
      if (step.operation == ENLIST_OP_MAKE_KEY &&
          enlist_cbor_read_item (&step.arguments, NULL) == ENLIST_OK &&
          enlist_step_read_field (&step.arguments, &reported) == ENLIST_OK && reported == field)
        return TRUE;
      for (guint i = 0; step.operation == ENLIST_OP_REPORT && i < step.argument_count; i++)
        {
          if (enlist_step_read_field (&step.arguments, &reported) == ENLIST_OK && reported == field)
            return TRUE;
        }
    }

  return FALSE;
}

GHashTable *
enlist_device_report_read (EnlistLabel *label, EnlistSlice bytes)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (NULL, NULL, NULL,
                                                         (GDestroyNotify) enlist_value_unref);
  EnlistCborReader reader;
  gsize count;

  enlist_cbor_reader_init (&reader, bytes);
  if (enlist_cbor_read_map (&reader, &count) != ENLIST_OK)
    return NULL;

  for (gsize i = 0; i < count; i++)
    {
      EnlistFieldInfo info;
      EnlistValue *value;
      EnlistSlice item;
      guint64 field;
      g_autoptr (GBytes) cbor = NULL;

      if (enlist_cbor_read_unsigned (&reader, &field) != ENLIST_OK ||
          enlist_cbor_read_item (&reader, &item) != ENLIST_OK ||
          !enlist_manifest_field (enlist_label_get_manifest (label), field, &info) ||
          !device_reports (label, field))
        return NULL;
      cbor = g_bytes_new (item.data, item.size);
      value = enlist_value_new_cbor ((EnlistValueKind) info.kind, cbor, NULL);
      if (value == NULL)
        return NULL;
      g_hash_table_insert (values, GUINT_TO_POINTER (field), value);
    }

  return g_steal_pointer (&values);
}

gboolean
enlist_device_report_get_signing_key (GHashTable *values, guint field, guint8 *key)
{
  EnlistValue *value = g_hash_table_lookup (values, GUINT_TO_POINTER (field));
  EnlistCborReader reader;
  EnlistSlice bytes;
  guint64 type;
  gsize count;

  if (value == NULL || enlist_value_get_kind (value) != ENLIST_VALUE_KEY)
    return FALSE;
  enlist_value_init_reader (value, &reader);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK ||
      enlist_cbor_read_unsigned (&reader, &type) != ENLIST_OK ||
      enlist_cbor_read_bytes (&reader, &bytes) != ENLIST_OK || type != ENLIST_KEY_ED25519 ||
      bytes.size != ENLIST_ED25519_PUBLIC_SIZE)
    return FALSE;
  memcpy (key, bytes.data, bytes.size);

  return TRUE;
}

gboolean
enlist_device_report_verify (const EnlistSessionBinding *binding, EnlistSlice fields, const guint8 *signature,
                             const guint8 *key)
{
  gsize capacity = fields.size + SIGNED_OVERHEAD, size;
  g_autofree guint8 *bytes = g_malloc (capacity);

  return enlist_message_report_signed (binding, fields, bytes, capacity, &size) == ENLIST_OK &&
         verify (key, signature, bytes, size);
}

gboolean
enlist_device_report_verify_done (const EnlistSessionBinding *binding, EnlistDeviceState state,
                                  const guint8 *signature, const guint8 *key)
{
  guint8 bytes[SIGNED_OVERHEAD];
  gsize size;

  return enlist_message_done_signed (binding, state, bytes, sizeof bytes, &size) == ENLIST_OK &&
         verify (key, signature, bytes, size);
}

gboolean
enlist_device_report_state_fits (EnlistLabel *label, gboolean locks_by_itself, EnlistDeviceState state)
{
  EnlistSlice program = enlist_label_get_program (label, ENLIST_SIDE_DEVICE);
  EnlistProgramWalk walk;
  EnlistStep step;
  gboolean may_lock = FALSE, must_lock = FALSE, may_end_early = FALSE;

  if (enlist_program_walk_init (&walk, program) == ENLIST_OK)
    {
      while (enlist_program_walk_next (&walk, &step))
        {
          may_lock |= step.operation == ENLIST_OP_LOCK;
          must_lock |= step.operation == ENLIST_OP_LOCK && step.depth == 0;
          may_end_early |= step.operation == ENLIST_OP_END && step.depth > 0;
        }
    }

  if (locks_by_itself)
    return state == ENLIST_DEVICE_OWNED;

  return state == ENLIST_DEVICE_OWNED ? may_lock : !must_lock || may_end_early;
}

char *
enlist_device_report_dup_reason (EnlistSlice text)
{
  g_autofree char *reason = text.size > 0 ? g_strndup ((const char *) text.data, MIN (text.size, 200))
                                          : g_strdup ("");
  char *valid = g_utf8_make_valid (reason, -1);

  for (char *c = valid; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = ' ';
    }

  return valid;
}
