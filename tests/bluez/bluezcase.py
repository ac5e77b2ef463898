# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the tests with real Bluetooth share: devices that listen at an adapter, an assistant at another one."""

import hashlib
import itertools
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / 'inside'), str(HERE.parent / 'e2e')]

import factory  # noqa: E402
import stack  # noqa: E402
from advertiser import Advertiser  # noqa: E402
from radio import Radio  # noqa: E402
from stack import until  # noqa: E402

ASSISTANT, DEVICE, OTHER = 'hci0', 'hci1', 'hci2'
SERVICE = '56e39368-3860-4a79-aa36-c35471e1ce38'
MEDIA = 'application/octet-stream'
ANSWERS = factory.SOURCE / 'data/samples/weather-sensor.answers.json'
# How long an enrollment may take here: a guest is several times slower than a machine.
PATIENCE = 120
OK, FAILED, USAGE, NOT_FOUND, VERIFICATION, REFUSED, TRY_AGAIN = 0, 1, 2, 3, 4, 5, 75


class Device(factory.Device):
    """The reference device at an adapter. Its log is kept with the time of each line."""

    def make_label(self, file=None, source=factory.SAMPLE, *options):
        path = self.publisher.folder / (file or f'{self.storage.name}.label.txt')
        factory.enlistctl('label', 'make', source, '--key', self.publisher.key, '--device', self.values,
                          '--transport', 'ble:', '-o', path, *options)
        return path

    def switch_on(self, where=DEVICE, *options):
        self.lines = []
        self.process = subprocess.Popen([factory.ENLIST_DEVICE, '--storage', self.storage, '--json', '--listen',
                                         f'ble:{where}', '--media', f'{MEDIA}=true', *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True)
        self.reader = threading.Thread(target=self.read_log, args=(self.process.stdout, self.lines), daemon=True)
        self.reader.start()
        self.wait_for('listening')

    @staticmethod
    def read_log(stream, lines):
        with stream:
            for line in stream:
                try:
                    event = json.loads(line)
                except json.JSONDecodeError:
                    event = {'event': 'said', 'text': line.rstrip()}
                event['time'] = time.monotonic()
                lines.append(event)

    def switch_off(self):
        super().switch_off()
        if getattr(self, 'reader', None) is not None:
            self.reader.join(PATIENCE)

    def events(self):
        return [line['event'] for line in self.lines]

    def find(self, event, **members):
        """The last line that says so."""
        for line in reversed(self.lines):
            if line['event'] == event and all(line.get(name) == value for name, value in members.items()):
                return line
        return None

    def wait_for(self, event, deadline=PATIENCE, **members):
        def said():
            found = self.find(event, **members)
            assert found or self.process.poll() is None, f'it has ended: {self.lines}'
            return found
        return until(said, lambda: f'{event} {members} in {self.lines}', deadline)

    def state(self):
        return self.show()['state']


def make_large_label(device, size):
    """A label with a part of this size that it does not carry, and the part's file."""
    folder = device.publisher.folder
    source = json.loads(factory.SAMPLE.read_text(encoding='utf-8'))
    # It cannot be made smaller, and is the same every time.
    content = b''.join(hashlib.sha256(struct.pack('<I', number)).digest() for number in range(size // 32))
    (folder / 'large.bin').write_bytes(content)
    source['iot-applications'] = {'large': {'file': 'large.bin', 'media': MEDIA, 'absent': True}}
    place = source['device'].index('lock')
    source['device'].insert(place, {'install': ['large']})
    (folder / 'large.json').write_text(json.dumps(source), encoding='utf-8')
    label = device.make_label(f'{device.storage.name}.large.txt', folder / 'large.json', '--parts', folder / 'parts')
    part, = (folder / 'parts').iterdir()
    return label, part


class Enrollment:
    """enlistctl that enrolls, while a test does something else."""

    def __init__(self, label, *options, adapter=ASSISTANT, answers=ANSWERS, environment=None):
        command = [factory.ENLISTCTL, 'enroll', '--label', label, '--answers', answers, '--yes', '--allow-lock']
        if adapter is not None:
            command += ['--adapter', adapter]
        self.begun = time.monotonic()
        self.process = subprocess.Popen([*map(str, command), *map(str, options)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=dict(os.environ, **(environment or {})))
        self.output = None

    def wait(self, patience=PATIENCE):
        """Its status; what it said is then in output, how long it took in seconds."""
        try:
            self.output, _ = self.process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.output, _ = self.process.communicate()
            self.output += f'\n(ended by the test after {patience} s)'
        self.seconds = time.monotonic() - self.begun
        return self.process.returncode

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


class BluezCase(unittest.TestCase):
    """Every test begins with all adapters on, nothing connected, and bluetoothd as it is configured by CONFIGURATION."""

    maxDiff = None
    CONFIGURATION = {}
    numbers = itertools.count(1)
    running = None
    radio = None

    @classmethod
    def setUpClass(cls):
        BluezCase.radio = BluezCase.radio or Radio()
        # One bluetoothd serves all tests with the same configuration.
        if BluezCase.running != cls.CONFIGURATION:
            stack.restart_bluetoothd(cls.CONFIGURATION)
            BluezCase.running = cls.CONFIGURATION

    def setUp(self):
        stack.restore()
        self.folder = pathlib.Path(os.environ['XDG_RUNTIME_DIR']) / f'{type(self).__name__}-{next(self.numbers)}'
        self.publisher = factory.Publisher(self.folder)
        self.publisher.trust()
        self.addCleanup(stack.disconnect_all)

    def make_device(self, name='device'):
        device = Device(self.publisher, name)
        self.addCleanup(device.switch_off)
        return device

    def advertise(self, adapter, *advertisements):
        with self.radio.silent():
            advertiser = Advertiser(adapter, *advertisements)
        self.addCleanup(advertiser.close)
        return advertiser

    def switch_on(self, device, adapter=DEVICE, *options):
        """Until it is on the air."""
        with self.radio.silent():
            device.switch_on(adapter, *options)
            device.wait_for('advertising')

    def make_ready(self, adapter=DEVICE):
        """A device that is switched on, and its label."""
        device = self.make_device()
        label = device.make_label()
        self.switch_on(device, adapter)
        return device, label

    def begin(self, label, *options, **members):
        enrollment = Enrollment(label, *options, **members)
        self.addCleanup(enrollment.end)
        return enrollment

    def finish(self, enrollment, device=None, status=OK, patience=PATIENCE):
        """The enrollment ends with this status, else everybody's words are told."""
        got = enrollment.wait(patience)
        self.assertEqual(got, status, f'{enrollment.output}\n{device.lines if device else ""}')
        return enrollment

    def enroll(self, device, label, *options, status=OK, **members):
        return self.finish(self.begin(label, *options, **members), device, status)

    def check_enrolled(self, device):
        """The device and the journal agree that it has an owner."""
        shown = device.show()
        self.assertEqual((shown['state'], shown['locked']), ('owned', True))
        record = json.loads(factory.enlistctl('records', 'show', '--json', device.serial()))
        self.assertEqual((record['state'], record['session']), ('enrolled', shown['session']))

    def check_unowned(self, device):
        """Nothing of it stays."""
        shown = device.show()
        self.assertEqual((shown['state'], shown['locked'], shown['values'], shown['keys']), ('unowned', False, {}, []))
        self.assertNotIn(device.serial(), factory.enlistctl('records', 'list'))
