# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Bluetooth is looked at before anything else happens: each reason why it cannot be used has its own text."""

import pathlib
import subprocess
import sys
import unittest

from clicase import NOT_FOUND, TRY_AGAIN, USAGE, Terminal
from enrollcase import EnrollCase

FAKE = pathlib.Path(__file__).with_name('fakebluez.py')


class Bluetooth(EnrollCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def start_bluez(self, *adapters):
        process = subprocess.Popen([sys.executable, FAKE, *adapters], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)
        self.assertEqual(process.stdout.readline(), b'ready\n')

    def enroll_over_the_air(self, *options, **keywords):
        _, err = self.run_ctl('enroll', '--image', 'label.png', '--answers', 'answers.json', *options, **keywords)
        self.assertFalse((self.dir / 'data').exists())
        self.assertNotIn('Publisher', err)
        return err

    def test_no_service(self):
        err = self.enroll_over_the_air(code=TRY_AGAIN)
        self.assertIn('The Bluetooth service is not running', err)
        self.assertIn('bluetooth.service', err)

    def test_no_system_bus(self):
        self.env['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={self.path("nothing")}'
        self.assertIn('The Bluetooth service is not running', self.enroll_over_the_air(code=TRY_AGAIN))

    def test_no_adapter(self):
        self.start_bluez()
        self.assertIn('There is no Bluetooth adapter', self.enroll_over_the_air(code=TRY_AGAIN))
        err = self.enroll_over_the_air('--adapter', 'hci0', code=NOT_FOUND)
        self.assertIn('There is no Bluetooth adapter “hci0” here, and no other one.', err)

    def test_an_adapter_that_is_not_there(self):
        self.start_bluez('hci0=on', 'hci1=off')
        for adapter in ('hci2', '00:AA:01:00:00:02', 'Bench 1'):
            err = self.enroll_over_the_air('--adapter', adapter, code=NOT_FOUND)
            self.assertIn(f'“{adapter}”', err)
            self.assertIn('hci0 (00:AA:01:00:00:00, Bench 0), hci1 (00:AA:01:00:00:01, Bench 1)', err)

    def test_off(self):
        self.start_bluez('hci0=off')
        err = self.enroll_over_the_air(code=TRY_AGAIN)
        self.assertIn('Bluetooth is turned off', err)
        self.assertIn('hci0', err)

    def test_the_chosen_one_is_off(self):
        self.start_bluez('hci0=on', 'hci1=off')
        for adapter in ('hci1', '00:aa:01:00:00:01'):
            self.assertIn('hci1', self.enroll_over_the_air('--adapter', adapter, code=TRY_AGAIN))

    def test_blocked(self):
        self.start_bluez('hci0=blocked')
        err = self.enroll_over_the_air(code=TRY_AGAIN)
        self.assertIn('Bluetooth is blocked', err)
        self.assertIn('airplane mode', err)

    def test_is_turned_on_only_when_somebody_says_so(self):
        self.start_bluez('hci0=off')
        arguments = ('enroll', '--image', 'label.png', '--answers', 'answers.json', '--yes')
        terminal = Terminal(self, *arguments)
        terminal.expect('Bluetooth is turned off. Turn it on?')
        terminal.type('n')
        terminal.expect('Nothing was sent.')
        terminal.end(TRY_AGAIN)
        terminal = Terminal(self, 'enroll', '--image', 'label.png', '--answers', 'answers.json')
        terminal.expect('Bluetooth is turned off. Turn it on?')
        terminal.type('y')
        terminal.expect('Reached over')
        terminal.expect('Enroll this device?')
        terminal.type('n')
        terminal.expect('Nothing was sent.')

    def test_another_way_makes_up_for_it(self):
        self.make_label('label.png', '--transport', 'ble:', '--transport', f'unix:{self.path("socket")}')
        self.start_device()
        _, err = self.run_ctl('enroll', '--image', 'label.png', '--answers', 'answers.json')
        self.assertIn('Bluetooth, then a socket on this computer', err)

    def test_another_way_does_not_need_it(self):
        self.make_label('label.png', '--transport', f'unix:{self.path("socket")}')
        self.start_device()
        self.run_ctl('enroll', '--image', 'label.png', '--answers', 'answers.json', '--adapter', 'hci0')

    def test_what_a_device_can_be(self):
        for device in ('ble', 'usb:1', '/dev/ttyACM0'):
            _, err = self.run_ctl('enroll', '--image', 'label.png', '--device', device, code=USAGE)
            self.assertIn(f'not “{device}”', err)


if __name__ == '__main__':
    unittest.main()
