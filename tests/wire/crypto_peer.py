# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The other end of crypto-peer.c, and the Test Anything Protocol."""

import subprocess


class Peer:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command, *values):
        """The status that the peer answers, and the bytes."""
        words = [value.hex() or '-' for value in values]
        self.process.stdin.write(' '.join([command, *words]) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f'the peer has ended at {command}')
        status, value = answer.rstrip('\n').split(' ')
        return status, bytes.fromhex(value)

    def get(self, command, *values):
        """The bytes that the peer answers to what must succeed."""
        status, value = self.ask(command, *values)
        assert status == 'ok', f'{command}: {status}'
        return value

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0


def run(cases):
    """Runs pairs of a name and a function; returns the exit status."""
    failed = 0
    for number, (name, function) in enumerate(cases, 1):
        try:
            function()
            print(f'ok {number} {name}')
        except AssertionError as error:
            failed += 1
            print(f'# {error!r}\nnot ok {number} {name}')
    print(f'1..{len(cases)}')
    return 1 if failed else 0
