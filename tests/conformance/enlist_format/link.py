# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The link (clauses 10.1.1 to 10.1.5): messages cut into frames, and joined again. There is no clock here."""

from . import shape
from .status import FormatError

FRAGMENT, LAST_FRAGMENT, ACKNOWLEDGEMENT, RESET, REPEAT = 0x01, 0x11, 0x02, 0x03, 0x04
MINIMUM_FRAME, MAXIMUM_FRAME, HEADER = 18, 500, 3
MAXIMUM_MESSAGE = 4112
WINDOW = 8
ACKNOWLEDGE_EVERY = 4


def cut(mtu, messages):
    """The frames of messages that follow one another on a new link, whose peer sends none."""
    shape.refuse_unless(mtu >= MINIMUM_FRAME, 'range')
    room = min(mtu, MAXIMUM_FRAME) - HEADER
    sequence = 0
    for message in messages:
        shape.refuse_unless(message, 'range')
        shape.refuse_unless(len(message) <= MAXIMUM_MESSAGE, 'too-large')
        for offset in range(0, len(message), room):
            kind = FRAGMENT if offset + room < len(message) else LAST_FRAGMENT
            yield bytes([kind, sequence % 256, 0]) + message[offset:offset + room]
            sequence += 1


def is_well_formed(frame):
    if not HEADER <= len(frame) <= MAXIMUM_FRAME:
        return False
    if frame[0] in (FRAGMENT, LAST_FRAGMENT):
        return len(frame) > HEADER
    if frame[0] in (ACKNOWLEDGEMENT, REPEAT):
        return len(frame) == HEADER and frame[1] == 0
    return frame[0] == RESET and len(frame) == HEADER + 1 and frame[1:3] == b'\0\0'


class Receiver:
    """The receiving half of an end that sends no messages itself."""

    def __init__(self):
        self._begin()

    def _begin(self):
        self._expected = 0       # of the first fragment that is missing, not modulo 256
        self._first = 0          # number of the first fragment of the message that is being joined
        self._size = None        # of a fragment on this link
        self._kept = {}          # the message's fragments by their numbers: (bytes, whether it is the last)
        self._whole = None       # a message that waits to be taken
        self._dropped = False
        self._any = False
        self._unacknowledged = 0

    def take(self):
        """The message that waits, and the frame that its being taken brings about: each may be None."""
        message, self._whole = self._whole, None
        answer = None
        if message is not None and self._dropped:
            answer = self._answer(REPEAT)
            self._dropped = False
        return message, answer

    def receive(self, frame):
        """The answer that is due at once, or None."""
        if not is_well_formed(frame):
            return None
        if frame[0] == RESET:
            self._begin()
            return None
        if frame[2] != 0:
            # It acknowledges what was never sent.
            return None
        if frame[0] in (ACKNOWLEDGEMENT, REPEAT):
            return None
        return self._receive_fragment(frame[1], frame[0] == LAST_FRAGMENT, frame[HEADER:])

    def _answer(self, kind):
        self._unacknowledged = 0
        return bytes([kind, 0, self._expected % 256])

    def _receive_fragment(self, sequence, last, fragment):
        ahead = (sequence - self._expected) % 256
        number = self._expected + ahead
        if ahead >= 256 - WINDOW or number in self._kept:
            return self._answer(ACKNOWLEDGEMENT)
        if ahead >= WINDOW:
            return None
        if not last and self._size is None:
            self._size = len(fragment)
        if self._is_later(number, ahead, last, len(fragment)):
            self._dropped = True
            return None
        if self._size is not None and (len(fragment) > self._size or (not last and len(fragment) < self._size)):
            return None
        if self._end_of(number, last, len(fragment)) > MAXIMUM_MESSAGE:
            return None
        return self._keep(number, ahead, last, fragment)

    def _end_of(self, number, last, size):
        """How long the message is at least."""
        return (number - self._first) * (self._size or 0) + size + (0 if last else 1)

    def _is_later(self, number, ahead, last, size):
        """Whether a fragment is or may be of a message behind the one that is being joined."""
        if self._whole is not None:
            return True
        if any(is_last and number > other for other, (_, is_last) in self._kept.items()):
            return True
        return ahead > 0 and (self._size is None or self._end_of(number, last, size) > MAXIMUM_MESSAGE)

    def _keep(self, number, ahead, last, fragment):
        if last and any(other > number for other in self._kept):
            self._dropped = True
            self._kept = {other: kept for other, kept in self._kept.items() if other < number}
        self._kept[number] = fragment, last
        self._unacknowledged += 1
        due = ahead > 0 or not self._any or self._unacknowledged >= ACKNOWLEDGE_EVERY
        self._any = True
        while self._expected in self._kept:
            self._expected += 1
        if self._kept.get(self._expected - 1, (b'', False))[1]:
            self._whole = b''.join(self._kept[number][0] for number in range(self._first, self._expected))
            self._first, self._kept = self._expected, {}
            due = True
        return self._answer(ACKNOWLEDGEMENT) if due else None


def join(frames, held):
    """What an end makes of frames: the messages, and its answers to each frame. It takes no message before so many frames
    have come."""
    receiver, messages, answers = Receiver(), [], []
    for count, frame in enumerate(frames, 1):
        due = [receiver.receive(frame)]
        message, repeat = receiver.take() if count > held else (None, None)
        if message is not None:
            messages.append(message)
        if repeat is not None:
            # It acknowledges, too.
            due = [repeat]
        answers.append([answer for answer in due if answer is not None])
    return messages, answers
