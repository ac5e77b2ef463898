# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The device's operations (clause 8.4), in step with an assistant."""

from . import certificate_request, cbor, fields, keys, message, program
from .channel import KeyPair
from .execution import Host, Waiting
from .operations import (CALL, CONFIGURATION, CSR, FORGET, INSTALL, KEY_ED25519, KEY_X25519, LET, LOCK, MAKE_KEY, NEED,
                         REPORT, SET)
from .status import FormatError

SERIAL, VERSIONS, CAPABILITIES = sorted(fields.DEVICE_OWN_FIELDS)


class DeviceHost(Host):
    """Executes the device's program.

    send(item) takes a message for the assistant, functions gives callables by their numbers, secrets yields 32 bytes for
    each key, parts are what `install` installs by their index, with their roles: None as role for one of a media type.
    sign(encoded fields, key) makes the signature of a report.
    """

    def __init__(self, steps, registry, *, send, sign, functions, secrets, parts, own, preset=0):
        super().__init__(steps, registry, own)
        self._send = send
        self._sign = sign
        self._functions = functions
        self._secrets = secrets
        self._parts = parts
        self._received = {}
        self._keys = {}
        self.signing_key = self._signing_field = None
        self.locked = bool(preset & program.PRESET_LOCK)
        self.forgets = bool(preset & program.PRESET_FORGET)
        self.configuration, self.installed = {}, []

    def take_fields(self, values):
        self._received.update(values)

    def perform(self, step):
        arguments = step.arguments
        if step.operation == NEED:
            self._need(arguments)
        elif step.operation == CALL:
            self._call(*arguments[:3])
        elif step.operation == SET:
            for number in self.assign_settings(arguments):
                self.configuration[number] = self.values.get(number)
        elif step.operation == LET:
            self.assign(arguments[0], self.evaluate(arguments[1]))
        elif step.operation == MAKE_KEY:
            self._make_key(*arguments)
        elif step.operation == CSR:
            key = self._keys[arguments[0]]
            self.assign(arguments[2], certificate_request.write(key, self.subject(arguments[1])))
        elif step.operation == REPORT:
            self._report(arguments)
        elif step.operation == INSTALL:
            for index in arguments:
                self._install(index)
        elif step.operation == LOCK:
            self.locked = True
        elif step.operation == FORGET:
            self.forgets = True

    def _need(self, numbers):
        """Takes what was sent since the last `need` of each field."""
        if not all(number in self._received for number in numbers):
            raise Waiting
        for number in numbers:
            self.assign(number, self._received[number])
        for number in numbers:
            self._received.pop(number, None)

    def _call(self, function, arguments, results):
        values = [self.evaluate(argument) for argument in arguments]
        if function not in self._functions:
            raise FormatError('function')
        for number, value in zip(results, self._functions[function](*values), strict=True):
            self.assign(number, value)

    def _make_key(self, key_type, number):
        secret = next(self._secrets)
        if key_type == KEY_X25519:
            key = KeyPair(secret)
        else:
            key = certificate_request.RequestKey(key_type, secret)
        if key_type == KEY_ED25519 and self.signing_key is None:
            self.signing_key, self._signing_field = keys.SigningKey(secret), number
        self._keys[number] = key
        self.assign(number, [key_type, key.public])

    def _report(self, numbers):
        """The field of the signing key is always there (clause 8.4), with the key that signs."""
        values = {number: self.values.get(number) for number in {*numbers, self._signing_field}}
        encoded = cbor.encode(dict(sorted(values.items())))
        self._send([message.REPORT, encoded, self._sign(encoded, self.signing_key), self._signing_field])

    def _install(self, index):
        role, content = self._parts[index]
        self.installed.append(index)
        if role == CONFIGURATION:
            for number, value in program.read_configuration(content, self.registry).items():
                self.assign(number, value)
                self.configuration[number] = value

    def kept_values(self):
        """What commit keeps: `forget` drops the values of fields that were not `set`."""
        return dict(self.configuration) if self.forgets else {**self.values, **self.configuration}
