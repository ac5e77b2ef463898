# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Execution (clause 8.6): runs a validated program against the end that it is written for."""

from . import expression, fields, program, shape
from .status import FormatError

MAXIMUM_EXECUTED = 4096


class _Ended(Exception):
    pass


class Run:
    """Executes a program; subclasses give the operations of a role an effect.

    values maps numbers of fields to values, trace lists the numbers of the steps in the order of their execution.
    """

    def __init__(self, steps, registry, values=None):
        self.steps = steps
        self.registry = registry
        self.values = dict(values or {})
        self.trace = []

    def run(self):
        try:
            self._block(self.steps, 0)
        except _Ended:
            pass
        return self.values

    def _block(self, items, number):
        for item in items:
            self._step(item, number)
            number += count_steps([item])

    def _step(self, item, number):
        if len(self.trace) == MAXIMUM_EXECUTED:
            raise FormatError('budget', step=number)
        self.trace.append(number)
        operation, *arguments = item
        try:
            if operation == program.END:
                raise _Ended
            if operation == program.FAIL:
                raise FormatError('failed')
            if operation == program.CHECK:
                shape.refuse_unless(self.condition(arguments[0]), 'check')
            elif operation == program.IF:
                self._if(arguments, number)
            else:
                self.perform(operation, arguments)
        except FormatError as error:
            if error.step is None:
                error.step = number
            raise

    def _if(self, arguments, number):
        if self.condition(arguments[0]):
            self._block(arguments[1], number + 1)
        elif len(arguments) == 3:
            self._block(arguments[2], number + 1 + count_steps(arguments[1]))

    def condition(self, item):
        return shape.boolean(expression.evaluate(item, self.values))

    def assign(self, number, value):
        self.values[number] = fields.check_value(self.registry.kind(number), value)

    def perform(self, operation, arguments):
        """Carries out one operation of the role; what the outside gives is in values already."""
        if operation == program.SET:
            for assignment in arguments:
                if isinstance(assignment, list):
                    self.assign(assignment[0], expression.evaluate(assignment[1], self.values))
        elif operation == program.CALL:
            for argument in arguments[1]:
                expression.evaluate(argument, self.values)


def count_steps(items):
    """The steps of a block, those in inner blocks included (clause 8.1)."""
    return sum(1 + (sum(map(count_steps, item[2:])) if item[0] == program.IF else 0) for item in items)
