# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""bluetoothd is killed and started again: in the middle of an enrollment it still completes; a device that waits goes on
waiting."""

import signal
import unittest

import bluezcase
import stack

POINTS = ('assistant', 'opened', 'started', 'finished')


class Restarts(bluezcase.BluezCase):
    def restart_at(self, event):
        device, label = self.make_ready()
        enrollment = self.begin(label)
        device.wait_for(event)
        stack.restart_bluetoothd()
        self.finish(enrollment, device)
        self.check_enrolled(device)

    def test_while_searching(self):
        device = self.make_device()
        label = device.make_label()
        enrollment = self.begin(label)
        bluezcase.until(lambda: stack.adapters().get(bluezcase.ASSISTANT, {}).get('Discovering'), 'the search')
        stack.restart_bluetoothd()
        self.switch_on(device)
        self.finish(enrollment, device)
        self.check_enrolled(device)

    def test_device_waits_again(self):
        """It registers its service and its advertisement anew, three times."""
        device, label = self.make_ready()
        for count in range(2, 5):
            stack.restart_bluetoothd()
            bluezcase.until(lambda: device.events().count('listening') >= count or
                            device.events().count('advertising') >= count, lambda: f'the {count}th time: {device.lines}')
        self.enroll(device, label)
        self.check_enrolled(device)

    def test_device_waits_for_bluetoothd(self):
        """Ended properly and started a while later."""
        device, label = self.make_ready()
        stack.end_bluetoothd(signal.SIGTERM)
        device.wait_for('waiting')
        stack.start_bluetoothd()
        stack.wait_for_adapters(stack.count_controllers())
        self.enroll(device, label)
        self.check_enrolled(device)


def add(point):
    setattr(Restarts, f'test_at_{point}', lambda self: self.restart_at(point))


for name in POINTS:
    add(name)

if __name__ == '__main__':
    unittest.main()
