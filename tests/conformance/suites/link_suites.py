# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clause 10.1: frames, serial lines and the announcement."""

import random

from enlist_format import announcement, link, serial

from . import samples
from .suite import Suite


def _text(size, seed=0):
    """Bytes that tell where they stand"""
    return bytes((place * 7 + place // 256 + seed * 31) % 256 for place in range(size))


def _hex(items):
    return [item.hex() for item in items]


def _frames_suite():
    def evaluate(mtu, messages):
        return _hex(link.cut(mtu, [bytes.fromhex(message) for message in messages]))

    suite = Suite('10.1.1', 'frames', 'mtu; messages: that an end sends one after the other on a new link, while its peer '
                  'sends none and acknowledges every frame. result: the frames.', evaluate)

    def accept(name, mtu, *messages):
        suite.accept(name, mtu=mtu, messages=_hex(messages))

    accept('one byte', 20, b'\x2a')
    accept('as much as a frame holds', 20, _text(17))
    accept('a byte more', 20, _text(18))
    accept('two messages', 23, _text(41), _text(20, 1))
    accept('a message in one frame of the largest', 500, _text(497))
    accept('an MTU that is larger than a frame', 517, _text(498))
    accept('an MTU far beyond', 65535, _text(1500))
    accept('the largest message', 500, _text(4112))
    accept('more than 256 fragments', 20, _text(4112), _text(300, 1))
    accept('the smallest MTU', 18, _text(49))
    suite.refuse('an MTU of 17', 'range', mtu=17, messages=['2a'])
    suite.refuse('an empty message', 'range', mtu=20, messages=['2a', ''])
    suite.refuse('a message of 4113 bytes', 'too-large', mtu=500, messages=_hex([_text(4113)]))
    return suite


def _joining_suite():
    def evaluate(frames, held):
        messages, answers = link.join([bytes.fromhex(frame) for frame in frames], held)
        return {'messages': _hex(messages), 'answers': [_hex(due) for due in answers]}

    suite = Suite('10.1.3', 'joining', 'frames: what an end receives on a new link that sends no messages itself; held: it '
                  'takes no message before more frames than that have come, then each at once. result: the messages that '
                  'it takes, and for each frame what it answers at once.', evaluate)
    two, other = list(link.cut(20, [_text(40), _text(50, 1)])), list(link.cut(20, [_text(40), _text(3, 1)]))
    longest = list(link.cut(500, [_text(4112), _text(500, 1)]))
    many = list(link.cut(20, [_text(200), _text(100, 1)]))

    def accept(name, frames, held=0):
        suite.accept(name, frames=_hex(frames), held=held)

    accept('in order', two)
    accept('acknowledged at the first, every fourth, and the last', many)
    accept('in another order', [two[0], two[2], two[1], two[4], two[3], two[5]])
    accept('repeated', [two[0], two[0], two[1], two[0], two[1], two[2], two[2]])
    accept('a gap', [two[0], two[2], two[2], two[1]])
    accept('beyond the window', [many[0], many[9], many[8], many[1]])
    accept('as long as can be', longest)
    accept('the next message before the former is taken', two + two[3:], held=5)
    accept('the next message before the former is whole', [two[0], two[2], two[3], two[4], two[1], *two[3:]])
    accept('the next message before the end of the former', [two[0], two[1], two[3], two[4], two[2], *two[3:]])
    accept('a whole message before the end of the former', [other[0], other[1], other[3], other[2], other[3]])
    accept('the next message where the former has no room', [*longest[:7], longest[9], longest[7], longest[8], *longest[9:]])
    accept('a last fragment before any other', [other[2], *other])
    accept('a fragment of another size', [two[0], two[1][:-1], two[1] + b'\0', two[1], two[2]])
    accept('a last fragment that is too long', [two[0], two[1], two[2][:3] + _text(18), two[2]])
    accept('more than a message holds', [*longest[:8], longest[8] + b'\0', longest[8]])
    accept('a fragment that acknowledges what was never sent', [two[0][:2] + b'\x01' + two[0][3:], *two])
    accept('acknowledgements and repeats of nothing', [b'\x02\0\0', b'\x04\0\0', *two])
    accept('a reset', [two[0], two[1], b'\x03\0\0\0', *other])
    accept('a reset in a message that waits', [*two[:3], b'\x03\0\0\x25', *other], held=3)
    accept('frames that cannot be', [b'', b'\x01', b'\x01\0\0', b'\x11\0\0', b'\0\0\0\0', b'\x05\0\0\0', b'\x02\x01\0',
                                     b'\x02\0\0\0', b'\x04\x01\0', b'\x03\0\0', b'\x03\0\0\0\0', b'\x03\x01\0\0',
                                     b'\x03\0\x01\0', b'\x01\0\0' + bytes(498), *two])
    _add_shuffled(accept)
    return suite


def _add_shuffled(accept):
    """Two messages in any order within the window, each frame once or twice, until both are there."""
    for seed in range(30):
        chosen = random.Random(seed)
        room = chosen.choice([17, 17, 20, 60])
        sizes = [chosen.randrange(1, 5 * room), chosen.randrange(1, 5 * room)]
        cut = list(link.cut(room + link.HEADER, [_text(sizes[0], seed), _text(sizes[1], seed + 1)]))
        frames = cut * 2
        chosen.shuffle(frames)
        accept(f'shuffled {seed}', [*frames, *cut, *cut], held=chosen.choice([0, 0, len(frames)]))


def _serial_suite():
    def evaluate(frame):
        return serial.write(bytes.fromhex(frame)).hex()

    suite = Suite('10.1.7', 'serial', 'frame. result: what goes onto the line.', evaluate)
    for name, frame in [
            ('the check of the checksum', b'123456789'),
            ('an acknowledgement', b'\x02\0\x01'),
            ('a reset', b'\x03\0\0\0'),
            ('one byte', b'\x01'),
            ('a zero', b'\0'),
            ('nothing but zeros', bytes(128)),
            ('no zero', bytes(range(1, 129))),
            ('zeros first and last', b'\0\x11\0'),
            ('a checksum that ends with a zero', _with_checksum(lambda check: check & 0xff == 0)),
            ('a checksum that begins with a zero', _with_checksum(lambda check: check >> 8 == 0)),
    ]:
        suite.accept(name, frame=frame)
    suite.refuse('an empty frame', 'range', frame=b'')
    suite.refuse('a frame of 129 bytes', 'too-large', frame=_text(129))
    return suite


def _with_checksum(condition):
    return next(frame for frame in (number.to_bytes(4, 'big') for number in range(1 << 24))
                if condition(serial.checksum(frame)))


def _lines_suite():
    def evaluate(line):
        frames, damaged = serial.read(bytes.fromhex(line))
        return {'frames': _hex(frames), 'damaged': damaged}

    suite = Suite('10.1.7', 'lines', 'line: what has come over it. result: the frames, and how many pieces were damaged.',
                  evaluate)
    frame = serial.write(b'123456789')
    reset = serial.write(b'\x03\0\0\0')
    flipped = [bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(frame))
               for bit in range(0, 8 * len(frame), 5)]
    for name, line in [
            ('nothing', b''),
            ('a frame', frame),
            ('where a link begins', b'\0' + reset),
            ('several frames', frame + reset + frame),
            ('zeros between frames', b'\0\0' + frame + b'\0\0\0' + reset + b'\0'),
            ('the rest of something else', b'abc\0' + frame),
            ('something else without an end', b'abc' + frame + frame),
            ('a frame without its end', frame + frame[:-1]),
            ('a frame in the middle of another', frame[:5] + frame + frame),
            ('less than a checksum', b'\x02\x01\0' + frame),
            ('a checksum of nothing', serial.stuff(b'\xff\xff') + b'\0' + frame),
            ('a block that is longer than the rest', b'\x05ab\0' + frame),
            ('128 bytes', serial.write(_text(128))),
            ('129 bytes', serial.stuff(_text(129) + serial.checksum(_text(129)).to_bytes(2, 'big')) + b'\0' + frame),
            ('254 bytes without a zero', serial.stuff(bytes([0x55] * 254)) + b'\0' + frame),
            ('a thousand bytes', b'\x55' * 1000 + b'\0' + frame),
            ('flipped bits', b''.join(flipped)),
    ]:
        suite.accept(name, line=line)
    return suite


def _announcement_suite():
    def evaluate(flags, device_key, vendor, model):
        return announcement.write(flags, bytes.fromhex(device_key), vendor, model).hex()

    suite = Suite('10.1.9', 'announcement', 'flags; device_key: the X25519 static public key; vendor; model. result: the '
                  'announcement.', evaluate, crypto=True)
    key, other = samples.DEVICE.public, samples.OTHER_DEVICE.public
    for name, flags, device_key, vendor, model in [
            ('a device', 0, key, 'Example Instruments', 'EM-2'),
            ('owned', 1, key, 'Example Instruments', 'EM-2'),
            ('busy', 2, key, 'Example Instruments', 'EM-2'),
            ('owned and busy', 3, key, 'Example Instruments', 'EM-2'),
            ('another device of the model', 0, other, 'Example Instruments', 'EM-2'),
            ('another model', 0, key, 'Example Instruments', 'EM-3'),
            ('vendor and model divided otherwise', 0, key, 'Example Instrument', 'sEM-2'),
            ('the longest names', 0, key, 'v' * 64, 'ü' * 32),
            ('24 bytes', 0, key, 'v' * 24, 'm' * 23),
    ]:
        suite.accept(name, flags=flags, device_key=device_key, vendor=vendor, model=model)
    return suite


def _sighting_suite():
    def evaluate(hex):
        flags, device, model = announcement.read(bytes.fromhex(hex))
        return {'flags': flags, 'device': device.hex(), 'model': model.hex()}

    suite = Suite('10.1.9', 'sighting', 'hex: service data. result: the flags that have a meaning, and the discriminators.',
                  evaluate)
    suite.accept('an announcement', hex='00010203040506070809')
    suite.accept('owned and busy', hex='03aabbccddeeff112233')
    suite.accept('flags without a meaning', hex='fcaabbccddeeff112233')
    suite.accept('a longer one', hex='01aabbccddeeff112233445566')
    suite.refuse('a shorter one', 'truncated', hex='01aabbccddeeff1122')
    suite.refuse('none', 'truncated', hex='')
    return suite


def suites():
    return [_frames_suite(), _joining_suite(), _serial_suite(), _lines_suite(), _announcement_suite(), _sighting_suite()]
