# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Expressions (clause 8.7): what may be written, and what it yields."""

from . import cbor, fields, shape
from .status import FormatError

(FIELD, EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, AND, OR, NOT, PRESENT, CONCATENATE, LENGTH,
 LITERAL) = range(14)
MAXIMUM_CONCATENATION = 1024

ANYTHING = {'int', 'str', 'bytes', 'bool', 'null', 'list', 'dict'}
OPERANDS = {AND: {'bool'}, OR: {'bool'}, NOT: {'bool'}, CONCATENATE: {'str', 'int'}, LENGTH: {'str', 'bytes', 'list'}}
RESULTS = {CONCATENATE: {'str'}, LENGTH: {'int'}}

ORDER = {
    LESS: lambda left, right: left < right,
    LESS_OR_EQUAL: lambda left, right: left <= right,
    GREATER: lambda left, right: left > right,
    GREATER_OR_EQUAL: lambda left, right: left >= right,
}


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def type_of(value):
    """The CBOR type of a value, for what an expression may yield."""
    return 'null' if value is None else type(value).__name__


def check(item, registry, read, wanted=frozenset(ANYTHING)):
    """Checks an expression before anything runs; read(number) is called for every field it reads.

    It must be able to yield one of the wanted types: an operand that can never be what its operator works on is
    refused, when it is otherwise right.
    """
    shape.refuse_unless(bool(_check(item, registry, read) & wanted), 'type', 'it can never have the right type')


def _check(item, registry, read):
    """The types that an expression may yield."""
    if isinstance(item, dict):
        raise FormatError('type', 'a map is no expression')
    if not isinstance(item, list):
        return _check_literal(item)
    shape.refuse_unless(bool(item), 'type', 'an expression without an operator')
    operator, *arguments = item
    shape.unsigned(operator, LITERAL)
    _check_count(operator, item)
    if operator == FIELD:
        number = registry.check_number(arguments[0])
        read(number)
        return fields.types_of_kind(registry.kind(number))
    if operator == LITERAL:
        return _check_literal(arguments[0])
    if operator == PRESENT:
        registry.check_number(arguments[0])
    else:
        for argument in arguments:
            check(argument, registry, read, OPERANDS.get(operator, ANYTHING))
    return RESULTS.get(operator, {'bool'})


def _check_literal(value):
    if is_integer(value):
        shape.integer(value, -1 << 63, (1 << 63) - 1)
    if len(cbor.encode(value)) > fields.MAXIMUM_VALUE:
        raise FormatError('range', 'a literal')
    return {type_of(value)}


def _check_count(operator, item):
    if operator in (AND, OR, CONCATENATE):
        shape.refuse_unless(len(item) >= 2, 'type', 'an operator without arguments')
    else:
        shape.tuple_of(item, 2 if operator in (FIELD, NOT, PRESENT, LENGTH, LITERAL) else 3)


def evaluate(item, values):
    """Evaluates a checked expression; values maps the numbers of fields to what they hold."""
    if not isinstance(item, list):
        return item
    operator, *arguments = item
    if operator == FIELD:
        return values.get(arguments[0])
    if operator == PRESENT:
        return values.get(arguments[0]) is not None
    if operator == LITERAL:
        return arguments[0]
    if operator in (AND, OR):
        results = (shape.boolean(evaluate(argument, values)) for argument in arguments)
        return all(results) if operator == AND else any(results)
    operands = [evaluate(argument, values) for argument in arguments]
    if operator in (EQUAL, NOT_EQUAL):
        return (cbor.encode(operands[0]) == cbor.encode(operands[1])) == (operator == EQUAL)
    if operator in ORDER:
        return _compare(ORDER[operator], *operands)
    if operator == NOT:
        return not shape.boolean(operands[0])
    return _concatenate(operands) if operator == CONCATENATE else _length(operands[0])


def _compare(order, left, right):
    if is_integer(left) and is_integer(right):
        return order(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return order(left.encode('utf-8'), right.encode('utf-8'))
    return False


def _concatenate(operands):
    for operand in operands:
        shape.refuse_unless(isinstance(operand, str) or is_integer(operand), 'type')
    joined = ''.join(map(str, operands))
    if len(joined.encode('utf-8')) > MAXIMUM_CONCATENATION:
        raise FormatError('range', 'a concatenation')
    return joined


def _length(operand):
    shape.refuse_unless(isinstance(operand, (str, bytes, list)), 'type')
    return len(operand)
