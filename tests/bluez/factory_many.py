#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""factory_many.py FOLDER: make the devices and labels of test_many.py, outside of the guest, where it is quicker."""

import pathlib
import shutil
import sys

import bluezcase
import factory

COUNT = 100


def make(folder):
    """Or take what has been made: devices and their labels."""
    publisher = factory.Publisher(folder)
    devices = [bluezcase.Device(publisher, f'device-{number}') for number in range(COUNT)]
    labels = []
    for device in devices:
        label = folder / f'{device.storage.name}.label.txt'
        labels.append(label if label.exists() else device.make_label())
    return publisher, list(zip(devices, labels))


if __name__ == '__main__':
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    make(pathlib.Path(sys.argv[1]))
