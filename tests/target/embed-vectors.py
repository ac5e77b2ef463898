#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Turn the files of tests/vectors/format into C, for targets that have no files.

    embed-vectors.py FOLDER OUTPUT DEPENDENCIES [NAME…]

leaves out the files NAME.json, which have to be there.
"""

import glob
import json
import os
import sys


def literal(text):
    """The text as literals of C, a line each, in ASCII and without trigraphs."""
    for line in text.splitlines(keepends=True):
        escaped = ''.join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\?' else f'\\{byte:03o}'
                          for byte in line.encode())
        yield f'    "{escaped}"\n'


def main():
    folder, output, dependencies, *left_out = sys.argv[1:]
    paths = {os.path.basename(path).removesuffix('.json'): path for path in glob.glob(os.path.join(folder, '*.json'))}
    for name in left_out:
        del paths[name]
    with open(output, 'w', encoding='ascii') as out:
        out.write('#include "vectors-embedded.h"\n\nconst EmbeddedFile embedded_files[] = {\n')
        for name, path in sorted(paths.items()):
            with open(path, encoding='utf-8') as file:
                content = json.load(file)
            out.write(f'  {{ "{name}", {len(content["cases"])},\n')
            out.writelines(literal(json.dumps(content, indent=0, ensure_ascii=False)))
            out.write('  },\n')
        out.write('  { NULL, 0, NULL },\n};\n')
    with open(dependencies, 'w', encoding='utf-8') as out:
        # The folder, too: a new file is to be noticed.
        out.write(f'{output}: {folder} {" ".join(sorted(paths.values()))}\n')


main()
