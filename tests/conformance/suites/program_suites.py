# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clause 8: programs, their validation and their execution."""

from enlist_format import cbor, execution, expression, fields, program

from . import samples
from .samples import ADMIN_SECRET, DEVICE_KEY, INTERVAL, LOCATION, NAME, OWNER_FIELD, SERIAL, VERSIONS, WIFI
from .suite import Suite

ROLES = {'assist': program.ASSISTANT, 'device': program.DEVICE}
DEPTH, MEDIUM, PIN, TAG, TIGHT = range(fields.FIRST_CUSTOM, fields.FIRST_CUSTOM + 5)
CUSTOM = cbor.encode(samples.CUSTOM_FIELDS).hex()

SEND, AWAIT, RECORD, NOTE, ASK = program.SEND, program.AWAIT, program.RECORD, program.NOTE, program.ASK
NEED, CALL, SET, MAKE_KEY, REPORT = program.NEED, program.CALL, program.SET, program.MAKE_KEY, program.REPORT
END, CHECK, IF, FAIL, IDENTIFY = program.END, program.CHECK, program.IF, program.FAIL, program.IDENTIFY
LOCK, FORGET = program.LOCK, program.FORGET
MAKE_SIGNING_KEY = [MAKE_KEY, 1, DEVICE_KEY]


def registry(custom_fields):
    return fields.Registry(cbor.decode(bytes.fromhex(custom_fields)))


def _validate(hex, role, custom_fields):
    validated = program.validate(bytes.fromhex(hex), ROLES[role], registry(custom_fields))
    return {'steps': execution.count_steps(validated.steps)}


class _Programs:
    """A suite whose cases are programs of one role."""

    def __init__(self, suite, role):
        self._suite = suite
        self._role = role

    def accept(self, name, *steps):
        self._suite.accept(name, hex=cbor.encode(list(steps)), role=self._role, custom_fields=CUSTOM)

    def refuse(self, name, error, step, *steps):
        self._suite.refuse(name, error, step=step, hex=cbor.encode(list(steps)), role=self._role,
                           custom_fields=CUSTOM)

    def refuse_bytes(self, name, error, data):
        self._suite.refuse(name, error, hex=data, role=self._role, custom_fields=CUSTOM)


ABOUT_PROGRAM = ('hex: a program; role: whose it is; custom_fields: key 9 of its manifest. result: the number of its '
                 'steps. step: the number of the step that is refused.')


def _steps_suite():
    suite = Suite('8.1', 'steps', ABOUT_PROGRAM, _validate)
    device = _Programs(suite, 'device')
    device.accept('one step', [END])
    device.accept('steps in blocks count', [IF, True, [[END], [END]], [[END]]], [END])
    device.accept('256 steps', *[[END]] * 256)
    device.accept('256 steps, some in blocks', [IF, True, [[END]] * 100, [[END]] * 100], *[[END]] * 55)
    device.refuse('257 steps', 'budget', 256, *[[END]] * 257)
    device.refuse('257 steps, some in blocks', 'budget', 256, [IF, True, [[END]] * 100, [[END]] * 101], *[[END]] * 55)
    device.refuse('the number of a step in the second block', 'operation', 4,
                  [IF, True, [[END], [END]], [[END], [99]]])
    device.refuse('the number of a step behind blocks', 'operation', 4, [IF, True, [[END], [END]], [[END]]], [99])
    device.refuse('a step that is no array', 'type', 1, [END], 0)
    device.refuse('an empty step', 'type', 0, [])
    device.refuse('an operation as text', 'type', 0, ['end'])
    device.refuse('a negative operation', 'type', 0, [-1])
    device.refuse_bytes('no step', 'range', b'\x80')
    device.refuse_bytes('a map', 'type', b'\xa0')
    device.refuse_bytes('nothing', 'truncated', b'')
    device.refuse_bytes('bytes behind the program', 'trailing', b'\x81\x81\x00\x00')
    device.refuse_bytes('not the shortest form', 'cbor', b'\x81\x81\x18\x00')
    device.refuse_bytes('nested too deeply', 'depth', cbor.encode(_nested_ifs(4)))
    device.accept('blocks as deep as CBOR goes', *_nested_ifs(3))
    return suite


def _nested_ifs(count):
    steps = [[END]]
    for _ in range(count):
        steps = [[IF, True, steps]]
    return steps


def _both_roles_suite():
    suite = Suite('8.2', 'both-roles', ABOUT_PROGRAM, _validate)
    for role in ROLES:
        either = _Programs(suite, role)
        either.accept(f'end ({role})', [END])
        either.accept(f'check ({role})', [CHECK, True, 'No'])
        either.accept(f'if ({role})', [IF, False, [[END]]])
        either.accept(f'if and else ({role})', [IF, False, [[END]], [[FAIL, 'No']]])
        either.accept(f'fail ({role})', [FAIL, ['No', 'de', 'Nein']])
        either.refuse(f'end with an argument ({role})', 'type', 0, [END, 0])
        either.refuse(f'check without message ({role})', 'type', 0, [CHECK, True])
        either.refuse(f'check with three arguments ({role})', 'type', 0, [CHECK, True, 'No', 'No'])
        either.refuse(f'check whose message is no text ({role})', 'type', 0, [CHECK, True, 1])
        either.refuse(f'if without block ({role})', 'type', 0, [IF, True])
        either.refuse(f'if with an empty block ({role})', 'range', 0, [IF, True, []])
        either.refuse(f'if with an empty else ({role})', 'range', 0, [IF, True, [[END]], []])
        either.refuse(f'if with three blocks ({role})', 'type', 0, [IF, True, [[END]], [[END]], [[END]]])
        either.refuse(f'if whose block is no array ({role})', 'type', 0, [IF, True, 0])
        either.refuse(f'fail without message ({role})', 'type', 0, [FAIL])
        either.refuse(f'try is reserved ({role})', 'operation', 0, [3, [[END]]])
        either.refuse(f'repeat is reserved ({role})', 'operation', 0, [4, 2, [[END]]])
    return suite


def _assistant_suite():
    suite = Suite('8.3', 'assistant', ABOUT_PROGRAM, _validate)
    assist = _Programs(suite, 'assist')
    assist.accept('a whole program', *samples.ASSIST_STEPS)
    assist.accept('note', [NOTE, 'Mount it'])
    assist.accept('note to confirm', [NOTE, 'Mount it', True])
    assist.accept('ask for every kind', [ASK, *range(16), DEPTH, TAG, TIGHT])
    assist.accept('ask with every option', [ASK, [MEDIUM, {
        0: 'Medium', 3: ['Water', ['Gas', 'de', 'Gas']], 4: 1, 5: 'What flows', 6: False}], [DEPTH, {
            1: -10, 2: 10, 4: 0}]])
    assist.accept('ask with no options', [ASK, [NAME, {}]])
    assist.accept('ask with 32 choices', [ASK, [MEDIUM, {3: [str(index) for index in range(32)]}]])
    assist.accept('ask with null as default', [ASK, [NAME, {4: None, 6: True}]])
    assist.accept('await for an hour', [AWAIT, 3600, DEVICE_KEY])
    assist.accept('record everything', [RECORD])
    assist.accept('record some', [ASK, NAME], [RECORD, NAME])
    assist.accept('identify', [IDENTIFY])
    for name, error, *steps in [
            ('note without text', 'type', [NOTE]),
            ('note whose confirm is a number', 'type', [NOTE, 'x', 1]),
            ('note with a fourth element', 'type', [NOTE, 'x', True, True]),
            ('ask nothing', 'type', [ASK]),
            ('ask for a text', 'type', [ASK, 'name']),
            ('ask for an empty array', 'type', [ASK, []]),
            ('ask for a field without its options', 'type', [ASK, [NAME]]),
            ('ask with options as array', 'type', [ASK, [NAME, []]]),
            ('ask with an unknown option', 'range', [ASK, [NAME, {7: 0}]]),
            ('ask with a label that is a number', 'type', [ASK, [NAME, {0: 1}]]),
            ('ask with a minimum that is a text', 'type', [ASK, [DEPTH, {1: '1'}]]),
            ('ask with one choice', 'range', [ASK, [MEDIUM, {3: ['Water']}]]),
            ('ask with 33 choices', 'range', [ASK, [MEDIUM, {3: ['x'] * 33}]]),
            ('ask with a choice that is a number', 'type', [ASK, [MEDIUM, {3: ['x', 1]}]]),
            ('ask for a choice without choices', 'type', [ASK, MEDIUM]),
            ('ask for a choice with other options only', 'type', [ASK, [MEDIUM, {0: 'Medium'}]]),
            ('ask for a name with choices', 'type', [ASK, [NAME, {3: ['a', 'b']}]]),
            ('ask with limits for a date', 'type', [ASK, [11, {1: 0}]]),
            ('ask with a minimum above the maximum', 'range', [ASK, [DEPTH, {1: 2, 2: 1}]]),
            ('ask with a negative length', 'range', [ASK, [NAME, {1: -1}]]),
            ('ask with a default below the minimum', 'range', [ASK, [DEPTH, {1: 2, 4: 1}]]),
            ('ask with a default beyond the choices', 'range', [ASK, [MEDIUM, {3: ['a', 'b'], 4: 2}]]),
            ('ask with a negative option', 'range', [ASK, [NAME, {-1: 0}]]),
            ('ask with a default of another kind', 'type', [ASK, [DEPTH, {4: 'deep'}]]),
            ('ask with a default out of its range', 'range', [ASK, [NAME, {4: ''}]]),
            ('ask with optional as number', 'type', [ASK, [NAME, {6: 1}]]),
            ('send nothing', 'type', [SEND]),
            ('await nothing', 'type', [AWAIT, 60]),
            ('await without seconds', 'type', [AWAIT]),
            ('await for no time', 'range', [AWAIT, 0, DEVICE_KEY]),
            ('await for a negative time', 'type', [AWAIT, -1, DEVICE_KEY]),
            ('await beyond an hour', 'range', [AWAIT, 3601, DEVICE_KEY]),
            ('await a text', 'type', [AWAIT, 60, 'device.key']),
            ('identify with an argument', 'type', [IDENTIFY, 0]),
            ('lookup is reserved', 'operation', [8]),
            ('relay is reserved', 'operation', [12]),
            ('configure is reserved', 'operation', [13]),
            ('the device\'s need', 'role', [NEED, NAME]),
            ('the device\'s call', 'role', [CALL, 0, [], []]),
            ('the device\'s set', 'role', [SET, NAME]),
            ('the device\'s make-key', 'role', MAKE_SIGNING_KEY),
            ('the device\'s report', 'role', [REPORT, DEVICE_KEY]),
            ('the device\'s lock', 'role', [LOCK]),
            ('the device\'s forget', 'role', [FORGET]),
    ]:
        assist.refuse(name, error, 0, *steps)
    return suite


def _answers_suite():
    def evaluate(kind, options, hex):
        program.check_answer(kind, cbor.decode(bytes.fromhex(options)), cbor.decode(bytes.fromhex(hex)))

    suite = Suite('8.3', 'answers', 'kind: the kind of the field that is asked; options: its ask-options; hex: what '
                  'the installer gives.', evaluate)
    for name, kind, options, value in [
            ('a number at its minimum', fields.NUMBER, {1: -5, 2: 5}, -5),
            ('a number at its maximum', fields.NUMBER, {1: -5, 2: 5}, 5),
            ('a text at its maximum, in characters', fields.TEXT, {2: 3}, 'äöü'),
            ('a name at its minimum', fields.NAME, {1: 2}, 'ab'),
            ('a secret at its minimum', fields.SECRET, {1: 8}, 'x' * 8),
            ('the last choice', fields.CHOICE, {3: ['a', 'b']}, 1),
            ('an optional answer left open', fields.TEXT, {6: True}, None),
    ]:
        suite.accept(name, kind=kind, options=cbor.encode(options), hex=cbor.encode(value))
    for name, error, kind, options, value in [
            ('a number below its minimum', 'range', fields.NUMBER, {1: -5, 2: 5}, -6),
            ('a number above its maximum', 'range', fields.NUMBER, {1: -5, 2: 5}, 6),
            ('a text above its maximum', 'range', fields.TEXT, {2: 3}, 'äöüx'),
            ('a name below its minimum', 'range', fields.NAME, {1: 2}, 'ä'),
            ('a secret below its minimum', 'range', fields.SECRET, {1: 8}, 'x' * 7),
            ('a choice beyond the last', 'range', fields.CHOICE, {3: ['a', 'b']}, 2),
            ('an answer of another kind', 'type', fields.NUMBER, {}, '5'),
    ]:
        suite.refuse(name, error, kind=kind, options=cbor.encode(options), hex=cbor.encode(value))
    return suite


def _device_suite():
    suite = Suite('8.4', 'device', ABOUT_PROGRAM, _validate)
    device = _Programs(suite, 'device')
    device.accept('a whole program', *samples.DEVICE_STEPS)
    device.accept('need several', [NEED, LOCATION, WIFI])
    device.accept('call with arguments and results',
                  [NEED, WIFI],
                  [CALL, 1, [[0, WIFI]], []],
                  [CALL, 64, [1, 'x'], [DEPTH], 'Measure'])
    device.accept('set both forms', [NEED, NAME], [SET, NAME, [DEPTH, 5]])
    device.accept('set what the same step assigned', [SET, [DEPTH, 5], DEPTH])
    device.accept('make both types of key', MAKE_SIGNING_KEY, [MAKE_KEY, 2, 10])
    device.accept('report what the runtime writes', MAKE_SIGNING_KEY, [REPORT, SERIAL, VERSIONS, 8])
    device.accept('forget', [FORGET])
    for name, error, *steps in [
            ('need nothing', 'type', [NEED]),
            ('call without results', 'type', [CALL, 0, []]),
            ('call whose function is a text', 'type', [CALL, 'identify', [], []]),
            ('call of a function beyond 16 bits', 'range', [CALL, 65536, [], []]),
            ('call whose arguments are no array', 'type', [CALL, 0, 0, []]),
            ('call whose results are no array', 'type', [CALL, 0, [], 0]),
            ('call whose title is a number', 'type', [CALL, 0, [], [], 1]),
            ('call with six elements', 'type', [CALL, 0, [], [], 'x', 'x']),
            ('set nothing', 'type', [SET]),
            ('set without expression', 'type', [SET, [DEPTH]]),
            ('set with two expressions', 'type', [SET, [DEPTH, 1, 2]]),
            ('make-key of type 0', 'range', [MAKE_KEY, 0, DEVICE_KEY]),
            ('make-key of the reserved type', 'range', [MAKE_KEY, 3, DEVICE_KEY]),
            ('make-key into a text', 'type', [MAKE_KEY, 1, NAME]),
            ('make-key without field', 'type', [MAKE_KEY, 1]),
            ('report nothing', 'type', [REPORT]),
            ('lock with an argument', 'type', [LOCK, 0]),
            ('forget with an argument', 'type', [FORGET, 0]),
            ('csr is reserved', 'operation', [19]),
            ('install is reserved', 'operation', [21]),
            ('an operation beyond the registry', 'operation', [24]),
            ('the assistant\'s note', 'role', [NOTE, 'x']),
            ('the assistant\'s ask', 'role', [ASK, NAME]),
            ('the assistant\'s send', 'role', [SEND, NAME]),
            ('the assistant\'s await', 'role', [AWAIT, 1, NAME]),
            ('the assistant\'s record', 'role', [RECORD]),
            ('the assistant\'s identify', 'role', [IDENTIFY]),
    ]:
        device.refuse(name, error, 0, *steps)
    return suite


def _validation_suite():
    suite = Suite('8.5', 'validation', ABOUT_PROGRAM, _validate)
    assist, device = _Programs(suite, 'assist'), _Programs(suite, 'device')
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
    device.refuse('a custom field that is not declared', 'field', 0, [NEED, 69])
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
    device.refuse('report of a network', 'type', 2, [NEED, WIFI], MAKE_SIGNING_KEY, [REPORT, WIFI])
    device.refuse('report of a password', 'type', 2, [NEED, ADMIN_SECRET], MAKE_SIGNING_KEY, [REPORT, ADMIN_SECRET])
    device.refuse('report of a field declared sensitive', 'type', 2, [NEED, PIN], MAKE_SIGNING_KEY, [REPORT, PIN])
    assist.refuse('record of a network', 'type', 1, [ASK, WIFI], [RECORD, WIFI])
    assist.refuse('record of a field declared sensitive', 'type', 1, [ASK, PIN], [RECORD, PIN])
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


def _pair_suite():
    def evaluate(assist, device, custom_fields):
        known = registry(custom_fields)
        programs = [data and program.validate(bytes.fromhex(data), role, known)
                    for data, role in ((assist, program.ASSISTANT), (device, program.DEVICE))]
        program.validate_pair(*programs)

    suite = Suite('8.5', 'pair', 'assist, device: the programs of one application, null for one that it does not have. '
                  'step: in the program that is not met.', evaluate)

    def encode(steps):
        return steps and cbor.encode(steps).hex()

    def accept(name, assist, device):
        suite.accept(name, assist=encode(assist), device=encode(device), custom_fields=CUSTOM)

    def refuse(name, step, assist, device):
        suite.refuse(name, 'unmet', step=step, assist=encode(assist), device=encode(device), custom_fields=CUSTOM)

    reporting = [MAKE_SIGNING_KEY, [REPORT, DEVICE_KEY]]
    accept('a whole application', samples.ASSIST_STEPS, samples.DEVICE_STEPS)
    accept('more sent than needed', [[ASK, NAME], [SEND, NAME]], [[FORGET]])
    accept('more reported than awaited', [[RECORD]], reporting)
    accept('sent in a branch', [[ASK, NAME], [IF, True, [[SEND, NAME]]]], [[NEED, NAME]])
    accept('only the assistant\'s', [[RECORD]], None)
    accept('only the device\'s', None, reporting)
    refuse('needed but not sent', 1, [[ASK, NAME], [SEND, NAME]], [[NEED, NAME], [NEED, INTERVAL]])
    refuse('needed in a branch', 1, [[RECORD]], [[IF, True, [[NEED, NAME]]]])
    refuse('awaited but not reported', 1, [[NOTE, 'x'], [AWAIT, 9, SERIAL]], reporting)
    refuse('needed without an assistant\'s program', 0, None, [[NEED, NAME]])
    refuse('awaited without a device\'s program', 0, [[AWAIT, 9, SERIAL]], None)
    return suite


def _execution_suite():
    def evaluate(hex, role, custom_fields, values):
        known = registry(custom_fields)
        validated = program.validate(bytes.fromhex(hex), ROLES[role], known)
        run = execution.Run(validated.steps, known, {
            int(number): cbor.decode(bytes.fromhex(value)) for number, value in values.items()})
        run.run()
        return {'steps': run.trace, 'values': {
            str(number): cbor.encode(value).hex() for number, value in sorted(run.values.items())}}

    suite = Suite('8.6', 'execution', 'hex, role, custom_fields: a program that is valid; values: what its fields hold '
                  'as CBOR: all that comes from outside is there from the start. result: the numbers of the steps in '
                  'the order of their execution, and the values at the end. step: where it failed.', evaluate)

    def run(name, steps, values=None, error=None, step=None):
        inputs = {'hex': cbor.encode(steps), 'role': 'device', 'custom_fields': CUSTOM, 'values': {
            str(number): cbor.encode(value).hex() for number, value in (values or {}).items()}}
        if error:
            suite.refuse(name, error, step=step, **inputs)
        else:
            suite.accept(name, **inputs)

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
            ('the length of an integer', 'type', [12, 5]),
            ('the length of null', 'type', [12, None]),
            ('the length of a map', 'type', [12, [13, {}]]),
    ]:
        suite.refuse(name, error, hex=cbor.encode(item), values=encoded)
    return suite


def suites():
    return [_steps_suite(), _both_roles_suite(), _assistant_suite(), _answers_suite(), _device_suite(),
            _validation_suite(), _pair_suite(), _execution_suite(), _expressions_suite()]
