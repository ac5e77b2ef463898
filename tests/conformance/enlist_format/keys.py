# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Ed25519 and key identifiers (clauses 2.3 and 5.3)."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from .status import FormatError


class SigningKey:
    """An Ed25519 key pair made from its 32-byte seed."""

    def __init__(self, seed):
        self._private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, data):
        return self._private.sign(data)


def verify(public_key, signature, data):
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except InvalidSignature:
        raise FormatError('signature') from None


def key_id(public_key):
    return hashlib.sha256(public_key).digest()[:8]
