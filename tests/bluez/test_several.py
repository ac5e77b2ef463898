# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Several assistants at once: one enrolls, the others are told that somebody else does.

They never connect both: btvirt gives all LE connections of a controller the same handle, on which the guest's kernel
crashes. What a device does about a second one that connects is in tests/core/test-bluez-peripheral.c.
"""

import unittest

import bluezcase
from bluezcase import OTHER, TRY_AGAIN


class Several(bluezcase.BluezCase):
    def setUp(self):
        super().setUp()
        # A device with a link says so in its advertisement.
        self.radio.eager = True
        self.addCleanup(setattr, self.radio, 'eager', False)

    def test_second_while_one_asks(self):
        """The first one waits for its installer; the second one gives up, and disturbs nothing."""
        device, label = self.make_ready()
        first = self.begin(label)
        device.wait_for('connected')
        device.wait_for('advertising', busy=True)
        first.pause()
        second = self.enroll(device, label, status=TRY_AGAIN, adapter=OTHER)
        self.assertIn('Something else is using it', second.output)
        first.go_on()
        self.finish(first, device)
        self.check_enrolled(device)


if __name__ == '__main__':
    unittest.main()
