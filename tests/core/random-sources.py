#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Sources and labels are two forms of the same: random labels become sources, and these the labels again.

The labels are those of the conformance tests; source-peer.c judges them. --only shows one of them.
"""

import argparse
import pathlib
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'conformance'))

from enlist_format import cbor, payload  # noqa: E402
from random_labels import RandomLabel  # noqa: E402


def intact_labels(seed, count):
    """(number, label) of so many labels that nothing was damaged in."""
    number = 0
    while count > 0:
        made = RandomLabel(seed, number)
        if made.damage == 'none':
            count -= 1
            yield number, made.data
        number += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('peer', help='the program made from source-peer.c')
    parser.add_argument('--count', type=int, default=500)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', type=int, metavar='NUMBER', help='show this label')
    arguments = parser.parse_args()
    if arguments.only is None:
        labels = list(intact_labels(arguments.seed, arguments.count))
    else:
        labels = [(arguments.only, RandomLabel(arguments.seed, arguments.only).data)]
        print(cbor.diagnose(cbor.decode(labels[0][1])))
    lines = ''.join(payload.deflate(data).hex() + '\n' for _, data in labels)
    run = subprocess.run([arguments.peer], capture_output=True, text=True, check=True, input=lines,
                         timeout=600)
    verdicts = [verdict.split(':')[0] for verdict in run.stdout.splitlines()]
    for (number, _), verdict in zip(labels, run.stdout.splitlines(), strict=True):
        if verdict.startswith('differs'):
            print(f'# {number}: {verdict}')
    print('# ' + ', '.join(f'{verdicts.count(verdict)} {verdict}' for verdict in ('ok', 'refused', 'differs')))
    enough = arguments.only is not None or verdicts.count('ok') >= arguments.count * 9 // 10
    print('1..2')
    print(f'{"not ok" if "differs" in verdicts else "ok"} 1 /core/source/random-labels-come-back')
    print(f'{"ok" if enough else "not ok"} 2 /core/source/random-labels-are-valid')
    return 0 if enough and 'differs' not in verdicts else 1


if __name__ == '__main__':
    sys.exit(main())
