# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A device is enrolled by its bar code: the catalog has its label, a part too large for it, and its name."""

import hashlib
import json
import os
import subprocess
import unittest

from clicase import NOT_FOUND, VENDOR
from enrollcase import DEVICE, EnrollCase, until

SIZE = 200 * 1024


class ByBarCode(EnrollCase):
    def setUp(self):
        super().setUp()
        self.firmware = os.urandom(SIZE)
        (self.dir / 'firmware.bin').write_bytes(self.firmware)
        self.make_device('Pump', '--serial', 'SN-0001')
        self.write_json('source.json', {
            'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'Pump',
            'assistant': [{'ask': ['location']}, {'lookup': 'sn 0001', 'into': ['name']},
                          {'send': ['location', 'name']}, {'record': ['location', 'name']}],
            'device': [{'need': ['location', 'name']}, {'set': ['location', 'name']}, {'install': ['firmware']}],
            'iot-applications': {'firmware': {'media': 'application/octet-stream', 'file': 'firmware.bin',
                                              'absent': True}}})
        catalog = self.dir / 'pumps'
        (catalog / 'parts').mkdir(parents=True)
        self.make_label('pumps/label.enlist', '--parts', 'pumps/parts', source='source.json')
        self.write_json('pumps/catalog.json', {'enlist-catalog': 1, 'name': 'Pumps', 'entries': {
            'SN-0001': {'label': 'label.enlist', 'fields': {'name': 'Feed pump'}}}})
        self.trust()
        self.write_json('answers.json', {'location': {'site': 'Main site'}})
        subprocess.run(['zint', '-b', '20', '--scale', '3', '-o', self.path('code.png'), '-d', 'SN-0001'], check=True,
                       stdout=subprocess.DEVNULL)

    def start_device(self):
        self.log = self.dir / 'device.log'
        with open(self.log, 'wb') as log:
            process = subprocess.Popen([DEVICE, '--storage', self.path('device'), '--listen',
                                        f'unix:{self.path("socket")}', '--media', 'application/octet-stream=sha256sum'],
                                       stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        until(lambda: b'listening' in self.log.read_bytes(), 'the device does not listen')

    def test_large_part(self):
        self.start_device()
        out, _ = self.enroll('--catalog', 'pumps', '--json', label='code.png')
        record = json.loads(out)
        self.assertEqual(record['serial'], 'SN-0001')
        self.assertIn({'name': 'name', 'value': 'Feed pump'}, record['fields'])
        digest = hashlib.sha256(self.firmware).hexdigest()
        until(lambda: digest.encode() in self.log.read_bytes(), 'the device does not run its part')

    def test_lookup_without_a_catalog(self):
        self.write_json('bare.json', {
            'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'Pump',
            'assistant': [{'lookup': 'sn 0001', 'into': ['name']}, {'record': ['name']}]})
        self.make_label('bare.png', source='bare.json')
        self.start_device()
        for catalog in ((), ('--catalog', 'other')):
            (self.dir / 'other').mkdir(exist_ok=True)
            self.write_json('other/catalog.json', {'enlist-catalog': 1, 'name': 'Other', 'entries': {}})
            _, err = self.enroll(*catalog, label='bare.png', code=NOT_FOUND)
            self.assertIn('Other' if catalog else 'there is no catalog here', err)
            self.assertIn('--catalog', err)

    def test_nothing_is_touched_without_the_part(self):
        for part in (self.dir / 'pumps' / 'parts').iterdir():
            part.unlink()
        self.start_device()
        _, err = self.enroll('--catalog', 'pumps', label='code.png', code=NOT_FOUND)
        self.assertIn(f'{SIZE} bytes', err)
        self.assertTrue(self.device_is_untouched())
        self.enroll('--catalog', 'pumps', '--part', 'firmware.bin', label='code.png')


if __name__ == '__main__':
    unittest.main()
