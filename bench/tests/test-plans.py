#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plans: what they measure, and what the reports of them lack.  Never a time."""
import collections
import os
import re
import tempfile

from program import TINY, call, parse, timed, whole  # noqa: E402
import tap  # noqa: E402


def test_memmap(folder):
    """The plan of the ordinary memmap on little memory: structure, and the sentence that it is for."""
    path = os.path.join(folder, 'memmap.tsv')
    done = call('run', '--plan', 'memmap', '--pages', '4096', '--rounds', '3', '-o', path)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    found = {(row['walk'], row['state'], row['copy']) for row in timed(rows)}
    cells = [('boot', 'reused'), ('deferred', 'reused'), ('hotplug', 'reused'), ('hotplug', 'zeroed')]
    tap.ok(whole(done) and found == {(*cell, copy) for cell in cells for copy in
                                              ('base', 'mov', 'flushcache', 'movnti')} and
           {row['revision'] for row in timed(rows)} == {'-'}, 'plan memmap: three walks, the ladder',
           found, done.stderr)
    text = ' '.join(call('report', 'text', path).stdout.split())
    tap.ok(all(what in text for what in ('The memmap at boot', 'The deferred memmap',
                                         'The memmap of added memory', 'ms per TiB')),
           'and a sentence for each', text)
    _, rows, _ = parse(call(*TINY, '--copy', 'mov', '--walk', 'boot', '--layout', '64,80', '--pattern',
                            'page,zero', '--align', '0,8', '--rounds', '1', '--reps', '1').stdout)
    reasons = {row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(len({tuple(row[axis] for axis in ('layout', 'pattern', 'align')) for row in timed(rows)}) == 1
           and len(reasons) == 3 and all('ordinary memmap' in reason for reason in reasons),
           'what the ordinary memmap does not have is skipped and says so', reasons)


def test_thread(folder):
    """The plan of the thread on little memory: structure alone."""
    path = os.path.join(folder, 'thread.tsv')
    done = call('run', '--plan', 'thread', '--pages', '2048', '-o', path)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    rows = timed(rows)
    # Each repetition once: what a busy machine disturbs is tried again.
    count = collections.Counter(cell[:4] for cell in {
        (row['walk'], row['target'], row['copy'], row['state'], row['round'], row['rep'])
        for row in rows})
    cells = [(walk, target, copy) for walk, target in
             (('order0', 'file'), ('order9', 'file'), ('order0', 'dram'))
             for copy in ('base', 'mov', 'flushcache', 'movnti')]
    tap.ok(whole(done) and
           all(count[cell + ('first-touch',)] == 8 for cell in cells) and
           all(count[cell + ('reused',)] == (32 if cell[1] == 'file' else 40) for cell in cells) and
           sum(count.values()) == 12 * 8 + 8 * 32 + 4 * 40,
           'plan thread: twelve cells, 32 rebinds, 8 first binds', count, done.stderr)
    tap.ok({row['revision'] for row in rows} == {'v11'} and
           {row['pageblocks'] for row in rows} == {'movable'}, 'under v11, with its pageblock work')
    together = collections.defaultdict(set)
    for row in rows:
        together[row['round'], row['rep'], row['target'], row['walk'], row['state']].add(row['copy'])
    tap.ok(all(copies == {'base', 'mov', 'flushcache', 'movnti'} for copies in together.values()),
           'the four states of the series share each repetition')
    text = call('report', 'compare', '--all', path)
    tap.ok(text.returncode == 0 and 'Not in the run' not in text.stdout and
           text.stdout.count('first bind') >= 3, 'and report compare lacks nothing', text.stdout,
           text.stderr)


def test_sweeps(folder):
    """Plan sizes on little memory: which sizes, spacings and alignments it has."""
    path = os.path.join(folder, 'sweeps.tsv')
    done = call('run', '--plan', 'sizes', '--pages', '20000', '--rounds', '7', '--reps', '1', '--copy',
                'mov,movnti', '--target', 'dram:page=4k', '-o', path)
    with open(path, encoding='utf-8') as file:
        text = file.read()
    _, rows, _ = parse(text)
    plain = [row for row in timed(rows) if row['layout'] == '64' and row['walk'] == 'order0' and
             row['align'] == '0']
    sizes = {int(row['pages']) for row in plain if row['drain_every'] == '0'}
    spacings = {int(row['drain_every']) for row in plain} - {0}
    tap.ok(whole(done) and {1024, 2048, 4096, 8192, 16384, 20000} <= sizes,
           'sizes are powers of two and the range', sorted(sizes), done.stderr)
    tap.ok({16, 64, 256, 1024, 4096, 16384, 65536} <= spacings and
           {row['pages'] for row in plain if row['drain_every'] != '0'} == {'20000'},
           'spacings are quarters, on the range that was asked for', sorted(spacings))
    count = collections.Counter((row['copy'], row['pages'], row['drain_every'])
                                for row in plain)
    fixed = [nr for (_, pages, drain), nr in count.items()
             if int(pages) in (1024, 2048, 4096, 8192, 16384, 20000) and
             int(drain) in (0, 16, 64, 256, 1024, 4096, 16384, 65536)]
    tap.ok(set(fixed) == {7} and all(nr >= 6 for nr in count.values()),
           'each of them in every round, and what is opened in six or more', count)
    tap.ok(all(int(row['model_write_bytes']) > 0 for row in plain if row['copy'] == 'movnti'),
           'what is opened is predicted too')
    others = {(row['layout'], row['align']) for row in timed(rows) if row['walk'] == 'order0'}
    tap.ok(others >= {(layout, align) for layout in ('64', '80', '96')
                      for align in ('0', '8', '16', '32', '48')}, 'alignments of all layouts', others)

    # Which sizes are opened depends on times, so that only what is in every round is known.
    lines = text.splitlines(keepends=True)
    begun = [number for number, line in enumerate(lines) if line.split('\t')[1:2] == ['4']]
    path = tap.write(folder, 'sweeps-cut.tsv', ''.join(lines[:begun[len(begun) // 2]]))
    done = call('run', '--resume', path)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    taken = collections.Counter((row['copy'], row['pages'], row['drain_every'], row['layout'], row['walk'],
                                 row['align'], row['round']) for row in timed(rows))
    rounds = collections.Counter((row['copy'], row['pages']) for row in timed(rows)
                                 if row['layout'] == '64' and row['walk'] == 'order0' and
                                 row['align'] == '0' and row['drain_every'] == '0')
    tap.ok(whole(done) and facts['end'] == 'done' and set(taken.values()) == {1} and
           all(rounds[copy, str(pages)] == 7 for copy in ('mov', 'movnti') for pages in
               (1024, 2048, 4096, 8192, 16384, 20000)), 'a sweep goes on where it was cut', done.stderr,
           rounds)


def test_scale(folder):
    """Threads up to all CPUs, and a word beforehand that none is left."""
    path = os.path.join(folder, 'scale.tsv')
    done = call('run', '--plan', 'scale', '--pages', '131072', '--rounds', '1', '--reps', '1', '-o', path)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    most = len(os.sched_getaffinity(0))
    wanted = {most} | {2 ** power for power in range(12) if 2 ** power < most}
    tap.ok(whole(done) and {int(row['threads']) for row in timed(rows)} == wanted and
           {row['walk'] for row in timed(rows)} == {'order0', 'deferred'},
           'plan scale has powers of two and all CPUs', wanted, done.stderr)
    crowded = 1 < most == os.cpu_count()
    tap.ok(('crowded' in facts) == crowded and ('take all CPUs' in done.stderr) == crowded,
           'where no CPU is left it says so before and in the file', facts.get('crowded'), done.stderr)
    one = {min(os.sched_getaffinity(0))}
    done = call('run', '--plan', 'scale', '--pages', '131072', '--rounds', '1', '--reps', '1',
                preexec_fn=lambda: os.sched_setaffinity(0, one))
    facts, rows, _ = parse(done.stdout)
    tap.ok({row['threads'] for row in timed(rows)} == {'1'} and 'crowded' not in facts,
           'on one CPU there is one thread', done.stderr)


def without_checks(text):
    """A run file that may be changed: its last column is the check of all above it."""
    return ''.join(line.rpartition('\t')[0] + '\n' if '\t' in line else line + '\n'
                   for line in text.splitlines())


def as_if_quiet(path):
    """A run file in which no sample was disturbed, for a test of what was asked for."""
    lines, status, reason = [], None, None
    with open(path, encoding='utf-8') as file:
        for line in file.read().splitlines():
            fields = line.split('\t')
            if status is None and 'status' in fields:
                status, reason = fields.index('status'), fields.index('reason')
            elif status is not None and not line.startswith('#') and fields[status] == 'disturbed':
                fields[status], fields[reason] = 'ok', '-'
            lines.append('\t'.join(fields))
    return without_checks('\n'.join(lines) + '\n')


def test_why(folder):
    """The plan why on little memory: the cases of every contrast are there, each once."""
    path = os.path.join(folder, 'why.tsv')
    done = call('run', '--plan', 'why', '--pages', '2048', '--rounds', '6', '--reps', '1',
                '-o', path)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    axes = ('copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern', 'map', 'block_order',
            'drain_every', 'load', 'pageblocks', 'ahead', 'returns', 'kernel')
    count = collections.Counter(tuple(row[axis] for axis in axes) for row in timed(rows))
    plain = ('64', 'order0', 'v11', 'dram', 'reused', 'page', '-', 'ascending', '0', '0')
    begun = {case[:len(plain) + 1] for case in count}
    tap.ok(whole(done) and set(count.values()) == {6} and
           all((copy, *plain) in begun for copy in ('mov', 'movnti', 'mov:again', 'movnti:again',
                                                    'mov-regs', 'base')),
           'plan why: every case once per round', count, done.stderr)
    tap.ok(all(('mov', *case) in begun for copy, *case in begun if copy == 'movnti'),
           'and none that has nothing to be compared with', count)
    values = {axis: {row[axis] for row in rows if row['status'] != 'stamp'} for axis in axes}
    tap.ok({'dram', 'dram:page=4k', 'file', 'memfd'} <= values['target'] and
           {'flushed', 'dirty', 'zeroed', 'poisoned', 'first-touch'} < values['state'] and
           {'order0', 'order9', 'order18'} == values['walk'] and
           {'64', '80', '96'} == values['layout'] and {'v4', 'v5', 'v11'} == values['revision'] and
           {'page', 'dense', 'half-zero', 'zero'} == values['pattern'], 'all axes are varied',
           values)
    text = call('report', 'why', stdin=as_if_quiet(path))
    left = [line for line in text.stdout.splitlines() if 'not measured' in line]
    # One size was forced upon all, so that contrasts of sizes, or at a size of their own, have
    # nothing to compare.  Where the host moved the CPUs in these six rounds, each placement lacks
    # what the other has.
    if 'Two core-to-core latencies' in call('report', 'text', path).stdout:
        tap.skip('report why lacks only what was not asked for', 'the host moved the CPUs meanwhile')
        return
    tap.ok(text.returncode == 0 and text.stdout.count('A/B [95 %]') == 1 and
           all(re.search('MiB|64 GiB|; it takes|^H1[03567] ', line) for line in left),
           'report why lacks only what was not asked for', left, text.stderr)


with tempfile.TemporaryDirectory() as where:
    test_memmap(where)
    test_thread(where)
    test_sweeps(where)
    test_scale(where)
    test_why(where)
tap.done()
