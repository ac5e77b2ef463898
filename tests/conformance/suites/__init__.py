# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The vectors of tests/vectors/format, a module for each part of docs/format.md."""
