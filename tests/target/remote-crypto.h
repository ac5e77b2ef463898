/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/*
 * The table of cryptography for a target that has none: another computer computes. A request is the number
 * of the function, the size of its arguments (four bytes, big endian) and the arguments one after the other;
 * an answer is 1 or 0, a size and the result. Nothing is kept between two requests.
 */

enum {
  REMOTE_RANDOM = 1,     /* size (4) -> bytes */
  REMOTE_SHA256_INIT,    /* -> state */
  REMOTE_SHA256_UPDATE,  /* state, data -> state */
  REMOTE_SHA256_FINAL,   /* state -> digest */
  REMOTE_X25519,         /* scalar, point or nothing -> value */
  REMOTE_SEAL,           /* key, nonce, size of associated (4), associated, plaintext -> ciphertext */
  REMOTE_OPEN,           /* the same, ciphertext -> plaintext */
  REMOTE_ED25519_PUBLIC, /* seed -> key */
  REMOTE_ED25519_SIGN,   /* seed, message -> signature */
  REMOTE_ED25519_VERIFY, /* signature, key, message -> */
};

#define REMOTE_HEADER_SIZE 5
