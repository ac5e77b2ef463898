# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The text of a label (clause 4): Base45, whole and in parts, the URI form, and the publisher card."""

import base64
import binascii
import hashlib
import re

from . import cbor, shape
from .status import FormatError

ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
MAXIMUM_SLICES = 16
WHITE_SPACE = ' \t\r\n\v\f'


def encode_base45(data):
    characters = []
    for start in range(0, len(data), 2):
        group = data[start:start + 2]
        number = int.from_bytes(group, 'big')
        for _ in range(len(group) + 1):
            number, digit = divmod(number, 45)
            characters.append(ALPHABET[digit])
    return ''.join(characters)


def decode_base45(text):
    decoded = bytearray()
    for start in range(0, len(text), 3):
        group = text[start:start + 3]
        if len(group) == 1 or any(character not in ALPHABET for character in group):
            raise FormatError('base45')
        number = sum(ALPHABET.index(character) * 45 ** power for power, character in enumerate(group))
        if number >= 256 ** (len(group) - 1):
            raise FormatError('base45', 'a group beyond its bytes')
        decoded += number.to_bytes(len(group) - 1, 'big')
    return bytes(decoded)


def _encode_base64url(data):
    return base64.urlsafe_b64encode(data).decode('ascii').rstrip('=')


def _decode_base64url(text):
    if not re.fullmatch(r'[A-Za-z0-9_-]*', text) or len(text) % 4 == 1:
        raise FormatError('base45', 'not base64url')
    try:
        decoded = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
    except binascii.Error:
        raise FormatError('base45', 'not base64url') from None
    if _encode_base64url(decoded) != text:
        raise FormatError('base45', 'bits that are not used are not zero')
    return decoded


def set_hash(payload):
    return hashlib.sha256(payload).digest()[:4]


def encode_whole(payload):
    return 'EN1:' + encode_base45(payload)


def encode_uri(payload):
    return 'enlist:' + _encode_base64url(payload)


def encode_parts(payload, count):
    """Cuts the payload into count slices of nearly the same size."""
    cuts = [len(payload) * index // count for index in range(count + 1)]
    name = set_hash(payload).hex().upper()
    return [f'EN1.{index}/{count}.{name}:' + encode_base45(payload[cuts[index - 1]:cuts[index]])
            for index in range(1, count + 1)]


def encode_publisher_card(name, key):
    return 'ENP1:' + encode_base45(cbor.encode([1, name, key]))


class Slice:
    """One code of a label in parts (clause 4.2)."""

    def __init__(self, index, count, name, data):
        self.index = index
        self.count = count
        self.name = name
        self.data = data


def _strip_prefix(text, prefix):
    return text[len(prefix):] if text[:len(prefix)].upper() == prefix.upper() else None


def _parse_slice(text):
    match = re.fullmatch(r'(0|[1-9][0-9]*)/(0|[1-9][0-9]*)\.([0-9A-F]{8}):(.*)', text, re.DOTALL | re.ASCII)
    if match is None:
        raise FormatError('range', 'the header of a part')
    index, count = int(match[1]), int(match[2])
    if not 2 <= count <= MAXIMUM_SLICES or not 1 <= index <= count:
        raise FormatError('range', 'the numbers of a part')
    return Slice(index, count, bytes.fromhex(match[3]), decode_base45(_not_empty(match[4])))


def _not_empty(body):
    if not body:
        raise FormatError('truncated', 'nothing behind the prefix')
    return body


def read(text):
    """Tells what a text is: ('whole', payload), ('part', Slice), ('uri', payload) or ('card', (name, key))."""
    text = text.strip(WHITE_SPACE)
    if (body := _strip_prefix(text, 'EN1:')) is not None:
        return 'whole', decode_base45(_not_empty(body))
    if (body := _strip_prefix(text, 'EN1.')) is not None:
        return 'part', _parse_slice(body)
    if (body := _strip_prefix(text, 'enlist:')) is not None:
        return 'uri', _decode_base64url(_not_empty(body))
    if (body := _strip_prefix(text, 'ENP1:')) is not None:
        return 'card', _decode_publisher_card(decode_base45(_not_empty(body)))
    if re.match(r'EN[0-9]+[:.]', text, re.IGNORECASE | re.ASCII):
        raise FormatError('version')
    raise FormatError('not-label')


def _decode_publisher_card(data):
    item = shape.array(cbor.decode(data))
    shape.refuse_unless(bool(item), 'type')
    if shape.unsigned(item[0]) > 1:
        raise FormatError('version')
    shape.integer(item[0], 1)
    shape.tuple_of(item, 3)
    return shape.text(item[1], 1, 64), shape.octets(item[2], 32, 32)


class Collection:
    """Slices of one label as they are read, in any order (clause 4.2)."""

    def __init__(self):
        self.first = None
        self.slices = {}

    def add(self, part):
        if self.first is None:
            self.first = part
        elif (part.count, part.name) != (self.first.count, self.first.name):
            raise FormatError('other-set')
        if self.slices.get(part.index, part.data) != part.data:
            raise FormatError('other-set', 'another slice of the same number')
        self.slices[part.index] = part.data

    def is_complete(self):
        return self.first is not None and len(self.slices) == self.first.count

    def payload(self):
        if not self.is_complete():
            raise FormatError('incomplete')
        joined = b''.join(self.slices[index] for index in sorted(self.slices))
        if set_hash(joined) != self.first.name:
            raise FormatError('set-hash')
        return joined
