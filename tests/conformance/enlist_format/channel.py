# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The channel (clause 10.2): its derivations, and Noise_NKpsk0_25519_ChaChaPoly_SHA256 with given ephemeral keys."""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf import hkdf

from .status import FormatError

NOISE_NAME = b'Noise_NKpsk0_25519_ChaChaPoly_SHA256'
VERSION = b'\x01'
DISCOVERY = VERSION + bytes(8)


def prologue(label_id):
    return b'enlist/1' + label_id


def pre_shared_key(secret, label_id):
    """secret is None for a development label."""
    derivation = hkdf.HKDF(algorithm=hashes.SHA256(), length=32, salt=label_id, info=b'psk')
    return derivation.derive(secret or b'')


class KeyPair:
    """An X25519 key pair made from its 32 secret bytes."""

    def __init__(self, secret):
        self._private = x25519.X25519PrivateKey.from_private_bytes(secret)
        self.public = self._private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def exchange(self, public_key):
        return self._private.exchange(x25519.X25519PublicKey.from_public_bytes(public_key))


def _hmac(key, data):
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(data)
    return mac.finalize()


class Cipher:
    """One direction after the handshake (Noise section 5.1)."""

    def __init__(self, key):
        self._aead = ChaCha20Poly1305(key)
        self._count = 0

    def _nonce(self):
        nonce = bytes(4) + self._count.to_bytes(8, 'little')
        self._count += 1
        return nonce

    def seal(self, plaintext, associated=b''):
        return self._aead.encrypt(self._nonce(), plaintext, associated)

    def open(self, sealed, associated=b''):
        try:
            return self._aead.decrypt(self._nonce(), sealed, associated)
        except InvalidTag:
            raise FormatError('decrypt') from None


class Handshake:
    """Both ends of NKpsk0: the messages have empty payloads, so what they carry is a key and a tag."""

    def __init__(self, secret, label_id, device_public):
        self._label_id = label_id
        self._hash = self._chaining_key = hashlib.sha256(NOISE_NAME).digest()
        self._mix_hash(prologue(label_id))
        self._mix_hash(device_public)
        self._device_public = device_public
        self._mix_key_and_hash(pre_shared_key(secret, label_id))

    def _mix_hash(self, data):
        self._hash = hashlib.sha256(self._hash + data).digest()

    def _derive(self, data, count):
        secret = _hmac(self._chaining_key, data)
        outputs, previous = [], b''
        for index in range(1, count + 1):
            previous = _hmac(secret, previous + bytes([index]))
            outputs.append(previous)
        return outputs

    def _mix_key(self, data):
        self._chaining_key, key = self._derive(data, 2)
        self._cipher = Cipher(key)

    def _mix_key_and_hash(self, data):
        self._chaining_key, hashed, key = self._derive(data, 3)
        self._mix_hash(hashed)
        self._cipher = Cipher(key)

    def _seal_nothing(self):
        tag = self._cipher.seal(b'', self._hash)
        self._mix_hash(tag)
        return tag

    def _open_nothing(self, tag):
        try:
            self._cipher.open(tag, self._hash)
        except FormatError:
            raise FormatError('handshake') from None
        self._mix_hash(tag)

    def _ephemeral(self, public):
        self._mix_hash(public)
        self._mix_key(public)

    def write_hello(self, ephemeral):
        """The assistant's message 1 (clause 10.2.3)."""
        self._own = ephemeral
        self._ephemeral(ephemeral.public)
        self._mix_key(ephemeral.exchange(self._device_public))
        return VERSION + self._label_id + ephemeral.public + self._seal_nothing()

    def read_hello(self, hello, device):
        """The device's end of message 1; device is its static key pair."""
        if hello[:1] != VERSION:
            raise FormatError('version')
        if len(hello) != 57 or hello[1:9] != self._label_id:
            raise FormatError('handshake')
        self._peer = hello[9:41]
        self._ephemeral(self._peer)
        self._mix_key(device.exchange(self._peer))
        self._open_nothing(hello[41:])

    def write_answer(self, ephemeral):
        """The device's message 2."""
        self._ephemeral(ephemeral.public)
        self._mix_key(ephemeral.exchange(self._peer))
        return VERSION + ephemeral.public + self._seal_nothing()

    def read_answer(self, answer):
        """The assistant's end of message 2."""
        if answer[:1] != VERSION:
            raise FormatError('version')
        if len(answer) != 49:
            raise FormatError('handshake')
        self._ephemeral(answer[1:33])
        self._mix_key(self._own.exchange(answer[1:33]))
        self._open_nothing(answer[33:])

    def split(self):
        """(cipher of the assistant's messages, cipher of the device's, handshake hash)."""
        to_device, to_assistant = self._derive(b'', 2)
        return Cipher(to_device), Cipher(to_assistant), self._hash
