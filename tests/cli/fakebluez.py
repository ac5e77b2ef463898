#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Play the adapters of BlueZ on the system bus: each argument is an id and a state, "hci0=on", "hci1=off" or
"hci0=blocked". Says "ready" on standard output, and ends with standard input."""

import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

ADAPTER = 'org.bluez.Adapter1'
INTERFACES = Gio.DBusNodeInfo.new_for_xml("""<node>
  <interface name='org.freedesktop.DBus.ObjectManager'>
    <method name='GetManagedObjects'><arg name='objects' type='a{oa{sa{sv}}}' direction='out'/></method>
  </interface>
  <interface name='org.bluez.Adapter1'>
    <property name='Address' type='s' access='read'/>
    <property name='Alias' type='s' access='read'/>
    <property name='Name' type='s' access='read'/>
    <property name='Powered' type='b' access='readwrite'/>
    <property name='PowerState' type='s' access='read'/>
    <property name='Roles' type='as' access='read'/>
  </interface>
</node>""")


class Adapter:
    def __init__(self, name, state):
        number = int(name.removeprefix('hci'))
        self.path = f'/org/bluez/{name}'
        self.values = {
            'Address': GLib.Variant('s', f'00:AA:01:00:00:{number:02X}'),
            'Alias': GLib.Variant('s', f'Bench {number}'),
            'Name': GLib.Variant('s', 'bench'),
            'Powered': GLib.Variant('b', state == 'on'),
            'PowerState': GLib.Variant('s', 'off-blocked' if state == 'blocked' else state),
            'Roles': GLib.Variant('as', ['central', 'peripheral']),
        }

    def get_property(self, _connection, _sender, _path, _interface, name):
        return self.values[name]

    def set_property(self, connection, _sender, _path, _interface, name, value):
        if self.values['PowerState'].unpack() == 'off-blocked':
            return False
        changed = {name: value, 'PowerState': GLib.Variant('s', 'on' if value.unpack() else 'off')}
        self.values.update(changed)
        connection.emit_signal(None, self.path, 'org.freedesktop.DBus.Properties', 'PropertiesChanged',
                               GLib.Variant('(sa{sv}as)', (ADAPTER, changed, [])))
        return True


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
    adapters = [Adapter(*argument.split('=')) for argument in sys.argv[1:]]
    for adapter in adapters:
        bus.register_object(adapter.path, INTERFACES.lookup_interface(ADAPTER), None, adapter.get_property,
                            adapter.set_property)

    def call(_connection, _sender, _path, _interface, _method, _parameters, invocation):
        objects = {adapter.path: {ADAPTER: adapter.values} for adapter in adapters}
        invocation.return_value(GLib.Variant('(a{oa{sa{sv}}})', (objects,)))

    bus.register_object('/', INTERFACES.lookup_interface('org.freedesktop.DBus.ObjectManager'), call, None, None)
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(bus, 'org.bluez', Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('ready', flush=True), lambda *_: loop.quit())
    GLib.io_add_watch(sys.stdin, GLib.IO_HUP, lambda *_: loop.quit())
    loop.run()


main()
