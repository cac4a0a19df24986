# SPDX-License-Identifier: GPL-2.0-or-later
"""
Compares what a kernel's compiled memmap_init_zone_device() does to the struct
pages with what the replay does: reads the machine code of that function, of
what it calls and of __memcpy_flushcache() in a guest, through kallsyms and
kcore, runs it and the replay's own code instruction by instruction on
make-believe memory, and prints loads, stores, read-modify-writes and streamed
stores of each kind of page, kernel before replay.

Without --kernel: the distribution's.  Of a kernel with the series the copy is
told from its code; --revision says which revision's walks to compare with.

Exit status: 0 nothing differs but for a reason that is printed, 1 something
does, 125 no guest could be had.
"""
import re
import subprocess
import textwrap

from vm import VmError, accesses, cmd_images, difference, guest, main, program, x86
from vm.accesses import Case
from vm.code import KernelCode

HELP = "compare a kernel's machine code with the replay's"

# Two compounds, so that the second is seen too.
PAGES = 1024
CASES = (Case('fsdax', 'dev', PAGES), Case('devdax', 'dev', PAGES), Case('devdax', 'mem', PAGES),
         Case('private', 'mem', PAGES))

FLUSHCACHE_BYTES = (56, 64, 72, 80, 88, 96)

HEAD = 'case and pages'
COLUMNS = (('stores', ('store',)), ('loads', ('load',)), ('rmw', ('rmw', 'atomic')),
           ('movnti', ('stream',)))


def options(parser):
    parser.add_argument('--as', dest='generation', metavar='GENERATION',
                        help='generation of the replay, one of "pagestream list kernels" '
                             '(default: that of the kernel)')
    parser.add_argument('--copy', metavar='NAME',
                        help='copy of the replay (default: base, or what the code shows: mov, '
                             'movnti or flushcache)')
    parser.add_argument('--revision', metavar='NAME',
                        help='revision of the series (default: the newest that the replay has)')
    parser.add_argument('--accesses', action='store_true',
                        help='print each access of each row')
    parser.add_argument('--save', metavar='FILE',
                        help='write what was read in the guest to a new file')
    parser.add_argument('--read', metavar='FILE',
                        help='take what --save wrote and boot nothing')
    parser.set_defaults(failed=125)


def copy_of(code, case, trace):
    """The replay's copy that a kernel's code shows, from what it does to the pages."""
    if any(one.kind == 'stream' for one in trace.accesses):
        return 'flushcache' if code.address(accesses.FLUSHCACHE) in trace.entered else 'movnti'
    # A template is loaded for each page; the slow path loads little besides its constants.
    return 'mov' if trace.other['load'] >= difference.RECORD_WORDS * (case.pages - 1) else 'base'


def newest_revision(build):
    """The last of the replay's revisions."""
    listed = subprocess.run((program.pagestream(build), 'list', 'revisions'), check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    names = [line.partition('\t')[0] for line in listed.splitlines()]
    return max((name for name in names if re.fullmatch('v[0-9]+', name)),
               key=lambda name: int(name[1:]))


def _row(label, values):
    return f'{label:30.30}' + ''.join(f'{value:>10}' for value in values)


def _pair(row, kinds):
    ours, theirs = (sum(difference.count(side, kind) for kind in kinds)
                    for side in (row.replay, row.kernel))
    return f'{theirs}/{ours}' if ours or theirs else '-'


def _calls(trace, case):
    """Calls per page of functions that are part of it."""
    return sum(trace.entered.values()) / case.pages


def _folded(text, indent):
    return textwrap.fill(text, 80, initial_indent=indent, subsequent_indent=indent + '  ')


def print_case(case, kernel, replay, all_accesses):
    """The rows of one case."""
    print(case)
    for row in difference.rows(kernel, replay, case.order()):
        print(_row(f'  {row.pages} x {row.label}', [_pair(row, kinds) for _, kinds in COLUMNS]) +
              ('' if row.kernel == row.replay else '  differs'))
        if all_accesses:
            print(_folded(f'kernel: {difference.say(row.kernel)}', '    '))
            print(_folded(f'replay: {difference.say(row.replay)}', '    '))
    drains = [sum(one.kind == 'drain' for one in side.accesses) for side in (kernel, replay)]
    other = [side.other['load'] / case.pages for side in (kernel, replay)]
    print(f'  drains {drains[0]}/{drains[1]}; loads of other memory per page '
          f'{other[0]:.1f}/{other[1]:.1f}; calls per page '
          f'{_calls(kernel, case):.2f}/{_calls(replay, case):.2f}')


class Report:
    """What differs, by reason."""

    def __init__(self):
        self.found = []

    def add(self, case, several):
        self.found += [(case, one) for one in several]

    def unexplained(self):
        return sum(one.reason is None for _, one in self.found)

    def show(self):
        """What is explained by its reasons, what is not in full."""
        reasons = {}
        for case, one in self.found:
            if one.reason:
                reasons.setdefault(one.reason, []).append(f'{case} {one.where}')
        for reason, places in reasons.items():
            print('\n' + _folded(f'{len(places)} explained: {reason}.', ''))
            print(_folded('; '.join(places), '  '))
        for case, one in self.found:
            if not one.reason:
                print(f'\n{case}, {one.where}: NOT EXPLAINED')
                for line in one.what.splitlines():
                    print(_folded(line, '  '))
        print(f'\n{len(self.found)} differences, {self.unexplained()} unexplained')


def _compare_flushcache(report, code, replay):
    line = []
    for size in FLUSHCACHE_BYTES:
        theirs, ours = accesses.flushcache_of_kernel(code, size), replay.flushcache(size)
        if theirs is None:
            print(f'{accesses.FLUSHCACHE}: this kernel has none')
            return
        counts = [sum(one[0] == kind for one in side) for kind in ('load', 'stream')
                  for side in (theirs, ours)]
        line.append((size, counts, theirs == ours))
        if theirs != ours:
            report.add(accesses.FLUSHCACHE, [difference.Difference(
                f'{size} bytes', f'kernel: {theirs}\nreplay: {ours}', None)])
    print(f'{accesses.FLUSHCACHE}, bytes: loads, movnti (kernel/replay)')
    for size, (a, b, c, d), same in line:
        print(_row(f'  {size}', ['-', f'{a}/{b}', '-', f'{c}/{d}']) + ('' if same else '  differs'))


def read_guest(machine, files):
    """What kernel-code and uname say in a guest."""
    result = guest.checked(guest.run(
        machine, ['sh', '-c', 'echo "release $(uname -r)"; sed "s/^/version /" /proc/version; '
                  'exec kernel-code "$@"', 'sh', *accesses.PATTERNS], files), 'codegen')
    if result.status:
        raise VmError('codegen: ' + result.stderr.decode('utf-8', 'replace').strip())
    return result.stdout.decode('utf-8', 'replace')


def _text(opt):
    if opt.read:
        try:
            with open(opt.read, encoding='utf-8') as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise VmError(f'--read {opt.read}: {error}') from None
    machine = main.machine_of(opt)
    main.say(f'booting {machine.kernel.release}')
    return read_guest(machine, main.programs_of(opt))


def split(text):
    """(release, compiler, what kernel-code printed)"""
    lines = text.splitlines()
    facts = {}
    while lines and lines[0].partition(' ')[0] in ('release', 'version'):
        word, _, rest = lines.pop(0).partition(' ')
        facts[word] = rest
    if 'release' not in facts:
        raise VmError('codegen: no release in what the guest said')
    compiler = re.search(r'\(((?:\S*gcc\S*|\S*clang) [^)]*\)?[^),]*)', facts.get('version', ''))
    return facts['release'], compiler[1].strip() if compiler else 'compiler unknown', '\n'.join(lines)


def compare(text, opt):
    """The whole comparison; returns the Report."""
    release, compiler, dump = split(text)
    code = KernelCode(dump)
    generation, remark = cmd_images.choose(release, opt.generation, opt.build)
    revision = opt.revision or newest_revision(opt.build)
    traces = {case: accesses.of_kernel(code, case) for case in CASES}
    copy = opt.copy or copy_of(code, CASES[0], traces[CASES[0]])
    replay = accesses.Replay(opt.build)
    print(f'kernel {release}, {compiler}')
    print(f'replay {generation}, copy {copy}, revision {revision}')
    if remark:
        print(remark)
    print('Accesses to one struct page, kernel/replay:')
    print(_row(HEAD, [name for name, _ in COLUMNS]))
    report = Report()
    for case, theirs in traces.items():
        ours = replay.trace(case, code.vmemmap, generation, copy, revision)
        print_case(case, theirs, ours, opt.accesses)
        report.add(case, difference.differences(theirs, ours, case.order()))
    _compare_flushcache(report, code, replay)
    print('the kernel returns through ' + ', '.join(sorted(traces[CASES[0]].returns)))
    report.show()
    return report


def run(opt):
    x86.require()
    if opt.read and not opt.build:
        main.programs_of(opt)
    text = _text(opt)
    if opt.save:
        try:
            with open(opt.save, 'x', encoding='utf-8') as file:
                file.write(text)
        except OSError as error:
            raise VmError(f'--save {opt.save}: {error.strerror}') from None
    return 1 if compare(text, opt).unexplained() else 0
