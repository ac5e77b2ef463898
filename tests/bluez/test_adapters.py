# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Bluetooth that cannot be used: each reason has its own words and status, and nothing hangs."""

import os
import struct
import unittest

import bluezcase
import factory
import stack
from bluezcase import ASSISTANT, NOT_FOUND, OTHER, TRY_AGAIN

RFKILL_BLUETOOTH, RFKILL_CHANGE_ALL = 2, 3


def block(blocked):
    """As airplane mode does; an event of linux/rfkill.h."""
    with open('/dev/rfkill', 'wb', buffering=0) as device:
        device.write(struct.pack('<IBBBB', 0, RFKILL_BLUETOOTH, RFKILL_CHANGE_ALL, blocked, 0))


class Adapters(bluezcase.BluezCase):
    def setUp(self):
        super().setUp()
        self.device = self.make_device()
        self.label = self.device.make_label()

    def refused(self, status, *words, **members):
        enrollment = bluezcase.Enrollment(self.label, **members)
        self.addCleanup(enrollment.end)
        self.assertEqual(enrollment.wait(), status, enrollment.output)
        for word in words:
            self.assertIn(word, enrollment.output)

    def test_no_bluetoothd(self):
        stack.end_bluetoothd()
        self.refused(TRY_AGAIN, 'The Bluetooth service is not running')

    def test_adapter_off(self):
        stack.power(ASSISTANT, False)
        self.refused(TRY_AGAIN, 'Bluetooth is turned off')

    def test_all_adapters_off(self):
        for name in stack.adapters():
            stack.power(name, False)
        self.refused(TRY_AGAIN, 'Bluetooth is turned off', adapter=None)

    def test_wrong_adapter(self):
        self.refused(NOT_FOUND, 'hci9', ASSISTANT, OTHER, adapter='hci9')
        self.refused(NOT_FOUND, '11:22:33:44:55:66', adapter='11:22:33:44:55:66')

    def test_no_adapter(self):
        """bluetoothd is there, every controller has been unplugged."""
        with self.radio.silent():
            self.radio.release()
            stack.end_controllers()
        self.addCleanup(stack.restart_controllers)
        bluezcase.until(lambda: not stack.adapters(), 'the end of the adapters')
        self.refused(TRY_AGAIN, 'There is no Bluetooth adapter', adapter=None)

    def test_blocked(self):
        self.addCleanup(stack.wait_for_adapters, stack.count_controllers())
        self.addCleanup(block, 0)
        block(1)
        bluezcase.until(lambda: not any(values['Powered'] for values in stack.adapters().values()), 'the block')
        self.refused(TRY_AGAIN, 'Bluetooth is blocked')

    def test_no_bus(self):
        """A computer without a system bus."""
        where = os.path.join(self.folder, 'nowhere')
        self.refused(TRY_AGAIN, 'The Bluetooth service is not running',
                     environment={'DBUS_SYSTEM_BUS_ADDRESS': f'unix:path={where}'})

    def test_turned_on_again(self):
        """What was refused a moment ago goes well."""
        stack.power(ASSISTANT, False)
        self.refused(TRY_AGAIN, 'Bluetooth is turned off')
        stack.power(ASSISTANT, True)
        self.switch_on(self.device)
        self.enroll(self.device, self.label)
        self.check_enrolled(self.device)
        self.assertNotEqual(factory.enlistctl('records', 'list'), '')


if __name__ == '__main__':
    unittest.main()
