# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The assistant's operations (clause 8.3), in step with a device."""

from . import message, question
from .execution import Host, Waiting
from .operations import ASK, AWAIT, CONFIGURE, IDENTIFY, LET, LOOKUP, RECORD, RELAY, SEND
from .status import FormatError


class AssistantHost(Host):
    """Executes the assistant's program.

    installer(number, options) answers questions, catalog(key) gives the fields of an entry or None, send(item) takes a
    message for the device. gateway says whether there is somebody who keeps what `configure` names.
    """

    def __init__(self, steps, registry, *, send, installer, catalog, gateway, limit):
        super().__init__(steps, registry)
        self._send = send
        self._installer = installer
        self._catalog = catalog
        self._gateway = gateway
        self._limit = limit
        self._reported = {}
        self.record, self.relayed, self.configuration = {}, {}, {}

    def take_report(self, values):
        self._reported.update(values)

    def perform(self, step):
        arguments = step.arguments
        if step.operation == ASK:
            for asked in arguments:
                self._ask(*(asked if isinstance(asked, list) else (asked, {})))
        elif step.operation == LOOKUP:
            self._lookup(self.key_of_entry(arguments[0]), arguments[1:])
        elif step.operation == SEND:
            values = {number: self.values.get(number) for number in arguments}
            for item in message.divide_fields(dict(sorted(values.items())), self._limit):
                self._send(item)
        elif step.operation == AWAIT:
            self._await(arguments[1:])
        elif step.operation in (RECORD, RELAY):
            (self.record if step.operation == RECORD else self.relayed).update(self._open_values(arguments))
        elif step.operation == CONFIGURE:
            if not self._gateway:
                raise FormatError('function', 'no gateway')
            for number in self.assign_settings(arguments):
                self.configuration[number] = self.values.get(number)
        elif step.operation == IDENTIFY:
            self._send([message.IDENTIFY])
        elif step.operation == LET:
            self.assign(arguments[0], self.evaluate(arguments[1]))

    def _ask(self, number, options):
        answer = self._installer(number, options)
        question.check_answer(self.registry.kind(number), options, answer)
        self.assign(number, answer)

    def _lookup(self, key, numbers):
        entry = self._catalog(key)
        if entry is None:
            raise FormatError('not-found')
        for number in numbers:
            self.assign(number, entry.get(number))

    def _await(self, numbers):
        """Takes what was reported since the last `await` of each field."""
        if not all(number in self._reported for number in numbers):
            raise Waiting
        for number in numbers:
            self.assign(number, self._reported[number])
        for number in numbers:
            self._reported.pop(number, None)

    def _open_values(self, numbers):
        return {number: value for number, value in self.values.items()
                if (not numbers or number in numbers) and not self.registry.is_sensitive(number)}
