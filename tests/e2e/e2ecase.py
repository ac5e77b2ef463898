# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the tests of the whole share: a session, the app in it, and evidence of what went wrong."""

import argparse
import functools
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from factory import BUILD, ENLIST, PATIENCE, SOURCE

SESSION = SOURCE / 'tests/harness/desktop-session'
FOLDER = 'ENLIST_E2E_FOLDER'
SIZE = 'ENLIST_E2E_SIZE'
# GTK 4.8 says this when it is asked about a dialog that is just closing.
OF_GTK = "g_variant_is_object_path: assertion 'string != NULL' failed"


def keeping_evidence(test):
    """Save a picture of the screen and the accessible tree when the test fails."""
    @functools.wraps(test)
    def run(self):
        try:
            test(self)
        except BaseException:
            self.save_evidence()
            raise
    return run


class E2ECase(unittest.TestCase):
    maxDiff = None

    def __init_subclass__(cls):
        super().__init_subclass__()
        for name, value in list(vars(cls).items()):
            if name.startswith('test_'):
                setattr(cls, name, keeping_evidence(value))

    def setUp(self):
        self.folder = pathlib.Path(os.environ[FOLDER])
        self.process = self.screen = None

    def start_app(self, *arguments):
        from screen import Screen  # Outside of the session there is no accessibility bus.
        self.log = self.folder / 'enlist.log'
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen([ENLIST, *map(str, arguments)], stderr=log)
        self.addCleanup(self.end_app)
        self.screen = Screen(self.process)
        return self.screen

    def end_app(self):
        """It was still there, and no library had anything to say against it."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.terminate()
        self.assertEqual(process.wait(PATIENCE), -signal.SIGTERM)
        lines = self.log.read_text(encoding='utf-8').splitlines()
        self.assertEqual([line for line in lines if ' **: ' in line and OF_GTK not in line], [])

    def picture(self, suffix=''):
        """A picture of the screen, when somebody wants to have pictures."""
        folder = os.environ.get('ENLIST_ARTIFACTS')
        if folder:
            self.save_picture(pathlib.Path(folder), suffix)

    def save_picture(self, folder, suffix):
        path = folder / f'{self.id().rpartition(".")[2]}-{os.environ[SIZE]}{suffix}.png'
        subprocess.run(['import', '-window', 'root', str(path)], timeout=PATIENCE, check=False)
        return path

    def save_evidence(self):
        folder = pathlib.Path(os.environ.get('ENLIST_ARTIFACTS') or BUILD / 'meson-logs')
        folder.mkdir(parents=True, exist_ok=True)
        picture = self.save_picture(folder, '-failed')
        tree = picture.with_suffix('.txt')
        if self.screen is not None:
            tree.write_text(self.screen.dump(), encoding='utf-8')
        print(f'evidence: {picture} {tree}', file=sys.stderr)


def main(prepare=None, options=()):
    """Run the script's tests in a session of its own, with options of its harness; prepare(folder) may answer what its
    camera shows."""
    if FOLDER in os.environ:
        unittest.main()
    parser = argparse.ArgumentParser()
    parser.add_argument('--size', default='1100x800')
    arguments, rest = parser.parse_known_args()
    # A short name: the sockets below it must fit into 108 bytes.
    with tempfile.TemporaryDirectory(prefix='enlist-e2e.', dir='/tmp') as folder:
        picture = prepare(pathlib.Path(folder)) if prepare is not None else None
        camera = ['--camera-image', str(picture)] if picture is not None else []
        environment = dict(os.environ, **{FOLDER: folder, SIZE: arguments.size})
        command = [SESSION, *options, '--size', arguments.size, *camera, '--', sys.executable, sys.argv[0], *rest]
        status = subprocess.run(command, env=environment, check=False).returncode
    sys.exit(status)
