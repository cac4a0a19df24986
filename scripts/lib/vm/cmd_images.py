# SPDX-License-Identifier: GPL-2.0-or-later
"""
Compares the struct pages of a real kernel with those that the replay leaves,
word by word, for fsdax and devdax namespaces with map=dev and map=mem, and
prints the size and the members of its struct page from BTF.  TAP.

Without --kernel: the newest 6.1 and 6.12 that the distribution has packages of.
"""
import re

from vm import VmError, guest, kernel, main, program
from vm.tap import Tap

HELP = "compare a kernel's struct pages with the replay's"

# What is compared when no kernel is named.
SERIES = ('6.1', '6.12')


def options(parser):
    parser.add_argument('--as', dest='generation', metavar='GENERATION',
                        help='generation of the replay, one of "pagestream list kernels" '
                             '(default: that of the kernel)')


def _series(name):
    """(major, minor) of 7.2-rc1 or 6.12.117+deb12-amd64"""
    found = re.match(r'([0-9]+)\.([0-9]+)', name)
    return (int(found[1]), int(found[2])) if found else None


def generation_of(release, generations):
    """
    The generation of the replay that mirrors a kernel, and whether it is its own.
    A kernel without one gets that of the nearest older series: what differs is
    then what a new generation has to bring.
    """
    wanted = _series(release)
    older = [name for name in generations if wanted and _series(name) <= wanted]
    if not older:
        raise VmError(f'the replay mirrors no kernel as old as {release}; --as names one of ' +
                      ', '.join(generations))
    found = max(older, key=_series)
    return found, _series(found) == wanted


def choose(release, asked, build=None):
    """
    The generation to compare with, and a remark when it is not the kernel's own.

    @asked: --as, or None
    """
    generations = program.generations(build)
    if asked and asked not in generations:
        raise VmError(f'--as {asked}: the replay has ' + ', '.join(generations))
    if asked:
        return asked, ''
    found, own = generation_of(release, generations)
    return found, '' if own else (f'the replay has no generation for kernel {release}: '
                                  f'compared with {found}, the nearest older one')


def compare(tap, machine, programs, opt):
    """One guest; its points go to @tap."""
    release = machine.kernel.release
    generation, remark = choose(release, getattr(opt, 'generation', None), opt.build)
    print(f'# kernel {release}')
    if remark:
        tap.remark(remark)
    before = tap.failures
    result = guest.run(machine, ['images', generation], programs, on_stdout=tap.take)
    tap.ended(f'images of {release}', result)
    if result.status and tap.failures == before:
        tap.point(False, f'images of {release} ended with status {result.status}')


def run(opt):
    wanted = [opt.kernel] if opt.kernel else kernel.offered(SERIES) or [None]
    programs = main.programs_of(opt)
    tap = Tap()
    for name in wanted:
        compare(tap, main.machine_of(opt, name), programs, opt)
    return tap.done()
