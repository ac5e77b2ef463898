# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Enrollment without a screen, with the reference device at the other end of a socket."""

import json
import os
import pathlib
import signal
import unittest

from clicase import (FAILED, FLOW, MODELS, NOT_FOUND, REFUSED, TRY_AGAIN, USAGE, VENDOR, VERIFICATION,
                     WEATHER, Terminal)
from enrollcase import ANSWERS, EnrollCase, until


class EndToEnd(EnrollCase):
    def test_weather_sensor(self):
        self.prepare()
        self.start_device()
        out, err = self.enroll('--log', 'log.txt')
        serial = json.loads((self.dir / 'device.json').read_text())['serial']
        for words in (f'{VENDOR}, trusted', 'The device gets Location, Owner, Name, Wi-Fi network',
                      'device     ✓ Joins the Wi-Fi network', 'device     ✓ Calibrates itself',
                      'assistant  ✓ Asks for Wi-Fi network', 'The device is enrolled.'):
            self.assertIn(words, err)
        for words in (serial, 'enrolled', 'Main site, Building 2', 'Roof sensor', 'device.key', VENDOR):
            self.assertIn(words, out)
        self.assertRegex(out, r'(?m)^ {16}([0-9a-f]{4} ){15}[0-9a-f]{4}$')

        record = json.loads(self.run_ctl('records', 'show', serial, '--json')[0])
        self.assertEqual(record['state'], 'enrolled')
        self.assertEqual(record['place'], 'Main site, Building 2')
        self.assertEqual([(key['name'], key['type']) for key in record['keys']], [('device.key', 'ed25519')])
        self.assertIn(record['keys'][0]['key'], out)
        self.assertEqual(self.run_ctl('records', 'show', record['id'][:8])[0], out)

        device = self.show_device()
        self.assertEqual(device['configuration']['name'], 'Roof sensor')
        self.assertEqual(device['configuration']['location'], ['Main site', 'Building 2'])
        self.assertEqual(device['configuration']['interval'], 300)
        self.assertTrue((self.dir / 'device' / 'lock').exists())
        self.no_traces()
        self.assertIn(serial, self.secrets())
        self.second_is_refused()

    def no_traces(self):
        """No program on the device; no secret in the journal, in the log, or in what the keyring tells."""
        self.assertEqual(sorted(os.listdir(self.dir / 'device')), ['identity.cbor', 'lock', 'state.cbor'])
        secret = json.loads((self.dir / 'device.json').read_text())['secret']
        places = [self.secrets(), (self.dir / 'log.txt').read_text()]
        files = [path for path in (self.dir / 'data').rglob('*') if path.is_file()]
        places += [path.read_bytes().decode('latin-1') for path in files]
        for place in places:
            self.assertNotIn('correct horse', place)
            self.assertNotIn(secret, place)

    def second_is_refused(self):
        _, err = self.enroll(code=REFUSED)
        self.assertIn('already has an owner', err)
        self.assertEqual(len(json.loads(self.run_ctl('records', 'list', '--json')[0])), 1)

    def test_flow_controller_as_json(self):
        self.prepare(FLOW)
        self.start_device()
        record = json.loads(self.enroll('--json')[0])
        self.assertEqual(record['state'], 'enrolled')
        fields = {field['name']: field['value'] for field in record['fields']}
        self.assertEqual(fields['pipe'], 'DN 20')
        self.assertEqual(fields['owner']['name'], 'Example Works')
        device = self.show_device()
        self.assertEqual(device['configuration']['endpoint'], 'coaps://example.com')
        self.assertIn('system.key', device['configuration'])
        self.assertNotIn('pipe', device['configuration'])
        self.assertFalse((self.dir / 'device' / 'lock').exists())

    def test_every_representation_of_the_label(self):
        self.prepare(FLOW)
        self.start_device()
        self.make_label('label.txt', source=FLOW)
        self.run_ctl('enroll', '--label', 'label.txt', '--answers', 'answers.json', '--journal', 'own.db',
                     '--device', f'unix:{self.path("socket")}')
        self.assertEqual(json.loads(self.run_ctl('records', 'list', '--json')[0]), [])
        records = json.loads(self.run_ctl('records', 'list', '--json', '--journal', 'own.db')[0])
        self.assertEqual(len(records), 1)

    def test_the_label_says_where_the_device_is(self):
        self.prepare(FLOW, options=('--transport', f'unix:{self.path("socket")}'))
        self.start_device()
        _, err = self.run_ctl('enroll', '--image', 'label.png', '--answers', 'answers.json')
        self.assertIn('a socket on this computer', err)

    def test_a_trace(self):
        self.prepare()
        self.start_device()
        self.enroll('--trace', 'trace.jsonl')
        lines = [json.loads(line) for line in (self.dir / 'trace.jsonl').read_text(encoding='utf-8').splitlines()]
        self.assertEqual({line['dir'] for line in lines if 'dir' in line}, {'in', 'out'})
        whole = (self.dir / 'trace.jsonl').read_text(encoding='utf-8')
        for secret in (self.answers['wifi']['passphrase'], self.answers['owner'], str(self.dir)):
            self.assertNotIn(secret, whole)
            self.assertNotIn(secret.encode().hex(), whole)
        out, _ = self.run_ctl('trace', 'trace.jsonl')
        self.assertIn('link over unix', out)

    def test_a_trace_that_cannot_be_written(self):
        self.prepare()
        self.start_device()
        _, err = self.enroll('--trace', 'nowhere/trace.jsonl', code=FAILED)
        self.assertIn('could not be saved', err)
        self.assertTrue(self.device_is_untouched())

    def test_a_choice_by_its_text(self):
        self.prepare(FLOW)
        self.start_device()
        self.write_answers(pipe='DN 25')
        record = json.loads(self.enroll('--json')[0])
        self.assertIn({'name': 'pipe', 'value': 'DN 25'}, record['fields'])


class BeforeAnythingIsSent(EnrollCase):
    """No device listens: what fails later would fail otherwise."""

    def test_unknown_publisher(self):
        self.prepare(trust=False)
        _, err = self.enroll(code=VERIFICATION)
        self.assertIn('publisher is not trusted', err)
        self.assertNotIn('Weather Sensor', err)
        self.assertFalse((self.dir / 'data').exists())

    def test_missing_answers_are_named_all_at_once(self):
        self.prepare()
        self.write_answers(location=None, wifi=None, confirm=None)
        _, err = self.enroll(code=USAGE)
        self.assertIn('answers.json has no answer for: confirm (or the option --yes), location, wifi.', err)
        _, err = self.run_ctl('enroll', '--image', 'label.png', code=USAGE)
        self.assertIn('location, name, owner, wifi', err)

    def test_a_lock_needs_a_permission(self):
        self.prepare()
        for value in (None, False, 'true', 1):
            self.write_answers(lock=value)
            _, err = self.enroll('--yes', code=REFUSED)
            self.assertIn('--allow-lock', err)
        self.assertTrue(self.device_is_untouched())

    def test_what_cannot_be_read(self):
        self.prepare()
        self.run_ctl('enroll', '--image', 'nothing.png', code=NOT_FOUND)
        self.run_ctl('enroll', '--label', 'https://example.com', code=VERIFICATION)
        self.run_ctl('enroll', '--image', 'label.png', '--answers', 'nothing.json', code=NOT_FOUND)
        for text in ('{', '[]'):
            (self.dir / 'answers.json').write_text(text)
            self.enroll(code=USAGE)
        self.run_ctl('enroll', '--image', 'label.png', '--label', 'label.png', code=USAGE)
        self.run_ctl('enroll', '--image', 'label.png', '--device', 'usb:1', code=USAGE)

    def test_a_device_that_is_not_there(self):
        self.prepare()
        _, err = self.enroll(code=TRY_AGAIN)
        self.assertIn('cannot be reached', err)
        self.assertEqual(json.loads(self.run_ctl('records', 'list', '--json')[0]), [])


class GoingBack(EnrollCase):
    def enrolls_after_all(self):
        self.answers = dict(ANSWERS[WEATHER])
        self.write_answers()
        self.enroll()

    def test_an_answer_that_does_not_fit(self):
        self.prepare()
        self.start_device()
        for name, value, words in (('wifi', {'ssid': 'x', 'passphrase': 'short'}, 'wifi'),
                                   ('wifi', 7, 'wifi'),
                                   ('location', {}, 'location'), ('name', 'x' * 65, 'name')):
            self.write_answers(**{**ANSWERS[WEATHER], name: value})
            _, err = self.enroll(code=USAGE)
            self.assertIn(f'The answer for “{words}” does not fit', err)
            self.assertTrue(self.device_is_untouched())
        self.enrolls_after_all()

    def test_a_device_that_cannot_do_a_step(self):
        self.prepare()
        (self.dir / 'device' / 'networks.txt').write_text('other\tpassphrase\n')
        self.start_device()
        _, err = self.enroll(code=FAILED)
        self.assertIn('device     ✗ Joins the Wi-Fi network', err)
        self.assertIn('The device, step 2 (Joins the Wi-Fi network)', err)
        self.assertTrue(self.device_is_untouched())
        (self.dir / 'device' / 'networks.txt').unlink()
        self.enrolls_after_all()

    def test_another_devices_label(self):
        self.prepare()
        self.make_device(MODELS[WEATHER], name='other')
        self.make_label('other.png', device='other.json')
        self.start_device()
        _, err = self.enroll(label='other.png', code=VERIFICATION)
        self.assertIn('not the device on the label', err)
        self.assertTrue(self.device_is_untouched())

    def test_ctrl_c(self):
        self.prepare()
        self.start_device()
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--yes', '--allow-lock', '--device',
                            f'unix:{self.path("socket")}')
        terminal.expect('Location: site: ')
        until(lambda: b'started' in self.log.read_bytes(), 'the device does not start')
        terminal.process.send_signal(signal.SIGINT)
        terminal.expect('Giving up')
        terminal.expect('Cancelled')
        terminal.end(FAILED)
        until(lambda: b'disconnected' in self.log.read_bytes(), 'the device is still connected')
        self.assertTrue(self.device_is_untouched())
        self.enrolls_after_all()


class AtTheTerminal(EnrollCase):
    def test_everything_is_asked(self):
        self.prepare()
        self.start_device()
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--device', f'unix:{self.path("socket")}')
        terminal.expect('Ownership becomes permanent. Is that what you want? [y/N]')
        terminal.type('y')
        terminal.expect('Enroll this device? [y/N]')
        terminal.type('y')
        terminal.expect('Done? [y/N]')
        terminal.type('y')
        for prompt, answer in (('Location: site: ', 'Main site'), ('Building', 'Building 2'), ('Floor', ''),
                               ('Room', ''),
                               ('Name: ', 'x' * 65), ('Name: ', 'Roof sensor'), ('Owner: ', 'Example Works'),
                               ('Wi-Fi network: ', 'site'), ('password', 'short'),
                               ('Wi-Fi network: ', 'site'),
                               ('password', 'correct horse battery')):
            terminal.expect(prompt)
            terminal.type(answer)
        rest = terminal.expect('The device is enrolled.')
        self.assertNotIn('correct horse', rest)
        terminal.end(0)
        self.assertEqual(self.show_device()['configuration']['name'], 'Roof sensor')

    def test_a_connection_that_is_lost(self):
        """The question stays open, and what happened meanwhile is told when it has been answered."""
        self.prepare(FLOW)
        self.write_answers(name=None)
        process = self.start_device()
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes',
                            '--device', f'unix:{self.path("socket")}')
        terminal.expect('Name: ')
        until(lambda: b'started' in self.log.read_bytes(), 'the device does not start')
        process.kill()
        process.wait()
        (self.dir / 'socket').unlink()
        self.start_device()
        until(lambda: b'started' in self.log.read_bytes(), 'the device is not reached again')
        terminal.type('Feed line')
        rest = terminal.expect('The device is enrolled.')
        self.assertRegex(rest, 'Connection lost, connecting again… [0-9]+ s left')
        self.assertNotIn('Name: ', rest)
        terminal.end(0)
        self.assertEqual(self.show_device()['configuration']['name'], 'Feed line')

    def test_saying_no(self):
        self.prepare(FLOW)
        for answer in ('n', ''):
            terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json',
                                '--device', f'unix:{self.path("socket")}')
            terminal.expect('Enroll this device? [y/N]')
            terminal.type(answer)
            terminal.expect('Nothing was sent.')
            terminal.end(FAILED)
        self.assertFalse((self.dir / 'data').exists())

    def test_choice_by_number(self):
        self.prepare(FLOW)
        self.write_answers(pipe=None)
        self.start_device()
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes',
                            '--json', '--device', f'unix:{self.path("socket")}')
        self.assertIn('2  DN 20', terminal.expect('Pipe diameter: '))
        for answer in ('4', 'DN 21', '2'):
            terminal.type(answer)
            if answer != '2':
                terminal.expect('Pipe diameter: ')
        record = json.loads(terminal.end(0))
        self.assertIn({'name': 'pipe', 'value': 'DN 20'}, record['fields'])


class Records(EnrollCase):
    def test_list_and_show(self):
        out, err = self.run_ctl('records', 'list')
        self.assertEqual(out, '')
        self.assertIn('No device', err)
        self.prepare(FLOW)
        self.start_device()
        record = json.loads(self.enroll('--json')[0])
        out, _ = self.run_ctl('records', 'list')
        for words in (record['id'][:8], record['serial'], 'Flow Controller', 'Main site',
                      record['enrolled-at']):
            self.assertIn(words, out)
        self.assertEqual(json.loads(self.run_ctl('records', 'list', '--json')[0]), [record])
        self.assertEqual(json.loads(self.run_ctl('records', 'list', '--json', 'flow', 'MAIN')[0]), [record])
        self.assertEqual(json.loads(self.run_ctl('records', 'list', '--json', 'flow', 'elsewhere')[0]), [])
        self.assertIn('No record', self.run_ctl('records', 'list', 'elsewhere')[1])
        for key in (record['id'], record['id'][:6], record['serial'], record['device-key']):
            self.assertIn('Feed line', self.run_ctl('records', 'show', key)[0])
        self.run_ctl('records', 'show', 'nothing', code=NOT_FOUND)

    def test_a_journal_that_cannot_be_used(self):
        self.run_ctl('records', 'list', '--journal', '/proc/nothing/journal.db', code=FAILED)
        pathlib.Path(self.path('folder')).mkdir()
        self.run_ctl('records', 'list', '--journal', 'folder', code=FAILED)


class WithoutKeyring(EnrollCase):
    def test_nothing_is_enrolled(self):
        self.prepare(FLOW)
        self.start_device()
        self.env['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path("nowhere")}'
        _, err = self.enroll(code=FAILED)
        self.assertIn('There is no keyring', err)
        self.assertTrue(self.device_is_untouched())


if __name__ == '__main__':
    unittest.main()
