# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What a microcontroller links must not allocate, print, or know GLib: looks at what the archives leave undefined."""
import re
import subprocess
import sys

FORBIDDEN = re.compile(r'(malloc|calloc|realloc|free|strdup|alloca|s?n?printf|puts|fopen|open|abort|exit|g_\w+|sodium_\w+|'
                       r'crypto_\w+|inflate\w*|deflate\w*)$')

print(f'1..{len(sys.argv) - 1}')
failed = False
for number, archive in enumerate(sys.argv[1:], 1):
    listing = subprocess.run(['nm', '--undefined-only', archive], check=True, capture_output=True, text=True).stdout
    symbols = {line.split()[-1] for line in listing.splitlines() if ' U ' in line}
    found = sorted(symbol for symbol in symbols if FORBIDDEN.match(symbol))
    for symbol in found:
        print('#', symbol)
    failed |= bool(found) or not symbols
    print('not ok' if found or not symbols else 'ok', number, '/device/symbols/' + archive.rsplit('/', 1)[-1])
sys.exit(failed)
