# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Labels on pages: drawn by another program, cut out, and read again."""

import csv
import struct
import subprocess
import unittest

from clicase import NOT_FOUND, USAGE, VENDOR, VERIFICATION, WEATHER, CliCase

DPI = 254  # ten pixels a millimetre


class Sheet(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()

    def tool(self, *arguments):
        result = subprocess.run([str(word) for word in arguments], cwd=self.dir, capture_output=True, timeout=60,
                                check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.decode()

    def batch(self, count):
        serials = [f'WS-{number}' for number in range(1, count + 1)]
        self.table('serials.csv', ['serial'], *([serial] for serial in serials))
        self.run_ctl('label', 'batch', WEATHER, '--key', 'key.json', '--serials', 'serials.csv', '-o', 'out')
        return serials

    def table(self, name, *rows):
        with open(self.dir / name, 'w', encoding='utf-8', newline='') as file:
            csv.writer(file).writerows(rows)
        return name

    def sheet(self, *options, **keywords):
        return self.run_ctl('label', 'sheet', *options, **keywords)

    def draw(self, pdf):
        """The pages as pictures, and their sizes in pixels."""
        self.tool('pdftoppm', '-r', DPI, '-png', pdf, 'page')
        pages = sorted(self.dir.glob('page-*.png'))
        return pages, [struct.unpack('>II', page.read_bytes()[16:24]) for page in pages]

    def read(self, page, left, top, width, height):
        """What the label in a part of a page says, in millimetres."""
        place = f'{width * 10}x{height * 10}+{left * 10}+{top * 10}'
        self.tool('convert', page, '-crop', place, '+repage', 'cut.png')
        return self.run_ctl('label', 'inspect', 'cut.png')[0]

    def test_every_label_is_read_from_the_pages(self):
        serials = self.batch(5)
        _, err = self.sheet('--devices', 'out/devices.csv', '-o', 'sheet.pdf', '--page', '180x120', '--label-mm',
                            '80x50', '--margin-mm', '8', '--gap-mm', '4', '--cut', '--fold')
        self.assertIn('labels: 5, 80.0 × 50.0 mm each; pages: 2', err)
        pages, sizes = self.draw('sheet.pdf')
        self.assertEqual(sizes, [(1800, 1200)] * 2)
        places = [(8 + 84 * (i % 2), 8 + 54 * (i // 2)) for i in range(4)]
        for number, serial in enumerate(serials):
            left, top = places[number % 4]
            self.assertIn(serial, self.read(pages[number // 4], left, top, 80, 50))
        words = self.tool('pdftotext', 'sheet.pdf', '-')
        for text in ('Enlist', f'{VENDOR} Weather Sensor', *serials):
            self.assertIn(text, words)

    def test_labels_that_are_made_for_it(self):
        rows = []
        for number in range(2):
            self.make_device('Weather Sensor', '--serial', f'A{number}', name=f'd{number}')
            caption = 'Shelf {shelf}\\n{serial} {number}' if number else ''
            rows.append([f'A{number}', f'd{number}.json', number, caption, f'40A{number}'])
        self.table('devices.csv', ['serial', 'device', 'shelf', 'caption', 'number'], *rows)
        self.sheet(WEATHER, '--key', 'key.json', '--devices', 'devices.csv', '-o', 'sheet.pdf', '--page', 'letter',
                   '--caption', '{model} of {vendor}: {serial}')
        pages, sizes = self.draw('sheet.pdf')
        self.assertEqual(sizes, [(2159, 2794)])
        self.assertIn('A0', self.read(pages[0], 10, 10, 75, 40))
        words = self.tool('pdftotext', 'sheet.pdf', '-')
        for text in (f'Weather Sensor of {VENDOR}: A0', 'Shelf 1', 'A1 40A1'):
            self.assertIn(text, words)

    def test_svg_is_a_file_a_page(self):
        self.batch(3)
        self.sheet('--devices', 'out/devices.csv', '-o', 'sheet.svg', '--page', '100x120')
        self.assertEqual(sorted(path.name for path in self.dir.glob('sheet*')), ['sheet-1.svg', 'sheet-2.svg'])
        self.assertIn('<svg', (self.dir / 'sheet-2.svg').read_text())

    def test_several_rows_of_codes(self):
        text = ''.join(chr(33 + (i * i * 7 + i // 3 * 11) % 90) for i in range(800))
        self.write_json('large.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'Weather Sensor',
                                       'assistant': [{'note': text}]})
        self.make_device('Weather Sensor', '--serial', 'L1')
        self.table('devices.csv', ['device'], ['device.json'])
        self.sheet('large.json', '--key', 'key.json', '--devices', 'devices.csv', '-o', 'sheet.pdf', '--fold')
        pages, _ = self.draw('sheet.pdf')
        self.assertIn('L1', self.run_ctl('label', 'inspect', pages[0])[0])

    def test_sizes_that_do_not_fit(self):
        self.batch(1)
        self.assertIn('and the page of 50.0 × 50.0 mm has room for 30.0 × 30.0',
                      self.sheet('--devices', 'out/devices.csv', '-o', 's.pdf', '--page', '50x50', code=USAGE)[1])
        self.assertIn('--label-mm gives it 70.0 × 20.0',
                      self.sheet('--devices', 'out/devices.csv', '-o', 's.pdf', '--label-mm', '70x20', code=USAGE)[1])
        for option in (('--page', 'a9'), ('--page', '9x100'), ('--page', '100x2001'), ('--label-mm', '10'),
                       ('--module-mm', '0.09'), ('--margin-mm', '-1'), ('--gap-mm', '101'), ('--caption', '{'),
                       ('--caption', '{colour}')):
            self.sheet('--devices', 'out/devices.csv', '-o', 's.pdf', *option, code=USAGE)
        self.assertFalse((self.dir / 's.pdf').exists())

    def test_tables_that_are_wrong(self):
        self.batch(2)
        self.make_device('Weather Sensor')
        make = (WEATHER, '--key', 'key.json')
        for rows, options, words, code in (
                ([['serial'], ['x']], (), 'line 1: there is no column “device”', USAGE),
                ([['label']], (), 'no line besides the header', USAGE),
                ([['label'], ['out/WS-1/label.enlist'], ['no']], (), 'line 3, column “label”: ', NOT_FOUND),
                ([['label'], ['key.json']], (), 'line 2, column “label”: ', VERIFICATION),
                ([['label', 'serial'], ['out/WS-1/label.enlist', 'WS-2']], (),
                 'line 2, column “serial”: “WS-2”, and the label is for the serial number “WS-1”', USAGE),
                ([['device'], ['device.json']], (), 'line 2, column “device”: this label is still to be made', USAGE),
                ([['device'], ['missing.json']], make, 'line 2, column “device”: ', NOT_FOUND),
                ([['device', 'label'], ['', '']], make, 'names a file: which label', USAGE),
                ([['device'], ['device.json']], (WEATHER,), 'belong together', USAGE)):
            with self.subTest(words):
                self.table('table.csv', *rows)
                self.assertIn(words, self.sheet(*options, '--devices', 'table.csv', '-o', 's.pdf', code=code)[1])
        self.sheet('--devices', 'nothing.csv', '-o', 's.pdf', code=NOT_FOUND)
        self.sheet('--devices', 'out/devices.csv', '-o', 's.png', code=USAGE)
        self.sheet('-o', 's.pdf', code=USAGE)
        self.assertFalse((self.dir / 's.pdf').exists())


if __name__ == '__main__':
    unittest.main()
