# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Random programs and IoT applications that are valid, as far as their author can see."""

from enlist_format import expression, fields
from enlist_format.operations import (ASK, ASSISTANT, AWAIT, CALL, CHECK, CONFIGURE, CSR, DEVICE, END, FAIL, FORGET, IDENTIFY, IF,
                                      INSTALL, LET, LOCK, LOOKUP, MAKE_KEY, NEED, NOTE, RECORD, RELAY, REPEAT, REPORT,
                                      SEND, SET, TRY, WHEN)
from random_values import TEXTS, options, value_of_kind

LEAVES = [None, True, False, 0, -5, 1 << 40, '', 'x', b'x']
KEY_FIELDS = (5, 10)
DEVICE_KEY, OWNER = 5, 2
# Blocks in blocks that leave a step room for two levels of arrays
LEVELS = 2


class Author:
    """Writes the programs of one application; keeps in mind what is written and what the other program meets."""

    def __init__(self, chance, registry, numbers, installable=()):
        self.chance = chance
        self.registry = registry
        self.numbers = numbers
        self.installable = list(installable)
        self.plain = {number for number in numbers if not registry.is_sensitive(number)}
        self.sent, self.needed, self.reported = set(), set(), set()
        self.made = set()
        self.anything_written = False
        self.often = 0

    def some(self, candidates, most=3):
        candidates = sorted(candidates)
        return self.chance.sample(candidates, min(len(candidates), self.chance.randint(1, most)))

    def text(self):
        return self.chance.choice(TEXTS)

    # Expressions

    def expression(self, readable, room, wanted=frozenset(expression.ANYTHING)):
        """An expression of at most room levels of arrays that may yield one of the wanted types."""
        leaf = self.chance.choice([value for value in LEAVES if expression.type_of(value) in wanted])
        suited = [number for number in sorted(readable) if fields.types_of_kind(self.registry.kind(number)) & wanted]
        operators = [expression.FIELD] * 3 if suited else []
        if 'bool' in wanted:
            operators += range(expression.EQUAL, expression.PRESENT + 1)
        if 'str' in wanted:
            operators.append(expression.CONCATENATE)
        if 'int' in wanted:
            operators.append(expression.LENGTH)
        if room <= 0 or not operators or self.chance.random() < 0.2:
            return leaf
        operator = self.chance.choice(operators)
        if operator == expression.FIELD:
            return [operator, self.chance.choice(suited)]
        if operator == expression.PRESENT:
            return [operator, self.chance.choice(self.numbers)]
        count = {expression.NOT: 1, expression.LENGTH: 1}.get(operator, 2)
        if operator in (expression.AND, expression.OR, expression.CONCATENATE):
            count = self.chance.randint(1, 3)
        operands = expression.OPERANDS.get(operator, expression.ANYTHING)
        return [operator, *(self.expression(readable, room - 1, operands) for _ in range(count))]

    def condition(self, written, room):
        return self.expression(written, room, {'bool'})

    def for_field(self, number, written):
        """The fields that may be read for the sake of another one."""
        return written if self.registry.is_sensitive(number) else written & self.plain

    def assigned(self, number, written, room):
        """What a field may be given: a value of its kind, or what is computed."""
        kind = self.registry.kind(number)
        computed = self.expression(self.for_field(number, written), room, fields.types_of_kind(kind))
        if isinstance(computed, list):
            return computed
        value = value_of_kind(self.chance, kind)
        return value if not isinstance(value, list) else [expression.LITERAL, value] if room >= 2 else None

    # Blocks

    def block(self, write_step, written, level):
        """Steps of one block; written is changed by what they write."""
        return [self._step(write_step, written, level) for _ in range(self.chance.randint(1, 5 - level))]

    def _step(self, write_step, written, level):
        room = 6 - 2 * level
        which = self.chance.random()
        if which < 0.2 and level < LEVELS:
            return self._with_blocks(write_step, written, level, room)
        if which < 0.26:
            return [CHECK, self.condition(written, room), self.text()]
        if which < 0.27 and level == LEVELS:
            # As deep as CBOR goes
            return self.chance.choice([[IF, True, [[END]]], [REPEAT, 2, [[FAIL, 'No']]], [TRY, [[FAIL, 'No']], [[END]]]])
        if which < 0.28:
            return self.chance.choice([[END], [FAIL, self.text()]])
        if which < 0.36:
            number = self.chance.choice(self.numbers)
            value = self.assigned(number, written, room)
            written.add(number)
            return [LET, number, value]
        return write_step(written, room)

    def _with_blocks(self, write_step, written, level, room):
        operation = self.chance.choice([IF, TRY, REPEAT])
        if operation == IF:
            condition = self.condition(written, room)
            return [IF, condition, *self._branches(write_step, written, level, self.chance.randint(1, 2))]
        self.often += 1
        if operation == TRY:
            step = [TRY, *self._branches(write_step, written, level, self.chance.randint(2, 4))]
        else:
            times = self.chance.choice([1, 2, 3, 4, 9] + [255] * (level == 0 and self.chance.random() < 0.1))
            step = [REPEAT, times, self.block(write_step, written, level + 1)]
            if self.chance.random() < 0.5:
                step.append(self.condition(written, room))
        self.often -= 1
        return step

    def _branches(self, write_step, written, level, count):
        branches = [set(written) for _ in range(count)]
        keys, certain = self.made, []
        blocks = []
        for branch in branches:
            self.made = set(keys)
            blocks.append(self.block(write_step, branch, level + 1))
            certain.append(self.made)
        self.made = set.intersection(*certain) if count > 1 else keys & certain[0]
        if count > 1:
            written |= set.intersection(*branches)
        return blocks

    def writes(self, written, candidates=None):
        numbers = self.some(candidates or self.numbers)
        written.update(numbers)
        return numbers

    def settings(self, written, room):
        """The arguments of `set` and `configure`."""
        settings = []
        for _ in range(self.chance.randint(1, 2)):
            if written and self.chance.random() < 0.4:
                settings.append(self.chance.choice(sorted(written)))
            else:
                number = self.chance.choice(self.numbers)
                settings.append([number, self.assigned(number, written, room - 1)])
                written.add(number)
        return settings

    # The assistant

    def assist_step(self, written, room):
        return self.chance.choice([self._send, self._await, self._record, self._note, self._ask, self._ask, self._lookup,
                                   self._configure])(written, room)

    def _send(self, written, room):
        sendable = written & (self.plain | self.needed)
        return [SEND, *self.some(sendable)] if sendable else [IDENTIFY]

    def _await(self, written, room):
        if not self.reported:
            return [IDENTIFY]
        return [AWAIT, self.chance.choice([1, 60, 3600]), *self.writes(written, self.reported)]

    def _record(self, written, room):
        recordable = written & self.plain
        operation = self.chance.choice([RECORD, RELAY])
        return [operation, *(self.some(recordable) if recordable and self.chance.random() < 0.7 else [])]

    def _note(self, written, room):
        return [NOTE, self.text(), *([self.chance.random() < 0.5] if self.chance.random() < 0.5 else [])]

    def _ask(self, written, room):
        # The choices of a question take four levels more than their step.
        numbers = self.some(self.numbers if room > 3 else {3, 12, 13})
        written.update(numbers)
        return [ASK, *(self.question(number, room) for number in numbers)]

    def question(self, number, room):
        kind = self.registry.kind(number)
        if kind != fields.CHOICE and (room <= 3 or self.chance.random() < 0.4):
            return number
        return [number, options(self.chance, kind, self.registry.is_sensitive(number))]

    def _lookup(self, written, room):
        key = self.expression(written & self.plain, room, {'str', 'int'})
        return [LOOKUP, key, *self.writes(written)]

    def _configure(self, written, room):
        return [CONFIGURE, *self.settings(written, room)]

    # The device

    def device_step(self, written, room):
        steps = [self._call, self._call, self._set, self._set, self._need, self._need]
        if not self.often:
            steps += [self._make_key, self._csr, self._install]
        return self.chance.choice(steps)(written, room)

    def _call(self, written, room):
        arguments = [self.expression(written, room - 1) for _ in range(self.chance.randint(0, 2))]
        return [CALL, self.chance.choice([0, 1, 2, 3, 4, 64, 65535]), arguments,
                self.writes(written) if self.chance.random() < 0.8 else [],
                *([self.text()] if self.chance.random() < 0.5 else [])]

    def _set(self, written, room):
        return [SET, *self.settings(written, room)]

    def _need(self, written, room):
        if not self.sent:
            return self._set(written, room)
        numbers = self.writes(written, self.sent)
        self.needed.update(numbers)
        return [NEED, *numbers]

    def _make_key(self, written, room):
        number, key_type = self.chance.choice(KEY_FIELDS), self.chance.randint(1, 3)
        written.add(number)
        self.made.discard(number)
        if key_type != 2:
            self.made.add(number)
        return [MAKE_KEY, key_type, number]

    def _csr(self, written, room):
        targets = [number for number in self.numbers if self.registry.kind(number) == fields.BYTES]
        if not self.made or not targets:
            return self._make_key(written, room)
        subject = self.expression(written & self.plain, room, {'str'})
        number = self.chance.choice(targets)
        written.add(number)
        return [CSR, self.chance.choice(sorted(self.made)), subject, number]

    def _install(self, written, room):
        return [INSTALL, *self.some(self.installable)] if self.installable else [FORGET]

    def device_program(self):
        written = set(fields.DEVICE_OWN_FIELDS)
        steps = self.block(self.device_step, written, 0)
        if self.chance.random() < 0.7:
            written.add(DEVICE_KEY)
            self.reported = set(self.some(written & self.plain, 4))
            steps += [[MAKE_KEY, 1, DEVICE_KEY], [REPORT, *sorted(self.reported)]]
            if OWNER in written:
                steps.append([LOCK])
        return steps

    def application(self, alone=None):
        """[assistant's program, device's program]; the device's is written from what the assistant will send.

        alone: the role of the only program, None for both.
        """
        promised = set(self.some(self.numbers, 5))
        self.sent = set() if alone == DEVICE else set(promised)
        device = self.device_program()
        if alone == ASSISTANT:
            self.needed, self.reported = set(), set()
        written = set(promised)
        sent = promised & (self.plain | self.needed)
        assist = [[ASK, *(self.question(number, 6) for number in sorted(promised))]]
        if sent:
            assist.append([SEND, *sorted(sent)])
        return [assist + self.block(self.assist_step, written, 0), device]

    # IoT applications

    def iot_application(self):
        written = set(self.numbers)
        return [[WHEN, self._trigger(), [self._step(self._call, written, 1) for _ in range(self.chance.randint(1, 4))]]
                for _ in range(self.chance.randint(1, 3))]

    def _trigger(self):
        return self.chance.choice([
            [0], [1, self.expression(self.numbers, 3, {'int'})],
            [2, self.chance.choice([0, 1, 65535]), *(self.some(self.numbers) if self.chance.random() < 0.7 else [])]])
