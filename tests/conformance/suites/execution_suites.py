# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clauses 8.2 to 8.8: what programs do when they run, and what expressions yield."""

from enlist_format import cbor, expression, program, scripted
from enlist_format.operations import (ASK, AWAIT, CALL, CHECK, CONFIGURE, CSR, END, FAIL, FORGET, IDENTIFY, IF, LET, LOOKUP,
                                      MAKE_KEY, NEED, NOTE, RECORD, REPEAT, SEND, SET, TRY, WHEN)

from . import samples
from .programs import CUSTOM, DEPTH, MEDIUM, REQUEST, ROLES, SPARE_KEY, TAG, TIGHT, registry
from .samples import INTERVAL, LOCATION, NAME, SERIAL, WIFI
from .suite import Suite

ABOUT = ('hex, role, custom_fields: a program that is valid; values: what its fields hold at the start; answers: for a '
         'field the values that ask, lookup, await, need and call bring, one after the other and then from the first '
         'again, each judged like an answer by ask and by its kind otherwise, and a field without keeps what it has; '
         'failures: the errors of these operations and of configure in turn, ok for none, and none behind the end, '
         'raised by call and lookup when their arguments are evaluated. make-key brings zero bytes and csr an empty byte '
         'string. result: steps, the numbers of the steps in the order of their execution, caught, those of the steps '
         'whose failure a try caught, and the values at the end. step: where it failed.')


def _execute(hex, role, custom_fields, values, answers=None, failures=(), when=None):
    known = registry(custom_fields)
    steps = program.validate(bytes.fromhex(hex), ROLES[role], known).steps
    if when is not None:
        steps = steps[when].blocks[0]
    host = scripted.ScriptedHost(steps, known, scripted.decode_values(values), {
        int(number): [cbor.decode(bytes.fromhex(value)) for value in candidates]
        for number, candidates in (answers or {}).items()}, failures)
    host.run()
    return {'steps': host.execution.trace, 'caught': host.execution.caught, 'values': scripted.encode_values(host.values)}


class _Runs:
    """A suite whose cases are programs that run."""

    def __init__(self, suite, role, **inputs):
        self._suite = suite
        self._inputs = {'role': role, 'custom_fields': CUSTOM, **inputs}

    def run(self, name, steps, values=None, answers=None, failures=(), error=None, step=None, **inputs):
        given = {'hex': cbor.encode(steps), **self._inputs, 'values': scripted.encode_values(values or {}), **inputs}
        if answers:
            given['answers'] = {str(number): [cbor.encode(value).hex() for value in candidates]
                                for number, candidates in answers.items()}
        if failures:
            given['failures'] = list(failures)
        if error:
            self._suite.refuse(name, error, step=step, **given)
        else:
            self._suite.accept(name, **given)


def _execution_suite():
    suite = Suite('8.6', 'execution', ABOUT, _execute)
    run = _Runs(suite, 'device').run
    choose = [
        [NEED, DEPTH],
        [IF, [5, [0, DEPTH], 10], [[SET, [NAME, 'deep']], [FORGET]], [[SET, [NAME, 'flat']]]],
        [FORGET],
    ]
    run('past the last step', [[FORGET], [FORGET]])
    run('end', [[FORGET], [END], [FORGET]])
    run('end in a block', [[IF, True, [[END]]], [FORGET]])
    run('the first block', choose, {DEPTH: 11})
    run('the second block', choose, {DEPTH: 10})
    run('no block', [[IF, False, [[FORGET], [FORGET]]], [FORGET]])
    run('blocks in blocks', [[IF, True, [[IF, False, [[FORGET]], [[FORGET]]], [FORGET]], [[FORGET]]], [FORGET]])
    run('a check that holds', [[CHECK, [2, 1, 2], 'No'], [FORGET]])
    run('a value that changes', [
        [SET, [DEPTH, 1]],
        [SET, [DEPTH, [12, 'abc']]],
        [IF, [1, [0, DEPTH], 3], [[SET, [NAME, [11, 'd', [0, DEPTH]]]]]],
    ])
    run('null is a value', [[NEED, NAME], [IF, [10, NAME], [[FORGET]]], [IF, [1, [0, NAME], None], [[SET, [DEPTH, 1]]]]],
        {NAME: None})
    run('a check that does not hold', [[FORGET], [CHECK, False, 'No']], error='check', step=1)
    run('fail', [[IF, True, [[FAIL, 'No']]]], error='failed', step=1)
    run('null as a condition', [[NEED, TIGHT], [IF, [0, TIGHT], [[FORGET]]]], {TIGHT: None}, error='type', step=1)
    run('null in and', [[NEED, TIGHT], [CHECK, [7, [0, TIGHT], True], 'No']], {TIGHT: None}, error='type', step=1)
    run('a field never written is not present', [[IF, [10, NAME], [[FORGET]]]])
    run('a number that is no choice', [[NEED, DEPTH], [SET, [MEDIUM, [0, DEPTH]]]], {DEPTH: -1}, error='type', step=1)
    run('a value out of range', [[SET, [NAME, [11, '']]]], error='range', step=0)
    run('4096 steps', _many(15))
    run('4097 steps', _many(16), error='budget', step=32)
    run('a budget in repeats in repeats', [[REPEAT, 5, [[REPEAT, 205, [[LET, DEPTH, 1]] * 4]]]], error='budget', step=4)
    run('a budget that no try catches', [[TRY, [[REPEAT, 255, [[LET, DEPTH, 1]] * 17]], [[END]]]], error='budget', step=16)
    return suite


def _many(rest):
    """A repeat of 4080 + 1 steps, and so many behind it."""
    return [[REPEAT, 255, [[LET, DEPTH, 1]] * 16], *[[LET, NAME, 'x']] * rest]


def _blocks_suite():
    suite = Suite('8.2', 'course', ABOUT, _execute)
    device, assist = _Runs(suite, 'device').run, _Runs(suite, 'assist').run
    failing = [FAIL, 'No']
    for name, run in (('device', device), ('assist', assist)):
        run(f'try whose first block does ({name})', [[TRY, [[LET, DEPTH, 1]], [[LET, DEPTH, 2]]], [LET, NAME, 'x']])
        run(f'try whose second block does ({name})', [[TRY, [failing], [[LET, DEPTH, 2]]], [LET, NAME, 'x']])
        run(f'what a block has written stays ({name})',
            [[TRY, [[LET, DEPTH, 1], failing, [LET, DEPTH, 3]], [[LET, NAME, 'x']]]])
        run(f'try whose third block does ({name})', [[TRY, [failing], [[CHECK, False, 'No']], [[LET, DEPTH, 3]]]])
        run(f'the failure of the last block ({name})', [[TRY, [failing], [[LET, DEPTH, 1], [CHECK, False, 'No']]]],
            error='check', step=3)
        run(f'end in a block is no failure ({name})', [[TRY, [[END]], [failing]], [LET, NAME, 'x']])
        run(f'end in the second block ({name})', [[TRY, [failing], [[END]]], [LET, NAME, 'x']])
        run(f'a failure in a branch ({name})', [[TRY, [[IF, True, [failing]], [LET, DEPTH, 1]], [[LET, DEPTH, 2]]]])
        run(f'a failure in a repeat ({name})', [[TRY, [[REPEAT, 3, [[LET, DEPTH, 1], failing]]], [[LET, DEPTH, 2]]]])
        run(f'a try in a try ({name})', [[TRY, [[TRY, [failing], [[LET, DEPTH, 1]]], failing], [[LET, NAME, 'x']]]])
        run(f'the failure of an inner try ({name})', [[TRY, [[TRY, [failing], [failing]]], [[LET, NAME, 'x']]]])
        run(f'an inner try in the last block ({name})', [[TRY, [failing], [[TRY, [failing], [[LET, DEPTH, 1]]]]]])
        run(f'a failure behind a try is not caught ({name})', [[TRY, [failing], [[LET, DEPTH, 1]]], failing],
            error='failed', step=3)
        run(f'a condition of a wrong type ({name})', [[TRY, [[LET, TIGHT, None], [IF, [0, TIGHT], [[END]]]], [[LET, DEPTH, 2]]]])
        run(f'a check of a wrong type ({name})', [[TRY, [[LET, TIGHT, None], [CHECK, [9, [0, TIGHT]], 'No']], [[END]]]])
        run(f'a value of a wrong type ({name})', [[TRY, [[LET, TAG, b'x'], [LET, DEPTH, None], [LET, NAME, [11, [0, DEPTH]]]],
                                                     [[LET, NAME, 'x']]]])
        run(f'a value out of range ({name})', [[TRY, [[LET, NAME, [11, '']]], [[LET, NAME, 'x']]]])
        run(f'a value out of range without try ({name})', [[LET, NAME, [11, '']]], error='range', step=0)
        run(f'a value of another type than its field ({name})', [[LET, DEPTH, -1], [LET, MEDIUM, [0, DEPTH]]],
            error='type', step=1)
        run(f'repeat ({name})', [[LET, DEPTH, 0], [REPEAT, 3, [[LET, NAME, [11, 'x', [0, DEPTH]]], [LET, DEPTH, [12, [0, NAME]]]]]])
        run(f'repeat of one ({name})', [[REPEAT, 1, [[LET, DEPTH, 1]]], [LET, NAME, 'x']])
        run(f'until at once ({name})', [[REPEAT, 9, [[LET, DEPTH, 1]], [1, [0, DEPTH], 1]], [LET, NAME, 'x']])
        run(f'until later ({name})', [[LET, NAME, 'x'], [REPEAT, 9, [[LET, NAME, [11, 'x', [0, NAME]]]], [5, [12, [0, NAME]], 4]]])
        run(f'until never ({name})', [[REPEAT, 3, [[LET, DEPTH, 1]], False], [LET, NAME, 'x']])
        run(f'until of a wrong type ({name})', [[REPEAT, 3, [[LET, TIGHT, None]], [0, TIGHT]]], error='type', step=0)
        run(f'until is not evaluated behind the last round ({name})', [[REPEAT, 1, [[LET, TIGHT, None]], [0, TIGHT]]])
        run(f'until of a wrong type in a try ({name})',
            [[TRY, [[REPEAT, 3, [[LET, TIGHT, None]], [0, TIGHT]]], [[LET, DEPTH, 2]]]])
        run(f'end in a repeat ({name})', [[REPEAT, 3, [[LET, DEPTH, 1], [END]]], [LET, NAME, 'x']])
        run(f'a repeat in a repeat ({name})', [[REPEAT, 2, [[REPEAT, 3, [[LET, DEPTH, 1]]]]]])
        run(f'a try in a repeat ({name})', [[REPEAT, 2, [[TRY, [failing], [[LET, DEPTH, 1]]]]]])
        run(f'let of null ({name})', [[LET, NAME, None], [IF, [10, NAME], [[END]]], [LET, DEPTH, 1]])
        run(f'let from itself ({name})', [[LET, NAME, 'a'], [LET, NAME, [11, [0, NAME], [0, NAME]]]])
        run(f'let of a literal ({name})', [[LET, LOCATION, [13, ['Site', 'Hall']]], [LET, DEPTH, [12, [0, LOCATION]]]])
    call = [CALL, 64, [], [DEPTH]]
    device('a call that fails and is tried again', [[REPEAT, 4, [[TRY, [call], [[LET, DEPTH, 0]]]], [5, [0, DEPTH], 0]]],
           answers={DEPTH: [7]}, failures=['call', 'function', 'ok'])
    device('a call that fails', [call], failures=['call'], error='call', step=0)
    device('a call that fails in the last block', [[TRY, [call], [call]]], failures=['call', 'function'],
           error='function', step=2)
    device('a call that brings a wrong value', [[TRY, [call], [[LET, DEPTH, 0]]]], answers={DEPTH: ['deep']})
    device('a call whose argument is of a wrong type', [[LET, DEPTH, None], [TRY, [[CALL, 64, [[11, [0, DEPTH]]], []]], [[END]]]],
           failures=['call'])
    for error in ('check', 'failed', 'call', 'function', 'not-found', 'timeout', 'type', 'range'):
        device(f'{error} is caught', [[TRY, [call], [[LET, DEPTH, 2]]]], failures=[error])
    for error in ('budget', 'space', 'storage', 'crypto', 'cancelled', 'decrypt', 'state', 'too-large'):
        device(f'{error} ends the program', [[TRY, [call], [[LET, DEPTH, 2]]]], failures=[error], error=error, step=1)
    return suite


def _assistant_course_suite():
    suite = Suite('8.3', 'course', ABOUT, _execute)
    run = _Runs(suite, 'assist').run
    run('ask', [[ASK, NAME, DEPTH], [SEND, NAME]], answers={NAME: ['x'], DEPTH: [4]})
    run('ask again', [[REPEAT, 3, [[ASK, DEPTH]], [5, [0, DEPTH], 5]]], answers={DEPTH: [4, 9, 1]})
    run('an answer beyond its limit', [[ASK, [DEPTH, {2: 3}]]], answers={DEPTH: [4]}, error='range', step=0)
    run('an answer that does not match, then one that does',
        [[REPEAT, 2, [[TRY, [[ASK, [NAME, {7: '[A-Z]+'}]]], [[NOTE, 'Again']]]]]], answers={NAME: ['ab', 'AB']})
    run('an optional answer left open', [[ASK, [NAME, {6: True}]], [IF, [10, NAME], [[RECORD]]]], answers={NAME: [None]})
    run('lookup', [[LOOKUP, 'EM-2', NAME, DEPTH]], answers={NAME: ['Meter'], DEPTH: [5]})
    run('lookup by an integer', [[LET, DEPTH, 5], [LOOKUP, [0, DEPTH], NAME]], answers={NAME: ['Meter']})
    run('lookup by null', [[LET, NAME, None], [LOOKUP, [0, NAME], DEPTH]], failures=['not-found'], error='type', step=1)
    run('lookup of nothing', [[LOOKUP, 'EM-2', NAME]], failures=['not-found'], error='not-found', step=0)
    run('lookup of nothing, then by hand', [[TRY, [[LOOKUP, 'EM-2', NAME]], [[ASK, NAME]]], [SEND, NAME]],
        answers={NAME: ['by hand']}, failures=['not-found'])
    run('an entry of another kind', [[TRY, [[LOOKUP, 'EM-2', DEPTH]], [[LET, DEPTH, 0]]]], answers={DEPTH: ['5']})
    run('an entry out of range', [[LOOKUP, 'EM-2', NAME]], answers={NAME: ['']}, error='range', step=0)
    run('an entry that is null', [[LOOKUP, 'EM-2', NAME]], values={NAME: 'x'}, answers={NAME: [None]})
    run('await', [[AWAIT, 60, SERIAL], [LET, NAME, [0, SERIAL]]], answers={SERIAL: ['0042']})
    run('await in vain', [[AWAIT, 60, SERIAL]], failures=['timeout'], error='timeout', step=0)
    run('await in vain, then go on', [[TRY, [[AWAIT, 60, SERIAL]], [[LET, SERIAL, 'none']]], [RECORD, SERIAL]],
        failures=['timeout'])
    run('configure', [[ASK, NAME], [CONFIGURE, NAME, [DEPTH, [12, [0, NAME]]]]], answers={NAME: ['abc']})
    run('configure from left to right', [[CONFIGURE, [DEPTH, 1], [NAME, [11, [0, DEPTH]]], [DEPTH, 2]]])
    run('configure without a gateway', [[CONFIGURE, [DEPTH, 1]]], failures=['function'], error='function', step=0)
    run('configure where there is one', [[TRY, [[CONFIGURE, [DEPTH, 1]]], [[NOTE, 'No gateway'], [LET, DEPTH, 0]]]],
        failures=['function'])
    run('the installer ends it', [[TRY, [[ASK, NAME]], [[END]]]], failures=['cancelled'], error='cancelled', step=1)
    run('what has no effect on fields', [[NOTE, 'x'], [IDENTIFY], [RECORD]])
    return suite


def _device_course_suite():
    suite = Suite('8.4', 'course', ABOUT, _execute)
    run = _Runs(suite, 'device').run
    run('need again', [[REPEAT, 3, [[NEED, DEPTH]], [1, [0, DEPTH], 2]]], answers={DEPTH: [1, 2, 3]})
    run('set from left to right', [[SET, [DEPTH, 1], [NAME, [11, [0, DEPTH]]], [DEPTH, 2]]])
    run('set that fails in the middle', [[TRY, [[SET, [DEPTH, 1], [NAME, [11, '']], [DEPTH, 2]]], [[END]]]])
    run('call', [[NEED, WIFI], [CALL, 1, [[0, WIFI]], [TIGHT, DEPTH]]], answers={WIFI: [['net', None]], TIGHT: [True], DEPTH: [3]})
    run('keys of all types', [[MAKE_KEY, 1, samples.DEVICE_KEY], [MAKE_KEY, 2, 10], [MAKE_KEY, 3, SPARE_KEY]])
    run('csr', [[MAKE_KEY, 3, SPARE_KEY], [CSR, SPARE_KEY, [11, 'meter ', 5], REQUEST]])
    for name, subject, error in [('a subject of 64 bytes', 'ä' * 32, None), ('a subject of 65 bytes', 'ä' * 32 + 'x', 'range'),
                                 ('an empty subject', '', 'range'), ('null as subject', None, 'type')]:
        run(name, [[MAKE_KEY, 1, SPARE_KEY], [LET, 12, subject], [CSR, SPARE_KEY, [0, 12], REQUEST]], error=error,
            step=2 if error else None)
    return suite


def _iot_course_suite():
    suite = Suite('8.8', 'course', f'when: which when of an IoT application is triggered. {ABOUT}', _execute)
    application = [
        [WHEN, [0], [[CALL, 64, [], [DEPTH]], [LET, NAME, [11, 'd', [0, DEPTH]]]]],
        [WHEN, [1, 60], [[CHECK, [5, [0, DEPTH], 3], 'Flat'], [END], [LET, DEPTH, 0]]],
        [WHEN, [2, 1, INTERVAL], [[TRY, [[CALL, 4, ['interval', [0, INTERVAL]], []]], [[LET, TIGHT, False]]], [LET, DEPTH, 9]]],
    ]
    run = _Runs(suite, 'app').run
    run('start', application, answers={DEPTH: [5]}, when=0)
    run('every, and end of the block', application, values={DEPTH: 4}, when=1)
    run('a failure ends the block', application, values={DEPTH: 3}, when=1, error='check', step=4)
    run('a field that nobody wrote', application, when=1, error='check', step=4)
    run('an event', application, values={INTERVAL: 60}, when=2)
    run('an event, and a call that fails', application, values={INTERVAL: 60}, failures=['call'], when=2)
    run('a call that fails', application, failures=['call'], when=0, error='call', step=1)
    run('the budget of a block', [[WHEN, [0], [[REPEAT, 255, [[LET, DEPTH, 1]] * 17]]]], when=0, error='budget', step=17)
    return suite


def _expressions_suite():
    def evaluate(hex, values):
        item = cbor.decode(bytes.fromhex(hex))
        return cbor.encode(expression.evaluate(item, {
            int(number): cbor.decode(bytes.fromhex(value)) for number, value in values.items()})).hex()

    suite = Suite('8.7', 'expressions', 'hex: an expression, well-formed but perhaps of a type that validation '
                  'refuses; values: what fields hold. result: what it yields.',
                  evaluate)
    values = {NAME: 'Zähler', DEPTH: -3, TAG: b'\1\2', WIFI: ['net', None], INTERVAL: None}
    encoded = {str(number): cbor.encode(value).hex() for number, value in values.items()}
    for name, item in {
            'an integer': 5,
            'a text': 'x',
            'bytes': b'x',
            'true': True,
            'null': None,
            'a field': [0, NAME],
            'a composite field': [0, WIFI],
            'a field that is null': [0, INTERVAL],
            'equal integers': [1, 5, 5],
            'integers that differ': [1, 5, -5],
            'an integer and a text': [1, 5, '5'],
            'equal composites': [1, [0, WIFI], [13, ['net', None]]],
            'true and one': [1, True, 1],
            'not equal': [2, [0, NAME], 'x'],
            'null is equal to null': [1, [0, INTERVAL], None],
            'less': [3, -3, 2],
            'less with negative integers': [3, -3, -4],
            'less with equal integers': [3, 2, 2],
            'less or equal': [4, 2, 2],
            'greater': [5, 3, 2],
            'greater or equal': [6, 2, 3],
            'order of texts is of bytes': [3, 'Z', 'a'],
            'order of a longer text': [3, 'ab', 'a'],
            'order of texts beyond ASCII': [5, 'é', 'f'],
            'order beyond the basic plane': [3, '\uffff', '\U00010000'],
            'order of an integer and a text': [3, 1, '2'],
            'order of bytes is not defined': [3, b'\1', b'\2'],
            'order of bools is not defined': [4, False, False],
            'order of nulls is not defined': [6, None, None],
            'the largest integers': [5, (1 << 63) - 1, -(1 << 63)],
            'and': [7, True, True, False],
            'and of one': [7, True],
            'or': [8, False, True],
            'or of falses': [8, False, False],
            'not': [9, False],
            'present': [10, NAME],
            'not present': [10, INTERVAL],
            'a concatenation': [11, 'a', 0, [0, DEPTH], 'ü'],
            'a concatenation of one': [11, 'a'],
            'a concatenation of 1024 bytes': [11, 'ü' * 256, 'x' * 512],
            'an empty concatenation': [11, ''],
            'the length of a text in characters': [12, [0, NAME]],
            'the length of bytes': [12, [0, TAG]],
            'the length of an array': [12, [0, WIFI]],
            'a literal array': [13, [0, NAME]],
            'a literal map': [13, {0: 1}],
            'nested': [9, [7, [1, [12, [11, 'a', 'b']], 2], [5, 1, 2]]],
    }.items():
        suite.accept(name, hex=cbor.encode(item), values=encoded)
    for name, error, item in [
            ('and of an integer', 'type', [7, True, 1]),
            ('or of null', 'type', [8, False, None]),
            ('not of a text', 'type', [9, 'x']),
            ('a concatenation of bytes', 'type', [11, 'x', b'x']),
            ('a concatenation of null', 'type', [11, [0, INTERVAL]]),
            ('a concatenation of a bool', 'type', [11, True]),
            ('a concatenation of 1025 bytes', 'range', [11, 'ü' * 256, 'x' * 513]),
            ('a concatenation that fails in a comparison with another type', 'type', [3, False, [11, [0, INTERVAL]]]),
            ('a concatenation that fails and decides nothing', 'type', [1, 'a', [11, 'b', [0, INTERVAL]]]),
            ('a concatenation that is too long and decides nothing', 'range', [2, [11, 'ü' * 256, 'x' * 513], 5]),
            ('a comparison that fails in or', 'type', [8, [1, 5, [11, None]], True]),
            ('the length of an integer', 'type', [12, 5]),
            ('the length of null', 'type', [12, None]),
            ('the length of a map', 'type', [12, [13, {}]]),
    ]:
        suite.refuse(name, error, hex=cbor.encode(item), values=encoded)
    return suite


def suites():
    return [_execution_suite(), _blocks_suite(), _assistant_course_suite(), _device_course_suite(), _iot_course_suite(),
            _expressions_suite()]
