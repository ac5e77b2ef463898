# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The payload (clause 3): a format byte, and the label deflated with the frozen dictionary."""

import pathlib
import zlib

from .status import FormatError

FORMAT_BYTE = 1
MAXIMUM_LABEL = 16384
DICTIONARY_FILE = pathlib.Path(__file__).resolve().parents[2] / 'vectors' / 'dictionary-1.hex'
RAW_DEFLATE = -15
DICTIONARY = bytes.fromhex(DICTIONARY_FILE.read_text(encoding='ascii'))


def deflate(label, level=9, memory=9):
    compressor = zlib.compressobj(level, zlib.DEFLATED, RAW_DEFLATE, memory, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return bytes([FORMAT_BYTE]) + compressor.compress(label) + compressor.flush()


def inflate(payload):
    if not payload:
        raise FormatError('truncated')
    if payload[0] != FORMAT_BYTE:
        raise FormatError('version')
    decompressor = zlib.decompressobj(RAW_DEFLATE, DICTIONARY)
    try:
        label = decompressor.decompress(payload[1:], MAXIMUM_LABEL + 1)
    except zlib.error:
        raise FormatError('inflate') from None
    if len(label) > MAXIMUM_LABEL:
        raise FormatError('too-large')
    if not decompressor.eof:
        raise FormatError('truncated')
    if decompressor.unused_data:
        raise FormatError('trailing')
    return label
