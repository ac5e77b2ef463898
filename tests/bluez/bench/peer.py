# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The best plain peer: a GATT server and a client that pass bytes through AcquireWrite on both ends, and nothing else.

No acknowledgement, no order, no encryption: what Bluetooth and BlueZ alone can do here.
"""

import socket
import threading
import time

import stack
from gi.repository import Gio, GLib

SERVICE = '6e400001-b5a3-f393-e0a9-e50e24dcca9e'
SINK = '6e400002-b5a3-f393-e0a9-e50e24dcca9e'
SERVICE_INTERFACE, CHARACTERISTIC = 'org.bluez.GattService1', 'org.bluez.GattCharacteristic1'
FRAME = 500
XML = Gio.DBusNodeInfo.new_for_xml(f"""
<node>
  <interface name='org.freedesktop.DBus.ObjectManager'>
    <method name='GetManagedObjects'><arg type='a{{oa{{sa{{sv}}}}}}' direction='out'/></method>
  </interface>
  <interface name='{CHARACTERISTIC}'>
    <method name='AcquireWrite'>
      <arg type='a{{sv}}' direction='in'/><arg type='h' direction='out'/><arg type='q' direction='out'/>
    </method>
    <property name='WriteAcquired' type='b' access='read'/>
  </interface>
</node>
""")


class Server:
    """Counts what comes."""

    def __init__(self, adapter):
        self.adapter = adapter
        self.received = 0
        self.at = 0.0
        self.ends = []
        self.loop = GLib.MainLoop(GLib.MainContext.new())
        self.ready = threading.Event()
        self.error = None
        threading.Thread(target=self.run, daemon=True).start()
        if not self.ready.wait(stack.DEADLINE) or self.error:
            raise AssertionError(f'no plain peer: {self.error}')

    def run(self):
        self.loop.get_context().push_thread_default()
        address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.bus.register_object('/plain', XML.interfaces[0], self.call, None, None)
        self.bus.register_object('/plain/sink', XML.interfaces[1], self.call, lambda *_: GLib.Variant('b', False), None)

        def registered(bus, result):
            try:
                bus.call_finish(result)
            except GLib.Error as error:
                self.error = error
            self.ready.set()
        self.bus.call('org.bluez', f'/org/bluez/{self.adapter}', 'org.bluez.GattManager1', 'RegisterApplication',
                      GLib.Variant('(oa{sv})', ('/plain', {})), None, Gio.DBusCallFlags.NONE, -1, None, registered)
        self.loop.run()

    def call(self, bus, sender, path, interface, method, arguments, invocation):
        if method == 'GetManagedObjects':
            invocation.return_value(GLib.Variant('(a{oa{sa{sv}}})', ({
                '/plain': {SERVICE_INTERFACE: {'UUID': GLib.Variant('s', SERVICE), 'Primary': GLib.Variant('b', True)}},
                '/plain/sink': {CHARACTERISTIC: {
                    'UUID': GLib.Variant('s', SINK), 'Service': GLib.Variant('o', '/plain'),
                    'Flags': GLib.Variant('as', ['write-without-response']), 'WriteAcquired': GLib.Variant('b', False)}},
            },)))
            return
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.ends += [mine, theirs]
        threading.Thread(target=self.count, args=(mine,), daemon=True).start()
        descriptors = Gio.UnixFDList.new()
        descriptors.append(theirs.fileno())
        mtu = arguments.unpack()[0].get('mtu', 23)
        invocation.return_value_with_unix_fd_list(GLib.Variant('(hq)', (0, mtu)), descriptors)

    def count(self, end):
        while data := end.recv(2048):
            self.received += len(data)
            self.at = time.monotonic()


def connect(adapter, address):
    """The path of the sink, on a link that stands."""
    device = f'/org/bluez/{adapter}/dev_{address.replace(":", "_")}'
    stack.call(f'/org/bluez/{adapter}', stack.ADAPTER, 'StartDiscovery')
    stack.until(lambda: device in stack.objects(), 'the plain peer')
    stack.call(device, 'org.bluez.Device1', 'Connect', timeout=60000)
    stack.call(f'/org/bluez/{adapter}', stack.ADAPTER, 'StopDiscovery')

    def sink():
        for path, interfaces in stack.objects().items():
            if path.startswith(device) and interfaces.get(CHARACTERISTIC, {}).get('UUID') == SINK:
                return path
        return None
    return device, stack.until(sink, 'the service of the plain peer')


def acquire(sink, server):
    """A socket to the sink, and how much one frame takes."""
    reply, descriptors = stack.bus().call_with_unix_fd_list_sync(
        'org.bluez', sink, CHARACTERISTIC, 'AcquireWrite', GLib.Variant('(a{sv})', ({},)), None,
        Gio.DBusCallFlags.NONE, 30000, None, None)
    number, mtu = reply.unpack()
    end = socket.socket(fileno=descriptors.steal_fds()[number])
    end.setblocking(True)
    # The server's own AcquireWrite is asked for by the first frame, and what comes meanwhile is damaged.
    end.send(b'first')
    stack.until(lambda: server.received > 0, 'the first frame')
    return end, min(mtu - 3, FRAME)


def send(end, frame, server, size):
    """Bytes a second from the first frame to the last one's arrival."""
    before, begun = server.received, time.monotonic()
    for at in range(0, size, frame):
        end.send(bytes(min(frame, size - at)))
    stack.until(lambda: server.received - before >= size, lambda: f'{size} bytes, not {server.received - before}')
    return size / (server.at - begun)
