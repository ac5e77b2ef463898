# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Publisher keys, cards, trusted publishers and device identities."""

import json
import os
import stat
import unittest

import cbor2

from clicase import (NOT_FOUND, REFUSED, USAGE, VENDOR, VERIFICATION, CliCase, FAILED, Terminal)


class Keys(CliCase):
    def test_new_is_private_and_never_overwrites(self):
        out, err = self.run_ctl('keys', 'new', '--name', VENDOR, '-o', 'key.json')
        self.assertEqual(stat.S_IMODE(os.stat(self.path('key.json')).st_mode), 0o600)
        self.assertIn(VENDOR, out)
        self.assertIn('secret', err)
        before = (self.dir / 'key.json').read_bytes()
        self.assertNotIn(json.loads(before)['secret'], out + err)
        self.assertIn('not overwritten', self.run_ctl('keys', 'new', '--name', 'B', '-o', 'key.json',
                                                      code=REFUSED)[1])
        self.assertEqual((self.dir / 'key.json').read_bytes(), before)

    def test_names(self):
        self.run_ctl('keys', 'new', '--name', 'x' * 64, '-o', 'longest.json')
        self.run_ctl('keys', 'new', '--name', 'x' * 65, '-o', 'too-long.json', code=USAGE)
        self.run_ctl('keys', 'new', '--name', '', '-o', 'empty.json', code=USAGE)
        self.run_ctl('keys', 'new', '--name', 'A', '-o', 'no/folder.json', code=FAILED)
        self.assertFalse((self.dir / 'too-long.json').exists())

    def test_show(self):
        out, _ = self.run_ctl('keys', 'new', '--name', VENDOR, '-o', 'key.json')
        shown, err = self.run_ctl('keys', 'show', 'key.json')
        self.assertEqual(shown, out)
        self.assertEqual(err, '')
        self.assertNotIn(json.loads((self.dir / 'key.json').read_text())['secret'], shown)
        self.run_ctl('keys', 'show', 'nothing.json', code=NOT_FOUND)
        (self.dir / 'broken.json').write_text('{')
        self.run_ctl('keys', 'show', 'broken.json', code=VERIFICATION)

    def test_card_in_every_form_adds_the_same_publisher(self):
        self.make_key()
        text, _ = self.run_ctl('publishers', 'card', 'key.json', '-o', '-')
        self.assertTrue(text.startswith('ENP1:'))
        key_id = self.run_ctl('keys', 'show', 'key.json')[0].splitlines()[1].split()[-1]
        for form in ('card.png', 'card.svg', 'card.txt'):
            self.assertIn(form, self.run_ctl('publishers', 'card', 'key.json', '-o', form)[1])
        self.assertEqual((self.dir / 'card.txt').read_text(), text)
        for form in ('card.png', 'card.svg', 'card.txt', text.strip(), 'key.json'):
            with self.subTest(form):
                self.run_ctl('publishers', 'add', form, '--yes')
                self.assertEqual(self.run_ctl('publishers', 'list')[0].split()[0], key_id)
                self.run_ctl('publishers', 'remove', key_id)
                self.assertEqual(self.run_ctl('publishers', 'list')[0], '')

    def test_card_of_a_card_and_of_a_key_id(self):
        self.make_key()
        text, _ = self.run_ctl('publishers', 'card', 'key.json', '-o', '-')
        self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.png')
        for publisher in ('card.png', text.strip()):
            self.assertEqual(self.run_ctl('publishers', 'card', publisher, '-o', '-')[0], text)
        key_id = self.run_ctl('keys', 'show', 'key.json')[0].splitlines()[1].split()[-1]
        _, err = self.run_ctl('publishers', 'card', key_id, '-o', '-', code=NOT_FOUND)
        self.assertIn('publishers list', err)
        self.trust()
        self.assertEqual(self.run_ctl('publishers', 'card', key_id, '-o', '-')[0], text)
        self.run_ctl('publishers', 'card', 'nothing.json', '-o', '-', code=NOT_FOUND)

    def test_card_outputs(self):
        self.make_key()
        self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.gif', code=USAGE)
        self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.enlist', code=USAGE)
        for option in (('--scale', '0'), ('--scale', '65'), ('--module-mm', '0'), ('--module-mm', '11')):
            self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.png', *option, code=USAGE)
        self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.png', '--scale', '1', '--module-mm', '10')


class Publishers(CliCase):
    def test_list(self):
        out, err = self.run_ctl('publishers', 'list')
        self.assertEqual(out, '')
        self.assertIn('No publisher', err)
        self.assertEqual(json.loads(self.run_ctl('publishers', 'list', '--json')[0]), [])
        self.make_key()
        self.trust()
        publisher, = json.loads(self.run_ctl('publishers', 'list', '--json')[0])
        key = json.loads((self.dir / 'key.json').read_text())
        self.assertEqual((publisher['name'], publisher['key'], publisher['source']),
                         (VENDOR, key['key'], 'user'))
        self.assertNotIn(key['secret'], json.dumps(publisher))

    def test_nobody_to_ask(self):
        self.make_key()
        _, err = self.run_ctl('publishers', 'add', 'key.json', code=REFUSED)
        self.assertIn('Fingerprint', err)
        self.assertIn('--yes', err)
        self.assertEqual(self.run_ctl('publishers', 'list')[0], '')

    def test_somebody_to_ask(self):
        self.make_key()
        terminal = Terminal(self, 'publishers', 'add', 'key.json')
        self.assertIn('Fingerprint', terminal.expect('[y/N]'))
        terminal.type('n')
        terminal.end(FAILED)
        self.assertEqual(self.run_ctl('publishers', 'list')[0], '')
        terminal = Terminal(self, 'publishers', 'add', 'key.json')
        terminal.expect('[y/N]')
        terminal.type('y')
        terminal.end(0)
        self.assertIn(VENDOR, self.run_ctl('publishers', 'list')[0])

    def test_what_is_no_card(self):
        (self.dir / 'text').write_text('hello')
        self.assertIn('no publisher card', self.run_ctl('publishers', 'add', 'text', '--yes', code=USAGE)[1])
        self.run_ctl('publishers', 'add', 'nothing', '--yes', code=NOT_FOUND)
        self.make_key()
        card = self.run_ctl('publishers', 'card', 'key.json', '-o', '-')[0].strip()
        self.run_ctl('publishers', 'add', card[:-6], '--yes', code=VERIFICATION)
        self.run_ctl('publishers', 'add', 'ENP2:' + card[5:], '--yes', code=VERIFICATION)

    def test_remove_what_is_not_there(self):
        self.assertIn('publishers list', self.run_ctl('publishers', 'remove', '0' * 16, code=NOT_FOUND)[1])

    def test_the_system_has_its_own(self):
        folder = self.system / 'enlist' / 'publishers'
        folder.mkdir(parents=True)
        self.make_key()
        key = json.loads((self.dir / 'key.json').read_text())
        (folder / 'a.json').write_text(json.dumps({'enlist-publisher': 1, 'name': VENDOR, 'key': key['key']}))
        (folder / 'b.json').write_text('{')
        out, err = self.run_ctl('publishers', 'list')
        self.assertIn('administrator', out)
        self.assertIn('left out: ', err)
        self.run_ctl('publishers', 'remove', out.split()[0], code=REFUSED)


class Devices(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()

    def test_new(self):
        out, err = self.run_ctl('device', 'new', '--vendor', VENDOR, '--model', 'Weather Sensor',
                                '--hardware', 'B',
                                '--serial', 'WS-1', '--publisher', 'key.json', '--storage', 'device', '-o',
                                'd.json')
        self.assertIn('WS-1', out)
        self.assertIn('d.json', err)
        values = json.loads((self.dir / 'd.json').read_text())
        self.assertEqual({k: values[k] for k in ('vendor', 'model', 'hardware', 'serial')},
                         {'vendor': VENDOR, 'model': 'Weather Sensor', 'hardware': 'B', 'serial': 'WS-1'})
        self.assertNotIn(values['secret'], out + err)
        for file in ('d.json', 'device/identity.cbor'):
            self.assertEqual(stat.S_IMODE(os.stat(self.path(file)).st_mode), 0o600)

    def test_never_overwrites(self):
        self.make_device('Weather Sensor')
        before = (self.dir / 'device.json').read_bytes(), (self.dir / 'device' / 'identity.cbor').read_bytes()
        options = ('--vendor', VENDOR, '--model', 'M', '--publisher', 'key.json')
        self.run_ctl('device', 'new', *options, '--storage', 'other', '-o', 'device.json', code=REFUSED)
        self.assertFalse((self.dir / 'other').exists())
        self.run_ctl('device', 'new', *options, '--storage', 'device', '-o', 'other.json', code=REFUSED)
        self.assertFalse((self.dir / 'other.json').exists())
        self.assertEqual(before, ((self.dir / 'device.json').read_bytes(),
                                  (self.dir / 'device' / 'identity.cbor').read_bytes()))

    def test_development_has_no_secret(self):
        self.make_device('Weather Sensor', '--development')
        self.assertNotIn('secret', json.loads((self.dir / 'device.json').read_text()))

    def test_preset(self):
        for number, (preset, code) in enumerate([('lock', 1), ('forget', 2), ('lock,forget', 3)]):
            self.make_device('Weather Sensor', '--preset', preset, name=f'device{number}')
            identity = cbor2.loads((self.dir / f'device{number}' / 'identity.cbor').read_bytes())
            self.assertEqual(identity[9], code)
        self.make_device('Weather Sensor', '--preset', '', name='none')
        self.assertNotIn(9, cbor2.loads((self.dir / 'none' / 'identity.cbor').read_bytes()))
        for wrong in ('locked', 'lock, forget', ','):
            self.run_ctl('device', 'new', '--vendor', 'V', '--model', 'M', '--publisher', 'key.json', '--storage',
                         'wrong', '-o', 'wrong.json', '--preset', wrong, code=USAGE)
        self.assertFalse((self.dir / 'wrong').exists())

    def test_limits(self):
        options = ('--model', 'M', '--publisher', 'key.json', '--storage', 'device', '-o', 'd.json')
        self.run_ctl('device', 'new', '--vendor', 'x' * 65, *options, code=USAGE)
        self.run_ctl('device', 'new', '--vendor', 'V', *options, '--serial', 'x' * 33, code=USAGE)
        self.run_ctl('device', 'new', '--vendor', 'V', *options, '--publisher', 'nothing', code=NOT_FOUND)
        self.run_ctl('device', 'new', '--vendor', 'x' * 64, *options, '--serial', 'x' * 32)
        nine = [option for _ in range(9) for option in ('--publisher', 'key.json')]
        self.run_ctl('device', 'new', '--vendor', 'V', '--model', 'M', *nine[2:], '--storage', 'eight', '-o',
                     '8.json')
        self.run_ctl('device', 'new', '--vendor', 'V', '--model', 'M', *nine, '--storage', 'nine', '-o',
                     'nine.json', code=USAGE)


if __name__ == '__main__':
    unittest.main()
