#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Enroll a simulated device with this build: in the app when there is a display, else with enlistctl.

Everything happens in a temporary folder and a private desktop session with a keyring and a camera of its own: nothing of
yours is read or changed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ['ENLIST_BUILD']
SESSION = os.path.join(SOURCE, 'tests/harness/desktop-session')
VENDOR = 'Example Instruments'


def heading(text):
    print(f'\n\033[1m{text}\033[0m' if sys.stdout.isatty() else f'\n== {text}', flush=True)


def show(*command):
    """Run a command as a user would, showing it."""
    print('$', ' '.join(command), flush=True)
    subprocess.run(command, check=True)


class Factory:
    """What exists before the installer comes: a publisher, a device made at the factory, its printed label."""

    def __init__(self, folder, sample):
        self.folder = folder
        self.source = os.path.join(SOURCE, f'data/samples/{sample}.json')
        with open(self.source, encoding='utf-8') as file:
            self.model = json.load(file)['model']
        self.answers = os.path.join(SOURCE, f'data/samples/{sample}.answers.json')
        self.key, self.card = self.path('publisher.json'), self.path('publisher.txt')
        self.values, self.storage = self.path('values.json'), self.path('device')
        self.label, self.uri = self.path('label.png'), 'unix:' + self.path('socket')
        self.device = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self):
        heading('At the publisher: a key to sign with')
        show('enlistctl', 'keys', 'new', '--name', VENDOR, '-o', self.key)
        show('enlistctl', 'publishers', 'card', self.key, '-o', self.card)
        heading('At the factory: a device, and its label')
        show('enlistctl', 'device', 'new', '--vendor', VENDOR, '--model', self.model, '--publisher', self.key,
             '--storage', self.storage, '-o', self.values)
        show('enlistctl', 'label', 'make', self.source, '--key', self.key, '--device', self.values,
             '--transport', self.uri, '-o', self.label)

    def switch_on(self):
        heading('On the wall: the device has power')
        command = ['enlist-device', '--storage', self.storage, '--listen', self.uri, '--json']
        print('$', ' '.join(command), flush=True)
        self.device = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.device.stdout:
            if 'listening' in line:
                return
        raise SystemExit('demo: the device did not start')

    def switch_off(self):
        if self.device is not None:
            self.device.terminate()
            self.device.wait()


def enroll_headless(factory):
    """Inside the private session, without a screen."""
    heading('At the site: the installer knows the publisher')
    show('enlistctl', 'publishers', 'add', '--yes', factory.card)
    heading('The label, before anything is done with it')
    show('enlistctl', 'label', 'inspect', factory.label)
    heading('Enrolling')
    show('enlistctl', 'enroll', '--image', factory.label, '--answers', factory.answers, '--yes', '--allow-lock')
    heading('The record')
    show('enlistctl', 'records', 'list')
    with open(factory.values, encoding='utf-8') as file:
        show('enlistctl', 'records', 'show', json.load(file)['serial'])
    heading('Its keys in the keyring')
    show('secret-tool', 'search', '--all', 'kind', 'device')
    heading('What the device keeps: configuration, no program, and the lock if its label says so')
    show('ls', '-1', factory.storage)


def enroll_in_app(factory):
    """Inside the private session, on the user's own display."""
    show('enlistctl', 'publishers', 'add', '--yes', factory.card)
    heading('The app: its camera sees the label. Click through.')
    show('enlist')


def parse_arguments():
    parser = argparse.ArgumentParser(prog='./dev demo', description=__doc__)
    parser.add_argument('--headless', action='store_true', help='with enlistctl, even when there is a display')
    parser.add_argument('--sample', default='weather-sensor', choices=('weather-sensor', 'flow-controller'))
    parser.add_argument('--inside', metavar='FOLDER', help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not (os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY')):
        arguments.headless = True
    return arguments


def outside(arguments):
    folder = tempfile.mkdtemp(prefix='enlist-demo.', dir='/tmp')
    factory = Factory(folder, arguments.sample)
    options = ['--no-display'] if arguments.headless else ['--inherit-display', '--camera-image', factory.label]
    inner = [sys.executable, __file__, '--inside', folder, '--sample', arguments.sample]
    try:
        factory.make()
        factory.switch_on()
        return subprocess.run([SESSION, *options, '--', *inner, *(['--headless'] if arguments.headless else [])],
                              check=False).returncode
    finally:
        factory.switch_off()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    arguments = parse_arguments()
    # The programs of this build, wherever it is.
    programs = [os.path.join(BUILD, 'src', name) for name in ('cli', 'app', 'device')]
    os.environ['PATH'] = os.pathsep.join(programs + [os.environ['PATH']])
    os.environ['GSETTINGS_SCHEMA_DIR'] = os.path.join(BUILD, 'data')
    try:
        if not arguments.inside:
            return outside(arguments)
        factory = Factory(arguments.inside, arguments.sample)
        (enroll_headless if arguments.headless else enroll_in_app)(factory)
        return 0
    except subprocess.CalledProcessError as error:
        print(f'demo: {error.cmd[0]} ended with status {error.returncode}', file=sys.stderr)
        return 1


if __name__ == '__main__':
    sys.exit(main())
