# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The app in front of a camera that sees a label: from the scan to the record, and a second time."""

import base64
import json
import os
import pathlib
import subprocess

import e2ecase
from factory import MODEL, NOTE, PATIENCE, VENDOR, Device, Publisher, enlistctl

SCHEMA = 'io.github.enlist_iot.Enlist.Device'
PASSPHRASE = 'correct horse battery'


def put_before_camera(folder, device=Device):
    """The label as a hand-held camera sees it: askew, soft, noisy, in poor light."""
    label = device(Publisher(folder)).make_label('label.png')
    picture = folder / 'camera.png'
    subprocess.run(['convert', '-size', '1280x720', 'xc:gray30',
                    '(', str(label), '-resize', '640x640', '-background', 'gray30', '-rotate', '6', ')',
                    '-gravity', 'center', '-composite', '-blur', '0x1.2', '-brightness-contrast', '-10x-20',
                    '-seed', '1', '-attenuate', '0.4', '+noise', 'Gaussian', '-depth', '8', str(picture)],
                   check=True)
    return picture


def keyring(kind):
    """The secrets of this kind, as secret-tool finds them."""
    found = subprocess.run(['secret-tool', 'search', '--all', 'xdg:schema', SCHEMA, 'kind', kind], check=True,
                           capture_output=True, text=True, timeout=PATIENCE)
    return [line.partition(' = ')[2] for line in found.stdout.splitlines() if line.startswith('secret = ')]


def hexadecimal(key):
    """A key of a record, which is base64url without padding."""
    return base64.urlsafe_b64decode(key + '==').hex()


class AppEnrolls(e2ecase.E2ECase):
    def setUp(self):
        super().setUp()
        publisher = Publisher(self.folder)
        self.device = Device(publisher)
        publisher.trust()
        self.device.switch_on()
        self.addCleanup(self.device.switch_off)

    def review(self):
        """What the label is about to do, before anything is done."""
        self.screen.wait_for_title('Review')
        texts = self.screen.wait_for_text(
            'Trusted by you', VENDOR, MODEL, self.device.serial(),
            'Ownership becomes permanent', 'This cannot be undone without the owner’s key.',
            'Asks for Location, Name', 'Asks for Owner', 'Asks for Wi-Fi network',
            'Location, Owner, Name, Wi-Fi network', 'Joins the Wi-Fi network', 'Calibrates itself',
            'Makes its ownership permanent')
        self.assertLess(texts.index('Ownership becomes permanent'), texts.index('What Happens Here'))
        self.assertEqual(self.device.events(), self.before)
        self.picture('-review')
        self.screen.click('Enroll')

    def answer(self):
        screen = self.screen
        screen.wait_for_title('Instruction')
        screen.wait_for_text(NOTE)
        self.picture('-note')
        screen.click('Done')
        screen.wait_for_title('Questions')
        screen.type('Site', 'Main site')
        screen.type('Building', 'Building 2')
        screen.type('Floor', 'Roof')
        screen.type('Name', 'Roof sensor 1')
        self.picture('-place')
        screen.click('Continue')
        screen.type('Name of the organization', 'Example Works')
        self.picture('-owner')
        screen.click('Continue')
        screen.type('Network name', 'site')
        screen.type('Password', PASSPHRASE)
        self.picture('-wifi')

    def see_progress(self):
        self.device.pause()
        self.screen.click('Continue')
        self.screen.wait_for_title('Enrolling')
        self.screen.wait_for_text('Calibrates itself')
        self.picture('-progress')
        self.device.go_on()

    def check_everywhere(self):
        """The page, the device, the journal and the keyring know the same device, key and owner."""
        self.screen.wait_for_title('Enrolled')
        shown = self.device.show()
        key, = [key['public'] for key in shown['keys']]
        texts = self.screen.wait_for_text('The device is enrolled.', 'Roof sensor 1', self.device.serial(),
                                          'Device key')
        self.assertEqual(texts[texts.index('Device key') + 1].replace(' ', ''), key)
        self.picture('-enrolled')

        self.assertEqual((shown['state'], shown['locked'], shown['owner']['name']),
                         ('owned', True, 'Example Works'))
        self.assertEqual(shown['configuration'],
                         {'location': ['Main site', 'Building 2', 'Roof'], 'name': 'Roof sensor 1',
                          'wifi': '(sensitive)', 'interval': 300})
        self.assertEqual(shown['values'], {})
        self.assertEqual(sorted(os.listdir(self.device.storage)), ['identity.cbor', 'lock', 'state.cbor'])

        record = json.loads(enlistctl('records', 'show', '--json', self.device.serial()))
        self.assertEqual((record['state'], record['model'], record['serial'], record['session']),
                         ('enrolled', MODEL, self.device.serial(), shown['session']))
        self.assertEqual([(kept['name'], hexadecimal(kept['key'])) for kept in record['keys']],
                         [('device.key', key)])
        fields = {field['name']: field['value'] for field in record['fields']}
        self.assertEqual(fields['location'], {'site': 'Main site', 'building': 'Building 2', 'floor': 'Roof'})
        self.assertEqual(hexadecimal(fields['owner']['key']), shown['owner']['key'])
        self.assertNotIn('wifi', fields)

        kept, = [json.loads(secret) for secret in keyring('device')]
        self.assertEqual([hexadecimal(reported['key']) for reported in kept['keys']], [key])
        self.assertEqual(len(keyring('owner')), 1)
        for file in (pathlib.Path(os.environ['XDG_DATA_HOME']) / 'enlist').iterdir():
            self.assertNotIn(PASSPHRASE.encode(), file.read_bytes(), file)

    def second_time(self):
        """It has an owner now, and says so to whoever comes next."""
        kept = self.device.show()
        self.before = self.device.events()
        self.start_app()
        self.review()
        self.screen.wait_for_title('Not Enrolled')
        self.screen.wait_for_text('The device already has an owner', 'Its owner must release it first.')
        self.picture('-second-time')
        self.assertEqual(self.device.show(), kept)
        self.assertEqual(len(json.loads(enlistctl('records', 'list', '--json'))), 1)

    def test_from_scan_to_record(self):
        self.before = ['listening']
        self.start_app()
        self.review()
        self.answer()
        self.see_progress()
        self.check_everywhere()
        self.end_app()
        self.second_time()


if __name__ == '__main__':
    e2ecase.main(put_before_camera)
