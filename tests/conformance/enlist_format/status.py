# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Errors (clause 12.5): their names and numbers are read from the page itself."""

import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[3] / 'docs' / 'format.md'


def registry(clause):
    """Rows of the table of a registry in clause 12 of the page, as lists of cells."""
    section = re.search(rf'^{re.escape(clause)} (.*?)^(?:12\.|## )', PAGE.read_text(encoding='utf-8'),
                        re.MULTILINE | re.DOTALL)[1]
    rows = [[cell.strip() for cell in line.strip('|').split('|')] for line in section.splitlines()
            if line.startswith('|')]
    return rows[2:]


NUMBERS = {row[1]: int(row[0]) for row in registry('12.5')}


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
