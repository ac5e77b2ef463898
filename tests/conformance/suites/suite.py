# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""One file of vectors: cases with their inputs, and the evaluation that says what comes out of each."""

import json

from enlist_format.status import FormatError


class Suite:
    """The cases of one clause.

    evaluate takes the inputs of a case as keyword arguments, all of them as they stand in the file, and returns the
    decoded values as what JSON can hold, or raises FormatError. crypto says that the cases need hashes, ciphers or
    signatures: where there are none, the whole file is left out.
    """

    def __init__(self, clause, name, about, evaluate, crypto=False):
        self.clause = clause
        self.name = name
        self.about = about
        self.crypto = crypto
        self.evaluate = evaluate
        self.cases = []

    @property
    def file_name(self):
        return f'{self.clause}-{self.name}.json'

    def accept(self, name, **inputs):
        self._add(name, 'ok', inputs, {})

    def refuse(self, name, error, *, offset=None, step=None, **inputs):
        where = {'offset': offset, 'step': step}
        self._add(name, error, inputs, {key: value for key, value in where.items() if value is not None})

    def _add(self, name, expect, inputs, where):
        inputs = {key: value.hex() if isinstance(value, bytes) else value for key, value in inputs.items()}
        case = {'name': name, **inputs, 'expect': expect, **where}
        outcome = self.run(case)
        for key in ('expect', *where):
            if outcome.get(key) != case[key]:
                raise AssertionError(f'{self.file_name}: {name}: {key} is {outcome.get(key)}, not {case[key]}')
        if 'result' in outcome:
            case['result'] = outcome['result']
        if any(other['name'] == name for other in self.cases):
            raise AssertionError(f'{self.file_name}: two cases are called {name}')
        self.cases.append(case)

    def run(self, case):
        """What this implementation makes of a case: expect, and result, offset or step."""
        inputs = {key: value for key, value in case.items()
                  if key not in ('name', 'expect', 'result', 'offset', 'step')}
        try:
            result = self.evaluate(**inputs)
        except FormatError as error:
            return {'expect': error.name, 'offset': error.offset, 'step': error.step}
        return {'expect': 'ok'} if result is None else {'expect': 'ok', 'result': result}

    def to_json(self):
        """A case a line, so that a change shows as the cases that change."""
        head = json.dumps({'clause': self.clause, 'about': self.about, 'crypto': self.crypto})
        cases = ',\n'.join('  ' + json.dumps(case, ensure_ascii=True) for case in self.cases)
        return f'{head[:-1]}, "cases": [\n{cases}\n]}}\n'
