# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The guest is what the other tests believe it to be."""

import subprocess
import unittest

import bluezcase
import stack
from bluezcase import ASSISTANT, DEVICE, OTHER


class Smoke(bluezcase.BluezCase):
    def test_adapters(self):
        adapters = stack.adapters()
        self.assertEqual(sorted(adapters), [ASSISTANT, DEVICE, OTHER])
        self.assertEqual(len({values['Address'] for values in adapters.values()}), 3)
        self.assertTrue(all(values['Powered'] for values in adapters.values()))

    def test_versions(self):
        version = subprocess.run([stack.BLUETOOTHD, '--version'], capture_output=True, text=True, check=True).stdout
        self.assertGreaterEqual([int(part) for part in version.split('.')], [5, 66])
        print(f"bluetoothd {version.strip()}", flush=True)

    def test_others_are_heard(self):
        """hci0 hears what hci1 and hci2 advertise."""
        self.advertise(DEVICE, {'name': 'first', 'data': {bluezcase.SERVICE: b'0123456789'}}, {'name': None})
        self.advertise(OTHER, {'name': 'second'}, {'name': 'third'})
        stack.call(f'/org/bluez/{ASSISTANT}', stack.ADAPTER, 'StartDiscovery')
        heard = stack.adapters()

        def data():
            found = stack.devices(ASSISTANT)
            return {name: values for name, values in found.items() if values.get('ServiceData') or values.get('Name')}
        try:
            bluezcase.until(lambda: len(data()) == 2, lambda: f'two devices, not {data()}')
        finally:
            stack.call(f'/org/bluez/{ASSISTANT}', stack.ADAPTER, 'StopDiscovery')
        self.assertEqual(set(data()), {heard[DEVICE]['Address'], heard[OTHER]['Address']})


if __name__ == '__main__':
    unittest.main()
