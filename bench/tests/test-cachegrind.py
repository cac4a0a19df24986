#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-cachegrind.py PAGESTREAM CACHEGRIND-WALK SANITIZER: the model's fills against another simulator.

Valgrind's cachegrind runs the walks that are measured, instruction by
instruction, and counts the write misses of its last level.  Less those of a
run without a walk they are the fills of the model.  Cachegrind knows nothing
of streamed stores, so regular copies alone are compared.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM, WALK, SANITIZER = sys.argv[1:4]
COPIES = ('mov', 'rep-movsb', 'rep-movsq', 'base')
LAYOUTS = ('64', '80', '96')
# Four times the last level and more, a part of it, one and a half of it and more.  The stack of
# the program needs some lines too, so nothing is just as large.
CASES = (('order0', 65536), ('order0', 8192), ('order9', 24576))


def cachegrind(folder, *args):
    """Write misses of the last level."""
    out = os.path.join(folder, 'cachegrind.out')
    done = subprocess.run(
        ['valgrind', '--tool=cachegrind', '--cache-sim=yes', '--I1=32768,8,64', '--D1=32768,8,64',
         '--LL=1048576,16,64', f'--cachegrind-out-file={out}', WALK, *args],
        capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        return None, done.stderr
    with open(out, encoding='utf-8') as file:
        text = file.read()
    events = re.search(r'^events: (.*)$', text, re.M)[1].split()
    summary = re.search(r'^summary: (.*)$', text, re.M)[1].split()
    return int(summary[events.index('DLmw')]), ''


def model(copy, layout, walk, pages, state):
    done = subprocess.run(
        [PAGESTREAM, 'model', '--cache', '32K:8,1M:16', '--copy', copy, '--layout', layout,
         '--walk', walk, '--pages', str(pages), '--state', state],
        capture_output=True, text=True, timeout=60, check=False)
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    return int(dict(zip(*rows))['fills'])


def compare(folder, copy, layout, walk, pages):
    """The first pass begins with nothing, the second with what the first left."""
    args = [copy, walk, 'v5', layout, str(pages)]
    misses = []
    for passes in range(3):
        count, error = cachegrind(folder, *args, str(passes))
        if count is None:
            tap.ok(False, f'cachegrind runs {" ".join(args)}', error)
            return
        misses.append(count)
    for state, found in (('flushed', misses[1] - misses[0]), ('reused', misses[2] - misses[1])):
        want = model(copy, layout, walk, pages, state)
        # Lines of the stack may be among them: valgrind 3.19 counts none, 3.24 up to two.
        tap.ok(0 <= found - want <= 2, f'{copy} {layout} {walk} {state}, {pages} pages: {want} fills',
               f'cachegrind counts {found} write misses, {found - want} more than fills')


def main():
    missing = 'no valgrind here' if not shutil.which('valgrind') else \
        'valgrind runs no sanitizer' if SANITIZER != 'none' else None
    if missing:
        tap.skip('the fills of the model are the write misses of cachegrind', missing)
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        for copy in COPIES:
            for layout in LAYOUTS:
                for walk, pages in CASES:
                    compare(folder, copy, layout, walk, pages)
    tap.done()


main()
