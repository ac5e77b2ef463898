# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""One device after another, a hundred of them: every one is enrolled, and how long that takes is printed."""

import json
import os
import pathlib
import statistics
import unittest

import bluezcase
import factory
import factory_many


class Many(bluezcase.BluezCase):
    def test_hundred_in_a_row(self):
        known = len(json.loads(factory.enlistctl('records', 'list', '--json')))
        folder = pathlib.Path(os.environ.get('ENLIST_BLUEZ_FACTORY') or self.folder / 'many')
        publisher, devices = factory_many.make(folder)
        publisher.trust()
        seconds = []
        for device, label in devices:
            self.addCleanup(device.switch_off)
            self.switch_on(device)
            seconds.append(self.enroll(device, label).seconds)
            self.assertEqual(device.show()['state'], 'owned')
            device.switch_off()
        seconds.sort()
        count = len(devices)
        print(f'{count} of {count} enrolled; seconds each: least {seconds[0]:.1f}, median {statistics.median(seconds):.1f}, '
              f'95 of 100 within {seconds[count * 95 // 100 - 1]:.1f}, most {seconds[-1]:.1f}', flush=True)
        records = json.loads(factory.enlistctl('records', 'list', '--json'))
        self.assertEqual((len(records), {record['state'] for record in records}), (known + count, {'enrolled'}))


if __name__ == '__main__':
    unittest.main()
