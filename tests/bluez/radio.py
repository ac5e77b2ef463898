# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""A radio says an advertisement over and over; btvirt tells of it only when it is enabled. This makes up for it."""

import contextlib
import fcntl
import os
import select
import socket
import struct
import threading

HCIGETCONNLIST = 0x800448D4
SOL_HCI, HCI_FILTER = 0, 2
COMMAND, EVENT = 1, 4
COMMAND_COMPLETE = 0x0E
SET_ADVERTISE_ENABLE = 0x200A
CONNECTED = 1
MAX_LINKS, LINK_SIZE = 4, 16
INTERVAL = 0.1
PATIENCE = 1.0


class Controller:
    """A raw socket to a controller, beside bluetoothd's own way to it."""

    def __init__(self, number):
        self.number = number
        self.socket = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_RAW, socket.BTPROTO_HCI)
        everything = struct.pack('<IIIHxx', 1 << EVENT, 1 << COMMAND_COMPLETE, 0, 0)
        self.socket.setsockopt(SOL_HCI, HCI_FILTER, everything)
        self.socket.bind((number,))

    def enable(self, on):
        """Whether that changed anything."""
        self.socket.send(struct.pack('<BHBB', COMMAND, SET_ADVERTISE_ENABLE, 1, on))
        while select.select([self.socket], [], [], PATIENCE)[0]:
            answer = self.socket.recv(260)
            # Event, its size, commands allowed, which command, its status.
            if struct.unpack_from('<H', answer, 4)[0] == SET_ADVERTISE_ENABLE:
                return answer[6] == 0
        return False

    def links(self):
        """The states of its links: 1 is connected, others are about to be."""
        request = struct.pack('<HH', self.number, MAX_LINKS) + bytes(LINK_SIZE * MAX_LINKS)
        answer = fcntl.ioctl(self.socket, HCIGETCONNLIST, request)
        count = struct.unpack_from('<H', answer, 2)[0]
        return [struct.unpack_from('<H', answer, 4 + LINK_SIZE * number + 10)[0] for number in range(count)]


class Radio:
    """Repeats what is advertised, at adapters without a link; when it is eager, at those with one, too."""

    def __init__(self):
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.controllers = {}
        self.eager = False
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        controllers = self.controllers
        while not self.over.wait(INTERVAL):
            with self.lock:
                present = [name for name in os.listdir('/sys/class/bluetooth') if ':' not in name]
                for name in present:
                    try:
                        if name not in controllers:
                            controllers[name] = Controller(int(name[3:]))
                        controller = controllers[name]
                        busy = CONNECTED in controller.links() and not self.eager
                        if not busy and controller.enable(False):
                            controller.enable(True)
                    except OSError:
                        # Turned off or unplugged.
                        if name in controllers:
                            controllers.pop(name).socket.close()

    @contextlib.contextmanager
    def silent(self):
        """While bluetoothd changes what is advertised."""
        with self.lock:
            yield

    def release(self):
        """What is unplugged keeps its number as long as somebody has a socket to it."""
        for controller in self.controllers.values():
            controller.socket.close()
        self.controllers.clear()
