# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The app meets a publisher whom nobody trusts yet: first the publisher's card, only then the label."""

import base64
import hashlib
import json

import e2ecase
from factory import MODEL, NOTE, VENDOR, Device, Listener, Publisher, enlistctl


class AppTrusts(e2ecase.E2ECase):
    def setUp(self):
        super().setUp()
        self.publisher = Publisher(self.folder)
        self.device = Device(self.publisher)
        self.listener = Listener(self.device.socket)
        self.addCleanup(self.listener.close)

    def enter_card(self):
        self.screen.open_dialog('Enter Text…')
        self.screen.type('Text of the label', self.publisher.card.read_text(encoding='utf-8'))
        self.screen.open_dialog('Open')

    def fingerprint(self):
        key = json.loads(self.publisher.key.read_text(encoding='utf-8'))['key']
        return hashlib.sha256(base64.urlsafe_b64decode(key + '==')).hexdigest()

    def expect_unknown(self):
        self.screen.wait_for_title('Unknown Publisher')
        everything = '\n'.join(self.screen.texts(self.screen.frame))
        for secret in (MODEL, VENDOR, self.device.serial(), NOTE):
            self.assertNotIn(secret, everything)

    def test_card_then_label(self):
        screen = self.start_app(self.device.make_label('label.png'))
        self.expect_unknown()
        self.picture('-unknown')

        screen.click('Scan Publisher Card')
        screen.wait_for_title('Publisher Card')
        self.enter_card()
        texts = screen.wait_for_text('Trust This Publisher?', VENDOR, 'Key fingerprint')
        self.assertEqual(texts[texts.index('Key fingerprint') + 1].replace(' ', ''), self.fingerprint())
        self.picture('-asked')
        screen.close_dialog('Cancel')
        self.assertEqual(json.loads(enlistctl('publishers', 'list', '--json')), [])

        self.enter_card()
        screen.wait_for_text('Trust This Publisher?')
        screen.close_dialog('Trust')
        screen.wait_for_title('Review')
        screen.wait_for_text('Trusted by you', VENDOR, MODEL, self.device.serial())
        known = json.loads(enlistctl('publishers', 'list', '--json'))
        self.assertEqual([publisher['name'] for publisher in known], [VENDOR])
        self.assertEqual(self.listener.connections(), 0)


if __name__ == '__main__':
    e2ecase.main()
