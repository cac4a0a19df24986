# SPDX-License-Identifier: GPL-2.0-or-later
"""
KVM or TCG.  /dev/kvm says little: a nested host may offer it and then run no
guest kernel.  So a guest has to get as far as a command, once per boot of the
host; what came of it is kept in the cache.
"""
import os

from vm import cache, guest

PROBE_S = 15


def _boot_id():
    try:
        with open('/proc/sys/kernel/random/boot_id', encoding='utf-8') as file:
            return file.read().strip()
    except OSError:
        return 'unknown'


def _probe(machine, say):
    memo = cache.folder('kvm')
    try:
        with open(memo, encoding='utf-8') as file:
            boot, usable = file.read().split()
    except (OSError, ValueError):
        boot, usable = '', ''
    if boot != _boot_id():
        say(f'trying KVM (up to {PROBE_S} s)')
        result = guest.run(machine, ['true'], timeout_s=PROBE_S)
        usable = 'yes' if result.status == 0 else 'no'
        with open(memo, 'w', encoding='utf-8') as file:
            file.write(f'{_boot_id()} {usable}\n')
    return usable == 'yes'


def choose(wanted, kernel, say):
    """
    "kvm" or "tcg".

    @wanted: one of these, or "auto"
    @say: called with a line before anything that takes seconds
    """
    if wanted != 'auto':
        return wanted
    if not os.access('/dev/kvm', os.R_OK | os.W_OK):
        say('no access to /dev/kvm: the CPU is emulated (TCG), times mean nothing')
        return 'tcg'
    if _probe(guest.Machine(kernel, accel='kvm', cpu='host'), say):
        return 'kvm'
    say('/dev/kvm is there but runs no guest: the CPU is emulated (TCG), times mean nothing')
    return 'tcg'
