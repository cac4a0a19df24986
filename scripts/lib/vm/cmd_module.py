# SPDX-License-Identifier: GPL-2.0-or-later
"""
Builds kernels-sim/module against the headers of the guest's kernel and loads
it in guests with several CPU models: what the generated header selects there,
for each memory and size.

With --thresholds HEADER it prints that.  Without, the header is made of
made-up measurements, once with --default off and once with on, and what is
printed must be what they say.  TAP.
"""
import os
import re
import shutil
import subprocess
import tempfile

from vm import VmError, guest, headers, madeup, main, program
from vm.tap import Tap

HELP = 'load the module that says what a generated header selects'

SOURCE = os.path.join(program.ROOT, 'kernels-sim', 'module')
NAME = 'pagestream_select'

# CPU model of QEMU, the platform that it is, what is known of that in the made-up table
CPUS = (('Icelake-Server-v4', 'intel-icx', 'measured'),
        ('Skylake-Server', 'intel-skx', 'measured'),
        ('EPYC-Milan', 'amd-zen3', 'undecided'),
        ('EPYC-Rome', 'amd-zen2', 'published only'),
        ('max,vendor=GenuineIntel,family=6,model=254', 'none', 'absent'))

DEFAULTS = ('off', 'on')

# What the module prints of a size: for single pages, and for compound ones.
_SAID = re.compile(r'(dax|dram) (\d+) KiB: (\w+), compound (\w+)')


def options(parser):
    parser.add_argument('--thresholds', metavar='HEADER',
                        help='what "pagestream report thresholds --compat" made: print what it selects')


def _run(words, what):
    done = subprocess.run(words, check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, LC_ALL='C.UTF-8'))
    if done.returncode:
        raise VmError(f'{what} failed: ' + ' / '.join(done.stdout.strip().splitlines()[-6:]))
    return done.stdout


def build(booted, header, folder):
    """The module with that header, in a new folder; returns that and what make said."""
    shutil.copytree(SOURCE, folder)
    words = ['make', '-C', headers.find(booted), f'M={folder}',
             f'THRESHOLDS={os.path.abspath(header)}', *headers.MAKE]
    return folder, _run((*words, 'modules'), f'the module for kernel {booted.release}')


def warnings(said):
    """Lines in which the compiler complains; modpost and make have others."""
    return [line for line in said.splitlines() if re.search(r':\d+: (warning|error)', line)]


def _generate(opt, runs, default, path):
    text = _run((program.pagestream(opt.build), 'report', 'thresholds', '--compat', '--default',
                 default, *runs), 'report thresholds')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def wanted(platform, default):
    """What the module has to print of a CPU, from the made-up table: {(memory, KiB): words}"""
    entry = madeup.STREAMS_FROM.get(platform)
    found = {}
    for memory in ('dax', 'dram'):
        for shift in range(0, 18, 2):
            size = 64 * madeup.KIB << shift
            words = []
            for shape in (madeup.PAGES, madeup.COMPOUNDS):
                if entry is not None and (memory, shape) in entry:
                    start = entry[memory, shape]
                else:
                    # Nothing is known: an option of the header.
                    start = 0 if default == 'on' else None
                words.append('movnti' if start is not None and size >= start else 'memcpy')
            found[memory, size >> 10] = tuple(words)
    return found


def _same(tap, what, said, first, table):
    """One module's lines against the table; returns whether they are the same."""
    found = {(match[1], int(match[2])): (match[3], match[4])
             for match in map(_SAID.fullmatch, said) if match}
    good = bool(said) and said[0].endswith(first) and found == table
    tap.point(good, f'{what}, and what the table says for each memory and size')
    if said and not said[0].endswith(first):
        tap.remark(said[0])
    for key in sorted(set(table) | set(found)):
        if found.get(key) != table.get(key):
            tap.remark(f'{key[0]} {key[1]} KiB: {found.get(key)}, wanted {table.get(key)}')
    return good


def compare(tap, cpu, platform, text, talks):
    """One guest's output against the table; all of it is shown when it is wrong, or @talks."""
    lines = text.splitlines()
    entry = 'found' if platform in madeup.STREAMS_FROM else 'none'
    good = True
    for default in DEFAULTS:
        said = [line.removeprefix(f'{default} said ') for line in lines
                if line.startswith(f'{default} said ')]
        good &= _same(tap, f'{cpu}: --default {default}: entry {entry}', said, f', entry {entry}',
                      wanted(platform, default))
        unloaded = f'{default} unloaded' in lines
        good &= unloaded
        tap.point(unloaded, f'{cpu}: --default {default}: unloads cleanly')
    for line in lines if talks or not good else ():
        tap.remark(line)


def check(tap, opt, machine, talks=False):
    """A guest for each CPU model; its points go to @tap."""
    with tempfile.TemporaryDirectory(prefix='pagestream-module-') as folder:
        runs = madeup.write(folder)
        files = {}
        for default in DEFAULTS:
            header = _generate(opt, runs, default, os.path.join(folder, default + '.h'))
            place, said = build(machine.kernel, header, os.path.join(folder, default))
            files[default + '.ko'] = os.path.join(place, NAME + '.ko')
            tap.point(not warnings(said), f'module for {machine.kernel.release}, --default '
                                          f'{default}: compiles without warnings')
            for line in warnings(said):
                tap.remark(line)
        for cpu, platform, known in CPUS:
            machine.cpu = cpu
            tap.remark(f'-cpu {cpu}: {platform}, {known}')
            result = guest.run(machine, ['select', *(name.removesuffix('.ko') for name in files)],
                               files)
            tap.ended(f'-cpu {cpu}', result)
            compare(tap, cpu, platform, result.stdout.decode('utf-8', 'replace'), talks)


def _show(opt, machine):
    """What one header selects."""
    with tempfile.TemporaryDirectory(prefix='pagestream-module-') as folder:
        place, said = build(machine.kernel, opt.thresholds, os.path.join(folder, 'module'))
        for line in warnings(said):
            main.say(line)
        status = 0
        for cpu in [opt.cpu] if opt.cpu else [cpu for cpu, _, _ in CPUS]:
            machine.cpu = cpu
            print(f'-cpu {cpu}')
            result = guest.run(machine, ['select', 'header'],
                               {'header.ko': os.path.join(place, NAME + '.ko')})
            guest.checked(result, f'-cpu {cpu}')
            for line in result.stdout.decode('utf-8', 'replace').splitlines():
                print('  ' + line.removeprefix('header '), flush=True)
            status |= result.status
        return status


def run(opt):
    if opt.thresholds and not os.path.isfile(opt.thresholds):
        raise VmError(f'--thresholds {opt.thresholds}: not a file; "pagestream report thresholds '
                      '--compat" makes one')
    # Under KVM a CPU of another vendor is half the host's own, and no time is taken here.
    if opt.accel == 'auto':
        opt.accel = 'tcg'
    machine = main.machine_of(opt)
    if opt.thresholds:
        return _show(opt, machine)
    if opt.cpu:
        raise VmError(f'--cpu {opt.cpu}: the made-up table knows the CPUs it is tried on; with '
                      '--thresholds HEADER any will do')
    program.files(opt.build)
    tap = Tap()
    check(tap, opt, machine, talks=True)
    return tap.done()
