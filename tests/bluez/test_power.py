# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""An adapter is turned off in the middle: on again, the enrollment completes; else it ends with a clear reason, and the
device has no owner."""

import unittest

import bluezcase
import stack
from bluezcase import ASSISTANT, DEVICE, TRY_AGAIN


class Power(bluezcase.BluezCase):
    def begin_until(self, event):
        device, label = self.make_ready()
        enrollment = self.begin(label)
        device.wait_for(event)
        return device, enrollment

    def check_completes(self, adapter, event):
        device, enrollment = self.begin_until(event)
        stack.power(adapter, False)
        device.wait_for('disconnected')
        stack.power(adapter, True)
        self.finish(enrollment, device)
        self.check_enrolled(device)

    def test_assistants_adapter_off_and_on(self):
        self.check_completes(ASSISTANT, 'opened')

    def test_devices_adapter_off_and_on(self):
        self.check_completes(DEVICE, 'opened')

    def test_assistants_adapter_stays_off(self):
        device, enrollment = self.begin_until('opened')
        stack.power(ASSISTANT, False)
        device.wait_for('disconnected')
        self.finish(enrollment, device, TRY_AGAIN)
        self.assertIn('Bluetooth is turned off', enrollment.output)
        self.check_unowned(device)

    def test_devices_adapter_stays_off(self):
        device, enrollment = self.begin_until('opened')
        stack.power(DEVICE, False)
        device.wait_for('disconnected')
        self.finish(enrollment, device, TRY_AGAIN)
        self.check_unowned(device)


if __name__ == '__main__':
    unittest.main()
