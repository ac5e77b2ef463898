# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Traces of frames: shown, and replayed."""

import os
import pathlib
import unittest

from clicase import FAILED, NOT_FOUND, USAGE, VERIFICATION, CliCase

TRACES = pathlib.Path(os.environ['ENLIST_TEST_TRACES'])


class TraceCase(CliCase):
    def test_shows_a_trace(self):
        out, _ = self.run_ctl('trace', TRACES / 'reordered.trace')
        self.assertIn('link over unix, frames of 20 bytes', out)
        self.assertRegex(out, r'<-  last fragment \d+, \d+ bytes, expects \d+; 1 early')
        self.assertRegex(out, r'->  fragment 0, 17 bytes, expects 0\n')
        self.assertIn('message of 57 bytes', out)
        self.assertIn('this version does the same', out)

    def test_only_the_summary(self):
        out, _ = self.run_ctl('trace', '--quiet', TRACES / 'broken-link.trace')
        self.assertEqual(len(out.splitlines()), 4)
        self.assertTrue(out.startswith('2 links, '))

    def test_another_link(self):
        text = (TRACES / 'large-frames.trace').read_text(encoding='utf-8')
        (self.dir / 'other.trace').write_text(text.replace('"dir": "out", "frame": "02', '"dir": "out", "frame": "04'),
                                              encoding='utf-8')
        result = self.run_any('trace', 'other.trace')
        self.assertEqual(result.returncode, FAILED)
        self.assertRegex(result.stderr.decode(), r'Line \d+: another frame; today: acknowledgement, expects \d+')
        self.assertIn('1 link, ', result.stdout.decode())

    def test_what_is_no_trace(self):
        (self.dir / 'text').write_text('hello\n', encoding='utf-8')
        self.run_ctl('trace', 'text', code=VERIFICATION)
        self.run_ctl('trace', 'nothing', code=NOT_FOUND)
        self.run_ctl('trace', code=USAGE)


if __name__ == '__main__':
    unittest.main()
