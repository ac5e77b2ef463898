/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-record"

#include "enlist-record.h"
#include "enlist-record-private.h"

typedef struct {
  char *name;
  char *type; /* of keys and versions: the version */
  JsonNode *value;
  GBytes *key;
} Item;

enum {
  PROP_STATE = 1,
  PROP_FIRST_TEXT,
  PROP_FIRST_PROOF = PROP_FIRST_TEXT + ENLIST_RECORD_N_TEXTS,
  N_PROPS = PROP_FIRST_PROOF + ENLIST_RECORD_N_PROOFS,
};

static const char *const text_names[ENLIST_RECORD_N_TEXTS] = {
  "id", "session-id", "label-id", "vendor", "model", "hardware", "serial", "publisher-key-id",
  "publisher-name", "device-key", "enrolled-at", "place",
};

static const char *const proof_names[ENLIST_RECORD_N_PROOFS] = {
  "handshake-hash", "report", "report-signature", "done-signature",
};

struct _EnlistRecord
{
  GObject parent_instance;

  char *texts[ENLIST_RECORD_N_TEXTS];
  GBytes *proofs[ENLIST_RECORD_N_PROOFS];
  GPtrArray *fields;
  GPtrArray *keys;
  GPtrArray *versions;
  GPtrArray *capabilities; /* terminated with NULL */
  GPtrArray *relay_fields; /* terminated with NULL; of no meaning as long as nobody asked */
  EnlistRelayState relay_state;
  EnlistRecordState state;
};

G_DEFINE_FINAL_TYPE (EnlistRecord, enlist_record, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->type);
  g_clear_pointer (&item->value, json_node_unref);
  g_clear_pointer (&item->key, g_bytes_unref);
  g_free (item);
}

static Item *
find_item (GPtrArray  *items,
           const char *name)
{
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->name, name))
        return item;
    }
  return NULL;
}

static Item *
ensure_item (GPtrArray  *items,
             const char *name)
{
  Item *item = find_item (items, name);

  if (item == NULL)
    {
      item = g_new0 (Item, 1);
      item->name = g_strdup (name);
      g_ptr_array_add (items, item);
    }
  return item;
}

static Item *
get_item (GPtrArray   *items,
          guint        index,
          const char **name)
{
  Item *item;

  g_return_val_if_fail (index < items->len, NULL);

  item = g_ptr_array_index (items, index);
  if (name != NULL)
    *name = item->name;
  return item;
}

static gboolean
key_size_fits (const char *type,
               gsize       size)
{
  if (g_str_equal (type, "ed25519") || g_str_equal (type, "x25519"))
    return size == 32;
  return g_str_equal (type, "p-256") && (size == 33 || size == 65);
}

static void
enlist_record_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  EnlistRecord *self = ENLIST_RECORD (object);

  if (prop_id == PROP_STATE)
    g_value_set_int (value, self->state);
  else if (prop_id < PROP_FIRST_PROOF)
    g_value_set_string (value, self->texts[prop_id - PROP_FIRST_TEXT]);
  else
    g_value_set_boxed (value, self->proofs[prop_id - PROP_FIRST_PROOF]);
}

static void
enlist_record_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  EnlistRecord *self = ENLIST_RECORD (object);

  if (prop_id == PROP_STATE)
    enlist_record_set_state (self, g_value_get_int (value));
  else if (prop_id < PROP_FIRST_PROOF)
    enlist_record_set_text (self, prop_id - PROP_FIRST_TEXT, g_value_get_string (value));
  else
    enlist_record_set_proof (self, prop_id - PROP_FIRST_PROOF, g_value_get_boxed (value));
}

static void
enlist_record_finalize (GObject *object)
{
  EnlistRecord *self = ENLIST_RECORD (object);

  for (guint i = 0; i < ENLIST_RECORD_N_TEXTS; i++)
    g_free (self->texts[i]);
  for (guint i = 0; i < ENLIST_RECORD_N_PROOFS; i++)
    g_clear_pointer (&self->proofs[i], g_bytes_unref);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->versions);
  g_ptr_array_unref (self->capabilities);
  g_ptr_array_unref (self->relay_fields);

  G_OBJECT_CLASS (enlist_record_parent_class)->finalize (object);
}

static void
enlist_record_class_init (EnlistRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_record_get_property;
  object_class->set_property = enlist_record_set_property;
  object_class->finalize = enlist_record_finalize;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, ENLIST_RECORD_PROVISIONAL,
                                        ENLIST_RECORD_ENROLLED, ENLIST_RECORD_PROVISIONAL, flags);
  for (guint i = 0; i < ENLIST_RECORD_N_TEXTS; i++)
    props[PROP_FIRST_TEXT + i] = g_param_spec_string (text_names[i], NULL, NULL, NULL, flags);
  for (guint i = 0; i < ENLIST_RECORD_N_PROOFS; i++)
    props[PROP_FIRST_PROOF + i] = g_param_spec_boxed (proof_names[i], NULL, NULL, G_TYPE_BYTES, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
enlist_record_init (EnlistRecord *self)
{
  self->fields = g_ptr_array_new_with_free_func (item_free);
  self->keys = g_ptr_array_new_with_free_func (item_free);
  self->versions = g_ptr_array_new_with_free_func (item_free);
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->capabilities, NULL);
  self->relay_fields = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->relay_fields, NULL);
}

EnlistRecord *
enlist_record_new (void)
{
  return g_object_new (ENLIST_TYPE_RECORD, NULL);
}

const char *
enlist_record_get_text (EnlistRecord     *self,
                        EnlistRecordText  text)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  return self->texts[text];
}

void
enlist_record_set_text (EnlistRecord     *self,
                        EnlistRecordText  text,
                        const char       *value)
{
  g_return_if_fail (ENLIST_IS_RECORD (self));

  if (g_strcmp0 (self->texts[text], value) == 0)
    return;
  g_free (self->texts[text]);
  self->texts[text] = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIRST_TEXT + text]);
}

GBytes *
enlist_record_get_proof (EnlistRecord      *self,
                         EnlistRecordProof  proof)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  return self->proofs[proof];
}

void
enlist_record_set_proof (EnlistRecord      *self,
                         EnlistRecordProof  proof,
                         GBytes            *value)
{
  g_return_if_fail (ENLIST_IS_RECORD (self));

  if (self->proofs[proof] == value)
    return;
  g_clear_pointer (&self->proofs[proof], g_bytes_unref);
  self->proofs[proof] = value != NULL ? g_bytes_ref (value) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIRST_PROOF + proof]);
}

EnlistRecordState
enlist_record_get_state (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), ENLIST_RECORD_PROVISIONAL);

  return self->state;
}

void
enlist_record_set_state (EnlistRecord      *self,
                         EnlistRecordState  state)
{
  g_return_if_fail (ENLIST_IS_RECORD (self));

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
enlist_record_set_field (EnlistRecord *self,
                         const char   *name,
                         JsonNode     *value)
{
  JsonNode *copy;
  Item *item;

  g_return_if_fail (ENLIST_IS_RECORD (self));
  g_return_if_fail (name != NULL && value != NULL);

  copy = json_node_copy (value);
  item = ensure_item (self->fields, name);
  g_clear_pointer (&item->value, json_node_unref);
  item->value = copy;
}

guint
enlist_record_get_n_fields (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), 0);

  return self->fields->len;
}

JsonNode *
enlist_record_get_field (EnlistRecord  *self,
                         guint          index,
                         const char   **name)
{
  Item *item;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  item = get_item (self->fields, index, name);
  return item != NULL ? item->value : NULL;
}

JsonNode *
enlist_record_lookup_field (EnlistRecord *self,
                            const char   *name)
{
  Item *item;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  item = find_item (self->fields, name);
  return item != NULL ? item->value : NULL;
}

gboolean
enlist_record_set_key (EnlistRecord *self,
                       const char   *name,
                       const char   *type,
                       GBytes       *key)
{
  Item *item;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), FALSE);
  g_return_val_if_fail (name != NULL && type != NULL && key != NULL, FALSE);

  if (!key_size_fits (type, g_bytes_get_size (key)))
    return FALSE;

  g_bytes_ref (key);
  item = ensure_item (self->keys, name);
  g_clear_pointer (&item->key, g_bytes_unref);
  g_free (item->type);
  item->type = g_strdup (type);
  item->key = key;
  return TRUE;
}

guint
enlist_record_get_n_keys (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), 0);

  return self->keys->len;
}

GBytes *
enlist_record_get_key (EnlistRecord  *self,
                       guint          index,
                       const char   **name,
                       const char   **type)
{
  Item *item;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  item = get_item (self->keys, index, name);
  if (item != NULL && type != NULL)
    *type = item->type;
  return item != NULL ? item->key : NULL;
}

void
enlist_record_set_version (EnlistRecord *self,
                           const char   *name,
                           const char   *version)
{
  Item *item;

  g_return_if_fail (ENLIST_IS_RECORD (self));
  g_return_if_fail (name != NULL && version != NULL);

  item = ensure_item (self->versions, name);
  g_free (item->type);
  item->type = g_strdup (version);
}

guint
enlist_record_get_n_versions (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), 0);

  return self->versions->len;
}

const char *
enlist_record_get_version (EnlistRecord  *self,
                           guint          index,
                           const char   **name)
{
  Item *item;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  item = get_item (self->versions, index, name);
  return item != NULL ? item->type : NULL;
}

void
enlist_record_add_capability (EnlistRecord *self,
                              const char   *capability)
{
  g_return_if_fail (ENLIST_IS_RECORD (self));
  g_return_if_fail (capability != NULL);

  if (!g_strv_contains (enlist_record_get_capabilities (self), capability))
    g_ptr_array_insert (self->capabilities, self->capabilities->len - 1, g_strdup (capability));
}

const char *const *
enlist_record_get_capabilities (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  return (const char *const *) self->capabilities->pdata;
}

void
enlist_record_request_relay (EnlistRecord       *self,
                             const char *const  *fields)
{
  gboolean whole;

  g_return_if_fail (ENLIST_IS_RECORD (self));
  g_return_if_fail (fields != NULL);

  whole = *fields == NULL || (self->relay_state != ENLIST_RELAY_NONE && self->relay_fields->len == 1);
  if (self->relay_state == ENLIST_RELAY_NONE)
    self->relay_state = ENLIST_RELAY_REQUESTED;
  if (whole)
    g_ptr_array_remove_range (self->relay_fields, 0, self->relay_fields->len - 1);
  for (; !whole && *fields != NULL; fields++)
    {
      if (!g_strv_contains (enlist_record_get_relay_fields (self), *fields))
        g_ptr_array_insert (self->relay_fields, self->relay_fields->len - 1, g_strdup (*fields));
    }
}

EnlistRelayState
enlist_record_get_relay_state (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), ENLIST_RELAY_NONE);

  return self->relay_state;
}

void
enlist_record_set_relay_state (EnlistRecord     *self,
                               EnlistRelayState  state)
{
  g_return_if_fail (ENLIST_IS_RECORD (self));

  self->relay_state = state;
}

const char *const *
enlist_record_get_relay_fields (EnlistRecord *self)
{
  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  return (const char *const *) self->relay_fields->pdata;
}

const char *
enlist_record_get_id (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_ID);
}

const char *
enlist_record_get_session_id (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_SESSION_ID);
}

const char *
enlist_record_get_label_id (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_LABEL_ID);
}

const char *
enlist_record_get_vendor (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_VENDOR);
}

const char *
enlist_record_get_model (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_MODEL);
}

const char *
enlist_record_get_hardware (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_HARDWARE);
}

const char *
enlist_record_get_serial (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_SERIAL);
}

const char *
enlist_record_get_publisher_key_id (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_PUBLISHER_KEY_ID);
}

const char *
enlist_record_get_publisher_name (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_PUBLISHER_NAME);
}

const char *
enlist_record_get_device_key (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_DEVICE_KEY);
}

const char *
enlist_record_get_enrolled_at (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_ENROLLED_AT);
}

const char *
enlist_record_get_place (EnlistRecord *self)
{
  return enlist_record_get_text (self, ENLIST_RECORD_PLACE);
}

GBytes *
enlist_record_get_handshake_hash (EnlistRecord *self)
{
  return enlist_record_get_proof (self, ENLIST_RECORD_HANDSHAKE_HASH);
}

GBytes *
enlist_record_get_report (EnlistRecord *self)
{
  return enlist_record_get_proof (self, ENLIST_RECORD_REPORT);
}

GBytes *
enlist_record_get_report_signature (EnlistRecord *self)
{
  return enlist_record_get_proof (self, ENLIST_RECORD_REPORT_SIGNATURE);
}

GBytes *
enlist_record_get_done_signature (EnlistRecord *self)
{
  return enlist_record_get_proof (self, ENLIST_RECORD_DONE_SIGNATURE);
}
