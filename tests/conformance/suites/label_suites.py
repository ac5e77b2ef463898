# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Clauses 5 to 7: label, envelope, manifest and parts."""

import copy

from enlist_format import cbor, fields, label, program

from . import samples
from .suite import Suite


def _describe_manifest(manifest):
    item = manifest.item
    return {
        'label_id': manifest.label_id.hex(),
        'sequence': item[label.SEQUENCE],
        'vendor': item[label.VENDOR],
        'model': item[label.MODEL],
        'hardware': item.get(label.HARDWARE),
        'device_key': samples.hex_or_null(item.get(label.DEVICE_KEY)),
        'serial': item.get(label.SERIAL),
        'transports': [[entry[0], entry[1] if len(entry) > 1 else ''] for entry in manifest.transports],
        'parts': [[role, size, digest.hex(), *more] for role, size, digest, *more in manifest.parts],
        'titles': [samples.first_text(title) for title in manifest.titles],
        'custom_fields': [[entry[0], *_kind_and_flags(manifest.fields, index)]
                          for index, entry in enumerate(item.get(label.CUSTOM_FIELDS, []))],
    }


def _kind_and_flags(registry, index):
    """The flags with sensitive set for the kinds that always are."""
    number = fields.FIRST_CUSTOM + index
    return [registry.kind(number), registry.flags(number)]


def _label_suite():
    def evaluate(hex, publishers):
        opened = label.decode_label(bytes.fromhex(hex))
        manifest = opened.verify([bytes.fromhex(key) for key in publishers])
        return {'key_id': opened.envelope.key_id.hex(), 'label_id': manifest.label_id.hex(),
                'secret': samples.hex_or_null(opened.secret), 'parts': [samples.hex_or_null(part)
                                                                        for part in opened.parts]}

    suite = Suite('5', 'label', 'hex: an inflated label; publishers: the public keys trusted here. result: what the '
                  'label carries once envelope and parts are verified.', evaluate, crypto=True)
    trusted = [samples.PUBLISHER.public.hex()]
    both = [samples.OTHER_PUBLISHER.public.hex(), *trusted]
    suite.accept('a label', hex=samples.LABEL, publishers=trusted)
    suite.accept('several publishers', hex=samples.LABEL, publishers=both)

    def changed(edit):
        item = copy.deepcopy(samples.LABEL_ITEM)
        edit(item)
        return cbor.encode(item)

    def put(item, path, value):
        for index in path[:-1]:
            item = item[index]
        item[path[-1]] = value

    def with_value(*path, value):
        return changed(lambda item: put(item, path, value))

    protected = {1: label.ALGORITHM_ED25519, 4: cbor.decode(samples.ENVELOPE_ITEM[0])[4]}
    signature = samples.ENVELOPE_ITEM[3]
    suite.accept('a development label', hex=with_value(1, value=None), publishers=trusted)
    suite.accept('another secret is not noticed here', hex=with_value(1, value=bytes(16)), publishers=trusted)
    suite.accept('a part elsewhere', hex=with_value(2, 1, value=None), publishers=trusted)
    suite.accept('all parts elsewhere', hex=with_value(2, value=[None, None]), publishers=trusted)
    suite.refuse('no publisher is trusted', 'unknown-key', hex=samples.LABEL, publishers=[])
    suite.refuse('another publisher', 'unknown-key', hex=samples.LABEL, publishers=both[:1])
    for name, path, value, error in [
            ('a signature with a bit changed', (0, 3), bytes([signature[0] ^ 1]) + signature[1:], 'signature'),
            ('a signature of zeros', (0, 3), bytes(64), 'signature'),
            ('a manifest with a byte changed', (0, 2), samples.MANIFEST.replace(b'EM-2', b'EM-3'), 'signature'),
            ('the key id of another key', (0, 0), cbor.encode({**protected, 4: bytes(8)}), 'unknown-key'),
            ('another algorithm', (0, 0), cbor.encode({**protected, 1: -8}), 'version'),
            ('a third protected header', (0, 0), cbor.encode({**protected, 5: 0}), 'range'),
            ('no key id', (0, 0), cbor.encode({1: label.ALGORITHM_ED25519}), 'range'),
            ('a short key id', (0, 0), cbor.encode({**protected, 4: bytes(7)}), 'range'),
            ('a key id as text', (0, 0), cbor.encode({**protected, 4: 'x' * 8}), 'type'),
            ('a protected header that is not CBOR', (0, 0), b'\xff', 'cbor'),
            ('an empty protected header', (0, 0), b'', 'range'),
            ('a protected header that is no map', (0, 0), b'\x80', 'type'),
            ('a protected header as a map', (0, 0), protected, 'type'),
            ('an unprotected header', (0, 1), {4: bytes(8)}, 'range'),
            ('null for the unprotected header', (0, 1), None, 'type'),
            ('a detached manifest', (0, 2), None, 'type'),
            ('a short signature', (0, 3), signature[:63], 'range'),
            ('a signature as text', (0, 3), 'x' * 64, 'type'),
            ('a short secret', (1,), bytes(15), 'range'),
            ('a long secret', (1,), bytes(17), 'range'),
            ('a secret as text', (1,), 'x' * 16, 'type'),
            ('false for the secret', (1,), False, 'type'),
            ('no array of parts', (2,), None, 'type'),
            ('a part as text', (2, 0), 'x', 'type'),
    ]:
        suite.refuse(name, error, hex=with_value(*path, value=value), publishers=trusted)
    suite.refuse('a label of two elements', 'type', hex=cbor.encode(samples.LABEL_ITEM[:2]), publishers=trusted)
    suite.refuse('a label of four elements', 'type', hex=cbor.encode([*samples.LABEL_ITEM, None]), publishers=trusted)
    suite.refuse('an envelope of three elements', 'type', publishers=trusted,
                 hex=cbor.encode([samples.ENVELOPE_ITEM[:3], *samples.LABEL_ITEM[1:]]))
    suite.refuse('a tagged envelope', 'cbor', hex=b'\x83\xd2' + samples.LABEL[1:], publishers=trusted)
    suite.refuse('a map', 'type', hex=b'\xa0', publishers=trusted)
    suite.refuse('bytes behind the label', 'trailing', hex=samples.LABEL + b'\0', publishers=trusted)
    suite.refuse('a label cut short', 'truncated', hex=samples.LABEL[:-1], publishers=trusted)
    suite.refuse('nothing', 'truncated', hex=b'', publishers=trusted)
    resigned = label.make_envelope(cbor.encode({**samples.MANIFEST_ITEM, 11: 0}), samples.PUBLISHER)
    suite.refuse('a signed manifest that breaks clause 6', 'range', publishers=trusted,
                 hex=cbor.encode([resigned, *samples.LABEL_ITEM[1:]]))
    return suite


def _manifest_suite():
    suite = Suite('6', 'manifest', 'hex: a manifest. result: what it says; transports as [kind, address], parts as '
                  '[role, size, hash] with the number of the application or the media type behind where the entry has '
                  'them, titles in English, custom fields as [name, kind, flags] with bit 0 set for the kinds that are '
                  'always sensitive.', lambda hex: _describe_manifest(label.decode_manifest(bytes.fromhex(hex))), crypto=True)

    def with_changes(**changes):
        return cbor.encode({key: value for key, value in {
                **samples.MANIFEST_ITEM,
                **{int(key[1:]): value for key, value in changes.items()},
        }.items()
            if value is not None})

    entry = samples.MANIFEST_ITEM[8]
    suite.accept('everything', hex=samples.MANIFEST)
    suite.accept('as little as possible', hex=cbor.encode(samples.manifest_item(samples.PROGRAMS)))
    for name, changes in {
            'the first sequence number': {'_1': 0},
            'the last sequence number': {'_1': 4294967295},
            'a vendor of 64 bytes': {'_2': 'ü' * 32},
            'a model of one byte': {'_3': 'M'},
            'a hardware revision of 32 bytes': {'_4': 'h' * 32},
            'a serial number of 32 bytes': {'_6': 's' * 32},
            'four transports': {'_7': [[3, '/run/meter'], [2, 'meter.example:7000'], [1, 'ttyUSB*'], [0]]},
            'only a device program': {'_8': entry[1:]},
            'only an assistant program': {'_8': entry[:1]},
            'parts of all roles': {'_8': entry + [[2, 1, bytes(16)], [3, 4096, bytes(16)], [2, 9, bytes(16), 'text/csv']]},
            'two applications': {'_8': entry + [[1, 1, bytes(16), 1]], '_10': ['Meter', ['Gateway', 'de', 'Gateway']]},
            'sixteen parts': {'_8': entry + [[2, 1, bytes(16)]] * 14},
            'the largest part': {'_8': entry + [[3, 262144, bytes(16)]]},
            'a custom field with all characters': {'_9': [['Az09.-_', 0]]},
            'a custom field of 32 bytes': {'_9': [['n' * 32, 13, 1]]},
            'a custom field that is secret by kind': {'_9': [['pin', 5]]},
            '64 custom fields': {'_9': [[f'f{index}', 0] for index in range(64)]},
    }.items():
        suite.accept(name, hex=with_changes(**changes))
    for name, error, changes in [
            ('a newer version', 'version', {'_0': 2}),
            ('version 0', 'range', {'_0': 0}),
            ('a version that is no number', 'type', {'_0': '1'}),
            ('no version', 'range', {'_0': None}),
            ('no sequence number', 'range', {'_1': None}),
            ('no vendor', 'range', {'_2': None}),
            ('no model', 'range', {'_3': None}),
            ('no parts', 'range', {'_8': None}),
            ('an unknown key', 'range', {'_11': 0}),
            ('a negative key', 'range', {'_-1': 0}),
            ('a sequence number beyond 32 bits', 'range', {'_1': 4294967296}),
            ('a negative sequence number', 'type', {'_1': -1}),
            ('an empty vendor', 'range', {'_2': ''}),
            ('a vendor of 65 bytes', 'range', {'_2': 'ü' * 32 + 'x'}),
            ('a vendor as bytes', 'type', {'_2': b'Example'}),
            ('a model of 65 bytes', 'range', {'_3': 'm' * 65}),
            ('a hardware revision of 33 bytes', 'range', {'_4': 'h' * 33}),
            ('a device key of 31 bytes', 'range', {'_5': bytes(31)}),
            ('a serial number of 33 bytes', 'range', {'_6': 's' * 33}),
            ('an empty serial number', 'range', {'_6': ''}),
            ('no transport', 'range', {'_7': []}),
            ('five transports', 'range', {'_7': [[0]] * 5}),
            ('an unknown transport', 'range', {'_7': [[4, 'x']]}),
            ('BLE with an address', 'type', {'_7': [[0, 'x']]}),
            ('TCP without an address', 'type', {'_7': [[2]]}),
            ('an empty transport', 'type', {'_7': [[]]}),
            ('a transport that is a number', 'type', {'_7': [0]}),
            ('an empty list of parts', 'range', {'_8': []}),
            ('seventeen parts', 'range', {'_8': entry + [[2, 1, bytes(16)]] * 15}),
            ('two programs for the device', 'range', {'_8': entry[1:] * 2}),
            ('two programs for the assistant', 'range', {'_8': entry[:1] * 2}),
            ('no program', 'range', {'_8': [[2, 1, bytes(16)]]}),
            ('an unknown role', 'range', {'_8': [[4, 1, bytes(16)]]}),
            ('an empty part', 'range', {'_8': [[1, 0, bytes(16)]]}),
            ('a part too large', 'range', {'_8': [[1, 262145, bytes(16)]]}),
            ('a short hash', 'range', {'_8': [[1, 1, bytes(15)]]}),
            ('a part without hash', 'type', {'_8': [[1, 1]]}),
            ('no custom field', 'range', {'_9': []}),
            ('65 custom fields', 'range', {'_9': [[f'f{index}', 0] for index in range(65)]}),
            ('a custom field with an empty name', 'range', {'_9': [['', 0]]}),
            ('a custom field of 33 bytes', 'range', {'_9': [['n' * 33, 0]]}),
            ('a custom field that starts with a digit', 'range', {'_9': [['1st', 0]]}),
            ('a custom field with a space', 'range', {'_9': [['a b', 0]]}),
            ('a custom field with a letter outside ASCII', 'range', {'_9': [['höhe', 0]]}),
            ('two custom fields of one name', 'range', {'_9': [['a', 0], ['b', 0], ['a', 1]]}),
            ('a custom field called like a registered one', 'range', {'_9': [['device.key', 0]]}),
            ('an unknown kind', 'range', {'_9': [['a', 14]]}),
            ('an unknown flag', 'range', {'_9': [['a', 0, 2]]}),
            ('a custom field without kind', 'type', {'_9': [['a']]}),
            ('a custom field of four elements', 'type', {'_9': [['a', 0, 0, 0]]}),
    ]:
        suite.refuse(name, error, hex=with_changes(**changes))
    suite.refuse('an array', 'type', hex=b'\x80')
    suite.refuse('nothing', 'truncated', hex=b'')
    suite.refuse('bytes behind it', 'trailing', hex=samples.MANIFEST + b'\0')
    size = label.MAXIMUM_MANIFEST
    suite.accept('3072 bytes', hex=_manifest_of(size))
    suite.refuse('3073 bytes', 'too-large', hex=_manifest_of(size + 1))
    return suite


def _manifest_of(size):
    """Filled up with the address of a transport, the only text of a manifest without a limit of its own."""
    empty = len(cbor.encode({**samples.MANIFEST_ITEM, 7: [[1, 'x' * 256]]})) - 256
    return cbor.encode({**samples.MANIFEST_ITEM, 7: [[1, 'x' * (size - empty)]]})


def _applications_suite():
    suite = Suite('7.2', 'applications', 'hex: a manifest. result: the number of applications, and for each the indexes '
                  'of the parts with the assistant\'s and the device\'s program, -1 for one that it has not, with its '
                  'title in English.', _describe_applications)

    def encode(parts, titles=None):
        return cbor.encode({key: value for key, value in {
            **samples.MANIFEST_ITEM, 8: parts, 10: titles}.items() if value is not None})

    def entry(role, *more):
        return [role, 1, bytes(16), *more]

    two = [entry(0), entry(1), entry(0, 1), entry(1, 1)]
    titles = ['New meter', ['Exchange', 'de', 'Tausch']]
    for name, parts, named in [
            ('one', two[:2], None),
            ('two', two, titles),
            ('in any order', [two[3], two[0], two[2], two[1]], titles),
            ('one for the assistant, one for the device', [entry(0), entry(1, 1)], titles),
            ('with parts of other roles between', [entry(2), *two[:2], entry(3), *two[2:]], titles),
            ('sixteen', [entry(1), *(entry(0, number) for number in range(1, 16))], [f'No. {number}' for number in range(16)]),
            ('a part of a media type', [*two[:2], entry(2, 'application/octet-stream'), entry(3, 'x' * 64)], None),
    ]:
        suite.accept(name, hex=encode(parts, named))
    for name, error, parts, named in [
            ('two programs of one application for the assistant', 'range', [*two, entry(0, 1)], titles),
            ('two programs of one application for the device', 'range', [*two, entry(1)], titles),
            ('a number left out', 'range', [*two[:2], entry(0, 2)], titles),
            ('no application 0', 'range', [entry(0, 1), entry(0, 2)], titles),
            ('application 0 by number', 'range', [entry(0, 0)], None),
            ('application 16', 'range', [entry(0), entry(0, 16)], titles),
            ('an application as text', 'type', [entry(0), entry(0, 'x')], titles),
            ('an application for a configuration', 'type', [entry(0), entry(2, 1)], None),
            ('an empty media type', 'range', [entry(0), entry(2, '')], None),
            ('a media type of 65 bytes', 'range', [entry(0), entry(3, 'x' * 65)], None),
            ('a media type as bytes', 'type', [entry(0), entry(3, b'x')], None),
            ('an entry of five', 'type', [entry(0), entry(0, 1, 1)], titles),
            ('an IoT application alone', 'range', [entry(3)], None),
            ('two without titles', 'range', two, None),
            ('one with titles', 'range', two[:2], titles),
            ('a title too few', 'range', [*two, entry(0, 2)], titles),
            ('a title too many', 'range', two, [*titles, 'More']),
            ('one title', 'range', two, titles[:1]),
            ('seventeen titles', 'range', two, titles[:1] * 17),
            ('titles that are no array', 'type', two, 'x'),
            ('a title that is a number', 'type', two, ['x', 1]),
            ('a title with a tag alone', 'type', two, ['x', ['x', 'de']]),
    ]:
        suite.refuse(name, error, hex=encode(parts, named))
    return suite


def _describe_applications(hex):
    manifest = label.decode_manifest(bytes.fromhex(hex))
    indexes = [[-1 if (index := manifest.index_of_program(role, number)) is None else index for role in label.PROGRAMS]
               for number in range(manifest.application_count)]
    return [[*pair, samples.first_text(manifest.titles[number]) if manifest.titles else '']
            for number, pair in enumerate(indexes)]


def _configurations_suite():
    def evaluate(hex, custom_fields):
        known = fields.Registry(cbor.decode(bytes.fromhex(custom_fields)))
        program.read_configuration(bytes.fromhex(hex), known)

    suite = Suite('7.5', 'configurations', 'hex: a configuration; custom_fields: key 9 of its manifest.', evaluate)
    custom = cbor.encode([*samples.CUSTOM_FIELDS, *([f'more.{index}', 0] for index in range(4))]).hex()

    def encode(item):
        return {'hex': cbor.encode(item), 'custom_fields': custom}

    def filled(size):
        values = {64: 1, 12: '', **{72 + index: 'x' * 990 for index in range(4)}}
        missing = size - len(cbor.encode({**values, 12: 'x' * 99})) + 99
        return {**values, 12: 'x' * missing}

    for name, values in [('a configuration', {samples.INTERVAL: 3600, 9: 'mqtt://broker.example', 64: -3}),
                         ('nothing', {}), ('null', {samples.NAME: None}), ('a sensitive value', {samples.ADMIN_SECRET: 'x'}),
                         ('a composite value', {samples.LOCATION: ['Site', 'Hall']}), ('4096 bytes', filled(4096))]:
        suite.accept(name, **encode(values))
    for name, error, values in [
            ('a value of another kind', 'type', {samples.INTERVAL: '3600'}),
            ('a value out of range', 'range', {samples.NAME: ''}),
            ('a value of 1025 bytes', 'range', {13: 'x' * 1022}),
            ('a field that is not registered', 'field', {16: 1}),
            ('a field that is not declared', 'field', {76: 1}),
            ('a field beyond all', 'field', {128: 1}),
            ('a negative field', 'type', {-1: 1}),
            ('an unknown field before a wrong value', 'field', {16: 1, 64: 'deep'}),
            ('a wrong value before an unknown field', 'type', {samples.INTERVAL: 'x', 16: 1}),
            ('an array', 'type', []),
            ('4097 bytes', 'too-large', filled(4097)),
    ]:
        suite.refuse(name, error, **encode(values))
    suite.refuse('no bytes', 'truncated', hex='', custom_fields=custom)
    suite.refuse('keys out of order', 'cbor', hex='a20ff603f6', custom_fields=custom)
    suite.refuse('bytes behind it', 'trailing', hex='a000', custom_fields=custom)
    return suite


def _parts_suite():
    def evaluate(manifest, parts):
        checked = label.decode_manifest(bytes.fromhex(manifest))
        label.check_parts(checked, [None if part is None else bytes.fromhex(part) for part in parts])

    suite = Suite('7', 'parts', 'manifest: a manifest; parts: the third element of a label.', evaluate, crypto=True)
    assist, device = (part for _, part in samples.PROGRAMS)
    suite.accept('both', manifest=samples.MANIFEST, parts=[assist.hex(), device.hex()])
    suite.accept('one absent', manifest=samples.MANIFEST, parts=[None, device.hex()])
    suite.accept('both absent', manifest=samples.MANIFEST, parts=[None, None])
    suite.refuse('exchanged', 'hash', manifest=samples.MANIFEST, parts=[device.hex(), assist.hex()])
    suite.refuse('one missing', 'hash', manifest=samples.MANIFEST, parts=[assist.hex()])
    suite.refuse('one too many', 'hash', manifest=samples.MANIFEST, parts=[assist.hex(), device.hex(), None])
    suite.refuse('none', 'hash', manifest=samples.MANIFEST, parts=[])
    suite.refuse('a byte changed', 'hash', manifest=samples.MANIFEST, parts=[assist.hex(), device[:-1].hex() + '00'])
    suite.refuse('a byte too many', 'hash', manifest=samples.MANIFEST, parts=[assist.hex(), device.hex() + '00'])
    wrong_size = cbor.encode({**samples.MANIFEST_ITEM, 8: [[1, len(device) + 1, label.part_hash(device)]]})
    suite.refuse('the right hash with the wrong size', 'hash', manifest=wrong_size, parts=[device.hex()])
    return suite


def suites():
    return [_label_suite(), _manifest_suite(), _applications_suite(), _configurations_suite(), _parts_suite()]
