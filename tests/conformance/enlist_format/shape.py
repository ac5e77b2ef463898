# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Checks of structure that every kind of item shares: right type or `type`, right size or value or `range`."""

from .status import FormatError


def refuse_unless(condition, name, detail=''):
    if not condition:
        raise FormatError(name, detail)


def integer(item, minimum=None, maximum=None):
    refuse_unless(isinstance(item, int) and not isinstance(item, bool), 'type', 'an integer belongs here')
    refuse_unless(minimum is None or item >= minimum, 'range')
    refuse_unless(maximum is None or item <= maximum, 'range')
    return item


def unsigned(item, maximum=None):
    """A uint: a negative integer is another type in CDDL, not a value out of range."""
    refuse_unless(isinstance(item, int) and not isinstance(item, bool) and item >= 0, 'type', 'a uint belongs here')
    return integer(item, 0, maximum)


def boolean(item):
    refuse_unless(isinstance(item, bool), 'type', 'a bool belongs here')
    return item


def octets(item, minimum=0, maximum=None):
    refuse_unless(isinstance(item, bytes), 'type', 'a byte string belongs here')
    refuse_unless(len(item) >= minimum and (maximum is None or len(item) <= maximum), 'range')
    return item


def text(item, minimum=0, maximum=None):
    """The sizes of a tstr count bytes (RFC 8610 section 3.8.1)."""
    refuse_unless(isinstance(item, str), 'type', 'a text belongs here')
    size = len(item.encode('utf-8'))
    refuse_unless(size >= minimum and (maximum is None or size <= maximum), 'range')
    return item


def array(item):
    refuse_unless(isinstance(item, list), 'type', 'an array belongs here')
    return item


def tuple_of(item, minimum, maximum=None):
    """An array whose elements have places of their own: a wrong number of them is a wrong type."""
    array(item)
    refuse_unless(minimum <= len(item) <= (minimum if maximum is None else maximum), 'type', 'number of elements')
    return item


def list_of(item, minimum=0, maximum=None):
    """An array of elements that are all alike: a wrong number of them is out of range."""
    array(item)
    refuse_unless(len(item) >= minimum and (maximum is None or len(item) <= maximum), 'range', 'number of elements')
    return item


def texts(item):
    """Clause 2.4: a text, or a text followed by pairs of language tag and text."""
    if isinstance(item, str):
        return item
    array(item)
    refuse_unless(len(item) % 2 == 1, 'type', 'a tag without its text')
    for element in item:
        text(element)
    return item


def choose_text(item, language):
    """Clause 2.4: the text for a reader of this language (a BCP 47 tag)."""
    if isinstance(item, str):
        return item
    pairs = [(tag.lower(), translated) for tag, translated in zip(item[1::2], item[2::2])]
    wanted = language.lower()
    for tag, translated in pairs:
        if tag == wanted:
            return translated
    for tag, translated in pairs:
        if tag.split('-')[0] == wanted.split('-')[0]:
            return translated
    return item[0]
