# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Random damage: to bytes, to CBOR items, and to programs in ways that only their validation sees."""

import copy

from enlist_format import operations
from enlist_format.operations import END, IF, REPEAT, TRY
from random_values import BROKEN_PATTERNS

STRANGE = [None, True, -1, 0, 3, 24, 128, 1 << 63, '', 'x', 'x' * 70, b'', b'\0' * 32, [], [0], [[0]], {}, {0: 0}, {7: '.*'},
           {8: True}, ['x', 'de'], ['x', 'de', 'y'], [0, 3], [13, 1], *BROKEN_PATTERNS]


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
    return copy.deepcopy(chance.choice(STRANGE))


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


def _blocks(steps):
    yield steps
    for step in steps:
        for block in operations.blocks(step):
            yield from _blocks(block)


def damage_steps(chance, steps):
    """A copy of a program in which steps are moved, taken away, put into blocks, or have another operation."""
    steps = copy.deepcopy(steps)
    block = chance.choice(list(_blocks(steps)))
    place = chance.randrange(len(block))
    step = block[place]
    which = chance.randrange(7)
    if which == 0:
        del block[place]
    elif which == 1:
        block.insert(chance.randrange(len(block)), block.pop(place))
    elif which == 2:
        block[place] = chance.choice([[TRY, [step], [[END]]], [TRY, [[END]], [step]]])
    elif which == 3:
        block[place] = [REPEAT, chance.choice([1, 2]), [step]]
    elif which == 4:
        block[place] = [IF, True, [step]]
    elif which == 5:
        step[0] = chance.randint(0, 26)
    else:
        block.insert(place, copy.deepcopy(chance.choice(chance.choice(list(_blocks(steps))))))
    return steps


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
