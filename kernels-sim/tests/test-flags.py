#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Copies are the same machine code whatever flags come before those of kernels-sim.

usage: test-flags.py COMPILER KERNEL-ARGUMENTS BOUND-ARGUMENTS OTHER-FLAGS
"""
import os
import shlex
import subprocess
import sys
import tempfile

ROOM = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
COMPILER, KERNEL, BOUND, OTHER = (shlex.split(words) for words in sys.argv[1:])
INCLUDES = [word for folder in ('', 'module', 'shim') for word in ('-I', os.path.join(ROOM, folder))]
# Not libc: gcc 12 gives its spilled values other slots of the stack, in the same instructions.
COPIES = {'mov': KERNEL, 'movnti': KERNEL, 'avx2-mov': BOUND}


def code(name, flags, folder):
    """What the disassembler and the linker see of a copy."""
    path = os.path.join(folder, 'copy.o')
    subprocess.run([*COMPILER, '-std=gnu11', '-D_GNU_SOURCE', *INCLUDES, *flags, '-c', '-o', path,
                    os.path.join(ROOM, 'copy', name + '.c')], check=True)
    return subprocess.run(['objdump', '-dr', path], check=True, capture_output=True, text=True).stdout


def main():
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, flags) in enumerate(COPIES.items(), 1):
            plain, other = code(name, flags, folder), code(name, OTHER + flags, folder)
            good = plain == other and '>:\n' in plain
            failures += not good
            print(f'{"ok" if good else "not ok"} {number} - {name} is as without these flags', flush=True)
            if not good:
                pair = next(((a, b) for a, b in zip(plain.splitlines(), other.splitlines()) if a != b), '')
                print('# first difference:', *pair, sep='\n# ', file=sys.stderr)
    print(f'1..{len(COPIES)}')
    return int(bool(failures))


if __name__ == '__main__':
    sys.exit(main())
