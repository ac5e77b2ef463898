# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clauses 8.1 to 8.4 and 8.8: what programs and IoT applications may be made of."""

from enlist_format import cbor, fields, pattern, question, shape
from enlist_format.operations import (ASK, AWAIT, CALL, CHECK, CONFIGURE, CSR, END, FAIL, FORGET, IDENTIFY, IF,
                                      INSTALL, LET, LOCK, LOOKUP, MAKE_KEY, NEED, NOTE, RECORD, RELAY, REPEAT, REPORT,
                                      SEND, SET, TRY, WHEN)

from . import samples
from .programs import (ABOUT, DEPTH, MAKE_SIGNING_KEY, MEDIUM, PARTS, PIN, REQUEST, SEAL, SPARE_KEY, TAG, TIGHT,
                       Programs, validate)
from .samples import DEVICE_KEY, INTERVAL, LOCATION, NAME, SERIAL, VERSIONS, WIFI
from .suite import Suite


def _steps_suite():
    suite = Suite('8.1', 'steps', ABOUT, validate)
    device = Programs(suite, 'device')
    device.accept('one step', [END])
    device.accept('steps in blocks count', [IF, True, [[END], [END]], [[END]]], [END])
    device.accept('steps in alternatives count', [TRY, [[END], [END]], [[END]], [[END]]], [END])
    device.accept('steps that are repeated count once', [REPEAT, 255, [[END], [END]]], [END])
    device.accept('256 steps', *[[END]] * 256)
    device.accept('256 steps, some in blocks', [IF, True, [[END]] * 100, [[END]] * 100], *[[END]] * 55)
    device.accept('256 steps, some in alternatives', [TRY, [[END]] * 100, [[END]] * 100], *[[END]] * 55)
    device.refuse('257 steps', 'budget', 256, *[[END]] * 257)
    device.refuse('257 steps, some in blocks', 'budget', 256, [IF, True, [[END]] * 100, [[END]] * 101], *[[END]] * 55)
    device.refuse('257 steps, some repeated', 'budget', 256, [REPEAT, 2, [[END]] * 100], *[[END]] * 156)
    device.refuse('the number of a step in the second block', 'operation', 4,
                  [IF, True, [[END], [END]], [[END], [99]]])
    device.refuse('the number of a step behind blocks', 'operation', 4, [IF, True, [[END], [END]], [[END]]], [99])
    device.refuse('the number of a step in the third alternative', 'operation', 4, [TRY, [[END], [END]], [[END]], [[99]]])
    device.refuse('the number of a step behind a repeat', 'operation', 3, [REPEAT, 9, [[END], [END]]], [99])
    device.refuse('a step that is no array', 'type', 1, [END], 0)
    device.refuse('an empty step', 'type', 0, [])
    device.refuse('an operation as text', 'type', 0, ['end'])
    device.refuse('a negative operation', 'type', 0, [-1])
    device.refuse('the first number behind the registry', 'operation', 0, [26])
    device.refuse_bytes('no step', 'range', b'\x80')
    device.refuse_bytes('a map', 'type', b'\xa0')
    device.refuse_bytes('nothing', 'truncated', b'')
    device.refuse_bytes('bytes behind the program', 'trailing', b'\x81\x81\x00\x00')
    device.refuse_bytes('not the shortest form', 'cbor', b'\x81\x81\x18\x00')
    device.refuse_bytes('nested too deeply', 'depth', cbor.encode(_nested(4, lambda block: [IF, True, block])))
    device.refuse_bytes('alternatives nested too deeply', 'depth',
                        cbor.encode(_nested(4, lambda block: [TRY, block, [[END]]])))
    device.refuse_bytes('more items than there may be', 'items', cbor.encode([[CHECK, [7, *[True] * 252], 'x']] * 5))
    device.accept('blocks as deep as CBOR goes', *_nested(3, lambda block: [IF, True, block]))
    device.accept('alternatives as deep as CBOR goes', *_nested(3, lambda block: [TRY, block, [[END]]]))
    device.accept('repeats as deep as CBOR goes', *_nested(3, lambda block: [REPEAT, 1, block]))
    return suite


def _nested(count, wrap):
    steps = [[END]]
    for _ in range(count):
        steps = [wrap(steps)]
    return steps


def _both_roles_suite():
    suite = Suite('8.2', 'both-roles', ABOUT, validate)
    for role in ('assist', 'device'):
        either = Programs(suite, role)
        for name, step in [
                ('end', [END]),
                ('check', [CHECK, True, 'No']),
                ('if', [IF, False, [[END]]]),
                ('if and else', [IF, False, [[END]], [[FAIL, 'No']]]),
                ('fail', [FAIL, ['No', 'de', 'Nein']]),
                ('two alternatives', [TRY, [[FAIL, 'No']], [[END]]]),
                ('eight alternatives', [TRY, *[[[FAIL, 'No']]] * 8]),
                ('a repeat of one', [REPEAT, 1, [[END]]]),
                ('a repeat of 255', [REPEAT, 255, [[END]]]),
                ('a repeat with until', [REPEAT, 3, [[END]], [10, NAME]]),
                ('let', [LET, DEPTH, [12, 'abc']]),
                ('let of a literal', [LET, LOCATION, [13, ['Site']]]),
                ('let of null', [LET, NAME, None]),
                ('let of a sensitive field', [LET, PIN, '1234']),
        ]:
            either.accept(f'{name} ({role})', step)
        for name, error, step in [
                ('end with an argument', 'type', [END, 0]),
                ('check without message', 'type', [CHECK, True]),
                ('check with three arguments', 'type', [CHECK, True, 'No', 'No']),
                ('check whose message is no text', 'type', [CHECK, True, 1]),
                ('if without block', 'type', [IF, True]),
                ('if with an empty block', 'range', [IF, True, []]),
                ('if with an empty else', 'range', [IF, True, [[END]], []]),
                ('if with three blocks', 'type', [IF, True, [[END]], [[END]], [[END]]]),
                ('if whose block is no array', 'type', [IF, True, 0]),
                ('fail without message', 'type', [FAIL]),
                ('try without alternatives', 'type', [TRY]),
                ('one alternative', 'type', [TRY, [[END]]]),
                ('nine alternatives', 'type', [TRY, *[[[END]]] * 9]),
                ('an empty alternative', 'range', [TRY, [], [[END]]]),
                ('an alternative that is no array', 'type', [TRY, True, [[END]]]),
                ('repeat without block', 'type', [REPEAT, 2]),
                ('repeat of zero', 'range', [REPEAT, 0, [[END]]]),
                ('repeat of 256', 'range', [REPEAT, 256, [[END]]]),
                ('repeat of a negative number', 'type', [REPEAT, -1, [[END]]]),
                ('repeat of a text', 'type', [REPEAT, '2', [[END]]]),
                ('repeat of an empty block', 'range', [REPEAT, 2, []]),
                ('repeat with an until that is an integer', 'type', [REPEAT, 2, [[END]], 1]),
                ('repeat with four arguments', 'type', [REPEAT, 2, [[END]], True, True]),
                ('let without expression', 'type', [LET, DEPTH]),
                ('let with two expressions', 'type', [LET, DEPTH, 1, 2]),
                ('let of a field as text', 'type', [LET, 'depth', 1]),
                ('let of an unknown field', 'field', [LET, 16, 1]),
                ('let of another kind', 'type', [LET, DEPTH, 'deep']),
                ('let of a literal of another kind', 'type', [LET, LOCATION, [13, [1]]]),
                ('let out of the range of its kind', 'range', [LET, NAME, '']),
                ('let of an expression of another type', 'type', [LET, DEPTH, [11, 'x']]),
                ('when outside of an IoT application', 'role', [WHEN, [0], [[END]]]),
        ]:
            either.refuse(f'{name} ({role})', error, 0, step)
        either.refuse(f'a fault in a repeat ({role})', 'type', 2, [REPEAT, 2, [[END], [END, 0]]])
        either.refuse(f'an until with a fault behind its block ({role})', 'type', 0, [REPEAT, 2, [[END], [END]], [9]])
    return suite


def _assistant_suite():
    suite = Suite('8.3', 'assistant', ABOUT, validate)
    assist = Programs(suite, 'assist')
    assist.accept('a whole program', *samples.ASSIST_STEPS)
    assist.accept('note', [NOTE, 'Mount it'])
    assist.accept('note to confirm', [NOTE, 'Mount it', True])
    assist.accept('ask for every kind', [ASK, *range(16), DEPTH, TAG, TIGHT])
    assist.accept('ask with every option', [ASK, [MEDIUM, {
        0: 'Medium', 3: ['Water', ['Gas', 'de', 'Gas']], 4: 1, 5: 'What flows', 6: False, 8: True}], [DEPTH, {
            1: -10, 2: 10, 4: 0}], [NAME, {4: 'AB-12', 7: '[A-Z]{2}-[0-9]+'}]])
    assist.accept('ask with no options', [ASK, [NAME, {}]])
    assist.accept('ask with 32 choices', [ASK, [MEDIUM, {3: [str(index) for index in range(32)]}]])
    assist.accept('ask with null as default', [ASK, [NAME, {4: None, 6: True}]])
    assist.accept('ask with null as default, not optional', [ASK, [NAME, {4: None}]])
    assist.accept('ask with a pattern for a text', [ASK, [12, {7: '.*'}]])
    assist.accept('ask with a pattern for a secret', [ASK, [SEAL, {7: '.{8,}'}]])
    assist.accept('ask with a pattern of 128 bytes', [ASK, [NAME, {7: '[' + 'x' * 126 + ']'}]])
    assist.accept('ask with a limit and a pattern', [ASK, [NAME, {1: 2, 2: 3, 4: 'ab', 7: 'a.*'}]])
    assist.accept('ask without remembering a secret', [ASK, [SEAL, {8: False}]])
    assist.accept('await for an hour', [AWAIT, 3600, DEVICE_KEY])
    assist.accept('record everything', [RECORD])
    assist.accept('record some', [ASK, NAME], [RECORD, NAME])
    assist.accept('relay the record', [RELAY])
    assist.accept('relay some', [ASK, NAME], [RELAY, NAME])
    assist.accept('lookup by a text', [LOOKUP, 'EM-2', NAME, DEPTH])
    assist.accept('lookup by an integer', [LOOKUP, 4006381333931, NAME])
    assist.accept('lookup by a field', [ASK, 13], [LOOKUP, [0, 13], NAME], [SEND, NAME])
    assist.accept('lookup by a concatenation', [ASK, 13], [LOOKUP, [11, 'EM-', [0, 13]], NAME])
    assist.accept('configure both forms', [ASK, NAME], [CONFIGURE, NAME, [DEPTH, 5]])
    assist.accept('configure of a sensitive field from another', [ASK, WIFI, PIN], [CONFIGURE, WIFI, [PIN, [0, PIN]]])
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
            ('ask with an unknown option', 'range', [ASK, [NAME, {9: 0}]]),
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
            ('ask with a default that does not match', 'range', [ASK, [NAME, {4: 'ab', 7: '[A-Z]+'}]]),
            ('ask with a negative option', 'range', [ASK, [NAME, {-1: 0}]]),
            ('ask with a default of another kind', 'type', [ASK, [DEPTH, {4: 'deep'}]]),
            ('ask with a default out of its range', 'range', [ASK, [NAME, {4: ''}]]),
            ('ask with wrong options for a field that does not exist', 'range', [ASK, [16, {9: 0}]]),
            ('ask with right options for a field that does not exist', 'field', [ASK, [16, {0: 'x'}]]),
            ('ask with optional as number', 'type', [ASK, [NAME, {6: 1}]]),
            ('ask with a pattern that is bytes', 'type', [ASK, [NAME, {7: b'.'}]]),
            ('ask with an empty pattern', 'range', [ASK, [NAME, {7: ''}]]),
            ('ask with a pattern of 129 bytes', 'range', [ASK, [NAME, {7: '[' + 'x' * 127 + ']'}]]),
            ('ask with a pattern that is none', 'range', [ASK, [NAME, {7: '(a|b)'}]]),
            ('ask with a pattern for a number', 'type', [ASK, [DEPTH, {7: '[0-9]+'}]]),
            ('ask with a pattern for a date', 'type', [ASK, [11, {7: '.*'}]]),
            ('ask with remember as number', 'type', [ASK, [NAME, {8: 1}]]),
            ('ask and remember a secret', 'type', [ASK, [SEAL, {8: True}]]),
            ('ask and remember a network', 'type', [ASK, [WIFI, {8: True}]]),
            ('ask and remember a field declared sensitive', 'type', [ASK, [PIN, {8: True}]]),
            ('send nothing', 'type', [SEND]),
            ('await nothing', 'type', [AWAIT, 60]),
            ('await without seconds', 'type', [AWAIT]),
            ('await for no time', 'range', [AWAIT, 0, DEVICE_KEY]),
            ('await for a negative time', 'type', [AWAIT, -1, DEVICE_KEY]),
            ('await beyond an hour', 'range', [AWAIT, 3601, DEVICE_KEY]),
            ('await a text', 'type', [AWAIT, 60, 'device.key']),
            ('identify with an argument', 'type', [IDENTIFY, 0]),
            ('lookup without key', 'type', [LOOKUP]),
            ('lookup of nothing', 'type', [LOOKUP, 'EM-2']),
            ('lookup by a bool', 'type', [LOOKUP, True, NAME]),
            ('lookup by null', 'type', [LOOKUP, None, NAME]),
            ('lookup of a field that is not known', 'field', [LOOKUP, 'EM-2', 16]),
            ('relay of a text', 'type', [RELAY, 'name']),
            ('configure nothing', 'type', [CONFIGURE]),
            ('configure without expression', 'type', [CONFIGURE, [DEPTH]]),
            ('configure with two expressions', 'type', [CONFIGURE, [DEPTH, 1, 2]]),
            ('configure to another kind', 'type', [CONFIGURE, [DEPTH, 'deep']]),
            ('configure out of range', 'range', [CONFIGURE, [NAME, '']]),
            ('the device\'s need', 'role', [NEED, NAME]),
            ('the device\'s call', 'role', [CALL, 0, [], []]),
            ('the device\'s set', 'role', [SET, NAME]),
            ('the device\'s make-key', 'role', MAKE_SIGNING_KEY),
            ('the device\'s csr', 'role', [CSR, DEVICE_KEY, 'x', REQUEST]),
            ('the device\'s report', 'role', [REPORT, DEVICE_KEY]),
            ('the device\'s install', 'role', [INSTALL, 2]),
            ('the device\'s lock', 'role', [LOCK]),
            ('the device\'s forget', 'role', [FORGET]),
    ]:
        assist.refuse(name, error, 0, *steps)
    assist.refuse('lookup by a list', 'type', 1, [ASK, VERSIONS], [LOOKUP, [0, VERSIONS], NAME])
    return suite


def _answers_suite():
    def evaluate(kind, options, hex):
        decoded = cbor.decode(bytes.fromhex(options))
        question.check_options(decoded)
        question.check_answer(kind, decoded, cbor.decode(bytes.fromhex(hex)))

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
            ('an optional answer with a pattern left open', fields.TEXT, {6: True, 7: 'x'}, None),
            ('a name that matches', fields.NAME, {7: '[A-Z]+'}, 'AB'),
            ('a secret that matches', fields.SECRET, {7: '.{4}'}, 'äöüß'),
            ('an empty text that matches', fields.TEXT, {7: 'x*'}, ''),
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
            ('an answer left open', 'range', fields.TEXT, {}, None),
            ('an answer left open where optional is false', 'range', fields.TEXT, {6: False}, None),
            ('a name that does not match', 'range', fields.NAME, {7: '[A-Z]+'}, 'Ab'),
            ('a name of which a part matches', 'range', fields.NAME, {7: '[A-Z]'}, 'AB'),
            ('a name that matches but is too long', 'range', fields.NAME, {2: 2, 7: '[A-Z]+'}, 'ABC'),
    ]:
        suite.refuse(name, error, kind=kind, options=cbor.encode(options), hex=cbor.encode(value))
    return suite


def _patterns_suite():
    def evaluate(pattern_text, text):
        checked = pattern.Pattern(shape.text(pattern_text, 1, pattern.MAXIMUM_SIZE))
        return {'matches': checked.matches(text)}

    suite = Suite('8.3', 'patterns', 'pattern_text: a pattern; text: an answer. result: whether the whole answer '
                  'matches.', evaluate)
    for expression, text in [
            ('a', 'a'), ('a', 'b'), ('a', ''), ('a', 'aa'), ('abc', 'abc'), ('.', 'ä'), ('.', '\n'), ('.', '\r'), ('.', '\u2028'), ('.', '\U0001f4a7'),
            ('..', '\U0001f4a7'), ('a?', ''), ('a?', 'a'), ('a?', 'aa'), ('a*', ''), ('a*', 'aaaa'), ('a*b', 'aaab'),
            ('a+', ''), ('a+', 'aaa'), ('a{2}', 'aa'), ('a{2}', 'a'), ('a{2}', 'aaa'), ('a{2,}', 'a'), ('a{2,}', 'aaaaa'),
            ('a{2,3}', 'aa'), ('a{2,3}', 'aaa'), ('a{2,3}', 'aaaa'), ('a{0}', ''), ('a{0}b', 'ab'), ('a{0,0}b', 'b'),
            ('a{1000}', 'a' * 1000), ('a{1000}', 'a' * 999), ('a{0,1000}', 'a' * 1000), ('a{1000,}', 'a' * 1000),
            ('[abc]', 'b'), ('[abc]', 'd'), ('[a-c]', 'c'), ('[a-c]', 'd'), ('[a-c]', 'A'), ('[^a-c]', 'd'), ('[^a-c]', 'b'),
            ('[^a]', '\n'), ('[a-cx-z0]', 'y'), ('[a-cx-z0]', '0'), ('[a-a]', 'a'), ('[ä-ü]', 'ö'), ('[.]', '.'),
            ('[.]', 'x'), ('[(){}*+?|$]+', '(){}*+?|$'), ('[\\[\\]\\^\\-\\\\]+', '[]^-\\'), ('[+\\--/]', '.'),
            ('[\\n\\r\\t]+', '\r\n\t'), ('\\n', '\n'), ('\\r', '\r'), ('\\t', '\t'), ('\\n', 'n'),
            ('\\.\\[\\]\\{\\}\\(\\)\\*\\+\\?\\|\\^\\\\', '.[]{}()*+?|^\\'), ('[$]', '$'), ('[^$]', '$'), ('-', '-'), ('a-z', 'a-z'), (',:=', ',:='),
            ('a*a*a*a*a*a*a*a*a*a*b', 'a' * 60), ('.*.*.*.*.*.*x', 'a' * 60), ('[0-9]{2}', '42'),
            ('[A-Z]{2}-[0-9]{4,6}', 'EM-20245'), ('[A-Z]{2}-[0-9]{4,6}', 'EM-202'), ('a?' * 16 + 'a{16}', 'a' * 16),
            ('a' * 32, 'a' * 32), ('ä' * 32, 'ä' * 32), ('[0-9a-f]*', 'deadbeef'), ('[0-9]', '٣'), ('\u00e9', 'e\u0301'),
    ]:
        suite.accept(f'{expression[:48]!a} and {text[:40]!a} of {len(text)}', pattern_text=expression, text=text)
    for name, expression in [
            ('nothing', ''), ('a group', '(a)'), ('an alternative', 'a|b'), ('a quantifier first', '*a'),
            ('a question mark first', '?'), ('a plus first', '+'), ('two quantifiers', 'a+*'), ('a lazy quantifier', 'a*?'),
            ('an anchor', '^a'), ('an anchor behind', 'a$'), ('an escaped dollar sign', '\\$'), ('an open class', '[a'), ('an empty class', '[]'),
            ('an empty negated class', '[^]'), ('a class with a dash in front', '[-a]'), ('a class with a dash behind', '[a-]'),
            ('a class with a caret inside', '[a^]'), ('a class in a class', '[[a]]'), ('a range backwards', '[z-a]'),
            ('a range of ranges', '[a-c-e]'), ('a closing bracket', ']'), ('a closing brace', '}'), ('a closing parenthesis', ')'),
            ('an open brace', 'a{'), ('a brace without number', 'a{}'), ('a brace with a comma alone', 'a{,}'),
            ('a maximum alone', 'a{,3}'), ('an open quantifier', 'a{2'), ('an open quantifier with comma', 'a{2,'),
            ('a quantifier with a letter', 'a{x}'), ('a quantifier with a blank', 'a{1, 2}'), ('n above m', 'a{3,2}'),
            ('1001 times', 'a{1001}'), ('at most 1001 times', 'a{0,1001}'), ('at least 1001 times', 'a{1001,}'),
            ('times beyond 64 bits', 'a{18446744073709551617}'), ('a quantifier first in braces', '{2}'),
            ('an escaped letter', '\\d'), ('a character class', '\\p{L}'), ('an escaped dash outside of a class', '\\-'),
            ('an escaped dot in a class', '[\\.]'), ('an escaped dollar in a class', '[\\$]'), ('an escape at the end', 'a\\'),
            ('an escape at the end of a class', '[a\\'), ('a slash', '\\/'), ('33 atoms', 'a' * 33), ('129 bytes', 'ä' * 64 + 'x'),
            ('a bare backslash in a class', '[\\]'), ('a negative number', 'a{-1}'),
    ]:
        suite.refuse(name, 'range', pattern_text=expression, text='a')
    return suite


def _device_suite():
    suite = Suite('8.4', 'device', ABOUT, validate)
    device = Programs(suite, 'device')
    installing = Programs(suite, 'device', parts=cbor.encode(PARTS).hex())
    device.accept('a whole program', *samples.DEVICE_STEPS)
    device.accept('need several', [NEED, LOCATION, WIFI])
    device.accept('call with arguments and results',
                  [NEED, WIFI],
                  [CALL, 1, [[0, WIFI]], []],
                  [CALL, 64, [1, 'x'], [DEPTH], 'Measure'])
    device.accept('call of the last function', [CALL, 65535, [], []])
    device.accept('set both forms', [NEED, NAME], [SET, NAME, [DEPTH, 5]])
    device.accept('set what the same step assigned', [SET, [DEPTH, 5], DEPTH])
    device.accept('make all types of key', MAKE_SIGNING_KEY, [MAKE_KEY, 2, 10], [MAKE_KEY, 3, SPARE_KEY])
    device.accept('report what the runtime writes', MAKE_SIGNING_KEY, [REPORT, SERIAL, VERSIONS, 8])
    device.accept('csr of an Ed25519 key', MAKE_SIGNING_KEY, [CSR, DEVICE_KEY, 'meter', REQUEST], [REPORT, REQUEST])
    device.accept('csr of a P-256 key', [MAKE_KEY, 3, SPARE_KEY], [CSR, SPARE_KEY, [11, 'meter ', [0, SERIAL]], TAG])
    device.accept('csr with a field as subject', MAKE_SIGNING_KEY, [CSR, DEVICE_KEY, [0, SERIAL], REQUEST])
    device.accept('forget', [FORGET])
    installing.accept('install', [INSTALL, 2])
    installing.accept('install several', [INSTALL, 2, 3, 4], [INSTALL, 3])
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
            ('make-key of an unknown type', 'range', [MAKE_KEY, 4, DEVICE_KEY]),
            ('make-key into a text', 'type', [MAKE_KEY, 1, NAME]),
            ('make-key without field', 'type', [MAKE_KEY, 1]),
            ('csr without subject', 'type', [CSR, DEVICE_KEY, REQUEST]),
            ('csr with four arguments', 'type', [CSR, DEVICE_KEY, 'x', REQUEST, 0]),
            ('csr of a text', 'type', [CSR, NAME, 'x', REQUEST]),
            ('csr of an unknown field', 'field', [CSR, 16, 'x', REQUEST]),
            ('csr of a key that was not made', 'unwritten', [CSR, DEVICE_KEY, 'x', REQUEST]),
            ('report nothing', 'type', [REPORT]),
            ('install nothing', 'type', [INSTALL]),
            ('install without parts', 'range', [INSTALL, 0]),
            ('install of a text', 'type', [INSTALL, 'x']),
            ('lock with an argument', 'type', [LOCK, 0]),
            ('forget with an argument', 'type', [FORGET, 0]),
            ('the assistant\'s note', 'role', [NOTE, 'x']),
            ('the assistant\'s ask', 'role', [ASK, NAME]),
            ('the assistant\'s lookup', 'role', [LOOKUP, 'x', NAME]),
            ('the assistant\'s send', 'role', [SEND, NAME]),
            ('the assistant\'s await', 'role', [AWAIT, 1, NAME]),
            ('the assistant\'s record', 'role', [RECORD]),
            ('the assistant\'s relay', 'role', [RELAY]),
            ('the assistant\'s configure', 'role', [CONFIGURE, [DEPTH, 1]]),
            ('the assistant\'s identify', 'role', [IDENTIFY]),
    ]:
        device.refuse(name, error, 0, *steps)
    for name, error, step in [
            ('csr into a text', 'type', [CSR, DEVICE_KEY, 'x', NAME]),
            ('csr into an unknown field', 'field', [CSR, DEVICE_KEY, 'x', 16]),
            ('csr with a number as subject', 'type', [CSR, DEVICE_KEY, 5, REQUEST]),
            ('csr with null as subject', 'type', [CSR, DEVICE_KEY, None, REQUEST]),
            ('csr with a list as subject', 'type', [CSR, DEVICE_KEY, [0, VERSIONS], REQUEST]),
            ('csr of another key than was made', 'unwritten', [CSR, SPARE_KEY, 'x', REQUEST]),
    ]:
        device.refuse(name, error, 1, MAKE_SIGNING_KEY, step)
    device.refuse('csr of a key for agreement only', 'unwritten', 1, [MAKE_KEY, 2, SPARE_KEY], [CSR, SPARE_KEY, 'x', TAG])
    device.refuse('csr of a key that was sent', 'unwritten', 1, [NEED, SPARE_KEY], [CSR, SPARE_KEY, 'x', TAG])
    installing.refuse('install of the assistant\'s program', 'range', 0, [INSTALL, 0])
    installing.refuse('install of the device\'s program', 'range', 1, [FORGET], [INSTALL, 2, 1])
    installing.refuse('install of a part that is not there', 'range', 0, [INSTALL, 5])
    return suite


def _iot_suite():
    suite = Suite('8.8', 'iot-applications', ABOUT, validate)
    app = Programs(suite, 'app')
    for name, *whens in [
            ('start', [WHEN, [0], [[CALL, 0, [], []]]]),
            ('every second', [WHEN, [1, 1], [[END]]]),
            ('every so many seconds', [WHEN, [1, [0, INTERVAL]], [[CALL, 64, [], [DEPTH]]]]),
            ('seconds that never trigger', [WHEN, [1, 0], [[END]]]),
            ('an event', [WHEN, [2, 0], [[END]]]),
            ('an event that brings values', [WHEN, [2, 1, DEPTH, TAG], [[CALL, 4, ['depth', [0, DEPTH]], []]]]),
            ('the last event', [WHEN, [2, 65535], [[END]]]),
            ('sixteen', *[[WHEN, [0], [[END]]]] * 16),
            ('every operation', [WHEN, [0], [
                [CHECK, True, 'No'], [IF, True, [[END]], [[FAIL, 'No']]], [TRY, [[FAIL, 'No']], [[END]]],
                [REPEAT, 2, [[LET, DEPTH, 1]], [10, DEPTH]], [LET, NAME, 'x'], [CALL, 2, [], [TIGHT], 'Test']]]),
            ('a field that nobody wrote', [WHEN, [0], [[CHECK, [1, [0, DEPTH], 1], 'No'], [CALL, 64, [[0, NAME]], []]]]),
            ('a sensitive field into a sensitive field', [WHEN, [0], [[LET, PIN, [0, SEAL]]]]),
            ('a sensitive field as an argument', [WHEN, [0], [[CALL, 1, [[0, WIFI]], []]]]),
    ]:
        app.accept(name, *whens)
    app.accept('256 steps', [WHEN, [0], [[END]] * 200], [WHEN, [0], [[END]] * 54])
    app.refuse('257 steps', 'budget', 256, [WHEN, [0], [[END]] * 200], [WHEN, [0], [[END]] * 55])
    app.refuse('steps are numbered through', 'operation', 4, [WHEN, [0], [[END], [END]]], [WHEN, [0], [[99]]])
    app.refuse('seventeen', 'range', None, *[[WHEN, [0], [[END]]]] * 17)
    for name, error, *whens in [
            ('a step that is no when', 'role', [END]),
            ('a call that is in no when', 'role', [CALL, 0, [], []]),
            ('a need that is in no when', 'role', [NEED, NAME]),
            ('an unknown operation', 'operation', [26]),
            ('when without block', 'type', [WHEN, [0]]),
            ('when with three arguments', 'type', [WHEN, [0], [[END]], [[END]]]),
            ('when with an empty block', 'range', [WHEN, [0], []]),
            ('a trigger that is a number', 'type', [WHEN, 0, [[END]]]),
            ('an empty trigger', 'type', [WHEN, [], [[END]]]),
            ('an unknown trigger', 'range', [WHEN, [3], [[END]]]),
            ('a negative trigger', 'type', [WHEN, [-1], [[END]]]),
            ('start with an argument', 'type', [WHEN, [0, 1], [[END]]]),
            ('every without seconds', 'type', [WHEN, [1], [[END]]]),
            ('every with two arguments', 'type', [WHEN, [1, 1, 1], [[END]]]),
            ('every with a text', 'type', [WHEN, [1, '1'], [[END]]]),
            ('every with a field of another kind', 'type', [WHEN, [1, [0, NAME]], [[END]]]),
            ('every with a field that is not known', 'field', [WHEN, [1, [0, 16]], [[END]]]),
            ('an event without number', 'type', [WHEN, [2], [[END]]]),
            ('an event as text', 'type', [WHEN, [2, 'button'], [[END]]]),
            ('an event beyond 16 bits', 'range', [WHEN, [2, 65536], [[END]]]),
            ('an event into a field that is not known', 'field', [WHEN, [2, 1, 16], [[END]]]),
    ]:
        app.refuse(name, error, 0, *whens)
    for name, error, step in [
            ('a when in a when', 'role', [WHEN, [0], [[END]]]),
            ('need', 'role', [NEED, NAME]), ('set', 'role', [SET, [NAME, 'x']]), ('make-key', 'role', MAKE_SIGNING_KEY),
            ('csr', 'role', [CSR, DEVICE_KEY, 'x', TAG]), ('report', 'role', [REPORT, SERIAL]),
            ('install', 'role', [INSTALL, 2]), ('lock', 'role', [LOCK]), ('forget', 'role', [FORGET]),
            ('note', 'role', [NOTE, 'x']), ('ask', 'role', [ASK, NAME]), ('lookup', 'role', [LOOKUP, 'x', NAME]),
            ('send', 'role', [SEND, NAME]), ('await', 'role', [AWAIT, 1, NAME]), ('record', 'role', [RECORD]),
            ('relay', 'role', [RELAY]), ('configure', 'role', [CONFIGURE, NAME]), ('identify', 'role', [IDENTIFY]),
            ('a sensitive field into another', 'receiver', [LET, NAME, [11, [0, PIN]]]),
            ('a condition of another type', 'type', [CHECK, [0, NAME], 'No']),
            ('let of another kind', 'type', [LET, DEPTH, 'deep']),
    ]:
        app.refuse(f'{name} in a when', error, 1, [WHEN, [0], [step]])
    app.refuse_bytes('nothing in it', 'range', b'\x80')
    app.accept('4096 bytes', *_filled(4096))
    app.refuse_bytes('4097 bytes', 'too-large', cbor.encode(_filled(4097)))
    return suite


def _filled(size):
    """An IoT application of so many bytes: the messages of its checks have no limit of their own."""
    def make(length):
        return [[WHEN, [0], [[FAIL, 'x' * length]]]]
    empty = len(cbor.encode(make(4000))) - 4000
    return make(size - empty)


def suites():
    return [_steps_suite(), _both_roles_suite(), _assistant_suite(), _answers_suite(), _patterns_suite(), _device_suite(),
            _iot_suite()]
