#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The Python implementation held against the page's registries and against others' implementations."""

import json
import os
import pathlib
import random
import re
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from enlist_format import certificate_request, fields, operations, status
from enlist_format.operations import KEY_ED25519, KEY_P256
from enlist_format.pattern import Pattern
from enlist_format.status import FormatError
from random_values import BROKEN_PATTERNS, pattern_and_text

VECTORS = pathlib.Path(os.environ.get('ENLIST_TEST_VECTORS', pathlib.Path(__file__).resolve().parents[1] / 'vectors'))
# What only a device, a link or a person can say, which no vector brings about
NOT_OF_A_DECODER = {'space', 'sequence', 'decrypt', 'function', 'media', 'owned', 'busy', 'state', 'storage', 'call',
                    'cancelled', 'timeout', 'model', 'crypto', 'not-found'}


class PatternTest(unittest.TestCase):
    def to_re(self, pattern):
        """The same pattern for Python, whose dot takes a carriage return."""
        return re.sub(r'\\.|\[[^\]\\]*(?:\\.[^\]\\]*)*\]|\.', lambda found: '[^\n\r]' if found[0] == '.' else found[0], pattern)

    def test_8_3_patterns_match_as_in_python(self):
        chance = random.Random(1)
        outcomes = set()
        for _ in range(3000):
            pattern, text = pattern_and_text(chance)
            # Python takes its time over repetitions of repetitions.
            pattern = pattern.replace('{0,1000}', '{0,20}')
            wanted = re.fullmatch(self.to_re(pattern), text) is not None
            outcomes.add(wanted)
            self.assertEqual(Pattern(pattern).matches(text), wanted, (pattern, text))
        self.assertEqual(outcomes, {True, False})

    def test_8_3_broken_patterns_are_refused(self):
        for pattern in BROKEN_PATTERNS:
            with self.assertRaises(FormatError, msg=pattern):
                Pattern(pattern)


class CertificateRequestTest(unittest.TestCase):
    def test_8_4_requests_are_what_others_make(self):
        for key_type in (KEY_ED25519, KEY_P256):
            for subject in ('x', 'Meter 0042', 'ä' * 32):
                key = certificate_request.RequestKey(key_type, bytes(range(1, 33)))
                made = certificate_request.write(key, subject)
                read = x509.load_der_x509_csr(made)
                self.assertTrue(read.is_signature_valid)
                self.assertEqual([name.value for name in read.subject], [subject])
                self.assertEqual(read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value, subject)
                self.assertEqual(len(read.extensions), 0)
                self.assertEqual(read.public_bytes(serialization.Encoding.DER), made)
                self.assertEqual(certificate_request.read(made), (key_type, key.public, subject))

    def test_8_4_what_is_changed_does_not_verify(self):
        key = certificate_request.RequestKey(KEY_P256, bytes(range(1, 33)))
        made = certificate_request.write(key, 'Meter')
        for place in range(len(made)):
            changed = bytearray(made)
            changed[place] ^= 1
            with self.assertRaises(FormatError, msg=place):
                certificate_request.read(bytes(changed))
        for size in range(len(made)):
            with self.assertRaises(FormatError, msg=size):
                certificate_request.read(made[:size])


class RegistryTest(unittest.TestCase):
    def test_12_1_operations(self):
        roles = {operations.ASSISTANT: {'assistant', 'both'}, operations.DEVICE: {'device', 'both'},
                 operations.APP: {'IoT application', 'both'}}
        rows = status.registry('12.1')
        self.assertEqual([int(row[0]) for row in rows], list(range(len(rows))))
        for number, name, role, *_ in rows:
            self.assertEqual(getattr(operations, name.upper().replace('-', '_')), int(number))
            if int(number) == operations.WHEN:
                continue
            for known, names in roles.items():
                self.assertEqual(int(number) in operations.OF_ROLE[known], bool(names & set(role.split(', '))), name)

    def test_12_2_fields(self):
        kinds = {name: number for number, name in enumerate(row[1] for row in status.registry('9.2'))}
        self.assertEqual([(row[1], kinds[row[2]]) for row in status.registry('12.2')], fields.REGISTERED)

    def test_12_4_key_types(self):
        numbers = [int(row[0]) for row in status.registry('12.4')]
        self.assertEqual(numbers, [operations.KEY_ED25519, operations.KEY_X25519, operations.KEY_P256])


class VectorsTest(unittest.TestCase):
    def test_12_5_every_error_of_a_decoder_occurs(self):
        # In a course a script says what fails.
        expected = {case['expect'] for path in (VECTORS / 'format').glob('*.json') if 'course' not in path.name
                    for case in json.loads(path.read_text(encoding='utf-8'))['cases']}
        self.assertEqual(set(status.NUMBERS) - expected, NOT_OF_A_DECODER)


if __name__ == '__main__':
    unittest.main()
