#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Whole sessions of the Python assistant with the Python device, from the text of a label to commit."""

import itertools
import unittest

from enlist_format import cbor, certificate_request, keys, label, message, payload, text
from enlist_format.operations import (ASK, AWAIT, CALL, CHECK, CONFIGURE, CSR, END, FAIL, FORGET, IDENTIFY, IF, INSTALL,
                                      LET, LOCK, LOOKUP, MAKE_KEY, NEED, NOTE, RECORD, RELAY, REPEAT, REPORT, SEND, SET,
                                      TRY, WHEN)
from enlist_format.session import Device, Session
from enlist_format.status import FormatError
from suites import samples
from suites.programs import DEPTH, MAKE_SIGNING_KEY, PIN, REQUEST, SEAL, SPARE_KEY, TIGHT
from suites.samples import DEVICE_KEY, INTERVAL, LOCATION, NAME, OWNER_FIELD, SERIAL, VERSIONS, WIFI

REMARK = 12
OWNER = ['Example Water', samples.OWNER.public]
NETWORK = ['net', 'passphrase']


def make_code(*applications, staying=(), titles=None, changes=None):
    """The text of a label; applications are (assistant's steps, device's steps), staying (role, bytes, media)."""
    parts = []
    for number, programs in enumerate(applications):
        parts += [(role, cbor.encode(steps), number or None) for role, steps in enumerate(programs) if steps]
    parts += staying
    item = {**samples.manifest_item([]), 8: [
        [role, len(data), label.part_hash(data), *([] if more is None else [more])] for role, data, more in parts],
        9: samples.CUSTOM_FIELDS, **(changes or {})}
    if titles:
        item[10] = titles
    envelope = label.make_envelope(cbor.encode(item), samples.PUBLISHER)
    return text.encode_whole(payload.deflate(cbor.encode([envelope, samples.SECRET, [data for _, data, _ in parts]])))


def make_device(**more):
    return Device(bytes(range(128, 160)), [samples.PUBLISHER.public], 'Example Meters', 'EM-2', '0042', **more)


def make_secrets():
    return (bytes([number % 255 + 1]) * 32 for number in itertools.count())


def enroll(code, device, answers=None, **more):
    """Answers are taken one after the other by the number of their field, the last one again and again."""
    given = {number: iter(values) for number, values in (answers or {}).items()}
    last = {}

    def installer(number, options):
        last[number] = next(given[number], last.get(number))
        return last[number]

    session = Session(code, [samples.PUBLISHER.public], device, make_secrets(), installer=installer, **more)
    return session.enroll(), session


class SessionTest(unittest.TestCase):
    def assert_fails(self, name, step, *arguments, **more):
        with self.assertRaises(FormatError) as raised:
            enroll(*arguments, **more)
        self.assertEqual((raised.exception.name, raised.exception.step), (name, step))

    def test_8_a_whole_application(self):
        device = make_device(versions=['firmware 1.2'], functions={2: lambda: []})
        assistant, session = enroll(make_code((samples.ASSIST_STEPS, samples.DEVICE_STEPS)), device,
                                    {LOCATION: [['Site', 'Hall']], 64: [4], OWNER_FIELD: [OWNER]})
        self.assertEqual(device.state, message.OWNED)
        self.assertEqual(device.kept, {LOCATION: ['Site', 'Hall'], 64: 4})
        self.assertEqual(assistant.record[VERSIONS], ['firmware 1.2'])
        self.assertEqual(assistant.record[DEVICE_KEY][0], 1)
        self.assertEqual([item[0] for _, item in session.log][-4:], [message.FINISHED, message.COMMIT, message.DONE, message.END])

    def test_8_3_await_waits_for_a_new_report(self):
        measure = [REPEAT, 3, [[NEED, DEPTH], [CALL, 64, [[0, DEPTH]], [INTERVAL]], [REPORT, INTERVAL]]]
        device = make_device(functions={64: lambda depth: [10 * depth]})
        assistant, _ = enroll(make_code((
            [[LET, REMARK, ''], [REPEAT, 3, [[ASK, DEPTH], [SEND, DEPTH], [AWAIT, 60, INTERVAL],
                                             [LET, REMARK, [11, [0, REMARK], [0, INTERVAL], ';']]]], [RECORD, REMARK]],
            [MAKE_SIGNING_KEY, measure])), device, {DEPTH: [1, 2, 3]})
        self.assertEqual(assistant.record, {REMARK: '10;20;30;'})

    def test_8_3_an_old_report_does_not_do(self):
        code = make_code(([[AWAIT, 60, SERIAL], [TRY, [[AWAIT, 60, SERIAL]], [[LET, NAME, 'no second report']]], [RECORD, NAME]],
                          [MAKE_SIGNING_KEY, [REPORT, SERIAL]]))
        # Written in one alternative only, so the other one has to write it, too.
        with self.assertRaises(FormatError) as raised:
            enroll(code, make_device())
        self.assertEqual(raised.exception.name, 'unwritten')
        code = make_code(([[AWAIT, 60, SERIAL], [LET, NAME, 'x'], [TRY, [[AWAIT, 60, SERIAL]], [[LET, NAME, 'none']]],
                           [RECORD, NAME]], [MAKE_SIGNING_KEY, [REPORT, SERIAL]]))
        self.assertEqual(enroll(code, make_device())[0].record, {NAME: 'none'})

    def test_8_4_need_waits_for_new_values(self):
        code = make_code(([[ASK, DEPTH], [SEND, DEPTH], [ASK, DEPTH], [SEND, DEPTH]],
                          [[NEED, DEPTH], [LET, INTERVAL, [0, DEPTH]], [NEED, DEPTH], [SET, DEPTH, INTERVAL]]))
        device = make_device()
        with self.assertRaises(FormatError) as raised:
            # Both were sent before the first `need` took the newest.
            enroll(code, device, {DEPTH: [1, 2]})
        self.assertEqual(raised.exception.name, 'timeout')

    def test_8_2_try_goes_on_with_the_next_block(self):
        code = make_code(([[TRY, [[LOOKUP, 'EM-2', NAME]], [[NOTE, 'By hand'], [ASK, NAME]]], [SEND, NAME]],
                          [[NEED, NAME], [TRY, [[CALL, 64, [], [DEPTH]]], [[CALL, 65, [], [DEPTH]]]], [SET, NAME, DEPTH]]))
        device = make_device(functions={65: lambda: [7]})
        assistant, _ = enroll(code, device, {NAME: ['by hand']})
        self.assertEqual(assistant.execution.caught, [1])
        self.assertEqual((device.kept[NAME], device.kept[DEPTH]), ('by hand', 7))
        enroll(code, device, catalog={'EM-2': {NAME: 'from a catalog'}}.get)
        self.assertEqual(device.kept[NAME], 'from a catalog')

    def test_8_3_lookup_makes_null_of_what_is_not_there(self):
        code = make_code(([[LOOKUP, 4006381333931, NAME, DEPTH], [RECORD]], None))
        assistant, _ = enroll(code, make_device(), catalog={'4006381333931': {NAME: 'Meter', INTERVAL: 5}}.get)
        self.assertEqual(assistant.record, {NAME: 'Meter', DEPTH: None})

    def test_8_3_sensitive_values_stay_out_of_the_record(self):
        code = make_code(([[ASK, WIFI, PIN, NAME], [SEND, WIFI], [RECORD], [RELAY]], [[NEED, WIFI], [SET, WIFI]]))
        device = make_device()
        assistant, _ = enroll(code, device, {WIFI: [NETWORK], PIN: ['1234'], NAME: ['x']})
        self.assertEqual((assistant.record, assistant.relayed), ({NAME: 'x'}, {NAME: 'x'}))
        self.assertEqual(device.kept[WIFI], NETWORK)

    def test_8_3_configure_needs_a_gateway(self):
        code = make_code(([[ASK, SEAL], [CONFIGURE, SEAL, [DEPTH, 5]]], None))
        self.assert_fails('function', 1, code, make_device(), {SEAL: ['x']})
        assistant, _ = enroll(code, make_device(), {SEAL: ['x']}, gateway=True)
        self.assertEqual(assistant.configuration, {SEAL: 'x', DEPTH: 5})

    def test_8_4_certificate_requests(self):
        code = make_code(([[AWAIT, 60, REQUEST, SPARE_KEY], [RECORD]],
                          [MAKE_SIGNING_KEY, [MAKE_KEY, 3, SPARE_KEY], [CSR, SPARE_KEY, [11, 'Meter ', [0, SERIAL]], REQUEST],
                           [REPORT, REQUEST, SPARE_KEY]]))
        record = enroll(code, make_device())[0].record
        key_type, public_key, subject = certificate_request.read(record[REQUEST])
        self.assertEqual(([key_type, public_key], subject), (record[SPARE_KEY], 'Meter 0042'))

    def test_8_4_install(self):
        configuration = cbor.encode({INTERVAL: 60, DEPTH: 3})
        application = cbor.encode([[WHEN, [0], [[CALL, 64, [], [DEPTH]]]]])
        code = make_code(([[IDENTIFY]], [[INSTALL, 2, 3], [INSTALL, 4], [SET, [NAME, 'x']]]),
                         staying=[(2, configuration, None), (3, application, None), (2, b'a,b', 'text/csv')])
        device = make_device()
        enroll(code, device)
        self.assertEqual((device.kept, device.installed),
                         ({**device.kept, INTERVAL: 60, DEPTH: 3, NAME: 'x'}, [2, 3, 4]))

    def test_8_4_forget_keeps_what_was_set(self):
        programs = ([[ASK, NAME, DEPTH], [SEND, NAME, DEPTH]], [[NEED, NAME, DEPTH], [SET, DEPTH], [FORGET]])
        device = make_device()
        enroll(make_code(programs), device, {NAME: ['x'], DEPTH: [1]})
        self.assertEqual(device.kept, {DEPTH: 1})

    def test_7_2_the_chosen_application_runs(self):
        code = make_code(([[NOTE, 'x']], [[SET, [NAME, 'first']]]), (None, [[SET, [NAME, 'second']]]), titles=['A', 'B'])
        device = make_device()
        for number, name in enumerate(('first', 'second')):
            enroll(code, device, application=number)
            self.assertEqual(device.kept[NAME], name)

    def test_10_3_messages_keep_to_the_limit(self):
        names = [12, 13, 9, 64 + 3]
        code = make_code(([[ASK, *names], [SEND, *names]], [[NEED, *names], [CHECK, [1, [12, [0, 12]], 180], 'No'],
                                                           [IF, True, [[SET, *names]]], [END], [FAIL, 'No']]))
        answers = {12: ['x' * 180], 13: ['y' * 180], 9: ['z' * 180], 67: [b'b' * 180]}
        for limit, count in ((1024, 1), (512, 2), (256, 4)):
            device = make_device(limit=limit)
            _, session = enroll(code, device, answers)
            self.assertLessEqual(max(len(cbor.encode(item)) for ours, item in session.log if ours), limit)
            self.assertEqual(len([item for _, item in session.log if item[0] == message.FIELDS]), count)
        self.assert_fails('too-large', 1, code, make_device(limit=256), {**answers, 12: ['x' * 251]})

    def test_10_3_a_preset_lock(self):
        device = make_device(preset=1)
        enroll(make_code(([[ASK, OWNER_FIELD], [SEND, OWNER_FIELD]], [[NEED, OWNER_FIELD], MAKE_SIGNING_KEY])), device,
               {OWNER_FIELD: [OWNER]})
        self.assertEqual(device.state, message.OWNED)
        self.assert_fails('unwritten', 1, make_code(([[NOTE, 'x']], [MAKE_SIGNING_KEY])), make_device(preset=1))

    def test_10_4_what_a_device_refuses(self):
        code = make_code(([[NOTE, 'x']], None))
        device = make_device()
        device.sequence = 8
        self.assert_fails('sequence', None, code, device)
        device = make_device()
        device.publishers = [samples.OTHER_PUBLISHER.public]
        self.assert_fails('unknown-key', None, code, device)
        for changes in ({2: 'Others'}, {3: 'EM-3'}, {6: '0043'}, {5: samples.OTHER_DEVICE.public}):
            self.assert_fails('model', None, make_code(([[NOTE, 'x']], None), changes=changes), make_device())

    def test_10_5_a_report_holds_its_key(self):
        code = make_code(([[AWAIT, 60, SERIAL]], [MAKE_SIGNING_KEY, [REPORT, SERIAL]]))
        _, session = enroll(code, make_device())
        _, encoded, signature, key_field = next(item for _, item in session.log if item[0] == message.REPORT)
        public_key = cbor.decode(encoded)[key_field][1]
        self.assertEqual(key_field, DEVICE_KEY)
        with self.assertRaises(FormatError):
            keys.verify(public_key, signature, encoded)


if __name__ == '__main__':
    unittest.main()
