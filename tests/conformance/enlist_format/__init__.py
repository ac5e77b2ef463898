# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The Enlist format, version 1, implemented from docs/format.md alone.

An independent second implementation: it shares no code with src/wire, so that the vectors in tests/vectors/format
and the random applications of random-applications.py can tell which of the two departs from the page.
"""
