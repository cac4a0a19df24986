# SPDX-License-Identifier: GPL-2.0-or-later
"""
Boots, runs one command as root, passes on its output and its exit status, and
powers off.  The status is 125 when no guest could be had or it died; of its
output there are then whole lines only.

  scripts/vm boot pagestream probe
  scripts/vm boot --cpu Icelake-Server --file x.ko sh -c 'insmod x.ko && dmesg'

In the guest are busybox, ndctl, daxctl, mkfs.ext4, pagestream and what lies in
scripts/guest: "namespace fsdax dev" makes a namespace, for one.
"""
import argparse
import os
import sys

from vm import VmError, guest, main

HELP = 'boot, run one command, power off'


def options(parser):
    parser.add_argument('--file', action='append', default=[], metavar='PATH[:GUEST]',
                        help='put a file into the guest, below / (default: by its own name); '
                             'repeatable')
    parser.add_argument('--module', action='append', default=[], metavar='NAME',
                        help='load this module of the kernel too; repeatable')
    parser.add_argument('--append', action='append', default=[], metavar='WORD',
                        help="add a word to the kernel's command line; repeatable")
    parser.add_argument('--timeout', type=int, default=guest.LIMIT_S, metavar='SECONDS',
                        help='kill the guest then (default: %(default)s)')
    parser.add_argument('words', nargs=argparse.REMAINDER, metavar='COMMAND ARGUMENT...')
    parser.set_defaults(failed=125)


def _files(words):
    found = {}
    for word in words:
        path, _, name = word.partition(':')
        if not os.path.isfile(path):
            raise VmError(f'--file {path}: not a file')
        found[(name or os.path.basename(path)).lstrip('/')] = path
    return found


def _write(stream):
    def write(data):
        stream.buffer.write(data)
        stream.buffer.flush()
    return write


def run(opt):
    words = opt.words[1:] if opt.words[:1] == ['--'] else opt.words
    if not words:
        raise VmError('boot: no command')
    files = _files(opt.file)
    machine = main.machine_of(opt)
    machine.append = tuple(opt.append)
    files.update(main.programs_of(opt))
    result = guest.run(machine, words, files, opt.module, opt.timeout,
                       _write(sys.stdout), _write(sys.stderr))
    return guest.checked(result, 'boot').status
