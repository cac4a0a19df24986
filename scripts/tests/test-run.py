#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/run around a make-believe build and a make-believe pagestream."""
import glob
import os
import shutil

import tap
from machine import HEAD, Machine

PACKAGES = ('gcc libc6-dev meson ninja-build pkg-config libgsl-dev libhwloc-dev libnuma-dev libjansson-dev '
            'libpfm4-dev python3 gnuplot-nox git').split()

MESON = HEAD + '''
[ "$1" = --version ] && { echo 1.0.1; exit; }
echo "meson $*" >>"$MACHINE/calls"
[ -e "$MACHINE/no-setup" ] && { echo "meson.build:1: ERROR: broken"; exit 1; }
mkdir -p "$2/bench"
touch "$2/build.ninja"
'''

NINJA = HEAD + '''
echo "ninja" >>"$MACHINE/calls"
[ -e "$MACHINE/no-build" ] && { echo "cc: error: broken"; exit 1; }
cp "$MACHINE/pagestream" "$2/bench/pagestream"
'''

# Writes the file it is told to, and ends as the file "ending" says.
PAGESTREAM = HEAD + '''
echo "pagestream $*" >>"$MACHINE/calls"
if [ "$1 $2" = 'report plot' ]; then
	echo "PICTURES in $4"
	[ ! -e "$MACHINE/no-pictures" ]
	exit
fi
if [ "$1" = report ]; then
	echo "REPORT of $(cat "$3")"
	[ ! -e "$MACHINE/no-report" ]
	exit
fi
file=
plan=
while [ $# -gt 0 ]; do
	case $1 in
	-o) file=$2; shift ;;
	-o*) file=${1#-o} ;;
	--plan) plan=$2; shift ;;
	--plan=*) plan=${1#*=} ;;
	--copy) [ "$2" = help ] && { echo "mov movnti"; exit 0; }; shift ;;
	--nonsense) : >"$file"; echo "pagestream: unknown option --nonsense" >&2; exit 2 ;;
	esac
	shift
done
[ "$file" = - ] && { echo "rows of $plan"; exit 0; }
echo "rows of $plan" >"$file"
exit "$(cat "$MACHINE/ending")"
'''


class Checkout(Machine):
    """A machine that has everything, with a copy of the scripts in "tree"."""

    def __init__(self, installed=PACKAGES):
        super().__init__('debian', installed=installed)
        self.stub('meson', MESON)
        self.stub('ninja', NINJA)
        if 'gnuplot-nox' in installed:
            self.stub('gnuplot', HEAD)
        tap.write(self.root, 'pagestream', PAGESTREAM, 0o755)
        self.put('ending', '0\n')
        self.tree = os.path.join(self.root, 'tree')
        for name in ('bench', 'kernels-sim', 'platforms', 'scripts/lib'):
            os.makedirs(os.path.join(self.tree, name))
        tap.write(self.tree, 'meson.build', '')
        for name in ('run', 'lib/deps.sh'):
            shutil.copy(os.path.join(tap.SCRIPTS, name), os.path.join(self.tree, 'scripts', name))

    def script(self, *options, cwd=None):
        return self.run('sh', os.path.join(self.tree, 'scripts/run'), *options, cwd=cwd)

    def results(self):
        return sorted(glob.glob(os.path.join(self.tree, 'results/*')))


def test_plain():
    with Checkout() as machine:
        status, out, err = machine.script()
        files = machine.results()
        calls = machine.calls()
        good = status == 0 and not err and len(files) == 1 and files[0].endswith('-quick.tsv')
        tap.ok(good, 'a plain run leaves one file, named after the plan', files, out, err)
        tap.ok(good and [call.split()[0] for call in calls] ==
               ['meson', 'ninja', 'pagestream', 'pagestream', 'pagestream'] and
               calls[2] == f'pagestream run -o {files[0]} --plan quick' and
               calls[3] == f'pagestream report text {files[0]}' and
               calls[4] == f'pagestream report plot -o {files[0][:-4]}-plots {files[0]}',
               'it configures, builds, measures, reports and draws', *calls)
        tap.ok(good and 'REPORT of rows of quick' in out and f'run file: {files[0]}\n' in out,
               'the report and the path of the file are printed', out)

        status, out, err = machine.script()
        calls = machine.calls()
        tap.ok(status == 0 and len(machine.results()) == 2 and 'building' not in out and
               [call.split()[0] for call in calls] == ['ninja'] + 3 * ['pagestream'],
               'a second run says nothing of the build and overwrites nothing', *calls, out)

        tap.write(machine.tree, 'bench/new.c', '')
        status, out, err = machine.script()
        tap.ok('building' in out, 'a changed source is said to be built', out)

        machine.calls()
        status, out, err = machine.script(cwd=machine.tree)
        tap.ok(status == 0 and len(machine.results()) == 4 and
               machine.root not in ' '.join(machine.calls()) and '\nrun file: results/' in out,
               'in the checkout the run file is named without the path to it', out, err)


def test_options():
    with Checkout() as machine:
        machine.script('--plan', 'standard', '--copy', 'mov,movnti')
        calls = machine.calls()
        files = machine.results()
        tap.ok(len(files) == 1 and files[0].endswith('-standard.tsv') and
               calls[2] == f'pagestream run -o {files[0]} --plan standard --copy mov,movnti',
               "the user's plan is respected, options pass through", *calls)

        machine.script('--plan=sizes')
        tap.ok(any(name.endswith('-sizes.tsv') for name in machine.results()) and
               '--plan quick' not in ' '.join(machine.calls()), '--plan=NAME as well')

        for options in (['-o', 'mine.tsv'], ['-omine.tsv']):
            before = machine.results()
            status, out, _ = machine.script(*options)
            with open(os.path.join(machine.root, 'mine.tsv'), encoding='utf-8') as file:
                rows = file.read()
            os.unlink(os.path.join(machine.root, 'mine.tsv'))
            tap.ok(status == 0 and rows == 'rows of quick\n' and machine.results() == before and
                   'REPORT of rows of quick' in out and 'run file: mine.tsv\n' in out,
                   f'{" ".join(options)}: the file of the user, below the folder of the user', out)

        shutil.rmtree(os.path.join(machine.tree, 'results'))
        machine.calls()
        status, out, err = machine.script('-o', '-')
        tap.ok(status == 0 and out == 'rows of quick\n' and not machine.results(),
               'rows to standard output get no report', out, err)

        machine.calls()
        status, out, err = machine.script('--copy', 'help')
        tap.ok(status == 0 and out == 'mov movnti\n' and
               not os.path.exists(os.path.join(machine.tree, 'results')),
               'a list of choices is all that is printed', out, err)

        machine.calls()
        status, out, err = machine.script('--help')
        tap.ok(status == 0 and 'usage: scripts/run' in out and len(out.splitlines()) <= 24 and
               not machine.calls(), '--help fits a screen and starts nothing', out)


def test_failures():
    with Checkout() as machine:
        machine.script()
        shutil.rmtree(os.path.join(machine.tree, 'results'))
        machine.calls()
        status, out, err = machine.script('--nonsense')
        tap.ok(status == 2 and not out and err == 'pagestream: unknown option --nonsense\n' and
               machine.calls()[-1].startswith('pagestream run ') and
               not os.path.exists(os.path.join(machine.tree, 'results')),
               "a wrong option: pagestream's own line, no report, nothing left behind", out, err)

        machine.put('ending', '3\n')
        status, out, err = machine.script()
        tap.ok(status == 3 and 'REPORT of rows of quick' in out and len(machine.results()) == 1,
               'interrupted: the report of what is there, status 3', out, err)

        machine.put('ending', '1\n')
        status, out, err = machine.script()
        tap.ok(status == 1 and 'REPORT' not in out and len(machine.results()) == 2,
               'failed: no report, the file stays, status 1', out, err)

        machine.put('ending', '0\n')
        machine.put('no-report', '')
        status, out, err = machine.script()
        tap.ok(status == 1, 'a failed report is a failure', out, err)

    with Checkout() as machine:
        machine.put('no-pictures', '')
        status, out, err = machine.script()
        tap.ok(status == 1 and 'REPORT' in out, 'and so are failed pictures', out, err)

    with Checkout(installed=[name for name in PACKAGES if name != 'gnuplot-nox']) as machine:
        for options in ([], ['--no-deps']):
            status, out, err = machine.script(*options)
            tap.ok(status == 0 and 'REPORT of rows of quick' in out and 'PICTURES' not in out and
                   out.count('pictures: skipped, gnuplot is not installed\n') == 1,
                   f'no gnuplot: a report without pictures {options}', out, err)

    for flag, what in (('no-setup', 'ERROR: broken'), ('no-build', 'cc: error: broken')):
        with Checkout() as machine:
            machine.put(flag, '')
            status, out, err = machine.script()
            tap.ok(status == 1 and what in err and not machine.results() and
                   not any(call.startswith('pagestream') for call in machine.calls()),
                   f'{flag}: says why and measures nothing', out, err)

    with Checkout(installed=PACKAGES[1:]) as machine:
        status, out, err = machine.script()
        tap.ok(status == 1 and 'missing packages: gcc' in err and not machine.calls(),
               'missing packages: nothing is built', out, err)
        status, out, err = machine.script('--no-deps')
        calls = machine.calls()
        tap.ok(status == 0 and calls[-1].startswith('pagestream report') and '--no-deps' not in ' '.join(calls),
               '--no-deps does not ask for packages', out, err)


def main():
    test_plain()
    test_options()
    test_failures()
    tap.done()


if __name__ == '__main__':
    main()
