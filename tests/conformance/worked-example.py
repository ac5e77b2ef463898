#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Prints the worked example of docs/format.md, clause 13, as markdown; --check compares it with a file."""

import argparse
import difflib
import json
import os
import pathlib
import sys

from enlist_format import cbor, channel, keys, payload, text
from enlist_format.annotate import annotate, wrap_hex
from enlist_format.label import EXTERNAL_AAD, Envelope
from suites import samples
from suites.example_suites import ASSIST_STEPS, DEVICE_STEPS, INPUTS, PUBLISHER_SEED, Example

VECTORS = pathlib.Path(os.environ.get('ENLIST_TEST_VECTORS', pathlib.Path(__file__).resolve().parents[1] / 'vectors'))
HEADER = '''<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- SPDX-FileCopyrightText: The Enlist authors -->
<!-- Generated: tests/conformance/worked-example.py > docs/format-example.md -->
# A worked example of the Enlist format

Clause 13 of the [format](format.md): one small application for a lamp, byte by byte. Its secret keys are test keys that
everybody knows. The same bytes are in `tests/vectors/format/13-example.json`, and both implementations make them from
the same inputs.
'''

ASSIST_REMARKS = ['ask for location and owner, both registered: no prompt is needed', 'send them to the device',
                  'await device.key, for 60 seconds at most', 'record every field that has a value']
DEVICE_REMARKS = ['need location and owner: wait for them', 'set: keep the location',
                  'make-key: an Ed25519 pair, the public half into device.key', 'report device.key, signed with it',
                  'lock: the owner is final at commit']

MANIFEST_NOTES = {
    (): 'the manifest', (0,): 'format version', (1,): 'sequence', (2,): 'vendor', (3,): 'model',
    (5,): 'device-key (X25519)', (8,): 'the parts', (8, 0): 'part 0', (8, 1): 'part 1',
    **{(8, index, place): name for index in (0, 1) for place, name in enumerate(('role', 'size', 'hash'))},
}
LABEL_NOTES = {
    (): 'the label', (0,): 'the envelope', (0, 0): 'protected', (0, 1): 'unprotected: an empty map',
    (0, 2): 'the manifest of 13.3', (0, 3): 'signature', (1,): 'secret', (2,): 'the parts',
    (2, 0): 'part 0, for the assistant', (2, 1): 'part 1, for the device',
}


def block(lines):
    return '\n'.join(f'    {line}' for line in lines)


def wrap_text(characters, width=96):
    """Lines that neither begin nor end with a space, which is a character of Base45 too."""
    while characters:
        end = width
        while ' ' in characters[end - 1:end + 1]:
            end -= 1
        yield characters[:end]
        characters = characters[end:]


def program_block(steps, remarks):
    head = cbor.encode(steps)[:1]
    rows = [(cbor.encode(step).hex(), cbor.diagnose(step), remark) for step, remark in zip(steps, remarks, strict=True)]
    return block([f'{head.hex():<16}  an array of {len(steps)} steps',
                  *(f'  {digits:<14}  {notation:<12}  {remark}' for digits, notation, remark in rows)])


def sections(made, packed):
    publisher = keys.SigningKey(PUBLISHER_SEED)
    psk = channel.pre_shared_key(samples.SECRET, made.label_id)
    signed = Envelope(made.envelope_item).signed_bytes()
    whole = text.encode_whole(packed)
    yield '13.1 Keys', block([
        f'publisher, Ed25519 seed        {PUBLISHER_SEED.hex()}',
        f'publisher, Ed25519 public key  {publisher.public.hex()}',
        f'key-id (5.3)                   {keys.key_id(publisher.public).hex()}',
        f'device, X25519 secret          {bytes(range(128, 160)).hex()}',
        f'device, X25519 public key      {samples.DEVICE.public.hex()}',
        f'label secret (5.5)             {samples.SECRET.hex()}'])
    yield '13.2 Programs', (
        f'For the assistant, {len(made.assist)} bytes:\n\n{program_block(ASSIST_STEPS, ASSIST_REMARKS)}\n\n'
        f'For the device, {len(made.device)} bytes:\n\n{program_block(DEVICE_STEPS, DEVICE_REMARKS)}')
    yield '13.3 Manifest', (f'{len(made.manifest)} bytes:\n\n{block(annotate(made.manifest_item, MANIFEST_NOTES))}\n\n'
                            f'The label id (5.4), which nothing carries: `{made.label_id.hex()}`.')
    yield '13.4 Envelope', (
        'The protected header holds the algorithm and the key-id:\n\n'
        + block(annotate({1: -19, 4: keys.key_id(publisher.public)}, {(): 'protected', (1,): 'algorithm: Ed25519',
                                                                      (4,): 'key-id'}))
        + '\n\nWhat the publisher signs is the Sig_structure of RFC 9052 section 4.4,\n'
        f'`["Signature1", protected, external_aad, manifest]` with `{EXTERNAL_AAD.decode()}` as external_aad,\n'
        f'{len(signed)} bytes:\n\n{block(wrap_hex(signed))}')
    yield '13.5 Label', (f'{len(made.label)} bytes; a byte string is shown by its beginning and its remark.\n\n'
                         f'{block(annotate(made.label_item, LABEL_NOTES))}')
    yield '13.6 Payload', (f'The format byte and the deflated label, {len(packed)} bytes. Another deflate may give other '
                           f'bytes that inflate to the same label.\n\n{block(wrap_hex(packed))}')
    yield '13.7 Text', (f'{len(whole)} characters, {"one code" if len(whole) <= 311 else "more than one code holds"} '
                        f'(4.4):\n\n{block(wrap_text(whole))}\n\n'
                        f'The lines are one text without breaks. In two codes (4.2), slices of nearly the same size:\n\n'
                        + '\n\n'.join(block(wrap_text(code)) for code in text.encode_parts(packed, 2)))
    yield '13.8 Channel', 'What keys the channel for this label:\n\n' + block([
        f'prologue (10.2.2)  {channel.prologue(made.label_id).hex()}',
        f'PSK (10.2.2)       {psk.hex()}'])


def document():
    made = Example(**INPUTS)
    vector = json.loads((VECTORS / 'format' / '13-example.json').read_text(encoding='utf-8'))
    packed = bytes.fromhex(vector['cases'][0]['payload'])
    if payload.inflate(packed) != made.label:
        raise SystemExit('13-example.json holds another label: run vectors.py --write')
    return HEADER + ''.join(f'\n## {title}\n\n{body}\n' for title, body in sections(made, packed))


def check(path):
    """Speaks the Test Anything Protocol."""
    kept = path.read_text(encoding='utf-8')
    differences = list(difflib.unified_diff(kept.splitlines(), document().splitlines(), str(path), 'made', lineterm=''))
    print('1..1')
    print(f'{"not ok" if differences else "ok"} 1 /conformance/python/13-example')
    for line in differences:
        print(f'# {line}')
    return 1 if differences else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--check', type=pathlib.Path, metavar='FILE')
    arguments = parser.parse_args()
    if arguments.check:
        return check(arguments.check)
    sys.stdout.write(document())
    return 0


if __name__ == '__main__':
    sys.exit(main())
