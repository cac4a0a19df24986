#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pagestream model as its users see it: test-model.py PAGESTREAM"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM = sys.argv[1]
CACHE = '32K:8,1M:16'
THREAD_PAGES = 26214400
REGULAR = ('base', 'libc', 'memcpy-unrolled', 'mov', 'mov-regs', 'rep-movsb', 'rep-movsq',
           'avx512-mov')
STREAMED = ('movnti', 'movnti-desc', 'flushcache', 'movdiri', 'movdir64b', 'sse2-nt', 'avx2-nt',
            'avx512-nt')


def call(*args):
    return subprocess.run([PAGESTREAM, *args], capture_output=True, text=True, timeout=300,
                          check=False)


def model(*args):
    """The table as a list of rows; None where the command fails or the table is ragged."""
    done = call('model', *args)
    head, *rows = [line.split('\t') for line in done.stdout.splitlines()]
    if done.returncode or done.stderr or any(len(row) != len(head) for row in rows):
        return None
    return [dict(zip(head, row)) for row in rows]


def test_table():
    rows = model('--cache', CACHE)
    copies = [line.split('\t')[0] for line in call('list', 'copies').stdout.splitlines()]
    found = {(row['copy'], row['layout']): row for row in rows or ()}
    tap.ok(set(found) == {(copy, layout) for copy in copies for layout in ('64', '80', '96')} and
           all(int(row['pages']) == THREAD_PAGES for row in rows),
           'without options: every copy at 64, 80 and 96 bytes, the size of the thread', rows)
    for copies, wanted in ((REGULAR, ('1.0000', '1.0000')), (STREAMED, ('0.0000', '1.0000'))):
        wrong = {key: (row['r_model'], row['w_model']) for key, row in found.items()
                 if key[0] in copies and (row['r_model'], row['w_model']) != wanted}
        tap.ok(not wrong, f'{len(copies)} copies: r and w are {" and ".join(wanted)}', wrong)
    wrong = [row for row in rows or ()
             if int(row['l1_fills']) < int(row['fills']) or row['cache'] != CACHE]
    tap.ok(not wrong, 'the first level is filled at least as often as the last', wrong)


def test_axes():
    rows = model('--copy', 'movnti', '--layout', '80,96', '--drain-every', '1', '--state', 'flushed',
                 '--cache', CACHE)
    tap.ok([(row['r_model'], row['w_model']) for row in rows or ()] ==
           [('1.2000', '1.6000'), ('0.6667', '1.3333')], 'a drain per record at 80 and 96 bytes', rows)
    rows = model('--copy', 'mov,mov:again,null', '--layout', '64', '--state', 'flushed,first-touch',
                 '--cache', '64K:4:32', '--pages', '4096', '--buffers', '2', '--target', 'memfd')
    told = {(row['copy'], row['state']): row for row in rows or ()}
    tap.ok(len(told) == 6 and told['mov', 'flushed']['fills'] == '8192' and
           {**told['mov:again', 'flushed'], 'copy': 'mov'} == told['mov', 'flushed'],
           'lines of 32 bytes, a label, one row per case whatever the target', rows)
    tap.ok(told.get(('null', 'flushed'), {}).get('r_model') == '-' and
           told.get(('mov', 'first-touch'), {}).get('fills') == '-' and
           'first-touch' in told['mov', 'first-touch']['reason'],
           'what is not known is -, with the reason', rows)
    here = call('model', '--copy', 'mov', '--pages', '64')
    tap.ok(here.returncode == 0 or '--cache' in here.stderr,
           'the caches of this machine, or how to name some', here.stdout, here.stderr)


def test_run():
    """A run file holds what the model says of the same cases, on the caches of this machine."""
    axes = ['--copy', 'mov,movnti,clzero-mov,null', '--layout', '80', '--pages', '2048',
            '--state', 'flushed,reused']
    alone = call('model', *axes)
    lines = call('run', '--plan', 'smoke', '--rounds', '1', '--reps', '1', '--target', 'dram',
                 *axes).stdout.splitlines()
    head, *rows = [line.split('\t') for line in lines if not line.startswith('#')]
    rows = [dict(zip(head, row)) for row in rows]
    if alone.returncode:
        tap.ok(all(row['model_read_bytes'] == '-' for row in rows) and
               any(line.startswith('# model: absent: ') for line in lines),
               'a run without caches to model has no predictions', lines)
        return
    head, *wanted = [line.split('\t') for line in alone.stdout.splitlines()]
    wanted = {(row[0], row[4]): dict(zip(head, row)) for row in wanted}
    wrong = []
    for row in rows:
        found = [row['model_read_bytes'], row['model_write_bytes']]
        want = ['-', '-']
        if row['status'] not in ('pilot', 'stamp') and row['copy'] != 'null':
            of_model = wanted[row['copy'], row['state']]
            stored = 2048 * 80
            want = [of_model['r_model'], of_model['w_model']]
            found = [f'{int(value) / stored:.4f}' for value in found]
        if found != want:
            wrong.append((row, want))
    tap.ok(len(rows) > 8 and not wrong, 'a run file holds what the model says', wrong)


def test_silence():
    """Of what the model knows nothing a run file says why, once, and a report repeats it."""
    done = call('run', '--plan', 'smoke', '--rounds', '1', '--reps', '1', '--target', 'dram',
                '--copy', 'mov,movnti', '--state', 'reused,first-touch', '--block-order',
                'ascending,descending', '--load', '0,1', '--pages', '65536')
    lines = done.stdout.splitlines()
    said = [line for line in lines if line.startswith('# not-predicted: ')]
    if any(line.startswith('# model: absent: ') for line in lines):
        tap.ok(not said, 'without a model there is one reason for all', said)
        return
    tap.ok(len(said) == 3 and all(word in ''.join(said) for word in
                                  ('state first-touch: ', 'order descending: ', 'load 1: ')),
           'each reason stands in the run file once', said)
    for report, *args in (('text', '--all'), ('traffic',)):
        found = subprocess.run([PAGESTREAM, 'report', report, *args], input=done.stdout,
                               capture_output=True, text=True, timeout=60, check=False)
        tap.ok(found.returncode == 0 and found.stdout.count('Not predicted: ') == 3,
               f'report {report} says why the model is silent', found.stdout, found.stderr)


def test_wrong_input():
    for args, words in (
            (['--cache', '32K'], ['--cache', '32K', '48K:12']),
            (['--cache', '32K:8,1M'], ['--cache', "'1M'"]),
            (['--cache', '32K:7'], ['--cache', '32K:7', 'multiple']),
            (['--cache', '32K:8:48'], ['--cache', '32K:8:48', '128']),
            (['--cache', '32K:8,1M:16:32'], ['--cache', 'two sizes']),
            (['--cache', '1K:1,2K:1,3K:1,4K:1,5K:1'], ['--cache', '4 levels']),
            (['--cache', '16G:16'], ['--cache', '8G']),
            (['--cache', ''], ['--cache']),
            (['--buffers', '0'], ['--buffers', '64']),
            (['--drain-every', '-1'], ['--drain-every', '0']),
            (['--copy', 'movntq'], ['--copy', 'movnti']),
            (['mov'], ['mov'])):
        done = call('model', *args)
        tap.ok(done.returncode == 2 and not done.stdout and done.stderr.count('\n') == 1 and
               all(word in done.stderr for word in words), f'refused: model {" ".join(args)}',
               done.returncode, done.stderr)


def main():
    done = call('model', '--help')
    tap.ok(done.returncode == 0 and '--cache' in done.stdout and
           len(done.stdout.splitlines()) <= 40, '--help fits a screen', done.stdout)
    test_table()
    test_axes()
    test_run()
    test_silence()
    test_wrong_input()
    tap.done()


main()
