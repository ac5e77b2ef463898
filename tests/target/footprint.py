#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What the minimal port takes of a Cortex-M4: flash by module, memory, and the deepest stack of a session.

    footprint.py MAP PLAIN SIZES [--write PAGE] [--details] -- TEST ARGUMENT…

MAP is the linker's map of the firmware with link-time optimization, PLAIN that of the one without, SIZES the
object of sizes.c, TEST what runs the former and tells its stack. Exit status 1 when something is above its
limit.
"""

import argparse
import collections
import re
import subprocess
import sys

# Bytes: what it is, and a little. What grows beyond has to be wanted; then this is the place to say so.
LIMITS = {'flash': 32 * 1024, 'plain': 35 * 1024, 'memory': 6 * 1024, 'stack': 1792}

BEGIN, END = '<!-- ./dev footprint --write: begin -->\n', '<!-- ./dev footprint --write: end -->\n'

# An input section: its name, perhaps on a line of its own, then address, size and file
INPUT = re.compile(r'^ (\.\S+|COMMON)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$')
OUTPUT = re.compile(r'^(\.\S+)\s')
IN_FLASH = {'.text', '.ARM.exidx', '.data'}


def owner(path):
    """The part of the firmware that a linked file belongs to, and the file's own name in it."""
    archive = re.search(r'\((.+)\)$', path)
    stem = (archive.group(1) if archive else path.rsplit('/', 1)[-1]).removesuffix('.o').removesuffix('.c')
    if '.ltrans' in path:
        return 'core', stem
    if 'libenlist-wire.a' in path:
        return 'wire', stem
    if 'libenlist-device-runtime.a' in path:
        return 'runtime', stem.removeprefix('runtime_')
    if 'src_device_minimal_' in path:
        return 'port', stem.rsplit('_', 1)[-1]
    if re.search(r'/lib(c|c_nano|gcc|m|nosys)\.a', path):
        return 'C library', stem
    return 'board', stem


def read_map(path):
    """Bytes in flash: {(part, module): size}, and the sections with their sizes."""
    with open(path, encoding='utf-8') as file:
        text = file.read().split('Linker script and memory map', 1)[1]
    text = re.sub(r'\n (\.\S+)\n\s+0x', r'\n \1 0x', text)
    modules, sections, output = collections.Counter(), collections.Counter(), None
    for line in text.split('\n'):
        heading = OUTPUT.match(line)
        if heading:
            output = heading.group(1)
        found = INPUT.match(line)
        if found and output in IN_FLASH:
            size = int(found.group(3), 16)
            modules[owner(found.group(4))] += size
            sections[(owner(found.group(4)), found.group(1))] += size
    return modules, sections


def read_sizes(path):
    lines = subprocess.run(['arm-none-eabi-nm', '-S', path], capture_output=True, check=True, text=True).stdout
    return {name: int(size, 16) for size, name in re.findall(r'^\w+ (\w+) \w size_of_(\w+)$', lines, re.M)}


def measure_stack(command):
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [int(size) for size in re.findall(r'^# stack: (\d+)', run.stdout, re.M)]
    if run.returncode != 0 or not found:
        sys.exit('the firmware did not run:\n' + run.stdout + run.stderr)
    return max(found)


def count(size):
    return f'{size:,}'.replace(',', ' ')


def sum_parts(modules):
    parts = collections.Counter()
    for (part, _), size in modules.items():
        parts[part] += size
    return parts


def table(parts, plain, sizes, stack, compiler):
    wire, runtime = plain['wire'], plain['runtime']
    rows = [
        ('flash: wire and runtime', count(parts['core'])),
        ('the same without link-time optimization', f'{count(wire + runtime)} (wire {count(wire)}, runtime {count(runtime)})'),
        ('flash: the port itself', count(parts['port'])),
        ('flash: of the C library', count(parts['C library'])),
        ('memory: `EnlistRuntime`', count(sizes['runtime'])),
        ('memory: with the port’s buffers', count(sizes['minimal'])),
        ('stack: deepest in a session', count(stack)),
    ]
    head = f'Cortex-M4, {compiler}, `-Os -flto`, without the cryptography:\n\n| | bytes |\n| --- | --- |\n'
    return head + ''.join(f'| {name} | {size} |\n' for name, size in rows)


def write_block(page, block):
    with open(page, encoding='utf-8') as file:
        text = file.read()
    if BEGIN not in text or END not in text:
        sys.exit(f'{page} has no place for the figures')
    head, rest = text.split(BEGIN, 1)
    with open(page, 'w', encoding='utf-8') as file:
        file.write(head + BEGIN + block + END + rest.split(END, 1)[1])


def show_details(modules, sections):
    print('\nBytes by module, without link-time optimization')
    for (part, module), size in modules.most_common():
        if part != 'board':
            print(f'{size:6}  {part}/{module}')
    print('\nThe largest functions and tables')
    for ((part, module), section), size in sections.most_common(40):
        if part != 'board':
            print(f'{size:6}  {part}/{module} {section}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('map')
    parser.add_argument('plain')
    parser.add_argument('sizes')
    parser.add_argument('--write', metavar='PAGE')
    parser.add_argument('--details', action='store_true')
    parser.add_argument('test', nargs='+')
    arguments = parser.parse_args()

    parts = sum_parts(read_map(arguments.map)[0])
    modules, sections = read_map(arguments.plain)
    plain = sum_parts(modules)
    sizes = read_sizes(arguments.sizes)
    stack = measure_stack(arguments.test)
    version = subprocess.run(['arm-none-eabi-gcc', '-dumpversion'], capture_output=True, check=True, text=True).stdout
    block = table(parts, plain, sizes, stack, f'gcc {version.strip()}')
    print(block, end='')
    if arguments.details:
        show_details(modules, sections)
    if arguments.write:
        write_block(arguments.write, block)

    figures = {
        'flash': parts['core'],
        'plain': plain['wire'] + plain['runtime'],
        'memory': sizes['minimal'],
        'stack': stack,
    }
    status = 0
    for name, limit in LIMITS.items():
        if figures[name] == 0 or figures[name] > limit:
            print(f'{name}: {figures[name]} bytes are more than the limit, {limit}', file=sys.stderr)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
