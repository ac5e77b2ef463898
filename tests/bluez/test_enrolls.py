# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A device is enrolled over Bluetooth: the sample, one with a large part, one that has an owner already."""

import json
import os
import unittest

import bluezcase
import factory
import stack
from bluezcase import OTHER, REFUSED

PART_SIZE = 64 * 1024


class Enrolls(bluezcase.BluezCase):
    def test_sample(self):
        device, label = self.make_ready()
        self.enroll(device, label)
        self.check_enrolled(device)
        self.assertEqual(len([event for event in device.events() if event == 'assistant']), 1)
        # After the end it is neither connected nor looked for.
        bluezcase.until(lambda: not stack.connected(), 'the end of the link')
        bluezcase.until(lambda: not stack.adapters()[bluezcase.ASSISTANT]['Discovering'], 'the end of the search')

    def test_without_an_adapter_named(self):
        """The first one that is on is taken."""
        device, label = self.make_ready()
        self.enroll(device, label, adapter=None)
        self.check_enrolled(device)

    def test_from_another_adapter(self):
        device, label = self.make_ready()
        self.enroll(device, label, adapter=stack.adapters()[OTHER]['Address'])
        self.check_enrolled(device)

    def test_large_part(self):
        device = self.make_device()
        label, part = bluezcase.make_large_label(device, PART_SIZE)
        self.switch_on(device)
        self.enroll(device, label, '--part', part)
        self.assertEqual(device.show()['state'], 'owned')
        self.assertIn(os.path.getsize(part), [kept['size'] for kept in device.show()['parts']])

    def test_owned_is_not_enrolled_again(self):
        device, label = self.make_ready()
        self.enroll(device, label)
        kept = device.show()
        second = self.enroll(device, label, status=REFUSED)
        self.assertIn('already has an owner', second.output)
        self.assertEqual(device.show(), kept)
        self.assertEqual(len(json.loads(factory.enlistctl('records', 'list', '--json'))), len(self.records) + 1)

    def setUp(self):
        super().setUp()
        self.records = json.loads(factory.enlistctl('records', 'list', '--json'))


if __name__ == '__main__':
    unittest.main()
