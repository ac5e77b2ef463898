#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The desktop session itself: what every other test that runs in it relies on."""

import os
import pwd
import signal
import subprocess
import tempfile
import unittest

HARNESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'desktop-session')
LOOK_UP = ('gdbus call --session --timeout 5 -d org.freedesktop.secrets '
           '-o /org/freedesktop/secrets/collection/login -m org.freedesktop.DBus.Properties.Get '
           'org.freedesktop.Secret.Collection Locked')
FIND_CAMERA = ('gdbus call --session -d org.freedesktop.portal.Desktop -o /org/freedesktop/portal/desktop '
               '-m org.freedesktop.DBus.Properties.Get org.freedesktop.portal.Camera IsCameraPresent')
ASK_SCHEME = ('gdbus call --session -d org.freedesktop.portal.Desktop -o /org/freedesktop/portal/desktop '
              '-m org.freedesktop.portal.Settings.Read org.freedesktop.appearance color-scheme')


def session(*arguments, **options):
    return subprocess.run([HARNESS, *arguments], capture_output=True, text=True, timeout=90, check=False,
                          **options)


def shell(*arguments, **options):
    *flags, script = arguments
    return session(*flags, '--', 'sh', '-c', script, **options)


class Quick(unittest.TestCase):
    def test_returns_the_status_of_the_command(self):
        self.assertEqual(shell('--no-display', 'exit 7').returncode, 7)
        self.assertEqual(shell('--no-display', 'kill -9 $$').returncode, 128 + 9)

    def test_a_command_that_does_not_exist(self):
        self.assertIn(session('--no-display', '--', '/nonexistent').returncode, (126, 127))

    def test_a_missing_service_is_a_hard_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ('setpriv', 'true'):
                os.symlink(f'/usr/bin/{name}', os.path.join(folder, name))
            result = session('--no-display', '--', 'true', env={**os.environ, 'PATH': folder})
        self.assertEqual(result.returncode, 99)
        self.assertIn('dbus-daemon is not installed', result.stderr)

    def test_the_folder_is_private_and_goes_away(self):
        result = shell('--no-display', 'stat -c %a "$ENLIST_SESSION_DIR" "$XDG_RUNTIME_DIR"; '
                       'echo $ENLIST_SESSION_DIR; case $HOME in $ENLIST_SESSION_DIR/*) ;; *) exit 1;; esac; '
                       'test -z "$DISPLAY"')
        self.assertEqual(result.returncode, 0)
        modes, folder = result.stdout.split()[:2], result.stdout.split()[2]
        self.assertEqual(modes, ['700', '700'])
        self.assertFalse(os.path.exists(folder))

    def test_nothing_outlives_the_command(self):
        result = shell('--no-display',
                       'setsid sh -c "trap \'\' TERM; while :; do read x </dev/zero; done" & echo $!')
        self.assertEqual(result.returncode, 0)
        self.assertFalse(os.path.exists(f'/proc/{result.stdout.strip()}'))

    def test_ends_when_asked(self):
        command = ['sh', '-c', 'echo $ENLIST_SESSION_DIR; exec cat']
        with subprocess.Popen([HARNESS, '--no-display', '--', *command],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            folder = process.stdout.readline().strip()
            self.assertTrue(os.path.isdir(folder))
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(30), 128 + signal.SIGTERM)
        self.assertFalse(os.path.exists(folder))

    def test_keyring(self):
        self.assertIn('false', shell('--no-display', LOOK_UP).stdout)
        self.assertIn('true', shell('--no-display', '--keyring', 'locked', LOOK_UP).stdout)
        self.assertIn('ServiceUnknown', shell('--no-display', '--keyring', 'absent', LOOK_UP).stderr)

    def test_the_keyring_keeps_a_secret(self):
        result = shell('--no-display',
                       'printf secret | secret-tool store --label=x a b && secret-tool lookup a b')
        self.assertEqual(result.stdout, 'secret')

    def test_the_system_bus_is_private(self):
        result = shell('--no-display', 'gdbus call --system -d org.freedesktop.DBus -o / '
                       '-m org.freedesktop.DBus.RequestName org.bluez 0')
        self.assertIn('uint32 1', result.stdout)


class Complete(unittest.TestCase):
    def test_two_at_once_with_closed_streams(self):
        run = f'exec <&- ; "{HARNESS}" -- sh -c "echo \\$DISPLAY \\$ENLIST_SESSION_DIR"'
        processes = [subprocess.Popen(['sh', '-c', run], stdout=subprocess.PIPE, text=True) for _ in range(2)]
        outputs = [process.communicate(timeout=90)[0].split() for process in processes]
        self.assertEqual([process.returncode for process in processes], [0, 0])
        self.assertNotEqual(outputs[0][0], outputs[1][0])
        self.assertNotEqual(outputs[0][1], outputs[1][1])

    def test_screen_size_and_light_style(self):
        result = shell('--size', '360x720', f'xdpyinfo | grep dimensions; {FIND_CAMERA}; {ASK_SCHEME}')
        self.assertIn('360x720', result.stdout)
        self.assertIn('<false>', result.stdout)
        self.assertIn('uint32 0', result.stdout)

    def test_camera_and_dark_style(self):
        result = shell('--dark', '--camera', 'videotestsrc is-live=true ! video/x-raw,width=320,height=240',
                       f'{FIND_CAMERA}; {ASK_SCHEME}; kill -0 $ENLIST_SESSION_CAMERA_PID')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('<true>', result.stdout)
        self.assertIn('uint32 1', result.stdout)

    def test_a_camera_that_does_not_work_is_a_hard_failure(self):
        result = session('--camera-image', '/nonexistent.png', '--', 'true')
        self.assertEqual(result.returncode, 99)
        self.assertIn('virtual camera', result.stderr)

    def test_as_another_user(self):
        if os.getuid() != 0:
            return
        # Only root can become somebody else; anybody else has just shown it with the tests above.
        nobody = pwd.getpwnam('nobody')
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, 'desktop-session')
            with open(HARNESS, 'rb') as source, open(copy, 'wb') as target:
                target.write(source.read())
            os.chmod(folder, 0o755)
            os.chmod(copy, 0o755)
            result = subprocess.run([copy, '--', 'sh', '-c', 'id -u; ' + FIND_CAMERA], capture_output=True,
                                    text=True, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[],
                                    cwd='/', timeout=90, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(str(nobody.pw_uid), result.stdout)


if __name__ == '__main__':
    unittest.main()
