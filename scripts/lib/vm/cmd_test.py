# SPDX-License-Identifier: GPL-2.0-or-later
"""
The tests that need pmem, two nodes and a kernel that may be broken, in guests:
nodes, fsdax, devdax, what --destroy refuses, the struct pages of each kernel
that the distribution offers, a rebind, a guest that is killed, and the module
that says what generated thresholds select on each CPU model.  TAP.

Exit status: 0 all passed, 1 a point failed, 77 QEMU or the packages of the guest
cannot be had.
"""
import os
import subprocess
import tempfile

from vm import VmMissing, cmd_images, cmd_module, cmd_rebind, guest, kernel, main, program, several
from vm.tap import Tap

HELP = 'the hardware-dependent tests, in guests'

# Exit status when what the guest is made of is not here, as automake has it for skipped tests.
MISSING = 77

# Rows, header line included, that a killed guest must have written.
ROWS = 6


def options(parser):
    parser.add_argument('--kernels', action='store_true',
                        help='instead: images, rebind and codegen of Debian\'s kernels ' +
                             ', '.join(several.SERIES) + ', in a few minutes; they are '
                             'downloaded once')
    parser.set_defaults(missing=MISSING)


class _Enough(Exception):
    """Ends a guest from a callback."""


def _reads(opt, path, *report):
    """Does pagestream on this side read the file?"""
    return subprocess.run((program.pagestream(opt.build), 'report', *report, path), check=False,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _killed(tap, opt, machine, programs, folder):
    """A guest that ends in the middle of a run leaves a file that reads up to there."""
    path = os.path.join(folder, 'killed.tsv')
    words = ['pagestream', 'run', '--copy', 'mov,movnti', '--target', 'dram:page=4k',
             '--device-size', '64M', '--time', '60', '--rounds', '3', '-o', '-']
    rows = 0

    def take(data):
        nonlocal rows
        file.write(data)
        rows += sum(not line.startswith(b'#') for line in data.splitlines())
        if rows >= ROWS:
            raise _Enough

    with open(path, 'wb', buffering=0) as file:
        try:
            result = guest.run(machine, words, programs, on_stdout=take)
            tap.point(False, f'a run was killed: it ended by itself, {result.why}')
            return
        except _Enough:
            pass
    read = _reads(opt, path, 'text')
    with open(path, encoding='utf-8') as file:
        table = [line.rstrip('\n').split('\t') for line in file if line[0] != '#']
    column = dict(zip(table[0], zip(*table[1:])))
    good = read.returncode == 0 and 'Cut short' in read.stdout and \
        len({len(row) for row in table}) == 1 and len(table) >= ROWS and \
        any(word in ('ok', 'disturbed') for word in column['status'])
    tap.point(good, 'QEMU is killed in the middle of a run: what is left reads up to its last row')
    if not good:
        print('# ' + read.stdout.strip().replace('\n', '\n# '))


def _rebound(tap, opt, machine, programs, folder):
    path = os.path.join(folder, 'rebind.tsv')
    recorder = cmd_rebind.Recorder(opt, machine, path)
    why = cmd_rebind.record(recorder, machine, programs, cmd_rebind.NAMESPACES[-1:], 2)
    complete = recorder.end(not why)
    read = _reads(opt, path, 'compare', '--all') if complete else None
    tap.point(not why and read and read.returncode == 0 and "kernel's own" in read.stdout,
              'rebind: a run file that compare shows' + (f': {why}' if why else ''))


def _module(tap, opt):
    opt.accel, opt.cpu = 'tcg', None
    try:
        cmd_module.check(tap, opt, main.machine_of(opt))
    except VmMissing as missing:
        tap.skip('the module that says what thresholds select', str(missing))


def run(opt):
    if opt.kernels:
        return several.run(opt)
    machine = main.machine_of(opt)
    programs = main.programs_of(opt)
    tap = Tap()
    print(f'# kernel {machine.kernel.release}, {machine.accel}, -cpu {machine.cpu}')
    origin = 'measured' if machine.accel == 'kvm' else 'emulated'
    tap.ended('selftest', guest.run(machine, ['selftest', origin], programs, on_stdout=tap.take))
    with tempfile.TemporaryDirectory(prefix='pagestream-vm-test-') as folder:
        _killed(tap, opt, machine, programs, folder)
        _rebound(tap, opt, machine, programs, folder)
    for series in [] if opt.kernel else kernel.offered(cmd_images.SERIES):
        cmd_images.compare(tap, main.machine_of(opt, series), programs, opt)
    _module(tap, opt)
    return tap.done()
