# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Turns tests/vectors/noise.json, the common format of Noise test vectors, into a C header."""

import json
import sys


def text(value):
    return 'NULL' if value is None else '"' + value + '"'


def main(source, target):
    with open(source, encoding='utf-8') as file:
        vectors = json.load(file)['vectors']
    lines = ['static const NoiseVector noise_vectors[] = {']
    for vector in vectors:
        psks = vector.get('init_psks') or [None]
        assert vector['init_prologue'] == vector['resp_prologue']
        assert vector.get('resp_psks') == vector.get('init_psks')
        values = [
            vector['protocol_name'], vector['init_prologue'], psks[0], vector['init_ephemeral'],
            vector['init_remote_static'], vector['resp_ephemeral'], vector['resp_static'],
            vector.get('handshake_hash'),
        ]
        lines.append('  { ' + ',\n    '.join(text(value) for value in values) + ',')
        lines.append('    {')
        for message in vector['messages']:
            pair = text(message['payload']), text(message['ciphertext'])
            lines.append('      { ' + ',\n        '.join(pair) + ' },')
        lines.append('    } },')
    lines.append('};')
    with open(target, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


main(*sys.argv[1:])
