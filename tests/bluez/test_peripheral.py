# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The device's side alone: what it advertises, when, and that nothing of it stays in bluetoothd."""

import unittest

import bluezcase
import stack
from bluezcase import DEVICE, SERVICE

MANAGER = 'org.bluez.LEAdvertisingManager1'


def active():
    return stack.objects()[f'/org/bluez/{DEVICE}'][MANAGER]['ActiveInstances']


class Peripheral(bluezcase.BluezCase):
    def heard(self):
        """The service data that another adapter hears."""
        address = stack.adapters()[DEVICE]['Address']
        data = stack.devices(bluezcase.ASSISTANT).get(address, {}).get('ServiceData', {})
        return bytes(data[SERVICE]) if SERVICE in data else None

    def test_announcement(self):
        """Ten bytes, of which the first says that nobody owns it, and after the enrollment that somebody does."""
        device, label = self.make_ready()
        stack.forget_devices(bluezcase.ASSISTANT)
        search = f'/org/bluez/{bluezcase.ASSISTANT}'
        stack.call(search, stack.ADAPTER, 'StartDiscovery')
        self.addCleanup(stack.call, search, stack.ADAPTER, 'StopDiscovery')
        before = bluezcase.until(self.heard, 'the announcement')
        self.assertEqual((len(before), before[0]), (10, 0))
        self.enroll(device, label)
        device.switch_off()
        self.switch_on(device)
        bluezcase.until(lambda: (self.heard() or b'\0')[0] == 1, lambda: f'the flag “owned”, not {self.heard()}')
        self.assertEqual(self.heard()[1:], before[1:])

    def test_no_slot_is_leaked(self):
        """Twenty times on and off, politely and not: bluetoothd has as many advertisements and services as before."""
        device = self.make_device()
        label = device.make_label()
        before, services = active(), self.services()
        for number in range(20):
            self.switch_on(device)
            if number % 2:
                device.process.kill()
            device.switch_off()
        bluezcase.until(lambda: active() == before, lambda: f'{before} advertisements, not {active()}')
        self.assertEqual(self.services(), services)
        self.switch_on(device)
        self.enroll(device, label)
        self.check_enrolled(device)

    def services(self):
        return sorted(stack.adapters()[DEVICE]['UUIDs'])

    def test_adapter_stays_hidden(self):
        """Only the advertisement is to be found, so that nobody connects in the other way of Bluetooth."""
        self.make_ready()
        self.assertFalse(stack.adapters()[DEVICE]['Discoverable'])


if __name__ == '__main__':
    unittest.main()
