# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Random programs that are valid, and random damage."""

import copy

from enlist_format import expression, fields, operations as program

TEXTS = ['', 'Hall', 'Zähler', ['Height', 'de', 'Höhe'], ['Only one'], '\U0001f4a7']
LEAVES = [None, True, False, 0, -5, 1 << 40, '', 'x', b'x']
KEY_FIELDS = (5, 10)


def value_of_kind(chance, kind):
    """A value of a kind, null now and then."""
    if chance.random() < 0.1:
        return None
    word = chance.choice(['Hall', 'Zähler', 'n' * 64])
    return {
        fields.TEXT: word, fields.NUMBER: chance.randint(-(1 << 63), (1 << 63) - 1), fields.CHOICE: chance.randint(0, 31),
        fields.YES_NO: chance.random() < 0.5, fields.DATE: f'2024-02-{chance.randint(1, 29):02}',
        fields.SECRET: word, fields.PLACE: [word] * chance.randint(1, 4),
        fields.POSITION: [chance.randint(-900000000, 900000000), chance.randint(-1800000000, 1800000000),
                          chance.choice([None, 50]), chance.randint(0, 3)],
        fields.OWNER: [word, chance.randbytes(32)], fields.NAME: word, fields.WIFI: ['net', chance.choice([None, 'p' * 8])],
        fields.KEY: [chance.randint(1, 2), chance.randbytes(32)], fields.BYTES: chance.randbytes(5),
        fields.LIST: [word] * chance.randint(0, 3),
    }[kind]


class Author:
    """Writes the programs of one application; keeps in mind what is written and what the other program meets."""

    def __init__(self, chance, registry, numbers):
        self.chance = chance
        self.registry = registry
        self.numbers = numbers
        self.plain = [number for number in numbers if not registry.is_sensitive(number)]
        self.sent = set()
        self.reported = set()

    def some(self, candidates, most=3):
        candidates = sorted(candidates)
        return self.chance.sample(candidates, min(len(candidates), self.chance.randint(1, most)))

    def text(self):
        return self.chance.choice(TEXTS)

    def expression(self, written, room, wanted=frozenset(expression.ANYTHING)):
        """An expression of at most room levels of arrays that may yield one of the wanted types."""
        leaf = self.chance.choice([value for value in LEAVES if expression.type_of(value) in wanted])
        readable = [number for number in sorted(written)
                    if fields.types_of_kind(self.registry.kind(number)) & wanted]
        operators = [expression.FIELD] if readable else []
        if 'bool' in wanted:
            operators += range(expression.EQUAL, expression.PRESENT + 1)
        if 'str' in wanted:
            operators.append(expression.CONCATENATE)
        if 'int' in wanted:
            operators.append(expression.LENGTH)
        if room == 0 or not operators or self.chance.random() < 0.2:
            return leaf
        operator = self.chance.choice(operators)
        if operator == expression.FIELD:
            return [operator, self.chance.choice(readable)]
        if operator == expression.PRESENT:
            return [operator, self.chance.choice(self.numbers)]
        count = {expression.NOT: 1, expression.LENGTH: 1}.get(operator, 2)
        if operator in (expression.AND, expression.OR, expression.CONCATENATE):
            count = self.chance.randint(1, 3)
        operands = expression.OPERANDS.get(operator, expression.ANYTHING)
        return [operator, *(self.expression(written, room - 1, operands) for _ in range(count))]

    def assigned(self, number, written, room):
        """What `set` may assign to a field: a value of its kind, or what is computed."""
        kind = self.registry.kind(number)
        computed = self.expression(written, room, fields.types_of_kind(kind))
        if isinstance(computed, list):
            return computed
        value = value_of_kind(self.chance, kind)
        return value if not isinstance(value, list) else [expression.LITERAL, value] if room >= 2 else None

    def block(self, write_step, written, level):
        """Steps of one block; written is changed by what they write."""
        return [self._step(write_step, written, level) for _ in range(self.chance.randint(1, 5 - level))]

    def _step(self, write_step, written, level):
        room = 5 - 2 * level
        which = self.chance.random()
        if which < 0.15 and level < 2:
            condition = self.expression(written, room, {'bool'})
            branches = [set(written), set(written)][:self.chance.randint(1, 2)]
            blocks = [self.block(write_step, branch, level + 1) for branch in branches]
            if len(branches) == 2:
                written |= branches[0] & branches[1]
            return [program.IF, condition, *blocks]
        if which < 0.2:
            return [program.CHECK, self.expression(written, room, {'bool'}), self.text()]
        if which < 0.23:
            return self.chance.choice([[program.END], [program.FAIL, self.text()]])
        return write_step(written, room)

    def assist_step(self, written, room):
        readable = [number for number in self.numbers if number in written]
        which = self.chance.randrange(6)
        if which == 0 and readable:
            numbers = self.some(readable)
            self.sent.update(numbers)
            return [program.SEND, *numbers]
        if which == 1 and self.reported:
            numbers = self.some(self.reported)
            written.update(numbers)
            return [program.AWAIT, self.chance.randint(1, 3600), *numbers]
        if which == 2:
            recordable = set(readable) & set(self.plain)
            return [program.RECORD, *(self.some(recordable) if recordable else [])]
        if which == 3:
            return [program.NOTE, self.text(), *([self.chance.random() < 0.5] if self.chance.random() < 0.5 else [])]
        if which == 4:
            return [program.IDENTIFY]
        # The choices of a question take four levels more than their step.
        numbers = self.some(self.numbers if room > 3 else {3, 12, 13})
        written.update(numbers)
        return [program.ASK, *(self.question(number, room) for number in numbers)]

    def question(self, number, room):
        kind = self.registry.kind(number)
        if kind != fields.CHOICE and (room <= 3 or self.chance.random() < 0.4):
            return number
        options = {0: self.text(), 5: self.text(), 6: self.chance.random() < 0.5}
        if kind == fields.CHOICE:
            options[3] = [self.text() for _ in range(32)]
        elif kind in (fields.TEXT, fields.NUMBER, fields.NAME, fields.SECRET):
            options.update({1: self.chance.randint(0, 2), 2: self.chance.randint(3, 2000)})
        chosen = self.some(options, len(options))
        if kind == fields.CHOICE:
            chosen.append(3)
        return [number, {key: options[key] for key in sorted(set(chosen))}]

    def device_step(self, written, room):
        which = self.chance.randrange(6)
        if which == 0:
            return [program.CALL, self.chance.randint(0, 70), [self.expression(written, room - 1) for _ in range(2)],
                    self._writes(written), *([self.text()] if self.chance.random() < 0.5 else [])]
        if which == 1 and written:
            return [program.SET, *self.some(written)]
        if which == 2:
            number = self.chance.choice(self.numbers)
            value = self.assigned(number, written, room - 1)
            written.add(number)
            return [program.SET, [number, value]]
        if which == 3:
            number = self.chance.choice(KEY_FIELDS)
            written.add(number)
            return [program.MAKE_KEY, self.chance.randint(1, 2), number]
        if which == 4:
            return [program.FORGET]
        return [program.NEED, *self._writes(written, self.sent)] if self.sent else [program.FORGET]

    def _writes(self, written, candidates=None):
        numbers = self.some(candidates or self.numbers)
        written.update(numbers)
        return numbers

    def device_program(self):
        written = set(fields.DEVICE_OWN_FIELDS)
        steps = self.block(self.device_step, written, 0)
        if self.chance.random() < 0.7:
            written.add(KEY_FIELDS[0])
            self.reported = set(self.some(written & set(self.plain), 4))
            steps += [[program.MAKE_KEY, 1, KEY_FIELDS[0]], [program.REPORT, *sorted(self.reported)]]
            if 2 in written:
                steps.append([program.LOCK])
        return steps

    def application(self):
        """(assistant's program, device's program); the device's is written from what the assistant will send."""
        promised = set(self.some(self.numbers, 5))
        self.sent = set(promised)
        device = self.device_program()
        written = set(promised)
        assist = [
            [program.ASK, *(self.question(number, 5) for number in sorted(promised))],
            [program.SEND, *sorted(promised)],
            *self.block(self.assist_step, written, 0),
        ]
        return assist, device


def _paths(item, path=()):
    yield path
    if isinstance(item, list):
        for index, element in enumerate(item):
            yield from _paths(element, (*path, index))
    elif isinstance(item, dict):
        for key, element in item.items():
            yield from _paths(element, (*path, key))


def _other_value(chance, old):
    if isinstance(old, int) and not isinstance(old, bool) and chance.random() < 0.6:
        return chance.choice([old + 1, old - 1, chance.randint(-1, 30), chance.randint(60, 130)])
    return chance.choice([None, True, -1, 0, 3, 24, 128, 1 << 63, '', 'x', 'x' * 70, b'', b'\0' * 32, [], [0], [[0]], {},
                          {0: 0}, ['x', 'de'], ['x', 'de', 'y'], [0, 3], [13, 1]])


def damage_item(chance, item):
    """A copy of an item with one thing changed, taken away or doubled."""
    item = copy.deepcopy(item)
    paths = [path for path in _paths(item) if path]
    if not paths:
        return item
    path = chance.choice(paths)
    parent = item
    for index in path[:-1]:
        parent = parent[index]
    which = chance.random()
    if which < 0.2:
        del parent[path[-1]]
    elif which < 0.35 and isinstance(parent, list):
        parent.insert(path[-1], copy.deepcopy(parent[path[-1]]))
    else:
        parent[path[-1]] = _other_value(chance, parent[path[-1]])
    return item


def damage_bytes(chance, data):
    """A copy of some bytes with one of them changed, added or taken away, or the end cut off."""
    place = chance.randrange(len(data))
    which = chance.randrange(4)
    if which == 0:
        return data[:place] + chance.randbytes(1) + data[place + 1:]
    if which == 1:
        return data[:place] + chance.randbytes(1) + data[place:]
    if which == 2:
        return data[:place] + data[place + 1:]
    return data[:place]
