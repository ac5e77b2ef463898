#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Check what no compiler checks: licences, the arrows between the folders, and the form of the files.

Looks at what git tracks or, in a tree without git, at every file but those of build folders.
"""

import fnmatch
import os
import re
import subprocess
import sys
import tomllib

MAX_COLUMNS = 110

# The licences that a folder's C must have; everything else has any licence of LICENSES.
LICENCES = {
    'src/wire/': 'Apache-2.0',
    'src/device/runtime/': 'Apache-2.0',
    'src/device/minimal/': 'Apache-2.0',
    'src/core/': 'LGPL-2.1-or-later',
    'src/scanner/': 'LGPL-2.1-or-later',
    'src/device/': 'GPL-3.0-or-later',
    'src/cli/': 'GPL-3.0-or-later',
    'src/app/': 'GPL-3.0-or-later',
    'tests/': 'GPL-3.0-or-later',
}

C_LIBRARY = r'(errno|float|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)\.h'
POSIX = C_LIBRARY + r'|(fcntl|locale|poll|termios|unistd|sys/\w+)\.h'
GLIB = POSIX + r'|glib\.h|glib-unix\.h|glib-object\.h|glib/.*|gio/.*'

# folder: (folders whose headers it may include, other headers that it may include)
ARROWS = {
    'src/wire': (['src/wire'], C_LIBRARY),
    'src/device/runtime': (['src/device/runtime', 'src/wire'], C_LIBRARY),
    'src/device/minimal': (['src/device/minimal', 'src/device/runtime', 'src/wire'], POSIX + r'|time\.h'),
    'src/device': (['src/device', 'src/device/runtime', 'src/wire'], GLIB),
    'src/core': (['src/core', 'src/wire'],
                 GLIB + r'|json-glib/.*|libsecret/.*|sodium\.h|sqlite3\.h|p11-kit/.*|grp\.h'),
    'src/scanner': (['src/scanner'], GLIB + r'|gst/.*|zbar\.h|libportal/.*|gdk-pixbuf/.*'),
    'src/cli': (['src/cli', 'src/core', 'src/scanner'],
                GLIB + r'|json-glib/.*|gdk-pixbuf/.*|cairo(-\w+)?\.h|pango/.*|qrencode\.h|sysexits\.h'),
    'src/app': (['src/app', 'src/core', 'src/scanner'], GLIB + r'|json-glib/.*|gdk/.*|gtk/.*|adwaita\.h'),
}
# The two files of wire that stay out of a device, and what the reference device has for P-256.
ALSO = {
    'src/wire/crypto-sodium.c': r'sodium\.h',
    'src/wire/deflate.c': r'zlib\.h',
    'src/device/enlist-p256.c': r'openssl/.*',
}
# Headers that the build makes.
MADE = {'src/core': {'enlist-bluez-interfaces.h', 'enlist-enums.h'}, 'src/device': {'enlist-bluez-interfaces.h'},
        'src/app': {'enlist-resources.h'}}

SPDX_LICENCE = re.compile(r'SPDX-License-Identifier:\s*([\w.+-]+)')
SPDX_COPYRIGHT = re.compile(r'SPDX-FileCopyrightText:\s*\S')
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Tree:
    def __init__(self, root):
        self.root = root
        self.files = sorted(self.tracked() or self.walk())
        self.texts = {name: self.read(name) for name in self.files}
        self.headers = {}
        for name in self.files:
            if name.endswith('.h'):
                self.headers.setdefault(os.path.dirname(name), set()).add(os.path.basename(name))

    def tracked(self):
        if not os.path.exists(os.path.join(self.root, '.git')):
            return []
        try:
            run = subprocess.run(['git', '-C', self.root, 'ls-files', '-z'], capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return []
        names = run.stdout.decode().split('\0')
        # What is deleted but not yet committed is not there to be read.
        return [name for name in names if name and os.path.isfile(os.path.join(self.root, name))]

    def walk(self):
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in ('.git', '__pycache__', '.flatpak-builder')
                          and not os.path.exists(os.path.join(folder, name, 'build.ninja'))]
            found += [os.path.relpath(os.path.join(folder, name), self.root) for name in names
                      if not name.endswith(('~', '.pyc'))]
        return found

    def read(self, name):
        """The text of a file, or None when it is none."""
        with open(os.path.join(self.root, name), 'rb') as file:
            data = file.read()
        try:
            return None if b'\0' in data else data.decode()
        except UnicodeDecodeError:
            return None

    def is_code(self, name):
        return name.startswith(('src/', 'tests/')) and name.endswith(('.c', '.h')) and self.texts[name] is not None


def longest_prefix(table, name):
    return max((prefix for prefix in table if name.startswith(prefix)), key=len, default=None)


class Annotations:
    """The REUSE.toml files: the licences of files that have no room for a line about it."""

    def __init__(self, tree):
        self.entries = []
        for name in tree.files:
            if os.path.basename(name) == 'REUSE.toml':
                folder = os.path.dirname(name)
                for entry in tomllib.loads(tree.texts[name])['annotations']:
                    paths = entry['path'] if isinstance(entry['path'], list) else [entry['path']]
                    self.entries += [(os.path.join(folder, path), entry) for path in paths]

    @staticmethod
    def matches(pattern, name):
        # fnmatch lets a star cross a slash; REUSE lets only two of them.
        if '**' not in pattern and pattern.count('/') != name.count('/'):
            return False
        return fnmatch.fnmatchcase(name, pattern.replace('**', '*'))

    def find(self, name):
        for pattern, entry in self.entries:
            if self.matches(pattern, name):
                return entry.get('SPDX-License-Identifier'), bool(entry.get('SPDX-FileCopyrightText'))
        return None, False


def find_licence(tree, annotations, name):
    for source in (name + '.license', name):
        head = '\n'.join((tree.texts.get(source) or '').split('\n')[:12])
        licence = SPDX_LICENCE.search(head)
        if licence:
            return licence.group(1), SPDX_COPYRIGHT.search(head) is not None
    return annotations.find(name)


def check_licences(tree):
    annotations = Annotations(tree)
    for name in tree.files:
        if name.startswith('LICENSES/') or name == 'COPYING':
            continue
        licence, has_copyright = find_licence(tree, annotations, name)
        demanded = LICENCES.get(longest_prefix(LICENCES, name)) if tree.is_code(name) else None
        if licence is None or not has_copyright:
            yield f'{name}: no SPDX lines for licence and copyright, and no REUSE.toml covers it'
        elif f'LICENSES/{licence}.txt' not in tree.files:
            yield f'{name}: {licence} is not in LICENSES'
        elif demanded not in (None, licence):
            yield f'{name}: {licence}, but its folder is {demanded}'


def check_includes(tree, name, folder):
    folders, others = ARROWS[folder]
    others += '|' + ALSO[name] if name in ALSO else ''
    for number, line in enumerate(tree.texts[name].split('\n'), 1):
        include = INCLUDE.match(line)
        if include is None:
            continue
        header = include.group(2)
        homes = [home for home in folders if header in tree.headers.get(home, set()) | MADE.get(home, set())]
        if include.group(1) == '<':
            if not re.fullmatch(others, header):
                yield f'{name}:{number}: {folder} may not include <{header}>'
        elif not homes:
            yield f'{name}:{number}: "{header}" is in none of {", ".join(folders)}'
        elif header.endswith('-private.h') and folder not in homes:
            yield f'{name}:{number}: "{header}" is private to {homes[0]}'
        elif folder == 'src/core' and homes == ['src/wire'] and is_public_header(name):
            yield f'{name}:{number}: a public header of core may not include "{header}" of wire'


def is_public_header(name):
    return name.endswith('.h') and not name.endswith('-private.h')


def check_arrows(tree):
    for name in tree.files:
        folder = os.path.dirname(name)
        if folder in ARROWS and tree.is_code(name):
            yield from check_includes(tree, name, folder)
        if name.startswith(('src/app/', 'src/cli/')) and 'org.bluez' in (tree.texts[name] or ''):
            yield f'{name}: names org.bluez, which is for core alone'


def check_form(tree):
    for name in filter(tree.is_code, tree.files):
        for number, line in enumerate(tree.texts[name].split('\n'), 1):
            if len(line) > MAX_COLUMNS:
                yield f'{name}:{number}: {len(line)} columns'
            if '\t' in line:
                yield f'{name}:{number}: a tab'
            if line != line.rstrip():
                yield f'{name}:{number}: blanks at the end'
        if not tree.texts[name].endswith('\n') or tree.texts[name].endswith('\n\n'):
            yield f'{name}: does not end with one line feed'


def check_words(tree):
    # Put together here, so that this file is not the first to be found.
    words = re.compile(r'\b(' + '|'.join(('TO' + 'DO', 'FIX' + 'ME')) + r')\b')
    for name in tree.files:
        if name.startswith('LICENSES/') or name == 'COPYING' or tree.texts[name] is None:
            continue
        for number, line in enumerate(tree.texts[name].split('\n'), 1):
            found = words.search(line)
            if found:
                yield f'{name}:{number}: {found.group()}: do it, or say in docs that it is not done'


def check_paths(tree):
    """Folders of people and of build machines, this one's included."""
    homes = r'(?<![\w.}~*-])/(?:home|root|work|Users|builds|builddir)/[\w.]'
    here = {path for path in (tree.root, os.path.expanduser('~')) if path.count('/') > 1}
    pattern = re.compile('|'.join([homes, *(re.escape(path) + r'\b' for path in sorted(here))]))
    for name in tree.files:
        for number, line in enumerate((tree.texts[name] or '').split('\n'), 1):
            if pattern.search(line):
                yield f'{name}:{number}: the path of somebody’s machine'


def main():
    root = os.path.realpath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '../..'))
    tree = Tree(root)
    checks = [
        ('licences', check_licences),
        ('arrows', check_arrows),
        ('form-of-c', check_form),
        ('forbidden-words', check_words),
        ('paths-of-machines', check_paths),
    ]
    failed = False
    print(f'1..{len(checks)}')
    for number, (name, check) in enumerate(checks, 1):
        problems = list(check(tree))
        for problem in problems:
            print(f'# {problem}')
        print(f'{"not ok" if problems else "ok"} {number} /tree/{name}')
        failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
