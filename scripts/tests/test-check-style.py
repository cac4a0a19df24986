#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
check-style is fed one sin at a time and must name file, line and rule; the
same tree without the sin must pass.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import tap

SPDX_C = '// SPDX-License-Identifier: GPL-2.0-or-later\n'
SPDX_H = '/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
SPDX_SH = '# SPDX-License-Identifier: GPL-2.0-or-later\n'

GOOD = {
    'meson.build': SPDX_SH + "project('x', 'c')\n",
    'README.md': '# x\n\n1. one\n',
    'kernels-sim/copy-list.h': SPDX_H + 'COPY(mov)\nCOPY(mov_regs)\nCOPY(movdir64b)\n',
    'kernels-sim/replay.h': SPDX_H + 'int replay(void);\n',
    'kernels-sim/copy/mov.c': SPDX_C + '#include "replay.h"\n',
    'kernels-sim/copy/mov-regs.c': SPDX_C + (
        '/*\n *         drawn in a comment\n */\n'
        'int f(int a,\n      int b)\n{\n\tif (a &&\n\t    b)\n\t\treturn 1;\n\treturn 0;\n}\n'),
    'kernels-sim/copy/movdir64b.c': SPDX_C + 'const char *s = "' + 'x' * 120 + '";\n',
    'platforms/cpu-list.h': SPDX_H + 'CPU(amd_zen4)\n',
    'platforms/platform.h': SPDX_H + '#include <stddef.h>\nsize_t nr_platforms(void);\n',
    'platforms/machine.h': SPDX_H + 'struct machine;\n',
    'platforms/numa.c': SPDX_C + '#include <numa.h>\n#include <numaif.h>\n',
    'platforms/pfm.c': SPDX_C + '#include <perfmon/pfmlib.h>\n',
    'platforms/cpu/amd-zen4.c': SPDX_C + '#include "../platform.h"\n',
    'bench/run-file/run-file.h': SPDX_H + 'struct run_file;\n',
    'bench/target/target.h': SPDX_H + '#include "machine.h"\nint target_map(void);\n',
    'bench/target/target-list.h': SPDX_H + 'TARGET(dram)\n',
    'bench/target/dram.c': SPDX_C + '#include "target/target.h"\n#include "machine.h"\n',
    'bench/report/report-list.h': SPDX_H + 'REPORT(json)\nREPORT(text)\n',
    'bench/report/json.c': SPDX_C + '#include <jansson.h>\n#include "run-file/run-file.h"\n',
    'bench/report/json-fallback.c': SPDX_C,
    'bench/report/text.c': SPDX_C + '#include "report/prose/number.h"\n#include "platform.h"\n',
    'bench/report/prose/number.h': SPDX_H + 'int number(void);\n',
    'bench/report/prose/number.c': SPDX_C + '#include "report/prose/number.h"\n',
    'bench/report/prose/number-unit.c': SPDX_C + '#include "report/prose/number.h"\n',
    'bench/report-tests/tests/test-json.c': SPDX_C + '#include <jansson.h>\n',
    'scripts/go': '#!/bin/sh\n' + SPDX_SH,
}

RULES = ['licence', 'tabs', 'blanks', 'columns', 'lists', 'direction', 'third party', 'size',
         'marks', 'links', 'names', 'headers']

# name of the sin, rule, file, its new text (None: removed), what the output says.
# A text that starts with "+" is added to the good one.
MARK = 'FIX' + 'ME'
SINS = [
    ('C file without a licence', 'licence', 'bench/target/dram.c', '#include "target/target.h"\n',
     'bench/target/dram.c:1: no SPDX'),
    ('licence in line four', 'licence', 'bench/target/dram.c', '\n\n\n' + SPDX_C,
     'bench/target/dram.c:1: no SPDX'),
    ('script without a licence', 'licence', 'scripts/go', '#!/bin/sh\n', 'scripts/go:1: no SPDX'),
    ('meson file without a licence', 'licence', 'meson.build', "project('x', 'c')\n",
     'meson.build:1: no SPDX'),
    ('Python file without a licence', 'licence', 'scripts/x.py', 'pass\n', 'scripts/x.py:1: no'),
    ('eight spaces', 'tabs', 'platforms/cpu/amd-zen4.c', '+int f(void)\n{\n        return 0;\n}\n',
     'amd-zen4.c:5: eight spaces'),
    ('four spaces', 'tabs', 'platforms/cpu/amd-zen4.c', '+int f(void)\n{\n    return 0;\n}\n',
     'amd-zen4.c:5: indented with spaces'),
    ('space before a tab', 'tabs', 'platforms/cpu/amd-zen4.c', '+int f(void)\n{\n \treturn 0;\n}\n',
     'amd-zen4.c:5: space before a tab'),
    ('spaces after a comment', 'tabs', 'platforms/cpu/amd-zen4.c',
     '+int f(void)\n{\n\t/* why */\n    return 0;\n}\n', 'amd-zen4.c:6: indented with spaces'),
    ('trailing blank in C', 'blanks', 'platforms/cpu/amd-zen4.c', '+int a; \n',
     'amd-zen4.c:3: trailing blank'),
    ('trailing tab in a script', 'blanks', 'scripts/go', '+echo\t\n', 'scripts/go:3: trailing'),
    ('trailing blank in Markdown', 'blanks', 'README.md', '+two  \n', 'README.md:4: trailing'),
    ('carriage return', 'blanks', 'README.md', '+two\r\n', 'README.md:4: trailing'),
    ('no line end at the end', 'blanks', 'README.md', '+two', 'README.md:4: does not end'),
    ('blank lines at the end', 'blanks', 'README.md', '+\n\n', 'README.md:6: does not end'),
    ('101 columns', 'columns', 'platforms/cpu/amd-zen4.c', '+\t/* ' + 'x' * 87 + ' */\n/*\t' +
     'x' * 90 + ' */\n', 'amd-zen4.c:4: 101 columns'),
    ('long code beside a string', 'columns', 'platforms/cpu/amd-zen4.c',
     '+int a = f("x") + ' + 'a' * 90 + ';\n', 'amd-zen4.c:3: '),
    ('copy without a list line', 'lists', 'kernels-sim/copy/sse2-nt.c', SPDX_C,
     'sse2-nt.c:1: sse2-nt is not in kernels-sim/copy-list.h'),
    ('CPU without a list line', 'lists', 'platforms/cpu/amd-zen5.c', SPDX_C,
     'amd-zen5 is not in platforms/cpu-list.h'),
    ('CPU in its vendor\'s folder without a list line', 'lists', 'platforms/cpu/amd/zen5.c', SPDX_C,
     'platforms/cpu/amd/zen5.c:1: amd-zen5 is not in platforms/cpu-list.h'),
    ('target without a list line', 'lists', 'bench/target/memfd.c', SPDX_C,
     'memfd is not in bench/target/target-list.h'),
    ('report without a list line', 'lists', 'bench/report/mail.c', SPDX_C,
     'mail is not in bench/report/report-list.h'),
    ('fallback of nothing', 'lists', 'bench/report/plot-fallback.c', SPDX_C,
     'plot-fallback is not in bench/report/report-list.h'),
    ('list line without a file', 'lists', 'kernels-sim/copy-list.h', '+COPY(movnti)\n',
     'copy-list.h:5: movnti is listed, but kernels-sim/copy/movnti.c is not there'),
    ('removed copy', 'lists', 'kernels-sim/copy/mov.c', None,
     'copy-list.h:2: mov is listed, but kernels-sim/copy/mov.c is not there'),
    ('list without a folder', 'lists', 'platforms/cpu/amd-zen4.c', None, 'there is no folder'),
    ('unsorted list', 'lists', 'bench/report/report-list.h', SPDX_H + 'REPORT(text)\nREPORT(json)\n',
     'report-list.h:3: json belongs before text'),
    ('double list line', 'lists', 'bench/target/target-list.h', '+TARGET(dram)\n',
     'target-list.h:3: dram is listed twice'),
    ('platforms uses kernels-sim', 'direction', 'platforms/cpu/amd-zen4.c',
     '+#include "replay.h"\n', 'amd-zen4.c:3: platforms may not use kernels-sim/replay.h'),
    ('platforms uses bench by path', 'direction', 'platforms/cpu/amd-zen4.c',
     '+#include "../../bench/target/target.h"\n', 'amd-zen4.c:3: platforms may not use bench/target/target.h'),
    ('kernels-sim uses platforms', 'direction', 'kernels-sim/replay.h',
     '+#include "platform.h"\n', 'replay.h:3: kernels-sim may not use platforms/platform.h'),
    ('kernels-sim uses bench', 'direction', 'kernels-sim/copy/mov.c',
     '+#  include "run-file/run-file.h"\n', 'mov.c:3: kernels-sim may not use bench/run-file/run-file.h'),
    ('report uses a target', 'direction', 'bench/report/text.c', '+#include "target/target.h"\n',
     'text.c:4: bench/report may not use bench/target/target.h'),
    ('report asks the machine', 'direction', 'bench/report/text.c', '+#include "machine.h"\n',
     'text.c:4: bench/report may not use platforms/machine.h'),
    ('run file uses a target', 'direction', 'bench/run-file/run-file.h', '+#include "target/target.h"\n',
     'run-file.h:3: bench/run-file may not use bench/target/target.h'),
    ('second user of jansson', 'third party', 'bench/report/text.c', '+#include <jansson.h>\n',
     'text.c:4: jansson belongs to bench/report/json.c alone'),
    ('second user of libnuma', 'third party', 'platforms/place.c', SPDX_C + '#include <numaif.h>\n',
     'place.c:2: libnuma belongs to platforms/numa.c alone'),
    ('hwloc in a header', 'third party', 'platforms/place.h',
     SPDX_H + 'struct place;\n#if 0\n#include <hwloc.h>\n#endif\n', 'place.h:4: hwloc.h in a header'),
    ('second user of libpfm4', 'third party', 'platforms/a.c',
     SPDX_C + '#include <perfmon/perf_event.h>\n',
     'pfm.c:2: libpfm4 belongs to platforms/a.c alone'),
    ('long source', 'size', 'platforms/cpu/amd-zen4.c', '+' + 'int f(void);\n' * 449,
     'amd-zen4.c:451: 451 lines'),
    ('mark in C', 'marks', 'bench/target/dram.c', f'+/* {MARK}: later */\n',
     f'dram.c:4: "{MARK}"'),
    ('mark in Markdown', 'marks', 'README.md', '+TO' 'DO\n', 'README.md:4: "TO' 'DO"'),
    ('link to no file', 'links', 'README.md', '+[a](docs/a.md) [b](https://b.example/c) [c](bench)\n',
     'README.md:4: docs/a.md: there is no docs/a.md'),
    ('link to no heading', 'links', 'README.md', '+## One, `two`\n[a](#one-two) [b](README.md#two)\n',
     'README.md:5: README.md#two: README.md has no such heading'),
    ('test that another hides', 'names', 'scripts/x.py',
     '# SPDX-License-Identifier: GPL-2.0-or-later\ndef f():\n    pass\n\n\ndef f():\n    pass\n',
     'scripts/x.py:6: f() is also in line 2'),
    ('header that needs another', 'headers', 'platforms/machine.h', '+size_t n;\n',
     'machine.h:1: does not compile alone'),
    ('header that includes nothing there', 'headers', 'bench/target/target.h', '+#include "gone.h"\n',
     'target.h:1: does not compile alone'),
]


def style(root, cwd='/'):
    result = subprocess.run([sys.executable, os.path.join(root, 'scripts/check-style')], cwd=cwd,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False)
    lines = result.stdout.splitlines()
    points = [line for line in lines if line.startswith(('ok', 'not ok'))]
    bad = {RULES[i] for i, line in enumerate(points) if line.startswith('not ok')}
    whole = lines[:1] == [f'1..{len(RULES)}'] and len(points) == len(RULES)
    return result.returncode, bad, result.stdout, whole


def tree(root, changes):
    files = dict(GOOD)
    for name, text in changes.items():
        if text is None:
            del files[name]
        else:
            files[name] = files[name] + text[1:] if text.startswith('+') else text
    for name, text in files.items():
        tap.write(root, name, text)
    for name in ('check-style', 'lib/command_line.py'):
        path = os.path.join(root, 'scripts', name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(os.path.join(tap.SCRIPTS, name), path)


def check(changes, prepare=None, cwd='/'):
    with tempfile.TemporaryDirectory() as root:
        tree(root, changes)
        if prepare:
            prepare(root)
        return style(root, cwd)


def git(root, *words):
    subprocess.run(('git', '-C', root) + words, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def main():
    status, bad, output, whole = check({})
    tap.ok(status == 0 and whole and not bad, 'a clean tree passes', output)

    for name, rule, file, text, wanted in SINS:
        status, bad, output, whole = check({file: text})
        tap.ok(status == 1 and whole and bad == {rule} and wanted in output, f'{rule}: {name}',
               f'wanted: {wanted}', output)

    status, bad, output, _ = check({'build-x/a.c': 'int a; \n', 'results/a.c': 'int a; \n',
                                    '.git/a.c': 'int a; \n'})
    tap.ok(status == 0, 'outside git: build folders and results are left alone', output)

    def repository(root):
        git(root, 'init')
        tap.write(root, '.gitignore', 'ignored.c\n')
        git(root, 'add', '.')

    many = {f'platforms/many-{i}.c': SPDX_C for i in range(24)}
    status, bad, output, _ = check(many)
    tap.ok(status == 1 and bad == {'size'} and 'platforms:1: 26 sources' in output,
           'size: a folder of 26 sources', output)
    status, bad, output, _ = check({f'kernels-sim/copy/x{i:02}.c': SPDX_C for i in range(24)} |
                                   {'kernels-sim/copy-list.h': GOOD['kernels-sim/copy-list.h'] +
                                    ''.join(f'COPY(x{i:02})\n' for i in range(24))})
    tap.ok(status == 0, 'size: but that of a list may have them', output)

    name = 'in git: ignored files are left alone, all others checked'
    if shutil.which('git'):
        status, bad, output, _ = check({'scripts/x.py': 'pass\n', 'ignored.c': 'int a; \n'},
                                       repository)
        tap.ok(status == 1 and bad == {'licence'}, name, output)
    else:
        tap.skip(name, 'git is not here')

    tap.done()


if __name__ == '__main__':
    main()
