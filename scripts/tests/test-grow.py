#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
test-grow.py: adds a copy, a CPU, a target, a state, a report, a picture and an
axis to a copy of this tree, each as CONTRIBUTING says and in no other way;
builds it; and finds each in "list" and in what a run leaves.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tap

SPDX = '// SPDX-License-Identifier: GPL-2.0-or-later\n'
ROOT = os.path.dirname(tap.SCRIPTS)

COPY = SPDX + '''#include "walk.h"

static const struct copy_ops made_up_ops = { .copy = ordinary_copy };

DEFINE_COPY_BACKEND(made_up,
		    .name = "made-up",
		    .desc = "a copy of this test",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
'''

STATE = SPDX + '''#include "state/state.h"

extern const struct state state_made_up;
const struct state state_made_up = {
	.name = "made-up",
	.desc = "a state of this test",
	.caches = PREDICT_SAME_PASS,
};
'''

REPORT = SPDX + '''#include "report/report.h"

static int write_made_up(struct report_ctx *ctx, FILE *out)
{
	fprintf(out, "a report of %d runs\\n", ctx->nr_runs);
	return 0;
}

const struct report report_made_up = {
	.name = "made-up",
	.desc = "a report of this test",
	.write = write_made_up,
};
'''

FIGURE = SPDX + '''#include "report/figure/figure.h"

static int write_made_up(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	fputs("made = 1\\n", out);
	snprintf(frame->caption, sizeof(frame->caption), "A picture of this test.");
	return 0;
}

extern const struct figure figure_made_up;
const struct figure figure_made_up = {
	.name = "made-up",
	.title = "A made-up picture",
	.write = write_made_up,
};
'''

GNUPLOT = '''# SPDX-License-Identifier: GPL-2.0-or-later
load 'style.gp'
rows = 10
key_rows = 1
load 'open.gp'
set xrange [0:2]
plot made with lines
'''


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def like(root, path, name, other):
    """A file of this tree under another name"""
    text = read(os.path.join(root, path))
    ident, other_ident = name.replace('-', '_'), other.replace('-', '_')
    return text.replace(f'"{name}"', f'"{other}"').replace(f'_{ident}', f'_{other_ident}')


def list_in(root, header, line):
    """One line in a sorted list header"""
    path = os.path.join(root, header)
    lines = read(path).splitlines()
    entries = [number for number, text in enumerate(lines) if re.match(r'[A-Z_]+\(', text)]
    after = [number for number in entries if lines[number] > line]
    lines.insert(after[0] if after else entries[-1] + 1, line)
    write(path, '\n'.join(lines) + '\n')


def build_in(root, meson, beside, source):
    """One line in a folder's meson.build, before another one"""
    path = os.path.join(root, meson)
    text = read(path)
    assert f"'{beside}'" in text, (meson, beside)
    write(path, re.sub(rf"( *)'{re.escape(beside)}',", rf"\1'{source}',\n\1'{beside}',", text, count=1))


def grow(root):
    write(os.path.join(root, 'kernels-sim/copy/made-up.c'), COPY)
    list_in(root, 'kernels-sim/copy-list.h', 'COPY(made_up)')
    build_in(root, 'kernels-sim/meson.build', 'copy/memcpy-unrolled.c', 'copy/made-up.c')

    write(os.path.join(root, 'platforms/cpu/intel/made-up.c'),
          like(root, 'platforms/cpu/intel/gnr.c', 'intel-gnr', 'intel-made-up').replace('173', '254'))
    list_in(root, 'platforms/cpu-list.h', 'CPU_PLATFORM(intel_made_up)')
    build_in(root, 'platforms/meson.build', 'cpu/intel/rpl.c', 'cpu/intel/made-up.c')

    write(os.path.join(root, 'bench/target/made-up.c'),
          like(root, 'bench/target/memfd.c', 'memfd', 'made-up'))
    list_in(root, 'bench/target/target-list.h', 'TARGET(made_up)')
    build_in(root, 'bench/target/meson.build', 'mapping.c', 'made-up.c')

    write(os.path.join(root, 'bench/state/made-up.c'), STATE)
    list_in(root, 'bench/state/state-list.h', 'STATE(made_up)')
    build_in(root, 'bench/state/meson.build', 'poisoned.c', 'made-up.c')

    write(os.path.join(root, 'bench/report/made-up.c'), REPORT)
    list_in(root, 'bench/report/report-list.h', 'REPORT(made_up)')
    build_in(root, 'bench/report/meson.build', 'mail.c', 'made-up.c')

    write(os.path.join(root, 'bench/report/figure/made-up.c'), FIGURE)
    write(os.path.join(root, 'plots/made-up.gp'), GNUPLOT)
    list_in(root, 'bench/report/figure/figure-list.h', 'FIGURE(made_up)')
    build_in(root, 'bench/report/figure/meson.build', 'ratio.c', 'made-up.c')
    build_in(root, 'bench/report/figure/meson.build', '../../../plots/open.gp',
             '../../../plots/made-up.gp')

    path = os.path.join(root, 'bench/run-file/axis-list.h')
    write(path, read(path).replace(
        '/* clang-format on */', 'AXIS(MADE_UP, made_up, INT, NULL, "0", 0, 9, ODD, "0", "N,...", '
        '"a number of this test")\n/* clang-format on */'))


def check(program, root, folder):
    def call(*args):
        done = subprocess.run([program, *args], capture_output=True, text=True, check=False,
                              cwd=folder)
        return done.stdout, done.stderr, done.returncode

    for name, list_name in (('made-up', 'copies'), ('intel-made-up', 'platforms'),
                            ('made-up', 'targets'), ('made-up', 'states'), ('made-up', 'reports')):
        said = call('list', list_name)
        tap.ok(f'\n{name}\t' in '\n' + said[0], f'list {list_name} has {name}', said)
    said = call('list')
    tap.ok('\nmade-up\t' in said[0], 'list has the axis', said)
    said = call('run', '--help')
    tap.ok('--made-up' in said[0], 'run --help has the axis', said)

    said = call('run', '--plan', 'smoke', '--copy', 'mov,made-up', '--target', 'made-up', '--state',
                'made-up', '--made-up', '3,7', '-o', 'run.tsv')
    tap.ok(said[2] == 0 or 'the machine was too busy' in said[1], 'a run takes all of them', said)
    said = call('report', 'tsv', 'run.tsv')
    head, *rows = [line.split('\t') for line in said[0].splitlines()]
    found = [dict(zip(head, row)) for row in rows]
    # More rows than four where the distance of the two CPUs changed meanwhile.
    tap.ok({(row['copy'], row['target'], row['state'], row.get('made_up')) for row in found} ==
           {(copy, 'made-up', 'made-up', number) for copy in ('mov', 'made-up') for number in '37'} and
           all(row['ratio'] == '1.000' for row in found
               if row['copy'] == 'mov' and row['ratio'] != '-'),
           'report tsv: four cases, each with its own mov', said)
    said = call('report', 'text', '--all', 'run.tsv')
    tap.ok('made-up 3' in said[0] and 'made-up 7' in said[0], 'report text names the axis', said)
    said = call('report', 'json', 'run.tsv')
    if 'not in this build' in said[1]:
        tap.skip('report json has the axis', 'built without jansson')
    else:
        cases = json.loads(said[0])['runs'][0]['cases']
        tap.ok([case['made_up'] for case in cases] == [int(row['made_up']) for row in found],
               'report json has the axis', said)
    said = call('report', 'made-up', 'run.tsv')
    tap.ok(said[0] == 'a report of 1 runs\n', 'the report reports', said)
    said = call('report', 'plot', 'run.tsv')
    if shutil.which('gnuplot'):
        tap.ok(os.path.exists(os.path.join(folder, 'run-plots/made-up.svg')), 'the picture is drawn',
               said)
    else:
        tap.skip('the picture is drawn', 'no gnuplot')

    golden = subprocess.run([sys.executable, os.path.join(root, 'bench/tests/test-golden.py'), program],
                            capture_output=True, text=True, check=False)
    bad = [line for line in golden.stdout.splitlines() if line.startswith('not ok')]
    # It lists the reports.
    bad = [line for line in bad if not line.endswith(' - unknown.report')]
    tap.ok('1..' in golden.stdout and not bad, 'an axis changes no golden', bad, golden.stderr)
    manual = read(os.path.join(root, 'build/bench/pagestream.1'))
    tap.ok('.It Fl -made-up ' in manual, 'the manual has the axis')


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, 'tree')
        files = subprocess.run(['git', '-C', ROOT, 'ls-files', '-z', '--cached', '--others',
                                '--exclude-standard'], capture_output=True, text=True, check=False)
        if files.returncode:
            tap.skip('the tree grows', 'this is no git checkout')
            tap.done()
        for name in files.stdout.split('\0')[:-1]:
            if os.path.isfile(os.path.join(ROOT, name)) and not name.startswith('data/runs/'):
                os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
                shutil.copy2(os.path.join(ROOT, name), os.path.join(root, name))
        grow(root)
        build = os.path.join(root, 'build')
        done = subprocess.run(f'meson setup -Dtests=disabled -Dbuildtype=plain {build} {root} && '
                              f'ninja -C {build} bench/pagestream bench/pagestream.1',
                              shell=True, capture_output=True, text=True, check=False)
        tap.ok(not done.returncode, 'one file and one line each: it builds', done.stdout[-3000:],
               done.stderr)
        if not done.returncode:
            check(os.path.join(build, 'bench/pagestream'), root, folder)
    tap.done()


if __name__ == '__main__':
    main()
