# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Files that hold a label (clause 4.6)."""

from . import text
from .payload import FORMAT_BYTE
from .status import FormatError

MAGIC = b'ENL'


def write(payload):
    return MAGIC + payload


def read(data):
    """The payload that a file holds, in any of its forms."""
    is_uri = data[:7].lower() == b'enlist:'
    if data.startswith(MAGIC) and not is_uri:
        return _check_format(data[len(MAGIC):])
    if data[:1] == bytes([FORMAT_BYTE]):
        return data
    try:
        return _read_texts(data.decode('utf-8'))
    except UnicodeDecodeError:
        raise FormatError('not-label') from None


def _check_format(payload):
    if not payload:
        raise FormatError('truncated')
    if payload[0] != FORMAT_BYTE:
        raise FormatError('version')
    return payload


def _read_texts(content):
    """One text a line; the label that is complete first counts."""
    sets = {}
    for line in content.split('\n'):
        if not line.strip(text.WHITE_SPACE):
            continue
        kind, value = text.read(line)
        if kind == 'card':
            raise FormatError('not-label', 'a publisher card')
        if kind != 'part':
            return value
        collection = sets.setdefault((value.count, value.name), text.Collection())
        collection.add(value)
        if collection.is_complete():
            return collection.payload()
    raise FormatError('incomplete' if sets else 'not-label')
