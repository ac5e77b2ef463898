# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the tests of enlistctl share: a folder, configuration and data of their own for every test."""

import json
import os
import pathlib
import pty
import select
import subprocess
import tempfile
import time
import unittest

ENLISTCTL = os.environ['ENLIST_TEST_ENLISTCTL']
SAMPLES = pathlib.Path(os.environ['ENLIST_TEST_SAMPLES'])
DEADLINE = 60
VENDOR = 'Example Instruments'
WEATHER = SAMPLES / 'weather-sensor.json'
FLOW = SAMPLES / 'flow-controller.json'
MODELS = {WEATHER: 'Weather Sensor', FLOW: 'Flow Controller'}

OK, FAILED, USAGE, NOT_FOUND, VERIFICATION, REFUSED, TRY_AGAIN = 0, 1, 2, 3, 4, 5, 75


class CliCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='enlist-cli-')
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)
        self.system = self.dir / 'system'
        data_dirs = os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share'
        self.env = dict(os.environ, LC_ALL='C.UTF-8', XDG_CONFIG_HOME=str(self.dir / 'config'),
                        XDG_DATA_HOME=str(self.dir / 'data'), XDG_DATA_DIRS=f'{self.system}:{data_dirs}')

    def path(self, name):
        return str(self.dir / name)

    def run_any(self, *arguments, stdin=b''):
        return subprocess.run([ENLISTCTL, *map(str, arguments)], cwd=self.dir, env=self.env, input=stdin,
                              capture_output=True, timeout=DEADLINE, check=False)

    def run_ctl(self, *arguments, code=OK, stdin=b''):
        """Hold enlistctl to its exit code and to the form of its errors, and answer (stdout, stderr)."""
        result = self.run_any(*arguments, stdin=stdin.encode() if isinstance(stdin, str) else stdin)
        out, err = result.stdout.decode(), result.stderr.decode()
        self.assertEqual(result.returncode, code, f'{arguments}\n{out}\n{err}')
        self.assertNotIn('CRITICAL', err)
        self.assertNotIn('WARNING', err)
        if code != OK and 'Usage:' not in err:
            self.assertEqual(out, '')
            last = err.rstrip('\n').splitlines()[-2:]
            self.assertRegex(last[0], r'^enlistctl: .+: .+')
            self.assertNotEqual(last[1], '')
        return out, err

    def make_key(self, name=VENDOR, file='key.json'):
        self.run_ctl('keys', 'new', '--name', name, '-o', file)
        return self.path(file)

    def make_device(self, model, *options, key='key.json', name='device'):
        self.run_ctl('device', 'new', '--vendor', VENDOR, '--model', model, '--publisher', key, '--storage',
                     name,
                     '-o', f'{name}.json', *options)
        return self.path(f'{name}.json')

    def make_label(self, output, *options, source=WEATHER, key='key.json', device='device.json'):
        with_device = ('--device', device) if device else ()
        _, err = self.run_ctl('label', 'make', source, '--key', key, *with_device, '-o', output, *options)
        return err

    def trust(self, key='key.json'):
        self.run_ctl('publishers', 'add', key, '--yes')

    def write_json(self, name, value):
        path = self.dir / name
        path.write_text(json.dumps(value), encoding='utf-8')
        return str(path)


class Terminal:
    """enlistctl with somebody in front: a pseudo terminal that is read and typed into."""

    def __init__(self, case, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([ENLISTCTL, *map(str, arguments)], cwd=case.dir, env=case.env,
                                        stdin=slave,
                                        stdout=subprocess.PIPE, stderr=slave, start_new_session=True)
        os.close(slave)
        self.seen = ''
        self.case = case
        case.addCleanup(self.close)

    def expect(self, text):
        """Wait until the terminal shows the text, and forget what came before."""
        end = time.monotonic() + DEADLINE
        while text not in self.seen:
            left = end - time.monotonic()
            ready = select.select([self.master], [], [], max(0, left))[0]
            try:
                chunk = os.read(self.master, 65536) if ready else b''
            except OSError:
                chunk = b''
            if not chunk:
                self.case.fail(f'{text!r} does not come: {self.seen}')
            self.seen += chunk.decode()
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, line):
        os.write(self.master, line.encode() + b'\n')

    def end(self, code):
        """Read what is left and hold the exit code."""
        while True:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                break
            if not chunk:
                break
            self.seen += chunk.decode(errors='replace')
        out = self.process.stdout.read().decode()
        self.case.assertEqual(self.process.wait(timeout=DEADLINE), code, self.seen)
        return out

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        os.close(self.master)
