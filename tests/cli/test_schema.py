# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The JSON Schema of label sources and the compiler agree."""

import json
import os
import pathlib
import unittest

import jsonschema

from clicase import SAMPLES, USAGE, CliCase

SCHEMA = json.loads(pathlib.Path(os.environ['ENLIST_TEST_SCHEMA']).read_text(encoding='utf-8'))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

TEXTS = {'default': 'Hello', 'de': 'Hallo', 'pt-BR': 'Olá'}
FIELDS = [{'name': 'pipe', 'kind': 'choice'}, {'name': 'request', 'kind': 'bytes'},
          {'name': 'pin', 'kind': 'text', 'sensitive': True},
          {'name': 'ok', 'kind': 'yes-no'}, {'name': 'volt', 'kind': 'number'}]
CONDITIONS = [True, {'present': 'name'}, {'not': {'equal': [{'field': 'name'}, 'x']}},
              {'and': [{'less': [{'length': {'field': 'name'}}, 9]}, {'or': [True, False]}]},
              {'equal': [{'concat': ['a', {'field': 'name'}]}, 'ab']},
              {'not-equal': [{'field': 'location'}, {'kind': 'place', 'value': {'site': 'A'}}]}]


class Schema(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()

    def base(self, **changes):
        return {'enlist-label': 1, 'sequence': 1, 'vendor': 'V', 'model': 'M',
                'assistant': [{'note': 'Hello'}], **changes}

    def accept(self, source):
        VALIDATOR.validate(source)
        self.write_json('source.json', source)
        self.make_label('out.enlist', source='source.json', device=None)
        return json.loads(self.run_ctl('label', 'inspect', '--json', 'out.enlist')[0])['source']

    def refuse(self, source):
        self.assertTrue(list(VALIDATOR.iter_errors(source)), source)
        self.write_json('source.json', source)
        self.run_ctl('label', 'make', 'source.json', '--key', 'key.json', '-o', 'out.enlist', code=USAGE)

    def test_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_samples(self):
        samples = [path for path in SAMPLES.glob('*.json') if not path.name.endswith('.answers.json')]
        self.assertGreaterEqual(len(samples), 2)
        for sample in samples:
            with self.subTest(sample.name):
                VALIDATOR.validate(json.loads(sample.read_text(encoding='utf-8')))

    def test_every_operation_and_option(self):
        source = self.base(
            fields=FIELDS, hardware='B', serial='1', transports=['ble:', 'serial:/dev/x', 'tcp:a:1', 'unix:/x'],
            assistant=[
                {'note': TEXTS, 'confirm': True},
                {'ask': ['location', 'name', 'owner',
                         {'field': 'pipe', 'label': TEXTS, 'options': ['a', TEXTS], 'default': 1,
                          'help': 'Look', 'optional': True},
                         {'field': 'volt', 'minimum': 1, 'maximum': 9}]},
                *({'check': condition, 'message': TEXTS} for condition in CONDITIONS),
                {'if': True, 'then': [{'ask': ['remark']}], 'else': [{'fail': TEXTS}]},
                {'send': ['name', 'owner']}, 'identify', {'await': ['device.key'], 'seconds': 9},
                {'record': ['name']}, 'end'],
            device=[
                {'need': ['name', 'owner']}, {'call': 'self-test', 'into': ['ok']},
                {'call': 64, 'title': TEXTS, 'with': [1, {'field': 'name'}]},
                {'check': {'field': 'ok'}, 'message': 'no'}, {'if': {'field': 'ok'}, 'then': ['end']},
                {'set': ['name', {'field': 'interval', 'to': 300}]},
                {'make-key': 'ed25519', 'into': 'device.key'},
                {'report': ['device.key']}, 'lock', 'forget', 'end'])
        back = self.accept(source)
        VALIDATOR.validate(back)
        for key in ('assistant', 'device', 'fields', 'transports'):
            self.assertEqual(back[key], source[key])

    def test_control_catalog_and_gateway(self):
        source = self.base(
            fields=FIELDS,
            assistant=[
                {'ask': ['wifi', {'field': 'asset', 'pattern': '[A-Z]{2}[0-9]+', 'remember': True}]},
                {'try': [[{'lookup': {'concat': ['x', {'field': 'asset'}]}, 'into': ['remark']}],
                         [{'let': 'remark', 'be': 'none'}, {'note': 'Not in the catalog'}]]},
                {'repeat': 3, 'do': [{'send': ['wifi']}, {'await': ['ok'], 'seconds': 9}],
                 'until': {'field': 'ok'}},
                {'repeat': 2, 'do': ['identify']},
                {'configure': [{'field': 'endpoint', 'to': 'mqtts://a'}, 'asset']},
                {'record': []}, {'relay': []}, {'relay': ['asset']}],
            device=[
                {'make-key': 'p-256', 'into': 'system.key'}, {'make-key': 'ed25519', 'into': 'device.key'},
                {'csr': 'system.key', 'subject': {'field': 'device.serial'}, 'into': 'request'},
                {'let': 'ok', 'be': False},
                {'repeat': 3, 'do': [{'need': ['wifi']},
                                     {'try': [[{'call': 'wifi.join', 'with': [{'field': 'wifi'}]}],
                                              [{'let': 'ok', 'be': False}]]},
                                     {'report': ['ok']}],
                 'until': {'field': 'ok'}},
                {'call': 'publish', 'with': [{'bytes': 'AA'}, {'cbor': 'oQEC'}]}])
        back = self.accept(source)
        VALIDATOR.validate(back)
        self.assertEqual(back, source)

    def test_parts_and_applications(self):
        watch = [{'when': 'start', 'do': [{'call': 66, 'into': ['volt']}]},
                 {'when': {'every': {'field': 'interval'}}, 'do': ['end']},
                 {'when': {'event': 'measured', 'into': ['volt']}, 'do': [{'let': 'ok', 'be': True}]},
                 {'when': {'event': 70}, 'do': [{'try': [['end'], [{'fail': 'no'}]]}]}]
        source = self.base(
            fields=FIELDS,
            applications=[
                {'title': TEXTS, 'device': [{'install': ['configuration-1', 'iot-application-1']}]},
                {'title': 'Other', 'assistant': {'program': ['identify']},
                 'device': {'hash': '00112233445566778899aabbccddeeff', 'size': 9}}],
            configurations={'configuration-1': {'values': {'interval': 300, 'name': 'Roof'}},
                            'configuration-2': {'data': 'AAEC', 'media': 'text/plain'}},
            **{'iot-applications': {
                'iot-application-1': {'program': watch},
                'iot-application-2': {'hash': 'ffeeddccbbaa99887766554433221100', 'size': 5000,
                                      'media': 'a/b'}}})
        del source['assistant']
        back = self.accept(source)
        VALIDATOR.validate(back)
        source['applications'][1]['assistant'] = ['identify']
        self.assertEqual(back, source)

    def test_parts_refused_by_both(self):
        program = [{'when': 'start', 'do': ['end']}]
        one = {'title': 'A', 'device': ['end']}
        for changes in ({'applications': [one, one]},
                        {'configurations': []}, {'configurations': {'a': {}}}, {'configurations': {'a': 7}},
                        {'configurations': {'a': {'values': {}, 'data': 'AA'}}},
                        {'configurations': {'a': {'values': {}, 'media': 'a/b'}}},
                        {'configurations': {'a': {'values': []}}},
                        {'configurations': {'a': {'hash': '00', 'size': 1}}},
                        {'configurations': {'a': {'hash': '0' * 32}}},
                        {'configurations': {'a': {'data': 'AA', 'media': ''}}},
                        {'configurations': {'a': {'data': 'A=', 'media': 'a/b'}}},
                        {'iot-applications': {'a': program}}, {'iot-applications': {'a': {'program': []}}},
                        {'iot-applications': {'a': {'program': ['end']}}},
                        {'iot-applications': {'a': {'program': [{'when': 'stop', 'do': ['end']}]}}},
                        {'iot-applications': {'a': {'program': [{'when': {'event': 'x'}, 'do': ['end']}]}}},
                        {'iot-applications': {'a': {'program': [{'when': 'start', 'do': ['lock']}]}}},
                        {'iot-applications': {'a': {'program': program, 'absent': 1}}},
                        {'assistant': {'program': ['end'], 'media': 'a/b'}}, {'assistant': {}}):
            with self.subTest(str(changes)):
                self.refuse(self.base(**changes))

    def test_refused_by_both(self):
        for changes in ({'enlist-label': 2}, {'sequence': -1}, {'sequence': 2**32}, {'sequence': '1'},
                        {'vendor': ''},
                        {'vendor': 1}, {'nonsense': 1}, {'transports': ['usb:']}, {'transports': ['tcp:']},
                        {'transports': ['ble:'] * 5}, {'fields': {}}, {'fields': [{'name': 'x'}]},
                        {'fields': [{'name': 'x', 'kind': 'colour'}]},
                        {'fields': [{'name': 'x', 'kind': 'text', 'y': 1}]},
                        {'device-key': 'xyz'}, {'assistant': []}, {'assistant': ['lock']},
                        {'assistant': [{'ask': []}]},
                        {'assistant': [{'ask': ['name'], 'extra': 1}]}, {'assistant': [{'check': True}]},
                        {'assistant': [{'note': {}}]}, {'assistant': [{'note': {'de': 'Hallo'}}]},
                        {'assistant': [{'if': True, 'then': []}]},
                        {'assistant': [{'check': {'equal': [1]}, 'message': 'x'}]},
                        {'assistant': [{'check': {'same': [1, 2]}, 'message': 'x'}]},
                        {'assistant': [{'ask': ['name']}, {'send': ['name']},
                                       {'await': ['device.key'], 'seconds': 0}]},
                        {'device': [{'make-key': 'rsa', 'into': 'device.key'}]},
                        {'device': [{'call': 'dance'}]},
                        {'device': [{'call': 65536}]}, {'device': ['identify']},
                        {'fields': [{'name': 'x', 'kind': 'text', 'remember': True}]},
                        {'assistant': [{'try': [['end']]}]}, {'assistant': [{'try': [['end']] * 9}]},
                        {'assistant': [{'repeat': 0, 'do': ['end']}]},
                        {'assistant': [{'repeat': 256, 'do': ['end']}]},
                        {'assistant': [{'repeat': 2}]}, {'assistant': [{'let': 'name'}]},
                        {'assistant': [{'lookup': 'x', 'into': []}]}, {'assistant': [{'configure': []}]},
                        {'assistant': [{'ask': [{'field': 'name', 'pattern': ''}]}]},
                        {'assistant': [{'ask': [{'field': 'name', 'remember': 'yes'}]}]},
                        {'device': [{'csr': 'device.key', 'subject': 'x'}]}, {'device': [{'install': []}]}):
            with self.subTest(str(changes)):
                self.refuse(self.base(**changes))

    def test_without_any_program(self):
        source = self.base()
        del source['assistant']
        self.refuse(source)


if __name__ == '__main__':
    unittest.main()
