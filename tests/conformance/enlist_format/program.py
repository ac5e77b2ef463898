# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Programs, configurations and IoT applications (clauses 7.5 and 8): decoded and validated."""

from . import cbor, fields, operations, shape
from .operations import APP, ASSISTANT, CONFIGURATION, DEVICE
from .status import FormatError
from .validation import Validator

MAXIMUM_INSTALLED = 4096
PRESET_LOCK, PRESET_FORGET = 1, 2


class Step:
    """A step with its number; blocks are lists of steps."""

    __slots__ = ('number', 'operation', 'arguments', 'blocks')

    def __init__(self, item, number):
        self.number = number
        self.operation, *self.arguments = item
        self.blocks = []
        number += 1
        for block in operations.blocks(item):
            self.blocks.append(number_steps(block, number))
            number += operations.count_steps(block)


def number_steps(items, number=0):
    """Steps from their items, numbered in order of appearance (clause 8.1)."""
    steps = []
    for item in items:
        steps.append(Step(item, number))
        number += operations.count_steps([item])
    return steps


class Program:
    """A program or an IoT application that has been validated for its role."""

    def __init__(self, role, item, summary):
        self.role = role
        self.count = operations.count_steps(item)
        self.steps = number_steps(item)
        self.summary = summary


def validate(data, role, registry, parts=(), preset=0):
    """Decodes and validates a program or an IoT application by itself (clause 8.5 without rule 6, clause 8.8)."""
    if role == APP and len(data) > MAXIMUM_INSTALLED:
        raise FormatError('too-large')
    item = cbor.decode(data)
    validator = Validator(role, registry, parts)
    validator.program(item)
    made = Program(role, item, validator.summary)
    if role == DEVICE and preset & PRESET_LOCK:
        try:
            validator.check_ownership()
        except FormatError as error:
            error.step = made.count
            raise
    return made


def validate_pair(assist, device, registry):
    """Rule 6 of clause 8.5 over both programs, either of which may be None: an application need not have both."""
    needed = device.summary.needed if device else {}
    reported = device.summary.reported if device else {}
    sent = assist.summary.sent if assist else {}
    awaited = assist.summary.awaited if assist else {}
    for number, step in needed.items():
        if number not in sent:
            raise FormatError('unmet', step=step)
    faults = [(step, 'unmet') for number, step in awaited.items() if number not in reported]
    faults += [(step, 'receiver') for number, step in sent.items()
               if registry.is_sensitive(number) and number not in needed]
    if faults:
        step, name = min(faults)
        raise FormatError(name, step=step)


def read_configuration(data, registry):
    """Reads a configuration (clause 7.5): the values of its fields."""
    if len(data) > MAXIMUM_INSTALLED:
        raise FormatError('too-large')
    item = cbor.decode(data)
    shape.refuse_unless(isinstance(item, dict), 'type')
    for number, value in item.items():
        fields.check_value(registry.kind(registry.check_number(number)), value)
    return item


def validate_application(opened, manifest, number, preset=0):
    """Validates one application of a label: (assistant's program, device's program), None for what it has not."""
    programs = []
    for role in (ASSISTANT, DEVICE):
        index = manifest.index_of_program(role, number)
        if index is not None and opened.parts[index] is None:
            raise FormatError('incomplete', 'the part is elsewhere')
        programs.append(None if index is None else
                        validate(opened.parts[index], role, manifest.fields, manifest.parts, preset))
    validate_pair(*programs, manifest.fields)
    return programs


def validate_installed(opened, manifest, index):
    """Validates a part that stays on the device, unless it is of a media type or elsewhere."""
    role, part = manifest.parts[index][0], opened.parts[index]
    if part is None or len(manifest.parts[index]) == 4:
        return None
    if role == CONFIGURATION:
        return read_configuration(part, manifest.fields)
    return validate(part, APP, manifest.fields, manifest.parts)
