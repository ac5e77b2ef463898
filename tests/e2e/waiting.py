# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Waiting for something to become true, never for time to pass."""

import os
import time

# More where everything is slower.
DEADLINE = float(os.environ.get('ENLIST_E2E_DEADLINE', 20.0))
POLL = 0.02


def until(condition, what, deadline=DEADLINE):
    """Answer what condition() answers, as soon as it is true; what() or what says what was waited for."""
    end = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f'not within {deadline:.0f} s: {what() if callable(what) else what}')
        time.sleep(POLL)
