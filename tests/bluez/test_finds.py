# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The device of the label is found among others, by its identity: never by its name."""

import unittest

import bluezcase
from bluezcase import DEVICE, OTHER, SERVICE, TRY_AGAIN

BATTERY = '0000180f-0000-1000-8000-00805f9b34fb'
ANOTHER = bytes.fromhex('00' 'aaaaaaaaaaaa' 'bbbbbb')


class Finds(bluezcase.BluezCase):
    def test_among_others(self):
        """Other services, our service with somebody else's identity, too short, and no name at all."""
        device, label = self.make_ready(OTHER)
        self.advertise(DEVICE, {'name': 'battery', 'services': [BATTERY]}, {'name': None, 'data': {SERVICE: ANOTHER}},
                       {'name': 'short', 'data': {SERVICE: ANOTHER[:6]}})
        self.enroll(device, label)
        self.check_enrolled(device)

    def test_beside_broken_service_data(self):
        """On its own adapter, where one address says all of it in turn."""
        device = self.make_device()
        label = device.make_label()
        self.switch_on(device)
        self.advertise(DEVICE, {'name': 'other', 'data': {BATTERY: b'\0'}}, {'name': None, 'services': [BATTERY]})
        self.advertise(OTHER, {'name': 'x', 'data': {SERVICE: b'\xff'}}, {'name': None, 'data': {SERVICE: ANOTHER}})
        self.enroll(device, label)
        self.check_enrolled(device)

    def test_second_device_of_the_model(self):
        """Two of the same model and publisher, both waiting: the one that the label is of."""
        wanted, other = self.make_device('wanted'), self.make_device('other')
        label = wanted.make_label()
        self.switch_on(other, DEVICE)
        self.switch_on(wanted, OTHER)
        self.enroll(wanted, label)
        self.check_enrolled(wanted)
        self.assertNotIn('assistant', other.events())
        self.assertEqual(other.show()['state'], 'unowned')

    def test_not_there(self):
        """Another of the model is heard, and not touched; after the search it is told."""
        wanted, other = self.make_device('wanted'), self.make_device('other')
        label = wanted.make_label()
        self.switch_on(other, DEVICE)
        enrollment = self.enroll(other, label, status=TRY_AGAIN)
        self.assertIn('cannot be reached', enrollment.output)
        self.assertNotIn('assistant', other.events())
        bluezcase.until(lambda: not bluezcase.stack.adapters()[bluezcase.ASSISTANT]['Discovering'],
                        'the end of the search')


if __name__ == '__main__':
    unittest.main()
