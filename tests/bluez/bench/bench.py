#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""How fast Enlist is over BlueZ: the goodput of a part's transfer, beside that of the best plain client in the same guest,
and where the time of an enrollment goes."""

import json
import os
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import bluezcase  # noqa: E402
import peer  # noqa: E402
import stack  # noqa: E402

SIZE = 192 * 1024
ROUNDS = 5
# From one line of the log to the other; of the assistant's trace, then of the device.
PHASES = (('discover', 'looking', 'connecting'), ('connect', 'connecting', 'resolving'), ('resolve', 'resolving', 'open'),
          ('handshake', 'assistant', 'connected'), ('transfer', 'connected', 'ready'), ('program', 'ready', 'finished'),
          ('commit', 'finished', 'committed'))


class Bench(bluezcase.BluezCase):
    def enroll_traced(self, name, part_size=None):
        device = self.make_device(name)
        if part_size:
            label, part = bluezcase.make_large_label(device, part_size)
            options = ['--part', part]
        else:
            label, options = device.make_label(), []
        trace = self.folder / f'{name}.trace'
        self.switch_on(device)
        self.enroll(device, label, '--trace', trace, *options)
        device.switch_off()
        stack.disconnect_all()
        marks = {line['event']: line['time'] for line in reversed(device.lines)}
        lines = [json.loads(line) for line in trace.read_text(encoding='utf-8').splitlines()]
        for line in reversed(lines):
            if 'event' in line:
                marks[line.get('step', line['event'])] = line['t'] / 1000
        return marks

    def split(self):
        rounds = [self.enroll_traced(f'sample-{number}') for number in range(ROUNDS)]
        print(f'seconds of an enrollment of the sample, median of {ROUNDS} (least, most):', flush=True)
        for phase, begin, end in PHASES:
            times = sorted(marks[end] - marks[begin] for marks in rounds)
            print(f'| {phase} | {statistics.median(times):.3f} | {times[0]:.3f} | {times[-1]:.3f} |', flush=True)
        print('| connect to enrolled | ' + ' | '.join(
            f'{value:.3f}' for value in self.connect_to_enrolled(rounds)) + ' |', flush=True)

    @staticmethod
    def connect_to_enrolled(rounds):
        times = sorted(marks['open'] - marks['connecting'] + marks['committed'] - marks['assistant'] for marks in rounds)
        return statistics.median(times), times[0], times[-1]

    def plain(self):
        server = peer.Server(bluezcase.DEVICE)
        with self.radio.silent():
            advertiser = bluezcase.Advertiser(bluezcase.DEVICE, {})
        self.addCleanup(advertiser.close)
        device, sink = peer.connect(bluezcase.ASSISTANT, stack.adapters()[bluezcase.DEVICE]['Address'])
        end, frame = peer.acquire(sink, server)
        rates = [peer.send(end, frame, server, SIZE) for _ in range(ROUNDS)]
        end.close()
        stack.call(device, 'org.bluez.Device1', 'Disconnect')
        return rates

    def test_bench(self):
        self.split()
        ours = []
        for number in range(ROUNDS):
            marks = self.enroll_traced(f'large-{number}', SIZE)
            ours.append(SIZE / (marks['ready'] - marks['opened']))
        plain = self.plain()
        ratio = statistics.median(ours) / statistics.median(plain)
        print(f'{SIZE // 1024} KiB, kB/s, median of {ROUNDS} (least, most):', flush=True)
        for name, rates in (('Enlist', ours), ('AcquireWrite alone', plain)):
            print(f'| {name} | {statistics.median(rates) / 1000:.0f} | {min(rates) / 1000:.0f} | {max(rates) / 1000:.0f} |',
                  flush=True)
        print(f'| ratio | {ratio:.2f} |', flush=True)


if __name__ == '__main__':
    sys.path.insert(0, str(HERE.parent / 'inside'))
    import run_tests
    os.environ.setdefault('PYTHONDONTWRITEBYTECODE', '1')
    sys.exit(run_tests.run([f'{__name__}.Bench']))
