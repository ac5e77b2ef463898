# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Enrollments with each shape of application that a label may carry, on the samples."""

import json
import os
import stat
import unittest

from clicase import FAILED, REFUSED, USAGE, VERIFICATION, WEATHER, Terminal
from enrollcase import EnrollCase, until


class Shapes(EnrollCase):
    def record(self, *options):
        return json.loads(self.enroll('--json', '--yes', '--allow-lock', *options)[0])

    def fields(self, record):
        return {field['name']: field['value'] for field in record['fields']}

    def test_one_application_split_in_two(self):
        self.prepare_sample('weather-sensor')
        record = self.record()
        self.assertEqual(self.fields(record)['name'], 'Roof sensor')
        self.assertEqual(self.show_device()['configuration']['name'], 'Roof sensor')

    def test_device_only(self):
        self.prepare_sample('device-only')
        record = self.record()
        self.assertEqual([key['name'] for key in record['keys']], ['device.key'])
        self.assertEqual(self.show_device()['configuration']['interval'], 600)

    def test_configuration_and_iot_application_stay(self):
        self.prepare_sample('pump-with-app')
        record = self.record()
        self.assertEqual(self.fields(record)['limit'], 150)
        device = self.show_device()
        self.assertEqual(device['configuration']['endpoint'], 'mqtts://example.com')
        self.assertEqual(device['configuration']['limit'], 150)
        until(lambda: b'application' in self.log.read_bytes(), 'the IoT application does not start')

    def test_gateway(self):
        self.prepare_sample('gateway')
        record = self.record('--gateway', 'gateway')
        configuration = json.loads((self.dir / 'gateway' / 'configuration.json').read_text())
        self.assertEqual(configuration['topic'], f'leaks/{record["serial"]}')
        self.assertEqual(configuration['interval'], 60)
        self.assertEqual(configuration['device.key']['key'], record['keys'][0]['key'])
        self.assertFalse((self.dir / 'gateway' / 'secrets.json').exists())
        self.assertEqual(stat.S_IMODE(os.stat(self.dir / 'gateway').st_mode), 0o700)
        self.waits_to_be_relayed(record)

    def waits_to_be_relayed(self, record):
        fields = ['location', 'name', 'device.key', 'device.serial']
        for shown in (record, json.loads(self.run_ctl('records', 'list', '--json')[0])[0]):
            self.assertEqual(shown['relay']['state'], 'waiting')
            self.assertEqual(sorted(shown['relay']['fields']), sorted(fields))
        out, _ = self.run_ctl('records', 'show', record['serial'])
        self.assertRegex(out, r'(?m)^Relay +waiting \(')

    def test_keys_and_a_certificate_request(self):
        self.prepare_sample('certificate')
        record = self.record()
        self.assertEqual([(key['name'], key['type']) for key in record['keys']],
                         [('device.key', 'ed25519'), ('tls.key', 'p-256')])
        self.assertIn('tls.request', self.fields(record))
        self.assertEqual(record['relay'], {'state': 'waiting'})

    def test_no_gateway(self):
        self.prepare_sample('gateway')
        _, err = self.enroll('--allow-lock', code=REFUSED)
        self.assertIn('no gateway', err)
        self.assertTrue(self.device_is_untouched())


class Applications(EnrollCase):
    def test_by_title_and_number(self):
        self.prepare_sample('two-applications')
        for application in ('Change the battery', '2'):
            record = json.loads(self.enroll('--json', '--yes', '--application', application)[0])
            self.assertIn('battery', [field['name'] for field in record['fields']])
        record = json.loads(self.enroll('--json', '--application', '1')[0])
        self.assertEqual(record['place'], 'Main site, Water tower')

    def test_nobody_to_ask(self):
        self.prepare_sample('two-applications')
        for options, words in (((), 'several applications'), (('--application', '3'), '“3”'),
                               (('--application', '0'), '“0”'),
                               (('--application', 'install'), '“install”')):
            _, err = self.enroll(*options, code=USAGE)
            self.assertIn(words, err)
            self.assertIn('1  Install the probe, 2  Change the battery', err)
        self.assertTrue(self.device_is_untouched())

    def test_answers_are_those_of_the_application(self):
        self.prepare_sample('two-applications')
        self.write_answers(name=None)
        _, err = self.enroll('--application', '1', code=USAGE)
        self.assertIn('has no answer for: name.', err)
        _, err = self.enroll('--application', '2', code=USAGE)
        self.assertIn('has no answer for: confirm', err)

    def test_on_a_terminal(self):
        self.prepare_sample('two-applications')
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes',
                            '--device', f'unix:{self.path("socket")}')
        self.assertIn('2  Change the battery', terminal.expect('Which one: '))
        for answer in ('3', '', '2'):
            terminal.type(answer)
            if answer != '2':
                terminal.expect('must be the number of an application')
                terminal.expect('Which one: ')
        self.assertIn('Change the battery', terminal.expect('The device is enrolled.'))
        terminal.end(0)


class Retry(EnrollCase):
    def prepare_retry(self):
        self.prepare_sample('retry-wifi')
        (self.dir / 'device' / 'networks.txt').write_text('site\tcorrect horse battery\n')

    def test_wrong_password_on_a_terminal(self):
        self.prepare_retry()
        self.write_answers(wifi={'ssid': 'site', 'passphrase': 'wrong horse battery'})
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes',
                            '--allow-lock', '--device', f'unix:{self.path("socket")}')
        before = terminal.expect('Joins the Wi-Fi network: asked again')
        self.assertIn('✗ Joins the Wi-Fi network: failed, went on', before)
        terminal.expect('Wi-Fi network: ')
        terminal.type('site')
        terminal.expect('password')
        terminal.type('correct horse battery')
        rest = terminal.expect('The device is enrolled.')
        self.assertIn('✓ Joins the Wi-Fi network', rest)
        self.assertNotIn('horse', before + rest)
        terminal.end(0)

    def test_wrong_password_in_the_answers(self):
        self.prepare_retry()
        self.write_answers(wifi={'ssid': 'site', 'passphrase': 'wrong horse battery'})
        _, err = self.enroll('--allow-lock', code=FAILED)
        self.assertEqual(err.count('Joins the Wi-Fi network: asked again'), 2)
        self.assertTrue(self.device_is_untouched())

    def test_nothing_is_printed_under_an_open_question(self):
        """Lines about the device come behind the answer, however long somebody takes."""
        self.prepare_sample('weather-sensor')
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--yes', '--allow-lock', '--device',
                            f'unix:{self.path("socket")}')
        terminal.expect('Location: site: ')
        until(lambda: b'started' in self.log.read_bytes(), 'the device does not start')
        terminal.type('Main site')
        self.assertNotIn('device', terminal.expect('  Building'))
        for _ in range(3):
            terminal.type('')
        self.assertNotIn('device', terminal.expect('Name: '))
        terminal.type('Roof')
        self.assertIn('device     … Waits', terminal.expect('Owner: '))
        terminal.process.terminate()
        terminal.expect('Cancelled')
        terminal.end(FAILED)


class Lookup(EnrollCase):
    CATALOG = {'enlist-catalog': 1, 'name': 'Masts', 'entries': {
        'NO0417': {'fields': {'location': {'site': 'South Street'}, 'name': 'From the catalog'}}}}

    def test_fills_fields(self):
        self.prepare_sample('lookup')
        (self.dir / 'masts').mkdir()
        self.write_json('masts/catalog.json', self.CATALOG)
        record = json.loads(self.enroll('--json', '--allow-lock', '--catalog', 'masts')[0])
        self.assertEqual(record['place'], 'South Street')
        self.assertEqual(self.show_device()['configuration']['name'], 'From the catalog')

    def test_unknown_number(self):
        self.prepare_sample('lookup')
        out, err = self.enroll('--json', '--allow-lock')
        self.assertEqual(json.loads(out)['place'], 'North Street')
        self.assertIn('failed, went on', err)

    def test_pattern(self):
        self.prepare_sample('lookup')
        self.write_answers(asset='417')
        _, err = self.enroll('--allow-lock', code=USAGE)
        self.assertIn('The answer for “asset” does not fit', err)
        self.assertIn('[A-Z]{2}[0-9]{4}', err)

        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--yes', '--allow-lock', '--device',
                            f'unix:{self.path("socket")}')
        terminal.expect('Number of the mast: ')
        terminal.type('417')
        terminal.expect('[A-Z]{2}[0-9]{4}')
        terminal.expect('Number of the mast: ')
        terminal.type('NO0418')
        terminal.expect('Location: site: ')
        terminal.process.terminate()
        terminal.end(FAILED)


class Preset(EnrollCase):
    def test_a_program_that_sees_to_no_owner(self):
        self.prepare_sample('two-applications', preset='lock')
        _, err = self.enroll('--application', '1', '--allow-lock', code=VERIFICATION)
        self.assertIn('locks by itself', err)
        self.assertTrue(self.device_is_untouched())

    def prepare_lock(self):
        self.prepare(WEATHER)
        source = json.loads(WEATHER.read_text(encoding='utf-8'))
        source['device'] = [step for step in source['device'] if step != 'lock']
        (self.dir / 'open.json').write_text(json.dumps(source))
        self.make_device('Weather Sensor', '--preset', 'lock', name='locking')
        self.make_label('open.png', source='open.json', device='locking.json')
        os.rename(self.dir / 'device', self.dir / 'unused')
        os.rename(self.dir / 'locking', self.dir / 'device')
        self.start_device()
        self.write_answers(lock=None)

    def test_refused_and_allowed(self):
        self.prepare_lock()
        _, err = self.enroll(label='open.png', code=REFUSED)
        self.assertIn('makes ownership permanent by itself', err)
        self.assertTrue(self.device_is_untouched())
        self.enroll('--allow-lock', label='open.png')
        self.assertTrue((self.dir / 'device' / 'lock').exists())

    def test_on_a_terminal(self):
        self.prepare_lock()
        for answer, code in (('n', FAILED), ('y', 0)):
            terminal = Terminal(self, 'enroll', '--image', 'open.png', '--answers', 'answers.json', '--yes',
                                '--device', f'unix:{self.path("socket")}')
            terminal.expect('Ownership becomes permanent. Is that what you want? [y/N]')
            terminal.type(answer)
            terminal.end(code)
            self.assertEqual((self.dir / 'device' / 'lock').exists(), answer == 'y')


class Remember(EnrollCase):
    def prepare_remembering(self):
        source = json.loads(WEATHER.read_text(encoding='utf-8'))
        source['assistant'] = [{'ask': [{'field': 'location', 'remember': True}, 'name', 'wifi']},
                               {'send': ['location', 'name', 'wifi']}, {'record': []}]
        source['device'] = [{'need': ['location', 'name', 'wifi']}, {'set': ['name']}]
        (self.dir / 'source.json').write_text(json.dumps(source))
        self.make_device('Weather Sensor')
        self.make_label('label.png', source='source.json')
        self.trust()
        self.start_device()
        self.answers = {'location': {'site': 'Main site'}, 'name': 'One',
                        'wifi': {'ssid': 'site', 'passphrase': 'correct horse battery'}}
        self.write_answers()

    def test_next_device(self):
        self.prepare_remembering()
        self.enroll('--remember', 'remembered.json')
        text = (self.dir / 'remembered.json').read_text()
        self.assertEqual(json.loads(text), {'Example Instruments': {'Weather Sensor': {
            'location': {'site': 'Main site'}}}})
        self.write_answers(location=None, name='Two')
        _, err = self.enroll(code=USAGE)
        self.assertIn('has no answer for: location.', err)
        record = json.loads(self.enroll('--json', '--remember', 'remembered.json')[0])
        self.assertEqual(record['place'], 'Main site')

        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes',
                            '--remember', 'remembered.json', '--device', f'unix:{self.path("socket")}')
        terminal.expect('Location [Main site]: ')
        terminal.type('Elsewhere')
        for _ in range(3):
            terminal.expect('may stay empty): ')
            terminal.type('')
        terminal.expect('The device is enrolled.')
        terminal.end(0)
        self.assertIn('Elsewhere', (self.dir / 'remembered.json').read_text())

    def test_another_file(self):
        self.prepare_remembering()
        for text in ('[]', '{"Example Instruments": 1}', '{'):
            (self.dir / 'remembered.json').write_text(text)
            self.enroll('--remember', 'remembered.json', code=USAGE)
            self.assertEqual((self.dir / 'remembered.json').read_text(), text)


if __name__ == '__main__':
    unittest.main()
