/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "csr.h"

#define TAG_INTEGER 0x02
#define TAG_BIT_STRING 0x03
#define TAG_UTF8_STRING 0x0c
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define MAX_HEADER 4
#define INTEGER_SIZE (ENLIST_P256_SIGNATURE_SIZE / 2)

/* Contents come first: a header is put in front of them when their size is known. */
typedef struct {
  uint8_t *buffer;
  size_t capacity;
  size_t size;
  bool overflow;
} Der;

static void
append (Der *der, const void *bytes, size_t size)
{
  der->overflow |= size > der->capacity - der->size;
  if (der->overflow)
    return;
  memcpy (der->buffer + der->size, bytes, size);
  der->size += size;
}

/* Makes what was written since @start the contents of an element. */
static void
wrap (Der *der, size_t start, uint8_t tag)
{
  size_t size = der->size - start;
  uint8_t header[MAX_HEADER] = { tag, (uint8_t) size };
  size_t header_size = 2;

  if (size > 0xff)
    {
      header[1] = 0x82;
      header[2] = (uint8_t) (size >> 8);
      header[3] = (uint8_t) size;
      header_size = 4;
    }
  else if (size > 0x7f)
    {
      header[1] = 0x81;
      header[2] = (uint8_t) size;
      header_size = 3;
    }

  append (der, header, header_size);
  if (der->overflow)
    return;
  memmove (der->buffer + start + header_size, der->buffer + start, size);
  memcpy (der->buffer + start, header, header_size);
}

static void
append_common_name (Der *der, EnlistSlice common_name)
{
  static const uint8_t oid[] = { 0x06, 0x03, 0x55, 0x04, 0x03 }; /* 2.5.4.3 */
  size_t start = der->size, value;

  append (der, oid, sizeof oid);
  value = der->size;
  append (der, common_name.data, common_name.size);
  wrap (der, value, TAG_UTF8_STRING);
  wrap (der, start, TAG_SEQUENCE);
  wrap (der, start, TAG_SET);
  wrap (der, start, TAG_SEQUENCE);
}

static void
append_bit_string (Der *der, const uint8_t *bytes, size_t size)
{
  size_t start = der->size;

  append (der, "", 1); /* no unused bits */
  append (der, bytes, size);
  wrap (der, start, TAG_BIT_STRING);
}

static void
append_ed25519 (Der *der)
{
  static const uint8_t algorithm[] = { TAG_SEQUENCE, 5, 0x06, 0x03, 0x2b, 0x65, 0x70 }; /* 1.3.101.112 */

  append (der, algorithm, sizeof algorithm);
}

static void
append_public_key (Der *der, EnlistKeyType type, const uint8_t *key)
{
  /* 1.2.840.10045.2.1 and 1.2.840.10045.3.1.7 */
  static const uint8_t p256[] = { TAG_SEQUENCE, 19, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
  size_t start = der->size;

  if (type == ENLIST_KEY_P256)
    append (der, p256, sizeof p256);
  else
    append_ed25519 (der);
  append_bit_string (der, key,
                     type == ENLIST_KEY_P256 ? ENLIST_P256_PUBLIC_SIZE : ENLIST_ED25519_PUBLIC_SIZE);
  wrap (der, start, TAG_SEQUENCE);
}

/* CertificationRequestInfo */
static void
append_info (Der *der, EnlistKeyType type, const uint8_t *public_key, EnlistSlice common_name)
{
  static const uint8_t version[] = { TAG_INTEGER, 1, 0 };
  static const uint8_t no_attributes[] = { 0xa0, 0 };
  size_t start = der->size;

  append (der, version, sizeof version);
  append_common_name (der, common_name);
  append_public_key (der, type, public_key);
  append (der, no_attributes, sizeof no_attributes);
  wrap (der, start, TAG_SEQUENCE);
}

/* @bytes: INTEGER_SIZE bytes, big endian, not negative */
static void
append_integer (Der *der, const uint8_t *bytes)
{
  size_t start = der->size, skip = 0;

  while (skip + 1 < INTEGER_SIZE && bytes[skip] == 0)
    skip++;
  if (bytes[skip] >= 0x80)
    append (der, "", 1);
  append (der, bytes + skip, INTEGER_SIZE - skip);
  wrap (der, start, TAG_INTEGER);
}

/* RFC 5758, section 3.2 */
static void
append_ecdsa (Der *der, const uint8_t signature[ENLIST_P256_SIGNATURE_SIZE])
{
  /* 1.2.840.10045.4.3.2 */
  static const uint8_t algorithm[] = { TAG_SEQUENCE, 10, 0x06, 0x08, 0x2a, 0x86,
                                       0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
  size_t start;

  append (der, algorithm, sizeof algorithm);
  start = der->size;
  append (der, "", 1);
  append_integer (der, signature);
  append_integer (der, signature + INTEGER_SIZE);
  wrap (der, start + 1, TAG_SEQUENCE);
  wrap (der, start, TAG_BIT_STRING);
}

static bool
sign (const EnlistCrypto *crypto,
      EnlistKeyType       type,
      const uint8_t      *secret,
      EnlistSlice         info,
      uint8_t             signature[ENLIST_ED25519_SIGNATURE_SIZE])
{
  uint8_t digest[ENLIST_SHA256_SIZE];

  if (type == ENLIST_KEY_ED25519)
    return crypto->ed25519_sign (crypto->context, signature, secret, info);
  enlist_crypto_sha256 (crypto, info, digest);

  return crypto->p256_sign (crypto->context, signature, secret, digest);
}

EnlistStatus
enlist_csr_write (const EnlistCrypto *crypto,
                  EnlistKeyType       type,
                  const uint8_t      *public_key,
                  const uint8_t      *secret,
                  EnlistSlice         common_name,
                  uint8_t            *buffer,
                  size_t              capacity,
                  size_t             *size)
{
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];
  Der der = { .buffer = buffer, .capacity = capacity };

  if (type != ENLIST_KEY_ED25519 && (type != ENLIST_KEY_P256 || crypto->p256_sign == NULL))
    return ENLIST_E_KEY_TYPE;
  if (common_name.size == 0 || common_name.size > ENLIST_CSR_NAME_MAX)
    return ENLIST_E_RANGE;

  append_info (&der, type, public_key, common_name);
  if (der.overflow)
    return ENLIST_E_SPACE;
  if (!sign (crypto, type, secret, enlist_slice (buffer, der.size), signature))
    return ENLIST_E_CRYPTO;
  if (type == ENLIST_KEY_P256)
    append_ecdsa (&der, signature);
  else
    {
      append_ed25519 (&der);
      append_bit_string (&der, signature, sizeof signature);
    }
  wrap (&der, 0, TAG_SEQUENCE);
  *size = der.size;

  return der.overflow ? ENLIST_E_SPACE : ENLIST_OK;
}
