# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Execution (clauses 8.2 and 8.6): walks through a program that is valid, step by step."""

from . import expression, fields, shape
from .operations import CHECK, END, FAIL, IF, REPEAT, TRY
from .status import FormatError

MAXIMUM_EXECUTED = 4096
# Every other failure ends the program.
CAUGHT = {'check', 'failed', 'call', 'function', 'not-found', 'timeout', 'type', 'range'}
MAXIMUM_SUBJECT = 64


class _Ended(Exception):
    pass


class Execution:
    """Walks through steps; values maps numbers of fields to what they hold.

    walk() yields every step that has an effect outside of the program: the host performs it, or throws the
    FormatError with which it failed. trace are the numbers of the steps in the order of their execution, caught those
    of the steps whose failure a `try` caught.
    """

    def __init__(self, steps, values):
        self._steps = steps
        self._values = values
        self.trace = []
        self.caught = []

    def walk(self):
        try:
            yield from self._block(self._steps)
        except _Ended:
            pass

    def _block(self, steps):
        for step in steps:
            try:
                yield from self._step(step)
            except FormatError as error:
                if error.step is None:
                    error.step = step.number
                raise

    def _step(self, step):
        if len(self.trace) == MAXIMUM_EXECUTED:
            raise FormatError('budget')
        self.trace.append(step.number)
        if step.operation == END:
            raise _Ended
        if step.operation == FAIL:
            raise FormatError('failed')
        if step.operation == CHECK:
            shape.refuse_unless(self._condition(step.arguments[0]), 'check')
        elif step.operation == IF:
            branch = 0 if self._condition(step.arguments[0]) else 1
            yield from self._block(step.blocks[branch] if branch < len(step.blocks) else [])
        elif step.operation == TRY:
            yield from self._try(step.blocks)
        elif step.operation == REPEAT:
            yield from self._repeat(step)
        else:
            yield step

    def _try(self, blocks):
        for block in blocks[:-1]:
            try:
                yield from self._block(block)
                return
            except FormatError as error:
                if error.name not in CAUGHT:
                    raise
                self.caught.append(error.step)
        yield from self._block(blocks[-1])

    def _repeat(self, step):
        for rounds_left in reversed(range(step.arguments[0])):
            yield from self._block(step.blocks[0])
            if rounds_left and len(step.arguments) == 3 and self._condition(step.arguments[2]):
                break

    def _condition(self, item):
        return shape.boolean(expression.evaluate(item, self._values))


class Waiting(Exception):
    """A step that cannot be performed yet."""


class Host:
    """What performs the steps that have an effect outside; subclasses add the operations of their role."""

    def __init__(self, steps, registry, values=None):
        self.registry = registry
        self.values = dict(values or {})
        self.execution = Execution(steps, self.values)
        self._walk = self.execution.walk()
        self._step = None
        self._failure = None

    def run(self):
        self.proceed()
        return self.values

    def proceed(self):
        """Performs steps until one has to wait, when it is False, or until the program has ended."""
        while True:
            try:
                if self._failure:
                    self._step, failure, self._failure = None, self._failure, None
                    self._step = self._walk.throw(failure)
                elif not self._step:
                    self._step = next(self._walk)
            except StopIteration:
                return True
            try:
                self.perform(self._step)
                self._step = None
            except Waiting:
                return False
            except FormatError as error:
                self._failure = error

    def fail(self, name):
        """Lets the step fail that waits."""
        self._failure = FormatError(name)

    def perform(self, step):
        raise NotImplementedError

    def evaluate(self, item):
        return expression.evaluate(item, self.values)

    def assign(self, number, value):
        self.values[number] = fields.check_value(self.registry.kind(number), value)

    def assign_settings(self, arguments):
        """The second form of `set` and `configure`: yields the numbers of all fields that are named."""
        numbers = []
        for assignment in arguments:
            if isinstance(assignment, list):
                self.assign(assignment[0], self.evaluate(assignment[1]))
            numbers.append(assignment[0] if isinstance(assignment, list) else assignment)
        return numbers

    def subject(self, item):
        """The subject of `csr` (clause 8.4)."""
        return shape.text(self.evaluate(item), 1, MAXIMUM_SUBJECT)

    def key_of_entry(self, item):
        """The key of `lookup` as text (clause 8.3)."""
        key = self.evaluate(item)
        shape.refuse_unless(isinstance(key, str) or expression.is_integer(key), 'type', 'the key of an entry')
        return str(key)
