# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The subset of CBOR (clause 2.1): a strict reader that knows its offsets, and the writer that is its inverse.

Items are plain Python values: int, bytes, str, bool, None, list, and dict with integer keys in their order.
"""

from .status import FormatError

MAXIMUM_LEVELS = 8
MAXIMUM_ITEMS = 1024

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
SIMPLE_VALUES = {20: False, 21: True, 22: None}
SIZE_OF_ARGUMENT = {24: 1, 25: 2, 26: 4, 27: 8}


class _Reader:
    def __init__(self, data):
        self.data = data
        self.position = 0
        self.items = 0

    def take(self, length, start):
        if length > len(self.data) - self.position:
            raise FormatError('truncated', offset=start)
        taken = self.data[self.position:self.position + length]
        self.position += length
        return taken

    def head(self):
        """Reads one head: (offset, major type, argument)."""
        start = self.position
        initial = self.take(1, start)[0]
        major, information = initial >> 5, initial & 31
        if major == TAG or (major == SIMPLE and information not in SIMPLE_VALUES):
            raise FormatError('cbor', 'a tag, a float or an undefined simple value', offset=start)
        if information < 24:
            return start, major, information
        if information not in SIZE_OF_ARGUMENT:
            raise FormatError('cbor', 'reserved or indefinite length', offset=start)
        size = SIZE_OF_ARGUMENT[information]
        argument = int.from_bytes(self.take(size, start), 'big')
        smallest = 24 if size == 1 else 1 << (4 * size)
        if argument < smallest:
            raise FormatError('cbor', 'not the shortest head', offset=start)
        return start, major, argument

    def item(self, level, *, key=False):
        start, major, argument = self.head()
        content = self.content(start, major, argument)
        if key and major not in (UNSIGNED, NEGATIVE):
            raise FormatError('cbor', 'a key that is not an integer', offset=start)
        if major in (ARRAY, MAP) and level == MAXIMUM_LEVELS:
            raise FormatError('depth', offset=start)
        self.items += 1
        if self.items > MAXIMUM_ITEMS:
            raise FormatError('items', offset=start)
        if major == ARRAY:
            return [self.item(level + 1) for _ in range(argument)]
        return self.map(argument, level) if major == MAP else content

    def content(self, start, major, argument):
        """What a head announces, if it is no array or map; for those, only that so much can follow."""
        if major == UNSIGNED:
            return argument
        if major == NEGATIVE:
            return -1 - argument
        if major == BYTES:
            return self.take(argument, start)
        if major == TEXT:
            return self.text(argument, start)
        if major in (ARRAY, MAP):
            return self.expect_bytes(argument if major == ARRAY else 2 * argument, start)
        return SIMPLE_VALUES[argument]

    def expect_bytes(self, count, start):
        """Every item takes at least a byte: a count beyond what is left is refused where it is announced."""
        if count > len(self.data) - self.position:
            raise FormatError('truncated', offset=start)

    def text(self, length, start):
        try:
            return self.take(length, start).decode('utf-8')
        except UnicodeDecodeError:
            raise FormatError('cbor', 'not UTF-8', offset=start) from None

    def map(self, count, level):
        entries = {}
        previous = b''
        for _ in range(count):
            start = self.position
            key = self.item(level + 1, key=True)
            encoded = self.data[start:self.position]
            if encoded <= previous:
                raise FormatError('cbor', 'keys out of order', offset=start)
            previous = encoded
            entries[key] = self.item(level + 1)
        return entries


def decode_first(data):
    """Reads the item that data begins with: (item, bytes used)."""
    reader = _Reader(bytes(data))
    item = reader.item(0)
    return item, reader.position


def decode(data):
    """Reads data, which must be exactly one item of the subset."""
    item, used = decode_first(data)
    if used != len(data):
        raise FormatError('trailing', offset=used)
    return item


def _head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for information, size in SIZE_OF_ARGUMENT.items():
        if argument < 1 << (8 * size):
            return bytes([major << 5 | information]) + argument.to_bytes(size, 'big')
    raise ValueError('an integer beyond 64 bits')


def encode(item):
    """Writes one item; the bytes are the only ones that decode() accepts for it."""
    if item is None or isinstance(item, bool):
        return bytes([SIMPLE << 5 | {False: 20, True: 21, None: 22}[item]])
    if isinstance(item, int):
        return _head(UNSIGNED, item) if item >= 0 else _head(NEGATIVE, -1 - item)
    if isinstance(item, bytes):
        return _head(BYTES, len(item)) + item
    if isinstance(item, str):
        encoded = item.encode('utf-8')
        return _head(TEXT, len(encoded)) + encoded
    if isinstance(item, list):
        return _head(ARRAY, len(item)) + b''.join(map(encode, item))
    if isinstance(item, dict):
        entries = sorted((encode(key), encode(value)) for key, value in item.items())
        return _head(MAP, len(entries)) + b''.join(key + value for key, value in entries)
    raise TypeError(f'{type(item).__name__} has no place in the subset')


def diagnose(item):
    """The diagnostic notation of RFC 8949 section 8, for people and for comparing implementations."""
    if item is None or isinstance(item, bool):
        return {False: 'false', True: 'true', None: 'null'}[item]
    if isinstance(item, int):
        return str(item)
    if isinstance(item, bytes):
        return f"h'{item.hex()}'"
    if isinstance(item, str):
        return '"' + item.replace('\\', '\\\\').replace('"', '\\"') + '"'
    if isinstance(item, list):
        return '[' + ', '.join(map(diagnose, item)) + ']'
    return '{' + ', '.join(f'{key}: {diagnose(value)}' for key, value in item.items()) + '}'
