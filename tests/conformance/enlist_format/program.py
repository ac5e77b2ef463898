# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Programs (clauses 8.1 to 8.5): decoding, and the validation that is complete before anything starts."""

from . import cbor, expression, fields, shape
from .status import FormatError

END, CHECK, IF = 0, 1, 2
FAIL, NOTE, ASK = 5, 6, 7
SEND, AWAIT, RECORD = 9, 10, 11
IDENTIFY, NEED, CALL, SET, MAKE_KEY = 14, 15, 16, 17, 18
REPORT = 20
LOCK, FORGET = 22, 23

ASSISTANT, DEVICE = 0, 1
OPERATIONS = {
    ASSISTANT: {END, CHECK, IF, FAIL, NOTE, ASK, SEND, AWAIT, RECORD, IDENTIFY},
    DEVICE: {END, CHECK, IF, FAIL, NEED, CALL, SET, MAKE_KEY, REPORT, LOCK, FORGET},
}
KEY_ED25519, KEY_X25519 = 1, 2
MAXIMUM_STEPS = 256
MAXIMUM_AWAIT = 3600
MAXIMUM_FUNCTION = 65535

OPTION_LABEL, OPTION_MINIMUM, OPTION_MAXIMUM, OPTION_CHOICES, OPTION_DEFAULT, OPTION_HELP, OPTION_OPTIONAL = range(7)
KINDS_WITH_LIMITS = (fields.NUMBER, fields.TEXT, fields.NAME, fields.SECRET)


def check_answer(kind, options, value):
    """Whether value answers the question that ask-options describe (clause 8.3)."""
    fields.check_value(kind, value)
    if value is None:
        shape.refuse_unless(options.get(OPTION_OPTIONAL, False), 'range', 'an answer is needed')
        return
    if kind == fields.CHOICE:
        shape.refuse_unless(value < len(options.get(OPTION_CHOICES, [])), 'range')
    if kind in KINDS_WITH_LIMITS:
        measure = value if kind == fields.NUMBER else len(value)
        shape.integer(measure, options.get(OPTION_MINIMUM), options.get(OPTION_MAXIMUM))


class _Written:
    """What is certain at a point of a program: fields that are written, and whether a signing key was made."""

    def __init__(self, numbers=(), signing_key=False):
        self.numbers = set(numbers)
        self.signing_key = signing_key

    def copy(self):
        return _Written(self.numbers, self.signing_key)

    def join(self, one, other):
        self.numbers = one.numbers & other.numbers
        self.signing_key = one.signing_key and other.signing_key


class Summary:
    """What the other end's program has to meet: field numbers with the first step that names them."""

    def __init__(self):
        self.sent, self.awaited, self.needed, self.reported = {}, {}, {}, {}


class _Validator:
    def __init__(self, role, registry):
        self.role = role
        self.registry = registry
        self.summary = Summary()
        self.step_number = -1
        self.written = _Written(fields.DEVICE_OWN_FIELDS if role == DEVICE else ())

    def steps(self, items):
        for item in items:
            self.step(item)

    def step(self, item):
        self.step_number += 1
        number = self.step_number
        try:
            if number >= MAXIMUM_STEPS:
                raise FormatError('budget', 'more than 256 steps')
            shape.array(item)
            shape.refuse_unless(bool(item), 'type')
            operation = shape.unsigned(item[0])
            if not any(operation in known for known in OPERATIONS.values()):
                raise FormatError('operation')
            if operation not in OPERATIONS[self.role]:
                raise FormatError('role')
            CHECKS[operation](self, item)
        except FormatError as error:
            if error.step is None:
                error.step = number
            raise

    # What operations have in common

    def field(self, item):
        return self.registry.check_number(item)

    def read(self, number):
        shape.refuse_unless(number in self.written.numbers, 'unwritten')

    def write(self, number):
        self.written.numbers.add(number)

    def expression(self, item, wanted=expression.ANYTHING):
        expression.check_typed(item, self.registry, self.read, wanted)

    def field_list(self, items, into=None):
        """Fields one after the other, so that the first fault counts whatever it is."""
        for item in items:
            number = self.field(item)
            if into is not None:
                into.setdefault(number, self.step_number)
            yield number

    def arguments_at_least(self, item, count):
        shape.refuse_unless(len(item) > count, 'type', 'number of arguments')

    def keep_unless_sensitive(self, number):
        shape.refuse_unless(not self.registry.is_sensitive(number), 'type', 'a sensitive field')

    # Operations of both roles

    def check_nothing(self, item):
        shape.tuple_of(item, 1)

    def check_check(self, item):
        shape.tuple_of(item, 3)
        self.expression(item[1], {'bool'})
        shape.texts(item[2])

    def check_if(self, item):
        shape.tuple_of(item, 3, 4)
        self.expression(item[1], {'bool'})
        before = self.written
        branches = []
        for block in item[2:]:
            self.written = before.copy()
            self.steps(shape.list_of(block, 1))
            branches.append(self.written)
        self.written = before
        if len(branches) == 2:
            self.written.join(*branches)

    def check_fail(self, item):
        shape.tuple_of(item, 2)
        shape.texts(item[1])

    # Operations of the assistant

    def check_note(self, item):
        shape.tuple_of(item, 2, 3)
        shape.texts(item[1])
        if len(item) == 3:
            shape.boolean(item[2])

    def check_ask(self, item):
        self.arguments_at_least(item, 1)
        for question in item[1:]:
            number, options = shape.tuple_of(question, 2) if isinstance(question, list) else (question, {})
            shape.refuse_unless(shape.unsigned(number) < fields.NUMBERS, 'field')
            self.check_ask_options(options)
            kind = self.registry.kind(self.field(number))
            self.check_options_for_kind(kind, options)
            self.write(number)

    def check_ask_options(self, options):
        shape.refuse_unless(isinstance(options, dict), 'type')
        for key, value in options.items():
            shape.integer(key, OPTION_LABEL, OPTION_OPTIONAL)
            if key in (OPTION_LABEL, OPTION_HELP):
                shape.texts(value)
            elif key in (OPTION_MINIMUM, OPTION_MAXIMUM):
                shape.integer(value, -1 << 63, (1 << 63) - 1)
            elif key == OPTION_CHOICES:
                for choice in shape.list_of(value, 2, 32):
                    shape.texts(choice)
            elif key == OPTION_OPTIONAL:
                shape.boolean(value)

    def check_options_for_kind(self, kind, options):
        """A choice has choices, only what has a size has limits, and a default is an answer."""
        limits = [options[key] for key in (OPTION_MINIMUM, OPTION_MAXIMUM) if key in options]
        shape.refuse_unless((kind == fields.CHOICE) == (OPTION_CHOICES in options), 'type')
        shape.refuse_unless(not limits or kind in KINDS_WITH_LIMITS, 'type')
        shape.refuse_unless(limits == sorted(limits), 'range')
        shape.refuse_unless(kind == fields.NUMBER or all(limit >= 0 for limit in limits), 'range')
        if options.get(OPTION_DEFAULT) is not None:
            check_answer(kind, options, options[OPTION_DEFAULT])

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
            self.read(number)
            self.keep_unless_sensitive(number)

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

    def check_set(self, item):
        self.arguments_at_least(item, 1)
        for assignment in item[1:]:
            if isinstance(assignment, list):
                shape.tuple_of(assignment, 2)
                number = self.field(assignment[0])
                self.check_assigned(self.registry.kind(number), assignment[1])
                self.write(number)
            else:
                self.read(self.field(assignment))

    def check_assigned(self, kind, item):
        """What stands in the program is held against the kind now, what is computed when it runs."""
        self.expression(item, fields.types_of_kind(kind))
        if not isinstance(item, list):
            fields.check_value(kind, item)
        elif item[0] == expression.LITERAL:
            fields.check_value(kind, item[1])

    def check_make_key(self, item):
        shape.tuple_of(item, 3)
        key_type = shape.unsigned(item[1])
        shape.refuse_unless(key_type in (KEY_ED25519, KEY_X25519), 'range', 'the type of a key')
        number = self.field(item[2])
        shape.refuse_unless(self.registry.kind(number) == fields.KEY, 'type')
        self.write(number)
        self.written.signing_key |= key_type == KEY_ED25519

    def check_report(self, item):
        self.arguments_at_least(item, 1)
        shape.refuse_unless(self.written.signing_key, 'unwritten', 'no key to sign with')
        for number in self.field_list(item[1:], self.summary.reported):
            self.read(number)
            self.keep_unless_sensitive(number)

    def check_lock(self, item):
        shape.tuple_of(item, 1)
        shape.refuse_unless(self.written.signing_key, 'unwritten', 'no key to sign with')
        self.read(fields.OWNER_FIELD)


CHECKS = {
    END: _Validator.check_nothing, CHECK: _Validator.check_check, IF: _Validator.check_if, FAIL: _Validator.check_fail,
    NOTE: _Validator.check_note, ASK: _Validator.check_ask, SEND: _Validator.check_send,
    AWAIT: _Validator.check_await, RECORD: _Validator.check_record, IDENTIFY: _Validator.check_nothing,
    NEED: _Validator.check_need, CALL: _Validator.check_call, SET: _Validator.check_set,
    MAKE_KEY: _Validator.check_make_key, REPORT: _Validator.check_report, LOCK: _Validator.check_lock,
    FORGET: _Validator.check_nothing,
}


class Program:
    """A program that has been validated for its role."""

    def __init__(self, role, item, summary):
        self.role = role
        self.steps = item
        self.summary = summary


def validate(data, role, registry):
    """Decodes and validates a program for one role (clause 8.5, rules 1 to 5 and 7)."""
    item = cbor.decode(data)
    shape.list_of(item, 1)
    validator = _Validator(role, registry)
    validator.steps(item)
    return Program(role, item, validator.summary)


def validate_pair(assist, device):
    """Rule 6 of clause 8.5 over both programs, either of which may be None: an application need not have both."""
    meets = [(device, 'needed', assist, 'sent'), (assist, 'awaited', device, 'reported')]
    for asking, wanted, giving, given in meets:
        if asking is None:
            continue
        offered = getattr(giving.summary, given) if giving else {}
        for number, step in getattr(asking.summary, wanted).items():
            if number not in offered:
                raise FormatError('unmet', step=step)
