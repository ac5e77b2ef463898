# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""enlistctl itself: what it says about its commands."""

import os
import subprocess
import unittest

from clicase import ENLISTCTL, OK, USAGE, CliCase

COMMANDS = ('keys new', 'keys show', 'publishers card', 'publishers list', 'publishers add', 'publishers remove',
            'device new', 'label make', 'label batch', 'label sheet', 'label inspect', 'label diff', 'label verify',
            'label ndef write', 'label ndef read', 'enroll',
            'catalog list', 'catalog check', 'catalog show', 'catalog add', 'catalog remove', 'records list',
            'records show')


class Commands(CliCase):
    def test_alone_it_explains_itself(self):
        out, err = self.run_ctl(code=USAGE)
        self.assertEqual(out, '')
        for command in COMMANDS:
            self.assertIn(f'  {command} ', err)

    def test_help_and_version(self):
        for arguments in (('--help',), ('-h',), ('help',), ('label', '--help'), ('records', 'help'), ('label', 'ndef', '--help')):
            out, err = self.run_ctl(*arguments)
            self.assertIn('Usage:', out)
            self.assertEqual(err, '')
        self.assertRegex(self.run_ctl('--version')[0], r'^enlistctl \d+\.\d+\.\d+\n$')

    def test_every_command_has_help(self):
        for command in COMMANDS:
            with self.subTest(command):
                out, err = self.run_ctl(*command.split(), '--help')
                self.assertIn(f'enlistctl {command} [OPTION', out)
                self.assertEqual(err, '')

    def test_unknown_words(self):
        self.assertIn('There is no command “labels”', self.run_ctl('labels', code=USAGE)[1])
        self.assertIn('There is no command “label sign”', self.run_ctl('label', 'sign', code=USAGE)[1])
        self.assertIn('--nonsense', self.run_ctl('records', 'list', '--nonsense', code=USAGE)[1])
        self.run_ctl('records', code=USAGE)
        self.assertIn('There is no command “label ndef erase”', self.run_ctl('label', 'ndef', 'erase', code=USAGE)[1])
        self.assertIn('enlistctl label ndef COMMAND', self.run_ctl('label', 'ndef', code=USAGE)[1])

    def test_arguments_missing_and_too_many(self):
        for command in ('keys new', 'keys show', 'publishers card', 'publishers add', 'publishers remove',
                        'device new',
                        'label make', 'label batch', 'label sheet', 'label inspect', 'label verify', 'label ndef write',
                        'label ndef read', 'enroll', 'records show'):
            with self.subTest(command):
                _, err = self.run_ctl(*command.split(), code=USAGE)
                self.assertIn('is missing', err)
                self.assertIn(f'enlistctl {command} --help', err)
        self.assertIn('too many', self.run_ctl('keys', 'show', 'a', 'b', code=USAGE)[1])

    def test_a_full_disk_is_noticed(self):
        with open('/dev/full', 'wb') as full:
            result = subprocess.run([ENLISTCTL, '--help'], stdout=full, stderr=subprocess.PIPE, check=False)
            self.assertNotEqual(result.returncode, OK)
            result = subprocess.run([ENLISTCTL, 'publishers', 'list', '--json'], stdout=full,
                                    stderr=subprocess.PIPE,
                                    env=self.env, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(os.strerror(28), result.stderr.decode())


if __name__ == '__main__':
    unittest.main()
