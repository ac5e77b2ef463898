# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clauses 9 and 10: values of fields, the channel, messages and what the device signs."""

from enlist_format import cbor, channel, fields, keys, message

from . import samples
from .suite import Suite


def _kinds_suite():
    def evaluate(kind, hex):
        fields.check_value(kind, cbor.decode(bytes.fromhex(hex)))

    suite = Suite('9.2', 'kinds', 'kind: the number of a kind; hex: a value.', evaluate)

    def accept(name, kind, value):
        suite.accept(name, kind=kind, hex=cbor.encode(value))

    def refuse(name, error, kind, value):
        suite.refuse(name, error, kind=kind, hex=cbor.encode(value))

    for kind in range(14):
        accept(f'null is of kind {kind}', kind, None)
        refuse(f'a map is not of kind {kind}', 'type', kind, {})
    key = samples.OWNER.public
    place, position, owner, wifi, public_key = (
        fields.PLACE, fields.POSITION, fields.OWNER, fields.WIFI, fields.KEY)
    for name, kind, value in [
            ('an empty text', fields.TEXT, ''),
            ('a text of 1000 bytes', fields.TEXT, 'ü' * 500),
            ('the largest number', fields.NUMBER, (1 << 63) - 1),
            ('the smallest number', fields.NUMBER, -(1 << 63)),
            ('a choice', fields.CHOICE, 31),
            ('no', fields.YES_NO, False),
            ('a date', fields.DATE, '2026-11-23'),
            ('a leap day', fields.DATE, '2024-02-29'),
            ('a leap day of a century', fields.DATE, '2000-02-29'),
            ('the first date', fields.DATE, '0000-01-01'),
            ('the last date', fields.DATE, '9999-12-31'),
            ('a secret of one byte', fields.SECRET, 'x'),
            ('a secret of 256 bytes', fields.SECRET, 'x' * 256),
            ('a site', place, ['Site']),
            ('a place with a level left out', place, ['Site', '', '2', 'x' * 64]),
            ('a position', position, [525200000, 134050000, 50, 1]),
            ('a position without accuracy', position, [-525200000, -134050000, None, 3]),
            ('an owner', owner, ['Example Water', key]),
            ('an owner with 64 bytes of name', owner, ['ü' * 32, key]),
            ('a name of 64 bytes', fields.NAME, 'x' * 64),
            ('a network', wifi, ['network', 'passphrase']),
            ('an open network', wifi, ['n', None]),
            ('the longest network', wifi, ['n' * 32, 'p' * 63]),
            ('a key of 32 bytes', public_key, [1, key]),
            ('a key of 65 bytes', public_key, [3, bytes(65)]),
            ('no bytes', fields.BYTES, b''),
            ('1000 bytes', fields.BYTES, bytes(1000)),
            ('an empty list', fields.LIST, []),
            ('a list of 32', fields.LIST, ['x'] * 32),
            ('a value of 1024 bytes', fields.LIST, ['x' * 499, 'x' * 518]),
    ]:
        accept(name, kind, value)
    for name, error, kind, value in [
            ('a text of 1001 bytes', 'range', fields.TEXT, 'ü' * 500 + 'x'),
            ('bytes as text', 'type', fields.TEXT, b'x'),
            ('a number beyond 64 bits', 'range', fields.NUMBER, 1 << 63),
            ('a number below 64 bits', 'range', fields.NUMBER, -(1 << 63) - 1),
            ('true as a number', 'type', fields.NUMBER, True),
            ('a negative choice', 'type', fields.CHOICE, -1),
            ('a choice as text', 'type', fields.CHOICE, 'x'),
            ('0 as no', 'type', fields.YES_NO, 0),
            ('a day that is not', 'range', fields.DATE, '2026-02-29'),
            ('a leap day of a common century', 'range', fields.DATE, '1900-02-29'),
            ('month 13', 'range', fields.DATE, '2026-13-01'),
            ('month 0', 'range', fields.DATE, '2026-00-01'),
            ('day 0', 'range', fields.DATE, '2026-11-00'),
            ('31 November', 'range', fields.DATE, '2026-11-31'),
            ('a date without leading zero', 'range', fields.DATE, '2026-1-01'),
            ('a date with a time', 'range', fields.DATE, '2026-11-23T10:00Z'),
            ('an empty date', 'range', fields.DATE, ''),
            ('a date with other separators', 'range', fields.DATE, '2026/11/23'),
            ('an empty secret', 'range', fields.SECRET, ''),
            ('a secret of 257 bytes', 'range', fields.SECRET, 'x' * 257),
            ('no place', 'range', place, []),
            ('an empty site', 'range', place, ['', 'Building']),
            ('five levels', 'range', place, ['x'] * 5),
            ('a level of 65 bytes', 'range', place, ['x', 'x' * 65]),
            ('a level as a number', 'type', place, ['x', 1]),
            ('a position of three', 'type', position, [0, 0, None]),
            ('a position as text', 'type', position, ['0', 0, None, 0]),
            ('a source beyond the last', 'range', position, [0, 0, None, 4]),
            ('a negative accuracy', 'type', position, [0, 0, -1, 0]),
            ('an owner without key', 'type', owner, ['x']),
            ('an owner without name', 'range', owner, ['', key]),
            ('an owner with a short key', 'range', owner, ['x', key[:31]]),
            ('an empty name', 'range', fields.NAME, ''),
            ('a name of 65 bytes', 'range', fields.NAME, 'x' * 65),
            ('a network without name', 'range', wifi, ['', None]),
            ('a network of 33 bytes', 'range', wifi, ['x' * 33, None]),
            ('a passphrase of 7 bytes', 'range', wifi, ['x', 'x' * 7]),
            ('a passphrase of 64 bytes', 'range', wifi, ['x', 'x' * 64]),
            ('a passphrase as bytes', 'type', wifi, ['x', bytes(8)]),
            ('a key of 31 bytes', 'range', public_key, [1, bytes(31)]),
            ('a key of 66 bytes', 'range', public_key, [3, bytes(66)]),
            ('a key without type', 'type', public_key, [bytes(32)]),
            ('1001 bytes', 'range', fields.BYTES, bytes(1001)),
            ('text as bytes', 'type', fields.BYTES, 'x'),
            ('a list of 33', 'range', fields.LIST, ['x'] * 33),
            ('a list with a number', 'type', fields.LIST, ['x', 1]),
            ('a value of 1025 bytes', 'range', fields.LIST, ['x' * 499, 'x' * 519]),
    ]:
        refuse(name, error, kind, value)
    return suite


def _channel_suite():
    def evaluate(secret, label_id, device_secret, manifest_device_key, assistant_ephemeral, device_ephemeral,
                 plaintexts):
        identity, claimed = bytes.fromhex(label_id), secret and bytes.fromhex(secret)
        device = channel.KeyPair(bytes.fromhex(device_secret))
        assistant_end = channel.Handshake(claimed, identity, bytes.fromhex(manifest_device_key))
        device_end = channel.Handshake(claimed, identity, device.public)
        hello = assistant_end.write_hello(channel.KeyPair(bytes.fromhex(assistant_ephemeral)))
        device_end.read_hello(hello, device)
        answer = device_end.write_answer(channel.KeyPair(bytes.fromhex(device_ephemeral)))
        assistant_end.read_answer(answer)
        to_device, to_assistant, handshake_hash = assistant_end.split()
        sealed = [(to_assistant if index % 2 else to_device).seal(bytes.fromhex(plaintext)).hex()
                  for index, plaintext in enumerate(plaintexts)]
        return {'prologue': channel.prologue(identity).hex(), 'psk': channel.pre_shared_key(claimed, identity).hex(),
                'message_1': hello.hex(), 'message_2': answer.hex(), 'handshake_hash': handshake_hash.hex(),
                'sealed': sealed}

    suite = Suite('10.2', 'channel', 'secret: of the label, null without; device_secret: the X25519 static secret key; '
                  'manifest_device_key: the public key that the assistant believes in; the ephemeral secret keys; '
                  'plaintexts: messages, the assistant\'s and the device\'s in turn.', evaluate, crypto=True)
    inputs = {
        'secret': samples.SECRET.hex(), 'label_id': samples.LABEL_ID.hex(), 'device_secret': bytes(range(128, 160)).hex(),
        'manifest_device_key': samples.DEVICE.public.hex(), 'assistant_ephemeral': bytes(range(192, 224)).hex(),
        'device_ephemeral': bytes(range(224, 256)).hex(),
        'plaintexts': [cbor.encode([message.OPEN, samples.SESSION]).hex(), cbor.encode([message.READY]).hex(), '',
                       cbor.encode([message.FINISHED]).hex(), cbor.encode([message.COMMIT]).hex()]}
    suite.accept('a label with secret', **inputs)
    suite.accept('a development label', **{**inputs, 'secret': None})
    suite.accept('the largest message', **{**inputs, 'plaintexts': [bytes(4096).hex()]})
    suite.refuse('another device', 'handshake', **{**inputs, 'manifest_device_key': samples.OTHER_DEVICE.public.hex()})
    return suite


def _messages_suite():
    def evaluate(hex):
        return cbor.diagnose(message.decode(bytes.fromhex(hex)))

    suite = Suite('10.3', 'messages', 'hex: the plaintext of a message. result: the message in diagnostic notation.',
                  evaluate)
    session, signature = samples.SESSION, bytes(range(64))
    values = {samples.DEVICE_KEY: [1, samples.DEVICE_SIGNING_KEY.public], samples.VERSIONS: ['firmware 1.2']}
    reported = cbor.encode(values)
    good = {
        'open': [1, session], 'state of an unowned device': [2, 0, None, '0042', 'EM-2', [], 4096, 0],
        'state of a provisional device': [2, 1, session, '0042', 'EM-2', [], 1024, 1],
        'state of an owned device': [2, 2, session, '0042', 'EM-2', ['firmware 1.2', 'radio 7'], 256, 3],
        'manifest': [3, cbor.encode(samples.ENVELOPE_ITEM), 0],
        'the last application': [3, b'', 15], 'want': [4, 1, 0], 'part': [5, 1, 3072, b'\0'],
        'a part of 3072 bytes': [5, 0, 0, bytes(3072)], 'ready': [6], 'start': [7], 'fields': [8, values],
        'no fields': [8, {}], 'a field that is null': [8, {0: None}], 'the last field': [8, {127: 0}],
        'a value of 1024 bytes': [8, {64: bytes(1021)}], 'step that runs': [9, 0, 0], 'step that failed': [9, 255, 2],
        'report': [10, reported, signature, samples.DEVICE_KEY], 'finished': [11], 'commit': [12],
        'done': [13, 2, signature], 'done without signature': [13, 1, None], 'end': [14],
        'fail': [15, 54, 3, 'No water'], 'fail without step and text': [15, 70, None, None], 'abort': [16],
        'wait': [17, 3600], 'identify': [18],
    }
    for name, item in good.items():
        suite.accept(name, hex=cbor.encode(item))
    for name, error, item in [
            ('message 0', 'range', [0]),
            ('message 19', 'range', [19]),
            ('a message without number', 'type', []),
            ('a number as text', 'type', ['open', session]),
            ('a map', 'type', {}),
            ('open without session', 'type', [1]),
            ('open with a third element', 'type', [1, session, 0]),
            ('a session of 15 bytes', 'range', [1, session[:15]]),
            ('a session of 17 bytes', 'range', [1, session + b'\0']),
            ('a session as text', 'type', [1, 'x' * 16]),
            ('null as session', 'type', [1, None]),
            ('state 3', 'range', [2, 3, None, '', '', [], 256, 0]),
            ('state without limit', 'type', [2, 0, None, '', '', []]),
            ('state without preset', 'type', [2, 0, None, '', '', [], 256]),
            ('state with a ninth element', 'type', [2, 0, None, '', '', [], 256, 0, 0]),
            ('a limit of 255', 'range', [2, 0, None, '', '', [], 255, 0]),
            ('a limit of 4097', 'range', [2, 0, None, '', '', [], 4097, 0]),
            ('a limit as text', 'type', [2, 0, None, '', '', [], '256', 0]),
            ('preset 4', 'range', [2, 0, None, '', '', [], 256, 4]),
            ('preset as bool', 'type', [2, 0, None, '', '', [], 256, True]),
            ('versions as text', 'type', [2, 0, None, '', '', '', 256, 0]),
            ('a version as number', 'type', [2, 0, None, '', '', [1], 256, 0]),
            ('an envelope as array', 'type', [3, samples.ENVELOPE_ITEM, 0]),
            ('a manifest without application', 'type', [3, b'']),
            ('application 16', 'range', [3, b'', 16]),
            ('application null', 'type', [3, b'', None]),
            ('want without offset', 'type', [4, 0]),
            ('a negative offset', 'type', [4, 0, -1]),
            ('an empty part', 'range', [5, 0, 0, b'']),
            ('a part of 3073 bytes', 'range', [5, 0, 0, bytes(3073)]),
            ('ready with an argument', 'type', [6, 0]),
            ('fields as array', 'type', [8, []]),
            ('field 128', 'field', [8, {128: 0}]),
            ('a negative field', 'type', [8, {-1: 0}]),
            ('a value of 1025 bytes', 'range', [8, {64: bytes(1022)}]),
            ('progress 3', 'range', [9, 0, 3]),
            ('a report that is no byte string', 'type', [10, values, signature, 5]),
            ('a report that is no CBOR', 'cbor', [10, b'\xff', signature, 5]),
            ('a report with bytes behind its fields', 'trailing', [10, reported + b'\0', signature, 5]),
            ('a report without its key', 'field', [10, reported, signature, 4]),
            ('a report with a short signature', 'range', [10, reported, signature[:63], 5]),
            ('done with a short signature', 'range', [13, 2, signature[:63]]),
            ('fail without text', 'type', [15, 54, 3]),
            ('fail with bytes as text', 'type', [15, 54, 3, b'x']),
            ('wait for no time', 'range', [17, 0]),
            ('wait for a negative time', 'type', [17, -1]),
            ('wait beyond an hour', 'range', [17, 3601]),
    ]:
        suite.refuse(name, error, hex=cbor.encode(item))
    suite.accept('4096 bytes', hex=_message_of(4096))
    suite.refuse('4097 bytes', 'too-large', hex=_message_of(4097))
    suite.refuse('nothing', 'truncated', hex=b'')
    suite.refuse('bytes behind a message', 'trailing', hex='8106' + '00')
    suite.refuse('keys out of order', 'cbor', hex='8208a201000000')
    return suite


def _message_of(size):
    return cbor.encode([message.MANIFEST, bytes(size - 6), 0])


def _signed_suite(clause, name, about, evaluate, first):
    suite = Suite(clause, name, about, evaluate, crypto=True)
    common = {'handshake_hash': bytes(range(100, 132)).hex(), 'session': samples.SESSION.hex(),
              'label_id': samples.LABEL_ID.hex(), 'seed': bytes(range(64, 96)).hex()}
    for case, last in first.items():
        suite.accept(case, **common, **last)
    return suite


def _outcome(signed, seed):
    key = keys.SigningKey(bytes.fromhex(seed))
    return {'signed': signed.hex(), 'key': key.public.hex(), 'signature': key.sign(signed).hex()}


def _report_suite():
    def evaluate(handshake_hash, session, label_id, seed, fields):
        return _outcome(message.report_bytes(*map(bytes.fromhex, (handshake_hash, session, label_id, fields))), seed)

    values = {samples.DEVICE_KEY: [1, samples.DEVICE_SIGNING_KEY.public], samples.VERSIONS: ['firmware 1.2']}
    return _signed_suite('10.5', 'report', 'fields: the byte string of `report`; seed: of the device\'s Ed25519 key. '
                         'result: the bytes that are signed, the public key and the signature.', evaluate, {
                             'a report': {'fields': cbor.encode(values).hex()},
                             'as little as possible': {'fields': 'a0'},
                             'a report of two length bytes': {'fields': cbor.encode(
                                 {**values, 8: ['x' * 300]}).hex()}})


def _done_suite():
    def evaluate(handshake_hash, session, label_id, seed, state):
        return _outcome(message.done_bytes(*map(bytes.fromhex, (handshake_hash, session, label_id)), state), seed)

    return _signed_suite('10.6', 'done', 'state: the state of `done`; seed: of the device\'s Ed25519 key. result: the '
                         'bytes that are signed, the public key and the signature.', evaluate,
                         {'owned': {'state': 2}, 'not locked': {'state': 0}})


def suites():
    return [_kinds_suite(), _channel_suite(), _messages_suite(), _report_suite(), _done_suite()]
