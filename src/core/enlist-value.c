/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-value"

#include "enlist-value.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sodium.h>

#include "cbor.h"
#include "enlist-error-private.h"
#include "enlist-value-private.h"
#include "crypto.h"
#include "field.h"

struct _EnlistValue {
  gatomicrefcount references;
  EnlistValueKind kind;
  GBytes *cbor;
};

G_DEFINE_BOXED_TYPE (EnlistValue, enlist_value, enlist_value_ref, enlist_value_unref)

typedef struct {
  gsize size;
  guint8 data[];
} WipedBytes;

static void
free_wiped_bytes (gpointer data)
{
  WipedBytes *bytes = data;

  sodium_memzero (bytes->data, bytes->size);
  g_free (bytes);
}

/* A copy whose bytes are overwritten when the last reference goes. */
static GBytes *
bytes_new_wiped (gconstpointer data, gsize size)
{
  WipedBytes *bytes = g_malloc (sizeof *bytes + size);

  bytes->size = size;
  memcpy (bytes->data, data, size);

  return g_bytes_new_with_free_func (bytes->data, size, free_wiped_bytes, bytes);
}

/* @cbor: borrowed; checked here, so that no value of a wrong shape can exist. */
static EnlistValue *
value_new (EnlistValueKind kind, EnlistSlice cbor, const char *problem, GError **error)
{
  EnlistValue *self;
  EnlistStatus status = enlist_field_check_value ((EnlistFieldKind) kind, cbor);

  if (status == ENLIST_OK && cbor.size > ENLIST_FIELD_VALUE_MAX)
    status = ENLIST_E_RANGE;
  if (status != ENLIST_OK)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, problem);
      return NULL;
    }

  self = g_new0 (EnlistValue, 1);
  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->cbor = bytes_new_wiped (cbor.data, cbor.size);

  return self;
}

static const char *
kind_problem (EnlistValueKind kind)
{
  switch (kind)
    {
    case ENLIST_VALUE_TEXT:
      return _("A text has at most 1000 bytes.");
    case ENLIST_VALUE_NUMBER:
      return _("This must be a whole number.");
    case ENLIST_VALUE_CHOICE:
      return _("This must be one of the options.");
    case ENLIST_VALUE_YES_NO:
      return _("This must be yes or no.");
    case ENLIST_VALUE_DATE:
      return _("A date is written like 2026-01-31.");
    case ENLIST_VALUE_SECRET:
      return _("A secret has 1 to 256 bytes.");
    case ENLIST_VALUE_PLACE:
      return _("A place needs a site; each part has at most 64 bytes.");
    case ENLIST_VALUE_POSITION:
      return _("Latitude is -90 to 90 and longitude -180 to 180 degrees.");
    case ENLIST_VALUE_OWNER:
      return _("An owner needs a name of 1 to 64 bytes.");
    case ENLIST_VALUE_NAME:
      return _("A name has 1 to 64 bytes.");
    case ENLIST_VALUE_WIFI:
      return _("A network name has 1 to 32 bytes, a password 8 to 63 characters.");
    case ENLIST_VALUE_KEY:
      return _("This is not a public key.");
    case ENLIST_VALUE_BYTES:
      return _("At most 1000 bytes fit.");
    case ENLIST_VALUE_LIST:
      return _("A list has at most 32 texts.");
    default:
      return _("This value cannot be used.");
    }
}

#define VALUE_CAPACITY (ENLIST_FIELD_VALUE_MAX + 16)

static EnlistValue *
value_new_written (EnlistValueKind kind, EnlistCborWriter *writer, GError **error)
{
  EnlistValue *self = NULL;

  if (writer->status == ENLIST_OK)
    self = value_new (kind, enlist_cbor_writer_slice (writer), kind_problem (kind), error);
  else
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, kind_problem (kind));
  sodium_memzero (writer->buffer, writer->capacity);

  return self;
}

EnlistValue *
enlist_value_ref (EnlistValue *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
enlist_value_unref (EnlistValue *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_bytes_unref (self->cbor);
  g_free (self);
}

EnlistValue *
enlist_value_new_text (EnlistValueKind kind, const char *text, GError **error)
{
  guint8 buffer[VALUE_CAPACITY];
  EnlistCborWriter writer;

  g_return_val_if_fail (text != NULL, NULL);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_string (&writer, text);

  return value_new_written (kind, &writer, error);
}

EnlistValue *
enlist_value_new_number (gint64 number)
{
  guint8 buffer[16];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_integer (&writer, number);

  return value_new_written (ENLIST_VALUE_NUMBER, &writer, NULL);
}

EnlistValue *
enlist_value_new_choice (guint index)
{
  guint8 buffer[16];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_unsigned (&writer, index);

  return value_new_written (ENLIST_VALUE_CHOICE, &writer, NULL);
}

EnlistValue *
enlist_value_new_yes_no (gboolean yes)
{
  guint8 buffer[1];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_bool (&writer, yes != FALSE);

  return value_new_written (ENLIST_VALUE_YES_NO, &writer, NULL);
}

EnlistValue *
enlist_value_new_place (const char  *site,
                        const char  *building,
                        const char  *floor,
                        const char  *room,
                        GError     **error)
{
  const char *parts[] = { site, building, floor, room };
  guint8 buffer[VALUE_CAPACITY];
  EnlistCborWriter writer;
  gsize n_parts = 1;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] != NULL && *parts[i] != '\0')
        n_parts = i + 1;
    }

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, n_parts);
  for (gsize i = 0; i < n_parts; i++)
    enlist_cbor_write_string (&writer, parts[i] != NULL ? parts[i] : "");

  return value_new_written (ENLIST_VALUE_PLACE, &writer, error);
}

EnlistValue *
enlist_value_new_position (double                 latitude,
                           double                 longitude,
                           double                 accuracy,
                           EnlistPositionSource   source,
                           GError               **error)
{
  guint8 buffer[64];
  EnlistCborWriter writer;

  if (!isfinite (latitude) || !isfinite (longitude) || fabs (latitude) > 90 || fabs (longitude) > 180)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, kind_problem (ENLIST_VALUE_POSITION));
      return NULL;
    }

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 4);
  enlist_cbor_write_integer (&writer, llround (latitude * 1e7));
  enlist_cbor_write_integer (&writer, llround (longitude * 1e7));
  if (isfinite (accuracy) && accuracy >= 0 && accuracy < 1e8)
    enlist_cbor_write_unsigned (&writer, llround (accuracy * 10));
  else
    enlist_cbor_write_null (&writer);
  enlist_cbor_write_unsigned (&writer, source);

  return value_new_written (ENLIST_VALUE_POSITION, &writer, error);
}

EnlistValue *
enlist_value_new_owner (const char *name, GBytes *key, GError **error)
{
  static const guint8 no_key[ENLIST_ED25519_PUBLIC_SIZE];
  guint8 buffer[VALUE_CAPACITY];
  EnlistCborWriter writer;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (key == NULL || g_bytes_get_size (key) == sizeof no_key, NULL);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_string (&writer, name);
  enlist_cbor_write_bytes (&writer,
                           enlist_slice (key != NULL ? g_bytes_get_data (key, NULL) : no_key, sizeof no_key));

  return value_new_written (ENLIST_VALUE_OWNER, &writer, error);
}

EnlistValue *
enlist_value_new_wifi (const char *ssid, const char *passphrase, GError **error)
{
  guint8 buffer[VALUE_CAPACITY];
  EnlistCborWriter writer;

  g_return_val_if_fail (ssid != NULL, NULL);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_string (&writer, ssid);
  if (passphrase != NULL && *passphrase != '\0')
    enlist_cbor_write_string (&writer, passphrase);
  else
    enlist_cbor_write_null (&writer);

  return value_new_written (ENLIST_VALUE_WIFI, &writer, error);
}

EnlistValue *
enlist_value_new_null (EnlistValueKind kind)
{
  guint8 buffer[1];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_null (&writer);

  return value_new_written (kind, &writer, NULL);
}

EnlistValue *
enlist_value_new_cbor (EnlistValueKind kind, GBytes *cbor, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (cbor, &size);

  return value_new (kind, enlist_slice (data, size), kind_problem (kind), error);
}

EnlistValueKind
enlist_value_get_kind (EnlistValue *self)
{
  return self->kind;
}

GBytes *
enlist_value_get_cbor (EnlistValue *self)
{
  return self->cbor;
}

void
enlist_value_init_reader (EnlistValue *self, EnlistCborReader *reader)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (self->cbor, &size);

  enlist_cbor_reader_init (reader, enlist_slice (data, size));
}

gboolean
enlist_value_is_null (EnlistValue *self)
{
  EnlistCborReader reader;

  enlist_value_init_reader (self, &reader);

  return enlist_cbor_reader_peek (&reader) == ENLIST_CBOR_NULL;
}
