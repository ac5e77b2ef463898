/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cose.h"
#include "crypto-sodium.h"
#include "fixed-random.h"
#include "noise.h"
#include "test.h"

#include <stdlib.h>

/*
 * What the oracles talk to: a command a line on standard input, an answer a line on standard output. Bytes
 * are hexadecimal, "-" is none. An answer is the name of a status, then the bytes if it is "ok".
 *
 *   initiator EPHEMERAL PROLOGUE PSK REMOTE-STATIC      write PAYLOAD     seal PLAINTEXT
 *   responder EPHEMERAL PROLOGUE PSK STATIC-SECRET      read MESSAGE      open CIPHERTEXT      split
 *   sign SEED AAD PAYLOAD                               verify PUBLIC-KEY AAD SIGN1
 */

#define MAX_BYTES 16384

static FixedRandom fixed_random;
static EnlistNoise noise;
static EnlistNoiseCipher send_cipher, receive_cipher;
static uint8_t output[MAX_BYTES], scratch[MAX_BYTES];
static char line[4 * MAX_BYTES];

static EnlistSlice
next_word (void)
{
  const char *word = strtok (NULL, " \n");

  return word == NULL || strcmp (word, "-") == 0 ? enlist_slice (NULL, 0) : test_hex (word);
}

static void
answer (EnlistStatus status, size_t size)
{
  printf ("%s ", enlist_status_name (status));
  for (size_t i = 0; status == ENLIST_OK && i < size; i++)
    printf ("%02x", output[i]);
  printf ("\n");
  fflush (stdout);
}

static void
start_noise (bool initiator)
{
  const EnlistCrypto *crypto = fixed_random_init (&fixed_random, next_word ());
  EnlistSlice prologue = next_word (), psk = next_word (), key = next_word ();
  EnlistStatus status = ENLIST_OK;

  if (initiator)
    enlist_noise_init_initiator (&noise, crypto, prologue, psk.data, key.data);
  else
    status = enlist_noise_init_responder (&noise, crypto, prologue, psk.data, key.data);
  answer (status, 0);
}

static void
run_transport (bool seal)
{
  EnlistSlice nothing = { NULL, 0 }, bytes = next_word ();

  if (seal)
    answer (enlist_noise_cipher_seal (&send_cipher, enlist_crypto_sodium (), nothing, bytes, output),
            bytes.size + 16);
  else
    answer (enlist_noise_cipher_open (&receive_cipher, enlist_crypto_sodium (), nothing, bytes, output),
            bytes.size - 16);
}

static void
run_sign (void)
{
  EnlistSlice seed = next_word (), aad = next_word (), payload = next_word ();
  EnlistStatus status;
  size_t size = 0;

  status = enlist_cose_sign1_write (enlist_crypto_sodium (), seed.data, aad, payload, scratch, sizeof scratch,
                                    output, sizeof output, &size);
  answer (status, size);
}

static void
run_verify (void)
{
  EnlistSlice public_key = next_word (), aad = next_word (), input = next_word ();
  EnlistCoseSign1 sign1;
  EnlistStatus status = enlist_cose_sign1_read (input, &sign1);

  if (status == ENLIST_OK)
    status = enlist_cose_sign1_verify (&sign1, enlist_crypto_sodium (), aad, public_key.data, scratch,
                                       sizeof scratch);
  if (status == ENLIST_OK)
    memcpy (output, sign1.payload.data, sign1.payload.size);
  answer (status, status == ENLIST_OK ? sign1.payload.size : 0);
}

static void
run_command (const char *command)
{
  EnlistStatus status;
  size_t size = 0;

  if (strcmp (command, "initiator") == 0 || strcmp (command, "responder") == 0)
    start_noise (command[0] == 'i');
  else if (strcmp (command, "write") == 0)
    {
      status = enlist_noise_write (&noise, next_word (), output, sizeof output, &size);
      answer (status, size);
    }
  else if (strcmp (command, "read") == 0)
    {
      status = enlist_noise_read (&noise, next_word (), output, sizeof output, &size);
      answer (status, size);
    }
  else if (strcmp (command, "split") == 0)
    answer (enlist_noise_split (&noise, &send_cipher, &receive_cipher, output), ENLIST_NOISE_HASH_SIZE);
  else if (strcmp (command, "seal") == 0 || strcmp (command, "open") == 0)
    run_transport (command[0] == 's');
  else if (strcmp (command, "sign") == 0)
    run_sign ();
  else if (strcmp (command, "verify") == 0)
    run_verify ();
  else
    exit (EXIT_FAILURE);
}

int
main (void)
{
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      const char *command = strtok (line, " \n");

      if (command != NULL)
        run_command (command);
    }

  return EXIT_SUCCESS;
}
