/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-publisher-key"

#include "enlist-publisher-key.h"

#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-json-file-private.h"
#include "enlist-token-key-private.h"

#define MARKER "enlist-publisher-key"

struct _EnlistPublisherKey {
  GObject parent_instance;

  EnlistPublisher *publisher;
  guint8 *seed;          /* guarded memory, ENLIST_ED25519_SECRET_SIZE bytes; unused with a token */
  EnlistTokenKey *token; /* %NULL for a key of a file */
};

G_DEFINE_FINAL_TYPE (EnlistPublisherKey, enlist_publisher_key, G_TYPE_OBJECT)

static void
enlist_publisher_key_finalize (GObject *object)
{
  EnlistPublisherKey *self = ENLIST_PUBLISHER_KEY (object);

  g_clear_object (&self->publisher);
  g_clear_object (&self->token);
  sodium_free (self->seed);

  G_OBJECT_CLASS (enlist_publisher_key_parent_class)->finalize (object);
}

static void
enlist_publisher_key_class_init (EnlistPublisherKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_publisher_key_finalize;
}

static void
enlist_publisher_key_init (EnlistPublisherKey *self)
{
  if (enlist_crypto_sodium () == NULL)
    g_error ("libsodium cannot start: there is no randomness");
  self->seed = sodium_malloc (ENLIST_ED25519_SECRET_SIZE);
  if (self->seed == NULL)
    g_error ("There is no guarded memory for a key");
}

/* The public half follows from the seed, which is in place. */
static gboolean
derive_publisher (EnlistPublisherKey *self, const char *name, GError **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  guint8 public_key[ENLIST_ED25519_PUBLIC_SIZE];
  g_autoptr (GBytes) bytes = NULL;

  if (!crypto->ed25519_public (crypto->context, public_key, self->seed))
    return enlist_error_from_status (error, ENLIST_E_CRYPTO, "Deriving the public key");
  bytes = g_bytes_new (public_key, sizeof public_key);
  self->publisher = enlist_publisher_new (name, bytes, ENLIST_PUBLISHER_USER, error);

  return self->publisher != NULL;
}

EnlistPublisherKey *
enlist_publisher_key_generate (const char *name, GError **error)
{
  g_autoptr (EnlistPublisherKey) self = g_object_new (ENLIST_TYPE_PUBLISHER_KEY, NULL);

  randombytes_buf (self->seed, ENLIST_ED25519_SECRET_SIZE);
  if (!derive_publisher (self, name, error))
    return NULL;

  return g_steal_pointer (&self);
}

EnlistPublisherKey *
enlist_publisher_key_load (GFile *file, GError **error)
{
  g_autoptr (EnlistPublisherKey) self = g_object_new (ENLIST_TYPE_PUBLISHER_KEY, NULL);
  g_autoptr (JsonObject) object = enlist_json_file_load (file, MARKER, error);
  g_autofree char *path = g_file_get_parse_name (file);
  g_autoptr (GBytes) seed = NULL, key = NULL;
  const char *name;

  if (object == NULL)
    return NULL;
  name = enlist_json_file_get_text (object, "name", error);
  seed = name != NULL ? enlist_json_file_get_bytes (object, "secret", ENLIST_ED25519_SECRET_SIZE, error)
                      : NULL;
  key = seed != NULL ? enlist_json_file_get_bytes (object, "key", ENLIST_ED25519_PUBLIC_SIZE, error) : NULL;
  if (key == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  memcpy (self->seed, g_bytes_get_data (seed, NULL), ENLIST_ED25519_SECRET_SIZE);
  if (!derive_publisher (self, name, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  if (!g_bytes_equal (key, enlist_publisher_get_key (self->publisher)))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "%s: \"key\" does not belong to \"secret\"",
                   path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

EnlistPublisherKey *
enlist_publisher_key_open_token (const char     *uri,
                                 const char     *name,
                                 EnlistPinFunc   ask_pin,
                                 gpointer        user_data,
                                 GError        **error)
{
  g_autoptr (EnlistPublisherKey) self = g_object_new (ENLIST_TYPE_PUBLISHER_KEY, NULL);

  self->token = enlist_token_key_open (uri, ask_pin, user_data, error);
  if (self->token == NULL)
    return NULL;
  name = name != NULL ? name : enlist_token_key_get_label (self->token);
  self->publisher = enlist_publisher_new (name, enlist_token_key_get_public (self->token),
                                          ENLIST_PUBLISHER_USER, NULL);
  if (self->publisher == NULL)
    {
      if (*name == '\0')
        g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                             "The key on the token has no label, which would be the publisher's name");
      else
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                     "“%s” is no name of a publisher, which has 1 to %d bytes", name,
                     ENLIST_PUBLISHER_MAX_NAME);
      return NULL;
    }

  return g_steal_pointer (&self);
}

gboolean
enlist_publisher_key_save (EnlistPublisherKey *self, GFile *file, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *secret = enlist_bytes_to_base64url (self->seed, ENLIST_ED25519_SECRET_SIZE);
  EnlistSlice key = enlist_bytes_slice (enlist_publisher_get_key (self->publisher));
  g_autofree char *public_key = enlist_bytes_to_base64url (key.data, key.size);

  g_return_val_if_fail (self->token == NULL, FALSE);

  json_object_set_int_member (object, MARKER, 1);
  json_object_set_string_member (object, "name", enlist_publisher_get_name (self->publisher));
  json_object_set_string_member (object, "key", public_key);
  json_object_set_string_member (object, "secret", secret);
  sodium_memzero (secret, strlen (secret));

  return enlist_json_file_save_secret (file, object, error);
}

EnlistPublisher *
enlist_publisher_key_dup_publisher (EnlistPublisherKey *self)
{
  return g_object_ref (self->publisher);
}

gboolean
enlist_publisher_key_sign (EnlistPublisherKey  *self,
                           gconstpointer        message,
                           gsize                size,
                           guint8              *signature,
                           GError             **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  if (self->token != NULL)
    return enlist_token_key_sign (self->token, message, size, signature, error);
  if (crypto->ed25519_sign (crypto->context, signature, self->seed, enlist_slice (message, size)))
    return TRUE;

  return enlist_error_from_status (error, ENLIST_E_CRYPTO, "Signing");
}
