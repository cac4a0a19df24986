#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-completion.py PAGESTREAM PAGESTREAM.bash MANUAL: what bash offers at the end of a line.

And that the manual knows every option and every report.
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

PROGRAM, COMPLETION, MANUAL = map(os.path.abspath, sys.argv[1:4])

SCRIPT = '''
. "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_pagestream
printf '%s\\n' "${COMPREPLY[@]}"
'''

# words before and at the cursor, offered, not offered
CASES = [
    ([''], {'run', 'report', 'probe', 'list', 'check'}, {'pagestream', '--plan'}),
    (['re'], {'report'}, {'run'}),
    (['list', ''], {'copies', 'targets'}, {'run'}),
    (['report', ''], {'mail', 'plot', 'text'}, {'copies'}),
    (['report', 'ma'], {'mail'}, {'plot'}),
    (['report', 'text', 'mi'], {'mine.tsv'}, {'text'}),
    (['report', 'text', '-'], {'--margin', '--output'}, {'--plan'}),
    (['run', '--'], {'--plan', '--copy', '--seed'}, {'--margin'}),
    (['run', '--pl'], {'--plan'}, {'--copy'}),
    (['run', '--plan', ''], {'quick', 'smoke'}, {'mov'}),
    (['run', '--copy', 'movn'], {'movnti', 'movnti-desc'}, {'mov'}),
    (['run', '--copy', 'mov,movn'], {'mov,movnti'}, {'movnti'}),
    (['run', '--copy', '=', 'fl'], {'flushcache'}, {'mov'}),
    (['run', '--revision', ''], {'v4', 'v11'}, {'mov'}),
    (['run', '--target', 'me'], {'memfd'}, {'dram'}),
    (['run', '--label', 'mi'], {'mine.tsv'}, {'mov'}),
    (['frob', '--'], set(), {'--plan'}),
]


def says(*args):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, check=False).stdout


def offers(folder, *words):
    done = subprocess.run(['bash', '-c', SCRIPT, 'bash', COMPLETION, PROGRAM, *words],
                          capture_output=True, text=True, check=False, cwd=folder)
    return set(done.stdout.split()), done.stderr


def test_all(folder):
    """Whatever --help names is offered, and in the manual."""
    with open(MANUAL, encoding='utf-8') as file:
        manual = file.read()
    commands = re.findall(r'^  ([a-z]+) +[a-z]', says('--help'), re.M)
    commands = {command for command in commands if command != 'pagestream'}
    tap.ok(len(commands) > 5 and offers(folder, '') == (commands, ''), 'every command',
           commands, offers(folder, ''))
    for command in sorted(commands):
        options = set(re.findall(r'--[a-z][a-z-]*', says(command, '--help')))
        tap.ok(offers(folder, command, '--') == (options, ''),
               f'every option of {command}', options, offers(folder, command, '--'))
        missing = {option for option in options if f'Fl -{option[2:]}' not in manual}
        tap.ok(f'.It Cm {command}' in manual and not missing, f'the manual has {command}', missing)
    reports = {line.split('\t')[0] for line in says('list', 'reports').splitlines()}
    named = set(re.findall(r'[a-z]+', ' '.join(re.findall(r'^\.It Cm (.*)$', manual, re.M))))
    tap.ok(reports and offers(folder, 'report', '') == (reports, '') and reports <= named,
           'every report', reports - named)


def main():
    if not shutil.which('bash'):
        tap.skip('completion', 'no bash here')
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        tap.write(folder, 'mine.tsv', '')
        for words, offered, hidden in CASES:
            found, error = offers(folder, *words)
            tap.ok(offered <= found and not hidden & found and not error,
                   ' '.join(words), f'missing: {offered - found}', f'too much: {hidden & found}',
                   error)
        test_all(folder)
        tap.ok(os.listdir(folder) == ['mine.tsv'], 'nothing was run', os.listdir(folder))
    tap.done()


if __name__ == '__main__':
    main()
