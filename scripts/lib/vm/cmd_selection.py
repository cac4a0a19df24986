# SPDX-License-Identifier: GPL-2.0-or-later
"""
Boots a kernel with the patch of scripts/kernel-patch on several CPU models and
reads back what it decided for each, which must be what the run files say: from
how many bytes of struct pages on it streams, whether the static key is on, and
that a bind then asks once.  Its struct pages are compared with the replay's,
as "images" does.  TAP.

  scripts/kernel-patch --branch try ~/linux data/runs/*.tsv
  scripts/vm kernel --source ~/linux --patch 0001-*.patch    # prints IMAGE
  scripts/vm selection --kernel IMAGE data/runs/*.tsv
"""
import glob
import os
import re
import subprocess

from vm import VmError, cmd_images, cmd_module, guest, main, program
from vm.tap import Tap

HELP = 'read back what a patched kernel selects on several CPU models'

_STRUCT = re.compile(r'struct memmap_nontemporal memmap_nontemporal_(\w+)[^=]*= \{\s*\.from = \{\s*'
                     r'\{ (.*), (.*) \},.*\s*\{ (.*), (.*) \},')
_CELLS = ('dram pages', 'dram compounds', 'dax pages', 'dax compounds')


def options(parser):
    parser.add_argument('files', nargs='*', metavar='RUN',
                        help='run files that the patch was made of (default: data/runs)')
    parser.add_argument('--as', dest='generation', metavar='GENERATION',
                        help='generation of the replay, one of "pagestream list kernels" '
                             '(default: that of the kernel)')


def value_of(text):
    """A size as the table has it, in bytes; 'never'"""
    if text == 'MEMMAP_NEVER':
        return 'never'
    found = re.fullmatch(r'(?:(\d+) \* \(u64\))?SZ_(\d+)([KMG]?)', text)
    if not found:
        return int(text)
    return int(found[1] or 1) * int(found[2]) << {'': 0, 'K': 10, 'M': 20, 'G': 30}[found[3]]


def table_of(text):
    """{name of an entry, with _ for -: {cell: from}} of a generated table"""
    return {found[1]: dict(zip(_CELLS, map(value_of, found.groups()[1:])))
            for found in _STRUCT.finditer(text)}


def wanted(table, platform):
    """What a guest of that platform has to say: {cell: from, 'key': 0 or 1}"""
    cells = table.get(platform.replace('-', '_'), table['default'])
    return {**{cell: str(value) for cell, value in cells.items()},
            'key': str(int(any(value != 'never' for value in cells.values())))}


def compare(tap, cpu, platform, table, text):
    """One guest's lines against the table."""
    said = dict(line.removeprefix('# ').rsplit(' ', 1) for line in text.splitlines()
                if re.match(r'# (dram|dax|key|asked) ', line))
    expected = wanted(table, platform)
    found = {key: value for key, value in said.items() if not key.startswith('asked')}
    tap.point(found == expected, f'{cpu}: selects as the table says of {platform}: ' +
              ', '.join(f'{key} {value}' for key, value in expected.items()))
    if found != expected:
        tap.remark(f'found {found}')
    asked = [value for key, value in said.items() if key.startswith('asked')]
    # The memmap of the altmap's own pages is no call of its own.
    good = len(asked) == 3 and set(asked) == {expected['key']}
    tap.point(good, f'{cpu}: each bind asks {expected["key"]} times')
    if not good:
        tap.remark(f'asked {asked}')


def run(opt):
    if not opt.kernel:
        raise VmError('selection: --kernel IMAGE is missing: a kernel with the patch, by '
                      '"scripts/vm kernel --patch"')
    programs = main.programs_of(opt)
    runs = opt.files or sorted(glob.glob(os.path.join(program.ROOT, 'data/runs/*.tsv')))
    done = subprocess.run((program.pagestream(opt.build), 'report', 'thresholds', *runs), check=False,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise VmError('report thresholds: ' + done.stderr.strip())
    table = table_of(done.stdout)
    # As for "module": a CPU of another vendor is half the host's own under KVM.
    if opt.accel == 'auto':
        opt.accel = 'tcg'
    machine = main.machine_of(opt)
    generation, remark = cmd_images.choose(machine.kernel.release, opt.generation, opt.build)
    tap = Tap()
    if remark:
        tap.remark(remark)
    for cpu, platform, _ in cmd_module.CPUS:
        if opt.cpu and opt.cpu != cpu:
            continue
        machine.cpu = cpu
        tap.remark(f'-cpu {cpu}')
        result = guest.run(machine, ['selection', generation], programs, on_stdout=tap.take)
        tap.ended(f'-cpu {cpu}', result)
        compare(tap, cpu, platform, table, result.stdout.decode('utf-8', 'replace'))
    return tap.done()
