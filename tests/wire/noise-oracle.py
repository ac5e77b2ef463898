# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A second implementation of Noise NKpsk0, written from the specification, against the one in C."""

import hashlib
import hmac
import random
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

import crypto_peer

ROUNDS = 60


def public_of(secret):
    key = X25519PrivateKey.from_private_bytes(secret).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def exchange(secret, public):
    return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))


def hkdf(chaining_key, material, count):
    secret = hmac.digest(chaining_key, material, 'sha256')
    outputs = [b'']
    for number in range(1, count + 1):
        outputs.append(hmac.digest(secret, outputs[-1] + bytes([number]), 'sha256'))
    return outputs[1:]


class Cipher:
    def __init__(self, key):
        self.aead = ChaCha20Poly1305(key)
        self.number = 0

    def nonce(self):
        nonce = bytes(4) + self.number.to_bytes(8, 'little')
        self.number += 1
        return nonce

    def seal(self, plaintext, associated=b''):
        return self.aead.encrypt(self.nonce(), plaintext, associated)

    def open(self, ciphertext, associated=b''):
        return self.aead.decrypt(self.nonce(), ciphertext, associated)


class Handshake:
    def __init__(self, initiator, prologue, psk, ephemeral, static):
        """static: the responder's key, public for the initiator and secret for the responder."""
        self.hash = hashlib.sha256(b'Noise_NKpsk0_25519_ChaChaPoly_SHA256').digest()
        self.chaining_key = self.hash
        self.initiator, self.psk, self.ephemeral, self.static = initiator, psk, ephemeral, static
        self.cipher = None
        self.remote_ephemeral = None
        self.mix_hash(prologue)
        self.mix_hash(static if initiator else public_of(static))

    def mix_hash(self, data):
        self.hash = hashlib.sha256(self.hash + data).digest()

    def mix_key(self, material):
        self.chaining_key, key = hkdf(self.chaining_key, material, 2)
        self.cipher = Cipher(key)

    def mix_psk(self):
        self.chaining_key, data, key = hkdf(self.chaining_key, self.psk, 3)
        self.mix_hash(data)
        self.cipher = Cipher(key)

    def mix_ephemeral(self, public):
        self.mix_hash(public)
        self.mix_key(public)

    def write(self, payload):
        if self.initiator:
            self.mix_psk()
        public = public_of(self.ephemeral)
        self.mix_ephemeral(public)
        self.mix_key(exchange(self.ephemeral, self.static if self.initiator else self.remote_ephemeral))
        sealed = self.cipher.seal(payload, self.hash)
        self.mix_hash(sealed)
        return public + sealed

    def read(self, message):
        if not self.initiator:
            self.mix_psk()
        self.remote_ephemeral, sealed = message[:32], message[32:]
        self.mix_ephemeral(self.remote_ephemeral)
        self.mix_key(exchange(self.ephemeral if self.initiator else self.static, self.remote_ephemeral))
        payload = self.cipher.open(sealed, self.hash)
        self.mix_hash(sealed)
        return payload

    def split(self):
        ciphers = [Cipher(key) for key in hkdf(self.chaining_key, b'', 2)]
        return ciphers if self.initiator else ciphers[::-1]


class Round:
    """Random keys and texts, an end here and the other there."""

    def __init__(self, peer, chance, here_initiates, other_psk=None):
        static, ephemerals = chance.randbytes(32), [chance.randbytes(32), chance.randbytes(32)]
        prologue, psk = chance.randbytes(chance.randrange(40)), chance.randbytes(32)
        keys = {True: public_of(static), False: static}
        self.chance, self.peer = chance, peer
        self.here = Handshake(here_initiates, prologue, psk, ephemerals[0], keys[here_initiates])
        peer.get('responder' if here_initiates else 'initiator', ephemerals[1], prologue, other_psk or psk,
                 keys[not here_initiates])

    def text(self):
        return self.chance.randbytes(self.chance.choice([0, 1, 15, 16, 17, 64, 1000]))

    def here_to_there(self):
        payload = self.text()
        assert self.peer.get('read', self.here.write(payload)) == payload

    def there_to_here(self):
        payload = self.text()
        assert self.here.read(self.peer.get('write', payload)) == payload

    def finish(self):
        assert self.peer.get('split') == self.here.hash
        send, receive = self.here.split()
        for _ in range(5):
            plaintext = self.text()
            assert receive.open(self.peer.get('seal', plaintext)) == plaintext
            plaintext = self.text()
            assert self.peer.get('open', send.seal(plaintext)) == plaintext


def main(program):
    peer = crypto_peer.Peer(program)
    chance = random.Random(20)

    def as_initiator():
        for _ in range(ROUNDS):
            session = Round(peer, chance, True)
            session.here_to_there()
            session.there_to_here()
            session.finish()

    def as_responder():
        for _ in range(ROUNDS):
            session = Round(peer, chance, False)
            session.there_to_here()
            session.here_to_there()
            session.finish()

    def wrong_psk():
        session = Round(peer, chance, True, other_psk=bytes(32))
        assert peer.ask('read', session.here.write(b''))[0] == 'handshake'
        session = Round(peer, chance, False, other_psk=bytes(32))
        try:
            session.there_to_here()
        except InvalidTag:
            return
        raise AssertionError('the message was accepted')

    status = crypto_peer.run([
        ('/wire/noise/oracle-initiates', as_initiator),
        ('/wire/noise/oracle-responds', as_responder),
        ('/wire/noise/oracle-has-another-psk', wrong_psk),
    ])
    peer.close()
    return status


sys.exit(main(sys.argv[1]))
