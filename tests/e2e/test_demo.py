# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The demo enrolls a device with enlistctl, and says so."""

import subprocess
import sys
import unittest

from factory import MODEL, PATIENCE, SOURCE


class Demo(unittest.TestCase):
    def enroll(self, sample):
        script = SOURCE / 'build-aux/demo.py'
        demo = subprocess.run([sys.executable, script, '--headless', '--sample', sample],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(demo.returncode, 0, demo.stdout + demo.stderr)
        return demo.stdout

    def test_weather_sensor(self):
        out = self.enroll('weather-sensor')
        for part in (MODEL, 'Roof sensor 1', 'enrolled', 'identity.cbor\nlock\nstate.cbor'):
            self.assertIn(part, out)
        self.assertNotIn('correct horse battery', out)

    def test_flow_controller(self):
        out = self.enroll('flow-controller')
        for part in ('Flow Controller', 'enrolled', 'identity.cbor\n', 'state.cbor'):
            self.assertIn(part, out)


if __name__ == '__main__':
    unittest.main()
