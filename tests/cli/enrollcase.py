# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the tests of enrollments share: the reference device at the other end of a socket."""

import json
import os
import subprocess
import time

from clicase import DEADLINE, FLOW, SAMPLES, VENDOR, WEATHER, CliCase

DEVICE = os.environ['ENLIST_TEST_DEVICE']
ANSWERS = {
    WEATHER: {'location': {'site': 'Main site', 'building': 'Building 2'}, 'name': 'Roof sensor',
              'owner': 'Example Works',
              'wifi': {'ssid': 'site', 'passphrase': 'correct horse battery'}, 'confirm': True, 'lock': True},
    FLOW: {'pipe': 1, 'location': {'site': 'Main site'}, 'owner': 'Example Works', 'name': 'Feed line'},
}


def until(condition, what):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(what)
        time.sleep(0.01)


class EnrollCase(CliCase):
    def setUp(self):
        super().setUp()
        self.make_key()

    def prepare(self, source=WEATHER, trust=True, options=(), preset=None):
        """A device, its label, and answers: those of ANSWERS, or those that lie beside the sample."""
        model = json.loads(source.read_text(encoding='utf-8'))['model']
        self.make_device(model, *(('--preset', preset) if preset else ()))
        self.make_label('label.png', *options, source=source)
        if trust:
            self.trust()
        self.answers = dict(ANSWERS[source]) if source in ANSWERS else json.loads(
            source.with_suffix('.answers.json').read_text(encoding='utf-8'))
        self.write_answers()

    def prepare_sample(self, name, **keywords):
        self.prepare(SAMPLES / f'{name}.json', **keywords)
        self.start_device()

    def write_answers(self, **changes):
        self.answers.update(changes)
        self.write_json('answers.json', {k: v for k, v in self.answers.items() if v is not None})

    def start_device(self):
        self.log = self.dir / 'device.log'
        with open(self.log, 'wb') as log:
            process = subprocess.Popen([DEVICE, '--storage', self.path('device'), '--listen',
                                        f'unix:{self.path("socket")}'],
                                       stdout=log, stderr=log)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        until(lambda: b'listening' in self.log.read_bytes(), 'the device does not listen')
        return process

    def enroll(self, *options, label='label.png', **keywords):
        return self.run_ctl('enroll', '--image', label, '--answers', 'answers.json', '--device',
                            f'unix:{self.path("socket")}', *options, **keywords)

    def show_device(self):
        shown = subprocess.run([DEVICE, '--storage', self.path('device'), '--show'], capture_output=True,
                               check=True)
        return json.loads(shown.stdout)

    def device_is_untouched(self):
        self.assertFalse((self.dir / 'device' / 'lock').exists())
        return not (self.dir / 'device' / 'state.cbor').exists()

    def secrets(self):
        found = subprocess.run(['secret-tool', 'search', '--all', 'vendor', VENDOR], capture_output=True,
                               env=self.env,
                               check=False)
        return (found.stdout + found.stderr).decode()
