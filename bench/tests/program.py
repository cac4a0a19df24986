# SPDX-License-Identifier: GPL-2.0-or-later
"""The program that a test is given, PAGESTREAM PAGESTREAM-TEST [SANITIZER], and what it prints."""
import collections
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))

PAGESTREAM, PAGESTREAM_TEST = sys.argv[1:3]
SANITIZER = sys.argv[3] if len(sys.argv) > 3 else 'none'
TINY = ['run', '--plan', 'smoke', '--pages', '2048']
CASE = ('copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern', 'block_order',
        'drain_every', 'load', 'threads', 'pages', 'kernel', 'map', 'pageblocks', 'returns', 'ahead', 'align')


def call(*args, program=PAGESTREAM, stdin=None, **kwargs):
    return subprocess.run([program, *args], input=stdin, capture_output=True, text=True,
                          timeout=300, check=False, **kwargs)


def whole(done):
    """
    Did a run go through?  Other work on this machine may spoil most of its few
    samples, which is status 1 and a sentence; what it has measured stays the same.
    """
    return done.returncode == 0 or 'the machine was too busy' in done.stderr


def parse(text):
    """A run file as (facts, rows)."""
    lines = text.splitlines()
    facts = collections.OrderedDict()
    for line in lines:
        if line.startswith('# ') and ': ' in line:
            key, value = line[2:].split(': ', 1)
            facts.setdefault(key, value)
    table = [line.split('\t') for line in lines if not line.startswith('#')]
    names = table[0] if table else []
    return facts, [dict(zip(names, row)) for row in table[1:]], names


def timed(rows):
    """The samples, of those that were taken again at once the last one."""
    last = {}
    for row in rows:
        if row['status'] in ('ok', 'disturbed'):
            key = (row['round'], row['rep'], row['target']) + tuple(row[axis] for axis in CASE)
            # In the place of the first try, as the order is that of the first ones.
            last[key] = row
    return list(last.values())
