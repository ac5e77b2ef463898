# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clause 13: one small application from its inputs to its text."""

from enlist_format import cbor, keys, label, operations as op, payload, program, text
from enlist_format.payload import inflate as _inflate
from enlist_format.status import FormatError

from . import samples
from .suite import Suite

ASSIST_STEPS = [
    [op.ASK, samples.LOCATION, samples.OWNER_FIELD],
    [op.SEND, samples.LOCATION, samples.OWNER_FIELD],
    [op.AWAIT, 60, samples.DEVICE_KEY],
    [op.RECORD],
]
DEVICE_STEPS = [
    [op.NEED, samples.LOCATION, samples.OWNER_FIELD],
    [op.SET, samples.LOCATION],
    [op.MAKE_KEY, op.KEY_ED25519, samples.DEVICE_KEY],
    [op.REPORT, samples.DEVICE_KEY],
    [op.LOCK],
]
PUBLISHER_SEED = bytes(range(32))


class Example:
    """The application of the worked example, made from the inputs that the vector states."""

    def __init__(self, publisher_seed, sequence, vendor, model, device_key, secret, assist, device):
        publisher = keys.SigningKey(publisher_seed)
        self.assist, self.device = assist, device
        parts = [samples.part_entry(label.ROLE_ASSIST, assist), samples.part_entry(label.ROLE_DEVICE, device)]
        self.manifest_item = {0: 1, 1: sequence, 2: vendor, 3: model, 5: device_key, 8: parts}
        self.manifest = cbor.encode(self.manifest_item)
        self.label_id = label.label_id(self.manifest)
        self.envelope_item = label.make_envelope(self.manifest, publisher)
        self.envelope = cbor.encode(self.envelope_item)
        self.label_item = [self.envelope_item, secret, [assist, device]]
        self.label = cbor.encode(self.label_item)
        opened = label.decode_label(self.label).verify([publisher.public])
        program.validate_pair(program.validate(assist, program.ASSISTANT, opened.fields),
                              program.validate(device, program.DEVICE, opened.fields), opened.fields)


INPUTS = {'publisher_seed': PUBLISHER_SEED, 'sequence': 1, 'vendor': 'Example Lamps', 'model': 'EL-1',
          'device_key': samples.DEVICE.public, 'secret': samples.SECRET, 'assist': cbor.encode(ASSIST_STEPS),
          'device': cbor.encode(DEVICE_STEPS)}


def _evaluate(payload, **inputs):
    made = Example(**{key: bytes.fromhex(value) if key not in ('sequence', 'vendor', 'model') else value
                      for key, value in inputs.items()})
    packed = bytes.fromhex(payload)
    if _inflate(packed) != made.label:
        raise FormatError('inflate', 'the payload holds another label')
    return {'manifest': made.manifest.hex(), 'label_id': made.label_id.hex(), 'envelope': made.envelope.hex(),
            'label': made.label.hex(), 'text': text.encode_whole(packed)}


def suites():
    suite = Suite('13', 'example', 'The worked example: from seed, names, keys and programs to the text. payload: one of '
                  'the payloads that hold the label (clause 3.3).', _evaluate, crypto=True)
    suite.accept('a lamp', **INPUTS, payload=payload.deflate(Example(**INPUTS).label))
    return [suite]
