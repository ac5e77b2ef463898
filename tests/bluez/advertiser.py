# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Other Bluetooth devices than ours: advertisements of any content, a second each in turn."""

import threading

import stack
from gi.repository import Gio, GLib

MANAGER = 'org.bluez.LEAdvertisingManager1'
INTERFACE = Gio.DBusNodeInfo.new_for_xml("""
<node>
  <interface name='org.bluez.LEAdvertisement1'>
    <method name='Release'/>
    <property name='Type' type='s' access='read'/>
    <property name='ServiceUUIDs' type='as' access='read'/>
    <property name='ServiceData' type='a{sv}' access='read'/>
    <property name='LocalName' type='s' access='read'/>
    <property name='Discoverable' type='b' access='read'/>
    <property name='Duration' type='q' access='read'/>
  </interface>
</node>
""").interfaces[0]


class Advertiser:
    """Advertises on an adapter, for a connection of its own, until it is closed."""

    def __init__(self, adapter, *advertisements):
        self.adapter = adapter
        self.loop = GLib.MainLoop(GLib.MainContext.new())
        self.ready = threading.Event()
        self.advertisements = [dict({'name': f'other-{number}'}, **values) for number, values in enumerate(advertisements)]
        self.error = None
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        if not self.ready.wait(stack.DEADLINE):
            raise AssertionError(f'no other device advertises on {adapter}')
        if self.error is not None:
            raise self.error

    def run(self):
        context = self.loop.get_context()
        context.push_thread_default()
        try:
            address = Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None)
            flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
            self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
            self.register(0)
            self.loop.run()
        finally:
            self.bus.close_sync(None)
            context.pop_thread_default()

    def register(self, number):
        """One after the other: bluetoothd reads each of them from us meanwhile."""
        if number == len(self.advertisements):
            self.ready.set()
            return
        path = f'/other{number}'
        self.bus.register_object(path, INTERFACE, lambda *_: None, lambda *arguments: self.get(number, arguments[4]), None)

        def registered(bus, result):
            try:
                bus.call_finish(result)
            except GLib.Error as error:
                self.error = error
                self.ready.set()
                return
            self.register(number + 1)
        self.bus.call('org.bluez', f'/org/bluez/{self.adapter}', MANAGER, 'RegisterAdvertisement',
                      GLib.Variant('(oa{sv})', (path, {})), None, Gio.DBusCallFlags.NONE, -1, None, registered)

    def get(self, number, name):
        values = self.advertisements[number]
        if name == 'Type':
            return GLib.Variant('s', 'peripheral')
        if name == 'ServiceUUIDs':
            return GLib.Variant('as', values.get('services', []))
        if name == 'ServiceData':
            data = {uuid: GLib.Variant('ay', content) for uuid, content in values.get('data', {}).items()}
            return GLib.Variant('a{sv}', data)
        if name == 'LocalName':
            return GLib.Variant('s', values['name']) if values['name'] else None
        if name == 'Discoverable':
            return GLib.Variant('b', True)  # bluetoothd would not look at it
        return GLib.Variant('q', 1)

    def close(self):
        self.loop.get_context().invoke_full(GLib.PRIORITY_DEFAULT, lambda *_: self.loop.quit())
        self.thread.join(stack.DEADLINE)
