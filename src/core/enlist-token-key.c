/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-token-key"

#include "enlist-token-key-private.h"

#include <string.h>

#include <p11-kit/p11-kit.h>
#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-token-pin-private.h"

#define MAX_SLOTS 64
#define OCTET_STRING 0x04 /* of DER, which some tokens put around a public key */

struct _EnlistTokenKey {
  GObject parent_instance;

  char *uri; /* without what it says about the PIN: for messages */
  CK_FUNCTION_LIST **modules;
  CK_FUNCTION_LIST *module; /* one of them; %NULL until the token was found */
  CK_SLOT_ID slot;
  CK_TOKEN_INFO token;
  CK_SESSION_HANDLE session; /* CK_INVALID_HANDLE: none yet */
  CK_OBJECT_HANDLE object;
  gboolean always_authenticate; /* the token wants the PIN for each signature */
  char *pin;                    /* guarded memory; %NULL when the token asks for it itself, or wants none */
  char *label;
  GBytes *public_key;
};

G_DEFINE_FINAL_TYPE (EnlistTokenKey, enlist_token_key, G_TYPE_OBJECT)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitUri, p11_kit_uri_free)

static void
enlist_token_key_finalize (GObject *object)
{
  EnlistTokenKey *self = ENLIST_TOKEN_KEY (object);

  if (self->session != CK_INVALID_HANDLE)
    self->module->C_CloseSession (self->session);
  g_clear_pointer (&self->modules, p11_kit_modules_finalize_and_release);
  sodium_free (self->pin);
  g_clear_pointer (&self->public_key, g_bytes_unref);
  g_free (self->label);
  g_free (self->uri);

  G_OBJECT_CLASS (enlist_token_key_parent_class)->finalize (object);
}

static void
enlist_token_key_class_init (EnlistTokenKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_token_key_finalize;
}

static void
enlist_token_key_init (EnlistTokenKey *self)
{
  self->session = CK_INVALID_HANDLE;
}

static gboolean G_GNUC_PRINTF (4, 5)
refuse (EnlistTokenKey *self, GError **error, EnlistError code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ENLIST_ERROR, code, "%s: %s", self->uri, reason);

  return FALSE;
}

static gboolean
refuse_answer (EnlistTokenKey *self, GError **error, CK_RV answer)
{
  switch (answer)
    {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      return refuse (self, error, ENLIST_ERROR_REFUSED,
                     "the PIN is wrong. Tokens lock themselves after a few wrong ones.");
    case CKR_PIN_LOCKED:
      return refuse (self, error, ENLIST_ERROR_REFUSED,
                     "the PIN is locked after too many wrong ones. The token's security officer unlocks it.");
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_SESSION_HANDLE_INVALID:
      return refuse (self, error, ENLIST_ERROR_NOT_FOUND, "the token has been removed");
    default:
      return refuse (self, error, ENLIST_ERROR_FAILED, "%s", p11_kit_strerror (answer));
    }
}

/* Remembers the token in @slot when it is the one that the URI means. Returns: whether it is */
static gboolean
match_token (EnlistTokenKey *self, P11KitUri *uri, CK_FUNCTION_LIST *module, CK_SLOT_ID slot)
{
  CK_TOKEN_INFO token;

  if (module->C_GetTokenInfo (slot, &token) != CKR_OK || (token.flags & CKF_TOKEN_INITIALIZED) == 0 ||
      !p11_kit_uri_match_token_info (uri, &token))
    return FALSE;
  self->module = module;
  self->slot = slot;
  self->token = token;

  return TRUE;
}

static gboolean
find_token (EnlistTokenKey *self, P11KitUri *uri, GError **error)
{
  guint count = 0;

  self->modules = p11_kit_modules_load_and_initialize (0);
  for (guint i = 0; self->modules != NULL && self->modules[i] != NULL; i++)
    {
      CK_FUNCTION_LIST *module = self->modules[i];
      CK_SLOT_ID slots[MAX_SLOTS];
      CK_ULONG slot_count = MAX_SLOTS;
      CK_INFO info;

      if (module->C_GetInfo (&info) != CKR_OK || !p11_kit_uri_match_module_info (uri, &info) ||
          module->C_GetSlotList (CK_TRUE, slots, &slot_count) != CKR_OK)
        continue;
      for (CK_ULONG j = 0; j < slot_count; j++)
        count += match_token (self, uri, module, slots[j]) ? 1 : 0;
    }

  if (count == 0)
    return refuse (self, error, ENLIST_ERROR_NOT_FOUND,
                   "there is no such token. Is it plugged in, and is its module registered with p11-kit? "
                   "“p11-kit list-modules” shows both.");
  if (count > 1)
    return refuse (self, error, ENLIST_ERROR_USAGE,
                   "this fits %u tokens: name the one with “token=LABEL” or “serial=NUMBER”", count);

  return TRUE;
}

static gboolean
log_in (EnlistTokenKey *self, CK_USER_TYPE user, GError **error)
{
  CK_ULONG size = self->pin != NULL ? strlen (self->pin) : 0;
  CK_RV answer = self->module->C_Login (self->session, user, (CK_UTF8CHAR *) self->pin, size);

  return answer == CKR_OK || answer == CKR_USER_ALREADY_LOGGED_IN || refuse_answer (self, error, answer);
}

/* The PIN is tried once: what is wrong is for people to find out before the token locks itself. */
static gboolean
open_session (EnlistTokenKey *self, P11KitUri *uri, EnlistPinFunc ask_pin, gpointer user_data, GError **error)
{
  CK_RV answer = self->module->C_OpenSession (self->slot, CKF_SERIAL_SESSION, NULL, NULL, &self->session);

  if (answer != CKR_OK)
    {
      self->session = CK_INVALID_HANDLE;
      return refuse_answer (self, error, answer);
    }
  if ((self->token.flags & CKF_LOGIN_REQUIRED) == 0)
    return TRUE;
  if ((self->token.flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0)
    {
      char *padded = p11_kit_space_strdup (self->token.label, sizeof self->token.label);
      g_autofree char *label = g_utf8_make_valid (padded, -1);

      free (padded);
      self->pin = enlist_token_pin_obtain (uri, label, ask_pin, user_data, error);
      if (self->pin == NULL)
        return FALSE;
    }

  return log_in (self, CKU_USER, error);
}

/* Returns: how many there are, at most 2; the first is @found */
static CK_ULONG
find_objects (EnlistTokenKey     *self,
              CK_OBJECT_CLASS     class,
              const CK_ATTRIBUTE *first,
              const CK_ATTRIBUTE *second,
              CK_OBJECT_HANDLE   *found)
{
  CK_ATTRIBUTE wanted[3] = { { CKA_CLASS, &class, sizeof class } };
  CK_OBJECT_HANDLE objects[2];
  CK_ULONG count = 0, attributes = 1;

  if (first != NULL)
    wanted[attributes++] = *first;
  if (second != NULL)
    wanted[attributes++] = *second;
  if (self->module->C_FindObjectsInit (self->session, wanted, attributes) != CKR_OK)
    return 0;
  if (self->module->C_FindObjects (self->session, objects, G_N_ELEMENTS (objects), &count) != CKR_OK)
    count = 0;
  self->module->C_FindObjectsFinal (self->session);
  if (count > 0)
    *found = objects[0];

  return count;
}

/* (transfer full) (nullable) */
static GBytes *
get_attribute (EnlistTokenKey *self, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_ATTRIBUTE attribute = { type, NULL, 0 };
  g_autofree guint8 *value = NULL;

  if (self->module->C_GetAttributeValue (self->session, object, &attribute, 1) != CKR_OK ||
      attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION)
    return NULL;
  value = g_malloc0 (attribute.ulValueLen + 1);
  attribute.pValue = value;
  if (self->module->C_GetAttributeValue (self->session, object, &attribute, 1) != CKR_OK)
    return NULL;

  return g_bytes_new (value, attribute.ulValueLen);
}

static CK_ULONG
get_number (EnlistTokenKey *self, CK_ATTRIBUTE_TYPE type, CK_ULONG fallback)
{
  g_autoptr (GBytes) bytes = get_attribute (self, self->object, type);
  CK_ULONG number = fallback;

  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof number)
    memcpy (&number, g_bytes_get_data (bytes, NULL), sizeof number);

  return number;
}

static gboolean
refuse_type (EnlistTokenKey *self, GError **error)
{
  return refuse (self, error, ENLIST_ERROR_USAGE,
                 "the key is of another type: labels are signed with Ed25519 keys");
}

static gboolean
find_key (EnlistTokenKey *self, P11KitUri *uri, GError **error)
{
  CK_ULONG count = find_objects (self, CKO_PRIVATE_KEY, p11_kit_uri_get_attribute (uri, CKA_LABEL),
                                 p11_kit_uri_get_attribute (uri, CKA_ID), &self->object);
  g_autoptr (GBytes) label = NULL, always = NULL;

  if (count == 0)
    return refuse (self, error, ENLIST_ERROR_NOT_FOUND,
                   "the token has no such private key. “p11tool --login --list-privkeys” shows them.");
  if (count > 1)
    return refuse (self, error, ENLIST_ERROR_USAGE,
                   "this fits several keys: name the one with “id=%%ID” and “object=LABEL”");
  if (get_number (self, CKA_KEY_TYPE, CKK_RSA) != CKK_EC_EDWARDS)
    return refuse_type (self, error);

  label = get_attribute (self, self->object, CKA_LABEL);
  if (label != NULL)
    self->label = g_strndup (g_bytes_get_data (label, NULL), g_bytes_get_size (label));
  always = get_attribute (self, self->object, CKA_ALWAYS_AUTHENTICATE);
  self->always_authenticate = always != NULL && g_bytes_get_size (always) == 1 &&
                              *(const guint8 *) g_bytes_get_data (always, NULL) == CK_TRUE;

  return TRUE;
}

/* The bytes of RFC 8032, as PKCS #11 3.0 has them, or inside an octet string, as older tokens do. */
static GBytes *
unwrap_point (GBytes *point)
{
  gsize size = 0;
  const guint8 *data = point != NULL ? g_bytes_get_data (point, &size) : NULL;

  if (size == ENLIST_ED25519_PUBLIC_SIZE)
    return g_bytes_ref (point);
  if (size == ENLIST_ED25519_PUBLIC_SIZE + 2 && data[0] == OCTET_STRING &&
      data[1] == ENLIST_ED25519_PUBLIC_SIZE)
    return g_bytes_new (data + 2, ENLIST_ED25519_PUBLIC_SIZE);

  return NULL;
}

/* The two halves of a pair have the same id. */
static gboolean
read_public (EnlistTokenKey *self, GError **error)
{
  g_autoptr (GBytes) id = get_attribute (self, self->object, CKA_ID);
  CK_ATTRIBUTE same_id = { CKA_ID, NULL, 0 }, same_label = { CKA_LABEL, self->label, 0 };
  g_autoptr (GBytes) point = NULL;
  CK_OBJECT_HANDLE public_key;

  if (id != NULL && g_bytes_get_size (id) > 0)
    {
      same_id.pValue = (void *) g_bytes_get_data (id, NULL);
      same_id.ulValueLen = g_bytes_get_size (id);
    }
  same_label.ulValueLen = self->label != NULL ? strlen (self->label) : 0;
  if (find_objects (self, CKO_PUBLIC_KEY, same_id.ulValueLen > 0 ? &same_id : &same_label, NULL,
                    &public_key) > 0)
    point = get_attribute (self, public_key, CKA_EC_POINT);
  else
    point = get_attribute (self, self->object, CKA_EC_POINT);
  self->public_key = unwrap_point (point);

  if (self->public_key != NULL)
    return TRUE;
  if (point != NULL)
    return refuse_type (self, error);

  return refuse (self, error, ENLIST_ERROR_NOT_FOUND,
                 "the token does not hold the public key that belongs to the private one");
}

static P11KitUri *
parse (const char *text, GError **error)
{
  g_autoptr (P11KitUri) uri = p11_kit_uri_new ();
  g_autofree char *visible = g_strndup (text, strcspn (text, "?"));
  int result = p11_kit_uri_parse (text, P11_KIT_URI_FOR_OBJECT_ON_TOKEN_AND_MODULE, uri);

  if (result != P11_KIT_URI_OK || p11_kit_uri_any_unrecognized (uri))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "%s is not the URI of a key (RFC 7512)%s%s",
                 visible, result != P11_KIT_URI_OK ? ": " : "",
                 result != P11_KIT_URI_OK ? p11_kit_uri_message (result) : "");
  else if (p11_kit_uri_get_attribute (uri, CKA_LABEL) == NULL &&
           p11_kit_uri_get_attribute (uri, CKA_ID) == NULL)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 "%s names no key: add “;object=LABEL” or “;id=%%ID”", visible);
  else
    return g_steal_pointer (&uri);

  return NULL;
}

EnlistTokenKey *
enlist_token_key_open (const char *uri, EnlistPinFunc ask_pin, gpointer user_data, GError **error)
{
  g_autoptr (EnlistTokenKey) self = g_object_new (ENLIST_TYPE_TOKEN_KEY, NULL);
  g_autoptr (P11KitUri) parsed = parse (uri, error);

  if (enlist_crypto_sodium () == NULL)
    g_error ("libsodium cannot start: there is no randomness");
  if (parsed == NULL)
    return NULL;
  self->uri = g_strndup (uri, strcspn (uri, "?"));
  if (!find_token (self, parsed, error) || !open_session (self, parsed, ask_pin, user_data, error) ||
      !find_key (self, parsed, error) || !read_public (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
enlist_token_key_get_label (EnlistTokenKey *self)
{
  return self->label != NULL ? self->label : "";
}

GBytes *
enlist_token_key_get_public (EnlistTokenKey *self)
{
  return self->public_key;
}

gboolean
enlist_token_key_sign (EnlistTokenKey  *self,
                       gconstpointer    message,
                       gsize            size,
                       guint8          *signature,
                       GError         **error)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  const guint8 *public_key = g_bytes_get_data (self->public_key, NULL);
  CK_MECHANISM mechanism = { CKM_EDDSA, NULL, 0 };
  CK_ULONG made = ENLIST_ED25519_SIGNATURE_SIZE;
  CK_RV answer = self->module->C_SignInit (self->session, &mechanism, self->object);

  if (answer == CKR_OK && self->always_authenticate && !log_in (self, CKU_CONTEXT_SPECIFIC, error))
    return FALSE;
  if (answer == CKR_OK)
    answer = self->module->C_Sign (self->session, (CK_BYTE *) message, size, signature, &made);
  if (answer != CKR_OK)
    return refuse_answer (self, error, answer);

  /* The public key is another object on the token, and could be another pair's. */
  return (made == ENLIST_ED25519_SIGNATURE_SIZE &&
          crypto->ed25519_verify (crypto->context, signature, public_key, enlist_slice (message, size))) ||
         refuse (self, error, ENLIST_ERROR_BAD_SIGNATURE,
                 "what the token signs does not verify with the public key that it shows");
}
