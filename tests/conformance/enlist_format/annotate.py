# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""CBOR in hexadecimal digits with a remark on every line, for people to follow byte by byte."""

from . import cbor

BYTES_A_LINE = 20
WIDTH = 2 * BYTES_A_LINE + 12


def _lines(item, notes, path):
    encoded = cbor.encode(item)
    note = notes.get(path)
    if isinstance(item, (list, dict)):
        children = [((*path, index), element) for index, element in enumerate(item)] if isinstance(item, list) else [
            ((*path, key), value) for key, value in item.items()]
        inside = b''.join(cbor.encode(element) if isinstance(item, list) else cbor.encode(place[-1]) + cbor.encode(element)
                          for place, element in children)
        kind = 'elements' if isinstance(item, list) else 'pairs'
        yield len(path), encoded[:len(encoded) - len(inside)], note or f'{len(item)} {kind}'
        for place, element in children:
            if isinstance(item, dict):
                yield len(path) + 1, cbor.encode(place[-1]), f'key {place[-1]}'
            yield from _lines(element, notes, place)
        return
    value = cbor.diagnose(item) if not isinstance(item, bytes) else f'{len(item)} bytes'
    for start in range(0, len(encoded), BYTES_A_LINE):
        remark = (f'{note}: {value}' if note else value) if start == 0 else ''
        yield len(path), encoded[start:start + BYTES_A_LINE], remark


def annotate(item, notes):
    """Lines of text for an item; notes gives a remark for the places named by their path of indexes and keys."""
    for level, data, remark in _lines(item, notes, ()):
        yield f'{"  " * level + data.hex():<{WIDTH}}  {remark}'.rstrip()


def wrap_hex(data, width=48):
    """Bytes as lines of hexadecimal digits."""
    for start in range(0, len(data), width):
        yield data[start:start + width].hex()
