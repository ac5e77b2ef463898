/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-server.h"

#include "crypto-sodium.h"
#include "remote-crypto.h"

#include <string.h>
#include <unistd.h>

#define REQUEST_MAX (1 << 20)

/* What is left of the arguments */
typedef struct {
  const uint8_t *data;
  size_t size;
} Arguments;

static uint8_t request[REQUEST_MAX];
static uint8_t answer[REQUEST_MAX + REMOTE_HEADER_SIZE];

static bool
transfer (ssize_t (*move) (int fd, uint8_t *data, size_t size),
          int      fd,
          uint8_t *data,
          size_t   size)
{
  while (size > 0)
    {
      ssize_t count = move (fd, data, size);

      if (count <= 0)
        return false;
      data += count;
      size -= (size_t) count;
    }

  return true;
}

static ssize_t
receive (int      fd,
         uint8_t *data,
         size_t   size)
{
  return read (fd, data, size);
}

static ssize_t
send_on (int      fd,
         uint8_t *data,
         size_t   size)
{
  return write (fd, data, size);
}

static uint32_t
read_size (const uint8_t *bytes)
{
  return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

static const uint8_t *
take (Arguments *arguments,
      size_t     size)
{
  const uint8_t *taken = arguments->data;

  if (size > arguments->size)
    return NULL;
  arguments->data += size;
  arguments->size -= size;

  return taken;
}

static EnlistSlice
take_rest (Arguments *arguments)
{
  return enlist_slice (arguments->data, arguments->size);
}

static bool
hash (unsigned   function,
      Arguments *arguments,
      uint8_t   *result,
      size_t    *size)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistSha256 state = { 0 };

  if (function != REMOTE_SHA256_INIT)
    {
      const uint8_t *bytes = take (arguments, sizeof state);

      if (bytes == NULL)
        return false;
      memcpy (&state, bytes, sizeof state);
    }
  *size = function == REMOTE_SHA256_FINAL ? ENLIST_SHA256_SIZE : sizeof state;
  if (function == REMOTE_SHA256_FINAL)
    {
      crypto->sha256_final (crypto->context, &state, result);
      return true;
    }
  if (function == REMOTE_SHA256_INIT)
    crypto->sha256_init (crypto->context, &state);
  else
    crypto->sha256_update (crypto->context, &state, arguments->data, arguments->size);
  memcpy (result, &state, sizeof state);

  return true;
}

static bool
run_aead (unsigned   function,
          Arguments *arguments,
          uint8_t   *result,
          size_t    *size)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  const uint8_t *key = take (arguments, ENLIST_AEAD_KEY_SIZE);
  const uint8_t *nonce = take (arguments, 12);
  const uint8_t *length = take (arguments, 4);
  EnlistSlice associated;

  if (length == NULL || read_size (length) > arguments->size)
    return false;
  associated.size = read_size (length);
  associated.data = take (arguments, associated.size);
  if (function == REMOTE_SEAL)
    {
      *size = arguments->size + ENLIST_AEAD_TAG_SIZE;
      return crypto->aead_seal (crypto->context, result, key, nonce, associated, take_rest (arguments));
    }
  if (arguments->size < ENLIST_AEAD_TAG_SIZE)
    return false;
  *size = arguments->size - ENLIST_AEAD_TAG_SIZE;

  return crypto->aead_open (crypto->context, result, key, nonce, associated, take_rest (arguments));
}

static bool
run_curve (unsigned   function,
           Arguments *arguments,
           uint8_t   *result,
           size_t    *size)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  const uint8_t *first = take (arguments, function == REMOTE_ED25519_VERIFY ? 64 : 32);
  const uint8_t *second = NULL;

  if (first == NULL)
    return false;
  *size = 32;
  switch (function)
    {
    case REMOTE_X25519:
      return crypto->x25519 (crypto->context, result, first, take (arguments, 32));
    case REMOTE_ED25519_PUBLIC:
      return crypto->ed25519_public (crypto->context, result, first);
    case REMOTE_ED25519_SIGN:
      *size = ENLIST_ED25519_SIGNATURE_SIZE;
      return crypto->ed25519_sign (crypto->context, result, first, take_rest (arguments));
    case REMOTE_ED25519_VERIFY:
    default:
      *size = 0;
      second = take (arguments, 32);
      return second != NULL
             && crypto->ed25519_verify (crypto->context, first, second, take_rest (arguments));
    }
}

static bool
compute (unsigned   function,
         Arguments *arguments,
         uint8_t   *result,
         size_t    *size)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  switch (function)
    {
    case REMOTE_RANDOM:
      *size = arguments->size == 4 ? read_size (arguments->data) : REQUEST_MAX + 1;
      return *size <= REQUEST_MAX && crypto->random (crypto->context, result, *size);
    case REMOTE_SHA256_INIT:
    case REMOTE_SHA256_UPDATE:
    case REMOTE_SHA256_FINAL:
      return hash (function, arguments, result, size);
    case REMOTE_SEAL:
    case REMOTE_OPEN:
      return run_aead (function, arguments, result, size);
    case REMOTE_X25519:
    case REMOTE_ED25519_PUBLIC:
    case REMOTE_ED25519_SIGN:
    case REMOTE_ED25519_VERIFY:
      return run_curve (function, arguments, result, size);
    default:
      return false;
    }
}

bool
crypto_server_answer (int fd)
{
  uint8_t header[REMOTE_HEADER_SIZE];
  Arguments arguments = { .data = request };
  size_t size = 0;

  if (!transfer (receive, fd, header, sizeof header))
    return false;
  arguments.size = read_size (header + 1);
  /* Room for the tag of what is sealed */
  if (arguments.size > REQUEST_MAX - ENLIST_AEAD_TAG_SIZE
      || !transfer (receive, fd, request, arguments.size))
    return false;

  answer[0] = compute (header[0], &arguments, answer + REMOTE_HEADER_SIZE, &size);
  if (!answer[0])
    size = 0;
  answer[1] = (uint8_t) (size >> 24);
  answer[2] = (uint8_t) (size >> 16);
  answer[3] = (uint8_t) (size >> 8);
  answer[4] = (uint8_t) size;

  return transfer (send_on, fd, answer, size + REMOTE_HEADER_SIZE);
}
