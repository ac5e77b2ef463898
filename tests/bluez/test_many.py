# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""One device after another, a hundred of them: every one is enrolled, and how long that takes is printed."""

import json
import statistics
import unittest

import bluezcase
import factory

COUNT = 100


class Many(bluezcase.BluezCase):
    def test_hundred_in_a_row(self):
        known = len(json.loads(factory.enlistctl('records', 'list', '--json')))
        devices = [self.make_device(f'device-{number}') for number in range(COUNT)]
        seconds = []
        for device in devices:
            label = device.make_label()
            self.switch_on(device)
            seconds.append(self.enroll(device, label).seconds)
            self.check_enrolled(device)
            device.switch_off()
        seconds.sort()
        print(f'{COUNT} of {COUNT} enrolled; seconds each: least {seconds[0]:.1f}, median {statistics.median(seconds):.1f}, '
              f'95 of 100 within {seconds[COUNT * 95 // 100 - 1]:.1f}, most {seconds[-1]:.1f}', flush=True)
        self.assertEqual(len(json.loads(factory.enlistctl('records', 'list', '--json'))), known + COUNT)


if __name__ == '__main__':
    unittest.main()
