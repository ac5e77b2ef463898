#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Writes the vectors of the format as inputs of a fuzz target: vector-seeds.py TARGET FOLDER"""

import json
import pathlib
import sys

VECTORS = pathlib.Path(__file__).parent.parent / "vectors" / "format"
ROLES = {"assistant": 0, "assist": 0, "device": 1, "app": 2}
FILES = {
    "announcement": ["10.1.9-sighting"],
    "cbor": ["2.1", "9.2"],
    "label-text": ["4."],
    "manifest": ["6", "7.2"],
    "message": ["10.3"],
    "payload": ["3", "5", "7-"],
    "program": ["8."],
    "serial": ["10.1.7-lines"],
}


def seed(target, case):
    if target == "label-text":
        text = case.get("text")
        return "\n".join(text).encode() if isinstance(text, list) else text.encode() if text else None
    data = case.get("line" if target == "serial" else "hex")
    if not isinstance(data, str):
        return None
    data = bytes.fromhex(data)
    if target == "serial":
        return bytes([len(data) % 7]) + data
    if target != "program":
        return data
    role = ROLES.get(case.get("role"))
    return None if role is None else bytes([role + 4 * case.get("preset", 0), 1]) + data


def main():
    target, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(VECTORS.glob("*.json")):
        if not any(path.name.startswith(beginning) for beginning in FILES.get(target, [])):
            continue
        for number, case in enumerate(json.loads(path.read_text())["cases"]):
            data = seed(target, case)
            if data is not None and len(data) <= 8192:
                (folder / f"{path.stem}-{number}").write_bytes(data)


main()
