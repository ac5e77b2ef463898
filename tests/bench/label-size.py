#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""How much room labels take, and how much the same content would take in other forms.

Prints the table of docs/format.md, clause 14; --write puts it there, --check holds the claims and the page to what
enlistctl makes. All keys are of this program and of no use.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

import cbor2

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / 'conformance'))

from deflate_cost import CostedInflate  # noqa: E402
from enlist_format import cbor, keys, label as label_format, payload as payload_format  # noqa: E402

SAMPLES = TESTS.parent / 'data' / 'samples'
PAGE = TESTS.parent / 'docs' / 'format.md'
MARKERS = '<!-- size: begin -->\n', '<!-- size: end -->\n'
NAMES = {'weather-sensor': 'weather sensor', 'flow-controller': 'flow controller'}
SERIAL = 'EX4M7T2QK9WA'
HARDWARE_KEY = hashlib.sha256(b'device').digest()
SECRET = hashlib.sha256(b'secret').digest()[:16]
PUBLISHER = keys.SigningKey(hashlib.sha256(b'publisher').digest())
CODE_CHARACTERS = 311
MOST = 0.60


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip('=')


def characters(size):
    """Base45 (RFC 9285): three characters for two bytes, two for a last one."""
    return size // 2 * 3 + size % 2 * 2


def deflate(data):
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return compressor.compress(data) + compressor.flush()


class Sample:
    """One label, and its content in other forms."""

    def __init__(self, enlistctl, name):
        self.name = name
        self.source = json.loads((SAMPLES / f'{name}.json').read_text(encoding='utf-8'))
        with tempfile.TemporaryDirectory() as folder:
            self.folder = pathlib.Path(folder)
            self.payload, self.texts = self._make(enlistctl)
        self.label = payload_format.inflate(self.payload)
        self.item = cbor.decode(self.label)
        envelope, _, self.parts = self.item
        self.signature = envelope[3]
        self.key_id = cbor.decode(envelope[0])[4]
        self.manifest = cbor.decode(envelope[2])

    def _make(self, enlistctl):
        identity = {'enlist-device': 1, 'vendor': self.source['vendor'], 'model': self.source['model'], 'serial': SERIAL,
                    'key': base64url(HARDWARE_KEY), 'secret': base64url(SECRET)}
        publisher = {'enlist-publisher-key': 1, 'name': 'Publisher', 'key': base64url(PUBLISHER.public),
                     'secret': base64url(hashlib.sha256(b'publisher').digest())}
        paths = {}
        for file, content in (('device.json', identity), ('key.json', publisher)):
            paths[file] = self.folder / file
            paths[file].write_text(json.dumps(content))
            paths[file].chmod(0o600)
        for output in ('label.enlist', 'label.txt'):
            paths[output] = self.folder / output
            subprocess.run([enlistctl, 'label', 'make', SAMPLES / f'{self.name}.json', '--key', paths['key.json'],
                            '--device', paths['device.json'], '-o', paths[output]], check=True, capture_output=True)
        binary = paths['label.enlist'].read_bytes()
        return binary.removeprefix(b'ENL'), paths['label.txt'].read_text().split('\n')[:-1]

    def size(self):
        return sum(map(len, self.texts))

    def content(self, encode):
        """The source with what else is on a label; encode turns bytes into something the form knows."""
        return {**self.source, 'serial': SERIAL, 'device-key': encode(HARDWARE_KEY), 'secret': encode(SECRET),
                'key-id': encode(self.key_id), 'hashes': [encode(label_format.part_hash(part)) for part in self.parts]}

    def json(self):
        return json.dumps(self.content(base64url), ensure_ascii=False, separators=(',', ':')).encode()

    def cbor(self):
        return cbor2.dumps(self.content(bytes))

    def suit(self):
        """A SUIT envelope (draft-ietf-suit-manifest) with both programs as command sequences."""
        def sequence(steps):
            return cbor2.dumps([element for step in steps for element in (step[0], step[1:])])
        programs = [sequence(cbor.decode(part)) for part in self.parts]
        digests = [cbor2.dumps([-16, hashlib.sha256(program).digest()]) for program in programs]
        shared = cbor2.dumps([20, {1: hashlib.md5(self.source['vendor'].encode()).digest(),
                                   2: hashlib.md5(self.source['model'].encode()).digest(), 24: HARDWARE_KEY,
                                   26: SERIAL}, 1, 15, 2, 15, 24, 15])
        text = cbor2.dumps({'en': {1: self.source['vendor'], 2: self.source['model']}})
        common = cbor2.dumps({2: [[b'\0'], [b'\1']], 4: shared})
        fields = [[field['name'], field['kind']] for field in self.source.get('fields', [])]
        manifest = cbor2.dumps({1: 1, 2: self.source['sequence'], 3: common, 16: digests[0], 17: digests[1], 23: text,
                                **({24: fields} if fields else {})})
        protected = cbor2.dumps({1: -19, 4: self.key_id})
        sign1 = cbor2.dumps([protected, {}, None, self.signature])
        digest = cbor2.dumps([-16, hashlib.sha256(manifest).digest()])
        return cbor2.dumps({2: cbor2.dumps([digest, sign1]), 3: manifest, 16: programs[0], 17: programs[1], 99: SECRET})

    def other_forms(self):
        """{form: characters}"""
        signed = len(self.signature)
        return {
            'JSON': characters(len(self.json()) + len(base64url(self.signature)) + len(',"signature":""')),
            'JSON, deflated': characters(len(deflate(self.json())) + signed),
            'CBOR, names as keys': characters(len(self.cbor()) + signed),
            'CBOR, names as keys, deflated': characters(len(deflate(self.cbor())) + signed),
            'SUIT envelope': characters(len(self.suit())),
            'SUIT envelope, deflated': characters(len(deflate(self.suit()))),
        }

    def shares(self):
        """Bytes of the payload by what they say."""
        costs = CostedInflate(self.payload[1:], payload_format.DICTIONARY)
        assert costs.data == self.label
        groups = ['structure'] * len(self.label)
        for start, size, group in self._places():
            groups[start:start + size] = [group] * size
        bits = {'signature': 0, 'keys': 0, 'hashes': 0, 'names': 0, 'texts': 0, 'steps': 0, 'structure': 8 + costs.overhead}
        for group, cost in zip(groups, costs.bits, strict=True):
            bits[group] += cost
        return {group: round(value / 8) for group, value in bits.items()}

    def _places(self):
        at = self.label.index
        for part in self.parts:
            start = at(part)
            yield start, len(part), 'steps'
            for begin, size in text_places(part):
                yield start + begin, size, 'texts'
            yield at(label_format.part_hash(part)), 16, 'hashes'
        yield at(self.signature), len(self.signature), 'signature'
        for key in (HARDWARE_KEY, SECRET, self.key_id):
            yield at(key), len(key), 'keys'
        for name in (self.source['vendor'], self.source['model'], SERIAL):
            yield at(name.encode()), len(name.encode()), 'names'


def text_places(data):
    """(start, size) of every text of a CBOR item, without its head."""
    position, items = 0, 1
    while items > 0:
        kind, more = data[position] >> 5, data[position] & 31
        extra = {24: 1, 25: 2, 26: 4, 27: 8}.get(more, 0)
        value = int.from_bytes(data[position + 1:position + 1 + extra], 'big') if extra else more
        position += 1 + extra
        items -= 1
        if kind in (2, 3):
            if kind == 3:
                yield position, value
            position += value
        items += {4: value, 5: 2 * value}.get(kind, 0)


def table(samples):
    lines = ['| form | ' + ' | '.join(NAMES[sample.name] for sample in samples) + ' |',
             '| --- |' + ' --- |' * len(samples)]
    rows = {'Enlist': [f'**{sample.size()}**, {len(sample.texts)} codes' for sample in samples]}
    for form in samples[0].other_forms():
        rows[form] = [f'{size} ({sample.size() * 100 / size:.0f} %)'
                      for sample in samples for size in [sample.other_forms()[form]]]
    lines += [f'| {form} | ' + ' | '.join(cells) + ' |' for form, cells in rows.items()]
    lines += ['', 'Bytes of the payload: ' + '; '.join(
        f'{NAMES[sample.name]} {len(sample.payload)}: '
        + ', '.join(f'{group} {size}' for group, size in sample.shares().items()) for sample in samples) + '.', '']
    return '\n'.join(lines)


def page_with(text):
    page = PAGE.read_text(encoding='utf-8')
    before, rest = page.split(MARKERS[0])
    return before + MARKERS[0] + text + MARKERS[1] + rest.split(MARKERS[1])[1]


def near(one, other):
    """The same but for what another zlib may make of it: no number differs by more than two in a hundred."""
    numbers = [[int(number) for number in re.findall(r'\d+', text)] for text in (one, other)]
    return (re.sub(r'\d+', '0', one) == re.sub(r'\d+', '0', other)
            and all(abs(a - b) <= max(2, 0.02 * a) for a, b in zip(*numbers, strict=True)))


def check(samples, text):
    fits = all(sample.size() <= MOST * sample.other_forms()['JSON, deflated'] for sample in samples)
    codes = all(len(line) <= CODE_CHARACTERS for sample in samples for line in sample.texts)
    current = near(PAGE.read_text(encoding='utf-8'), page_with(text))
    results = {'14-at-most-60-percent-of-json': fits, '4.4-codes-of-version-10': codes, '14-table': current}
    print(f'1..{len(results)}')
    for number, (name, good) in enumerate(results.items(), 1):
        print(f'{"ok" if good else "not ok"} {number} /bench/size/{name}')
    return 0 if all(results.values()) else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('enlistctl')
    parser.add_argument('--write', action='store_true', help='put the table into docs/format.md')
    parser.add_argument('--check', action='store_true', help='hold the claims and the page to it')
    arguments = parser.parse_args()
    samples = [Sample(arguments.enlistctl, name) for name in NAMES]
    text = table(samples)
    if arguments.check:
        return check(samples, text)
    if arguments.write:
        PAGE.write_text(page_with(text), encoding='utf-8')
    print(text)
    return 0


if __name__ == '__main__':
    sys.exit(main())
