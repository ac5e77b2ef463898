# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Labels on NFC tags (clause 4.7): NDEF messages."""

from . import text
from .status import FormatError

MEDIA_TYPE = b'application/vnd.enlist.label'
MAXIMUM_MESSAGE = 16448
BEGIN, END, CHUNK, SHORT, WITH_ID, TYPE_NAME_FORMAT = 0x80, 0x40, 0x20, 0x10, 0x08, 0x07
EMPTY, WELL_KNOWN, MEDIA, _, _, UNKNOWN, UNCHANGED = range(7)
WITHOUT_TYPE = (EMPTY, UNKNOWN)


def write(payload):
    """A message of one record."""
    short = len(payload) < 256
    length = len(payload).to_bytes(1 if short else 4, 'big')
    flags = BEGIN | END | MEDIA | (SHORT if short else 0)
    return bytes([flags, len(MEDIA_TYPE)]) + length + MEDIA_TYPE + payload


class _Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0

    def take(self, size):
        taken = self.data[self.position:self.position + size]
        if len(taken) < size:
            raise FormatError('truncated')
        self.position += size
        return taken

    def number(self, size):
        return int.from_bytes(self.take(size), 'big')

    def record(self):
        """(flags, type, payload) of the next record."""
        flags = self.number(1)
        if flags & CHUNK or flags & TYPE_NAME_FORMAT == UNCHANGED:
            raise FormatError('range', 'a chunk')
        if bool(flags & BEGIN) != (self.position == 1):
            raise FormatError('range', 'the begin of the message')
        type_size = self.number(1)
        size = self.number(1 if flags & SHORT else 4)
        id_size = self.number(1) if flags & WITH_ID else 0
        name_format = flags & TYPE_NAME_FORMAT
        if name_format in WITHOUT_TYPE and type_size or name_format == EMPTY and (size or id_size):
            raise FormatError('range', 'an empty record that is not')
        kind = self.take(type_size)
        self.take(id_size)
        return flags, kind, self.take(size)


def _records(message):
    reader = _Reader(message)
    while True:
        flags, kind, payload = reader.record()
        yield flags & TYPE_NAME_FORMAT, kind, payload
        if flags & END:
            break
    if reader.position != len(message):
        raise FormatError('trailing')


def read(message):
    """The payload that a message holds."""
    if len(message) > MAXIMUM_MESSAGE:
        raise FormatError('too-large')
    records = list(_records(message))
    for name_format, kind, payload in records:
        if name_format == MEDIA and kind == MEDIA_TYPE:
            return payload
    for name_format, kind, payload in records:
        # RTD URI: the first byte abbreviates a prefix of the web; an enlist: URI has none.
        if name_format == WELL_KNOWN and kind == b'U' and payload[:8].lower() == b'\0enlist:':
            try:
                return text.read(payload[1:].decode('utf-8'))[1]
            except UnicodeDecodeError:
                raise FormatError('base45', 'not base64url') from None
    raise FormatError('not-label')
