# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Label, envelope and manifest (clauses 5, 6 and 7): reading, writing and verifying."""

import hashlib
import re

from . import cbor, fields, keys, shape
from .status import FormatError

ALGORITHM_ED25519 = -19
EXTERNAL_AAD = b'enlist/1 manifest'
FORMAT_VERSION = 1
MAXIMUM_MANIFEST = 3072
MAXIMUM_PART = 262144
MAXIMUM_APPLICATIONS = 16
SECRET_SIZE = 16
HASH_SIZE = 16

ROLE_ASSIST, ROLE_DEVICE, ROLE_CONFIG, ROLE_APP = range(4)
PROGRAMS = (ROLE_ASSIST, ROLE_DEVICE)
TRANSPORT_BLE = 0
TRANSPORT_PATH = 3

(VERSION, SEQUENCE, VENDOR, MODEL, HARDWARE, DEVICE_KEY, SERIAL, TRANSPORTS, PARTS, CUSTOM_FIELDS,
 TITLES) = range(11)
REQUIRED_KEYS = {VERSION, SEQUENCE, VENDOR, MODEL, PARTS}


def label_id(manifest_bytes):
    return hashlib.sha256(manifest_bytes).digest()[:8]


def part_hash(part):
    return hashlib.sha256(part).digest()[:HASH_SIZE]


class Manifest:
    """A manifest that has been checked; `raw` are the bytes that were signed."""

    def __init__(self, raw, item):
        self.raw = raw
        self.item = item
        self.label_id = label_id(raw)
        self.transports = item.get(TRANSPORTS, [[TRANSPORT_BLE]])
        self.parts = item[PARTS]
        self.fields = fields.Registry(item.get(CUSTOM_FIELDS, []))
        self.titles = item.get(TITLES, [])
        self.application_count = 1 + max(application_of(part) for part in self.parts if part[0] in PROGRAMS)

    def index_of_program(self, role, application=0):
        """The part with the program of a role, None when the application has none."""
        return next((index for index, part in enumerate(self.parts)
                     if part[0] == role and application_of(part) == application), None)


def application_of(entry):
    """The number of the application that a program belongs to (clause 7.2)."""
    return entry[3] if len(entry) == 4 else 0


def media_of(entry):
    """The media type of a part that is no program (clause 7.5), None without."""
    return entry[3] if len(entry) == 4 else None


def _check_transport(item):
    shape.array(item)
    shape.refuse_unless(bool(item), 'type')
    if shape.unsigned(item[0], TRANSPORT_PATH) == TRANSPORT_BLE:
        shape.tuple_of(item, 1)
    else:
        shape.tuple_of(item, 2)
        shape.text(item[1])


def _check_part_entry(item):
    shape.tuple_of(item, 3, 4)
    role = shape.unsigned(item[0], ROLE_APP)
    shape.refuse_unless(shape.unsigned(item[1], MAXIMUM_PART) >= 1, 'range')
    shape.octets(item[2], HASH_SIZE, HASH_SIZE)
    if len(item) == 4 and role in PROGRAMS:
        shape.refuse_unless(shape.unsigned(item[3], MAXIMUM_APPLICATIONS - 1) >= 1, 'range')
    elif len(item) == 4:
        shape.text(item[3], 1, 64)


def _check_parts(entries):
    for entry in shape.list_of(entries, 1, 16):
        _check_part_entry(entry)
    programs = [(entry[0], application_of(entry)) for entry in entries if entry[0] in PROGRAMS]
    numbers = {number for _, number in programs}
    shape.refuse_unless(bool(programs), 'range', 'no program')
    shape.refuse_unless(len(programs) == len(set(programs)), 'range', 'two programs for one role')
    shape.refuse_unless(numbers == set(range(len(numbers))), 'range', 'an application is left out')


def _check_custom_fields(entries):
    names = set(fields.REGISTERED_NAMES)
    for entry in shape.list_of(entries, 1, fields.MAXIMUM_CUSTOM):
        shape.tuple_of(entry, 2, 3)
        name = shape.text(entry[0], 1, 32)
        if not re.fullmatch(r'[A-Za-z][A-Za-z0-9._-]*', name) or name in names:
            raise FormatError('range', 'the name of a custom field')
        names.add(name)
        shape.unsigned(entry[1], fields.LIST)
        if len(entry) == 3:
            shape.unsigned(entry[2], fields.SENSITIVE)


def _check_version(item):
    shape.refuse_unless(shape.unsigned(item) <= FORMAT_VERSION, 'version')
    shape.integer(item, FORMAT_VERSION)


def decode_manifest(raw):
    if len(raw) > MAXIMUM_MANIFEST:
        raise FormatError('too-large')
    item = cbor.decode(raw)
    shape.refuse_unless(isinstance(item, dict), 'type')
    checks = {
        VERSION: _check_version,
        SEQUENCE: lambda value: shape.unsigned(value, 4294967295),
        VENDOR: lambda value: shape.text(value, 1, 64),
        MODEL: lambda value: shape.text(value, 1, 64),
        HARDWARE: lambda value: shape.text(value, 1, 32),
        DEVICE_KEY: lambda value: shape.octets(value, 32, 32),
        SERIAL: lambda value: shape.text(value, 1, 32),
        TRANSPORTS: lambda value: [_check_transport(entry) for entry in shape.list_of(value, 1, 4)],
        PARTS: _check_parts,
        CUSTOM_FIELDS: _check_custom_fields,
        TITLES: lambda value: [shape.texts(title) for title in shape.list_of(value, 2, MAXIMUM_APPLICATIONS)],
    }
    for key, value in item.items():
        shape.refuse_unless(key in checks, 'range', 'an unknown key')
        checks[key](value)
    shape.refuse_unless(REQUIRED_KEYS <= item.keys(), 'range', 'a missing key')
    manifest = Manifest(raw, item)
    shape.refuse_unless(len(manifest.titles) == (manifest.application_count if manifest.application_count > 1 else 0),
                        'range', 'a title for each of several applications')
    return manifest


class Envelope:
    """An envelope whose structure is right; nothing in it is to be believed before verify()."""

    def __init__(self, item):
        self.protected, _, self.manifest_bytes, self.signature = item
        self.key_id = cbor.decode(self.protected)[4]

    def signed_bytes(self):
        """The Sig_structure of RFC 9052 section 4.4."""
        return cbor.encode(['Signature1', self.protected, EXTERNAL_AAD, self.manifest_bytes])

    def verify(self, publishers):
        """Verifies with the public keys that are trusted here, and reads the manifest."""
        key = next((key for key in publishers if keys.key_id(key) == self.key_id), None)
        if key is None:
            raise FormatError('unknown-key')
        keys.verify(key, self.signature, self.signed_bytes())
        return decode_manifest(self.manifest_bytes)


def _check_envelope(item):
    protected, unprotected, manifest_bytes, signature = shape.tuple_of(item, 4)
    # RFC 9052 section 3: a byte string of no bytes is an empty map.
    header = cbor.decode(shape.octets(protected) or b'\xa0')
    shape.refuse_unless(isinstance(header, dict), 'type')
    shape.refuse_unless(header.keys() == {1, 4}, 'range', 'the protected header')
    shape.refuse_unless(shape.integer(header[1]) == ALGORITHM_ED25519, 'version', 'the algorithm')
    shape.octets(header[4], 8, 8)
    shape.refuse_unless(isinstance(unprotected, dict), 'type')
    shape.refuse_unless(unprotected == {}, 'range', 'an unprotected header')
    if len(shape.octets(manifest_bytes)) > MAXIMUM_MANIFEST:
        raise FormatError('too-large')
    shape.octets(signature, 64, 64)
    return Envelope(item)


def decode_envelope(data):
    return _check_envelope(cbor.decode(data))


def make_envelope(manifest_bytes, publisher):
    """Signs a manifest: the envelope as an item."""
    protected = cbor.encode({1: ALGORITHM_ED25519, 4: keys.key_id(publisher.public)})
    unsigned = Envelope([protected, {}, manifest_bytes, b''])
    return [protected, {}, manifest_bytes, publisher.sign(unsigned.signed_bytes())]


class Label:
    """A label whose structure is right."""

    def __init__(self, item):
        self.envelope = _check_envelope(item[0])
        self.envelope_bytes = cbor.encode(item[0])
        self.secret = item[1]
        self.parts = item[2]

    def verify(self, publishers):
        """Verifies the envelope, then binds the parts to the manifest (clauses 7.1 to 7.3)."""
        manifest = self.envelope.verify(publishers)
        check_parts(manifest, self.parts)
        return manifest


def decode_label(data):
    item = shape.tuple_of(cbor.decode(data), 3)
    if item[1] is not None:
        shape.octets(item[1], SECRET_SIZE, SECRET_SIZE)
    for part in shape.array(item[2]):
        if part is not None:
            shape.octets(part)
    return Label(item)


def check_parts(manifest, parts):
    if len(parts) != len(manifest.parts):
        raise FormatError('hash', 'as many parts as the manifest names')
    for part, (_, size, expected, *_) in zip(parts, manifest.parts):
        if part is not None and (len(part) != size or part_hash(part) != expected):
            raise FormatError('hash')
