#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run makes of its axes: cases, rows and predictions.  Never a time."""
import collections
import os
import signal
import socket
import subprocess
import tempfile
import time

from program import PAGESTREAM, TINY, call, parse, timed, whole  # noqa: E402
import tap  # noqa: E402


def check_rows(facts, rows, names):
    wanted = ('seq round rep copy layout walk revision target state pattern block_order drain_every load '
              'threads cpu node page_bytes pages status reason took_ns').split()
    tap.ok(names[:len(wanted)] == wanted, 'columns of the contract, in order', names)
    tap.ok([int(row['seq']) for row in rows] == list(range(len(rows))), 'seq counts the rows')
    samples = timed(rows)
    tap.ok(samples and all(int(row['took_ns']) > 0 and row['pages'] == row['done_pages']
                           for row in samples), 'every sample took time over the whole range')
    tap.ok(all(row['page_bytes'] != '-' for row in samples), 'the page size was read back')
    # Per round and repetition every case once, in an order of its own.
    orders = collections.defaultdict(list)
    for row in samples:
        orders[row['round'], row['rep'], row['target']].append(row['copy'])
    # (a copy that the pilot found slow is in the first repetition only)
    firsts = {}
    for (number, rep, target), order in orders.items():
        if (number, target) not in firsts or int(rep) < firsts[number, target][0]:
            firsts[number, target] = (int(rep), tuple(sorted(order)))
    cases = {order for _, order in firsts.values()}
    tap.ok(len(cases) == 1 and all(len(set(order)) == len(order) for order in orders.values()),
           'each repetition samples every case once', cases)
    # Of copies that each repetition has; two of a busy machine may be alike by chance.
    always = set.intersection(*(set(order) for order in orders.values()))
    tap.ok(len(orders) < 6 or len({tuple(copy for copy in order if copy in always)
                                   for order in orders.values()}) > 1,
           'the order changes', orders)
    stamps = [row for row in rows if row['status'] == 'stamp']
    tap.ok(len(stamps) == 2 * len(orders) and all(row['spin_ns'] != '-' for row in stamps),
           'a stamp before and after each repetition', len(stamps), len(orders))
    for key in ('format', 'origin', 'command', 'version', 'seed', 'cpu', 'kernel', 'clocksource',
                'device-size', 'disturbed-rule', 'fpu-only', 'end'):
        tap.ok(key in facts, f'the header has {key}')
    tap.ok(facts.get('end') == 'done', 'a finished run says so')


def first_orders(rows):
    """{(round, target): the copies of its first repetition, in their order}"""
    orders, reps = {}, {}
    for row in timed(rows):
        key = row['round'], row['target']
        if reps.setdefault(key, row['rep']) == row['rep']:
            orders.setdefault(key, []).append(row['copy'])
    return orders


def test_smoke(folder):
    path = os.path.join(folder, 'smoke.tsv')
    start = time.monotonic()
    done = call('run', '--plan', 'smoke', '--seed', '7', '-o', path)
    took = time.monotonic() - start
    tap.ok(whole(done) and not done.stdout, 'run --plan smoke', done.stderr)
    print(f'# the smoke plan took {took:.1f} s')
    with open(path, encoding='utf-8') as file:
        text = file.read()
    facts, rows, names = parse(text)
    check_rows(facts, rows, names)
    words = [socket.gethostname(), os.environ.get('USER', ''), os.environ.get('HOME', '/root')]
    tap.ok(not any(f'{word}' in text for word in words if len(word) > 4),
           'no host, user or home folder in the file')
    for name in ('text', 'tsv', 'json'):
        report = call('report', name, path)
        missing = name == 'json' and 'jansson' in report.stderr
        tap.ok(missing or (report.returncode == 0 and report.stdout), f'report {name} of it',
               report.stderr)
        piped = call('report', name, stdin=text)
        tap.ok(missing or piped.returncode == 0, f'report {name} from standard input',
               piped.stderr)
    again = parse(call(*TINY, '--seed', '7').stdout)[1]
    twice = parse(call(*TINY, '--seed', '7').stdout)[1]
    orders = [first_orders(rows) for rows in (again, twice)]
    # A busy machine has time for fewer rounds, and decides other copies sooner.
    common = orders[0].keys() & orders[1].keys()
    tap.ok(common and all([copy for copy in orders[0][key] if copy in orders[1][key]] ==
                          [copy for copy in orders[1][key] if copy in orders[0][key]]
                          for key in common), 'a seed gives the same order', orders)


def test_axes(folder):
    facts, rows, _ = parse(call(*TINY, '--copy', 'mov,mov:again', '--target', 'dram:page=4k',
                                '--state', 'reused,flushed,first-touch', '--pattern', 'all', '--layout', '64,96',
                                '--walk', 'all', '--revision', 'v4,v11', '--rounds', '1', '--reps',
                                '1', '--label', 'a label').stdout)
    cases = {(row['copy'], row['layout'], row['walk'], row['revision'], row['state'], row['pattern'])
             for row in rows if row['status'] in ('ok', 'disturbed')}
    # flat has no revision, so five walks x revision; 2 copies, 2 layouts, 3 states, 4 patterns;
    # and three of the ordinary memmap, which has one layout and one pattern
    tap.ok(len(cases) == 2 * 2 * 7 * 3 * 4 + 2 * 3 * 3, 'the product of the axes', len(cases))
    tap.ok(facts.get('label') == 'a label', 'the label goes into the header')
    faults = [int(row['faults']) for row in rows if row['state'] == 'first-touch' and
              row['status'] == 'ok']
    tap.ok(faults and min(faults) >= 32, 'first-touch pages fault inside the sample', faults[:5])
    tap.ok({row['page_bytes'] for row in rows if row['status'] == 'ok'} == {'4096'},
           'page=4k is found as 4 KiB pages')

    _, rows, _ = parse(call(*TINY, '--copy', 'mov', '--target', 'memfd', '--state', 'all').stdout)
    states = [line.split('\t')[0] for line in call('list', 'states').stdout.splitlines()]
    tap.ok({row['state'] for row in rows if row['status'] in ('ok', 'disturbed')} == set(states)
           and {'dirty', 'poisoned', 'zeroed'} < set(states), 'every state can be had', states)

    _, rows, _ = parse(call(*TINY, '--copy', 'base,mov', '--pattern', 'dense', '--target',
                            'dram').stdout)
    skips = [row for row in rows if row['status'] == 'skip']
    tap.ok(len(skips) == 1 and skips[0]['copy'] == 'base' and 'pattern' in skips[0]['reason'] and
           skips[0]['round'] == '-', 'what cannot run is one skip row with its reason', skips)

    done = call(*TINY, '--copy', 'base', '--pattern', 'dense', '--target', 'dram')
    _, rows, _ = parse(done.stdout)
    tap.ok(done.returncode == 4 and {row['status'] for row in rows} == {'skip'} and
           'nothing was measured' in done.stderr and 'round' not in done.stderr,
           'where nothing can run no round is started', done.stderr, rows)

    _, rows, _ = parse(call(*TINY, '--target', 'dram:page=1g', '--target', 'file:' + folder,
                            '--copy', 'mov').stdout)
    found = {(row['target'].split(':')[0], row['status']) for row in rows
             if row['status'] in ('ok', 'disturbed', 'skip')}
    tap.ok(('file', 'ok') in found or ('file', 'disturbed') in found, 'a file in a folder runs',
           found)
    tap.ok(all('hugetlb' in row['reason'] or 'asked for' in row['reason'] for row in rows
               if row['status'] == 'skip'), 'a target without memory is skipped with the reason',
           [row['reason'] for row in rows if row['status'] == 'skip'])
    done = call(*TINY, '--copy', 'mov', env=dict(os.environ, TMPDIR='/nonexistent'),
                program=PAGESTREAM)
    tap.ok(whole(done), 'a plan does without memory that is not there', done.stderr)
    done = call('run', '--plan', 'quick', '--pages', '512', '--rounds', '2', '--copy', 'mov',
                env=dict(os.environ, TMPDIR='/nonexistent'))
    _, rows, _ = parse(done.stdout)
    skips = [row for row in rows if row['status'] == 'skip']
    tap.ok(whole(done) and [row['target'] for row in skips] == ['file'] and
           '/nonexistent' not in done.stdout, 'and says so once, without naming the folder',
           done.stderr, skips)
    done = call(*TINY, '--target', 'file', env=dict(os.environ, TMPDIR='/etc/passwd'))
    tap.ok(done.returncode == 2 and len(done.stderr.splitlines()) == 1 and
           'TMPDIR=/etc/passwd' in done.stderr and 'null' not in done.stderr,
           'a TMPDIR that is a file is named', done.stderr)
    done = call(*TINY, '--copy', 'mov', '--label', 'a\x7fb\tc')
    tap.ok(call('report', 'tsv', stdin=done.stdout).returncode == 0,
           'no label makes a file unreadable', done.stdout[:200])
    tap.ok(not [name for name in os.listdir(folder) if name.startswith('pagestream-')],
           'no file stays behind')


def test_replay_choices():
    facts, rows, _ = parse(call(*TINY, '--copy', 'mov,movnti', '--target', 'dram', '--walk',
                                'order0,order9', '--layout', '56,64', '--revision', 'v2,v4',
                                '--kernel', 'revision,6.12', '--map', 'all', '--pageblocks', 'all',
                                '--rounds', '1', '--reps', '1').stdout)
    found = collections.Counter((row['walk'], row['kernel'], row['map'], row['pageblocks'])
                                for row in timed(rows))
    wanted = {(walk, kernel, where, blocks) for walk in ('order0', 'order9')
              for kernel in ('-', '6.12') for where in ('-', 'mem') for blocks in ('-', 'movable')
              if walk == 'order9' or where == '-'}
    tap.ok(set(found) == wanted and set(found.values()) == {8},
           'kernel, map and pageblock work are columns, and what a walk does not know is -', found)
    policy = [line for line in call(*TINY, '--copy', 'movnti', '--target', 'dram', '--layout',
                                    '56,64,72', '--revision', 'v2,v4', '--rounds', '1', '--reps',
                                    '1').stdout.splitlines() if line.startswith('# policy: ')]
    tap.ok(sorted(policy) == [f'# policy: under {revision}, movnti at {size} bytes is the code of {code}'
                              for revision, size, code in (
                                  ('v2', 56, 'movnti-desc'), ('v2', 64, 'movnti-desc'),
                                  ('v2', 72, 'movnti-desc'), ('v4', 56, 'flushcache'),
                                  ('v4', 72, 'flushcache'))],
           'the header says where a copy is the code of another one', policy)
    _, rows, _ = parse(call(*TINY, '--copy', 'mov', '--target', 'dram', '--revision', 'v1',
                            '--pageblocks', 'all', '--rounds', '1').stdout)
    skips = [row for row in rows if row['status'] == 'skip']
    tap.ok(len(skips) == 1 and skips[0]['pageblocks'] == 'movable' and 'v1' in skips[0]['reason']
           and timed(rows), 'what v1 did is not made up', skips)
    table = [line.split('\t') for line in call('list', 'policy').stdout.splitlines()]
    tap.ok(['v4', '56', 'aligned', 'flushcache'] in table and
           ['v4', '64', 'aligned', 'movnti'] in table and
           ['v4', '64', 'unaligned', 'mov'] in table and
           ['v1', '64', 'aligned', 'movnti-desc'] in table and
           ['v11', '64', 'unaligned', 'movnti'] in table and
           ['v11', '72', 'aligned', 'flushcache'] in table and
           ['v1 to v5, KASAN', '64', 'aligned', 'base'] in table and
           ['v11, KASAN', '64', 'aligned', 'movnti'] in table and
           any(row[0] == 'v6 to v10' and 'not read' in row[3] for row in table), 'list policy', table)


def test_returns():
    facts, rows, _ = parse(call(*TINY, '--copy', 'base,mov,flushcache', '--target', 'dram', '--returns',
                                'all', '--rounds', '1', '--reps', '1').stdout)
    said, kernel = facts['returns'].split('; ')
    tap.ok(said in ('ret', 'thunk', 'its', 'safe-ret') and kernel.startswith("this machine's kernel: "),
           'the header says how functions return', facts['returns'])
    found = collections.Counter(row['returns'] for row in timed(rows))
    skips = {row['returns']: row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(set(found) | set(skips) == {'-', 'ret', 'thunk', 'its', 'safe-ret'} and
           found['-'] == 3 and all('return' in reason for reason in skips.values()),
           'each way to return is a case, or says why not', found, skips)


def test_products():
    pages = 65536
    facts, rows, _ = parse(call('run', '--plan', 'smoke', '--pages', str(pages), '--copy',
                                'mov,movnti', '--target', 'dram:page=4k', '--block-order', 'all',
                                '--drain-every', '0,64', '--threads', '1,2', '--load', '0,1',
                                '--rounds', '1', '--reps', '1').stdout)
    cases = collections.Counter((row['copy'], row['block_order'], row['drain_every'], row['threads'],
                                 row['load']) for row in timed(rows) + [row for row in rows if
                                                                        row['status'] == 'skip'])
    tap.ok(len(cases) == 2 * 3 * 2 * 2 * 2 and set(cases.values()) == {1},
           'orders, drains, threads and load multiply out', len(cases))
    skips = [row for row in rows if row['status'] == 'skip']
    cpus = len(os.sched_getaffinity(0))
    tap.ok(all(int(row['threads']) + int(row['load']) > cpus and f'use {cpus}' in row['reason']
               for row in skips), 'what needs more CPUs is skipped and says so', skips[:2])
    axes = ('block_order', 'drain_every', 'threads', 'load')
    pilots = {(row['copy'], *(row[axis] for axis in axes)): int(row['took_ns']) / int(row['done_pages'])
              for row in rows if row['status'] == 'pilot'}

    def is_slow(row):
        """Where other work makes a copy ten times as slow as mov it is timed on a part: part-rule."""
        of = [row[axis] for axis in axes]
        return pilots[(row['copy'], *of)] > 9.99 * pilots[('mov', *of)] and int(row['done_pages']) % 512 == 0

    wrong = [row for row in rows if row['status'] in ('ok', 'disturbed') and
             int(row['done_pages']) != pages and not is_slow(row)]
    tap.ok(not wrong, 'every sweep covers the range', wrong[:2])
    _, rows, _ = parse(call(*TINY, '--copy', 'movnti', '--walk', 'order9,order18', '--target',
                            'dram', '--drain-every', '7').stdout)
    tap.ok({row['status'] for row in rows} == {'skip'} and
           'order0' in rows[0]['reason'],
           'extra drains elsewhere than in order0 are skipped', rows[:1])
    _, rows, _ = parse(call(*TINY, '--copy', 'mov', '--walk', 'order18', '--target', 'dram',
                            '--block-order', 'random', '--threads', '2').stdout)
    tap.ok({row['status'] for row in rows} == {'skip'}, 'a block cannot cut a compound', rows[:1])


def test_aligns():
    """Ranges that begin within a line: what runs there, what cannot, and what is written."""
    aligns = ('0', '8', '16', '32', '48')
    _, rows, _ = parse(call(*TINY, '--copy', 'mov,movnti,flushcache', '--walk', 'order0,order9',
                            '--layout', '64,80,96', '--target', 'dram:page=4k', '--align',
                            ','.join(aligns), '--state', 'dirty,first-touch', '--rounds', '1',
                            '--reps', '1').stdout)
    cases = collections.Counter((row['copy'], row['layout'], row['walk'], row['state'],
                                 row['align']) for row in timed(rows))
    tap.ok(len(cases) == 3 * 3 * 2 * 2 * len(aligns) and {case[-1] for case in cases} == set(aligns),
           'alignments multiply out', len(cases))
    facts, rows, _ = parse(call(*TINY, '--copy', 'mov,movnti,flushcache', '--walk', 'order0',
                                '--revision', 'v4,v5,v11', '--target', 'dram', '--align', '4',
                                '--rounds', '1').stdout)
    ran = {(row['copy'], row['revision']) for row in timed(rows)}
    skips = {(row['copy'], row['revision']): row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(ran == {('mov', 'v4'), ('mov', 'v5'), ('mov', 'v11'), ('movnti', 'v4'), ('movnti', 'v11')} and
           'align 4 is the code of mov' in facts['policy'],
           'to an unaligned destination memcpy_streaming() is memcpy(), and v11 streams', ran,
           facts.get('policy'))
    tap.ok('out of line' in skips['movnti', 'v5'] and '8-byte' in skips['flushcache', 'v4'] and
           '8-byte' in skips['flushcache', 'v5'], 'what no kernel does is skipped and says so',
           skips)
    _, rows, _ = parse(call(*TINY, '--copy', 'mov', '--target', 'dram', '--rounds', '1').stdout)
    tap.ok({row['align'] for row in timed(rows)} == {'0'}, 'ranges begin with a line by themselves')
    done = call('check', '--copy', 'mov,movnti,flushcache', '--walk', 'order0', '--align', '4')
    tap.ok(done.returncode == 0 and done.stdout.splitlines()[0].startswith('flushcache\tskip') and
           all('\tok\t' in line for line in done.stdout.splitlines()[1:]),
           'check proves one alignment', done.stdout, done.stderr)


def test_lacks():
    """A copy whose instructions this CPU does not have is skipped, and says which."""
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        flags = set(next(line for line in file if line.startswith('flags')).split())
    needs = {fields[0]: fields[3] for fields in (line.split('\t') for line in
                                                 call('list', 'copies').stdout.splitlines())}
    lacking = [copy for copy, words in needs.items() if words != '-' and not set(words.split()) <= flags]
    if not lacking:
        tap.skip('a copy that this CPU lacks is skipped', 'it has them all')
        return
    _, rows, _ = parse(call(*TINY, '--target', 'dram', '--copy', 'mov,' + ','.join(lacking)).stdout)
    skips = {row['copy']: row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(set(skips) == set(lacking) and all('this CPU lacks' in reason for reason in skips.values()),
           'a copy that this CPU lacks is skipped', lacking, skips)


def test_predictions():
    """Side by side on all CPUs or on one: what `model` says."""
    copies = ('mov', 'mov-regs', 'mov-clwb', 'prefetcht0-mov', 'movnti', 'flushcache')
    wanted = {line.split('\t')[0]: line.split('\t')[10:12]
              for line in call('model', '--copy', ','.join(copies), '--layout', '80', '--pages',
                               '20000').stdout.splitlines()}
    one = {min(os.sched_getaffinity(0))}
    for where, limit in (('all CPUs', None), ('one CPU', lambda: os.sched_setaffinity(0, one))):
        done = call('run', '--rounds', '1', '--reps', '1', '--pages', '20000', '--layout', '80',
                    '--target', 'dram', '--copy', ','.join(copies), preexec_fn=limit)
        _, rows, _ = parse(done.stdout)
        told = {row['copy']: [f'{int(row[f"model_{way}_bytes"]) / 80 / 20000:.4f}'
                              for way in ('read', 'write')]
                for row in timed(rows) if row['copy'] in copies}
        tap.ok(whole(done) and set(told) == set(copies) and
               all(told[copy] == wanted[copy] for copy in copies),
               f'predicted on {where}: what the model says', told, wanted, done.stderr)


def children_of(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='utf-8') as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def test_lost_predictions(folder):
    """A process that predicts and is killed, for memory say, costs its predictions and nothing else."""
    path = os.path.join(folder, 'lost.tsv')
    child = subprocess.Popen([PAGESTREAM, 'run', '--plan', 'smoke', '--copy', 'all', '--layout', '64,80',
                              '--pages', '600000', '--target', 'dram', '--rounds', '1', '--reps', '1', '-o',
                              path], stderr=subprocess.PIPE, text=True)
    killed = 0
    while not killed and child.poll() is None:
        # One alone proves a copy.
        workers = children_of(child.pid)
        for worker in workers if len(workers) > 1 else ():
            os.kill(worker, signal.SIGKILL)
            killed += 1
    _, err = child.communicate(timeout=120)
    with open(path, encoding='utf-8') as file:
        text = file.read()
    facts, rows, _ = parse(text)
    if 'were not made' not in text:
        tap.skip('a lost prediction is none', 'the predictions were quicker than this test')
        return
    tap.ok(facts['end'] == 'done' and timed(rows) and
           not [row['copy'] for row in timed(rows) if row['model_read_bytes'] == row['model_write_bytes'] == '0'
                and row['copy'] != 'null'] and any(row['model_read_bytes'] == '-' for row in timed(rows)),
           'a lost prediction is none', err)


with tempfile.TemporaryDirectory() as where:
    test_smoke(where)
    test_axes(where)
    test_returns()
    test_replay_choices()
    test_products()
    test_aligns()
    test_predictions()
    test_lost_predictions(where)
    test_lacks()
tap.done()
