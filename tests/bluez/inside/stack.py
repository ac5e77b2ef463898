# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""The Bluetooth of the guest: its system bus, the controllers that btvirt plays, and bluetoothd.

Tests use it, too, to end bluetoothd, to start it with another configuration, and to switch adapters.
"""

import functools
import os
import pathlib
import signal
import subprocess
import time

from gi.repository import Gio, GLib

# Names the folder where logs go, and marks the inside of a guest.
FOLDER = 'ENLIST_GUEST_DIR'
BLUETOOTHD = '/usr/libexec/bluetooth/bluetoothd'
CONFIGURATION = pathlib.Path('/etc/bluetooth/main.conf')
PROCESS = pathlib.Path('/run/bluetoothd.pid')
# What bluetoothd loads before, if it is there.
PRELOAD = pathlib.Path('/run/bluetoothd-preload.so')
CONTROLLERS = pathlib.Path('/run/btvirt.pid')
DEADLINE = 60.0
POLL = 0.05
ADAPTER = 'org.bluez.Adapter1'
PROPERTIES = 'org.freedesktop.DBus.Properties'


def folder():
    return pathlib.Path(os.environ[FOLDER])


def until(condition, what, deadline=DEADLINE):
    end = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f'not within {deadline:.0f} s: {what() if callable(what) else what}')
        time.sleep(POLL)


def spawn(log, *command):
    with open(folder() / log, 'ab') as file:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True)


@functools.cache
def bus():
    """The system bus; one connection for good: what BlueZ does for a connection ends with it."""
    return Gio.bus_get_sync(Gio.BusType.SYSTEM, None)


def call(path, interface, method, arguments=None, timeout=30000):
    return bus().call_sync('org.bluez', path, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START,
                           timeout, None).unpack()


def objects():
    """What bluetoothd manages, or nothing when it is not there."""
    try:
        return call('/', 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects')[0]
    except GLib.Error:
        return {}


def adapters():
    return {path.rpartition('/')[2]: interfaces[ADAPTER] for path, interfaces in objects().items() if ADAPTER in interfaces}


def set_adapter(name, member, value):
    call(f'/org/bluez/{name}', PROPERTIES, 'Set', GLib.Variant('(ssv)', (ADAPTER, member, value)))


def power(name, on):
    set_adapter(name, 'Powered', GLib.Variant('b', on))
    until(lambda: adapters()[name]['Powered'] == on, f'{name} to be {"on" if on else "off"}')


def write_configuration(sections):
    """sections: {'GATT': {'Channels': 1}}; what it does not say is as BlueZ has it."""
    lines = []
    for section, values in sections.items():
        lines += [f'[{section}]', *(f'{key}={value}' for key, value in values.items())]
    # A new file: the host's may belong to somebody else.
    CONFIGURATION.unlink(missing_ok=True)
    CONFIGURATION.write_text('\n'.join(lines) + '\n', encoding='utf-8')


def start_bus():
    os.makedirs('/run/dbus')
    subprocess.run(['dbus-daemon', '--system', '--fork', '--nopidfile'], check=True)


def start_controllers(count):
    process = spawn('btvirt.log', 'btvirt', '-L', f'-l{count}')
    CONTROLLERS.write_text(f'{process.pid} {count}', encoding='ascii')

    def there():
        if process.poll() is not None:
            raise AssertionError(f'btvirt ended with status {process.returncode}')
        return all(os.path.exists(f'/sys/class/bluetooth/hci{number}') for number in range(count))
    until(there, f'{count} controllers')


def end_controllers():
    """Unplug them all."""
    process = int(CONTROLLERS.read_text(encoding='ascii').split()[0])
    os.kill(process, signal.SIGKILL)
    until(lambda: not os.listdir('/sys/class/bluetooth'), 'the end of the controllers')


def restart_controllers():
    start_controllers(count_controllers())
    wait_for_adapters(count_controllers())


def start_bluetoothd():
    preload = [f'LD_PRELOAD={PRELOAD}'] if PRELOAD.exists() else []
    PROCESS.write_text(str(spawn('bluetoothd.log', 'env', *preload, BLUETOOTHD, '-n').pid), encoding='ascii')


def allow_small_mtu():
    """From now on bluetoothd starts with ExchangeMTU=23, too."""
    source = pathlib.Path(__file__).resolve().parents[1] / 'small-mtu.c'
    subprocess.run(['cc', '-shared', '-fPIC', '-o', PRELOAD, source], check=True)


def end_bluetoothd(number=signal.SIGKILL):
    process = int(PROCESS.read_text(encoding='ascii'))
    if is_running(process):
        os.kill(process, number)
    until(lambda: not is_running(process), 'the end of bluetoothd')


def is_running(process):
    """Whoever is its parent may not have waited for it yet."""
    try:
        state = pathlib.Path(f'/proc/{process}/stat').read_text(encoding='ascii').rpartition(')')[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != 'Z'


def try_power(name):
    try:
        set_adapter(name, 'Powered', GLib.Variant('b', True))
    except GLib.Error:
        pass  # It is being started, or unblocked.
    return adapters().get(name, {}).get('Powered')


def wait_for_adapters(count):
    """Until bluetoothd has them all and they are on: it remembers nothing, so that it has to be told."""
    until(lambda: len(adapters()) >= count, lambda: f'{count} adapters, not {len(adapters())}')
    for name, values in adapters().items():
        if not values['Powered']:
            until(lambda: try_power(name), f'{name} to be on')


def count_controllers():
    return int(CONTROLLERS.read_text(encoding='ascii').split()[1])


def restart_bluetoothd(configuration=None):
    end_bluetoothd()
    if configuration is not None:
        write_configuration(configuration)
    start_bluetoothd()
    wait_for_adapters(count_controllers())


def connected():
    """The objects of devices that have a link."""
    return [path for path, interfaces in objects().items() if interfaces.get('org.bluez.Device1', {}).get('Connected')]


def disconnect_all():
    for path in connected():
        try:
            call(path, 'org.bluez.Device1', 'Disconnect')
        except GLib.Error:
            pass  # It has gone by itself.
    until(lambda: not connected(), 'the end of all links')


def restore():
    """After whatever a test has done: bluetoothd runs, every adapter is on, no link stands."""
    if not is_running(int(PROCESS.read_text(encoding='ascii'))):
        start_bluetoothd()
    wait_for_adapters(count_controllers())
    disconnect_all()


def devices(adapter):
    """What an adapter knows of others: address to values."""
    found = {}
    for path, interfaces in objects().items():
        values = interfaces.get('org.bluez.Device1')
        if values and path.startswith(f'/org/bluez/{adapter}/'):
            found[values['Address']] = values
    return found


def forget_devices(adapter):
    """What bluetoothd remembers of others, such as what an address said in an earlier test."""
    for path, interfaces in objects().items():
        if 'org.bluez.Device1' in interfaces and path.startswith(f'/org/bluez/{adapter}/'):
            call(f'/org/bluez/{adapter}', ADAPTER, 'RemoveDevice', GLib.Variant('(o)', (path,)))
