# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""What changes from one label to another."""

import copy
import json
import unittest

from clicase import FAILED, FLOW, SAMPLES, USAGE, WEATHER, CliCase


class Diff(CliCase):
    def setUp(self):
        super().setUp()
        self.source = json.loads(WEATHER.read_text(encoding='utf-8'))

    def change(self, function, sample=None):
        """The JSON form and the words for what a change of a source does."""
        before = sample or self.source
        after = copy.deepcopy(before)
        function(after)
        self.write_json('before.json', before)
        self.write_json('after.json', after)
        out, _ = self.run_ctl('label', 'diff', '--json', 'before.json', 'after.json')
        words, _ = self.run_ctl('label', 'diff', 'before.json', 'after.json')
        return json.loads(out), words

    def steps(self, difference, side, application=0):
        def index(change, end):
            return change[end]['index'] if end in change else None
        return [(change['change'], index(change, 'from'), index(change, 'to'))
                for change in difference['applications'][application][side]]

    def test_equal(self):
        difference, words = self.change(lambda _: None)
        self.assertIs(difference['equal'], True)
        self.assertEqual(words, 'They say the same.\n')

    def test_order_of_members_is_no_difference(self):
        self.write_json('turned.json', dict(reversed(self.source.items())))
        out, _ = self.run_ctl('label', 'diff', WEATHER, 'turned.json', '--exit-code')
        self.assertEqual(out, 'They say the same.\n')

    def test_a_label_and_its_source(self):
        self.make_key()
        self.make_label('label.enlist', device=None)
        self.run_ctl('label', 'diff', WEATHER, 'label.enlist', '--exit-code')
        self.make_device('Weather Sensor')
        self.make_label('label.png')
        out, _ = self.run_ctl('label', 'diff', 'label.enlist', 'label.png', '--json')
        changed = {change['member'] for change in json.loads(out)['head']}
        self.assertEqual(changed, {'secret', 'serial', 'device-key'} | (changed & {'hardware'}))
        self.make_key('Another', 'other.json')
        self.run_ctl('label', 'make', WEATHER, '--key', 'other.json', '-o', 'other.enlist')
        out, _ = self.run_ctl('label', 'diff', 'label.enlist', 'other.enlist')
        self.assertIn('Who and what it is for\n  publisher: ', out)

    def test_head(self):
        def change(source):
            source.update(model='Other', hardware='B', transports=['ble:', 'tcp:a:1'], sequence=2)
        difference, words = self.change(change)
        self.assertEqual([(c['member'], c['from'], c['to']) for c in difference['head']],
                         [('model', 'Weather Sensor', 'Other'), ('hardware', None, 'B'),
                          ('transports', None, ['ble:', 'tcp:a:1']), ('sequence', 1, 2)])
        self.assertIn('  hardware: nothing → “B”\n', words)
        self.assertIn('  + transports\n', words)

    def test_steps(self):
        def change(source):
            source['assistant'].insert(0, 'identify')
            source['assistant'][3]['ask'].append('wifi')
            del source['assistant'][4]
            source['assistant'][5]['seconds'] = 9
            source['device'][2]['with'] = [5]
            source['device'].insert(1, {'try': [[{'call': 'self-test'}], ['end']]})
        difference, words = self.change(change)
        self.assertEqual(self.steps(difference, 'assistant'),
                         [('added', None, 0), ('changed', 2, 3), ('removed', 3, None), ('changed', 5, 5)])
        self.assertEqual(self.steps(difference, 'device'),
                         [('added', None, 1), ('added', None, 2), ('added', None, 3), ('changed', 2, 5)])
        self.assertEqual(difference['applications'][0]['device'][3]['members'],
                         [{'member': 'with/0', 'from': 0, 'to': 5}])
        self.assertIn('\n  +   1  Asks whether the right device makes itself noticed\n', words)
        self.assertIn('\n  -   4  Asks for Wi-Fi network\n', words)
        self.assertIn('         seconds: 120 → 9\n', words)
        self.assertIn('\n  +   3    Tests itself\n', words)

    def test_a_step_that_moves_into_a_block(self):
        def change(source):
            source['assistant'][3] = {'repeat': 2, 'do': [source['assistant'][3]]}
        difference, _ = self.change(change)
        self.assertEqual(self.steps(difference, 'assistant'),
                         [('changed', 3, 4), ('added', None, 3)])

    def test_what_leaves_and_what_stays(self):
        def change(source):
            source['assistant'][1]['ask'].append('remark')
            source['assistant'][4]['send'] = ['location', 'owner', 'name', 'wifi', 'remark']
            source['fields'] = [{'name': 'level', 'kind': 'number'}]
            source['configurations'] = {'x': {'values': {'interval': 60}}}
            source['device'].insert(4, {'install': ['x']})
        difference, words = self.change(change)
        self.assertEqual(difference['sent'], {'added': ['Remark'], 'removed': []})
        self.assertEqual(difference['staying'],
                         {'added': ['Configuration: Measuring interval 60'], 'removed': []})
        self.assertEqual([c['member'] for c in difference['fields']], ['level'])
        self.assertEqual([c['member'] for c in difference['parts']], ['configuration-1'])
        self.assertIn('What leaves this computer\n  + Remark\n', words)
        self.assertIn('Fields\n  + level\n', words)
        self.assertGreater(difference['size']['to']['text'], difference['size']['from']['text'])

    def test_texts(self):
        def change(source):
            source['assistant'][0]['note']['fr'] = 'Monter le capteur.'
        difference, words = self.change(change)
        self.assertEqual(difference['languages'], {'added': ['fr'], 'removed': []})
        self.assertEqual(self.steps(difference, 'assistant'), [('changed', 0, 0)])
        self.assertIn('note/fr: nothing → “Monter le capteur.”', words)

    def test_applications(self):
        sample = json.loads((SAMPLES / 'two-applications.json').read_text(encoding='utf-8'))

        def change(source):
            source['applications'][1]['title']['default'] = 'Renew the battery'
            source['applications'].append({'title': 'Blink', 'device': [{'call': 'identify'}]})
        difference, words = self.change(change, sample)
        self.assertEqual([c['member'] for c in difference['head']], ['applications/1/title/default'])
        self.assertEqual(self.steps(difference, 'device', 2), [('added', None, 0)])
        self.assertIn('Blink: the device\n  +   1  Makes itself noticed\n', words)

    def test_exit_codes(self):
        self.run_ctl('label', 'diff', WEATHER, FLOW)
        result = self.run_any('label', 'diff', WEATHER, FLOW, '--exit-code')
        self.assertEqual((result.returncode, result.stderr), (FAILED, b''))
        self.write_json('bad.json', {**self.source, 'model': ''})
        _, err = self.run_ctl('label', 'diff', WEATHER, 'bad.json', code=USAGE)
        self.assertIn('bad.json: /model', err)
        self.run_ctl('label', 'diff', WEATHER, code=USAGE)


if __name__ == '__main__':
    unittest.main()
