# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Random values of fields, texts, patterns and questions."""

from enlist_format import fields, question
from enlist_format.status import FormatError

TEXTS = ['', 'Hall', 'Zähler', ['Height', 'de', 'Höhe'], ['Only one'], '\U0001f4a7']
WORDS = ['Hall', 'Zähler', 'n' * 64, 'x', 'EM-2', 'a b', '\U0001f4a7\n']
ATOMS = ['a', 'ä', '.', '[a-z]', '[^a-z0-9]', '[A-Za-zä]', '\\.', '\\\\', '[\\]\\-x]', '-', '\\n', '[$,]', '\U0001f4a7']
SAMPLES = ['a', 'ä', 'q', 'm', '-', 'Z', '.', '\\', ']', '-', '\n', '$', '\U0001f4a7']
QUANTIFIERS = ['', '', '', '?', '*', '+', '{2}', '{0,3}', '{1,}', '{0}', '{12}', '{0,1000}']
BROKEN_PATTERNS = ['(a)', 'a|b', '[z-a]', 'a{3,2}', 'a{1001}', '[]', 'a**', '^', 'a$', '\\d', '[a', '[-a]', 'a' * 33]


def value_of_kind(chance, kind):
    """A value of a kind, null now and then."""
    if chance.random() < 0.1:
        return None
    return MAKERS[kind](chance)


def _word(chance):
    return chance.choice(WORDS)


MAKERS = {
    fields.TEXT: _word,
    fields.NUMBER: lambda chance: chance.choice([0, 1, -1, 5, chance.randint(-(1 << 63), (1 << 63) - 1)]),
    fields.CHOICE: lambda chance: chance.randint(0, 31),
    fields.YES_NO: lambda chance: chance.random() < 0.5,
    fields.DATE: lambda chance: f'2024-02-{chance.randint(1, 29):02}',
    fields.SECRET: _word,
    fields.PLACE: lambda chance: [_word(chance)] * chance.randint(1, 4),
    fields.POSITION: lambda chance: [chance.randint(-900000000, 900000000), chance.randint(-1800000000, 1800000000),
                                     chance.choice([None, 50]), chance.randint(0, 3)],
    fields.OWNER: lambda chance: [_word(chance), chance.randbytes(32)],
    fields.NAME: _word,
    fields.WIFI: lambda chance: ['net', chance.choice([None, 'p' * 8])],
    fields.KEY: lambda chance: [chance.randint(1, 3), chance.randbytes(chance.choice([32, 65]))],
    fields.BYTES: lambda chance: chance.randbytes(chance.choice([0, 5, 300])),
    fields.LIST: lambda chance: [_word(chance)] * chance.randint(0, 3),
}


def pattern_and_text(chance):
    """A pattern, and a text that it may match."""
    pieces, text = '', ''
    for _ in range(chance.randint(1, 6)):
        index = chance.randrange(len(ATOMS))
        pieces += ATOMS[index] + chance.choice(QUANTIFIERS)
        text += SAMPLES[index] * chance.choice([0, 1, 1, 1, 2, 3, 12])
    return pieces, text


def options(chance, kind, is_sensitive):
    """ask-options that suit a field of the kind."""
    available = {question.LABEL: chance.choice(TEXTS), question.HELP: chance.choice(TEXTS),
                 question.OPTIONAL: chance.random() < 0.7, question.REMEMBER: not is_sensitive and chance.random() < 0.5}
    if kind == fields.CHOICE:
        available[question.CHOICES] = [chance.choice(TEXTS) for _ in range(chance.choice([2, 3, 32]))]
    elif kind in question.KINDS_WITH_LIMITS:
        available.update({question.MINIMUM: chance.randint(0, 2), question.MAXIMUM: chance.randint(3, 2000)})
    if kind in question.KINDS_WITH_PATTERN:
        available[question.PATTERN], sample = pattern_and_text(chance)
    chosen = set(chance.sample(sorted(available), chance.randint(1, len(available))))
    if kind == fields.CHOICE:
        chosen.add(question.CHOICES)
    if question.PATTERN in chosen:
        chosen -= {question.MINIMUM, question.MAXIMUM}
        if chance.random() < 0.5:
            chosen.add(question.DEFAULT)
            available[question.DEFAULT] = sample
    elif chance.random() < 0.2 and kind == fields.YES_NO:
        chosen.add(question.DEFAULT)
        available[question.DEFAULT] = True
    made = {key: available[key] for key in sorted(chosen)}
    try:
        question.check_options_of_field(made, kind, is_sensitive)
    except FormatError:
        # Now and then a default that is no answer stays.
        if chance.random() < 0.9:
            made.pop(question.DEFAULT, None)
    return made
