# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The validation of a program that is complete before anything starts (clause 8.5), one program at a time."""

from . import expression, fields, operations, question, shape
from .operations import (APP, ASK, AWAIT, CALL, CHECK, CONFIGURE, CSR, DEVICE, END, FAIL, FORGET, IDENTIFY, IF, INSTALL,
                         KEY_ED25519, KEY_P256, KEY_X25519, LET, LOCK, LOOKUP, MAKE_KEY, NEED, NOTE, RECORD, RELAY,
                         REPEAT, REPORT, SEND, SET, TRY, WHEN)
from .status import FormatError

MAXIMUM_STEPS = 256
MAXIMUM_AWAIT = 3600
MAXIMUM_FUNCTION = 65535
MAXIMUM_EVENT = 65535
MAXIMUM_TIMES = 255
MAXIMUM_ALTERNATIVES = 8
MAXIMUM_WHENS = 16
TRIGGER_START, TRIGGER_EVERY, TRIGGER_EVENT = range(3)


class _Written:
    """What is certain at a point of a program: fields that are written, and the keys that were made."""

    def __init__(self, numbers=(), signing_key=False, keys=()):
        self.numbers = set(numbers)
        self.signing_key = signing_key
        self.keys = set(keys)

    def copy(self):
        return _Written(self.numbers, self.signing_key, self.keys)

    def join(self, branches):
        self.numbers = set.intersection(*(branch.numbers for branch in branches))
        self.signing_key = all(branch.signing_key for branch in branches)
        self.keys = set.intersection(*(branch.keys for branch in branches))


class Summary:
    """What the other end's program has to meet: field numbers with the first step that names them."""

    def __init__(self):
        self.sent, self.awaited, self.needed, self.reported = {}, {}, {}, {}


class Validator:
    """Validates one program of a role; parts are the entries of the manifest."""

    def __init__(self, role, registry, parts):
        self.role = role
        self.registry = registry
        self.parts = parts
        self.summary = Summary()
        self.step_number = -1
        self.level = 0
        self.repetitions = 0
        self.written = _Written(fields.DEVICE_OWN_FIELDS if role == DEVICE else ())

    def program(self, items):
        for item in shape.list_of(items, 1, MAXIMUM_WHENS if self.role == APP else None):
            self.step(item)

    def block(self, items):
        self.level += 1
        for item in shape.list_of(items, 1):
            self.step(item)
        self.level -= 1

    def step(self, item):
        self.step_number += 1
        number = self.step_number
        try:
            if number >= MAXIMUM_STEPS:
                raise FormatError('budget', 'more than 256 steps')
            shape.array(item)
            shape.refuse_unless(bool(item), 'type')
            self.check_operation(shape.unsigned(item[0]))
            CHECKS[item[0]](self, item)
        except FormatError as error:
            if error.step is None:
                error.step = number
            raise

    def check_operation(self, operation):
        shape.refuse_unless(operation in CHECKS, 'operation')
        belongs = operation in operations.OF_ROLE[self.role]
        if self.role == APP and self.level == 0:
            belongs = operation == WHEN
        shape.refuse_unless(belongs, 'role')
        shape.refuse_unless(not self.repetitions or operation not in operations.ONCE, 'once')

    # What operations have in common

    def field(self, item):
        return self.registry.check_number(item)

    def field_of_kind(self, item, kind):
        number = self.field(item)
        shape.refuse_unless(self.registry.kind(number) == kind, 'type', 'the kind of a field')
        return number

    def read(self, number):
        shape.refuse_unless(self.role == APP or number in self.written.numbers, 'unwritten')

    def read_openly(self, number):
        """Reads a field for somebody who must not learn what is sensitive."""
        self.read(number)
        shape.refuse_unless(not self.registry.is_sensitive(number), 'receiver')

    def write(self, number):
        self.written.numbers.add(number)

    def expression(self, item, wanted=expression.ANYTHING):
        expression.check(item, self.registry, self.read, wanted)

    def open_expression(self, item, wanted):
        expression.check(item, self.registry, self.read_openly, wanted)

    def field_list(self, items, into=None):
        """Fields one after the other, so that the first fault counts whatever it is."""
        for item in items:
            number = self.field(item)
            if into is not None:
                into.setdefault(number, self.step_number)
            yield number

    def arguments_at_least(self, item, count):
        shape.refuse_unless(len(item) > count, 'type', 'number of arguments')

    def check_assignment(self, item, value):
        """What stands in the program is held against the kind now, what is computed when it runs."""
        number = self.field(item)
        kind = self.registry.kind(number)
        check = self.expression if self.registry.is_sensitive(number) else self.open_expression
        check(value, fields.types_of_kind(kind))
        if not isinstance(value, list):
            fields.check_value(kind, value)
        elif value[0] == expression.LITERAL:
            fields.check_value(kind, value[1])
        self.write(number)

    def check_settings(self, item):
        self.arguments_at_least(item, 1)
        for assignment in item[1:]:
            if isinstance(assignment, list):
                self.check_assignment(*shape.tuple_of(assignment, 2))
            else:
                self.read(self.field(assignment))

    # Operations of both roles

    def check_nothing(self, item):
        shape.tuple_of(item, 1)

    def check_check(self, item):
        shape.tuple_of(item, 3)
        self.expression(item[1], {'bool'})
        shape.texts(item[2])

    def check_branches(self, blocks):
        before = self.written
        branches = []
        for block in blocks:
            self.written = before.copy()
            self.block(block)
            branches.append(self.written)
        self.written = before
        return branches

    def check_if(self, item):
        shape.tuple_of(item, 3, 4)
        self.expression(item[1], {'bool'})
        branches = self.check_branches(item[2:])
        if len(branches) == 2:
            self.written.join(branches)

    def check_try(self, item):
        shape.tuple_of(item, 3, 1 + MAXIMUM_ALTERNATIVES)
        self.repetitions += 1
        branches = self.check_branches(item[1:])
        self.repetitions -= 1
        self.written.join(branches)

    def check_repeat(self, item):
        shape.tuple_of(item, 3, 4)
        shape.refuse_unless(shape.unsigned(item[1], MAXIMUM_TIMES) >= 1, 'range')
        self.repetitions += 1
        self.block(item[2])
        self.repetitions -= 1
        if len(item) == 4:
            self.expression(item[3], {'bool'})

    def check_fail(self, item):
        shape.tuple_of(item, 2)
        shape.texts(item[1])

    def check_let(self, item):
        shape.tuple_of(item, 3)
        self.check_assignment(item[1], item[2])

    # Operations of the assistant

    def check_note(self, item):
        shape.tuple_of(item, 2, 3)
        shape.texts(item[1])
        if len(item) == 3:
            shape.boolean(item[2])

    def check_ask(self, item):
        self.arguments_at_least(item, 1)
        for asked in item[1:]:
            number, options = shape.tuple_of(asked, 2) if isinstance(asked, list) else (asked, {})
            shape.refuse_unless(shape.unsigned(number) < fields.NUMBERS, 'field')
            question.check_options(options)
            self.field(number)
            question.check_options_of_field(options, self.registry.kind(number), self.registry.is_sensitive(number))
            self.write(number)

    def check_lookup(self, item):
        self.arguments_at_least(item, 2)
        self.open_expression(item[1], {'str', 'int'})
        for number in self.field_list(item[2:]):
            self.write(number)

    def check_send(self, item):
        self.arguments_at_least(item, 1)
        for number in self.field_list(item[1:], self.summary.sent):
            self.read(number)

    def check_await(self, item):
        self.arguments_at_least(item, 2)
        shape.refuse_unless(shape.unsigned(item[1], MAXIMUM_AWAIT) >= 1, 'range')
        for number in self.field_list(item[2:], self.summary.awaited):
            self.write(number)

    def check_record(self, item):
        for number in self.field_list(item[1:]):
            self.read_openly(number)

    # Operations of the device

    def check_need(self, item):
        self.arguments_at_least(item, 1)
        for number in self.field_list(item[1:], self.summary.needed):
            self.write(number)

    def check_call(self, item):
        shape.tuple_of(item, 4, 5)
        shape.unsigned(item[1], MAXIMUM_FUNCTION)
        for argument in shape.array(item[2]):
            self.expression(argument)
        for number in self.field_list(shape.array(item[3])):
            self.write(number)
        if len(item) == 5:
            shape.texts(item[4])

    def check_make_key(self, item):
        shape.tuple_of(item, 3)
        key_type = shape.unsigned(item[1])
        shape.refuse_unless(key_type in (KEY_ED25519, KEY_X25519, KEY_P256), 'range', 'the type of a key')
        number = self.field_of_kind(item[2], fields.KEY)
        self.write(number)
        self.written.signing_key |= key_type == KEY_ED25519
        if key_type == KEY_X25519:
            self.written.keys.discard(number)
        else:
            self.written.keys.add(number)

    def check_csr(self, item):
        shape.tuple_of(item, 4)
        key = self.field_of_kind(item[1], fields.KEY)
        shape.refuse_unless(key in self.written.keys, 'unwritten', 'no key to sign with')
        self.open_expression(item[2], {'str'})
        self.write(self.field_of_kind(item[3], fields.BYTES))

    def check_report(self, item):
        self.arguments_at_least(item, 1)
        shape.refuse_unless(self.written.signing_key, 'unwritten', 'no key to sign with')
        for number in self.field_list(item[1:], self.summary.reported):
            self.read_openly(number)

    def check_install(self, item):
        self.arguments_at_least(item, 1)
        for index in item[1:]:
            shape.refuse_unless(shape.unsigned(index) < len(self.parts), 'range', 'no such part')
            shape.refuse_unless(self.parts[index][0] in (operations.CONFIGURATION, APP), 'range', 'a program')

    def check_lock(self, item):
        shape.tuple_of(item, 1)
        self.check_ownership()

    def check_ownership(self):
        """Rule 5 for `lock`, wherever it comes from."""
        shape.refuse_unless(self.written.signing_key, 'unwritten', 'no key to sign with')
        self.read(fields.OWNER_FIELD)

    # Operations of an IoT application

    def check_when(self, item):
        shape.tuple_of(item, 3)
        self.check_trigger(item[1])
        self.block(item[2])

    def check_trigger(self, item):
        shape.array(item)
        shape.refuse_unless(bool(item), 'type')
        kind = shape.unsigned(item[0], TRIGGER_EVENT)
        if kind == TRIGGER_START:
            shape.tuple_of(item, 1)
        elif kind == TRIGGER_EVERY:
            shape.tuple_of(item, 2)
            self.expression(item[1], {'int'})
        else:
            self.arguments_at_least(item, 1)
            shape.unsigned(item[1], MAXIMUM_EVENT)
            for number in self.field_list(item[2:]):
                self.write(number)


CHECKS = {
    END: Validator.check_nothing, CHECK: Validator.check_check, IF: Validator.check_if, TRY: Validator.check_try,
    REPEAT: Validator.check_repeat, FAIL: Validator.check_fail, NOTE: Validator.check_note, ASK: Validator.check_ask,
    LOOKUP: Validator.check_lookup, SEND: Validator.check_send, AWAIT: Validator.check_await,
    RECORD: Validator.check_record, RELAY: Validator.check_record, CONFIGURE: Validator.check_settings,
    IDENTIFY: Validator.check_nothing, NEED: Validator.check_need, CALL: Validator.check_call,
    SET: Validator.check_settings, MAKE_KEY: Validator.check_make_key, CSR: Validator.check_csr,
    REPORT: Validator.check_report, INSTALL: Validator.check_install, LOCK: Validator.check_lock,
    FORGET: Validator.check_nothing, LET: Validator.check_let, WHEN: Validator.check_when,
}
