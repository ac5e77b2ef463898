# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What is not a label that one may use: the app says what it is and what to do, and no device hears of it."""

import json
import subprocess
import sys

import e2ecase
from factory import MODEL, NOTE, SOURCE, VENDOR, Device, Listener, Publisher, enlistctl

sys.path.insert(0, str(SOURCE / 'tests/conformance'))
from enlist_format import payload as payloads  # noqa: E402
from enlist_format import text as texts  # noqa: E402

GENUINE = ('The signature is not genuine', 'Do not use this label.')
DAMAGED = ('The data is damaged', 'Scan the label again')
OTHER = 'This is not an Enlist label'


class AppRefuses(e2ecase.E2ECase):
    def setUp(self):
        super().setUp()
        self.folder = self.folder / self.id().rpartition('.')[2]
        self.publisher = Publisher(self.folder)
        self.device = Device(self.publisher)

    def codes(self):
        """The label's codes, as texts."""
        return self.device.make_label('label.txt').read_text(encoding='utf-8').split('\n')[:2]

    def payload(self):
        collection = texts.Collection()
        for code in self.codes():
            collection.add(texts.read(code)[1])
        return collection.payload()

    def enter(self, content):
        self.screen.open_dialog('Enter Text…')
        self.screen.type('Text of the label', content)
        self.screen.close_dialog('Open')

    def refused(self, title, *parts):
        """The card says so, nothing of the label is shown, nothing was sent and nothing is kept."""
        whole = '\n'.join(self.screen.wait_for_problem(title))
        for part in parts:
            self.assertIn(part, whole)
        self.assertEqual(self.screen.title(), 'Enlist')
        everything = '\n'.join(self.screen.texts(self.screen.frame))
        self.assertNotIn(MODEL, everything)
        self.assertNotIn(self.device.serial(), everything)

    def listening(self):
        """In the place of the device: until the end of the test nobody may come."""
        listener = Listener(self.device.socket)
        self.addCleanup(listener.close)
        self.addCleanup(lambda: self.assertEqual(listener.connections(), 0))

    def test_changed_label(self):
        self.publisher.trust()
        self.listening()
        item = bytearray(payloads.inflate(self.payload()))
        place = item.index(MODEL.encode())
        item[place] ^= 1
        changed = texts.encode_uri(payloads.deflate(bytes(item)))
        self.start_app(changed)
        self.refused(*GENUINE)
        self.picture()

    def test_damaged_text(self):
        self.publisher.trust()
        self.listening()
        self.start_app()
        first, second = self.codes()
        damaged = second[:60] + ('0' if second[60] != '0' else '1') + second[61:]
        self.enter(f'{first}\n{damaged}')
        self.refused(*DAMAGED)
        self.picture()
        self.enter(f'{first}\n{second[:-30]}')
        self.refused(*DAMAGED)
        self.enter(texts.encode_uri(self.payload()[:-40]))
        self.refused(*DAMAGED)

    def test_one_code_of_two(self):
        self.publisher.trust()
        self.listening()
        first, second = self.codes()
        picture = self.folder / 'second.png'
        subprocess.run(['qrencode', '-s', '8', '-m', '4', '-o', picture, second], check=True)
        self.start_app(picture)
        self.refused('A part is missing', 'Code 1 of 2')
        self.picture()
        # What was missing completes it.
        self.enter(first)
        self.screen.wait_for_title('Review')

    def test_codes_of_others(self):
        self.publisher.trust()
        self.listening()
        self.start_app()
        for text, *parts in (
                ('https://www.example.com/manual', 'web link', 'Look for another code on the device.'),
                ('WIFI:T:WPA;S:site;P:secret-of-the-site;;', 'Wi-Fi network', 'Scan the code on the device.'),
                ('MT:Y.K9042C00KA0648G00', 'Matter code', 'use a Matter controller.'),
                ('hello', 'its text begins with EN1', 'Scan the code on the device.'),
        ):
            with self.subTest(text):
                self.enter(text)
                self.refused(OTHER, *parts)
                self.picture('-' + parts[0].replace(' ', '-'))
                self.assertNotIn('secret-of-the-site', '\n'.join(self.screen.problem()))
                self.screen.click('Dismiss')
        self.enter('4006381333931')
        self.refused('Number not found', '4006381333931', 'Scan the square codes of the label')
        self.picture('-number')
        self.enter('4006381333932')
        self.refused('This was not understood', 'typing mistake')
        self.enter('EN2:ABC')
        self.refused('Made for a newer version of Enlist', 'Update Enlist')

    def test_unknown_publisher(self):
        self.listening()
        self.start_app(self.device.make_label('label.png'))
        self.screen.wait_for_title('Unknown Publisher')
        self.screen.wait_for_text('you do not trust yet', 'ask them for their publisher card')
        everything = '\n'.join(self.screen.texts(self.screen.frame))
        for secret in (MODEL, VENDOR, self.device.serial(), NOTE):
            self.assertNotIn(secret, everything)
        self.picture()

    def test_another_device(self):
        """The label of one device, in front of another of the same publisher and model."""
        self.publisher.trust()
        other = Device(self.publisher, 'other')
        kept = other.show()
        other.switch_on(self.device.socket)
        self.addCleanup(other.switch_off)
        self.start_app(self.device.make_label('label.png'))
        self.screen.wait_for_title('Review')
        self.assertEqual(other.events(), ['listening'])
        self.screen.click('Enroll')
        self.screen.wait_for_title('Not Enrolled')
        self.screen.wait_for_text('This is not the device on the label',
                                  'Check that the label belongs to the device')
        self.picture()
        # It heard a handshake that it could not read, and nothing else.
        self.assertNotIn('opened', other.events())
        self.assertEqual(other.show(), kept)
        self.assertEqual(json.loads(enlistctl('records', 'list', '--json')), [])


if __name__ == '__main__':
    e2ecase.main()
