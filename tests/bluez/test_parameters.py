# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The smallest and the largest ATT MTU; notifications out of order through extra ATT channels, and without these."""

import unittest

import bluezcase
import stack


class Parameters(bluezcase.BluezCase):
    def enroll_with(self, mtu):
        device, label = self.make_ready()
        self.enroll(device, label)
        self.check_enrolled(device)
        self.assertEqual(device.find('assistant')['mtu'], mtu)

    def enroll_large(self):
        """So many frames that an order that changes is met."""
        device = self.make_device()
        label, part = bluezcase.make_large_label(device, 16 * 1024)
        self.switch_on(device)
        self.enroll(device, label, '--part', part)
        self.assertEqual(device.show()['state'], 'owned')


class MtuOf517AndThreeChannels(Parameters):
    """As BlueZ is when nobody has configured it."""

    def test_sample(self):
        self.enroll_with(517)

    def test_large_part(self):
        self.enroll_large()


class OneChannel(Parameters):
    CONFIGURATION = {'GATT': {'Channels': 1}}

    def test_sample(self):
        self.enroll_with(517)

    def test_large_part(self):
        self.enroll_large()


class MtuOf23(Parameters):
    """Frames of 20 bytes."""

    CONFIGURATION = {'GATT': {'ExchangeMTU': 23, 'Channels': 1}}

    @classmethod
    def setUpClass(cls):
        stack.allow_small_mtu()
        super().setUpClass()

    def test_sample(self):
        self.enroll_with(23)


# A base, no test.
del Parameters

if __name__ == '__main__':
    unittest.main()
