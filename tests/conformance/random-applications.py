#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Compares both implementations over random applications, valid ones and damaged ones.

Every label goes to the peer, application-peer.c, and through the Python implementation; both must answer with the same
status and, where a program is refused, the same step. The seed makes a run repeatable: --seed and --only show one case.
"""

import argparse
import random
import subprocess
import sys

from enlist_format import cbor, fields, label, program
from enlist_format.status import FormatError
from random_programs import Author, damage_bytes, damage_item
from suites import samples

DAMAGES = ['none', 'program', 'program', 'program', 'program bytes', 'manifest', 'manifest bytes', 'label', 'label bytes',
           'other program']


def make_label(seed, number):
    """Returns the label's bytes and what was done to it."""
    chance = random.Random(f'{seed}/{number}')
    custom = [[f'field.{index}', chance.randint(0, 13), chance.randint(0, 1)][:chance.randint(2, 3)]
              for index in range(chance.randint(1, 6))]
    numbers = [*range(16), *range(64, 64 + len(custom))]
    programs = list(Author(chance, fields.Registry(custom), numbers).application())
    damage = chance.choice(DAMAGES)
    which = chance.randrange(2)
    if damage == 'program':
        for _ in range(chance.randint(1, 2)):
            programs[which] = damage_item(chance, programs[which])
    parts = [(role, cbor.encode(steps)) for role, steps in enumerate(programs)]
    if damage == 'program bytes':
        parts[which] = (which, damage_bytes(chance, parts[which][1]))
    if damage == 'other program':
        parts = parts[which:which + 1]
    manifest = samples.manifest_item(parts, _9=custom)
    if damage == 'manifest':
        manifest = damage_item(chance, manifest)
    raw = cbor.encode(manifest)
    if damage == 'manifest bytes':
        raw = damage_bytes(chance, raw)
    item = [label.make_envelope(raw, samples.PUBLISHER), chance.choice([None, samples.SECRET]),
            [part if chance.random() < 0.95 else None for _, part in parts]]
    if damage == 'label':
        item = damage_item(chance, item)
    data = cbor.encode(item)
    return (damage_bytes(chance, data) if damage == 'label bytes' else data), damage


def judge(data):
    """What the Python implementation makes of a label, in the words of the peer."""
    try:
        opened = label.decode_label(data)
        manifest = opened.verify([samples.PUBLISHER.public])
    except FormatError as error:
        return error.name
    try:
        program.validate_application(opened, manifest, 0)
    except FormatError as error:
        return f'{error.name} at step {error.step or 0}'
    return 'ok'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('peer', help='the program made from application-peer.c')
    parser.add_argument('--count', type=int, default=300)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', type=int, metavar='NUMBER', help='show this application')
    arguments = parser.parse_args()
    numbers = range(arguments.count) if arguments.only is None else [arguments.only]
    made = [make_label(arguments.seed, number) for number in numbers]
    run = subprocess.run([arguments.peer, samples.PUBLISHER.public.hex()], capture_output=True, text=True, check=True,
                         input=''.join(data.hex() + '\n' for data, _ in made), timeout=600)
    answers = run.stdout.splitlines()
    if arguments.only is not None:
        print(cbor.diagnose(cbor.decode(made[0][0])))
    disagreements, statuses = 0, {}
    for number, (data, damage), answer in zip(numbers, made, answers, strict=True):
        own = judge(data)
        statuses[own.split(' ')[0]] = statuses.get(own.split(' ')[0], 0) + 1
        if own != answer:
            disagreements += 1
            print(f'# {number} ({damage}): wire says {answer}, Python says {own}')
    print('# ' + ', '.join(f'{count} {status}' for status, count in sorted(statuses.items())))
    few = arguments.only is None and not {'ok', 'type', 'range', 'unwritten', 'unmet', 'hash'} <= statuses.keys()
    print('1..2')
    print(f'{"not ok" if disagreements else "ok"} 1 /conformance/differential/8.5-both-agree')
    print(f'{"not ok" if few else "ok"} 2 /conformance/differential/valid-and-refused-alike')
    return 1 if disagreements or few else 0


if __name__ == '__main__':
    sys.exit(main())
