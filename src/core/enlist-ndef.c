/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-ndef"

#include "enlist-ndef.h"

#include <string.h>

#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "label-text.h"

/* NDEF 1.0, section 3.2: the first byte of a record. */
#define MESSAGE_BEGIN 0x80
#define MESSAGE_END 0x40
#define CHUNK 0x20
#define SHORT_RECORD 0x10
#define ID_LENGTH 0x08
#define TYPE_NAME_FORMAT 0x07

enum {
  TNF_EMPTY = 0,
  TNF_WELL_KNOWN = 1,
  TNF_MEDIA_TYPE = 2,
  TNF_UNKNOWN = 5,
  TNF_UNCHANGED = 6,
};

#define SHORT_RECORD_MAX 255
#define URI_TYPE "U"          /* NFC Forum, RTD URI 1.0 */
#define URI_NO_ABBREVIATION 0 /* the only identifier code behind which `enlist:` can stand */

typedef struct {
  guint8 flags;
  EnlistSlice type;
  EnlistSlice payload;
  gsize start; /* of the record in the message */
} Record;

typedef struct {
  EnlistSlice message;
  gsize at;
} Reader;

static guint
get_tnf (const Record *record)
{
  return record->flags & TYPE_NAME_FORMAT;
}

static gboolean G_GNUC_PRINTF (3, 4)
refuse (GError **error, gsize offset, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "NDEF message, byte %" G_GSIZE_FORMAT ": %s",
               offset, reason);

  return FALSE;
}

static gboolean
take (Reader *self, gsize size, const char *what, EnlistSlice *taken, GError **error)
{
  gsize left = self->message.size - self->at;

  if (size > left)
    return refuse (error, self->at, "%s needs %" G_GSIZE_FORMAT " bytes more, there are %" G_GSIZE_FORMAT,
                   what, size, left);
  *taken = enlist_slice (self->message.data + self->at, size);
  self->at += size;

  return TRUE;
}

static gboolean
take_length (Reader *self, gsize size, const char *what, gsize *length, GError **error)
{
  EnlistSlice bytes = { NULL, 0 };

  if (!take (self, size, what, &bytes, error))
    return FALSE;
  *length = 0;
  for (gsize i = 0; i < size; i++)
    *length = *length << 8 | bytes.data[i];

  return TRUE;
}

/* NDEF 1.0, section 3.2.6: what a type name format says about the lengths. */
static gboolean
check_record (const Record *record, gsize id_length, GError **error)
{
  switch (get_tnf (record))
    {
    case TNF_EMPTY:
      if (record->type.size > 0 || id_length > 0 || record->payload.size > 0)
        return refuse (error, record->start, "an empty record is not empty");
      return TRUE;
    case TNF_UNKNOWN:
      if (record->type.size > 0)
        return refuse (error, record->start, "a record of unknown type has a type");
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
read_record (Reader *self, Record *record, GError **error)
{
  gsize type_length, payload_length, id_length = 0;
  EnlistSlice flags = { NULL, 0 }, id;

  record->start = self->at;
  if (!take (self, 1, "a record", &flags, error))
    return FALSE;
  record->flags = flags.data[0];
  if ((record->flags & CHUNK) != 0 || get_tnf (record) == TNF_UNCHANGED)
    return refuse (error, record->start, "the record is chunked");
  if (((record->flags & MESSAGE_BEGIN) != 0) != (record->start == 0))
    return refuse (error, record->start,
                   record->start == 0 ? "this is not where a message begins"
                                      : "another message begins before this one has ended");

  if (!take_length (self, 1, "the length of the type", &type_length, error) ||
      !take_length (self, (record->flags & SHORT_RECORD) != 0 ? 1 : 4, "the length of the payload",
                    &payload_length, error) ||
      ((record->flags & ID_LENGTH) != 0 && !take_length (self, 1, "the length of the id", &id_length, error)))
    return FALSE;

  return take (self, type_length, "the type", &record->type, error) &&
         take (self, id_length, "the id", &id, error) &&
         take (self, payload_length, "the payload", &record->payload, error) &&
         check_record (record, id_length, error);
}

/* Media types are compared without regard to case; RFC 2045, section 5.1. */
static gboolean
is_label (const Record *record)
{
  const char *type = (const char *) record->type.data;
  gsize size = strlen (ENLIST_NDEF_MEDIA_TYPE);

  return get_tnf (record) == TNF_MEDIA_TYPE && record->type.size == size &&
         g_ascii_strncasecmp (type, ENLIST_NDEF_MEDIA_TYPE, size) == 0;
}

static gboolean
is_label_uri (const Record *record)
{
  EnlistSlice payload = record->payload;

  return get_tnf (record) == TNF_WELL_KNOWN &&
         enlist_slice_equal (record->type, enlist_slice_text (URI_TYPE)) && payload.size > 1 &&
         payload.data[0] == URI_NO_ABBREVIATION &&
         enlist_label_text_kind (enlist_slice (payload.data + 1, payload.size - 1)) == ENLIST_TEXT_URI;
}

static GBytes *
read_uri (const Record *record, EnlistSlice message, GError **error)
{
  EnlistSlice uri = enlist_slice (record->payload.data + 1, record->payload.size - 1);
  g_autofree guint8 *payload = g_malloc (ENLIST_LABEL_MAX_PAYLOAD);
  gsize size, offset = 0;
  EnlistStatus status = enlist_label_uri_read (uri, payload, ENLIST_LABEL_MAX_PAYLOAD, &size, &offset);

  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "NDEF message, byte %" G_GSIZE_FORMAT,
                                (gsize) (uri.data - message.data) + offset);
      return NULL;
    }

  return g_bytes_new (payload, size);
}

GBytes *
enlist_ndef_read (GBytes *message, GError **error)
{
  Reader reader = { enlist_bytes_slice (message), 0 };
  Record record, label = { 0 }, uri = { 0 };
  gboolean has_label = FALSE, has_uri = FALSE;

  if (reader.message.size > ENLIST_NDEF_MAX_MESSAGE)
    {
      refuse (error, ENLIST_NDEF_MAX_MESSAGE, "a message with a label has at most %d bytes",
              ENLIST_NDEF_MAX_MESSAGE);
      return NULL;
    }

  do
    {
      if (!read_record (&reader, &record, error))
        return NULL;
      if (!has_label && is_label (&record))
        {
          label = record;
          has_label = TRUE;
        }
      else if (!has_uri && is_label_uri (&record))
        {
          uri = record;
          has_uri = TRUE;
        }
    }
  while ((record.flags & MESSAGE_END) == 0);

  if (reader.at < reader.message.size)
    refuse (error, reader.at, "bytes follow the end of the message");
  else if (has_label)
    return g_bytes_new_from_bytes (message, label.payload.data - reader.message.data, label.payload.size);
  else if (has_uri)
    return read_uri (&uri, reader.message, error);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL,
                 "The NDEF message has no record of type " ENLIST_NDEF_MEDIA_TYPE " and no enlist: URI");

  return NULL;
}

GBytes *
enlist_ndef_write (GBytes *payload, GError **error)
{
  static const char type[] = ENLIST_NDEF_MEDIA_TYPE;
  EnlistSlice slice = enlist_bytes_slice (payload);
  gboolean is_short = slice.size <= SHORT_RECORD_MAX;
  guint8 header[6] = { MESSAGE_BEGIN | MESSAGE_END | (is_short ? SHORT_RECORD : 0) | TNF_MEDIA_TYPE,
                       sizeof type - 1 };
  GByteArray *message;

  if (slice.size < 1 || slice.size > ENLIST_LABEL_MAX_PAYLOAD)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "A label has 1 to %d bytes, not %" G_GSIZE_FORMAT,
                   ENLIST_LABEL_MAX_PAYLOAD, slice.size);
      return NULL;
    }

  message = g_byte_array_new ();
  if (is_short)
    header[2] = slice.size;
  else
    {
      for (guint i = 0; i < 4; i++)
        header[2 + i] = slice.size >> (24 - 8 * i) & 0xff;
    }
  g_byte_array_append (message, header, is_short ? 3 : 6);
  g_byte_array_append (message, (const guint8 *) type, sizeof type - 1);
  g_byte_array_append (message, slice.data, slice.size);

  return g_byte_array_free_to_bytes (message);
}
