# SPDX-License-Identifier: GPL-2.0-or-later
"""
Builds kernels-sim/module against the headers of the guest's kernel and loads
it in guests with several CPU models: what the generated header selects there,
for each memory and size.

With --thresholds HEADER it prints that.  Without, the header is made of
made-up measurements, once with --default off and once with on, and what is
printed must be what they say; so must what the code of "report patch" selects,
as part of a second module.  TAP.
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
NAME, PATCHED = 'pagestream_select', 'pagestream_patched'

# CPU model of QEMU, the platform that it is, what is known of that in the made-up table
CPUS = (('Icelake-Server-v4', 'intel-icx', 'measured'),
        ('Skylake-Server', 'intel-skx', 'measured'),
        ('EPYC-Milan', 'amd-zen3', 'undecided'),
        ('EPYC-Rome', 'amd-zen2', 'published only'),
        ('max,vendor=GenuineIntel,family=6,model=254', 'none', 'absent'))

DEFAULTS = ('off', 'on')

# What the module prints of a size: one drain at the end, and one per compound page.
_SAID = re.compile(r'(dax|dram) (\d+) KiB: (\w+), compound (\w+)')


def options(parser):
    parser.add_argument('--thresholds', metavar='HEADER',
                        help='what "pagestream report thresholds" made: print what it selects')


def _run(words, what):
    done = subprocess.run(words, check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, LC_ALL='C.UTF-8'))
    if done.returncode:
        raise VmError(f'{what} failed: ' + ' / '.join(done.stdout.strip().splitlines()[-6:]))
    return done.stdout


def build(booted, header, folder, mail=None):
    """
    The module with that header, in a new folder.

    @mail: what "report patch" made: build the module with that code too

    Returns the folder and what make said.
    """
    shutil.copytree(SOURCE, folder)
    words = ['make', '-C', headers.find(booted), f'M={folder}',
             f'THRESHOLDS={os.path.abspath(header)}', *headers.MAKE]
    if mail:
        tree = os.path.join(folder, 'patched')
        os.mkdir(tree)
        git = ('git', '-C', tree, '-c', 'user.name=test', '-c', 'user.email=test@localhost',
               '-c', 'commit.gpgsign=false')
        _run((*git, 'init', '-q'), 'git init')
        _run((*git, 'am', '-q', mail), 'git am of the patch')
        words.append('PATCHED=patched')
    return folder, _run((*words, 'modules'), f'the module for kernel {booted.release}')


def warnings(said):
    """Lines in which the compiler complains; modpost and make have others."""
    return [line for line in said.splitlines() if re.search(r':\d+: (warning|error)', line)]


def _generate(opt, report, runs, default, path):
    text = _run((program.pagestream(opt.build), 'report', report, '--default', default, *runs),
                'report ' + report)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def wanted(platform, default, cache_kib):
    """What the module has to print of a CPU, from the made-up table: {(memory, KiB): words}"""
    entry = madeup.STREAMS_FROM.get(platform)
    found = {}
    for memory in ('dax', 'dram'):
        for shift in range(0, 18, 2):
            size = 64 * madeup.KIB << shift
            words = []
            for records in (madeup.ALL, madeup.COMPOUND):
                if entry is not None:
                    start = entry.get((memory, records))
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
    cache = next((int(line.split()[1]) for line in lines if line.startswith('cache ')), 0)
    entry = platform if platform in madeup.STREAMS_FROM else 'none'
    good = True
    for default in DEFAULTS:
        table = wanted(platform, default, cache)
        key = int(any('movnti' in words for words in table.values()))
        for name, first, what in ((default, f', entry {entry}', f'entry {entry}'),
                                  (default + '-patched', f'key {key}', f'patched: key {key}')):
            said = [line.removeprefix(f'{name} said ') for line in lines
                    if line.startswith(f'{name} said ')]
            good &= _same(tap, f'{cpu}: --default {default}: {what}', said, first, table)
        good &= {f'{default} unloaded', f'{default}-patched unloaded'} <= set(lines)
        tap.point({f'{default} unloaded', f'{default}-patched unloaded'} <= set(lines),
                  f'{cpu}: --default {default}: both unload cleanly')
    for line in lines if talks or not good else ():
        tap.remark(line)


def check(tap, opt, machine, talks=False):
    """A guest for each CPU model; its points go to @tap."""
    with tempfile.TemporaryDirectory(prefix='pagestream-module-') as folder:
        runs = madeup.write(folder)
        files = {}
        for default in DEFAULTS:
            made = [_generate(opt, report, runs, default, os.path.join(folder, default + '.' + report))
                    for report in ('thresholds', 'patch')]
            place, said = build(machine.kernel, made[0], os.path.join(folder, default), made[1])
            files[default + '.ko'] = os.path.join(place, NAME + '.ko')
            files[default + '-patched.ko'] = os.path.join(place, PATCHED + '.ko')
            tap.point(not warnings(said), f'modules for {machine.kernel.release}, --default '
                                          f'{default}: compile without warnings')
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
        raise VmError(f'--thresholds {opt.thresholds}: not a file; "pagestream report thresholds" '
                      'makes one')
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
