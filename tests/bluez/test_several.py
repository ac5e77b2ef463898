# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Several assistants at once: one enrolls, the others are told that somebody else does."""

import unittest

import bluezcase
from bluezcase import ASSISTANT, OTHER, REFUSED, TRY_AGAIN


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
        first.pause()
        second = self.enroll(device, label, status=TRY_AGAIN, adapter=OTHER)
        self.assertIn('Something else is using it', second.output)
        first.go_on()
        self.finish(first, device)
        self.check_enrolled(device)

    def test_two_at_once(self):
        """Exactly one is the owner."""
        device, label = self.make_ready()
        both = [self.begin(label, adapter=adapter) for adapter in (ASSISTANT, OTHER)]
        statuses = sorted(enrollment.wait() for enrollment in both)
        self.assertEqual(statuses[0], bluezcase.OK, [enrollment.output for enrollment in both])
        self.assertIn(statuses[1], (TRY_AGAIN, REFUSED), [enrollment.output for enrollment in both])
        self.check_enrolled(device)


if __name__ == '__main__':
    unittest.main()
