# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Fields and the kinds of their values (clauses 9 and 12.2)."""

import datetime
import re

from . import cbor, shape
from .status import FormatError

(TEXT, NUMBER, CHOICE, YES_NO, DATE, SECRET, PLACE, POSITION, OWNER, NAME, WIFI, KEY, BYTES, LIST) = range(14)

REGISTERED = [
    ('location', PLACE), ('position', POSITION), ('owner', OWNER), ('name', NAME), ('wifi', WIFI), ('device.key', KEY),
    ('device.serial', TEXT), ('device.versions', LIST), ('device.capabilities', LIST), ('endpoint', TEXT),
    ('system.key', KEY), ('installed', DATE), ('remark', TEXT), ('asset', TEXT), ('admin.secret', SECRET),
    ('interval', NUMBER),
]
REGISTERED_NAMES = [name for name, _ in REGISTERED]
DEVICE_OWN_FIELDS = {6, 7, 8}
OWNER_FIELD = 2

FIRST_CUSTOM = 64
MAXIMUM_CUSTOM = 64
NUMBERS = FIRST_CUSTOM + MAXIMUM_CUSTOM
MAXIMUM_VALUE = 1024
SENSITIVE = 1


class Registry:
    """The fields of one application: the registered ones and what its manifest declares."""

    def __init__(self, custom=()):
        self._fields = {number: (kind, 0) for number, (_, kind) in enumerate(REGISTERED)}
        for index, entry in enumerate(custom):
            self._fields[FIRST_CUSTOM + index] = (entry[1], entry[2] if len(entry) == 3 else 0)

    def check_number(self, item):
        """Returns the number of a field that exists."""
        shape.unsigned(item)
        shape.refuse_unless(item in self._fields, 'field')
        return item

    def kind(self, number):
        return self._fields[number][0]

    def flags(self, number):
        kind, flags = self._fields[number]
        return flags | SENSITIVE if kind in (SECRET, WIFI) else flags

    def is_sensitive(self, number):
        return bool(self.flags(number) & SENSITIVE)


def _check_date(value):
    shape.text(value)
    if not re.fullmatch(r'[0-9]{4}-[0-9]{2}-[0-9]{2}', value):
        raise FormatError('range', 'a date')
    year, month, day = map(int, value.split('-'))
    try:
        # The year 0000 is a leap year that datetime does not know; 2000 has the same calendar.
        datetime.date(year or 2000, month, day)
    except ValueError:
        raise FormatError('range', 'a date') from None


def _check_place(value):
    for level, name in enumerate(shape.list_of(value, 1, 4)):
        shape.text(name, 1 if level == 0 else 0, 64)


def _check_position(value):
    latitude, longitude, accuracy, source = shape.tuple_of(value, 4)
    shape.integer(latitude, -90 * 10 ** 7, 90 * 10 ** 7)
    shape.integer(longitude, -180 * 10 ** 7, 180 * 10 ** 7)
    if accuracy is not None:
        shape.unsigned(accuracy)
    shape.unsigned(source, 3)


def _check_owner(value):
    name, key = shape.tuple_of(value, 2)
    shape.text(name, 1, 64)
    shape.octets(key, 32, 32)


def _check_wifi(value):
    ssid, passphrase = shape.tuple_of(value, 2)
    shape.text(ssid, 1, 32)
    if passphrase is not None:
        shape.text(passphrase, 8, 63)


def _check_key(value):
    key_type, public_key = shape.tuple_of(value, 2)
    shape.unsigned(key_type)
    shape.octets(public_key, 32, 65)


def _check_list(value):
    for element in shape.list_of(value, 0, 32):
        shape.text(element)


CHECKS = {
    TEXT: lambda value: shape.text(value, 0, 1000),
    NUMBER: lambda value: shape.integer(value, -1 << 63, (1 << 63) - 1),
    CHOICE: shape.unsigned,
    YES_NO: shape.boolean,
    DATE: _check_date,
    SECRET: lambda value: shape.text(value, 1, 256),
    PLACE: _check_place,
    POSITION: _check_position,
    OWNER: _check_owner,
    NAME: lambda value: shape.text(value, 1, 64),
    WIFI: _check_wifi,
    KEY: _check_key,
    BYTES: lambda value: shape.octets(value, 0, 1000),
    LIST: _check_list,
}


TYPES = {TEXT: 'str', DATE: 'str', SECRET: 'str', NAME: 'str', NUMBER: 'int', CHOICE: 'int', YES_NO: 'bool', BYTES: 'bytes'}


def types_of_kind(kind):
    """The CBOR types that a field of the kind may hold."""
    return {TYPES.get(kind, 'list'), 'null'}


def check_value(kind, value):
    """Refuses a value that is not of the kind; null is of every kind."""
    if len(cbor.encode(value)) > MAXIMUM_VALUE:
        raise FormatError('range', 'a field value')
    if value is not None:
        CHECKS[kind](value)
    return value
