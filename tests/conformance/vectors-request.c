/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "crypto-sodium.h"
#include "csr.h"

/* Cryptography that signs with what the case gives */
typedef struct {
  EnlistCrypto crypto;
  EnlistSlice signature;
} Signer;

static bool
give_signature (void          *context,
                uint8_t        signature[64],
                const uint8_t  seed[32],
                EnlistSlice    message)
{
  memcpy (signature, ((Signer *) context)->signature.data, ENLIST_ED25519_SIGNATURE_SIZE);

  return true;
}

static bool
give_p256_signature (void          *context,
                     uint8_t        signature[64],
                     const uint8_t  secret[32],
                     const uint8_t  digest[32])
{
  memcpy (signature, ((Signer *) context)->signature.data, ENLIST_P256_SIGNATURE_SIZE);

  return true;
}

static EnlistStatus
run_request (Vector *vector)
{
  static const uint8_t secret[32];
  EnlistKeyType type = (EnlistKeyType) json_object_get_int_member (vector->inputs, "key_type");
  uint8_t *request = vector_memory (vector, ENLIST_CSR_MAX);
  Signer signer = { *enlist_crypto_sodium (), vector_bytes (vector, "signature") };
  size_t size = 0;
  EnlistStatus status;

  signer.crypto.context = &signer;
  signer.crypto.ed25519_sign = give_signature;
  signer.crypto.p256_sign = give_p256_signature;
  status = enlist_csr_write (&signer.crypto, type, vector_bytes (vector, "public").data, secret,
                             vector_text (vector, "subject"), request, ENLIST_CSR_MAX, &size);
  if (status == ENLIST_OK)
    vector->result = vector_hex_node (enlist_slice (request, size));

  return status;
}

const VectorFile vector_request_files[] = {
  { "8.4-csr", run_request },
  { NULL },
};
