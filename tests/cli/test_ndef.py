# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Labels as NDEF messages, as NFC tags hold them."""

import base64
import unittest

from clicase import NOT_FOUND, USAGE, VENDOR, VERIFICATION, CliCase

TYPE = b'application/vnd.enlist.label'


def record(flags, kind, payload):
    return bytes([flags | 0x10, len(kind), len(payload)]) + kind + payload


class Ndef(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()
        self.make_device('Weather Sensor')
        self.make_label('label.enlist')
        self.payload = (self.dir / 'label.enlist').read_bytes().removeprefix(b'ENL')

    def write(self, name, content):
        (self.dir / name).write_bytes(content)
        return name

    def test_long_record_and_back(self):
        self.assertGreater(len(self.payload), 255)
        _, err = self.run_ctl('label', 'ndef', 'write', 'label.enlist', '-o', 'tag.ndef')
        message = (self.dir / 'tag.ndef').read_bytes()
        self.assertEqual(message, b'\xc2\x1c' + len(self.payload).to_bytes(4, 'big') + TYPE + self.payload)
        self.assertIn(f'tag.ndef: {len(message)} bytes, for a tag that has room for {len(message) + 5}', err)
        self.run_ctl('label', 'ndef', 'read', 'tag.ndef', '-o', 'back.enlist')
        self.assertEqual((self.dir / 'back.enlist').read_bytes(), b'ENL' + self.payload)

    def test_short_record(self):
        self.write_json('small.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                                       'assistant': [{'note': 'Hello'}]})
        self.make_label('small.enlist', source='small.json', device=None)
        small = (self.dir / 'small.enlist').read_bytes().removeprefix(b'ENL')
        self.assertLess(len(small), 256)
        _, err = self.run_ctl('label', 'ndef', 'write', 'small.enlist', '-o', 'tag.ndef')
        message = (self.dir / 'tag.ndef').read_bytes()
        self.assertEqual(message, record(0xc2, TYPE, small))
        self.assertIn(f'room for {len(message) + 3}', err)

    def test_standard_input_and_output(self):
        self.make_label('label.txt')
        text = (self.dir / 'label.txt').read_text()
        message = self.run_any('label', 'ndef', 'write', '-', '-o', '-', stdin=text.encode())
        self.assertEqual(message.returncode, 0, message.stderr)
        self.assertTrue(message.stdout.startswith(b'\xc2\x1c'))
        self.assertEqual(self.run_ctl('label', 'ndef', 'read', '-', '-o', '-', stdin=message.stdout)[0], text)

    def test_a_message_is_a_label_everywhere(self):
        self.run_ctl('label', 'ndef', 'write', 'label.enlist', '-o', 'tag.ndef')
        self.assertIn('Genuine', self.run_ctl('label', 'verify', '--key', 'key.json', 'tag.ndef')[0])
        self.assertEqual(self.run_ctl('label', 'inspect', 'tag.ndef'),
                         self.run_ctl('label', 'inspect', 'label.enlist'))
        self.run_ctl('label', 'ndef', 'write', 'tag.ndef', '-o', 'again.ndef')
        self.assertEqual((self.dir / 'tag.ndef').read_bytes(), (self.dir / 'again.ndef').read_bytes())

    def test_written_elsewhere(self):
        """A tag of a vendor, whose first record opens a web page, and which has the label as a URI."""
        uri = b'enlist:' + base64.urlsafe_b64encode(self.payload).rstrip(b'=')
        message = record(0x91, b'U', b'\x04example.com') + b'\x41\x01' + (len(uri) + 1).to_bytes(4, 'big') \
            + b'U\x00' + uri
        self.write('tag.ndef', message)
        self.run_ctl('label', 'ndef', 'read', 'tag.ndef', '-o', 'back.enlist')
        self.assertEqual((self.dir / 'back.enlist').read_bytes(), b'ENL' + self.payload)

    def test_refused(self):
        for content, words in ((b'', 'byte 0'),
                               (b'\x03\x05' + record(0xc2, TYPE, b'x'), 'byte 0'),
                               (record(0xc2, TYPE, b'x') + b'\xfe', 'bytes follow the end'),
                               (record(0xc2, TYPE, self.payload[:200])[:-1], 'bytes more'),
                               (record(0xe2, TYPE, b'x'), 'chunked'),
                               (record(0xc1, b'U', b'\x04example.com'), 'no record of type'),
                               (record(0xc2, TYPE, b'\x02x'), 'newer version'),
                               (record(0xc2, TYPE, self.payload[:200]), 'damaged')):
            with self.subTest(words):
                self.write('tag.ndef', content)
                _, err = self.run_ctl('label', 'ndef', 'read', 'tag.ndef', '-o', 'x.enlist', code=VERIFICATION)
                self.assertIn(words, err)
                self.run_ctl('label', 'verify', '--key', 'key.json', 'tag.ndef', code=VERIFICATION)
                self.assertFalse((self.dir / 'x.enlist').exists())

    def test_arguments(self):
        self.run_ctl('label', 'ndef', 'write', 'nothing.enlist', '-o', 'tag.ndef', code=NOT_FOUND)
        self.run_ctl('label', 'ndef', 'read', 'nothing.ndef', '-o', 'x.enlist', code=NOT_FOUND)
        self.run_ctl('label', 'ndef', 'write', 'label.enlist', '-o', 'tag.bin', code=USAGE)
        self.run_ctl('label', 'ndef', 'write', 'label.enlist', '-o', 'no/folder/tag.ndef', code=NOT_FOUND)
        self.run_ctl('label', 'ndef', 'write', 'label.enlist', code=USAGE)


if __name__ == '__main__':
    unittest.main()
