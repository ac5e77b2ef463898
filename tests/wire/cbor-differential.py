#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Compares the CBOR subset with python3-cbor2 and libcbor: cbor-differential.py CBOR-OURS CBOR-LIBCBOR

Both oracles accept more than the subset, so what the subset must accept is asked of cbor2 in two steps: does
it decode to values of the subset, and are these bytes their one deterministic encoding?
"""
import io
import random
import resource
import subprocess
import sys

import cbor2

ITEMS = 20000
MAX_DEPTH = 8
MAX_ITEMS = 1024
INTEGER_EDGES = [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1]
CHARACTERS = ['a', 'Z', ' ', '\0', '\x7f', '\x80', 'ü', '\u07ff', '\u0800', '水',
              '\ud7ff', '\ue000', '\uffff', '\U00010000', '\U0010ffff']
HEADS = [b'\x18', b'\x19\0', b'\xf7', b'\xc2\x41', b'\x5f', b'\xff', b'\xf9']


def make_integer(rng):
    if rng.random() < 0.5:
        value = rng.choice(INTEGER_EDGES)
    else:
        value = rng.getrandbits(rng.choice([4, 6, 9, 17, 33, 64]))
    return value if rng.random() < 0.6 else -1 - value


def make_value(rng, depth):
    kind = rng.randrange(10)
    if depth < MAX_DEPTH and kind < 2:
        return [make_value(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 3, 5]))]
    if depth < MAX_DEPTH and kind < 4:
        return {make_integer(rng): make_value(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 3, 5]))}
    if kind < 6:
        return make_integer(rng)
    if kind == 6:
        return rng.randbytes(rng.choice([0, 1, 8, 23, 24, 40, 256 if depth == 0 else 16]))
    if kind == 7:
        return ''.join(rng.choice(CHARACTERS) for _ in range(rng.choice([0, 1, 5, 12, 24])))
    return rng.choice([True, False, None])


def sort_maps(value):
    """RFC 8949 orders keys by their encoding; cbor2's canonical form has shorter ones first (RFC 7049)."""
    if isinstance(value, list):
        return [sort_maps(element) for element in value]
    if isinstance(value, dict):
        return {key: sort_maps(value[key]) for key in sorted(value, key=cbor2.dumps)}
    return value


def encode(value):
    return cbor2.dumps(sort_maps(value))


def sloppy_head(rng, major, argument):
    shortest = next(width for width in (0, 1, 2, 4, 8) if argument < (24 if width == 0 else 256**width))
    width = rng.choice([1, 2, 4, 8]) if rng.random() < 0.02 else shortest
    if width == 0 or argument >= 256**width:
        return bytes([major << 5 | argument]) if shortest == 0 else sloppy_head(rng, major, argument)
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[width]]) + argument.to_bytes(width, 'big')


def encode_sloppily(rng, value):
    """Now and then a head that is too long, keys in another order, or a key twice"""
    if type(value) is int:
        return sloppy_head(rng, 0, value) if value >= 0 else sloppy_head(rng, 1, -1 - value)
    if isinstance(value, bytes):
        return sloppy_head(rng, 2, len(value)) + value
    if isinstance(value, str):
        return sloppy_head(rng, 3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return sloppy_head(rng, 4, len(value)) + b''.join(encode_sloppily(rng, element) for element in value)
    if isinstance(value, dict):
        keys = sorted(value, key=cbor2.dumps)
        if keys and rng.random() < 0.1:
            keys.insert(rng.randrange(len(keys) + 1), rng.choice(keys))
            keys.sort(key=cbor2.dumps)
        if rng.random() < 0.1:
            rng.shuffle(keys)
        pairs = (encode_sloppily(rng, key) + encode_sloppily(rng, value[key]) for key in keys)
        return sloppy_head(rng, 5, len(keys)) + b''.join(pairs)
    return cbor2.dumps(value)


def count_items(value, depth=0):
    """How many items, or an exception for what is not of the subset"""
    if isinstance(value, (list, dict)):
        if depth == MAX_DEPTH:
            raise ValueError('depth')
        count = 1
        for element in value if isinstance(value, list) else value.values():
            count += count_items(element, depth + 1)
        if isinstance(value, dict):
            for key in value:
                if type(key) is not int:
                    raise ValueError('key')
                count += count_items(key)
        return count
    if type(value) is int:
        if not -2**64 <= value < 2**64:
            raise ValueError('bignum')
    elif value is not None and type(value) not in (bool, bytes, str):
        raise ValueError('type')
    return 1


def expect(data):
    """The value that @data is the encoding of, in a tuple, or None"""
    try:
        stream = io.BytesIO(data)
        value = cbor2.CBORDecoder(stream).decode()
        if stream.tell() == len(data) and count_items(value) <= MAX_ITEMS and encode(value) == data:
            return (value,)
    except Exception:
        # cbor2 raises whatever its tag decoders raise.
        pass
    return None


def show(value):
    if value is None or isinstance(value, bool):
        return {None: 'N', True: 'T', False: 'F'}[value]
    if isinstance(value, int):
        return str(value) if value >= 0 else '~%d' % (-1 - value)
    if isinstance(value, bytes):
        return 'h' + value.hex()
    if isinstance(value, str):
        return 't' + value.encode().hex()
    if isinstance(value, list):
        return '[' + ','.join(map(show, value)) + ']'
    return '{' + ','.join(show(key) + ':' + show(element) for key, element in value.items()) + '}'


def mutate(rng, data):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        place = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(8)
        if kind == 0 and data:
            data[place] ^= 1 << rng.randrange(8)
        elif kind == 1 and data:
            data[place] = rng.randrange(256)
        elif kind == 2:
            data.insert(place, rng.randrange(256))
        elif kind == 3 and data:
            del data[place]
        elif kind == 4:
            del data[place:]
        elif kind == 5:
            end = place + rng.randrange(1, 6)
            data[place:place] = data[place:end]
        elif kind == 6:
            data[0:0] = b'\x81' * rng.randrange(1, 10)
        elif data:
            data[place:place + 1] = rng.choice(HEADS)
    return bytes(data)


def limit_memory(size):
    """cbor2 believes a length in a mutated head and must not take all memory; sanitizers need theirs."""
    resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def run(program, inputs):
    framed = b''.join(len(data).to_bytes(4, 'big') + data for data in inputs)
    answer = subprocess.run([program], input=framed, stdout=subprocess.PIPE, check=True,
                            preexec_fn=lambda: limit_memory(resource.RLIM_INFINITY))
    lines = answer.stdout.decode().splitlines()
    assert len(lines) == len(inputs), 'answers %d of %d' % (len(lines), len(inputs))
    return lines


class Report:
    number = 0
    failed = False

    def __init__(self, name):
        self.name = name
        self.failures = 0

    def check(self, held, data, said):
        if not held:
            self.failures += 1
            if self.failures <= 20:
                print('# %s: %s' % (data.hex(), said))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        Report.number += 1
        Report.failed |= self.failures > 0
        print('%sok %d %s' % ('not ' if self.failures else '', Report.number, self.name))


def compare(report, ours_program, libcbor_program, inputs):
    """Returns how many were accepted"""
    accepted = []
    for data, answer in zip(inputs, run(ours_program, inputs)):
        expected = expect(data)
        if expected is None:
            report.check(not answer.startswith('ok '), data, 'cbor2 finds it outside the subset: ' + answer)
            continue
        right = '%s %s' % (show(expected[0]), data.hex())
        report.check(answer == 'ok ' + right, data, answer + ' instead of ok ' + right)
        accepted.append((data, right))
    for (data, right), answer in zip(accepted, run(libcbor_program, [data for data, _ in accepted])):
        report.check(answer == right, data, 'libcbor reads ' + answer)
    return len(accepted)


def main(ours_program, libcbor_program):
    limit_memory(1 << 28)
    rng = random.Random(8949)
    values = [make_value(rng, 0) for _ in range(ITEMS)]
    valid = [encode(value) for value in values]
    mutated = [mutate(rng, data) for data in valid]
    sloppy = [encode_sloppily(rng, value) for value in values if type(value) in (list, dict)]

    with Report('/wire/cbor/differential-valid') as report:
        accepted = compare(report, ours_program, libcbor_program, valid)
        report.check(accepted == ITEMS, b'', '%d of %d accepted' % (accepted, ITEMS))
    for name, inputs in (('mutated', mutated), ('sloppy', sloppy)):
        with Report('/wire/cbor/differential-' + name) as report:
            accepted = compare(report, ours_program, libcbor_program, inputs)
            print('# %d of %d items are still of the subset' % (accepted, len(inputs)))
            report.check(0.05 < accepted / len(inputs) < 0.95, b'', 'too one-sided to say much')
    print('1..%d' % Report.number)
    return 1 if Report.failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
