# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Many devices and their labels in one go, interrupted and continued."""

import csv
import json
import os
import re
import resource
import signal
import stat
import subprocess
import time
import unittest

from clicase import (DEADLINE, ENLISTCTL, FAILED, NOT_FOUND, REFUSED, TRY_AGAIN, USAGE, VENDOR, VERIFICATION,
                     WEATHER, CliCase, Terminal)

COUNT = 200


class Batch(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()
        self.out = self.dir / 'out'

    def batch(self, *options, source=WEATHER, key='key.json', **keywords):
        return self.run_ctl('label', 'batch', source, '--key', key, '-o', 'out', *options, **keywords)

    def start(self, *options):
        command = [ENLISTCTL, 'label', 'batch', str(WEATHER), '--key', 'key.json', '-o', 'out', *options]
        process = subprocess.Popen(command, cwd=self.dir, env=self.env, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def serials(self):
        return sorted(p.name for p in self.out.iterdir() if p.is_dir() and not p.name.startswith('.')) \
            if self.out.exists() else []

    def identities(self):
        return {serial: (self.out / serial / 'identity.cbor').read_bytes() for serial in self.serials()}

    def rows(self):
        with open(self.out / 'devices.csv', encoding='utf-8', newline='') as table:
            return list(csv.DictReader(table))

    def write_serials(self, *serials, name='serials.csv'):
        with open(self.dir / name, 'w', encoding='utf-8', newline='') as table:
            csv.writer(table).writerows([['order', 'serial'], *(['7', serial] for serial in serials)])
        return name

    def wait_for(self, count, process):
        end = time.monotonic() + DEADLINE
        while len(self.serials()) < count and process.poll() is None:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.002)

    def test_parts_that_the_labels_do_not_carry(self):
        source = self.write_json('source.json', {
            'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M', 'device': [{'install': ['a']}],
            'configurations': {'a': {'values': {'interval': 5}, 'absent': True}}})
        _, err = self.batch('--count', '2', source=source, code=USAGE)
        self.assertIn('--parts', err)
        self.batch('--count', '2', '--parts', 'parts', source=source)
        self.assertEqual(len(self.serials()), 2)
        self.assertEqual([path.suffix for path in (self.dir / 'parts').iterdir()], ['.part'])

    def check_complete(self, count):
        rows = self.rows()
        self.assertEqual(sorted(row['serial'] for row in rows), self.serials())
        self.assertEqual(len(rows), count)
        self.assertFalse((self.out / '.staged').exists())
        for row in rows:
            folder = self.out / row['storage']
            self.assertEqual(sorted(p.name for p in folder.iterdir()),
                             ['identity.cbor', 'label.enlist', 'label.txt'])
            for file in folder.iterdir():
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        row = rows[count // 2]
        for name in (row['label'], row['storage'] + '/label.txt'):
            out, _ = self.run_ctl('label', 'verify', '--key', 'key.json', self.out / name)
            self.assertIn(row['label-id'], out)
        shown = json.loads(self.run_ctl('label', 'inspect', '--json', self.out / row['label'])[0])
        self.assertEqual(shown['source']['serial'], row['serial'])
        self.assertIs(shown['development'], False)

    def test_killed_and_continued(self):
        process = self.start('--count', str(COUNT))
        self.wait_for(1, process)
        process.kill()
        process.wait()
        before = self.identities()
        self.assertGreater(len(before), 0)
        # As if the power had failed while a device was made.
        (self.out / '.staged' / 'HALF').mkdir(parents=True, exist_ok=True)
        (self.out / '.staged' / 'HALF' / 'identity.cbor').write_bytes(b'\xa6')
        _, err = self.batch('--count', COUNT)
        self.assertIn(f'{len(before)} of {COUNT} are there already', err)
        self.check_complete(COUNT)
        after = self.identities()
        self.assertEqual({serial: after[serial] for serial in before}, before)
        self.assertEqual(len(set(after.values())), COUNT)
        self.batch('--count', COUNT)
        self.assertEqual(self.identities(), after)

    def test_interrupted(self):
        process = self.start('--count', '100000')
        self.wait_for(1, process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, FAILED)
        count = int(re.search(r'(\d+) devices are complete; the same command goes on', err.decode())[1])
        self.check_complete(count)

    def test_serials_in_their_order(self):
        serials = [f'WS-{number:03}' for number in range(20, 0, -1)] + ['with, comma', 'with "quotes"', 'ä']
        self.batch('--serials', self.write_serials(*serials))
        self.assertEqual([row['serial'] for row in self.rows()], serials)
        self.check_complete(len(serials))
        before = self.identities()
        self.batch('--serials', self.write_serials('new', *serials[5:]))
        self.assertEqual([row['serial'] for row in self.rows()], ['new', *serials[5:]])
        self.assertEqual({serial: self.identities()[serial] for serial in before}, before)

    def test_tables_that_are_wrong(self):
        for text, words in ((b'', 'line 1: the table is empty'),
                            (b'number\n1\n', 'line 1: there is no column “serial”; the first line names “number”'),
                            (b'serial;x\n1;2\n', 'line 1: the values are separated by semicolons'),
                            (b'serial,x\n1,2\n\n1,3\n', 'line 4, column “serial”: “1” is the serial number of line 2'),
                            (b'serial,x\n1,2\n3\n', 'line 3: 1 values, where the header has 2'),
                            (b'x,serial\n"a\nb",../x\n', 'line 2, column “serial”: a serial number has no “/”'),
                            (b'serial\n' + b'x' * 33, 'line 2, column “serial”: a serial number has 1 to 32 bytes'),
                            (b'serial,x\n,1\n', 'line 2, column “serial”: a serial number has 1 to 32 bytes'),
                            (b'serial\na"b\n', 'line 2: a quote stands inside'),
                            (b'serial\n"a" b\n', 'line 2: something follows a closing quote'),
                            (b'serial\n1\n"a\n\n', 'line 3: a quote is not closed'),
                            (b'serial\n1\n\xff\n', 'line 3: this is no UTF-8'),
                            (b'serial\r1\r', 'line 1: a carriage return stands alone')):
            with self.subTest(words):
                (self.dir / 'table.csv').write_bytes(text)
                self.assertIn('table.csv, ' + words, self.batch('--serials', 'table.csv', code=USAGE)[1])
                self.assertFalse(self.out.exists())
        self.batch('--serials', 'nothing.csv', code=NOT_FOUND)
        (self.dir / 'table.csv').write_bytes(b'\xef\xbb\xbfserial\r\n\r\n1\r\n"2"')
        self.batch('--serials', 'table.csv')
        self.assertEqual(self.serials(), ['1', '2'])

    def test_another_batch(self):
        self.make_key('Another', 'other.json')
        self.batch('--count', 2)
        before = self.identities()
        source = json.loads(WEATHER.read_text())
        self.write_json('other-source.json', dict(source, sequence=source['sequence'] + 1))
        self.assertIn('another source', self.batch('--count', 3, source='other-source.json', code=REFUSED)[1])
        self.assertIn('another key', self.batch('--count', 3, key='other.json', code=REFUSED)[1])
        self.assertIn('other publishers', self.batch('--count', 3, '--publisher', 'key.json', '--publisher',
                                                     'other.json', code=REFUSED)[1])
        self.assertIn('other transports', self.batch('--count', 3, '--transport', 'tcp:host:1', code=REFUSED)[1])
        self.assertIn('refuse their labels', self.batch('--count', 3, '--publisher', 'other.json', code=USAGE)[1])
        self.assertEqual(self.identities(), before)
        self.batch('--count', 3)
        self.check_complete(3)

    def test_repaired(self):
        self.batch('--count', 3)
        before = self.identities()
        labels = {serial: (self.out / serial / 'label.enlist').read_bytes() for serial in before}
        first, second, third = before
        (self.out / first / 'label.txt').unlink()
        (self.out / second / 'label.enlist').write_bytes(labels[second][:20])
        self.assertIn('2 devices had lost their labels', self.batch('--count', 3)[1])
        self.assertEqual(labels, {serial: (self.out / serial / 'label.enlist').read_bytes() for serial in before})
        self.assertEqual(self.identities(), before)
        (self.out / third / 'identity.cbor').unlink()
        self.assertIn('Move it away', self.batch('--count', 3, code=VERIFICATION)[1])

    def test_somebody_else_is_at_it(self):
        process = self.start('--count', '100000')
        self.wait_for(1, process)
        self.assertIn('Somebody else', self.batch('--count', 3, code=TRY_AGAIN)[1])
        process.terminate()
        process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, FAILED)

    def test_storage_that_takes_no_more(self):
        """A limit of the process stands for a full disk: writing fails in the middle of a file."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))

        result = subprocess.run([ENLISTCTL, 'label', 'batch', str(WEATHER), '--key', 'key.json', '--count', '3',
                                 '-o', 'out'], cwd=self.dir, env=self.env, capture_output=True, preexec_fn=limit,
                                timeout=DEADLINE, check=False)
        self.assertEqual(result.returncode, FAILED, result.stderr)
        self.assertIn('could not be written: ' + os.strerror(27), result.stderr.decode())
        self.assertIn('0 devices are complete; the same command goes on', result.stderr.decode())
        self.assertEqual(self.serials(), [])
        self.batch('--count', 3)
        self.check_complete(3)

    def test_progress(self):
        _, err = self.batch('--count', 1000)
        self.assertEqual(re.findall(r'(?m)^\d+ of \d+', err)[-1], '1000 of 1000')
        terminal = Terminal(self, 'label', 'batch', WEATHER, '--key', 'key.json', '--count', '1100', '-o', 'out')
        terminal.expect('1000 of 1100 are there already')
        terminal.expect('\r\x1b[K1100 of 1100')
        terminal.expect('1100 devices')
        terminal.end(0)

    def test_options(self):
        self.batch(code=USAGE)
        self.batch('--count', 1, '--serials', 'x.csv', code=USAGE)
        self.batch('--count', -1, code=USAGE)
        self.batch('--count', 1000001, code=USAGE)
        self.batch('--count', 1, '--publisher', 'nothing', code=NOT_FOUND)
        self.batch('--count', 1, key='nothing.json', code=NOT_FOUND)
        self.batch('--count', 1, source='nothing.json', code=NOT_FOUND)
        self.write_json('wrong.json', {'enlist-label': 1, 'sequence': 1, 'vendor': VENDOR, 'model': 'M',
                                       'assistant': ['lock']})
        self.assertIn('wrong.json: /assistant/0', self.batch('--count', 1, source='wrong.json', code=USAGE)[1])
        self.assertFalse(self.out.exists())
        self.out.mkdir()
        (self.out / 'notes').write_text('x')
        self.assertIn('something else in it', self.batch('--count', 1, code=REFUSED)[1])


if __name__ == '__main__':
    unittest.main()
