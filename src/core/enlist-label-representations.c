/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include "crypto-sodium.h"
#include "label-text.h"

char **
enlist_label_dup_texts (EnlistLabel *self, guint max_characters)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize capacity = ENLIST_LABEL_MAX_PAYLOAD * 2;
  g_autofree char *text = g_malloc (capacity);
  gsize size;
  gconstpointer data = g_bytes_get_data (enlist_label_get_payload (self), &size);
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
  gconstpointer data = g_bytes_get_data (enlist_label_get_payload (self), &size);
  gsize capacity = 7 + 4 * ((size + 2) / 3) + 1;
  char *text = g_malloc (capacity);

  if (enlist_label_uri_write (enlist_slice (data, size), text, capacity) != ENLIST_OK)
    g_assert_not_reached ();

  return text;
}

/* What the label carries in that role, of all applications. */
static guint
sum_parts (EnlistLabel *self, EnlistRole role)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  guint sum = 0;

  for (guint i = 0; i < manifest->part_count; i++)
    {
      EnlistPartEntry entry = enlist_manifest_part (manifest, i);

      if (entry.role == role && enlist_label_carries_part (self, i))
        sum += entry.size;
    }

  return sum;
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
  json_object_set_int_member (sizes, "payload", g_bytes_get_size (enlist_label_get_payload (self)));
  json_object_set_int_member (sizes, "label", enlist_label_get_cbor (self).size);
  json_object_set_int_member (sizes, "manifest", enlist_label_get_manifest_bytes (self).size);
  json_object_set_int_member (parts, "assist", sum_parts (self, ENLIST_ROLE_ASSIST));
  json_object_set_int_member (parts, "device", sum_parts (self, ENLIST_ROLE_DEVICE));
  json_object_set_int_member (parts, "config", sum_parts (self, ENLIST_ROLE_CONFIG));
  json_object_set_int_member (parts, "app", sum_parts (self, ENLIST_ROLE_APP));
  json_object_set_object_member (sizes, "parts", parts);

  return json_node_init_object (json_node_alloc (), sizes);
}
