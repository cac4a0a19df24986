#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of scripts/mutate fits the tree, and the runner tells a fault that is seen from one that is not."""
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys

import tap

MUTATE = os.path.join(tap.SCRIPTS, 'mutate')
LEAST = 60
ROOMS = ('kernels-sim', 'bench/round', 'bench/run', 'bench/counter', 'bench/report', 'platforms', 'scripts')

sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader('mutate', MUTATE)
mutate = importlib.util.module_from_spec(importlib.util.spec_from_loader('mutate', loader))
loader.exec_module(mutate)


def block(what, old, new):
    return mutate.Mutation(f'{what}\nfile.c: test-a test-b\n< {old}\n> {new}')


def main():
    mutations = mutate.read_list()
    wrong = [(m.what, m.problem(mutate.ROOT)) for m in mutations if m.problem(mutate.ROOT)]
    tap.ok(not wrong, 'each text of the list is there once', wrong)
    tap.ok(len(mutations) >= LEAST, f'at least {LEAST} of them', len(mutations))
    missing = [room for room in ROOMS if not any(m.name.startswith(room + '/') for m in mutations)]
    tap.ok(not missing, 'every room has some', missing)
    same = [m.what for m in mutations if m.old == m.new]
    tap.ok(not same, 'each changes something', same)
    words = set()
    for where, _, names in os.walk(mutate.ROOT):
        if 'meson.build' in names and not os.path.relpath(where, mutate.ROOT).startswith('build'):
            with open(os.path.join(where, 'meson.build'), encoding='utf-8') as file:
                words |= set(re.findall(r"'([a-z0-9-]+)'", file.read()))
    unknown = sorted({test for m in mutations for test in m.tests
                      if not {test, test.removeprefix('test-'), test.removeprefix('platforms-'),
                              re.sub('-[0-9]+$', '', test) + '-'} & words})
    tap.ok(not unknown, 'each test is one of Meson', unknown)

    one = block('a fault', 'a = 1;\n\tb = 2;', 'a = 2;')
    tap.ok((one.name, one.tests, one.old, one.new) ==
           ('file.c', ['test-a', 'test-b'], 'a = 1;\n\tb = 2;', 'a = 2;'), 'a block is read')
    tap.ok(one.problem(mutate.ROOT) == 'file.c is not there', 'a file that is not there is said')
    for option in ('--only', '--from'):
        done = subprocess.run([os.path.join(tap.SCRIPTS, 'mutate'), option, 'no such text'],
                              capture_output=True, text=True, check=False)
        tap.ok(done.returncode == 2 and 'no such text' in done.stderr and not done.stdout and
               len(done.stderr.splitlines()) == 1, f'{option} that fits none is one line', done.stderr)
    tap.done()


if __name__ == '__main__':
    main()
