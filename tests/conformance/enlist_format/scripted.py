# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A host that acts by a script, the same on both sides of a comparison.

answers gives for a field the values that `ask`, `lookup`, `await`, `need` and `call` bring, one after the other and then
from the first again; a field without answers keeps what it has. failures names the errors of these operations and of
`configure`, one after the other: 'ok' for none, and none behind the end.
"""

from . import cbor, question
from .execution import Host
from .operations import (ASK, AWAIT, CALL, CONFIGURE, CSR, KEY_P256, LET, LOOKUP, MAKE_KEY, NEED, SET)
from .status import FormatError


class ScriptedHost(Host):
    """Performs steps by answers and failures; what has no effect on fields has none at all."""

    def __init__(self, steps, registry, values=None, answers=None, failures=()):
        super().__init__(steps, registry, values)
        self._answers = answers or {}
        self._failures = iter(failures)
        self._given = {}

    def bring(self, number, check=None):
        candidates = self._answers.get(number)
        if not candidates:
            return
        given = self._given.get(number, 0)
        self._given[number] = given + 1
        value = candidates[given % len(candidates)]
        if check:
            check(value)
        self.assign(number, value)

    def fail_by_script(self):
        name = next(self._failures, 'ok')
        if name != 'ok':
            raise FormatError(name)

    def perform(self, step):
        arguments = step.arguments
        if step.operation == ASK:
            self.fail_by_script()
            for asked in arguments:
                self.ask(*(asked if isinstance(asked, list) else (asked, {})))
        elif step.operation == LOOKUP:
            self.key_of_entry(arguments[0])
            self.bring_all(arguments[1:])
        elif step.operation == AWAIT:
            self.bring_all(arguments[1:])
        elif step.operation == NEED:
            self.bring_all(arguments)
        elif step.operation == CALL:
            for argument in arguments[1]:
                self.evaluate(argument)
            self.bring_all(arguments[2])
        elif step.operation == CONFIGURE:
            self.fail_by_script()
            self.assign_settings(arguments)
        elif step.operation == SET:
            self.assign_settings(arguments)
        elif step.operation == LET:
            self.assign(arguments[0], self.evaluate(arguments[1]))
        elif step.operation == MAKE_KEY:
            self.assign(arguments[1], [arguments[0], bytes(65 if arguments[0] == KEY_P256 else 32)])
        elif step.operation == CSR:
            self.subject(arguments[1])
            self.assign(arguments[2], b'')

    def bring_all(self, numbers):
        self.fail_by_script()
        for number in numbers:
            self.bring(number)

    def ask(self, number, options):
        kind = self.registry.kind(number)
        self.bring(number, lambda value: question.check_answer(kind, options, value))


def decode_values(values):
    """The values of a vector: hexadecimal digits by the number of their field."""
    return {int(number): cbor.decode(bytes.fromhex(digits)) for number, digits in values.items()}


def encode_values(values):
    return {str(number): cbor.encode(value).hex() for number, value in sorted(values.items())}
