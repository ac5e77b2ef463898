# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Keys and applications that the vectors share. Every key here is for tests and known to everybody."""

from enlist_format import cbor, keys, label, operations as op, shape
from enlist_format.channel import KeyPair

PUBLISHER = keys.SigningKey(bytes(range(32)))
OTHER_PUBLISHER = keys.SigningKey(bytes(range(32, 64)))
DEVICE_SIGNING_KEY = keys.SigningKey(bytes(range(64, 96)))
OWNER = keys.SigningKey(bytes(range(96, 128)))
DEVICE = KeyPair(bytes(range(128, 160)))
OTHER_DEVICE = KeyPair(bytes(range(160, 192)))
ASSISTANT_EPHEMERAL = KeyPair(bytes(range(192, 224)))
DEVICE_EPHEMERAL = KeyPair(bytes(range(224, 256)))
SECRET = bytes(range(16, 32))
SESSION = bytes(range(48, 64))

LOCATION, POSITION, OWNER_FIELD, NAME, WIFI, DEVICE_KEY, SERIAL, VERSIONS = range(8)
ADMIN_SECRET, INTERVAL = 14, 15

CUSTOM_FIELDS = [['depth', 1], ['medium', 2], ['pin', 0, 1], ['tag', 12], ['tight', 3],
                 ['seal', 5], ['spare.key', 11], ['request', 12]]

ASSIST_STEPS = [
    [op.NOTE, ['Mount the meter', 'de', 'Montieren Sie den Zähler'], True],
    [op.ASK, LOCATION, [64, {0: 'Depth in metres', 1: 0, 2: 30}]],
    [op.ASK, OWNER_FIELD],
    [op.SEND, LOCATION, OWNER_FIELD, 64],
    [op.AWAIT, 60, DEVICE_KEY, VERSIONS],
    [op.RECORD],
]
DEVICE_STEPS = [
    [op.NEED, LOCATION, OWNER_FIELD, 64],
    [op.CALL, 2, [], []],
    [op.SET, LOCATION, 64],
    [op.MAKE_KEY, op.KEY_ED25519, DEVICE_KEY],
    [op.REPORT, DEVICE_KEY, VERSIONS],
    [op.LOCK],
    [op.FORGET],
]


def part_entry(role, part):
    return [role, len(part), label.part_hash(part)]


def manifest_item(parts, **changes):
    """A manifest with every required key; changes name keys by number as in _4='B'; None takes one away."""
    item = {0: 1, 1: 7, 2: 'Example Meters', 3: 'EM-2', 8: [part_entry(role, part) for role, part in parts]}
    for key, value in changes.items():
        item[int(key[1:])] = value
    return {key: value for key, value in item.items() if value is not None}


PROGRAMS = [(label.ROLE_ASSIST, cbor.encode(ASSIST_STEPS)), (label.ROLE_DEVICE, cbor.encode(DEVICE_STEPS))]
MANIFEST_ITEM = manifest_item(PROGRAMS, _4='B', _5=DEVICE.public, _6='0042', _7=[[0], [2, '192.0.2.7:7000']],
                              _9=CUSTOM_FIELDS)
MANIFEST = cbor.encode(MANIFEST_ITEM)
ENVELOPE_ITEM = label.make_envelope(MANIFEST, PUBLISHER)
LABEL_ITEM = [ENVELOPE_ITEM, SECRET, [part for _, part in PROGRAMS]]
LABEL = cbor.encode(LABEL_ITEM)
LABEL_ID = label.label_id(MANIFEST)


def hex_or_null(data):
    return None if data is None else data.hex()


def first_text(texts):
    return shape.choose_text(texts, 'en')
