# SPDX-License-Identifier: GPL-2.0-or-later
"""
What the series' author measured, for any kernel: a fresh guest for each of
fsdax map=dev, fsdax map=mem and devdax align=2M map=dev, in which the namespace
is made (first bind), then unbound and bound again by sysfs.  Each bind is a row
of a run file: how long the kernel's own memmap_init_zone_device() took, by its
function-graph tracer.  "pagestream report compare --all" shows it beside a replay.
"""
import datetime
import os
import secrets
import shlex
import statistics
import sys

from vm import VmError, guest, main, program
from vm.runfile import RunFile

HELP = "time the kernel's own memmap_init_zone_device()"

# mode, map, the walk that replays it
NAMESPACES = (('fsdax', 'dev', 'order0'), ('fsdax', 'mem', 'order0'), ('devdax', 'dev', 'order9'))


def options(parser):
    parser.add_argument('--cycles', type=main.count, default=5, metavar='N',
                        help='rebinds after the first bind (default: 5; three give a verdict, '
                             'the thread had 30)')
    parser.add_argument('-o', '--output', metavar='FILE',
                        help='run file, a new one (default: results/TIME-rebind.tsv)')


def _target(mode, kind):
    return f'{mode}:map={kind}' + (',align=2M' if mode == 'devdax' else '')


class Recorder:
    """Turns what the guests say into a run file, line by line."""

    PLAN = 'rebind'
    WHAT = ("the kernel's own stores: memmap_init_zone_device() as its function-graph tracer times "
            'it, interrupts included')

    def __init__(self, opt, machine, path):
        self._opt = opt
        self._emulated = machine.accel != 'kvm'
        self._machine = machine
        self._path = path
        self._probe = []
        self._file = None
        self._fields = {}
        self._layout = None
        self._rounds = 0
        self.times = {}

    def begin(self, target, walk):
        """The next namespace."""
        self._fields = {
            'copy': 'kernel', 'walk': walk, 'revision': 'none', 'target': target, 'pattern': 'page',
            'block_order': 'ascending', 'drain_every': 0, 'load': 0, 'threads': 1, 'status': 'ok',
            'rep': 0}
        self.times.setdefault(target, [])

    def take(self, data):
        """Whole lines of a guest's standard output."""
        for line in data.decode('utf-8', 'replace').splitlines():
            word, _, rest = line.partition(' ')
            if word == 'probe':
                self._probe.append(rest)
            elif word in ('first', 'rebind'):
                self._bind(word, rest.split())

    def _bind(self, word, values):
        if word == 'first':
            self._fields['pages'] = self._fields['done_pages'] = values[2]
        self.row(word == 'first', values[0], values[1])
        self.next_round()

    def fields(self, **values):
        """What the next rows have."""
        self._fields.update(values)

    def next_round(self):
        """The next rows belong to another bind."""
        self._rounds += 1

    def row(self, first, cpu, microseconds):
        """One bind; @first: the memory was not bound before"""
        if not self._file:
            self._begin_file()
        self._fields['layout'] = self._layout
        took_ns = round(float(microseconds) * 1000)
        self._file.row(**self._fields, round=self._rounds, cpu=cpu, took_ns=took_ns,
                       state='first-touch' if first else 'reused')
        self.times[self._fields['target']].append((first, took_ns))

    def _facts(self):
        """(key, value) of the probe: facts up to the first blank line, then warnings."""
        lines = self._probe
        blank = lines.index('') if '' in lines else len(lines)
        for line in lines[:blank]:
            yield line.partition(' ')[0], line.partition(' ')[2].strip()
        for line in lines[blank:]:
            if line.startswith('  - '):
                yield 'warning', line[4:]

    def _begin_file(self):
        facts = list(self._facts())
        self._layout = dict(facts).get('struct-page-bytes', '')
        if not self._layout.isdigit():
            raise VmError('rebind: the guest does not tell the size of struct page: ' +
                          self._layout)
        self._file = file = RunFile(self._path)
        now = datetime.datetime.now(datetime.timezone.utc)
        file.fact('format', 'pagestream-run 1')
        file.fact('origin', 'emulated' if self._emulated else 'measured')
        file.fact('run', secrets.token_hex(8))
        file.fact('date', now.strftime('%Y-%m-%dT%H:%M:%SZ'))
        file.fact('command', 'scripts/vm ' + shlex.join(sys.argv[1:]))
        file.fact('version', program.version(self._opt.build))
        file.fact('plan', self.PLAN)
        file.fact('copy-kernel', self.WHAT)
        file.fact('guest', f'QEMU, {self._machine.accel}, -cpu {self._machine.cpu}, '
                           f'NVDIMM of {self._machine.nvdimm_bytes} bytes in a file; a fresh '
                           'guest for each target; each round is one bind')
        for key, value in facts:
            file.fact(key, value)
        file.columns()

    def end(self, complete):
        """The last line, when there is a file."""
        if self._file:
            self._file.end('done' if complete else 'interrupted')
        return self._file is not None


def _ms(took_ns):
    return f'{took_ns / 1e6:.3f}'


def print_table(times):
    width = max([len('target'), *map(len, times)])
    print(f'{"target":{width}} {"first bind":>10} {"rebind":>10} {"least":>9} {"most":>9}  ms')
    for target, took in times.items():
        first, again = ([ns for was_first, ns in took if was_first == which]
                        for which in (True, False))
        values = [_ms(function(several)) if several else '-'
                  for function, several in ((statistics.median, first), (statistics.median, again),
                                            (min, again), (max, again))]
        print(f'{target:{width}} {values[0]:>10} {values[1]:>10} {values[2]:>9} {values[3]:>9}')
    print('A rebind is the median of all but the first.')


def new_path(opt, plan):
    """Where the run file goes; refused where there is one."""
    now = datetime.datetime.now(datetime.timezone.utc)
    path = opt.output or os.path.join(program.ROOT, 'results',
                                      now.strftime(f'%Y%m%dT%H%M%SZ-{plan}.tsv'))
    if os.path.exists(path):
        raise VmError(f'-o {path}: exists already; a run file is never overwritten')
    return path


def record(recorder, machine, files, namespaces, cycles):
    """A guest for each namespace; returns why it did not work, or None."""
    try:
        for mode, kind, walk in namespaces:
            main.say(f'{_target(mode, kind)}: booting')
            recorder.begin(_target(mode, kind), walk)
            result = guest.run(machine, ['rebind', mode, kind, str(cycles)], files,
                               on_stdout=recorder.take, on_stderr=sys.stderr.buffer.write)
            if result.status != 0:
                return f'rebind: {_target(mode, kind)}: ' + (result.why or 'failed in the guest')
    except KeyboardInterrupt:
        return 'interrupted'
    return None


def run(opt):
    path = new_path(opt, 'rebind')
    machine = main.machine_of(opt)
    files = main.programs_of(opt)
    recorder = Recorder(opt, machine, path)
    why = record(recorder, machine, files, NAMESPACES, opt.cycles)
    if recorder.end(not why):
        print_table(recorder.times)
        if machine.accel != 'kvm':
            print('The CPU was emulated: the path is real, the times are not.')
        print(f'run file: {path}')
    if why:
        raise VmError(why)
    return 0
