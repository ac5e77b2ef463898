# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Catalogs: checked, added, and labels found in them by number and bar code."""

import hashlib
import json
import os
import pathlib
import subprocess
import unittest

import jsonschema

from clicase import MODELS, NOT_FOUND, REFUSED, TRY_AGAIN, USAGE, VENDOR, VERIFICATION, WEATHER, CliCase

SCHEMA = json.loads(pathlib.Path(os.environ['ENLIST_TEST_CATALOG_SCHEMA']).read_text(encoding='utf-8'))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# What zint calls the kinds of bar codes.
CODE128, GS1_128, EAN, UPC_A = '20', '16', '13', '34'
GTIN = '4006381333931'
SPECIAL = f'(01)0{GTIN}(21)A-17'


class CatalogCase(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()
        self.trust()
        self.folder = self.dir / 'pumps'
        (self.folder / 'labels').mkdir(parents=True)
        self.ids = {}
        for name, output in (('SN-0001', 'pumps/labels/1.enlist'), ('GTIN', 'pumps/labels/any.txt'),
                             ('SPECIAL', 'pumps/labels/special.enlist')):
            self.write_json('source.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': name,
                                            'assistant': [{'note': 'Hello'}]})
            self.make_label(output, source='source.json', device=None)
            self.ids[name] = self.inspect(output)
        self.write_catalog({'SN-0001': {'label': 'labels/1.enlist', 'fields': {'name': 'Feed pump', 'pressure': 6}},
                            GTIN: {'label': 'labels/any.txt'},
                            SPECIAL: {'label': 'labels/special.enlist', 'fields': {'name': 'Spare'}}})

    def write_catalog(self, entries, name='Pumps'):
        catalog = {'enlist-catalog': 1, 'name': name, 'entries': entries}
        self.write_json('pumps/catalog.json', catalog)
        return catalog

    def inspect(self, *arguments, **options):
        return json.loads(self.run_ctl('label', 'inspect', '--json', *arguments, **options)[0])['label']

    def draw(self, name, kind, text, *options):
        subprocess.run(['zint', '-b', kind, '--scale', '2', '-o', self.path(name), *options, '-d', text],
                       check=True, stdout=subprocess.DEVNULL)
        return name


class Manage(CatalogCase):
    def test_add_list_show_remove(self):
        self.assertIn('no catalog yet', self.run_ctl('catalog', 'list')[1])
        out, _ = self.run_ctl('catalog', 'check', 'pumps')
        self.assertIn('Pumps  3 entries', out)
        _, err = self.run_ctl('catalog', 'add', 'pumps')
        self.assertIn('3 entries', err)
        self.assertIn('Pumps  3 entries', self.run_ctl('catalog', 'list')[0])
        listed = json.loads(self.run_ctl('catalog', 'list', '--json')[0])
        self.assertEqual([(c['name'], c['entries']) for c in listed], [('Pumps', 3)])
        shown = json.loads(self.run_ctl('catalog', 'show', '--json', 'sn 0001')[0])
        self.assertEqual(shown, {'fields': {'name': 'Feed pump', 'pressure': 6}, 'label': self.ids['SN-0001']})
        self.assertIn('Feed pump', self.run_ctl('catalog', 'show', 'SN-0001')[0])
        self.assertEqual(self.inspect('SN-0001'), self.ids['SN-0001'])

        self.run_ctl('catalog', 'add', 'pumps', code=REFUSED)
        self.write_catalog({'7': {'fields': {'name': 'Seven'}}})
        self.run_ctl('catalog', 'add', '--replace', 'pumps')
        self.assertIn('Seven', self.run_ctl('catalog', 'show', '7')[0])
        self.run_ctl('catalog', 'show', 'SN-0001', code=NOT_FOUND)
        self.run_ctl('catalog', 'remove', 'pumps')
        self.run_ctl('catalog', 'remove', 'pumps', code=NOT_FOUND)
        self.assertEqual(self.run_ctl('catalog', 'list')[0], '')
        self.assertTrue((self.folder / 'catalog.json').exists())

    def test_remove_only_catalogs(self):
        (self.dir / 'data' / 'enlist' / 'catalogs').mkdir(parents=True)
        for name in ('..', '.', '', '../catalogs', '/'):
            self.run_ctl('catalog', 'remove', name, code=NOT_FOUND)
        self.assertTrue((self.dir / 'data' / 'enlist' / 'catalogs').exists())

    def test_check_says_what_is_wrong(self):
        cases = (({'lable': 'x'}, '/entries/1/lable'), ({'label': 'labels/none.enlist'}, 'none.enlist'),
                 ({'label': '../key.json'}, 'leads out'), ({'label': 'catalog.json'}, '1: label:'),
                 ({'label': 'EN1:%'}, '1: label:'), ({'fields': {'location': {'room': '1'}}}, '1: location:'),
                 ({'fields': {'9': 1}}, '/entries/1/fields'))
        for entry, words in cases:
            with self.subTest(words):
                self.write_catalog({'1': entry})
                _, err = self.run_ctl('catalog', 'check', 'pumps', code=USAGE)
                self.assertIn(words, err)
                self.run_ctl('catalog', 'add', 'pumps', code=USAGE)
        (self.dir / 'empty').mkdir()
        self.run_ctl('catalog', 'check', 'empty', code=NOT_FOUND)
        self.run_ctl('catalog', 'check', 'nowhere', code=NOT_FOUND)

    def test_check_parts(self):
        part = b'part' * 1000
        parts = self.folder / 'parts'
        parts.mkdir()
        (parts / hashlib.sha256(part).hexdigest()[:32]).write_bytes(part)
        self.run_ctl('catalog', 'check', 'pumps')
        (parts / hashlib.sha256(b'other').hexdigest()[:32]).write_bytes(part)
        self.assertIn('has the hash', self.run_ctl('catalog', 'check', 'pumps', code=USAGE)[1])

    def test_table(self):
        (self.folder / 'entries.csv').write_text('key;label;name\r\nSN-7;labels/1.enlist;Pump 7\r\n', encoding='utf-8')
        self.assertEqual(self.inspect('--catalog', 'pumps', 'sn7'), self.ids['SN-0001'])
        (self.folder / 'entries.csv').write_text('key,name\nSN-7\n', encoding='utf-8')
        self.assertIn('entries.csv:2:', self.run_ctl('catalog', 'check', 'pumps', code=USAGE)[1])

    def test_one_that_is_broken_is_left_out(self):
        self.run_ctl('catalog', 'add', 'pumps')
        broken = self.dir / 'data' / 'enlist' / 'catalogs' / 'a-broken'
        broken.mkdir()
        (broken / 'catalog.json').write_text('{}')
        self.assertEqual(self.inspect('SN-0001'), self.ids['SN-0001'])
        out, err = self.run_ctl('catalog', 'list')
        self.assertIn('Pumps', out)
        self.assertIn('left out: ', err)
        self.assertIn('a-broken', err)

    def test_schema(self):
        good = self.write_catalog({'1': {'label': 'labels/1.enlist', 'fields': {'name': 'A'}}, '2': {}})
        self.run_ctl('catalog', 'check', 'pumps')
        VALIDATOR.validate(good)
        for change in ({'name': ''}, {'name': None}, {'enlist-catalog': 2}, {'entries': []}, {'other': 1},
                       {'entries': {'': {}}}, {'entries': {'1': []}}, {'entries': {'1': {'label': ''}}},
                       {'entries': {'1': {'fields': 1}}}, {'entries': {'1': {'fields': {'-': 1}}}}):
            with self.subTest(change):
                bad = dict(good, **change)
                self.write_json('pumps/catalog.json', bad)
                self.assertFalse(VALIDATOR.is_valid(bad))
                self.run_ctl('catalog', 'check', 'pumps', code=USAGE)


class Numbers(CatalogCase):
    def find(self, *arguments, **options):
        return self.inspect('--catalog', 'pumps', *arguments, **options)

    def test_typed(self):
        for number, name in (('SN-0001', 'SN-0001'), ('sn 0001', 'SN-0001'), (GTIN, 'GTIN'), ('0' + GTIN, 'GTIN'),
                             ('400-6381-333931', 'GTIN'), (f'(01)0{GTIN}', 'GTIN'), (SPECIAL, 'SPECIAL'),
                             (f'(01)0{GTIN}(21)other', 'GTIN'), (f'010{GTIN}21a17', 'SPECIAL')):
            with self.subTest(number):
                self.assertEqual(self.find(number), self.ids[name])
        self.assertEqual(self.find('-', stdin='SN-0001\n'), self.ids['SN-0001'])
        (self.dir / 'SN-0001').write_text(GTIN)
        self.assertEqual(self.find('SN-0001'), self.ids['GTIN'])

    def test_bar_codes(self):
        for kind, text, name in ((CODE128, 'SN-0001', 'SN-0001'), (EAN, GTIN[:-1], 'GTIN'),
                                 (GS1_128, f'[01]0{GTIN}[21]A-17', 'SPECIAL'),
                                 (GS1_128, f'[21]A-17[01]0{GTIN}', 'SPECIAL'),
                                 (GS1_128, f'[10]LOT7[01]0{GTIN}[17]260131', 'GTIN'),
                                 (GS1_128, '[21]SN-0001', 'SN-0001')):
            for options in ((), ('--rotate', '90')):
                with self.subTest(f'{text} {options}'):
                    self.assertEqual(self.find(self.draw('code.png', kind, text, *options)), self.ids[name])

    def append(self, name, *pictures):
        subprocess.run(['convert', *pictures, '-bordercolor', 'white', '-border', '40', '-background', 'white',
                        '-append', self.path(name)], cwd=self.dir, check=True)
        return name

    def test_a_label_counts_before_bar_codes(self):
        self.draw('code.png', CODE128, 'SN-0001')
        self.make_device(MODELS[WEATHER])
        self.make_label('label.png', '--scale', '4')
        whole = self.inspect('label.png')
        for pictures in (('code.png', 'label.png'), ('label.png', 'code.png')):
            self.assertEqual(self.find(self.append('both.png', *pictures)), whole)

    def test_a_device_counts_before_its_kind(self):
        self.draw('kind.png', EAN, GTIN[:-1])
        self.draw('device.png', CODE128, 'SN-0001')
        for pictures in (('kind.png', 'device.png'), ('device.png', 'kind.png')):
            self.assertEqual(self.find(self.append('both.png', *pictures)), self.ids['SN-0001'])

    def test_two_labels_in_one_picture(self):
        """Their codes in every corner: the label that is complete is the one."""
        self.make_device(MODELS[WEATHER])
        ids, codes = [], []
        for number in (1, 2):
            self.write_json('source.json', dict(json.loads(WEATHER.read_text()), sequence=number))
            self.make_label(f'{number}.txt', source='source.json')
            ids.append(self.inspect(f'{number}.txt'))
            codes.append((self.dir / f'{number}.txt').read_text().splitlines())
            self.assertEqual(len(codes[-1]), 2)
            for part, text in enumerate(codes[-1]):
                picture = self.path(f'{number}{part}.png')
                subprocess.run(['qrencode', '-s', '4', '-m', '4', '-l', 'M', '-o', picture, text], check=True)
        for corners, wanted in (('10 20 11 21', ids), ('20 10 11 10', ids[:1]), ('21 10 20 21', ids[1:])):
            with self.subTest(corners):
                names = [f'{corner}.png' for corner in corners.split()]
                subprocess.run(['montage', *names, '-tile', '2x2', '-geometry', '+0+0', 'grid.png'], cwd=self.dir,
                               check=True)
                self.assertIn(self.inspect('grid.png'), wanted)
        subprocess.run(['montage', '10.png', '20.png', '10.png', '20.png', '-tile', '2x2', '-geometry', '+0+0',
                        'halves.png'], cwd=self.dir, check=True)
        self.assertIn('is missing', self.run_ctl('label', 'inspect', 'halves.png', code=VERIFICATION)[1])

    def test_unknown(self):
        _, err = self.run_ctl('label', 'inspect', 'SN-0002', code=NOT_FOUND)
        self.assertIn('there is no catalog here', err)
        self.assertIn('enlistctl catalog add', err)
        for argument in ('SN-0002', self.draw('code.png', CODE128, 'SN-0002')):
            _, err = self.run_ctl('label', 'inspect', '--catalog', 'pumps', argument, code=NOT_FOUND)
            self.assertIn('SN-0002', err)
            self.assertIn('Pumps', err)
        _, err = self.run_ctl('label', 'verify', '--catalog', 'pumps', GTIN[:-1] + '2', code=USAGE)
        self.assertIn('typing mistake', err)
        _, err = self.run_ctl('label', 'inspect', '--catalog', 'pumps', 'label1.png', code=NOT_FOUND)
        self.assertIn('No such file', err)

    def test_what_a_catalog_gives_is_verified(self):
        self.make_key('Somebody', 'other.json')
        self.make_label('pumps/labels/1.enlist', source='source.json', device=None, key='other.json')
        _, err = self.run_ctl('label', 'verify', '--catalog', 'pumps', 'SN-0001', code=VERIFICATION)
        self.assertIn('publisher is not trusted here', err)

    def test_no_label_behind_it(self):
        self.write_catalog({'SN-0001': {'fields': {'name': 'A'}}, 'SN-0002': {'label': 'labels/none.enlist'}})
        self.run_ctl('label', 'inspect', '--catalog', 'pumps', 'SN-0001', code=NOT_FOUND)
        self.assertIn('none.enlist', self.run_ctl('label', 'inspect', '--catalog', 'pumps', 'SN-0002', code=USAGE)[1])


class Parts(CatalogCase):
    """A part that the label does not carry."""

    def setUp(self):
        super().setUp()
        self.part = bytes(range(256)) * 800
        self.hash = hashlib.sha256(self.part).hexdigest()[:32]
        (self.dir / 'firmware.bin').write_bytes(self.part)
        (self.dir / 'wrong.bin').write_bytes(self.part[:-1])
        self.write_json('large.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                                       'assistant': [{'note': 'Hello'}], 'device': [{'install': ['firmware']}],
                                       'iot-applications': {'firmware': {
                                           'media': 'application/octet-stream', 'file': 'firmware.bin',
                                           'absent': True}}})
        self.make_label('large.enlist', '--parts', 'made', source='large.json', device=None)
        self.assertEqual((self.dir / 'made' / f'{self.hash}.part').read_bytes(), self.part)

    def enroll(self, *options, code=TRY_AGAIN):
        """As far as the device, which is not there."""
        return self.run_ctl('enroll', '--label', 'large.enlist', '--device', 'unix:nowhere', '--yes', *options,
                            code=code)[1]

    def test_missing(self):
        err = self.enroll(code=NOT_FOUND)
        for words in (self.hash, '204800 bytes', f'parts/{self.hash}', '--part'):
            self.assertIn(words, err)
        self.assertIn('Genuine', self.run_ctl('label', 'verify', 'large.enlist')[0])

    def test_from_a_file(self):
        self.enroll('--part', 'firmware.bin')
        self.assertIn('wrong.bin', self.enroll('--part', 'wrong.bin', code=VERIFICATION))
        self.enroll('--part', 'nothing.bin', code=NOT_FOUND)

    def test_from_a_catalog(self):
        parts = self.folder / 'parts'
        parts.mkdir()
        (parts / self.hash).write_bytes(self.part)
        self.enroll('--catalog', 'pumps')
        self.run_ctl('catalog', 'add', 'pumps')
        self.enroll()
        (self.dir / 'data' / 'enlist' / 'catalogs' / 'pumps' / 'parts' / self.hash).write_bytes(self.part[:-1])
        self.assertIn('has the hash', self.enroll(code=VERIFICATION))
        self.enroll('--catalog', 'pumps')


if __name__ == '__main__':
    unittest.main()
