/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-publisher"

#include "enlist-publisher.h"

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"

enum {
  PROP_NAME = 1,
  PROP_KEY,
  PROP_KEY_ID,
  PROP_SOURCE,
  N_PROPS,
};

struct _EnlistPublisher
{
  GObject parent_instance;

  char *name;
  char *key_id;
  GBytes *key;
  guint8 key_id_bytes[ENLIST_PUBLISHER_KEY_ID_SIZE];
  EnlistPublisherSource source;
};

G_DEFINE_FINAL_TYPE (EnlistPublisher, enlist_publisher, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

/* Without control characters a name cannot break out of a line, nor be turned around. */
static gboolean
is_good_name (const char *name)
{
  gboolean has_text = FALSE;

  if (strlen (name) > ENLIST_PUBLISHER_MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (c);

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return FALSE;
      has_text |= !g_unichar_isspace (c);
    }
  return has_text;
}

static void
enlist_publisher_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  EnlistPublisher *self = ENLIST_PUBLISHER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KEY:
      g_value_set_boxed (value, self->key);
      break;
    case PROP_KEY_ID:
      g_value_set_string (value, self->key_id);
      break;
    case PROP_SOURCE:
      g_value_set_int (value, self->source);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
enlist_publisher_finalize (GObject *object)
{
  EnlistPublisher *self = ENLIST_PUBLISHER (object);

  g_free (self->name);
  g_free (self->key_id);
  g_clear_pointer (&self->key, g_bytes_unref);

  G_OBJECT_CLASS (enlist_publisher_parent_class)->finalize (object);
}

static void
enlist_publisher_class_init (EnlistPublisherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_publisher_get_property;
  object_class->finalize = enlist_publisher_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_KEY] = g_param_spec_boxed ("key", NULL, NULL, G_TYPE_BYTES, flags);
  props[PROP_KEY_ID] = g_param_spec_string ("key-id", NULL, NULL, NULL, flags);
  props[PROP_SOURCE] = g_param_spec_int ("source", NULL, NULL, ENLIST_PUBLISHER_CARD, ENLIST_PUBLISHER_SYSTEM,
                                         ENLIST_PUBLISHER_CARD, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
enlist_publisher_init (EnlistPublisher *self)
{
}

EnlistPublisher *
enlist_publisher_new (const char             *name,
                      GBytes                 *key,
                      EnlistPublisherSource   source,
                      GError                **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 digest[ENLIST_SHA256_SIZE];
  EnlistPublisher *self;

  g_return_val_if_fail (name != NULL && key != NULL, NULL);

  if (crypto == NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_FAILED, "libsodium cannot start");
      return NULL;
    }
  if (!is_good_name (name))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED,
                           "a publisher’s name is 1 to 64 bytes of text");
      return NULL;
    }
  if (g_bytes_get_size (key) != ENLIST_PUBLISHER_KEY_SIZE)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "a publisher’s key has 32 bytes");
      return NULL;
    }

  enlist_crypto_sha256 (crypto, enlist_bytes_slice (key), digest);
  self = g_object_new (ENLIST_TYPE_PUBLISHER, NULL);
  self->name = g_strdup (name);
  self->key = g_bytes_ref (key);
  self->source = source;
  memcpy (self->key_id_bytes, digest, sizeof self->key_id_bytes);
  self->key_id = enlist_bytes_to_hex (digest, sizeof self->key_id_bytes);
  return self;
}

const char *
enlist_publisher_get_name (EnlistPublisher *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  return self->name;
}

GBytes *
enlist_publisher_get_key (EnlistPublisher *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  return self->key;
}

EnlistPublisherSource
enlist_publisher_get_source (EnlistPublisher *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), ENLIST_PUBLISHER_CARD);

  return self->source;
}

const char *
enlist_publisher_get_key_id (EnlistPublisher *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  return self->key_id;
}

const guint8 *
enlist_publisher_get_key_id_bytes (EnlistPublisher *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  return self->key_id_bytes;
}
