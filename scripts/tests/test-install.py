#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-install.py BUILD: what 'meson install' of a build folder leaves, and that it works."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import tap

BUILD = os.path.abspath(sys.argv[1])
MESON = shutil.which('meson')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd='/')


def folders():
    """Where this build puts programs, manuals and data."""
    options = json.loads(output(MESON, 'introspect', '--buildoptions', BUILD).stdout)
    value = {option['name']: option['value'] for option in options}
    return [os.path.join(value['prefix'], value[name]).lstrip('/')
            for name in ('bindir', 'mandir', 'datadir')]


def files_below(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root)
                  for folder, _, names in os.walk(root) for name in names)


def test_installed(root):
    bindir, mandir, datadir = folders()
    program = os.path.join(bindir, 'pagestream')
    manual = os.path.join(mandir, 'man1/pagestream.1')
    completion = os.path.join(datadir, 'bash-completion/completions/pagestream')
    found = files_below(root)
    tap.ok(found == sorted([program, manual, completion]),
           'the program, its manual and its completion are installed, and nothing else', *found)
    if not {program, manual, completion} <= set(found):
        return

    program, manual, completion = (os.path.join(root, path) for path in (program, manual, completion))
    about = output(program, '--version')
    tap.ok(about.returncode == 0 and about.stdout.startswith('pagestream '),
           'the program runs where it was installed', about.stdout, about.stderr)
    # A report needs files that the program carries along.
    reports = output(program, 'list', 'reports')
    tap.ok(reports.returncode == 0 and 'text\t' in reports.stdout, 'it finds its reports',
           reports.stdout, reports.stderr)
    axes = {line.split('\t')[0] for line in output(program, 'list').stdout.splitlines()}
    text = read(manual)
    named = set(re.findall(r'[a-z]+(?:-[a-z]+)*', re.search(r'\.It Cm list\n(.*?)\n\.It', text, re.S)[1]))
    tap.ok('@AXES@' not in text and axes and axes <= named, 'the manual is the completed one, with every list',
           *sorted(axes - named))
    tap.ok(read(completion) == read(os.path.join(tap.SCRIPTS, '../bench/pagestream.bash')),
           'the completion is that of the tree')


def main():
    if not MESON:
        tap.skip('meson install', 'there is no meson in PATH')
        tap.done()
    with tempfile.TemporaryDirectory() as root:
        done = output(MESON, 'install', '-C', BUILD, '--no-rebuild', '--destdir', root)
        tap.ok(done.returncode == 0, 'meson install', done.stdout, done.stderr)
        test_installed(root)
    tap.done()


if __name__ == '__main__':
    main()
