# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A whole session (clause 10.4): an assistant and a device that enroll over a channel, message by message."""

from . import cbor, keys, label, message, program, text
from .assistant import AssistantHost
from .channel import Handshake, KeyPair
from .device import DeviceHost, SERIAL
from .operations import APP, CONFIGURATION, DEVICE, INSTALL
from .payload import inflate
from .status import FormatError


class Device:
    """What a device is made with, and what becomes of it."""

    def __init__(self, static_secret, publishers, vendor, model, serial, *, versions=(), functions=None, limit=4096,
                 preset=0):
        self.static = KeyPair(static_secret)
        self.publishers = publishers
        self.vendor, self.model, self.serial = vendor, model, serial
        self.versions = list(versions)
        self.functions = functions or {}
        self.limit, self.preset = limit, preset
        self.state = message.UNOWNED
        self.sequence = 0
        self.kept, self.installed = {}, []

    def accept(self, envelope_bytes, label_id):
        """Verifies a manifest in the order of clause 10.4."""
        manifest = label.decode_envelope(envelope_bytes).verify(self.publishers)
        if manifest.item[label.SEQUENCE] < self.sequence:
            raise FormatError('sequence')
        if manifest.label_id != label_id:
            raise FormatError('hash')
        wanted = {label.VENDOR: self.vendor, label.MODEL: self.model, label.SERIAL: self.serial,
                  label.DEVICE_KEY: self.static.public}
        for key, value in wanted.items():
            if manifest.item.get(key, value) != value:
                raise FormatError('model')
        return manifest


class Session:
    """Reads a label, and enrolls a device with one of its applications.

    secrets yields 32 random bytes whenever some are needed. log are the messages: (from the assistant, item).
    """

    def __init__(self, code, publishers, device, secrets, *, application=0, installer=None, catalog=None, gateway=False):
        self.label = label.decode_label(inflate(text.read(code)[1]))
        self.manifest = self.label.verify(publishers)
        self.device = device
        self._secrets = secrets
        self._application = application
        self._installer = installer
        self._catalog = catalog or (lambda key: None)
        self._gateway = gateway
        self._id = next(secrets)[:16]
        self.log = []
        self._queues = {True: [], False: []}
        program.validate_application(self.label, self.manifest, application, device.preset)
        self._connect()

    def _connect(self):
        ends = [Handshake(self.label.secret, self.manifest.label_id, self.device.static.public) for _ in range(2)]
        ends[1].read_hello(ends[0].write_hello(KeyPair(next(self._secrets))), self.device.static)
        ends[0].read_answer(ends[1].write_answer(KeyPair(next(self._secrets))))
        # (cipher of the assistant's messages, cipher of the device's) at either end
        (*self._assistant_ciphers, self._hash), (*self._device_ciphers, _) = (end.split() for end in ends)

    def _transfer(self, from_assistant, item):
        """One message through the channel, sealed and opened, encoded and decoded."""
        encoded = cbor.encode(item)
        if from_assistant and item[0] != message.OPEN and len(encoded) > self.device.limit:
            raise FormatError('too-large')
        sender, receiver = self._assistant_ciphers, self._device_ciphers
        if not from_assistant:
            sender, receiver = receiver, sender
        direction = 0 if from_assistant else 1
        arrived = message.decode(receiver[direction].open(sender[direction].seal(encoded)))
        self.log.append((from_assistant, arrived))
        return arrived

    def _send(self, from_assistant, item):
        self._queues[from_assistant].append(self._transfer(from_assistant, item))

    def enroll(self):
        """The whole course; returns the assistant, whose record is to be kept."""
        self._transfer(True, [message.OPEN, self._id])
        self._transfer(False, [message.STATE, self.device.state, None, self.device.serial, self.device.model,
                               self.device.versions, self.device.limit, self.device.preset])
        envelope = self._transfer(True, [message.MANIFEST, self.label.envelope_bytes, self._application])[1]
        self.accepted = self.device.accept(envelope, self.manifest.label_id)
        device_host = self._prepare_device()
        self._transfer(False, [message.READY])
        self._transfer(True, [message.START])
        assistant_host = self._prepare_assistant()
        self._run(assistant_host, device_host)
        self._transfer(False, [message.FINISHED])
        self._transfer(True, [message.COMMIT])
        self._commit(device_host)
        self._transfer(True, [message.END])
        return assistant_host

    # The device's end

    def _fetch(self, index):
        """Asks for a part, which comes without being asked for again."""
        _, size, expected, *_ = self.accepted.parts[index]
        _, part, offset = self._transfer(False, [message.WANT, index, 0])
        content = b''
        for piece in message.divide_part(part, offset, self.label.parts[index], self.device.limit):
            content += self._transfer(True, piece)[3]
        if len(content) != size or label.part_hash(content) != expected:
            raise FormatError('hash')
        return content

    def _prepare_device(self):
        index = self.accepted.index_of_program(DEVICE, self._application)
        steps, parts = [], {}
        if index is not None:
            validated = program.validate(self._fetch(index), DEVICE, self.accepted.fields, self.accepted.parts,
                                         self.device.preset)
            steps = validated.steps
            for number in _installed_parts(steps):
                parts[number] = self._fetch_installed(number)
        return DeviceHost(steps, self.accepted.fields, send=lambda item: self._send(False, item), sign=self._sign_report,
                          functions=self.device.functions, secrets=self._secrets, parts=parts, preset=self.device.preset,
                          own={SERIAL: self.device.serial, SERIAL + 1: self.device.versions, SERIAL + 2: []})

    def _fetch_installed(self, index):
        entry, content = self.accepted.parts[index], self._fetch(index)
        if label.media_of(entry) is not None:
            return None, content
        if entry[0] == CONFIGURATION:
            program.read_configuration(content, self.accepted.fields)
        else:
            program.validate(content, APP, self.accepted.fields, self.accepted.parts)
        return entry[0], content

    def _sign_report(self, encoded, key):
        return key.sign(message.report_bytes(self._hash, self._id, self.manifest.label_id, encoded))

    def _commit(self, host):
        self.device.state = message.OWNED if host.locked else message.UNOWNED
        self.device.sequence = self.accepted.item[label.SEQUENCE]
        self.device.kept, self.device.installed = host.kept_values(), host.installed
        signed = message.done_bytes(self._hash, self._id, self.manifest.label_id, self.device.state)
        signature = host.signing_key.sign(signed) if host.signing_key else None
        self._check_done(self._transfer(False, [message.DONE, self.device.state, signature]))

    # The assistant's end

    def _prepare_assistant(self):
        index = self.manifest.index_of_program(label.ROLE_ASSIST, self._application)
        steps = []
        if index is not None:
            steps = program.validate(self.label.parts[index], label.ROLE_ASSIST, self.manifest.fields).steps
        self._reported_key = None
        return AssistantHost(steps, self.manifest.fields, send=lambda item: self._send(True, item),
                             installer=self._installer, catalog=self._catalog, gateway=self._gateway,
                             limit=self.device.limit)

    def _take_report(self, host, item):
        _, encoded, signature, key_field = item
        values = cbor.decode(encoded)
        _, public_key = values[key_field]
        if self._reported_key not in (None, public_key):
            raise FormatError('signature', 'another key')
        self._reported_key = public_key
        keys.verify(public_key, signature, message.report_bytes(self._hash, self._id, self.manifest.label_id, encoded))
        host.take_report(values)

    def _check_done(self, item):
        if self._reported_key is not None:
            keys.verify(self._reported_key, item[2],
                        message.done_bytes(self._hash, self._id, self.manifest.label_id, item[1]))

    # Both

    def _deliver(self, assistant_host, device_host):
        for item in self._queues[True]:
            if item[0] == message.FIELDS:
                device_host.take_fields(item[1])
        for item in self._queues[False]:
            self._take_report(assistant_host, item)
        moved = bool(self._queues[True] or self._queues[False])
        self._queues = {True: [], False: []}
        return moved

    def _run(self, assistant_host, device_host):
        """Lets both proceed until they have ended; when both only wait, an `await` has waited long enough."""
        ended = [False, False]
        while not all(ended):
            for index, host in enumerate((assistant_host, device_host)):
                ended[index] = ended[index] or host.proceed()
            if not self._deliver(assistant_host, device_host) and not all(ended):
                if ended[0]:
                    raise FormatError('timeout', 'the device waits for ever')
                assistant_host.fail('timeout')


def _installed_parts(steps):
    """The parts that a program installs, wherever it does."""
    for step in steps:
        if step.operation == INSTALL:
            yield from step.arguments
        for block in step.blocks:
            yield from _installed_parts(block)
