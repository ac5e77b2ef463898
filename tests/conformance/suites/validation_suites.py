# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clause 8.5: validation, of a program by itself and of both programs of an application."""

from enlist_format import cbor, program
from enlist_format.operations import (ASK, ASSISTANT, AWAIT, CALL, CHECK, CONFIGURE, CSR, DEVICE, END, FAIL, FORGET, IF,
                                      INSTALL, LET, LOCK, LOOKUP, MAKE_KEY, NEED, NOTE, RECORD, RELAY, REPEAT, REPORT,
                                      SEND, SET, TRY)

from . import samples
from .programs import (ABOUT, CUSTOM, DEPTH, MAKE_SIGNING_KEY, MEDIUM, PARTS, PIN, REQUEST, SEAL, SPARE_KEY, TIGHT, Programs,
                       registry, validate)
from .samples import (ADMIN_SECRET, DEVICE_KEY, INTERVAL, LOCATION, NAME, OWNER_FIELD, SERIAL, VERSIONS, WIFI)
from .suite import Suite


def _validation_suite():
    suite = Suite('8.5', 'validation', ABOUT, validate)
    assist, device = Programs(suite, 'assist'), Programs(suite, 'device')
    need_owner = [NEED, OWNER_FIELD]
    assist.accept('written in both branches', [IF, True, [[ASK, NAME]], [[ASK, NAME]]], [SEND, NAME])
    device.accept('a signing key in both branches',
                  need_owner, [IF, True, [MAKE_SIGNING_KEY], [MAKE_SIGNING_KEY]], [LOCK])
    device.accept('expressions of every form',
                  [NEED, NAME, DEPTH],
                  [CHECK, [7, [1, [0, NAME], 'x'], [8, [9, True], [10, DEPTH]], [3, [12, [0, NAME]], 5]], 'No'],
                  [SET, [NAME, [11, [0, NAME], '-', [0, DEPTH]]], [LOCATION, [13, ['Site', 'Hall']]]])
    device.refuse('a field that is not registered', 'field', 0, [NEED, 16])
    device.refuse('the last number before custom fields', 'field', 0, [NEED, 63])
    device.refuse('a custom field that is not declared', 'field', 0, [NEED, 72])
    device.refuse('a field beyond all', 'field', 0, [NEED, 128])
    device.refuse('a field in an expression', 'field', 0, [CHECK, [0, 16], 'No'])
    assist.refuse('send before it is written', 'unwritten', 0, [SEND, NAME])
    assist.refuse('record before it is written', 'unwritten', 0, [RECORD, NAME])
    assist.refuse('written in one branch', 'unwritten', 2, [IF, True, [[ASK, NAME]]], [SEND, NAME])
    assist.refuse('read in the other branch', 'unwritten', 2, [IF, True, [[ASK, NAME]], [[SEND, NAME]]])
    assist.refuse('device.serial is the device\'s', 'unwritten', 0, [RECORD, SERIAL])
    device.refuse('set before it is written', 'unwritten', 0, [SET, NAME])
    device.refuse('call before it is written', 'unwritten', 0, [CALL, 1, [[0, WIFI]], []])
    device.refuse('the result of a call as its argument', 'unwritten', 0, [CALL, 64, [[0, DEPTH]], [DEPTH]])
    device.refuse('set from itself', 'unwritten', 0, [SET, [DEPTH, [0, DEPTH]]])
    device.refuse('report before it is written', 'unwritten', 1, MAKE_SIGNING_KEY, [REPORT, NAME])
    device.accept('presence is no reading', [CHECK, [10, NAME], 'No'])
    device.accept('a bool field as a condition', [NEED, TIGHT], [CHECK, [0, TIGHT], 'No'])
    device.refuse('set to a value of another kind', 'type', 0, [SET, [DEPTH, 'deep']])
    device.refuse('set to a literal of another kind', 'type', 0, [SET, [LOCATION, [13, [1]]]])
    device.refuse('set to a value out of range', 'range', 0, [SET, [NAME, '']])
    device.refuse('set to an expression of another kind', 'type', 0, [SET, [DEPTH, [11, 'x']]])
    device.accept('set to null', [SET, [DEPTH, None]])
    device.refuse('report without a signing key', 'unwritten', 0, [REPORT, SERIAL])
    device.refuse('report with a key for agreement only', 'unwritten', 1, [MAKE_KEY, 2, DEVICE_KEY], [REPORT, DEVICE_KEY])
    device.refuse('a signing key in one branch', 'unwritten', 2, [IF, True, [MAKE_SIGNING_KEY]], [REPORT, SERIAL])
    device.refuse('lock without a signing key', 'unwritten', 1, need_owner, [LOCK])
    device.refuse('lock without an owner', 'unwritten', 1, MAKE_SIGNING_KEY, [LOCK])
    device.refuse('report of a network', 'receiver', 2, [NEED, WIFI], MAKE_SIGNING_KEY, [REPORT, WIFI])
    device.refuse('report of a password', 'receiver', 2, [NEED, ADMIN_SECRET], MAKE_SIGNING_KEY, [REPORT, ADMIN_SECRET])
    device.refuse('report of a field declared sensitive', 'receiver', 2, [NEED, PIN], MAKE_SIGNING_KEY, [REPORT, PIN])
    assist.refuse('record of a network', 'receiver', 1, [ASK, WIFI], [RECORD, WIFI])
    assist.refuse('record of a field declared sensitive', 'receiver', 1, [ASK, PIN], [RECORD, PIN])
    for name, error, item in [
            ('a condition that is an integer', 'type', 1),
            ('a condition that is null', 'type', None),
            ('a condition that is a text field', 'type', [0, SERIAL]),
            ('a condition that is a length', 'type', [12, 'x']),
            ('and of a text', 'type', [7, True, 'x']),
            ('not of a concatenation', 'type', [9, [11, 'x']]),
            ('a concatenation of a list', 'type', [1, 'x', [11, [0, VERSIONS]]]),
            ('the length of an integer', 'type', [1, 1, [12, 5]]),
            ('an integer beyond 64 bits', 'range', [1, 1, 1 << 63]),
            ('a literal of 1025 bytes', 'range', [1, 1, [13, bytes(1022)]]),
            ('an expression that is a map', 'type', {}),
            ('an expression without operator', 'type', []),
            ('an operator as text', 'type', ['=']),
            ('an unknown operator', 'range', [14, 1]),
            ('equal with one argument', 'type', [1, 1]),
            ('equal with three arguments', 'type', [1, 1, 1, 1]),
            ('and without arguments', 'type', [7]),
            ('not with two arguments', 'type', [9, True, True]),
            ('a field without number', 'type', [0]),
            ('a field as text', 'type', [0, 'name']),
            ('present of an expression', 'type', [10, [0, 6]]),
            ('length without argument', 'type', [12]),
            ('a literal without value', 'type', [13]),
            ('a literal with two values', 'type', [13, 1, 1]),
    ]:
        device.refuse(name, error, 0, [CHECK, item, 'No'])
    return suite


def _certainty_suite():
    suite = Suite('8.5', 'certainty', f'Rules 4 and 5. {ABOUT}', validate)
    assist, device = Programs(suite, 'assist'), Programs(suite, 'device')
    locking = Programs(suite, 'device', preset=program.PRESET_LOCK)
    forgetting = Programs(suite, 'device', preset=program.PRESET_FORGET)
    need_owner = [NEED, OWNER_FIELD]
    for name, writer in [('ask', [ASK, NAME]), ('an optional question', [ASK, [NAME, {6: True}]]), ('let', [LET, NAME, 'x']),
                         ('lookup', [LOOKUP, 'x', NAME]), ('await', [AWAIT, 1, NAME]),
                         ('configure with an expression', [CONFIGURE, [NAME, 'x']]),
                         ('repeat', [REPEAT, 1, [[ASK, NAME]]]),
                         ('every branch', [IF, True, [[ASK, NAME]], [[LET, NAME, 'x']]]),
                         ('every alternative', [TRY, [[ASK, NAME]], [[LOOKUP, 'x', NAME]], [[LET, NAME, 'x']]])]:
        assist.accept(f'written by {name}', writer, [SEND, NAME])
    for name, writer in [('need', [NEED, NAME]), ('call', [CALL, 64, [], [NAME]]), ('let', [LET, NAME, 'x']),
                         ('set with an expression', [SET, [NAME, 'x']])]:
        device.accept(f'written by {name} (device)', writer, [SET, NAME])
    device.accept('written by make-key', [MAKE_KEY, 2, SPARE_KEY], [SET, SPARE_KEY])
    device.accept('written by csr', MAKE_SIGNING_KEY, [CSR, DEVICE_KEY, 'x', REQUEST], [SET, REQUEST])
    for name, step in [('configure without expression', [CONFIGURE, NAME]), ('relay', [RELAY, NAME]),
                       ('record', [RECORD, NAME]), ('the key of lookup', [LOOKUP, [0, NAME], NAME]),
                       ('let', [LET, NAME, [0, NAME]]), ('a condition', [CHECK, [1, [0, NAME], 'x'], 'No'])]:
        assist.refuse(f'read by {name} before', 'unwritten', 0, step)
        assist.refuse(f'read by {name} behind a branch', 'unwritten', 2, [IF, True, [[ASK, NAME]]], step)
        assist.refuse(f'read by {name} behind one alternative', 'unwritten', 3, [TRY, [[ASK, NAME]], [[END]]], step)
    assist.refuse('read in the second alternative', 'unwritten', 2, [TRY, [[ASK, NAME]], [[SEND, NAME]]])
    assist.refuse('written in two of three alternatives', 'unwritten', 4,
                  [TRY, [[ASK, NAME]], [[ASK, NAME]], [[FAIL, 'No']]], [SEND, NAME])
    assist.refuse('a branch that ends counts too', 'unwritten', 3, [IF, True, [[ASK, NAME]], [[END]]], [SEND, NAME])
    assist.accept('until reads what its block writes', [REPEAT, 2, [[ASK, TIGHT]], [0, TIGHT]])
    assist.refuse('until reads what nothing writes', 'unwritten', 0, [REPEAT, 2, [[ASK, NAME]], [0, TIGHT]])
    assist.refuse('a block reads what it writes later', 'unwritten', 1, [REPEAT, 2, [[SEND, NAME], [ASK, NAME]]])
    device.accept('what was written before a try', [NEED, NAME], [TRY, [[SET, NAME]], [[SET, NAME]]], [SET, NAME])
    device.refuse('csr reads its subject before', 'unwritten', 1, MAKE_SIGNING_KEY, [CSR, DEVICE_KEY, [0, NAME], REQUEST])
    device.refuse('csr in a branch does not write', 'unwritten', 3, MAKE_SIGNING_KEY,
                  [IF, True, [[CSR, DEVICE_KEY, 'x', REQUEST]]], [REPORT, REQUEST])
    device.refuse('a key for csr in one branch', 'unwritten', 2, [IF, True, [[MAKE_KEY, 3, SPARE_KEY]]],
                  [CSR, SPARE_KEY, 'x', REQUEST])
    device.accept('a key for csr in both branches', [IF, True, [[MAKE_KEY, 3, SPARE_KEY]], [[MAKE_KEY, 1, SPARE_KEY]]],
                  [CSR, SPARE_KEY, 'x', REQUEST])
    device.refuse('a key for csr that was made anew for agreement', 'unwritten', 2, [MAKE_KEY, 1, SPARE_KEY],
                  [MAKE_KEY, 2, SPARE_KEY], [CSR, SPARE_KEY, 'x', REQUEST])
    device.accept('a signing key that was made anew for agreement', MAKE_SIGNING_KEY, [MAKE_KEY, 2, DEVICE_KEY],
                  [REPORT, DEVICE_KEY])
    device.refuse('install writes nothing', 'range', 0, [INSTALL, 0], [SET, NAME])
    device.refuse('report with a P-256 key only', 'unwritten', 1, [MAKE_KEY, 3, SPARE_KEY], [REPORT, SPARE_KEY])
    device.refuse('lock with a P-256 key only', 'unwritten', 2, need_owner, [MAKE_KEY, 3, SPARE_KEY], [LOCK])
    locking.accept('a preset lock that can be', need_owner, MAKE_SIGNING_KEY)
    locking.accept('a preset lock and a lock', need_owner, MAKE_SIGNING_KEY, [LOCK])
    locking.refuse('a preset lock without a signing key', 'unwritten', 1, need_owner)
    locking.refuse('a preset lock without an owner', 'unwritten', 2, MAKE_SIGNING_KEY, [FORGET])
    locking.refuse('a preset lock with an owner in a branch', 'unwritten', 3, MAKE_SIGNING_KEY, [IF, True, [need_owner]])
    locking.refuse('a fault before a preset lock', 'type', 0, [FORGET, 0])
    forgetting.accept('a preset forget asks for nothing', [FORGET])
    return suite


def _receivers_suite():
    suite = Suite('8.5', 'receivers', f'Rule 7. {ABOUT}', validate)
    assist, device = Programs(suite, 'assist'), Programs(suite, 'device')
    secrets = {'a secret': ADMIN_SECRET, 'a field declared sensitive': PIN}
    for name, number in secrets.items():
        ask, need = [ASK, number], [NEED, number]
        assist.accept(f'{name} into a sensitive field by let', ask, [LET, SEAL, [11, 'x', [0, number]]])
        assist.accept(f'{name} into a sensitive field by configure', ask, [CONFIGURE, [SEAL, [0, number]], number])
        assist.accept(f'{name} as a condition', ask, [CHECK, [1, [0, number], 'x'], 'No'])
        assist.accept(f'the presence of {name} for a catalog', ask, [LET, TIGHT, [10, number]])
        assist.refuse(f'{name} in the record', 'receiver', 1, ask, [RECORD, number])
        assist.refuse(f'{name} for the system', 'receiver', 1, ask, [RELAY, number])
        assist.refuse(f'{name} as a key', 'receiver', 1, ask, [LOOKUP, [0, number], NAME])
        assist.refuse(f'{name} deep in a key', 'receiver', 1, ask, [LOOKUP, [11, 'x', [11, [0, number]]], NAME])
        assist.refuse(f'{name} into another field by let', 'receiver', 1, ask, [LET, NAME, [0, number]])
        assist.refuse(f'the length of {name} into another field', 'receiver', 1, ask, [LET, DEPTH, [12, [0, number]]])
        assist.refuse(f'a comparison of {name} into another field', 'receiver', 1, ask, [LET, TIGHT, [1, 'x', [0, number]]])
        assist.refuse(f'{name} into another field by configure', 'receiver', 1, ask, [CONFIGURE, [NAME, [0, number]]])
        device.accept(f'{name} into a sensitive field by set', need, [SET, number, [SEAL, [0, number]]])
        device.accept(f'{name} for a function', need, [CALL, 64, [[0, number]], []])
        device.refuse(f'{name} in a report', 'receiver', 2, need, MAKE_SIGNING_KEY, [REPORT, number])
        device.refuse(f'{name} into another field by set', 'receiver', 1, need, [SET, [NAME, [0, number]]])
        device.refuse(f'{name} as a subject', 'receiver', 2, need, MAKE_SIGNING_KEY,
                      [CSR, DEVICE_KEY, [0, number], REQUEST])
    assist.refuse('a network in the record', 'receiver', 1, [ASK, WIFI], [RECORD, WIFI])
    assist.refuse('not written before receiver', 'unwritten', 0, [RECORD, PIN])
    assist.refuse('a network, which may be null, into another field', 'receiver', 1, [ASK, WIFI], [LET, NAME, [0, WIFI]])
    assist.refuse('receiver before a wrong type', 'receiver', 1, [ASK, WIFI], [LOOKUP, [0, WIFI], NAME])
    assist.refuse('not written before a wrong type', 'unwritten', 0, [LOOKUP, [0, WIFI], NAME])
    assist.refuse('a network inside of an expression', 'receiver', 1, [ASK, WIFI], [LET, DEPTH, [12, [0, WIFI]]])
    device.refuse('receiver before the field of the request', 'receiver', 2, [NEED, PIN], MAKE_SIGNING_KEY,
                  [CSR, DEVICE_KEY, [0, PIN], NAME])
    return suite


def _once_suite():
    suite = Suite('8.5', 'once', f'Rules 9 and 10. {ABOUT}', validate)
    device = Programs(suite, 'device', parts=cbor.encode(PARTS).hex())
    for name, step in [('make-key', [MAKE_KEY, 1, SPARE_KEY]), ('csr', [CSR, DEVICE_KEY, 'x', REQUEST]),
                       ('install', [INSTALL, 2]), ('lock', [LOCK]), ('forget', [FORGET])]:
        before = [[NEED, OWNER_FIELD], MAKE_SIGNING_KEY]
        device.accept(f'{name} in a branch', *before, [IF, True, [step], [step]])
        device.refuse(f'{name} in an alternative', 'once', 3, *before, [TRY, [step], [[END]]])
        device.refuse(f'{name} in the last alternative', 'once', 4, *before, [TRY, [[END]], [step]])
        device.refuse(f'{name} in a repeat', 'once', 3, *before, [REPEAT, 1, [step]])
        device.refuse(f'{name} in a branch of an alternative', 'once', 5, *before,
                      [TRY, [[END], [IF, True, [step]]], [[END]]])
        device.refuse(f'{name} in an alternative of a branch', 'once', 4, *before,
                      [IF, True, [[TRY, [step], [[END]]]]])
        device.accept(f'{name} behind a try and a repeat', *before, [TRY, [[END]], [[END]]], [REPEAT, 2, [[END]]], step)
    device.refuse('once before the arguments', 'once', 1, [REPEAT, 2, [[FORGET, 0]]])
    device.refuse('role before once', 'role', 1, [REPEAT, 2, [[NOTE, 'x']]])
    device.accept('what may happen twice', [REPEAT, 2, [[NEED, NAME], [SET, NAME], [CALL, 0, [], []], [LET, DEPTH, 1]]])
    device.accept('report again', MAKE_SIGNING_KEY, [REPEAT, 2, [[REPORT, SERIAL]]])
    return suite


def _pair_suite():
    def evaluate(assist, device, custom_fields):
        known = registry(custom_fields)
        programs = [data and program.validate(bytes.fromhex(data), role, known)
                    for data, role in ((assist, ASSISTANT), (device, DEVICE))]
        program.validate_pair(*programs, known)

    suite = Suite('8.5', 'pair', 'assist, device: the programs of one application, null for one that it does not have. '
                  'step: in the program that is not met.', evaluate)

    def encode(steps):
        return steps and cbor.encode(steps).hex()

    def accept(name, assist, device):
        suite.accept(name, assist=encode(assist), device=encode(device), custom_fields=CUSTOM)

    def refuse(name, error, step, assist, device):
        suite.refuse(name, error, step=step, assist=encode(assist), device=encode(device), custom_fields=CUSTOM)

    reporting = [MAKE_SIGNING_KEY, [REPORT, DEVICE_KEY]]
    accept('a whole application', samples.ASSIST_STEPS, samples.DEVICE_STEPS)
    accept('more sent than needed', [[ASK, NAME], [SEND, NAME]], [[FORGET]])
    accept('more reported than awaited', [[RECORD]], reporting)
    accept('sent in a branch', [[ASK, NAME], [IF, True, [[SEND, NAME]]]], [[NEED, NAME]])
    accept('sent in an alternative', [[ASK, NAME], [TRY, [[SEND, NAME]], [[END]]]], [[NEED, NAME]])
    accept('sent and needed again and again', [[REPEAT, 3, [[ASK, NAME], [SEND, NAME]]]], [[REPEAT, 3, [[NEED, NAME]]]])
    accept('a sensitive field that is needed', [[ASK, WIFI], [SEND, WIFI]], [[NEED, WIFI]])
    accept('a sensitive field that a branch needs', [[ASK, PIN], [SEND, PIN]], [[IF, True, [[NEED, PIN]]]])
    accept('only the assistant\'s', [[RECORD]], None)
    accept('only the device\'s', None, reporting)
    refuse('needed but not sent', 'unmet', 1, [[ASK, NAME], [SEND, NAME]], [[NEED, NAME], [NEED, INTERVAL]])
    refuse('needed in a branch', 'unmet', 1, [[RECORD]], [[IF, True, [[NEED, NAME]]]])
    refuse('needed in a repeat', 'unmet', 1, [[RECORD]], [[REPEAT, 2, [[NEED, NAME]]]])
    refuse('awaited but not reported', 'unmet', 1, [[NOTE, 'x'], [AWAIT, 9, SERIAL]], reporting)
    refuse('awaited in an alternative', 'unmet', 2, [[TRY, [[END]], [[AWAIT, 9, SERIAL]]]], reporting)
    refuse('needed without an assistant\'s program', 'unmet', 0, None, [[NEED, NAME]])
    refuse('awaited without a device\'s program', 'unmet', 0, [[AWAIT, 9, SERIAL]], None)
    refuse('a network that nobody needs', 'receiver', 1, [[ASK, WIFI], [SEND, WIFI]], [[FORGET]])
    refuse('a secret that nobody needs', 'receiver', 2, [[ASK, SEAL, NAME], [SEND, NAME], [SEND, NAME, SEAL]],
           [[NEED, NAME]])
    refuse('a field declared sensitive that nobody needs', 'receiver', 1, [[ASK, PIN], [SEND, PIN]], [[FORGET]])
    refuse('a secret without a device\'s program', 'receiver', 1, [[ASK, PIN], [SEND, PIN]], None)
    refuse('a need before an await', 'unmet', 0, [[RECORD], [AWAIT, 9, SERIAL]], [[NEED, NAME]])
    refuse('a send before an await', 'receiver', 1, [[ASK, PIN], [SEND, PIN], [AWAIT, 9, SERIAL]], [[FORGET]])
    refuse('an await before a send', 'unmet', 1, [[ASK, PIN], [AWAIT, 9, SERIAL], [SEND, PIN]], [[FORGET]])
    refuse('a need before a send', 'unmet', 1, [[ASK, PIN], [SEND, PIN]], [[FORGET], [NEED, NAME]])
    refuse('a fault of one program before those of both', 'type', 0, [[NOTE]], [[NEED, NAME]])
    return suite


def suites():
    return [_validation_suite(), _certainty_suite(), _receivers_suite(), _once_suite(), _pair_suite()]
