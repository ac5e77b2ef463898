# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""COSE_Sign1 made and verified with python3-cbor2 and python3-cryptography, against the one in C."""

import hashlib
import random
import sys

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import crypto_peer

ROUNDS = 60
AAD = b'enlist/1 manifest'
SIZES = [0, 1, 23, 24, 255, 256, 3072]


def raw_public(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def structure(protected, aad, payload):
    return cbor2.dumps(['Signature1', protected, aad, payload], canonical=True)


def sign(key, aad, payload, protected=None):
    if protected is None:
        key_id = hashlib.sha256(raw_public(key)).digest()[:8]
        protected = cbor2.dumps({1: -19, 4: key_id}, canonical=True)
    signature = key.sign(structure(protected, aad, payload))
    return cbor2.dumps([protected, {}, payload, signature], canonical=True)


def main(program):
    peer = crypto_peer.Peer(program)
    chance = random.Random(9052)

    def cases():
        for number in range(ROUNDS):
            seed = chance.randbytes(32)
            payload = chance.randbytes(SIZES[number % len(SIZES)])
            yield Ed25519PrivateKey.from_private_bytes(seed), seed, payload

    def verify_theirs():
        for key, seed, payload in cases():
            signed = peer.get('sign', seed, AAD, payload)
            protected, unprotected, read, signature = cbor2.loads(signed)
            headers = cbor2.loads(protected)
            assert headers == {1: -19, 4: hashlib.sha256(raw_public(key)).digest()[:8]}, headers
            assert unprotected == {} and read == payload
            key.public_key().verify(signature, structure(protected, AAD, payload))
            try:
                key.public_key().verify(signature, structure(protected, b'other', payload))
                raise AssertionError('external_aad does not count')
            except InvalidSignature:
                pass

    def sign_for_them():
        for key, _, payload in cases():
            assert peer.get('verify', raw_public(key), AAD, sign(key, AAD, payload)) == payload
            assert peer.ask('verify', raw_public(key), b'other', sign(key, AAD, payload))[0] == 'signature'

    def same_bytes():
        for key, seed, payload in cases():
            assert peer.get('sign', seed, AAD, payload) == sign(key, AAD, payload)

    def signed_but_strange():
        """What is rightly signed and still not to be accepted."""
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key_id = hashlib.sha256(raw_public(key)).digest()[:8]
        for headers, status in [
            ({1: -8, 4: key_id}, 'version'),
            ({1: -19}, 'range'),
            ({1: -19, 3: 0, 4: key_id}, 'range'),
            ({1: -19, 4: key_id, 16: 'text'}, 'range'),
            ({1: -19, 4: key_id + b'x'}, 'range'),
            ({1: -19, 4: bytes(8)}, 'unknown-key'),
        ]:
            protected = cbor2.dumps(headers, canonical=True)
            answer = peer.ask('verify', raw_public(key), AAD, sign(key, AAD, b'payload', protected))[0]
            assert answer == status, (headers, answer)

    status = crypto_peer.run([
        ('/wire/cose/oracle-verifies', verify_theirs),
        ('/wire/cose/oracle-signs', sign_for_them),
        ('/wire/cose/oracle-makes-the-same-bytes', same_bytes),
        ('/wire/cose/oracle-signs-what-is-strange', signed_but_strange),
    ])
    peer.close()
    return status


sys.exit(main(sys.argv[1]))
