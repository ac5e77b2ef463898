# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What keys the channel (clause 10.2): prologue, pre-shared key and the outside of the handshake messages."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf import hkdf

PROTOCOL_VERSION = b'\x01'
DISCOVERY = PROTOCOL_VERSION + bytes(8)


def prologue(label_id):
    return b'enlist/1' + label_id


def pre_shared_key(secret, label_id):
    """secret is None for a development label."""
    derivation = hkdf.HKDF(algorithm=hashes.SHA256(), length=32, salt=label_id, info=b'psk')
    return derivation.derive(secret or b'')
