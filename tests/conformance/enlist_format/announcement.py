# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The announcement of Bluetooth LE (clause 10.1.9)."""

import hashlib

from . import cbor, shape

SIZE = 10
OWNED, BUSY = 1, 2


def device_discriminator(device_key):
    return hashlib.sha256(b'enlist/1 device' + device_key).digest()[:6]


def model_discriminator(vendor, model):
    return hashlib.sha256(b'enlist/1 model' + cbor.encode([vendor, model])).digest()[:3]


def write(flags, device_key, vendor, model):
    return bytes([flags]) + device_discriminator(device_key) + model_discriminator(vendor, model)


def read(data):
    """Flags, device and model discriminator."""
    shape.refuse_unless(len(data) >= SIZE, 'truncated')
    return data[0] & (OWNED | BUSY), data[1:7], data[7:SIZE]
