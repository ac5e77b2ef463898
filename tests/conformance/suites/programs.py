# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the suites of clause 8 share."""

from enlist_format import cbor, fields, operations as op, program

from . import samples

ROLES = {'assist': op.ASSISTANT, 'device': op.DEVICE, 'app': op.APP}
DEPTH, MEDIUM, PIN, TAG, TIGHT, SEAL, SPARE_KEY, REQUEST = range(fields.FIRST_CUSTOM, fields.FIRST_CUSTOM + 8)
CUSTOM = cbor.encode(samples.CUSTOM_FIELDS).hex()
MAKE_SIGNING_KEY = [op.MAKE_KEY, op.KEY_ED25519, samples.DEVICE_KEY]
# Part 2 is a configuration, part 3 an IoT application, part 4 of a media type.
PARTS = [[0, 1, bytes(16)], [1, 1, bytes(16)], [2, 1, bytes(16)], [3, 1, bytes(16)], [2, 1, bytes(16), 'text/plain']]

ABOUT = ('hex: a program; role: whose it is, app for an IoT application; custom_fields: key 9 of its manifest; parts: '
         'key 8, if it matters; preset: what the device does at commit, 0 if it is not there. result: the number of its '
         'steps. step: the number of the step that is refused.')


def registry(custom_fields):
    return fields.Registry(cbor.decode(bytes.fromhex(custom_fields)))


def validate(hex, role, custom_fields, parts='80', preset=0):
    validated = program.validate(bytes.fromhex(hex), ROLES[role], registry(custom_fields),
                                 cbor.decode(bytes.fromhex(parts)), preset)
    return {'steps': validated.count}


class Programs:
    """A suite whose cases are programs of one role."""

    def __init__(self, suite, role, **inputs):
        self._suite = suite
        self._role = role
        self._inputs = inputs

    def accept(self, name, *steps):
        self._suite.accept(name, **self._complete(cbor.encode(list(steps))))

    def refuse(self, name, error, step, *steps):
        self._suite.refuse(name, error, step=step, **self._complete(cbor.encode(list(steps))))

    def refuse_bytes(self, name, error, data):
        self._suite.refuse(name, error, **self._complete(data))

    def _complete(self, data):
        return {'hex': data, 'role': self._role, 'custom_fields': CUSTOM, **self._inputs}
