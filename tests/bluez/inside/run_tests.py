# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""run_tests.py TEST…: pass test modules, or single tests, in a guest; say how long each took; count."""

import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.passed = 0

    def startTest(self, test):
        super().startTest(test)
        self.begun = time.monotonic()

    def say(self, test, what):
        print(f'{what} {test.id()} ({time.monotonic() - self.begun:.1f} s)', flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
        self.say(test, 'ok')

    def fail(self, test, trace):
        print(trace, flush=True)
        self.say(test, 'FAILED')

    def addError(self, test, err):
        super().addError(test, err)
        self.begun = getattr(self, 'begun', time.monotonic())
        self.fail(test, self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.fail(subtest, (self.failures + self.errors)[-1][1])

    def addSkip(self, test, reason):
        # What is skipped has not passed.
        super().addSkip(test, reason)
        self.say(test, f'SKIPPED, {reason}')


def run(names):
    """Whether all went well, as a status."""
    result = Result()
    unittest.defaultTestLoader.loadTestsFromNames(names).run(result)
    failed = len(result.errors) + len(result.failures) + len(result.skipped)
    print(f'{result.passed} passed, {failed} failed', flush=True)
    return 1 if failed or not result.passed else 0


if __name__ == '__main__':
    sys.exit(run(sys.argv[1:]))
