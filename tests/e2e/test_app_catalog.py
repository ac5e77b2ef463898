# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The app in front of a camera that sees the bar code of a device: a catalog has its label and name."""

import json
import subprocess

import e2ecase
from factory import MODEL, VENDOR, Device, Publisher, enlistctl

NUMBER = 'SN-0001'


def put_before_camera(folder):
    picture = folder / 'camera.png'
    subprocess.run(['zint', '--barcode=20', '--scale=3', '--height=60', '-o', str(folder / 'code.png'),
                    f'--data={NUMBER}'], check=True)
    subprocess.run(['convert', '-size', '1280x720', 'xc:gray90', str(folder / 'code.png'), '-gravity', 'center',
                    '-composite', '-depth', '8', str(picture)], check=True)
    return picture


class AppCatalog(e2ecase.E2ECase):
    def setUp(self):
        super().setUp()
        publisher = Publisher(self.folder)
        publisher.trust()
        self.device = Device(publisher)
        self.device.switch_on()
        self.addCleanup(self.device.switch_off)
        self.catalog = self.folder / 'pumps'
        self.catalog.mkdir()

    def make_catalog(self):
        source = self.folder / 'source.json'
        source.write_text(json.dumps({
            'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': MODEL,
            'assistant': [{'lookup': NUMBER, 'into': ['name']}, {'ask': ['location']},
                          {'send': ['name', 'location']}, {'record': ['name', 'location']}],
            'device': [{'need': ['name', 'location']}, {'set': ['name', 'location']}]}), encoding='utf-8')
        label = self.device.make_label('pumps/label.enlist', source)
        (self.catalog / 'catalog.json').write_text(json.dumps({
            'enlist-catalog': 1, 'name': 'Pumps', 'entries': {
                NUMBER: {'label': label.name, 'fields': {'name': 'Feed pump'}}}}), encoding='utf-8')
        enlistctl('catalog', 'add', self.catalog)

    def enter(self, number):
        self.screen.open_dialog('Enter Text…')
        self.screen.type('Text of the label', number)
        self.screen.close_dialog('Open')

    def test_from_bar_code_to_record(self):
        screen = self.start_app()
        screen.wait_for_problem('Number not found')
        self.picture('-unknown')

        # The catalog comes while the app runs; nothing has to be started again.
        self.make_catalog()
        self.enter(NUMBER.lower())
        screen.wait_for_title('Review')
        self.end_app()

        screen = self.start_app()
        screen.wait_for_title('Review')
        screen.wait_for_text(MODEL, self.device.serial())
        self.picture('-review')
        screen.click('Enroll')
        screen.wait_for_title('Questions')
        screen.type('Site', 'Main site')
        screen.click('Continue')
        screen.wait_for_title('Enrolled')
        record = json.loads(enlistctl('records', 'show', '--json', self.device.serial()))
        self.assertIn({'name': 'name', 'value': 'Feed pump'}, record['fields'])


if __name__ == '__main__':
    e2ecase.main(put_before_camera)
