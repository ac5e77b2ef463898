/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "base45.h"
#include "cbor.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "label-text.h"
#include "text.h"

#include <string.h>
#include <zlib.h>

static EnlistStatus
run_cbor (Vector *vector)
{
  EnlistSlice bytes = vector_bytes (vector, "hex");
  g_autofree char *notation = NULL;
  size_t offset = 0;
  EnlistStatus status = enlist_cbor_validate (bytes, &offset);

  vector->offset = (gint64) offset;
  if (status != ENLIST_OK)
    return status;

  notation = vector_diagnose (bytes);
  vector->result = vector_text_node (enlist_slice_text (notation));

  return ENLIST_OK;
}

static EnlistStatus
run_texts (Vector *vector)
{
  EnlistSlice bytes = vector_bytes (vector, "hex");
  EnlistCborReader reader;
  EnlistSlice texts;
  EnlistStatus status = enlist_cbor_validate (bytes, NULL);

  if (status != ENLIST_OK)
    return status;
  enlist_cbor_reader_init (&reader, bytes);
  status = enlist_text_read (&reader, &texts);
  if (status != ENLIST_OK)
    return status;

  vector->result =
    vector_text_node (enlist_text_choose (texts, json_object_get_string_member (vector->inputs, "language")));

  return ENLIST_OK;
}

static EnlistStatus
run_payload (Vector *vector)
{
  uint8_t *label = vector_memory (vector, ENLIST_LABEL_MAX_PAYLOAD);
  g_autoptr (JsonObject) object = json_object_new ();
  size_t size = 0;
  EnlistStatus status =
    enlist_deflate_unpack (vector_bytes (vector, "hex"), label, ENLIST_LABEL_MAX_PAYLOAD, &size);

  if (status != ENLIST_OK)
    return status;

  json_object_set_int_member (object, "size", (gint64) size);
  json_object_set_member (object, "head", vector_hex_node (enlist_slice (label, MIN (size, 32))));
  json_object_set_int_member (object, "crc32", (gint64) crc32 (0, label, (uInt) size));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

static void
set_payload (Vector     *vector,
             const char *kind,
             EnlistSlice payload)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (kind != NULL)
    json_object_set_string_member (object, "kind", kind);
  json_object_set_member (object, "payload", vector_hex_node (payload));
  vector->result = json_node_init_object (json_node_alloc (), object);
}

static EnlistStatus
finish_set (Vector               *vector,
            const EnlistLabelSet *set,
            const char           *kind)
{
  uint8_t *payload = vector_memory (vector, ENLIST_LABEL_MAX_PAYLOAD);
  size_t size = 0;
  EnlistStatus status =
    enlist_label_set_payload (set, enlist_crypto_sodium (), payload, ENLIST_LABEL_MAX_PAYLOAD, &size);

  if (status == ENLIST_OK)
    set_payload (vector, kind, enlist_slice (payload, size));

  return status;
}

static EnlistStatus
run_whole (Vector *vector)
{
  g_autofree EnlistLabelSet *set = g_new (EnlistLabelSet, 1);
  EnlistStatus status;

  enlist_label_set_init (set);
  status = enlist_label_set_add (set, vector_text (vector, "text"), NULL);

  return status == ENLIST_OK ? finish_set (vector, set, "whole") : status;
}

static EnlistStatus
run_parts (Vector *vector)
{
  JsonArray *texts = json_object_get_array_member (vector->inputs, "texts");
  g_autofree EnlistLabelSet *set = g_new (EnlistLabelSet, 1);

  enlist_label_set_init (set);
  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      EnlistStatus status =
        enlist_label_set_add (set, enlist_slice_text (json_array_get_string_element (texts, i)), NULL);

      if (status != ENLIST_OK)
        return status;
    }

  return finish_set (vector, set, NULL);
}

static EnlistStatus
run_uri (Vector *vector)
{
  uint8_t *payload = vector_memory (vector, ENLIST_LABEL_MAX_PAYLOAD);
  size_t size = 0;
  EnlistStatus status =
    enlist_label_uri_read (vector_text (vector, "text"), payload, ENLIST_LABEL_MAX_PAYLOAD, &size, NULL);

  if (status == ENLIST_OK)
    set_payload (vector, NULL, enlist_slice (payload, size));

  return status;
}

static EnlistStatus
read_card (EnlistCborReader *reader,
           EnlistSlice      *name,
           EnlistSlice      *key)
{
  size_t count = 0;
  uint64_t version = 0;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (reader, &version);
  if (status != ENLIST_OK)
    return status;
  if (version != 1)
    return version > 1 ? ENLIST_E_VERSION : ENLIST_E_RANGE;
  if (count != 3)
    return ENLIST_E_TYPE;
  status = enlist_cbor_read_text (reader, name);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_bytes (reader, key);
  if (status != ENLIST_OK)
    return status;

  return name->size >= 1 && name->size <= 64 && key->size == 32 ? ENLIST_OK : ENLIST_E_RANGE;
}

/* Cards are read in core; wire tells the text apart and reads what it is made of. */
static EnlistStatus
run_card (Vector *vector)
{
  static const size_t prefix_size = 5;
  EnlistSlice text = vector_text (vector, "text");
  g_autoptr (JsonObject) object = json_object_new ();
  EnlistCborReader reader;
  EnlistSlice name, key;
  EnlistStatus status;
  uint8_t *card;
  size_t size = 0;

  if (enlist_label_text_kind (text) != ENLIST_TEXT_PUBLISHER)
    return ENLIST_E_NOT_LABEL;
  if (text.size == prefix_size)
    return ENLIST_E_TRUNCATED;
  card = vector_memory (vector, text.size);
  text = enlist_slice (text.data + prefix_size, text.size - prefix_size);
  status = enlist_base45_decode (text, card, text.size, &size, NULL);
  if (status == ENLIST_OK)
    status = enlist_cbor_validate (enlist_slice (card, size), NULL);
  if (status != ENLIST_OK)
    return status;
  enlist_cbor_reader_init (&reader, enlist_slice (card, size));
  status = read_card (&reader, &name, &key);
  if (status != ENLIST_OK)
    return status;

  json_object_set_member (object, "name", vector_text_node (name));
  json_object_set_member (object, "key", vector_hex_node (key));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

const VectorFile vector_text_files[] = {
  { "2.1-cbor", run_cbor },
  { "2.4-texts", run_texts },
  { "3-payload", run_payload },
  { "4.1-whole", run_whole },
  { "4.2-parts", run_parts },
  { "4.3-uri", run_uri },
  { "4.5-publisher-card", run_card },
  { NULL },
};
