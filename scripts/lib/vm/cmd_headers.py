# SPDX-License-Identifier: GPL-2.0-or-later
"""
Fetches the headers that modules of the distribution's kernels are built with
into the cache, unless they are here, and prints a folder for each.  With them
the tests compile what "report thresholds" and "report patch" generate.
"""
from vm import VmError, VmMissing, headers, kernel, packages
from vm.cmd_images import SERIES

HELP = 'fetch kernel headers, print where they are'

BOOTS = False


def options(parser):
    parser.add_argument('series', nargs='*', metavar='SERIES',
                        help='such as 6.12 (default: those of ' + ' and '.join(SERIES) +
                             ' that the distribution has)')


def run(opt):
    if not packages.available():
        raise VmMissing('headers: there is no apt to fetch packages with; installed headers are '
                        'found below /lib/modules and /usr/src')
    wanted = opt.series or kernel.offered(SERIES)
    if not wanted:
        raise VmError('headers: apt offers no kernel of ' + ' or '.join(SERIES) +
                      ' (when it has no lists yet: apt-get update)')
    for series in wanted:
        print(headers.fetch(series), flush=True)
    return 0
