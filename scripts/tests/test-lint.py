#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""lint on a made-up tree: with nothing to find, with one fault for each tool, and without the tools."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import tap

SOURCE = '''// SPDX-License-Identifier: GPL-2.0-or-later
#include "number.h"

#include <stddef.h>

int number(const int *p)
{
	return p ? *p : 0;
}
'''

HEADER = '''/* SPDX-License-Identifier: GPL-2.0-or-later */
int number(const int *p);
'''

# What each tool sees, in line 8.
FAULTS = {
    'cppcheck': ('return p ? *p : 0;', 'int all[2] = { 0 }; return p ? *p : all[2];', 'arrayIndexOutOfBounds'),
    'clang-tidy': ('return p ? *p : 0;', 'return p ? *p : *(int *)NULL;', 'clang-analyzer-core.NullDereference'),
}


class Tree:
    """bench/number.c, what lint reads, and a build folder that says how it is compiled"""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = os.path.realpath(self.folder.name)
        for name in ('scripts/lint', 'scripts/lib/command_line.py', 'scripts/lib/cppcheck.txt', '.clang-tidy'):
            path = os.path.join(self.root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            shutil.copy(os.path.join(os.path.dirname(tap.SCRIPTS), name), path)
        tap.write(self.root, 'bench/number.h', HEADER)
        self.source(SOURCE)
        self.build('../bench/number.c')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def source(self, text):
        tap.write(self.root, 'bench/number.c', text)

    def build(self, *names):
        folder = os.path.join(self.root, 'build')
        tap.write(folder, 'compile_commands.json', json.dumps([
            {'directory': folder, 'file': name,
             'command': f'cc -std=gnu11 {option} -o number.o -c {name}'}
            # Two flavours of one file; the option is none of clang 14's.
            for name in names for option in ('-mfunction-return=thunk-extern -O2', '-O2')]))

    def lint(self, tools=None, folder='build'):
        """tools: those that are there; None: those of this machine"""
        path = os.environ['PATH']
        if tools is not None:
            path = os.path.join(self.root, 'bin')
            os.makedirs(path, exist_ok=True)
            for tool in tools:
                os.symlink(shutil.which(tool), os.path.join(path, tool))
        done = subprocess.run([sys.executable, os.path.join(self.root, 'scripts/lint'), folder],
                              cwd=self.root, env={**os.environ, 'PATH': path}, check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr


def found_by(tool, out):
    """Is the tool's point a failure, with a line for the file?"""
    point = next((line for line in out.splitlines() if f' - {tool} ' in line), '')
    return point.startswith('not ok')


def test_tools():
    for tool, (good, bad, check) in FAULTS.items():
        other = next(name for name in FAULTS if name != tool)
        if not shutil.which(tool):
            tap.skip(f'{tool} finds a fault', f'{tool} is not installed')
            continue
        with Tree() as tree:
            status, out, err = tree.lint([tool])
            tap.ok(status == 0 and not err and f'{tool} finds nothing in 1 files' in out and
                   f'{other} # SKIP it is not installed' in out,
                   f'{tool} finds nothing where nothing is; the other is skipped', status, out, err)
        with Tree() as tree:
            tree.source(SOURCE.replace(good, bad))
            status, out, err = tree.lint([tool])
            lines = [line for line in out.splitlines() if line.startswith('# ')]
            tap.ok(status == 1 and found_by(tool, out) and len(lines) == 1 and check in lines[0] and
                   lines[0].startswith('# bench/number.c:8:'),
                   f'{tool} finds a fault, once, at a path from the root', status, out, err)
        with Tree() as tree:
            tree.source(SOURCE.replace('number.h', 'nowhere.h'))
            status, out, err = tree.lint([tool])
            # cppcheck goes on without headers.
            tap.ok(status == 0 if tool == 'cppcheck' else status == 1 and "'nowhere.h' file not found" in out,
                   f'{tool}: a header that is not there', status, out, err)


def test_neither():
    with Tree() as tree:
        status, out, err = tree.lint([])
        tap.ok(status == 0 and out.count('# SKIP') == 2 and not err, 'neither tool', status, out, err)


def test_folders():
    with Tree() as tree:
        status, out, err = tree.lint([], 'nowhere')
        tap.ok(status == 1 and not out and len(err.splitlines()) == 1 and
               'nowhere/compile_commands.json: No such file' in err, 'a folder that is not there', out, err)
        tap.write(tree.root, 'build/compile_commands.json', 'what')
        status, out, err = tree.lint([])
        tap.ok(status == 1 and not out and len(err.splitlines()) == 1 and
               'build/compile_commands.json: ' in err, 'a file that is no JSON', out, err)
        tree.build('/usr/src/other.c', 'made.c')
        status, out, err = tree.lint([])
        tap.ok(status == 1 and not out and len(err.splitlines()) == 1 and 'no C file below' in err,
               'a build of another tree', out, err)


def main():
    test_tools()
    test_neither()
    test_folders()
    tap.done()


if __name__ == '__main__':
    main()
