# SPDX-License-Identifier: GPL-2.0-or-later
"""
The suite vm-kernels: each series of kernels that people have, in guests: the
struct pages against the replay's, a rebind, and the machine code against the
replay's.  What cannot be had is one skipped point that says why.
"""
import contextlib
import io
import os
import tempfile

from vm import VmError, VmMissing, cmd_codegen, cmd_images, cmd_rebind, main, program
from vm.tap import Tap

SERIES = ('6.1', '6.12', '7.0', '7.2', '7.3')

# Rebinds of the one namespace that shows compounds and an altmap.
CYCLES = 2


def _rebound(tap, opt, machine, programs, folder):
    what = f'rebind of {machine.kernel.release}'
    recorder = cmd_rebind.Recorder(opt, machine, os.path.join(
        folder, machine.kernel.release + '.tsv'))
    why = cmd_rebind.record(recorder, machine, programs, cmd_rebind.NAMESPACES[-1:], CYCLES)
    complete = recorder.end(not why)
    tap.point(complete and not why, what + (f': {why}' if why else ': a whole run file'))


def _same_code(tap, opt, machine, programs):
    said = io.StringIO()
    try:
        text = cmd_codegen.read_guest(machine, programs)
        with contextlib.redirect_stdout(said):
            report = cmd_codegen.compare(text, opt)
    except VmError as error:
        tap.point(False, str(error))
        return
    for line in said.getvalue().splitlines():
        tap.remark(line)
    tap.point(not report.unexplained(),
              f'codegen of {machine.kernel.release}: {len(report.found)} differences, '
              f'{report.unexplained()} unexplained')


def check(tap, opt):
    """All series; returns how many could be had."""
    opt.generation = opt.copy = opt.revision = None
    opt.accesses = False
    programs = main.programs_of(opt)
    had = 0
    with tempfile.TemporaryDirectory(prefix='pagestream-vm-kernels-') as folder:
        for series in SERIES:
            try:
                machine = main.machine_of(opt, series)
            except VmMissing as missing:
                tap.skip(f'kernel {series}', str(missing))
                continue
            had += 1
            cmd_images.compare(tap, machine, programs, opt)
            _rebound(tap, opt, machine, programs, folder)
            _same_code(tap, opt, machine, programs)
    return had


def run(opt):
    """The suite; returns the exit status."""
    if opt.kernel:
        raise VmError('test: --kernels takes the kernels itself, without --kernel')
    tap = Tap()
    print(f'# the kernels {", ".join(SERIES)}; programs of {program.version(opt.build)}'
          if opt.build else f'# the kernels {", ".join(SERIES)}')
    check(tap, opt)
    return tap.done()
