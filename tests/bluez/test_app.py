# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The app, a camera that sees a label, and Bluetooth: from the scan to the record, and that it has an owner then.

Runs by itself in a guest, where it starts a session with a screen.
"""

import os
import sys

# A guest is several times slower than a machine.
os.environ.setdefault('ENLIST_E2E_DEADLINE', '180')

import bluezcase  # noqa: E402
import e2ecase  # noqa: E402
import stack  # noqa: E402
import test_app_enrolls  # noqa: E402
from bluezcase import Device  # noqa: E402
from factory import Publisher  # noqa: E402
from radio import Radio  # noqa: E402


class AppEnrollsOverBluetooth(test_app_enrolls.AppEnrolls):
    def setUp(self):
        e2ecase.E2ECase.setUp(self)
        stack.restore()
        publisher = Publisher(self.folder)
        self.device = Device(publisher)
        publisher.trust()
        self.radio = Radio()
        with self.radio.silent():
            self.device.switch_on()
            self.device.wait_for('advertising')
        self.addCleanup(self.device.switch_off)

    def test_from_scan_to_record(self):
        self.before = self.device.events()
        self.start_app()
        self.review()
        self.answer()
        self.see_progress()
        self.check_everywhere()
        self.end_app()
        self.assertEqual(self.device.find('assistant')['mtu'], 517)


def main():
    if e2ecase.FOLDER in os.environ:
        sys.path.insert(0, str(bluezcase.HERE / 'inside'))
        import run_tests
        sys.exit(run_tests.run([f'{__name__}.{AppEnrollsOverBluetooth.__name__}']))
    e2ecase.main(lambda folder: test_app_enrolls.put_before_camera(folder, Device), ['--inherit-system-bus'])


if __name__ == '__main__':
    main()
