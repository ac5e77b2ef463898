# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Operations and roles (clauses 6.1 and 12.1), and where a step keeps its blocks."""

(END, CHECK, IF, TRY, REPEAT, FAIL, NOTE, ASK, LOOKUP, SEND, AWAIT, RECORD, RELAY, CONFIGURE, IDENTIFY, NEED, CALL, SET,
 MAKE_KEY, CSR, REPORT, INSTALL, LOCK, FORGET, LET, WHEN) = range(26)

ASSISTANT, DEVICE, CONFIGURATION, APP = range(4)

_BOTH = {END, CHECK, IF, TRY, REPEAT, FAIL, LET}
OF_ROLE = {
    ASSISTANT: _BOTH | {NOTE, ASK, LOOKUP, SEND, AWAIT, RECORD, RELAY, CONFIGURE, IDENTIFY},
    DEVICE: _BOTH | {NEED, CALL, SET, MAKE_KEY, CSR, REPORT, INSTALL, LOCK, FORGET},
    APP: _BOTH | {CALL},
}
ONCE = {MAKE_KEY, CSR, INSTALL, LOCK, FORGET}

KEY_ED25519, KEY_X25519, KEY_P256 = 1, 2, 3
FIRST_BLOCK = {IF: 2, TRY: 1, REPEAT: 2, WHEN: 2}


def blocks(step):
    """The blocks of a step, in order; the step is well-formed."""
    if step[0] not in FIRST_BLOCK:
        return []
    return step[2:3] if step[0] == REPEAT else step[FIRST_BLOCK[step[0]]:]


def count_steps(steps):
    """The steps of a block, those in inner blocks included (clause 8.1)."""
    return sum(1 + sum(map(count_steps, blocks(step))) for step in steps)
