#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Compares both implementations over random labels, intact ones and damaged ones.

Every label goes to the peer, application-peer.c, and through the Python implementation. Both must answer with the same
status and, where a program is refused, the same step. What is valid runs on both sides by the same script, every
program and every block of an IoT application, and must take the same steps, catch the same failures, end alike and
leave the same values. The seed makes a run repeatable: --seed and --only show one label.
"""

import argparse
import collections
import multiprocessing
import struct
import subprocess
import sys
import time
import zlib

from enlist_format import cbor, label, operations, program
from enlist_format.scripted import ScriptedHost
from enlist_format.status import FormatError
from random_labels import RandomLabel
from suites import samples

# What a run must have met to say something
EXPECTED = {'ok', 'type', 'range', 'unwritten', 'unmet', 'receiver', 'once', 'role', 'operation', 'field', 'hash', 'cbor'}


def _sum_of(numbers):
    return f'{len(numbers)}.{zlib.crc32(struct.pack(f"<{len(numbers)}H", *numbers)):08x}'


def run(steps, made, counts):
    """Runs steps by the script of a label, in the words of the peer."""
    host = ScriptedHost(steps, made.registry, {}, made.answers, made.failures)
    try:
        host.run()
        outcome = 'ok'
    except FormatError as error:
        outcome = f'{error.name}@{error.step}'
    counts[outcome.partition('@')[0] + ' at the end'] += 1
    counts['steps'] += len(host.execution.trace)
    counts['caught'] += len(host.execution.caught)
    values = b''.join(bytes([number]) + cbor.encode(value) for number, value in sorted(host.values.items()))
    return f'{outcome},{_sum_of(host.execution.trace)},{_sum_of(host.execution.caught)},{zlib.crc32(values):08x}'


def judge(made, counts):
    """What the Python implementation makes of a label, in the words of the peer."""
    try:
        opened = label.decode_label(made.data)
        manifest = opened.verify([samples.PUBLISHER.public])
    except FormatError as error:
        return error.name
    # A damaged manifest may have other fields.
    made.registry = manifest.fields
    blocks = []
    try:
        for number in range(manifest.application_count):
            programs = program.validate_application(opened, manifest, number)
            blocks += [one.steps for one in programs if one]
        for index, entry in enumerate(manifest.parts):
            if entry[0] not in label.PROGRAMS:
                staying = program.validate_installed(opened, manifest, index)
                if entry[0] == operations.APP and staying:
                    blocks += [when.blocks[0] for when in staying.steps]
    except FormatError as error:
        return f'{error.name} at step {error.step or 0}'
    return ' '.join(['ok', *(run(steps, made, counts) for steps in blocks)])


def compare(peer, seed, numbers):
    """(disagreements as lines, counts) of some labels."""
    counts, lines = collections.Counter(), []
    with subprocess.Popen([peer, samples.PUBLISHER.public.hex()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        for number in numbers:
            made = RandomLabel(seed, number)
            # The peer works while Python does.
            process.stdin.write(f'{made.data.hex()} {made.script().hex()}\n')
            process.stdin.flush()
            own = judge(made, counts)
            answer = process.stdout.readline().rstrip('\n')
            counts[own.split(' ')[0]] += 1
            if own != answer:
                lines.append(f'{number} ({made.damage}): wire says {answer!r}, Python says {own!r}')
        process.stdin.close()
    return lines, counts


def show(seed, number):
    made = RandomLabel(seed, number)
    print(f'# damage: {made.damage}; failures: {made.failures}; answers: {cbor.diagnose(made.answers)}')
    try:
        opened = label.decode_label(made.data)
        print(f'# manifest: {cbor.diagnose(cbor.decode(opened.envelope.manifest_bytes))}')
        for index, part in enumerate(opened.parts):
            print(f'# part {index}: {"absent" if part is None else cbor.diagnose(cbor.decode(part))}')
    except FormatError as error:
        print(f'# {error}: {made.data.hex()}')


def report(lines, counts, arguments, seconds):
    """Speaks the Test Anything Protocol."""
    print('1..2')
    for line in lines[:50]:
        print(f'# {line}')
    if lines:
        print(f'# see one with: random-applications.py {arguments.peer} --seed {arguments.seed} --only NUMBER')
    statuses = {key: counts[key] for key in sorted(counts) if key in EXPECTED or ' ' not in key and key not in ('steps', 'caught')}
    print('# labels: ' + ', '.join(f'{count} {key}' for key, count in statuses.items()))
    print('# runs: ' + ', '.join(f'{count} {key}' for key, count in sorted(counts.items()) if ' ' in key)
          + f'; {counts["steps"]} steps, {counts["caught"]} failures caught')
    print(f'# {sum(statuses.values())} labels of seed {arguments.seed}, {len(lines)} disagreements, {seconds:.0f} s')
    few = arguments.count >= 1000 and not EXPECTED <= counts.keys()
    print(f'{"not ok" if lines else "ok"} 1 /conformance/differential/8.5-both-agree')
    print(f'{"not ok" if few else "ok"} 2 /conformance/differential/valid-and-refused-alike')
    return 1 if lines or few else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('peer', help='the program made from application-peer.c')
    parser.add_argument('--count', type=int, default=3000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--jobs', type=int, default=1, help='processes that share the work')
    parser.add_argument('--only', type=int, metavar='NUMBER', help='show this label')
    arguments = parser.parse_args()
    if arguments.only is not None:
        show(arguments.seed, arguments.only)
        lines, _ = compare(arguments.peer, arguments.seed, [arguments.only])
        print('\n'.join(lines) or '# both agree')
        return 1 if lines else 0
    started = time.monotonic()
    shares = [(arguments.peer, arguments.seed, range(first, arguments.count, arguments.jobs))
              for first in range(arguments.jobs)]
    with multiprocessing.Pool(arguments.jobs) as pool:
        results = pool.starmap(compare, shares)
    lines = [line for share, _ in results for line in share]
    counts = sum((share for _, share in results), collections.Counter())
    return report(lines, counts, arguments, time.monotonic() - started)


if __name__ == '__main__':
    sys.exit(main())
