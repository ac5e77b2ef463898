# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Serial lines (clause 10.1.7): frames with a CRC and without zeros."""

import binascii
import re

from . import shape

MTU = 128


def checksum(data):
    """CRC-16/IBM-3740: what binascii calls CRC-CCITT, begun with FFFF."""
    return binascii.crc_hqx(data, 0xffff)


def stuff(data):
    """COBS: each run of bytes other than 00 behind its length and one more; a run of 254 stands for itself alone."""
    encoded, runs = b'', data.split(b'\0')
    for index, run in enumerate(runs):
        blocks = [run[start:start + 254] for start in range(0, len(run), 254)] or [b'']
        # Behind a full block a 00 needs an empty one of its own; at the end of all nothing follows.
        if len(blocks[-1]) == 254 and index + 1 < len(runs):
            blocks.append(b'')
        encoded += b''.join(bytes([len(block) + 1]) + block for block in blocks)
    return encoded


def unstuff(encoded):
    """The bytes, or None."""
    data, at = b'', 0
    while at < len(encoded):
        code = encoded[at]
        block = encoded[at + 1:at + code]
        at += code
        if len(block) != code - 1:
            return None
        data += block + (b'\0' if code < 255 and at < len(encoded) else b'')
    return data


def write(frame):
    shape.refuse_unless(frame, 'range')
    shape.refuse_unless(len(frame) <= MTU, 'too-large')
    return stuff(frame + checksum(frame).to_bytes(2, 'big')) + b'\0'


def read(line):
    """The frames that a line has brought, and how much of it was damaged. What no 00 has ended yet does not count."""
    frames, damaged = [], 0
    for piece in re.findall(rb'([^\0]*)\0', line):
        data = unstuff(piece)
        frame, check = (data[:-2], data[-2:]) if data else (b'', b'')
        if not piece:
            continue
        if 1 <= len(frame) <= MTU and checksum(frame).to_bytes(2, 'big') == check:
            frames.append(frame)
        else:
            damaged += 1
    return frames, damaged
