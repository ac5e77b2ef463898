# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Patterns of questions (clause 8.3): a subset of I-Regexp without groups and alternatives."""

from .status import FormatError

MAXIMUM_SIZE = 128
MAXIMUM_ATOMS = 32
MAXIMUM_TIMES = 1000

CONTROLS = {'n': '\n', 'r': '\r', 't': '\t'}
SPECIAL = '.[]{}()*+?|^\\'
IN_CLASS_ONLY = '$'
SPECIAL_IN_CLASS = '[]^-\\'
FOREVER = float('inf')
QUANTIFIERS = {'?': (0, 1), '*': (0, FOREVER), '+': (1, FOREVER)}


def _refuse(detail):
    raise FormatError('range', f'a pattern: {detail}')


class _Any:
    @staticmethod
    def takes(character):
        return character not in '\n\r'


class _Class:
    def __init__(self, ranges, negated):
        self._ranges = ranges
        self._negated = negated

    def takes(self, character):
        return any(first <= character <= last for first, last in self._ranges) != self._negated


class _Parser:
    def __init__(self, text):
        self._text = text
        self._position = 0

    def peek(self):
        return self._text[self._position:self._position + 1]

    def next(self):
        character = self.peek()
        if not character:
            _refuse('it ends too early')
        self._position += 1
        return character

    def character(self, special):
        """One character, written as itself or escaped."""
        character = self.next()
        if character == '\\':
            escaped = self.next()
            if escaped not in special and escaped not in CONTROLS:
                _refuse('an escape')
            return CONTROLS.get(escaped, escaped)
        if character in special:
            _refuse('a character that needs an escape')
        return character

    def atom(self):
        if self.peek() == '.':
            self.next()
            return _Any
        if self.peek() == '[':
            self.next()
            return self.character_class()
        character = self.character(SPECIAL)
        if character == IN_CLASS_ONLY:
            _refuse('a dollar sign outside of a class')
        return _Class([(character, character)], False)

    def character_class(self):
        negated = self.peek() == '^'
        if negated:
            self.next()
        ranges = []
        while not ranges or self.peek() != ']':
            first = last = self.character(SPECIAL_IN_CLASS)
            if self.peek() == '-':
                self.next()
                last = self.character(SPECIAL_IN_CLASS)
            if first > last:
                _refuse('a range that runs backwards')
            ranges.append((first, last))
        self.next()
        return _Class(ranges, negated)

    def number(self):
        digits = ''
        while self.peek() and self.peek() in '0123456789':
            digits += self.next()
        if not digits or int(digits) > MAXIMUM_TIMES:
            _refuse('a number of times')
        return int(digits)

    def quantifier(self):
        if self.peek() in QUANTIFIERS:
            return QUANTIFIERS[self.next()]
        if self.peek() != '{':
            return 1, 1
        self.next()
        least = most = self.number()
        if self.peek() == ',':
            self.next()
            most = FOREVER if self.peek() == '}' else self.number()
        if self.next() != '}' or least > most:
            _refuse('a quantifier')
        return least, most

    def parse(self):
        pieces = []
        while self.peek():
            if len(pieces) == MAXIMUM_ATOMS:
                _refuse('more than 32 atoms')
            pieces.append((self.atom(), *self.quantifier()))
        if not pieces:
            _refuse('nothing in it')
        return pieces


class Pattern:
    """A pattern that is well-formed; the size of its text is checked where it stands."""

    def __init__(self, text):
        self._pieces = _Parser(text).parse()

    def matches(self, text):
        """Whether the whole text matches."""
        places = {0}
        for atom, least, most in self._pieces:
            runs = _runs(atom, text)
            places = {place + count for place in places
                      for count in range(least, int(min(most, runs[place])) + 1)}
        return len(text) in places


def _runs(atom, text):
    """For every place of the text how many characters from there on the atom takes one after the other."""
    runs = [0] * (len(text) + 1)
    for place in range(len(text) - 1, -1, -1):
        runs[place] = runs[place + 1] + 1 if atom.takes(text[place]) else 0
    return runs
