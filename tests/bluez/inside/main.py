# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Process 1 of the guest: brings up Bluetooth, runs the job's command, tells its status, and ends the guest."""

import ctypes
import fcntl
import json
import os
import pathlib
import signal
import stat
import struct
import subprocess
import sys
import time

import stack

NO_ADAPTERS = 99
POWER_OFF = 0x4321FEDC
RNDADDENTROPY = 0x40085203
PATH = '/usr/sbin:/usr/bin:/sbin:/bin'


def mount(kind, where, options=''):
    os.makedirs(where, exist_ok=True)
    subprocess.run(['mount', '-t', kind, '-o', options or 'rw', kind, where], check=True)


def seed_randomness(seed):
    with open('/dev/urandom', 'wb') as device:
        fcntl.ioctl(device, RNDADDENTROPY, struct.pack('ii', 8 * len(seed), len(seed)) + seed)


def prepare_system():
    """What every program expects, and nothing that the host's Bluetooth has ever known."""
    mount('devpts', '/dev/pts', 'ptmxmode=666')
    mount('tmpfs', '/dev/shm', 'mode=1777')
    mount('tmpfs', '/run', 'mode=755')
    mount('tmpfs', '/var/lib/bluetooth', 'mode=700')
    for name in ('null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'fuse'):
        if os.path.exists(f'/dev/{name}'):
            os.chmod(f'/dev/{name}', 0o666)
    if not os.path.exists('/dev/fd'):
        os.symlink('/proc/self/fd', '/dev/fd')
    if not os.path.exists('/dev/vhci'):
        os.mknod('/dev/vhci', 0o600 | stat.S_IFCHR, os.makedev(10, 137))


def reap_until(process):
    """Wait for the command; the orphans of others end up here, too."""
    while True:
        pid, status = os.wait()
        if pid == process.pid:
            return os.waitstatus_to_exitcode(status)


def run(job, folder):
    environment = {**job['environment'], stack.FOLDER: str(folder), 'PATH': PATH}
    os.environ.update(environment)
    try:
        prepare_system()
        seed_randomness((folder / 'seed').read_bytes())
        stack.write_configuration(job['configuration'])
        stack.start_bus()
        stack.start_controllers(job['controllers'])
        stack.start_bluetoothd()
        stack.wait_for_adapters(job['controllers'])
    except Exception as failure:  # Whatever it is, it is told, and the guest ends.
        print(f'guest: Bluetooth is not there: {failure}', flush=True)
        return NO_ADAPTERS
    print(f'guest: {job["controllers"]} adapters after {time.clock_gettime(time.CLOCK_BOOTTIME):.1f} s', flush=True)
    with open(folder / 'output', 'ab', buffering=0) as output:
        process = subprocess.Popen(job['command'], cwd=job['cwd'], env=environment, stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=output, start_new_session=True)
    status = reap_until(process)
    return status if status >= 0 else 128 - status


def main():
    os.environ['PATH'] = PATH
    folder = pathlib.Path(sys.argv[1])
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    job = json.loads((folder / 'job.json').read_text(encoding='utf-8'))
    status = NO_ADAPTERS
    try:
        status = run(job, folder)
    finally:
        (folder / 'status').write_text(str(status), encoding='ascii')
        os.sync()
        ctypes.CDLL(None).reboot(POWER_OFF)


main()
