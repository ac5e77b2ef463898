# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Messages of a session (clause 10.3) and the bytes that a device signs (clauses 10.5 and 10.6)."""

from . import cbor, fields, shape
from .status import FormatError

(OPEN, STATE, MANIFEST, WANT, PART, READY, START, FIELDS, STEP, REPORT, FINISHED, COMMIT, DONE, END, FAIL, ABORT, WAIT,
 IDENTIFY) = range(1, 19)
MAXIMUM_MESSAGE = 4096
MAXIMUM_PART_BYTES = 3072
UNOWNED, PROVISIONAL, OWNED = range(3)
MAXIMUM_PROGRESS = 2
MINIMUM_LIMIT = 256
PRESETS = 3
MAXIMUM_APPLICATION = 15


def _session(item):
    shape.octets(item, 16, 16)


def _signature(item):
    shape.octets(item, 64, 64)


def _state(item):
    shape.unsigned(item, OWNED)


def _seconds(item):
    shape.refuse_unless(shape.unsigned(item, 3600) >= 1, 'range')


def _progress(item):
    shape.unsigned(item, MAXIMUM_PROGRESS)


def _limit(item):
    shape.refuse_unless(shape.unsigned(item, MAXIMUM_MESSAGE) >= MINIMUM_LIMIT, 'range')


def _preset(item):
    shape.unsigned(item, PRESETS)


def _application(item):
    shape.unsigned(item, MAXIMUM_APPLICATION)


def _part_bytes(item):
    shape.octets(item, 1, MAXIMUM_PART_BYTES)


def _texts(item):
    for element in shape.array(item):
        shape.text(element)


def _values(item):
    shape.refuse_unless(isinstance(item, dict), 'type')
    for key, value in item.items():
        shape.refuse_unless(shape.unsigned(key) < fields.NUMBERS, 'field')
        shape.refuse_unless(len(cbor.encode(value)) <= fields.MAXIMUM_VALUE, 'range')


def _encoded_values(item):
    _values(cbor.decode(shape.octets(item)))


def _or_null(check):
    def check_unless_null(item):
        if item is not None:
            check(item)
    return check_unless_null


SHAPES = {
    OPEN: [_session],
    STATE: [_state, _or_null(_session), shape.text, shape.text, _texts, _limit, _preset],
    MANIFEST: [shape.octets, _application],
    WANT: [shape.unsigned, shape.unsigned],
    PART: [shape.unsigned, shape.unsigned, _part_bytes],
    READY: [],
    START: [],
    FIELDS: [_values],
    STEP: [shape.unsigned, _progress],
    REPORT: [_encoded_values, _signature, shape.unsigned],
    FINISHED: [],
    COMMIT: [],
    DONE: [_state, _or_null(_signature)],
    END: [],
    FAIL: [shape.unsigned, _or_null(shape.unsigned), _or_null(shape.text)],
    ABORT: [],
    WAIT: [_seconds],
    IDENTIFY: [],
}


def decode(data):
    """Reads one message: its item, checked."""
    if len(data) > MAXIMUM_MESSAGE:
        raise FormatError('too-large')
    item = shape.array(cbor.decode(data))
    shape.refuse_unless(bool(item), 'type')
    checks = SHAPES.get(shape.unsigned(item[0]))
    if checks is None:
        raise FormatError('range', 'an unknown message')
    shape.tuple_of(item, 1 + len(checks))
    for check, element in zip(checks, item[1:]):
        check(element)
    if item[0] == REPORT and item[3] not in cbor.decode(item[1]):
        raise FormatError('field', 'the key is not among the fields')
    return item


def divide_fields(values, limit):
    """Messages `fields` of at most limit bytes that hold the values together (clause 10.3)."""
    divided, current = [], {}
    for number, value in values.items():
        if len(cbor.encode([FIELDS, {**current, number: value}])) > limit and current:
            divided.append([FIELDS, current])
            current = {}
        current = {**current, number: value}
        if len(cbor.encode([FIELDS, current])) > limit:
            raise FormatError('too-large', 'a value alone is more than the device takes')
    return [*divided, [FIELDS, current]]


def divide_part(index, offset, part, limit):
    """The messages `part` that answer a `want`, each of at most limit bytes."""
    while offset < len(part):
        room = min(MAXIMUM_PART_BYTES, limit - len(cbor.encode([PART, index, offset, b''])) - 2)
        yield [PART, index, offset, part[offset:offset + room]]
        offset += room


def report_bytes(handshake_hash, session, label_id, encoded_fields):
    """What the signature of `report` covers (clause 10.5)."""
    return cbor.encode(['enlist/1 report', handshake_hash, session, label_id, encoded_fields])


def done_bytes(handshake_hash, session, label_id, state):
    """What the signature of `done` covers (clause 10.6)."""
    return cbor.encode(['enlist/1 done', handshake_hash, session, label_id, state])
