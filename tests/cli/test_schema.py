# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The JSON Schema of label sources and the compiler agree."""

import json
import os
import pathlib
import unittest

import jsonschema

from clicase import FLOW, USAGE, WEATHER, CliCase

SCHEMA = json.loads(pathlib.Path(os.environ['ENLIST_TEST_SCHEMA']).read_text(encoding='utf-8'))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

TEXTS = {'default': 'Hello', 'de': 'Hallo', 'pt-BR': 'Olá'}
FIELDS = [{'name': 'pipe', 'kind': 'choice', 'remember': True},
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
        for sample in (WEATHER, FLOW):
            VALIDATOR.validate(json.loads(sample.read_text(encoding='utf-8')))

    def test_every_operation_and_option(self):
        source = self.base(
            fields=FIELDS, hardware='B', serial='1', transports=['ble:', 'serial:x', 'tcp:a:1', 'unix:/x'],
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
                        {'device': [{'call': 65536}]}, {'device': ['identify']}):
            with self.subTest(str(changes)):
                self.refuse(self.base(**changes))

    def test_without_any_program(self):
        source = self.base()
        del source['assistant']
        self.refuse(source)


if __name__ == '__main__':
    unittest.main()
