# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Signing with keys on PKCS#11 tokens: a real one in software (SoftHSM)."""

import base64
import json
import pathlib
import subprocess
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448

from clicase import NOT_FOUND, REFUSED, USAGE, VENDOR, VERIFICATION, WEATHER, CliCase, Terminal

PIN = '1234'
TOKEN = 'pkcs11:token=factory'
KEY = TOKEN + ';object=Example%20Instruments'


class Token(CliCase):
    def setUp(self):
        super().setUp()
        (self.dir / 'tokens').mkdir()
        conf = self.dir / 'softhsm2.conf'
        conf.write_text(f'directories.tokendir = {self.dir}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n')
        self.env.update(SOFTHSM2_CONF=str(conf), ENLIST_PIN=PIN)
        self.tool('softhsm2-util', '--init-token', '--free', '--label', 'factory', '--pin', PIN, '--so-pin', '12345678')
        self.make_key()
        pair = json.loads((self.dir / 'key.json').read_text())
        seed = base64.urlsafe_b64decode(pair['secret'] + '==')[:32]
        self.put(ed25519.Ed25519PrivateKey.from_private_bytes(seed), VENDOR, '01')

    def tool(self, *arguments):
        result = subprocess.run(arguments, env=self.env, cwd=self.dir, capture_output=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def put(self, key, label, number, *options):
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
        (self.dir / 'pair.pem').write_bytes(pem)
        self.tool('softhsm2-util', '--import', 'pair.pem', '--token', 'factory', '--label', label, '--id', number,
                  '--pin', PIN, *options)

    def refuse(self, uri, words, code):
        _, err = self.run_ctl('label', 'make', WEATHER, '--key', uri, '-o', 'refused.enlist', code=code)
        self.assertIn(words, err)
        self.assertNotIn(PIN, err)
        self.assertFalse((self.dir / 'refused.enlist').exists())

    def test_labels_are_those_of_a_file_with_the_key(self):
        self.make_device('Weather Sensor')
        self.make_label('file.enlist')
        self.make_label('token.enlist', key=KEY)
        self.assertEqual((self.dir / 'token.enlist').read_bytes(), (self.dir / 'file.enlist').read_bytes())
        self.assertIn('Genuine', self.run_ctl('label', 'verify', '--key', KEY, 'file.enlist')[0])

    def test_the_public_half(self):
        card = self.run_ctl('publishers', 'card', 'key.json', '-o', '-')
        self.assertEqual(self.run_ctl('publishers', 'card', KEY, '-o', '-'), card)
        self.assertEqual(self.run_ctl('publishers', 'card', TOKEN + ';id=%01', '-o', '-'), card)
        self.assertEqual(self.run_ctl('keys', 'show', KEY), self.run_ctl('keys', 'show', 'key.json'))
        self.make_device('Weather Sensor', key=KEY)
        self.run_ctl('publishers', 'add', KEY, '--yes')
        self.assertIn(VENDOR, self.run_ctl('publishers', 'list')[0])
        self.run_ctl('publishers', 'card', KEY, '--name', 'Another name', '-o', 'card.png')
        self.run_ctl('publishers', 'add', 'card.png', '--yes')
        self.assertIn('Another name', self.run_ctl('publishers', 'list')[0])

    def test_a_pair_that_the_token_made(self):
        """It wraps the public key in DER, which an imported one is not."""
        module = pathlib.Path('/usr/lib/softhsm/libsofthsm2.so')
        self.tool('pkcs11-tool', '--module', module, '--login', '--pin', PIN, '--token-label', 'factory',
                  '--keypairgen', '--key-type', 'EC:edwards25519', '--id', '02')
        self.assertIn('no label', self.run_ctl('publishers', 'card', TOKEN + ';id=%02', '-o', '-', code=USAGE)[1])
        self.run_ctl('publishers', 'card', TOKEN + ';id=%02', '--name', 'Made there', '-o', 'card.txt')
        self.tool('pkcs11-tool', '--module', module, '--login', '--pin', PIN, '--token-label', 'factory',
                  '--keypairgen', '--key-type', 'EC:edwards25519', '--id', '03', '--label', 'made')
        self.make_label('made.enlist', key=TOKEN + ';object=made', device=None)
        self.assertIn('Genuine', self.run_ctl('label', 'verify', '--key', TOKEN + ';object=made', 'made.enlist')[0])

    def test_pin(self):
        (self.dir / 'pin').write_text(PIN + '\n')
        (self.dir / 'wrong').write_text('9999\n')
        wrong = 'the PIN is wrong'
        self.refuse(f'{KEY}?pin-source=file:{self.dir}/wrong', wrong, REFUSED)
        self.refuse(KEY + '?pin-value=9999', wrong, REFUSED)
        self.refuse(KEY + '?pin-source=missing', 'missing', NOT_FOUND)
        self.refuse(KEY + '?pin-source=%7Ccat', 'no local file', USAGE)
        self.env['ENLIST_PIN'] = '9999'
        self.refuse(KEY, wrong, REFUSED)
        self.env['ENLIST_PIN'] = 'x' * 256
        self.refuse(KEY, 'at most 255', USAGE)
        del self.env['ENLIST_PIN']
        self.refuse(KEY, 'ENLIST_PIN', REFUSED)
        for source in (f'file:{self.dir}/pin', 'pin'):
            self.make_label('label.enlist', key=f'{KEY}?pin-source={source}', device=None)
        self.make_label('label.enlist', key=f'{KEY}?pin-value={PIN}', device=None)

    def test_pin_is_asked_on_a_terminal(self):
        del self.env['ENLIST_PIN']
        terminal = Terminal(self, 'keys', 'show', KEY)
        terminal.expect('PIN of the token “factory”: ')
        terminal.type(PIN)
        self.assertIn(VENDOR, terminal.end(0))
        self.assertNotIn(PIN, terminal.seen)
        terminal = Terminal(self, 'keys', 'show', KEY)
        terminal.expect('PIN of the token “factory”: ')
        terminal.type('9999')
        terminal.expect('the PIN is wrong')
        terminal.end(REFUSED)

    def test_what_is_not_there(self):
        self.refuse('pkcs11:token=elsewhere;object=x', 'there is no such token', NOT_FOUND)
        self.refuse(TOKEN + ';object=other', 'no such private key', NOT_FOUND)
        self.refuse(TOKEN, 'names no key', USAGE)
        self.refuse('pkcs11:rubbish', 'RFC 7512', USAGE)
        self.refuse('pkcs11:object=x;colour=red', 'RFC 7512', USAGE)

    def test_keys_that_do_not_sign_labels(self):
        self.put(ec.generate_private_key(ec.SECP256R1()), 'p256', '04')
        self.put(ed448.Ed448PrivateKey.generate(), 'ed448', '05')
        self.put(ed25519.Ed25519PrivateKey.generate(), 'private', '06', '--no-public-key')
        for number in ('07', '08'):
            self.put(ed25519.Ed25519PrivateKey.generate(), 'twin', number)
        for name in ('p256', 'ed448'):
            self.refuse(f'{TOKEN};object={name}', 'another type', USAGE)
        self.refuse(TOKEN + ';object=private', 'does not hold the public key', NOT_FOUND)
        self.refuse(TOKEN + ';object=twin', 'several keys', USAGE)
        self.make_label('label.enlist', key=TOKEN + ';object=twin;id=%08', device=None)

    def test_halves_that_do_not_belong_together(self):
        self.put(ed25519.Ed25519PrivateKey.generate(), 'half', '09', '--no-public-key')
        self.put(ed25519.Ed25519PrivateKey.generate(), 'other', '09', '--force')
        uri = TOKEN + ';object=half'
        _, err = self.run_ctl('label', 'make', WEATHER, '--key', uri, '-o', 'refused.enlist', code=VERIFICATION)
        self.assertIn('does not verify', err)

    def test_names_belong_to_tokens(self):
        _, err = self.run_ctl('publishers', 'card', 'key.json', '--name', 'Another', '-o', '-', code=USAGE)
        self.assertIn('keys on tokens', err)
        self.run_ctl('publishers', 'card', KEY, '--name', 'x' * 65, '-o', '-', code=USAGE)
        self.run_ctl('publishers', 'card', KEY, '--name', 'x' * 64, '-o', 'no/folder.txt', code=NOT_FOUND)


if __name__ == '__main__':
    unittest.main()
