#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Makes and checks the vectors in tests/vectors/format.

--write makes the files anew, always the same from the same dictionary and zlib. --check reads the files and compares
every case with what the Python implementation makes of it, and fails when a file lacks a case that --write would put
there: the files are never older than the suites.
"""

import argparse
import json
import os
import pathlib
import sys

import jsonschema

from suites import (example_suites, execution_suites, label_suites, link_suites, program_suites, request_suites,
                    session_suites, text_suites, validation_suites)

BEGIN_COUNTS, END_COUNTS = '<!-- counts: made by vectors.py --write -->', '<!-- /counts -->'
SOURCE_FOLDER = pathlib.Path(__file__).resolve().parents[1] / 'vectors'


def all_suites():
    for module in (text_suites, label_suites, program_suites, request_suites, validation_suites, execution_suites,
                   link_suites, session_suites, example_suites):
        yield from module.suites()


def write(folder):
    folder.mkdir(exist_ok=True)
    suites = list(all_suites())
    for suite in suites:
        (folder / suite.file_name).write_text(suite.to_json(), encoding='utf-8')
        print(f'{suite.file_name}: {len(suite.cases)} cases')
    page = folder / 'README.md'
    page.write_text(with_counts(page.read_text(encoding='utf-8'), suites), encoding='utf-8')


def with_counts(page, suites):
    """The page about the vectors with the table of their numbers made anew."""
    rows = ['| file | cases | accepted | refused | crypto |', '| --- | --- | --- | --- | --- |']
    total = accepted = 0
    for suite in sorted(suites, key=lambda suite: ([int(part) for part in suite.clause.split('.')], suite.name)):
        good = sum(case['expect'] == 'ok' for case in suite.cases)
        rows.append(f'| {suite.file_name} | {len(suite.cases)} | {good} | {len(suite.cases) - good} '
                    f'| {"yes" if suite.crypto else ""} |')
        total, accepted = total + len(suite.cases), accepted + good
    rows.append(f'| all | {total} | {accepted} | {total - accepted} | |')
    before, rest = page.split(BEGIN_COUNTS)
    _, after = rest.split(END_COUNTS)
    return before + BEGIN_COUNTS + '\n' + '\n'.join(rows) + '\n' + END_COUNTS + after


def differences(suite, folder):
    """What is wrong with the file of a suite, as one line each."""
    path = folder / suite.file_name
    if not path.exists():
        yield 'there is no file'
        return
    cases = json.loads(path.read_text(encoding='utf-8'))['cases']
    if [case['name'] for case in cases] != [case['name'] for case in suite.cases]:
        yield 'the cases are not those that --write makes'
    for case in cases:
        outcome = suite.run(case)
        for key in ('expect', 'result', 'offset', 'step'):
            if key in case and case[key] != outcome.get(key):
                yield f'{case["name"]}: {key} is {outcome.get(key)}, not {case[key]}'


def check_form(folder):
    """What is wrong with the form of the files, and with the page about them, as one line each."""
    validator = jsonschema.Draft202012Validator(json.loads((folder.parent / 'vectors.schema.json').read_text(encoding='utf-8')))
    for path in sorted(folder.glob('*.json')):
        for error in validator.iter_errors(json.loads(path.read_text(encoding='utf-8'))):
            yield f'{path.name}: {"/".join(map(str, error.absolute_path))}: {error.message[:200]}'
    page = (folder / 'README.md').read_text(encoding='utf-8')
    if page != with_counts(page, list(all_suites())):
        yield 'README.md has other numbers than --write puts there'


def check(folder):
    """Speaks the Test Anything Protocol, a test for each file."""
    suites = list(all_suites())
    known = {suite.file_name for suite in suites}
    strangers = sorted(path.name for path in folder.glob('*.json') if path.name not in known)
    print(f'1..{len(suites) + 2}')
    failed = bool(strangers)
    for number, suite in enumerate(suites, 1):
        found = list(differences(suite, folder))
        failed |= bool(found)
        print(f'{"not ok" if found else "ok"} {number} /conformance/python/{suite.clause}-{suite.name}')
        for line in found:
            print(f'# {line}')
    print(f'{"not ok" if strangers else "ok"} {len(suites) + 1} /conformance/python/no-other-files')
    for name in strangers:
        print(f'# {name} is no file of a suite')
    malformed = list(check_form(folder))
    print(f'{"not ok" if malformed else "ok"} {len(suites) + 2} /conformance/python/form-and-numbers')
    for line in malformed:
        print(f'# {line}')
    return failed or bool(malformed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument('--write', action='store_true', help='make the files anew')
    action.add_argument('--check', action='store_true', help='compare the files with the implementation')
    arguments = parser.parse_args()
    folder = pathlib.Path(os.environ.get('ENLIST_TEST_VECTORS', SOURCE_FOLDER)) / 'format'
    if arguments.write:
        write(folder)
        return 0
    return 1 if check(folder) else 0


if __name__ == '__main__':
    sys.exit(main())
