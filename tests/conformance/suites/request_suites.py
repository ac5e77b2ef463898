# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clause 8.4: certificate requests."""

from enlist_format import certificate_request, execution, shape
from enlist_format.operations import KEY_ED25519, KEY_P256, KEY_X25519
from enlist_format.status import FormatError

from .suite import Suite


def _evaluate(key_type, public, subject, signature):
    shape.text(subject, 1, execution.MAXIMUM_SUBJECT)
    if key_type not in certificate_request.KEY_ALGORITHMS:
        raise FormatError('key-type')
    signed = certificate_request.information(key_type, bytes.fromhex(public), subject)
    return certificate_request.assemble(key_type, signed, bytes.fromhex(signature)).hex()


def suites():
    suite = Suite('8.4', 'csr', 'key_type, public: of the key; subject: the common name; signature: 64 bytes, for P-256 r '
                  'and s, which need not be a signature of anything. result: the request with this signature.',
                  _evaluate, crypto=True)
    for name, key_type in (('Ed25519', KEY_ED25519), ('P-256', KEY_P256)):
        key = certificate_request.RequestKey(key_type, bytes(range(1, 33)))
        signature = bytes(range(64, 128))
        for case, subject in [('a subject', 'Meter 0042'), ('a subject of one byte', 'x'),
                              ('a subject of 64 bytes', 'ä' * 32), ('markup in the subject', 'O=a,CN=<b>\\')]:
            suite.accept(f'{case} ({name})', key_type=key_type, public=key.public, subject=subject, signature=signature)
    for case, r, s in [
            ('a negative looking r', b'\x80' + bytes(31), b'\x7f' * 32), ('a negative looking s', b'\x7f' * 32, b'\xff' * 32),
            ('both', b'\xff' * 32, b'\x80' * 32), ('zeros in front', bytes(2) + b'\x01' * 30, bytes(31) + b'\x05'),
            ('a zero in front that stays', bytes(1) + b'\x80' * 31, bytes(31) + b'\x80')]:
        suite.accept(f'{case} (P-256)', key_type=KEY_P256, public=key.public, subject='Meter', signature=r + s)
    for case, error, key_type, subject in [('an empty subject', 'range', KEY_P256, ''),
                                           ('a subject of 65 bytes', 'range', KEY_P256, 'ä' * 32 + 'x'),
                                           ('a key for agreement', 'key-type', KEY_X25519, 'Meter')]:
        suite.refuse(case, error, key_type=key_type, public=key.public, subject=subject, signature=bytes(64))
    return [suite]
