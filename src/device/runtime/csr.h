/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"
#include "field.h"

/* Certificate requests (docs/format.md, clause 8.4). */

#define ENLIST_CSR_MAX 288     /* bytes of DER */
#define ENLIST_CSR_NAME_MAX 64 /* bytes: ub-common-name of RFC 5280 */

/**
 * enlist_csr_write:
 * @type: ENLIST_KEY_ED25519 or ENLIST_KEY_P256
 * @public_key: 32 or 65 bytes
 * @secret: 32 bytes
 * @common_name: UTF-8, 1 to ENLIST_CSR_NAME_MAX bytes
 * @buffer: (out caller-allocates): ENLIST_CSR_MAX bytes always suffice
 *
 * Writes a PKCS #10 request (RFC 2986) in DER, signed with the key (RFC 8410, RFC 5758): one common name, no
 * attributes.
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE for a name of another size; ENLIST_E_KEY_TYPE for another type, or one
 * that @crypto cannot sign with; ENLIST_E_CRYPTO; ENLIST_E_SPACE
 */
EnlistStatus enlist_csr_write (const EnlistCrypto *crypto,
                               EnlistKeyType       type,
                               const uint8_t      *public_key,
                               const uint8_t      *secret,
                               EnlistSlice         common_name,
                               uint8_t            *buffer,
                               size_t              capacity,
                               size_t             *size);
