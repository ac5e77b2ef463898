# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Somebody cuts the link at each step of the protocol: the assistant takes it up again by itself, and it ends well."""

import threading
import unittest

import bluezcase
import stack
from gi.repository import GLib

# What the device's log tells of an enrollment, in order.
STEPS = ('assistant', 'connected', 'opened', 'ready', 'started', 'joined', 'step-done', 'finished', 'committed')


class Cutter:
    """A third process' Device1.Disconnect as soon as the device says this, as often as asked."""

    def __init__(self, device, event, times=1):
        self.device, self.event, self.times = device, event, times
        self.cuts = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        seen = 0
        while self.cuts < self.times and not self.over.is_set():
            lines = self.device.lines[seen:]
            seen += len(lines)
            if any(line['event'] == self.event for line in lines):
                for path in stack.connected():
                    try:
                        stack.call(path, 'org.bluez.Device1', 'Disconnect')
                        self.cuts += 1
                        break
                    except GLib.Error:
                        continue
            self.over.wait(0.005)

    def close(self):
        self.over.set()
        self.thread.join(stack.DEADLINE)


class Cuts(bluezcase.BluezCase):
    def cut(self, event, times=1):
        device, label = self.make_ready()
        cutter = Cutter(device, event, times)
        self.addCleanup(cutter.close)
        self.enroll(device, label)
        cutter.close()
        self.assertGreaterEqual(cutter.cuts, 1, f'nothing was cut: {device.lines}')
        self.check_enrolled(device)
        return device

    def test_large_part_goes_on_where_it_was(self):
        """Cut in the middle of the transfer: what has arrived is not sent again."""
        device = self.make_device()
        label, part = bluezcase.make_large_label(device, 128 * 1024)
        self.switch_on(device)
        enrollment = self.begin(label, '--part', part)
        device.wait_for('opened')
        bluezcase.until(lambda: device.events().count('disconnected') or stack.connected(), 'the link')
        # A good part of it takes this long; whatever it is by then, the enrollment must end well.
        threading.Event().wait(0.5)
        stack.disconnect_all()
        self.finish(enrollment, device)
        self.assertEqual(device.show()['state'], 'owned')
        self.assertGreaterEqual(device.events().count('assistant'), 1)


def add(step):
    setattr(Cuts, f'test_at_{step.replace("-", "_")}', lambda self: self.cut(step))


for name in STEPS:
    add(name)

if __name__ == '__main__':
    unittest.main()
