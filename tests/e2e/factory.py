# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What exists before the installer comes: a publisher, devices made at the factory, their printed labels."""

import json
import os
import pathlib
import signal
import socket
import subprocess

from waiting import until

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ['ENLIST_BUILD'])
ENLIST = BUILD / 'src/app/enlist'
ENLISTCTL = BUILD / 'src/cli/enlistctl'
ENLIST_DEVICE = BUILD / 'src/device/enlist-device'
SAMPLE = SOURCE / 'data/samples/weather-sensor.json'
VENDOR, MODEL = 'Example Instruments', 'Weather Sensor'
NOTE = json.loads(SAMPLE.read_text(encoding='utf-8'))['assistant'][0]['note']['default']
PATIENCE = 60


def enlistctl(*arguments):
    """What enlistctl prints; a status other than 0 is a failure."""
    result = subprocess.run([ENLISTCTL, *map(str, arguments)], capture_output=True, text=True,
                            timeout=PATIENCE, check=False)
    if result.returncode != 0:
        raise AssertionError(f'enlistctl {arguments}: status {result.returncode}\n{result.stderr}')
    return result.stdout


class Publisher:
    def __init__(self, folder, name=VENDOR):
        self.folder = pathlib.Path(folder)
        self.name = name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key, self.card = self.folder / 'publisher.json', self.folder / 'publisher.txt'
        if not self.key.exists():
            enlistctl('keys', 'new', '--name', name, '-o', self.key)
            enlistctl('publishers', 'card', self.key, '-o', self.card)

    def trust(self):
        enlistctl('publishers', 'add', '--yes', self.card)


class Device:
    """The reference device: its storage, its label, and its process while it is switched on."""

    def __init__(self, publisher, name='device'):
        folder = publisher.folder
        self.publisher = publisher
        self.storage, self.values = folder / name, folder / f'{name}.values.json'
        self.socket = folder / f'{name}.socket'
        self.log = folder / f'{name}.log'
        self.process = None
        if not self.storage.exists():
            enlistctl('device', 'new', '--vendor', VENDOR, '--model', MODEL, '--publisher', publisher.key,
                      '--storage', self.storage, '-o', self.values)

    def make_label(self, file, source=SAMPLE):
        """A label of this device, in the form that the file's suffix asks for."""
        path = self.publisher.folder / file
        enlistctl('label', 'make', source, '--key', self.publisher.key, '--device', self.values,
                  '--transport', f'unix:{self.socket}', '-o', path)
        return path

    def serial(self):
        return json.loads(self.values.read_text(encoding='utf-8'))['serial']

    def switch_on(self, where=None):
        """Let it listen: at its own socket, or at that of another device."""
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen([ENLIST_DEVICE, '--storage', self.storage, '--json', '--listen',
                                             f'unix:{where or self.socket}'], stdout=log, stderr=log)
        until(lambda: 'listening' in self.events(), 'the device to listen')

    def pause(self):
        """Let it take its time, until it goes on."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def switch_off(self):
        if self.process is not None:
            self.go_on()
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def events(self):
        lines = self.log.read_text(encoding='utf-8').splitlines()
        return [json.loads(line)['event'] for line in lines]

    def show(self):
        """What it keeps, as it tells itself."""
        shown = subprocess.run([ENLIST_DEVICE, '--storage', self.storage, '--show'],
                               capture_output=True, text=True, timeout=PATIENCE, check=True)
        return json.loads(shown.stdout)


class Listener:
    """In the place of a device: counts who comes, and answers nobody."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen(16)
        self.socket.setblocking(False)
        self.count = 0

    def connections(self):
        while True:
            try:
                self.socket.accept()[0].close()
            except BlockingIOError:
                return self.count
            self.count += 1

    def close(self):
        self.socket.close()
