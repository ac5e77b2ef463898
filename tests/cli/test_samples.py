# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Every sample enrolls the reference device, with the answers that lie beside it."""

import json
import unittest

from clicase import SAMPLES, VENDOR
from enrollcase import EnrollCase

ANSWERS_SUFFIX = '.answers.json'
NAMES = sorted(path.name.removesuffix('.json') for path in SAMPLES.glob('*.json')
               if not path.name.endswith(ANSWERS_SUFFIX))
OPTIONS = {'two-applications': ('--application', '1')}
# The assistant is a gateway only when it is told to be one; test_enroll_language.py does.
ELSEWHERE = {'gateway'}


class Samples(EnrollCase):
    def record_of(self, name):
        self.prepare_sample(name)
        return json.loads(self.enroll('--json', '--yes', '--allow-lock', *OPTIONS.get(name, ()))[0])

    def test_each_has_answers(self):
        self.assertEqual(NAMES, sorted(path.name.removesuffix(ANSWERS_SUFFIX)
                                       for path in SAMPLES.glob(f'*{ANSWERS_SUFFIX}')))
        self.assertGreaterEqual(len(NAMES), 10)

    def test_certificate(self):
        record = self.record_of('certificate')
        keys = {key['name']: key['type'] for key in record['keys']}
        self.assertEqual(keys, {'device.key': 'ed25519', 'tls.key': 'p-256'})
        self.assertIn('tls.request', [field['name'] for field in record['fields']])


def enroll(name):
    def test(self):
        record = self.record_of(name)
        self.assertEqual(record['vendor'], VENDOR)
        self.assertIn('device.key', [key['name'] for key in record['keys']])
    return test


for sample in set(NAMES) - ELSEWHERE:
    setattr(Samples, f'test_enrolling_{sample.replace("-", "_")}', enroll(sample))


if __name__ == '__main__':
    unittest.main()
