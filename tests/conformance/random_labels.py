# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Random labels with all that may be on them, intact or damaged in one place, and the scripts that run them."""

import random

from enlist_format import cbor, fields, label, status
from random_damage import damage_bytes, damage_item, damage_steps
from random_programs import Author
from random_values import value_of_kind
from suites import samples

DAMAGES = ['none'] * 8 + ['steps'] * 4 + ['part'] * 4 + ['part bytes', 'manifest', 'manifest bytes', 'label', 'label bytes',
                                                  'one program less']
FAILURES = ['ok', 'ok', 'ok', 'call', 'function', 'not-found', 'timeout', 'type', 'range', 'check', 'failed', 'cancelled',
            'storage', 'crypto', 'budget']


class RandomLabel:
    """One label and its script; the same for the same seed and number."""

    def __init__(self, seed, number):
        self.number = number
        self.chance = chance = random.Random(f'{seed}/{number}')
        self.custom = [[f'field.{index}', chance.randint(0, 13), chance.randint(0, 1)][:chance.randint(2, 3)]
                       for index in range(chance.randint(1, 6))]
        self.registry = fields.Registry(self.custom)
        self.numbers = [*range(16), *range(64, 64 + len(self.custom))]
        self.damage = chance.choice(DAMAGES)
        self.data = self._write_label(self._write_parts())
        self.answers = self._write_answers()
        self.failures = [chance.choice(FAILURES) for _ in range(chance.choice([0, 0, 1, 3, 6]))]

    def _write_parts(self):
        """[(role, what it is made of, fourth element of its entry)]"""
        chance = self.chance
        count = chance.choice([1] * 6 + [2, 2, 3, 4])
        alone = [chance.choice([None] * 8 + [0, 1]) if count > 1 else None for _ in range(count)]
        first_staying = sum(2 if role is None else 1 for role in alone)
        staying = [self._staying_part() for _ in range(chance.choice([0, 0, 0, 1, 2]))]
        parts = []
        for number, role in enumerate(alone):
            author = Author(chance, self.registry, self.numbers, range(first_staying, first_staying + len(staying)))
            programs = author.application(role)
            parts += [(each, steps, number or None) for each, steps in enumerate(programs)
                      if role is None or role == each]
        return parts + staying

    def _staying_part(self):
        chance = self.chance
        kind = chance.random()
        if kind < 0.15:
            return chance.choice([2, 3]), chance.randbytes(20), 'application/octet-stream'
        if kind < 0.4:
            numbers = chance.sample(self.numbers, chance.randint(0, 4))
            return 2, {number: value_of_kind(chance, self.registry.kind(number)) for number in sorted(numbers)}, None
        return 3, Author(chance, self.registry, self.numbers).iot_application(), None

    def _damage_part(self, parts):
        chance = self.chance
        index = chance.randrange(len(parts))
        role, content, more = parts[index]
        if self.damage == 'one program less' and len(parts) > 1:
            del parts[index]
        elif isinstance(content, bytes):
            parts[index] = role, damage_bytes(chance, content), more
        elif self.damage == 'steps' and isinstance(content, list):
            parts[index] = role, damage_steps(chance, content), more
        elif self.damage in ('part', 'steps'):
            parts[index] = role, damage_item(chance, content), more
        return parts

    def _write_label(self, parts):
        chance = self.chance
        encoded = []
        for role, content, more in self._damage_part(parts):
            data = content if isinstance(content, bytes) else cbor.encode(content)
            encoded.append((role, data, more))
        if self.damage == 'part bytes':
            index = chance.randrange(len(encoded))
            role, data, more = encoded[index]
            encoded[index] = role, damage_bytes(chance, data), more
        item = {**samples.manifest_item([]), 8: [self._entry(*part) for part in encoded], 9: self.custom}
        count = 1 + max((more for role, _, more in encoded if role < 2 and more), default=0)
        if count > 1:
            item[10] = [f'Application {number}' for number in range(count)]
        raw = cbor.encode(damage_item(chance, item) if self.damage == 'manifest' else item)
        if self.damage == 'manifest bytes':
            raw = damage_bytes(chance, raw)
        made = [label.make_envelope(raw, samples.PUBLISHER), chance.choice([None, samples.SECRET]),
                [None if chance.random() < 0.01 else data for _, data, _ in encoded]]
        data = cbor.encode(damage_item(chance, made) if self.damage == 'label' else made)
        return damage_bytes(chance, data) if self.damage == 'label bytes' else data

    @staticmethod
    def _entry(role, data, more):
        return [role, len(data), label.part_hash(data), *([] if more is None else [more])]

    def _write_answers(self):
        """Values for most fields, now and then one of another kind."""
        chance = self.chance
        answers = {}
        for number in self.numbers:
            if chance.random() < 0.8:
                kinds = [self.registry.kind(number) if chance.random() < 0.97 else chance.randint(0, 13)
                         for _ in range(chance.randint(1, 3))]
                answers[number] = [value_of_kind(chance, kind) for kind in kinds]
        return answers

    def script(self):
        """For the peer: [answers, numbers of the failures]."""
        return cbor.encode([self.answers, [status.NUMBERS.get(name, 0) for name in self.failures]])
