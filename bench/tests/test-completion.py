#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-completion.py PAGESTREAM PAGESTREAM.bash: what bash offers at the end of a line."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

PROGRAM, COMPLETION = map(os.path.abspath, sys.argv[1:3])

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
    (['run', '--rules', ''], {'v4', 'v5'}, {'mov'}),
    (['run', '--target', 'me'], {'memfd'}, {'dram'}),
    (['run', '--label', 'mi'], {'mine.tsv'}, {'mov'}),
    (['frob', '--'], set(), {'--plan'}),
]


def main():
    if not shutil.which('bash'):
        tap.skip('completion', 'no bash here')
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        tap.write(folder, 'mine.tsv', '')
        for words, offered, hidden in CASES:
            done = subprocess.run(['bash', '-c', SCRIPT, 'bash', COMPLETION, PROGRAM, *words],
                                  capture_output=True, text=True, check=False, cwd=folder)
            found = set(done.stdout.split())
            tap.ok(offered <= found and not hidden & found and not done.stderr,
                   ' '.join(words), f'missing: {offered - found}', f'too much: {hidden & found}',
                   done.stderr)
        tap.ok(os.listdir(folder) == ['mine.tsv'], 'nothing was run', os.listdir(folder))
    tap.done()


if __name__ == '__main__':
    main()
