#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a round does before, between and behind its samples.  Never a time."""
import collections
import os
import subprocess
import sys
import tempfile

from program import PAGESTREAM_TEST, call, parse, timed, whole  # noqa: E402
import tap  # noqa: E402

PROBES = {'chase', 'store-hit', 'store-miss', 'stream-drain', 'read1', 'read1-desc', 'read1-shuffled',
          'read1-pages', 'read8', 'read8-desc', 'read8-shuffled', 'read8-pages', 'store', 'store-desc',
          'store-shuffled', 'store-pages', 'stream', 'stream-desc', 'stream-shuffled'}
LOADED = {'chase', 'store-hit', 'store-miss', 'stream-drain', 'read1', 'store', 'stream'}


def test_probes(folder):
    """Each round of plan why begins with the probes of its memory."""
    path = os.path.join(folder, 'probes.tsv')
    done = call('run', '--plan', 'why', '--target', 'dram', '--copy', 'mov,movnti', '--walk', 'order0',
                '--state', 'reused', '--pages', '262144', '--rounds', '2', '--reps', '1', '-o', path)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    probes = [row for row in rows if row['status'] == 'probe']
    count = collections.Counter((row['copy'], row['load'], row['round']) for row in probes)
    loaded = LOADED if len(os.sched_getaffinity(0)) > 1 else set()
    tap.ok(whole(done) and
           {case[:2] for case in count} == {(probe, '0') for probe in PROBES} |
           {(probe, '1') for probe in loaded} and {case[2] for case in count} == {'0', '1'},
           'every probe in every round, idle and under load', count, done.stderr)
    tap.ok(all(int(row['took_ns']) > 0 for row in probes), 'and each has a time')
    tap.ok('prefetch-control' in facts, 'and what firmware lets prefetchers do is said', facts)
    with open(path, encoding='utf-8') as file:
        half = file.read().split('\n')
    begun = [number for number, line in enumerate(half) if '\t1\t' in line[:12]]
    path = os.path.join(folder, 'half.tsv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(half[:begun[len(begun) // 2]]) + '\n')
    done = call('run', '--resume', path)
    with open(path, encoding='utf-8') as file:
        _, again, _ = parse(file.read())
    wanted, found = ({(row['copy'], row['load'], row['round'], row['rep'], row['status'] == 'probe')
                      for row in some if row['status'] in ('ok', 'disturbed', 'probe')}
                     for some in (rows, again))
    tap.ok(whole(done) and found == wanted, 'a run with probes goes on where it was cut', done.stderr,
           sorted(wanted ^ found))


def test_pilot(folder):
    path = os.path.join(folder, 'crawl.tsv')
    done = call('run', '--plan', 'smoke', '--copy', 'mov,mov-crawl', '--target', 'dram', '-o',
                path, program=PAGESTREAM_TEST)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    count = collections.Counter(row['copy'] for row in timed(rows))
    parts = {row['copy']: (int(row['done_pages']), int(row['pages'])) for row in timed(rows)}
    pages, all_pages = parts['mov-crawl']
    tap.ok(whole(done) and
           count['mov-crawl'] == count['mov'] and
           0 < pages <= all_pages / 10 and pages % 512 == 0 and parts['mov'] == (all_pages, all_pages),
           'a copy that crawls is timed on a part of the range', dict(count), parts, done.stderr)
    report = call('report', 'tsv', path).stdout.splitlines()
    row = dict(zip(report[0].split('\t'), next(line for line in report if 'mov-crawl' in line).split('\t')))
    tap.ok(float(row['ratio']) > 10, 'and its ratio is per struct page', row)
    text = ' '.join(call('report', 'text', path).stdout.split())
    tap.ok(f'{pages} of {all_pages} struct pages' in text, 'and the report says so', text)


def test_proof(folder):
    """A copy that is wrong is not timed, and nothing hides that; all else is measured."""
    path = os.path.join(folder, 'wrong.tsv')
    done = call('run', '--plan', 'smoke', '--copy', 'mov,movnti,mov-wrong', '--target', 'dram', '-o', path,
                program=PAGESTREAM_TEST)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    skips = [row for row in rows if row['status'] == 'skip']
    tap.ok(done.returncode == 1 and 'mov-wrong is not timed, it failed its proof' in done.stderr,
           'a copy that writes wrong bytes is status 1', done.returncode, done.stderr)
    tap.ok([row['copy'] for row in skips] == ['mov-wrong'] and 'failed its proof' in skips[0]['reason'] and
           {row['copy'] for row in timed(rows)} == {'mov', 'movnti'}, 'and alone is not timed', skips)


def test_busy(folder):
    """Where other work has the CPU most of the time and nothing is decided, that is told of."""
    cpu = max(os.sched_getaffinity(0))
    burners = [subprocess.Popen([sys.executable, '-c', 'while True: pass'],
                                preexec_fn=lambda: os.sched_setaffinity(0, {cpu})) for _ in range(3)]
    path = os.path.join(folder, 'busy.tsv')
    done = call('run', '--plan', 'smoke', '--pages', '4194304', '--copy', 'mov,movnti', '--target', 'dram',
                '--rounds', '2', '--reps', '2', '--cpu', str(cpu), '-o', path)
    for burner in burners:
        burner.kill()
        burner.wait()
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    tap.ok(done.returncode == 1 and 'the machine was too busy' in done.stderr and
           facts['end'] == 'done', 'a busy machine is told of, and its file is whole', done.returncode,
           done.stderr, facts)
    tap.ok(any('did not run for' in row['reason'] for row in timed(rows)), 'and each sample says why')


def test_warm(folder):
    """No sample finds memory that only the kernel has written."""
    path = os.path.join(folder, 'warm.tsv')
    done = call('run', '--plan', 'smoke', '--copy', 'mov,mov-picky', '--target', 'dram', '--rounds', '8',
                '--reps', '1', '-o', path, program=PAGESTREAM_TEST)
    with open(path, encoding='utf-8') as file:
        _, rows, _ = parse(file.read())
    tap.ok(whole(done) and len([row for row in timed(rows) if row['copy'] == 'mov-picky']) == 8,
           'memory is warm before the first sample', done.returncode, done.stderr)


def test_schedule(folder):
    """A case that is decided gets no more rounds; memory for which there is no time is left out."""
    path = os.path.join(folder, 'stops.tsv')
    done = call('run', '--copy', 'mov,mov-crawl', '--target', 'dram', '--device-size', '512M',
                '--time', '20', '-o', path, program=PAGESTREAM_TEST)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    rounds = {int(row['round']) for row in timed(rows)}
    tap.ok(whole(done) and 'stop-rule' in facts and max(rounds) < 16 and len(rounds) >= 3,
           'a run ends when everything is decided', sorted(rounds), done.stderr)
    report = call('report', 'tsv', path).stdout
    tap.ok('prefer mov' in report, 'and a report says so', report)
    path = os.path.join(folder, 'exact.tsv')
    done = call('run', '--copy', 'mov,mov-crawl', '--target', 'dram', '--device-size', '64M',
                '--rounds', '7', '-o', path, program=PAGESTREAM_TEST)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    rounds = {int(row['round']) for row in timed(rows)}
    tap.ok(whole(done) and 'stop-rule' not in facts and len(rounds) == 7,
           'unless it was asked for so many rounds', sorted(rounds), done.stderr)
    path = os.path.join(folder, 'short.tsv')
    done = call('run', '--copy', 'mov,movnti', '--target', 'dram', '--target', 'memfd',
                '--device-size', '16G', '--time', '0.02', '-o', path)
    with open(path, encoding='utf-8') as file:
        facts, rows, _ = parse(file.read())
    left = {row['target'] for row in rows if row['status'] == 'skip' and 'left out for time' in row['reason']}
    tap.ok(done.returncode in (0, 1) and facts.get('end') == 'done' and left == {'memfd'} and
           {row['target'] for row in timed(rows)} == {'dram'} and 'left out for time' in done.stderr,
           'what there is no time for is left out, and said so', left, done.stderr)
    tries = collections.Counter((row['round'], row['rep'], row['target'], row['copy'])
                                for row in rows if row['status'] in ('ok', 'disturbed'))
    tap.ok(max(tries.values()) <= 3 and all(row['spin_ns'] != '-' and row['spin_before_ns'] != '-' and
                                            row['away_ns'] != '-' for row in timed(rows)),
           'a sample is tried at most three times, and has its spins and its time away', tries)


with tempfile.TemporaryDirectory() as where:
    test_probes(where)
    test_pilot(where)
    test_proof(where)
    test_busy(where)
    test_warm(where)
    test_schedule(where)
tap.done()
