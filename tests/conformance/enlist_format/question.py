# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Questions (clause 8.3): their options, and which answers they accept."""

from . import fields, pattern, shape

(LABEL, MINIMUM, MAXIMUM, CHOICES, DEFAULT, HELP, OPTIONAL, PATTERN, REMEMBER) = range(9)
KINDS_WITH_LIMITS = (fields.NUMBER, fields.TEXT, fields.NAME, fields.SECRET)
KINDS_WITH_PATTERN = (fields.TEXT, fields.NAME, fields.SECRET)


def check_options(options):
    """What ask-options must be whatever the field."""
    shape.refuse_unless(isinstance(options, dict), 'type')
    for key, value in options.items():
        shape.integer(key, LABEL, REMEMBER)
        if key in (LABEL, HELP):
            shape.texts(value)
        elif key in (MINIMUM, MAXIMUM):
            shape.integer(value, -1 << 63, (1 << 63) - 1)
        elif key == CHOICES:
            for choice in shape.list_of(value, 2, 32):
                shape.texts(choice)
        elif key in (OPTIONAL, REMEMBER):
            shape.boolean(value)
        elif key == PATTERN:
            pattern.Pattern(shape.text(value, 1, pattern.MAXIMUM_SIZE))


def check_options_of_field(options, kind, is_sensitive):
    """What ask-options must be for a field: a choice has choices, only what has a size has limits, ..."""
    limits = [options[key] for key in (MINIMUM, MAXIMUM) if key in options]
    shape.refuse_unless((kind == fields.CHOICE) == (CHOICES in options), 'type')
    shape.refuse_unless(not limits or kind in KINDS_WITH_LIMITS, 'type')
    shape.refuse_unless(limits == sorted(limits), 'range')
    shape.refuse_unless(kind == fields.NUMBER or all(limit >= 0 for limit in limits), 'range')
    shape.refuse_unless(PATTERN not in options or kind in KINDS_WITH_PATTERN, 'type')
    shape.refuse_unless(not options.get(REMEMBER, False) or not is_sensitive, 'type')
    if options.get(DEFAULT) is not None:
        check_answer(kind, options, options[DEFAULT])


def check_answer(kind, options, value):
    """Refuses a value that does not answer the question."""
    fields.check_value(kind, value)
    if value is None:
        shape.refuse_unless(options.get(OPTIONAL, False), 'range', 'an answer is needed')
        return
    if kind == fields.CHOICE:
        shape.refuse_unless(value < len(options.get(CHOICES, [])), 'range')
    if kind in KINDS_WITH_LIMITS:
        measure = value if kind == fields.NUMBER else len(value)
        shape.integer(measure, options.get(MINIMUM), options.get(MAXIMUM))
    if PATTERN in options and kind in KINDS_WITH_PATTERN:
        shape.refuse_unless(pattern.Pattern(options[PATTERN]).matches(value), 'range', 'the pattern')
