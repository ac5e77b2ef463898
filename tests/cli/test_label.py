# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Labels: made, read in every representation, refused when something is wrong with them."""

import hashlib
import json
import re
import struct
import unittest

from clicase import FLOW, MODELS, NOT_FOUND, OK, USAGE, VENDOR, VERIFICATION, WEATHER, CliCase

REPRESENTATIONS = ('label.png', 'label.svg', 'label.txt', 'label.enlist')


class LabelCase(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()

    def make_all(self, source):
        self.make_device(MODELS[source])
        for output in REPRESENTATIONS:
            self.make_label(output, source=source)

    def inspect(self, *arguments, **options):
        return json.loads(self.run_ctl('label', 'inspect', '--json', *arguments, **options)[0])


class RoundTrip(LabelCase):
    def check_source(self, source):
        self.make_all(source)
        self.trust()
        wanted = json.loads(source.read_text())
        values = json.loads((self.dir / 'device.json').read_text())
        for output in REPRESENTATIONS:
            with self.subTest(output):
                self.assertIn('Genuine', self.run_ctl('label', 'verify', output)[0])
                self.assertIn('Genuine', self.run_ctl('label', 'verify', output, '--key', 'key.json')[0])
                shown = self.inspect(output)
                self.assertEqual(shown['publisher']['name'], VENDOR)
                self.assertIs(shown['publisher']['trusted'], True)
                self.assertIs(shown['development'], False)
                self.assertNotIn(values['secret'], json.dumps(shown))
                for side in ('assistant', 'device'):
                    self.assertEqual(shown['source'][side], wanted[side])
                    self.assertEqual(len(shown['steps'][side]), len(wanted[side]))
                self.assertEqual(shown['source'].get('fields'), wanted.get('fields'))
                self.assertEqual(shown['source']['serial'], values['serial'])
                self.assertLessEqual(shown['sizes']['codes'], 2)
                self.assertLessEqual(shown['sizes']['qr-version'], 10)
        text = (self.dir / 'label.txt').read_text()
        self.assertEqual(self.run_ctl('label', 'inspect', '-', stdin=text),
                         self.run_ctl('label', 'inspect', 'label.txt'))
        self.assertTrue(all(len(line) <= 311 for line in text.splitlines()))

    def test_weather_sensor(self):
        self.check_source(WEATHER)

    def test_flow_controller(self):
        self.check_source(FLOW)

    def test_what_inspect_shows_makes_the_label_again(self):
        self.make_all(FLOW)
        shown = self.inspect('label.enlist')
        self.write_json('again.json', shown['source'])
        self.make_label('again.enlist', source='again.json')
        self.assertEqual(self.inspect('again.enlist')['label'], shown['label'])

    def test_codes_on_several_pictures_in_any_order(self):
        self.make_all(WEATHER)
        lines = (self.dir / 'label.txt').read_text().splitlines()
        for number, line in enumerate(lines):
            (self.dir / f'{number}.txt').write_text(line)
        files = [f'{number}.txt' for number in range(len(lines))]
        whole = self.inspect('label.png')['label']
        self.assertEqual(self.inspect(*reversed(files))['label'], whole)
        self.assertEqual(self.inspect(*files, 'label.png')['label'], whole)
        _, err = self.run_ctl('label', 'inspect', files[1], files[1], code=VERIFICATION)
        self.assertIn('Code 1 of 2', err)

    def test_text_and_uri_as_arguments(self):
        self.write_json('small.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                                       'assistant': [{'note': 'Hello'}]})
        self.make_label('small.txt', source='small.json', device=None)
        text = (self.dir / 'small.txt').read_text().strip()
        self.assertTrue(text.startswith('EN1:'))
        self.assertEqual(self.inspect(text)['source']['model'], 'M')
        self.assertEqual(self.inspect(text.lower()[:4] + text[4:])['source']['model'], 'M')
        printed, _ = self.run_ctl('label', 'make', 'small.json', '--key', 'key.json', '-o', '-')
        self.assertEqual(printed.strip(), text)


class Parts(LabelCase):
    def source(self):
        return {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                'device': [{'install': ['big', 'defaults']}],
                'configurations': {'defaults': {'values': {'interval': 5}, 'absent': True}},
                'iot-applications': {'big': {'file': 'app.bin', 'media': 'application/wasm', 'absent': True}}}

    def make_parts(self, source, *options, code=OK):
        return self.run_ctl('label', 'make', source, '--key', 'key.json', '-o', 'a.enlist', *options,
                            code=code)[1]

    def test_parts_that_the_label_does_not_carry(self):
        content = bytes(range(256)) * 1024
        (self.dir / 'sub').mkdir()
        (self.dir / 'sub' / 'app.bin').write_bytes(content)
        self.write_json('sub/source.json', self.source())
        self.assertIn('--parts', self.make_parts('sub/source.json', code=USAGE))
        self.assertFalse((self.dir / 'a.enlist').exists())
        self.make_parts('sub/source.json', '--parts', 'parts')
        digest = hashlib.sha256(content).hexdigest()[:32]
        self.assertEqual((self.dir / 'parts' / f'{digest}.part').read_bytes(), content)
        shown = self.inspect('a.enlist')
        self.assertEqual(len(shown['absent']), 2)
        self.assertEqual({path.stem for path in (self.dir / 'parts').iterdir()}, set(shown['absent']))
        self.assertEqual(shown['source']['iot-applications']['iot-application-1'],
                         {'hash': digest, 'size': len(content), 'media': 'application/wasm'})
        # What inspection shows makes the label again, and the parts are not needed for that.
        self.write_json('again.json', shown['source'])
        self.make_label('again.enlist', source='again.json', device=None)
        self.assertEqual(self.inspect('again.enlist')['label'], shown['label'])

    def test_a_part_that_is_too_large(self):
        (self.dir / 'app.bin').write_bytes(bytes(262145))
        self.write_json('source.json', self.source())
        self.assertIn('source.json: /iot-applications/big: a part has 1 to 262144 bytes',
                      self.make_parts('source.json', code=USAGE))
        (self.dir / 'app.bin').unlink()
        self.assertIn('source.json: /iot-applications/big/file: ', self.make_parts('source.json', code=USAGE))


class Pictures(LabelCase):
    def test_sizes(self):
        self.make_all(WEATHER)
        self.make_label('small.png', '--scale', '2')
        for name, scale in (('label.png', 8), ('small.png', 2)):
            width, height = struct.unpack('>II', (self.dir / name).read_bytes()[16:24])
            self.assertEqual((width % scale, height % scale), (0, 0))
            side, rows = width // scale // 2, height // scale
            self.assertLessEqual(side, 57 + 8)
            # Below the codes the caption: three lines of 3 mm at most, and room below them.
            self.assertTrue(side + 4 < rows <= side + 4 + 3 * 3 / 0.6, rows)
        svg = (self.dir / 'label.svg').read_text()
        self.assertIn(f'width="{2 * side * 0.6:.3f}mm" height="{rows * 0.6:.3f}mm"', svg)
        self.assertIn(f'viewBox="0 0 {2 * side} {rows}"', svg)
        self.make_label('wide.svg', '--module-mm', '1.5')
        self.assertIn(f'width="{2 * side * 1.5:.3f}mm"', (self.dir / 'wide.svg').read_text())

    def test_caption(self):
        self.make_device('Weather Sensor', '--serial', 'WS <1>')
        self.make_label('label.svg', '--number', '4012345678901')
        texts = re.findall('<text [^>]*>([^<]*)</text>', (self.dir / 'label.svg').read_text())
        self.assertEqual(texts, ['Enlist', f'{VENDOR} Weather Sensor', 'WS &lt;1&gt;', '4012345678901'])
        self.make_label('none.svg', device=None)
        texts = re.findall('<text [^>]*>([^<]*)</text>', (self.dir / 'none.svg').read_text())
        self.assertEqual(texts, ['Enlist', f'{VENDOR} Weather Sensor'])
        self.make_label('with.png')
        with_number = struct.unpack('>I', (self.dir / 'with.png').read_bytes()[20:24])
        self.make_label('without.png', device=None)
        self.assertLess(struct.unpack('>I', (self.dir / 'without.png').read_bytes()[20:24]), with_number)

    def test_quiet_zone(self):
        self.make_all(WEATHER)
        svg = (self.dir / 'label.svg').read_text()
        side = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1]) // 2
        runs = re.findall(r'M(\d+) (\d+)h(\d+)v1', svg)
        dark = {(int(x) + i, int(y)) for x, y, run in runs for i in range(int(run))}
        self.assertEqual(min(x for x, _ in dark), 4)
        self.assertEqual(min(y for _, y in dark), 4)
        self.assertEqual(max(x for x, _ in dark), 2 * side - 5)
        self.assertEqual(max(y for _, y in dark), side - 5)
        self.assertFalse([x for x, _ in dark if side - 4 <= x < side + 4])

    def test_small_pictures_are_read(self):
        self.make_all(WEATHER)
        for scale in (2, 3, 16):
            self.make_label('scaled.png', '--scale', str(scale))
            self.assertEqual(self.inspect('scaled.png')['label'], self.inspect('label.txt')['label'])


class Human(LabelCase):
    def test_inspect_in_words(self):
        self.make_all(WEATHER)
        out, err = self.run_ctl('label', 'inspect', 'label.png')
        self.assertEqual(err, '')
        self.assertIn('Not verified', out)
        self.assertIn('not trusted here', out)
        self.assertIn('2 QR codes of version', out)
        for words in ('Mount the sensor in the shade', 'Asks for Location, Name', 'Joins the Wi-Fi network',
                      'Calibrates itself', 'Makes its ownership permanent', 'ownership becomes permanent',
                      'The device gets Location, Owner, Name, Wi-Fi network', 'Bluetooth'):
            self.assertIn(words, out)
        self.trust()
        out, _ = self.run_ctl('label', 'inspect', 'label.png')
        self.assertIn(f'{VENDOR}, trusted', out)
        self.assertNotIn('Not verified', out)

    def test_development(self):
        err = self.make_label('label.png', device=None)
        self.assertIn('development label', err)
        out, _ = self.run_ctl('label', 'inspect', 'label.png')
        self.assertIn('Warning: a development label', out)
        self.assertIs(self.inspect('label.png')['development'], True)
        self.assertIs(self.inspect('label.png')['publisher']['trusted'], False)

    def test_transports(self):
        self.make_label('label.txt', '--transport', 'tcp:host:1', '--transport', 'unix:/run/x', device=None)
        self.assertEqual(self.inspect('label.txt')['source']['transports'], ['tcp:host:1', 'unix:/run/x'])
        out, _ = self.run_ctl('label', 'inspect', 'label.txt')
        self.assertIn('the network (host:1), then a socket on this computer (/run/x)', out)

    def test_labels_do_not_drive_the_terminal(self):
        note = 'one\nPublisher       Somebody, trusted\u009b2J'
        self.write_json('evil.json', {'enlist-label': 1, 'sequence': 1, 'vendor': 'V\u001b[2J',
                                      'model': 'M\u202eX', 'assistant': [{'note': note}]})
        self.make_label('evil.enlist', source='evil.json', device=None)
        out, _ = self.run_ctl('label', 'inspect', 'evil.enlist')
        for character in '\u001b\u202e\u009b':
            self.assertNotIn(character, out)
        self.assertEqual([line for line in out.splitlines() if line.startswith('Publisher')],
                         [out.splitlines()[2]])


class Refused(LabelCase):
    def setUp(self):
        super().setUp()
        self.make_all(WEATHER)
        content = (self.dir / 'label.enlist').read_bytes()
        self.assertTrue(content.startswith(b'ENL\1'))
        self.payload = content[3:]
        self.lines = (self.dir / 'label.txt').read_text().splitlines()

    def refuse(self, words, *arguments, code=VERIFICATION, **options):
        for command in ('verify', 'inspect'):
            if command == 'inspect' and '--key' in arguments:
                continue
            _, err = self.run_ctl('label', command, *arguments, code=code, **options)
            self.assertIn(words, err)

    def test_unknown_publisher(self):
        _, err = self.run_ctl('label', 'verify', 'label.png', code=VERIFICATION)
        self.assertIn('publisher is not trusted here', err)
        self.assertIn('publishers add', err)

    def test_wrong_key(self):
        self.make_key('Somebody', 'other.json')
        _, err = self.run_ctl('label', 'verify', 'label.png', '--key', 'other.json', code=VERIFICATION)
        self.assertIn('Somebody', err)
        self.run_ctl('label', 'verify', 'label.png', '--key', 'nothing.json', code=NOT_FOUND)

    def test_flipped_bytes(self):
        """Refused, or the secret: nothing covers it, a swapped one fails in the handshake."""
        self.trust()
        wanted = self.source_of('label.enlist')
        refused, unnoticed = [], 0
        for index in range(0, len(self.payload), 5):
            flipped = bytearray(self.payload)
            flipped[index] ^= 0x20
            (self.dir / 'flipped.enlist').write_bytes(flipped)
            result = self.run_any('label', 'verify', 'flipped.enlist')
            if result.returncode == OK:
                self.assertEqual(self.source_of('flipped.enlist'), wanted)
                unnoticed += 1
            else:
                self.assertEqual(result.returncode, VERIFICATION)
                refused.append(result.stderr.decode())
        self.assertLessEqual(unnoticed, 16 // 5 + 1)
        for title in ('The signature is not genuine', 'The data is damaged'):
            self.assertTrue([err for err in refused if title in err], title)

    def source_of(self, name):
        shown = self.inspect(name)
        return shown['label'], shown['source']

    def test_key_that_does_not_belong_to_its_name(self):
        self.write_json('forged.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                                        'assistant': [{'note': 'Hello'}]})
        self.make_key('Forger', 'forger.json')
        genuine, forger = (json.loads((self.dir / f).read_text()) for f in ('key.json', 'forger.json'))
        self.write_json('mixed.json', dict(genuine, secret=forger['secret']))
        _, err = self.run_ctl('label', 'make', 'forged.json', '--key', 'mixed.json', '-o', 'forged.enlist',
                              code=VERIFICATION)
        self.assertIn('does not belong', err)

    def test_a_part_left_out(self):
        (self.dir / 'half.txt').write_text(self.lines[0])
        self.refuse('Code 2 of 2 of this label is missing', 'half.txt')
        self.refuse('Code 1 of 2 of this label is missing', self.lines[1])

    def test_truncated(self):
        for size in (1, 2, 100, len(self.payload) - 1):
            for magic in (b'', b'ENL'):
                (self.dir / 'short.enlist').write_bytes(magic + self.payload[:size])
                self.refuse('damaged', 'short.enlist')
        (self.dir / 'short.txt').write_text('\n'.join([self.lines[0], self.lines[1][:-4]]))
        self.refuse('damaged', 'short.txt')
        (self.dir / 'longer.enlist').write_bytes(self.payload + b'\0')
        self.refuse('damaged', 'longer.enlist')

    def test_newer(self):
        for version in (b'\x02', b'ENL\x02'):
            (self.dir / 'newer.enlist').write_bytes(version + self.payload[1:])
            self.refuse('newer version', 'newer.enlist')
        self.refuse('newer version', 'EN2:ABC')

    def test_empty(self):
        for name in ('empty', 'empty.enlist', 'empty.txt'):
            (self.dir / name).write_bytes(b'')
            self.run_ctl('label', 'verify', name, code=VERIFICATION)
        self.run_ctl('label', 'verify', '-', code=VERIFICATION)

    def test_other_codes_say_what_they_are(self):
        for text, words in (('https://example.com/setup', 'web link'),
                            ('WIFI:T:WPA;S:site;P:correct horse;;', 'Wi-Fi network'),
                            ('MT:Y.K9042C00KA0648G00', 'Matter'),
                            ('BEGIN:VCARD', 'contact'),
                            ('hello', 'not an Enlist label')):
            with self.subTest(text):
                self.refuse(words, '-', stdin=text)
                (self.dir / 'code.txt').write_text(text + '\n')
                self.refuse(words, 'code.txt')
                if ':' in text:
                    self.refuse(words, text)

    def test_files_of_ours_say_what_they_are(self):
        self.refuse('label make', str(WEATHER))
        self.refuse('secret key', 'key.json')
        self.refuse('label make --device', 'device.json')
        card = self.run_ctl('publishers', 'card', 'key.json', '-o', '-')[0].strip()
        self.refuse('publisher card', card)
        self.run_ctl('publishers', 'card', 'key.json', '-o', 'card.png')
        self.refuse('publisher card', 'card.png')

    def test_files_that_are_not_there_or_nothing(self):
        self.refuse('nothing.png', 'nothing.png', code=NOT_FOUND)
        (self.dir / 'noise').write_bytes(bytes(range(128, 256)) * 8)
        self.refuse('neither a label nor a picture', 'noise')
        (self.dir / 'blank.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
        self.run_ctl('label', 'verify', 'blank.svg', code=VERIFICATION)


class Make(LabelCase):
    def refuse(self, source, words, code=USAGE, name='source.json'):
        path = self.write_json(name, source) if not isinstance(source, str) else str(self.dir / name)
        if isinstance(source, str):
            (self.dir / name).write_text(source)
        _, err = self.run_ctl('label', 'make', name, '--key', 'key.json', '-o', 'out.png', code=code)
        for word in (words,) if isinstance(words, str) else words:
            self.assertIn(word, err)
        self.assertFalse((self.dir / 'out.png').exists(), path)

    def base(self, **changes):
        return {'enlist-label': 1, 'sequence': 1, 'vendor': 'V', 'model': 'M',
                'assistant': [{'note': 'Hello'}], **changes}

    def test_errors_name_file_pointer_and_suggestion(self):
        self.refuse(self.base(assistant=[{'note': 'x'}, {'aks': ['location']}]),
                    ('source.json: /assistant/1', 'unknown operation “aks”', 'did you mean “ask”?'))
        self.refuse(self.base(assistant=[{'ask': ['name', 'locaton']}]),
                    ('source.json: /assistant/0/ask/1', 'unknown field “locaton”',
                     'did you mean “location”?'))
        self.refuse(self.base(vendr='V'),
                    ('source.json: /', 'unknown member “vendr”', 'did you mean “vendor”?'))
        self.refuse(self.base(fields=[{'name': 'x', 'kind': 'colour'}]),
                    ('source.json: /fields/0', 'unknown kind'))
        self.refuse(self.base(sequence=-1), 'source.json: /sequence')
        self.refuse(self.base(sequence=1.5), 'source.json: /sequence')
        self.refuse(self.base(vendor=''), 'source.json: /vendor')
        self.refuse(self.base(vendor='x' * 65), 'source.json: /vendor')
        self.refuse(self.base(transports=['usb:1']), ('source.json: /transports/0', 'unknown transport'))
        self.refuse(self.base(assistant=[]), 'source.json: /assistant')
        self.refuse(self.base(**{'enlist-label': 2}), 'source.json: /enlist-label')

    def test_not_json(self):
        for text in ('', '{', '[]', '"x"', '\x00'):
            self.refuse(text, 'source.json')

    def test_programs_that_do_not_validate(self):
        self.refuse(self.base(assistant=[{'send': ['location']}]),
                    ('source.json: /assistant/0', 'unwritten', 'location'))
        self.refuse(self.base(device=['lock']), ('source.json: /device/0', 'unwritten'))
        self.refuse(self.base(assistant=['lock']), ('source.json: /assistant/0', 'role'))

    def test_ends_that_do_not_fit_together(self):
        self.refuse(self.base(device=[{'need': ['location']}]),
                    ('source.json: /device/0', 'unmet', 'location'))

    def test_files_missing(self):
        self.write_json('source.json', self.base())
        self.run_ctl('label', 'make', 'nothing.json', '--key', 'key.json', '-o', 'a.png', code=NOT_FOUND)
        self.run_ctl('label', 'make', 'source.json', '--key', 'nothing.json', '-o', 'a.png', code=NOT_FOUND)
        self.run_ctl('label', 'make', 'source.json', '--key', 'key.json', '--device', 'no.json', '-o',
                     'a.png', code=NOT_FOUND)
        self.run_ctl('label', 'make', 'source.json', '--key', 'key.json', '-o', 'a.pdf', code=USAGE)
        _, err = self.run_ctl('label', 'make', 'source.json', '--key', 'key.json', '-o', 'no/folder/a.png',
                              code=NOT_FOUND)
        self.assertIn('no/folder/a.png: there is no folder “no/folder”', err)

    def test_another_model(self):
        self.make_device('Flow Controller')
        _, err = self.run_ctl('label', 'make', WEATHER, '--key', 'key.json', '--device', 'device.json', '-o',
                              'a.png', code=USAGE)
        self.assertIn('Flow Controller', err)

    def noise(self, characters):
        """Text that packs badly."""
        state, text = 1, ''
        while len(text) < characters:
            state = state * 6364136223846793005 + 1442695040888963407 & 2**64 - 1
            text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'[state >> 58]
        return text

    def test_sixteen_codes_and_no_more(self):
        notes = [{'note': self.noise(900)} for _ in range(3)]
        self.write_json('large.json', self.base(assistant=[{'note': self.noise(900)}] + notes[:1]))
        self.make_label('large.png', source='large.json', device=None)
        self.assertEqual(self.inspect('large.png')['source']['assistant'], [{'note': self.noise(900)}] * 2)
        text = self.noise(12000)
        many = [{'note': text[i:i + 800]} for i in range(0, len(text), 800)]
        self.refuse(self.base(assistant=many), 'more than 16 QR codes')


if __name__ == '__main__':
    unittest.main()
