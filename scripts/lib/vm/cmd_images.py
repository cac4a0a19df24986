# SPDX-License-Identifier: GPL-2.0-or-later
"""
Compares the struct pages of a real kernel with those that the replay leaves,
word by word, for fsdax and devdax namespaces with map=dev and map=mem, and
prints the size and the members of its struct page from BTF.  TAP.

Without --kernel: the newest 6.1 and 6.12 that the distribution has packages of.
"""
import re

from vm import VmError, guest, kernel, main
from vm.tap import Tap

HELP = "compare a kernel's struct pages with the replay's"

# Series of kernels and the generation of the replay (kernels-sim/replay.h) that mirrors each.
GENERATIONS = {'6.1': '6.1', '6.12': '6.12', '7.1': '7.1-rc', '7.2': '7.2-rc1'}
SERIES = ('6.1', '6.12')


def options(parser):
    parser.add_argument('--as', dest='generation', choices=sorted(GENERATIONS.values()),
                        help='generation of the replay (default: that of the kernel)')


def generation_of(release):
    """The generation that mirrors a kernel."""
    series = re.match(r'[0-9]+\.[0-9]+', release)
    if not series or series[0] not in GENERATIONS:
        raise VmError(f'images: the replay mirrors no kernel {release}; --as names one of ' +
                      ', '.join(GENERATIONS.values()))
    return GENERATIONS[series[0]]


def compare(tap, machine, programs, generation=None):
    """One guest; its points go to @tap."""
    release = machine.kernel.release
    print(f'# kernel {release}')
    result = guest.run(machine, ['images', generation or generation_of(release)], programs,
                       on_stdout=tap.take)
    tap.ended(f'images of {release}', result)
    if result.status and not tap.failures:
        tap.point(False, f'images of {release} ended with status {result.status}')


def run(opt):
    wanted = [opt.kernel] if opt.kernel else kernel.offered(SERIES) or [None]
    programs = main.programs_of(opt)
    tap = Tap()
    for name in wanted:
        compare(tap, main.machine_of(opt, name), programs, opt.generation)
    return tap.done()
