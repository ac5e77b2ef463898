/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-handover"

#include "enlist-handover-private.h"

#include "enlist-error-private.h"
#include "enlist-label-private.h"

#define PART_OVERHEAD 11 /* bytes of a `part` message around its bytes */

G_STATIC_ASSERT (ENLIST_MAX_PARTS <= 16);

struct _EnlistHandover {
  GObject parent_instance;

  EnlistLabel *label;
  guint limit;
  gboolean locks_by_itself;
  guint16 served;    /* a bit for each part that the device has asked for on this link */
  guint part;        /* the last of them */
  EnlistSlice rest;  /* what is still to be sent of it */
  guint32 offset;    /* where that begins in the part */
};

G_DEFINE_FINAL_TYPE (EnlistHandover, enlist_handover, G_TYPE_OBJECT)

/* What the device does by itself at the end may ask more of its program than the label alone shows. */
static gboolean
check_program (EnlistHandover *self, guint preset, GError **error)
{
  EnlistSlice program = enlist_label_get_program (self->label, ENLIST_SIDE_DEVICE);
  EnlistProgramError problem;

  if (program.data == NULL || preset == 0 ||
      enlist_program_validate (program, ENLIST_ROLE_DEVICE, enlist_label_get_manifest (self->label), preset,
                               &problem) == ENLIST_OK)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_INVALID_PROGRAM,
               "The device locks by itself, and its program does not see to an owner and a key for that");

  return FALSE;
}

static gboolean
check_size (const EnlistMessage *state, const EnlistMessage *manifest, GError **error)
{
  g_autofree char *serial = g_strndup ((const char *) state->serial.data, state->serial.size);
  guint8 buffer[ENLIST_MESSAGE_MAX];
  gsize size = 0;

  if (enlist_message_write (manifest, buffer, sizeof buffer, &size) == ENLIST_OK && size <= state->limit)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED,
               "The device %s takes messages of at most %u bytes, and the label's manifest needs %"
               G_GSIZE_FORMAT, serial, state->limit, size);

  return FALSE;
}

gboolean
enlist_handover_begin (EnlistHandover      *self,
                       const EnlistMessage *state,
                       EnlistMessage       *manifest,
                       GError             **error)
{
  *manifest = (EnlistMessage) { .type = ENLIST_MESSAGE_MANIFEST,
                                .bytes = enlist_label_get_envelope (self->label),
                                .application = enlist_label_get_application (self->label) };
  self->limit = state->limit;
  self->served = 0;
  self->rest = enlist_slice (NULL, 0);
  self->locks_by_itself = (state->preset & ENLIST_PRESET_LOCK) != 0;

  return check_program (self, state->preset, error) && check_size (state, manifest, error);
}

gboolean
enlist_handover_serve (EnlistHandover      *self,
                       const EnlistMessage *want,
                       GError             **error)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self->label);
  EnlistSlice bytes;

  /* The assistant's own part is none of the device's business (docs/format.md, clause 7.4). */
  if (want->part >= manifest->part_count ||
      enlist_manifest_part (manifest, want->part).role == ENLIST_ROLE_ASSIST)
    return enlist_error_from_status (error, ENLIST_E_STATE, "The device asks for a part that is not its own");
  bytes = enlist_label_get_part (self->label, want->part);
  if (bytes.data == NULL || want->offset >= bytes.size)
    return enlist_error_from_status (error, ENLIST_E_INCOMPLETE,
                                     "The device asks for bytes that the label does not carry");
  if (self->rest.size > 0 || (self->served & 1 << want->part) != 0)
    return enlist_error_from_status (error, ENLIST_E_STATE,
                                     "The device asks for a part again, or before it has the one before");

  self->served |= (guint16) (1 << want->part);
  self->part = want->part;
  self->offset = want->offset;
  self->rest = enlist_slice (bytes.data + want->offset, bytes.size - want->offset);

  return TRUE;
}

gboolean
enlist_handover_next (EnlistHandover *self, EnlistMessage *part)
{
  gsize size = MIN (ENLIST_MESSAGE_PART_CHUNK, self->limit - PART_OVERHEAD);

  if (self->rest.size == 0)
    return FALSE;

  size = MIN (size, self->rest.size);
  *part = (EnlistMessage) { .type = ENLIST_MESSAGE_PART, .part = self->part, .offset = self->offset,
                            .bytes = enlist_slice (self->rest.data, size) };
  self->offset += (guint32) size;
  self->rest = enlist_slice (self->rest.data + size, self->rest.size - size);

  return TRUE;
}

gsize
enlist_handover_get_limit (EnlistHandover *self)
{
  return self->limit;
}

gboolean
enlist_handover_locks_by_itself (EnlistHandover *self)
{
  return self->locks_by_itself;
}

static void
enlist_handover_finalize (GObject *object)
{
  g_clear_object (&ENLIST_HANDOVER (object)->label);

  G_OBJECT_CLASS (enlist_handover_parent_class)->finalize (object);
}

static void
enlist_handover_class_init (EnlistHandoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_handover_finalize;
}

static void
enlist_handover_init (EnlistHandover *self)
{
}

EnlistHandover *
enlist_handover_new (EnlistLabel *label)
{
  EnlistHandover *self = g_object_new (ENLIST_TYPE_HANDOVER, NULL);

  self->label = g_object_ref (label);

  return self;
}
