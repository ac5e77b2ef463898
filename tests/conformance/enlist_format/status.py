# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Errors (clause 12.5): their names and numbers come from the registry that the page names, src/wire/status.h."""

import pathlib
import re

REGISTRY = pathlib.Path(__file__).resolve().parents[3] / 'src' / 'wire' / 'status.h'


def _read_registry():
    found = re.findall(r'^\s*ENLIST_E_([A-Z0-9_]+) = (\d+),', REGISTRY.read_text(encoding='utf-8'), re.MULTILINE)
    return {name.lower().replace('_', '-'): int(number) for name, number in found}


NUMBERS = _read_registry()


class FormatError(Exception):
    """Bytes, a text or a program that the page says to refuse.

    offset is the byte of a CBOR item at fault (clause 2.1), step the number of a program's step (clause 8.5).
    """

    def __init__(self, name, detail='', *, offset=None, step=None):
        if name not in NUMBERS:
            raise ValueError(f'{name} is not in the registry of errors')
        super().__init__(f'{name}: {detail}' if detail else name)
        self.name = name
        self.offset = offset
        self.step = step
