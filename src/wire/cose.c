/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cose.h"

#include "cbor.h"

#define HEADER_ALGORITHM 1
#define HEADER_KEY_ID 4
#define ALGORITHM_ED25519 (-19)
#define PROTECTED_SIZE (5 + ENLIST_KEY_ID_SIZE)

void
enlist_cose_key_id (const EnlistCrypto *crypto,
                    const uint8_t       public_key[ENLIST_ED25519_PUBLIC_SIZE],
                    uint8_t             key_id[ENLIST_KEY_ID_SIZE])
{
  uint8_t digest[ENLIST_SHA256_SIZE];

  enlist_crypto_sha256 (crypto, enlist_slice (public_key, ENLIST_ED25519_PUBLIC_SIZE), digest);
  memcpy (key_id, digest, ENLIST_KEY_ID_SIZE);
}

static EnlistSlice
write_protected (const uint8_t key_id[ENLIST_KEY_ID_SIZE],
                 uint8_t       buffer[PROTECTED_SIZE])
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, PROTECTED_SIZE);
  enlist_cbor_write_map (&writer, 2);
  enlist_cbor_write_unsigned (&writer, HEADER_ALGORITHM);
  enlist_cbor_write_integer (&writer, ALGORITHM_ED25519);
  enlist_cbor_write_unsigned (&writer, HEADER_KEY_ID);
  enlist_cbor_write_bytes (&writer, enlist_slice (key_id, ENLIST_KEY_ID_SIZE));

  return enlist_cbor_writer_slice (&writer);
}

static EnlistStatus
read_protected (EnlistSlice headers,
                uint8_t     key_id[ENLIST_KEY_ID_SIZE])
{
  EnlistCborReader reader;
  EnlistSlice value;
  uint64_t label;
  int64_t algorithm;
  size_t count;
  EnlistStatus status;

  /* RFC 9052, section 3: no headers may also be zero bytes. */
  if (headers.size == 0)
    return ENLIST_E_RANGE;
  status = enlist_cbor_validate (headers, NULL);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, headers);
  status = enlist_cbor_read_map (&reader, &count);
  if (status != ENLIST_OK)
    return status;
  if (count == 0 || enlist_cbor_read_unsigned (&reader, &label) != ENLIST_OK || label != HEADER_ALGORITHM)
    return ENLIST_E_RANGE;
  /* An algorithm may also be named with text, which is as unknown here as another number. */
  if (enlist_cbor_read_integer (&reader, &algorithm) != ENLIST_OK || algorithm != ALGORITHM_ED25519)
    return ENLIST_E_VERSION;
  if (count != 2 || enlist_cbor_read_unsigned (&reader, &label) != ENLIST_OK || label != HEADER_KEY_ID)
    return ENLIST_E_RANGE;
  status = enlist_cbor_read_bytes (&reader, &value);
  if (status != ENLIST_OK)
    return status;
  if (value.size != ENLIST_KEY_ID_SIZE)
    return ENLIST_E_RANGE;
  memcpy (key_id, value.data, ENLIST_KEY_ID_SIZE);

  return ENLIST_OK;
}

EnlistStatus
enlist_cose_sign1_read (EnlistSlice      input,
                        EnlistCoseSign1 *sign1)
{
  EnlistCborReader reader;
  EnlistSlice headers;
  size_t count;
  EnlistStatus status = enlist_cbor_validate (input, NULL);

  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, input);
  status = enlist_cbor_read_array (&reader, &count);
  if (status != ENLIST_OK)
    return status;
  if (count != 4)
    return ENLIST_E_TYPE;
  status = enlist_cbor_read_bytes (&reader, &headers);
  if (status == ENLIST_OK)
    status = read_protected (headers, sign1->key_id);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_map (&reader, &count);
  if (status != ENLIST_OK)
    return status;
  if (count != 0)
    return ENLIST_E_RANGE;
  status = enlist_cbor_read_bytes (&reader, &sign1->payload);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_bytes (&reader, &sign1->signature);
  if (status == ENLIST_OK && sign1->signature.size != ENLIST_ED25519_SIGNATURE_SIZE)
    status = ENLIST_E_RANGE;

  return status;
}

/* @to_sign: (out): the Sig_structure, inside @scratch */
static EnlistStatus
write_sig_structure (const uint8_t  key_id[ENLIST_KEY_ID_SIZE],
                     EnlistSlice    aad,
                     EnlistSlice    payload,
                     uint8_t       *scratch,
                     size_t         capacity,
                     EnlistSlice   *to_sign)
{
  uint8_t headers[PROTECTED_SIZE];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, scratch, capacity);
  enlist_cbor_write_array (&writer, 4);
  enlist_cbor_write_string (&writer, "Signature1");
  enlist_cbor_write_bytes (&writer, write_protected (key_id, headers));
  enlist_cbor_write_bytes (&writer, aad);
  enlist_cbor_write_bytes (&writer, payload);
  *to_sign = enlist_cbor_writer_slice (&writer);

  return writer.status;
}

EnlistStatus
enlist_cose_sign1_verify (const EnlistCoseSign1 *sign1,
                          const EnlistCrypto    *crypto,
                          EnlistSlice            aad,
                          const uint8_t          public_key[ENLIST_ED25519_PUBLIC_SIZE],
                          uint8_t               *scratch,
                          size_t                 capacity)
{
  uint8_t key_id[ENLIST_KEY_ID_SIZE];
  EnlistSlice to_verify;
  EnlistStatus status;

  enlist_cose_key_id (crypto, public_key, key_id);
  if (memcmp (key_id, sign1->key_id, sizeof key_id) != 0)
    return ENLIST_E_UNKNOWN_KEY;
  status = write_sig_structure (key_id, aad, sign1->payload, scratch, capacity, &to_verify);
  if (status != ENLIST_OK)
    return status;

  return crypto->ed25519_verify (crypto->context, sign1->signature.data, public_key, to_verify)
           ? ENLIST_OK : ENLIST_E_SIGNATURE;
}

EnlistStatus
enlist_cose_sign1_write_with (const EnlistCrypto     *crypto,
                              const EnlistCoseSigner *signer,
                              EnlistSlice             aad,
                              EnlistSlice             payload,
                              uint8_t                *scratch,
                              size_t                  scratch_capacity,
                              uint8_t                *output,
                              size_t                  capacity,
                              size_t                 *size)
{
  uint8_t key_id[ENLIST_KEY_ID_SIZE];
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];
  uint8_t headers[PROTECTED_SIZE];
  EnlistSlice to_sign;
  EnlistCborWriter writer;
  EnlistStatus status;

  enlist_cose_key_id (crypto, signer->public_key, key_id);
  status = write_sig_structure (key_id, aad, payload, scratch, scratch_capacity, &to_sign);
  if (status != ENLIST_OK)
    return status;
  if (!signer->sign (signer->context, signature, to_sign))
    return ENLIST_E_CRYPTO;

  enlist_cbor_writer_init (&writer, output, capacity);
  enlist_cbor_write_array (&writer, 4);
  enlist_cbor_write_bytes (&writer, write_protected (key_id, headers));
  enlist_cbor_write_map (&writer, 0);
  enlist_cbor_write_bytes (&writer, payload);
  enlist_cbor_write_bytes (&writer, enlist_slice (signature, sizeof signature));
  *size = writer.size;

  return writer.status;
}

typedef struct {
  const EnlistCrypto *crypto;
  const uint8_t *seed;
} SeedSigner;

static bool
sign_with_seed (void *context, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE], EnlistSlice message)
{
  const SeedSigner *self = context;

  return self->crypto->ed25519_sign (self->crypto->context, signature, self->seed, message);
}

EnlistStatus
enlist_cose_sign1_write (const EnlistCrypto *crypto,
                         const uint8_t       seed[ENLIST_ED25519_SECRET_SIZE],
                         EnlistSlice         aad,
                         EnlistSlice         payload,
                         uint8_t            *scratch,
                         size_t              scratch_capacity,
                         uint8_t            *output,
                         size_t              capacity,
                         size_t             *size)
{
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE];
  SeedSigner context = { crypto, seed };
  const EnlistCoseSigner signer = { public_key, sign_with_seed, &context };

  if (!crypto->ed25519_public (crypto->context, public_key, seed))
    return ENLIST_E_CRYPTO;

  return enlist_cose_sign1_write_with (crypto, &signer, aad, payload, scratch, scratch_capacity, output,
                                       capacity, size);
}
