#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command as its users see it: test-command.py PAGESTREAM PAGESTREAM-TEST [SANITIZER]

Structure, exit status and messages on little memory; never a time.
"""
import collections
import contextlib
import fcntl
import gzip
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM, PAGESTREAM_TEST = sys.argv[1:3]
SANITIZER = sys.argv[3] if len(sys.argv) > 3 else 'none'
TINY = ['run', '--plan', 'smoke', '--pages', '2048']


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


def test_words():
    for args, word in ((['--help'], 'COMMAND'), (['--version'], 'commit'),
                       (['run', '--help'], '--precision'), (['report', '--help'], 'FILE'),
                       (['check', '--help'], 'byte-exact'), (['probe', '--help'], 'machine'),
                       (['list', '--help'], 'tab-separated'), (['model', '--help'], '--cache'),
                       (['saturate', '--help'], 'refused')):
        done = call(*args)
        lines = done.stdout.splitlines()
        tap.ok(done.returncode == 0 and word in done.stdout and not done.stderr and
               len(lines) <= 40 and all(len(line) < 80 for line in lines) and
               not any(line and not line.strip() for line in lines),
               f'{" ".join(args)} fits a screen', done.stdout, done.stderr)
    lines = call('report', '--help').stdout.split('\nReports:\n')[1].splitlines()
    tap.ok(len(lines) == len(call('list', 'reports').stdout.splitlines()) and
           all(line.startswith('  ') for line in lines), 'each report has a line of help', lines)
    lists = call('list').stdout.splitlines()
    for line in lists:
        name = line.split('\t')[0]
        done = call('list', name)
        tap.ok(done.returncode == 0 and all('\t' in row for row in done.stdout.splitlines()),
               f'list {name}: tab-separated, name first', done.stdout, done.stderr)
    for option in ('copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern', 'kernel', 'map',
                   'pageblocks', 'returns', 'block-order', 'drain-every', 'load', 'threads', 'align', 'plan'):
        done = call('run', f'--{option}', 'help')
        tap.ok(done.returncode == 0 and '\t' in done.stdout, f'run --{option} help lists words',
               done.stderr)


def test_encodings():
    """What libpfm4 makes of an event is beside what is published, and nothing is hidden."""
    rows = [line.split('\t') for line in call('list', 'encodings').stdout.splitlines()]
    named = [line.split('\t')[8] for line in call('list', 'events').stdout.splitlines()
             if 'libpfm4' in line.split('\t')[8]]
    spellings = {word for how in named for word in how.replace('(', ' ').split() if '::' in word}
    tap.ok(rows and {row[4] for row in rows} == spellings,
           'list encodings has every spelling of list events',
           spellings ^ {row[4] for row in rows})
    wrong = [row for row in rows if len(row) != 8 or
             (row[7] == 'agrees') != (row[2:4] == row[5:7]) or
             (row[7] not in ('agrees', 'differs') and row[5:7] != ['-', '-'])]
    tap.ok(not wrong, 'list encodings: agrees or differs as the figures do', wrong)


def test_wrong_input(folder):
    there = os.path.join(folder, 'there.tsv')
    tap.write(folder, 'there.tsv', 'mine\n')
    for args, status, words in (
            ([], 2, ['probe', 'run']),
            (['frob'], 2, ['frob', 'report']),
            (['list', 'frob'], 2, ['frob', 'copies']),
            (['list', 'copies', 'walks'], 2, ['walks']),
            (['probe', 'x'], 2, ['x']),
            (['run', '--copy', 'movntq'], 2, ['--copy', 'movntq', 'movnti']),
            (['run', '--copy', 'mov:'], 2, ['--copy', 'mov:', 'LABEL']),
            (['run', '--copy', 'mov,,null'], 2, ['--copy', 'mov,,null']),
            (['run', '--layout', '65'], 2, ['--layout', '65', '64']),
            (['run', '--walk', 'order7'], 2, ['--walk', 'order7', 'order0']),
            (['run', '--revision', 'v3.1'], 2, ['--revision', 'v3.1', 'is not known', 'v1', 'v4']),
            (['run', '--revision', 'v7'], 2, ['--revision', 'v7', 'could not be read', 'v6 to v10', 'v11']),
            (['run', '--state', 'hot'], 2, ['--state', 'hot', 'dirty', 'reused', 'zeroed']),
            (['run', '--kernel', '5.15'], 2, ['--kernel', '5.15', '6.12', '7.2-rc1']),
            (['run', '--map', 'ram'], 2, ['--map', 'ram', 'dev', 'mem']),
            (['run', '--returns', 'retpoline'], 2, ['--returns', 'retpoline', 'kernel', 'safe-ret']),
            (['run', '--pageblocks', 'yes'], 2, ['--pageblocks', 'yes', 'none', 'movable']),
            (['run', '--pattern', 'ones'], 2, ['--pattern', 'ones', 'dense']),
            (['run', '--block-order', 'up'], 2, ['--block-order', 'up', 'descending']),
            (['run', '--drain-every', '-1'], 2, ['--drain-every', '-1', 'from 0']),
            (['run', '--load', 'all'], 2, ['--load', 'all', 'from 0']),
            (['run', '--threads', '1,0'], 2, ['--threads', '0', 'from 1']),
            (['run', '--align', '64'], 2, ['--align', '64', 'from 0 to 63']),
            (['check', '--align', 'line'], 2, ['--align', 'line', 'from 0 to 63']),
            (['run', '--plan', 'slow'], 2, ['--plan', 'slow', 'quick']),
            (['run', '--target', 'drum'], 2, ['--target', 'drum', 'dram']),
            (['run', '--target', 'dram:page=3k'], 2, ['page=3k', '4k']),
            (['run', '--target', 'dram:node'], 2, ['node', 'page=']),
            (['run', '--target', 'memfd:x=1'], 2, ['x=1']),
            (['run', '--target', 'file:'], 2, ['file:']),
            (['run', '--target', 'file:' + there], 2, [there, 'exists', 'folder']),
            (['run', '--target', 'file:/nonexistent/x'], 2, ['/nonexistent']),
            (['run', '--label', ''], 2, ['--label', 'not empty']),
            (['run', '--device-size', '0'], 2, ['--device-size', '0', '100G']),
            (['run', '--device-size', '5x'], 2, ['--device-size', '5x']),
            (['run', '--device-size', '100'], 2, ['--device-size', '4K']),
            (['run', '--device-size', '1024T'], 2, ['1024T', 'up to']),
            (['run', '--device-size', '99999999999999999999G'], 2, ['--device-size']),
            (['run', '--pages', '-1'], 2, ['--pages', '-1']),
            (['run', '--pages', '1e3'], 2, ['--pages', '1e3']),
            (['run', '--rounds', '0'], 2, ['--rounds', '64']),
            (['run', '--reps', 'many'], 2, ['--reps', 'many']),
            (['run', '--time', 'nan'], 2, ['--time', 'nan']),
            (['run', '--precision', '0'], 2, ['--precision']),
            (['run', '--seed', '-1'], 2, ['--seed', '-1']),
            (['run', '--cpu', '60000'], 2, ['--cpu', '60000']),
            (['run', '--frob'], 2, ['--frob', '--copy']),
            (['run', '--copy'], 2, ['--copy', 'value']),
            (['run', 'stray'], 2, ['stray']),
            (['run', '-o', there], 1, [there, 'exists']),
            (['run', '-o', '/nonexistent/x'], 1, ['/nonexistent/x']),
            (['run', '-o', ''], 2, ['-o']),
            (['report'], 2, ['text', 'tsv']),
            (['report', 'frob'], 2, ['frob', 'text']),
            (['report', 'text', '/nonexistent'], 1, ['/nonexistent']),
            (['report', 'text', folder], 1, [folder]),
            (['report', 'text', there], 1, [there]),
            (['report', 'text', '--margin', 'x', there], 2, ['--margin', 'x']),
            (['report', 'text', '--platform', 'generic', there], 2, ['--platform', 'accepted with: tuning', 'text']),
            (['report', 'tsv', '--all', there], 2, ['--all', 'text,compare,drift']),
            (['report', 'mail', '--format', 'simple', there], 2, ['--format', 'accepted with: text']),
            (['report', 'text', '--default', 'on', there], 2, ['--default', 'thresholds,patch']),
            (['run', '--device-size', '1G', '--pages', '5'], 2, ['--device-size', '--pages', 'one of them']),
    ):
        if args[:1] == ['run'] and '--plan' not in args:
            args = args[:1] + ['--plan', 'smoke'] + args[1:]
        done = call(*args, stdin='')
        lines = done.stderr.splitlines()
        tap.ok(done.returncode == status and len(lines) == 1 and not done.stdout and
               all(word in done.stderr for word in words),
               f'wrong: {" ".join(args).replace(folder, "DIR")}',
               f'status {done.returncode}, wanted {status} and {words}', done.stderr, done.stdout)
    with open(there, encoding='utf-8') as file:
        tap.ok(file.read() == 'mine\n', 'a file that exists is left as it was')
    tap.ok(os.listdir(folder) == ['there.tsv'], 'wrong input leaves nothing behind',
           os.listdir(folder))


CASE = ('copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern', 'block_order',
        'drain_every', 'load', 'threads', 'pages', 'kernel', 'map', 'pageblocks', 'returns', 'ahead', 'align')


def timed(rows):
    """The samples, of those that were taken again at once the last one."""
    last = {}
    for row in rows:
        if row['status'] in ('ok', 'disturbed'):
            key = (row['round'], row['rep'], row['target']) + tuple(row[axis] for axis in CASE)
            # In the place of the first try, as the order is that of the first ones.
            last[key] = row
    return list(last.values())


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
    tap.ok(all(int(row['done_pages']) == pages for row in rows
               if row['status'] in ('ok', 'disturbed')), 'every sweep covers the range')
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
            'drain_every', 'load', 'pageblocks', 'ahead', 'returns')
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


def test_saturate():
    """Four kernels on two threads; what a small working set is good for it says itself."""
    done = call('saturate', '--size', '64M', '--reps', '2', '--threads', '2', '--copy', 'movnti')
    lines = done.stdout.splitlines()
    if len(os.sched_getaffinity(0)) < 2:
        tap.ok(done.returncode and 'two CPUs' in done.stderr, 'saturate takes two CPUs', done.stderr)
        return
    table = [line.split('\t') for line in lines[1:5]]
    tap.ok(done.returncode == 0 and lines[0].startswith('kernel\t') and
           all(len(row) == 3 and float(row[1]) > 0 and float(row[2]) > 0 for row in table),
           'saturate times each kernel on half of the threads and on all', done.stdout, done.stderr)
    tap.ok(any(line.startswith('refused: ') and 'working set' in line for line in lines) and
           lines[-1] == 'saturated: no estimate',
           'and gives no estimate from a working set that a cache holds', done.stdout)
    for words, wanted in ((['--copy', 'none'], 'list copies'), (['--copy', 'null'], 'stores any record'),
                          (['--threads', '3'], 'an even number'), (['--threads', '1'], '2'),
                          (['--size', '4K'], '1M and more'), (['--size', '900T'], 'half of the memory'),
                          (['--target', 'tape'], 'accepted'), (['--reps', '0'], '1'),
                          (['more'], 'options only')):
        done = call('saturate', *words)
        tap.ok(done.returncode not in (0, -11) and wanted in done.stderr and
               len(done.stderr.splitlines()) == 1 and not done.stdout,
               f'saturate {" ".join(words)} is refused in one line', done.stderr)


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


def interrupted(send, signum, path, hangup=signal.SIG_DFL):
    """@hangup: what a terminal that is closed does, as a shell or nohup leaves it"""
    child = subprocess.Popen([PAGESTREAM, 'run', '--plan', 'smoke', '--pages', '65536', '--time',
                              '60', '--rounds', '64', '--reps', '10000', '-o', path],
                             stderr=subprocess.PIPE, text=True, start_new_session=True,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, hangup))
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                if file.read().count('\tok\t') > 20:
                    break
        time.sleep(0.05)
    send(child.pid, signum)
    _, err = child.communicate(timeout=30)
    with open(path, encoding='utf-8') as file:
        return child.returncode, file.read(), err


def catches(pid, signum):
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        for line in file:
            if line.startswith('SigCgt:'):
                return bool(int(line.split()[1], 16) >> (signum - 1) & 1)
    return False


def test_interrupt(folder):
    path = os.path.join(folder, 'int.tsv')
    # As a terminal does: to every process of the foreground group.
    status, text, err = interrupted(os.killpg, signal.SIGINT, path)
    facts, rows, _ = parse(text)
    tap.ok(status == 3, 'Ctrl-C ends with status 3', status, err)
    tap.ok(facts.get('end') == 'interrupted' and text.endswith('\n') and
           sum(row['status'] == 'ok' for row in rows) > 20,
           'and leaves every finished sample in a valid file', facts.get('end'))
    report = call('report', 'text', path)
    tap.ok(report.returncode == 0 and 'interrupted' in report.stdout, 'which a report reads',
           report.stderr, report.stdout[-500:])

    path = os.path.join(folder, 'term.tsv')
    status, text, err = interrupted(os.kill, signal.SIGTERM, path)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'so does a signal to the command alone', status, err, text[-200:])

    path = os.path.join(folder, 'hup.tsv')
    status, text, err = interrupted(os.kill, signal.SIGHUP, path)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'so does a terminal that is closed', status, err, text[-200:])

    def hang_up_first(pid, signum):
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.5)
        tap.ok(not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT),
               'but not below nohup')
        os.kill(pid, signum)

    path = os.path.join(folder, 'nohup.tsv')
    status, text, err = interrupted(hang_up_first, signal.SIGTERM, path, hangup=signal.SIG_IGN)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'where other signals still end it', status, err, text[-200:])

    path = os.path.join(folder, 'early.tsv')
    child = subprocess.Popen([PAGESTREAM, 'run', '--plan', 'standard', '-o', path],
                             stderr=subprocess.PIPE, text=True)
    # The file gets its name with its first lines; from here on SIGINT ends the run in order.
    while not catches(child.pid, signal.SIGINT) and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    tap.ok(child.returncode == 3 and not os.path.exists(path) and
           'there is no such file' in err, 'before its first line it leaves no file',
           child.returncode, err)

    path = os.path.join(folder, 'kill.tsv')
    _, text, _ = interrupted(os.killpg, signal.SIGKILL, path)
    facts, rows, _ = parse(text)
    tap.ok('end' not in facts and rows, 'a killed run does not look complete')
    report = call('report', 'tsv', path)
    tap.ok(report.returncode == 0 and report.stdout.count('\n') > 1,
           'and is good up to its last sample', report.stderr)


def test_output(folder):
    done = call(*TINY, '-o', '/dev/full')
    tap.ok(done.returncode == 1, 'an existing device is not written', done.stderr)
    done = call(*TINY, '-o', '/proc/run.tsv')
    tap.ok(done.returncode == 1 and len(done.stderr.splitlines()) == 1 and
           'cannot create' in done.stderr, 'where no file can be made is one line', done.stderr)
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([PAGESTREAM, *TINY], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=60, check=False)
    tap.ok(done.returncode == 1 and 'No space left' in done.stderr and
           done.stderr.count('pagestream:') == 1, 'a full disk is one line and status 1',
           done.stderr)
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([PAGESTREAM, 'list', 'copies'], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=60, check=False)
    tap.ok(done.returncode == 1, 'so is a list', done.stderr)
    path = os.path.join(folder, 'cut.tsv')
    text = call(*TINY).stdout
    tap.write(folder, 'cut.tsv', text[:len(text) // 2].rstrip('\n'))
    done = call('report', 'text', path)
    tap.ok(done.returncode == 0 and 'is cut and left out' in done.stderr and 'Cut short' in done.stdout and
           len(done.stderr.splitlines()) == 1, 'of a file cut in the middle whole rows are read',
           done.stderr)
    # Without its end each row still has its own check.
    lines = text[:len(text) // 2].splitlines()[:-1]
    lines[-2] = lines[-2].replace('\tok\t', '\tpilot\t').replace('\tdisturbed\t', '\tok\t') \
        .replace('\tstamp\t', '\tprobe\t')
    tap.write(folder, 'cut-changed.tsv', '\n'.join(lines) + '\n')
    done = call('report', 'text', os.path.join(folder, 'cut-changed.tsv'))
    tap.ok(done.returncode == 1 and f'line {len(lines) - 1}: check is' in done.stderr and
           len(done.stderr.splitlines()) == 1, 'a changed row of it is named', done.stderr)
    tap.write(folder, 'cut2.tsv', text[:text.rindex('# measured-s')])
    done = call('report', 'text', os.path.join(folder, 'cut2.tsv'))
    tap.ok(done.returncode == 0 and 'Cut short' in done.stdout, 'whole rows without an end do too',
           done.stdout[:400], done.stderr)
    path = os.path.join(folder, 'packed.tsv.gz')
    with gzip.open(path, 'wt', encoding='utf-8') as file:
        file.write(text)
    done = call('report', 'text', path)
    tap.ok(done.returncode == 1 and 'zcat' in done.stderr and len(done.stderr.splitlines()) == 1,
           'a packed file is named as one', done.stderr)
    tap.write(folder, 'long.tsv', text[:text.index('\n') + 1] + '# label: ' + 'x' * (2 << 20) + '\n')
    done = call('report', 'text', os.path.join(folder, 'long.tsv'))
    tap.ok(done.returncode == 1 and 'long.tsv: line 2: longer than' in done.stderr and
           len(done.stderr.splitlines()) == 1, 'so is a line that no row is as long as', done.stderr)


def test_terminal():
    """A run file is no text for a terminal: without -o it gets a name, which is said."""
    with tempfile.TemporaryDirectory() as folder:
        master, terminal = os.openpty()
        done = subprocess.run([os.path.realpath(PAGESTREAM), *TINY, '--copy', 'mov', '--target', 'dram'],
                              stdout=terminal, stderr=subprocess.PIPE, text=True, timeout=120,
                              cwd=folder, check=False)
        os.close(terminal)
        os.close(master)
        names = os.listdir(folder)
        tap.ok(whole(done) and len(names) == 1 and names[0].startswith('pagestream-') and
               f'run file: {names[0]}' in done.stderr, 'at a terminal a run makes up the name of its file',
               names, done.stderr)


def test_narrow_terminal():
    """Progress that wrapped could not be taken back, and would stay on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        target = 'file:' + os.path.join(folder, 'a-file-of-a-name-longer-than-the-terminal-is-wide')
        master, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 40, 0, 0))
        done = subprocess.Popen([PAGESTREAM, *TINY, '--copy', 'mov', '--target', target],
                                stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        shown = b''
        # What a terminal reads when nobody writes to it any more is an error.
        with contextlib.suppress(OSError):
            while piece := os.read(master, 4096):
                shown += piece
        os.close(master)
        done.wait(timeout=120)
    shown = shown.decode().split('\r\033[K')
    status = [text for text in shown if '\r\n' not in text]
    tap.ok(any(text.startswith('round 1 ') for text in status) and
           all(len(text) < 40 for text in status), 'progress fits a narrow terminal', shown)
    tap.ok(any(text.startswith('at most about ') for text in shown),
           'and gives way to what is said', shown)



def test_memory():
    if SANITIZER != 'none':
        tap.skip('less than 16 MiB are resident beside the target',
                 f'the {SANITIZER} sanitizer has memory of its own')
        return
    # A child's greatest size counts from the fork, when it was as large as its parent.
    small = ('import os, resource, sys; status = os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:]);'
             'used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;'
             'sys.exit(status or used >= 16 * 1024)')
    done = subprocess.run([sys.executable, '-I', '-S', '-c', small, PAGESTREAM, *TINY, '--target',
                           'dram:page=4k', '--target', 'memfd'],
                          capture_output=True, text=True, timeout=60, check=False)
    status = done.returncode
    tap.ok(status == 0, 'less than 16 MiB are resident beside the target')
    # A hypervisor claims such a last level, which is modelled as far as the walk gets.
    done = subprocess.run([sys.executable, '-I', '-S', '-c', small, PAGESTREAM, 'model', '--copy',
                           'mov,movnti', '--cache', '48K:12,2M:16,480M:15', '--device-size', '64M'],
                          capture_output=True, text=True, timeout=60, check=False)
    tap.ok(done.returncode == 0, 'nor are they for a model of a last level of 480 MiB',
           done.stdout, done.stderr)


def test_check():
    done = call('check', '--layout', '64,80', '--walk', 'order0')
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    tap.ok(done.returncode == 0 and all(row[1] in ('ok', 'skip') for row in rows) and
           len(rows) == len(call('list', 'copies').stdout.splitlines()),
           'check proves every copy or says what the CPU lacks', done.stdout, done.stderr)


def test_probe():
    made_up = call('probe', env=dict(os.environ, HWLOC_SYNTHETIC='node:2 core:4 pu:2'))
    tap.ok('node 1: 1024 MiB, DRAM, CPUs 8-15' not in made_up.stdout,
           'no machine is made up by the environment', made_up.stdout[-500:])
    off = subprocess.run(['python3', '-c', 'import ctypes, os, sys\n'
                          'ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)\n'
                          'os.execv(sys.argv[1], sys.argv[1:])', PAGESTREAM, 'probe'],
                         capture_output=True, text=True, check=False).stdout
    tap.ok('are off for this process, by prctl' in ' '.join(off.split()),
           'huge pages that a parent has switched off are said to be', off[-800:])
    done = call('probe')
    keys = [line.split()[0] for line in done.stdout.splitlines() if line[:1].isalpha()]
    tap.ok(done.returncode == 0 and {'cpu', 'kernel', 'thp', 'clocksource'} <= set(keys),
           'probe tells what this machine is', done.stdout, done.stderr)


with tempfile.TemporaryDirectory() as where:
    test_words()
    test_encodings()
    with tempfile.TemporaryDirectory() as empty:
        test_wrong_input(empty)
    test_smoke(where)
    test_axes(where)
    test_memmap(where)
    test_returns()
    test_replay_choices()
    test_thread(where)
    test_products()
    test_sweeps(where)
    test_aligns()
    test_scale(where)
    test_predictions()
    test_lost_predictions(where)
    test_why(where)
    test_probes(where)
    test_saturate()
    test_pilot(where)
    test_proof(where)
    test_busy(where)
    test_lacks()
    test_warm(where)
    test_schedule(where)
    test_interrupt(where)
    test_output(where)
    test_terminal()
    test_narrow_terminal()
    test_memory()
    test_check()
    test_probe()
tap.done()
