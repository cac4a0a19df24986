#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-drift.py PAGESTREAM DATA: report drift, of committed runs and of ones made from them.

What became of every pair is computed anew from "report tsv".
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM = os.path.abspath(sys.argv[1])
RUNS = pathlib.Path(sys.argv[2], 'runs')
SOURCE = RUNS / 'amd-zen4-guest-quick.tsv'
WIDTH = 72


def call(*args):
    return subprocess.run([PAGESTREAM, 'report', *map(str, args)], capture_output=True, text=True,
                          check=False)


def changed(path, facts, slower=1.0):
    """The source with other facts; movnti takes so many times as long."""
    out, columns = [], None
    for line in SOURCE.read_text(encoding='ascii').splitlines():
        key = line[2:].partition(':')[0] if line.startswith('# ') else None
        if key in facts:
            line = f'# {key}: {facts[key]}'
        elif key is None and columns is None:
            columns = line.split('\t')
            out += [f'# {k}: {v}' for k, v in facts.items() if not any(o.startswith(f'# {k}: ') for o in out)]
        elif key is None:
            row = line.split('\t')
            took, copy = columns.index('took_ns'), columns.index('copy')
            if row[copy] == 'movnti' and row[took] != '-':
                row[took] = str(int(int(row[took]) * slower))
            line = '\t'.join(row)
        out.append(line)
    path.write_text('\n'.join(out) + '\n', encoding='ascii')
    return path


def fates(paths):
    """From report tsv: how many pairs held, waver, are decided in none, turned round."""
    verdicts = {}
    for number, path in enumerate(paths):
        lines = [line.split('\t') for line in call('tsv', path).stdout.splitlines()]
        names = lines[0]
        last = names.index('n')
        for line in lines[1:]:
            row = dict(zip(names, line))
            # Where the CPUs were is no part of a case, nor is which run it was.
            case = tuple(value for name, value in zip(names[:last], line) if name not in ('run', 'mode'))
            if row['ratio'] != '-' and row['verdict'] in ('undecided', 'prefer mov', f'prefer {row["copy"]}'):
                verdicts.setdefault(case, []).append((number, row['verdict']))
    counts = {'held': 0, 'wavers': 0, 'open': 0, 'turned': 0}
    for case, found in verdicts.items():
        if len({number for number, _ in found}) < 2:
            continue
        decided = {verdict for _, verdict in found} - {'undecided'}
        counts['turned' if len(decided) == 2 else 'open' if not decided else
               'held' if all(verdict != 'undecided' for _, verdict in found) else 'wavers'] += 1
    return counts


def counted(text):
    flat = ' '.join(text.split())
    found = re.findall(r'(\d+) pairs in two runs or more: (\d+) held, (\d+) held where decided, undecided in some, '
                       r'(\d+) decided in none, (\d+) turned round', flat)
    return [dict(zip(('all', 'held', 'wavers', 'open', 'turned'), map(int, numbers))) for numbers in found]


def test_measured():
    for kind in ('amd-zen4-guest-*', 'amd-zen3-guest-*', 'intel-emr-guest-*'):
        paths = sorted(RUNS.glob(kind + '.tsv'))
        done = call('drift', *paths)
        said, want = counted(done.stdout), fates(paths)
        want['all'] = sum(want.values())
        tap.ok(done.returncode == 0 and said == [want], f'{kind}: what became of {want["all"]} pairs is what '
               'report tsv says', said, want, done.stderr)
    done = call('drift', *sorted(RUNS.glob('*.tsv')))
    tap.ok(max(map(len, done.stdout.splitlines())) <= WIDTH, f'{WIDTH} columns', done.stdout)
    tap.ok(len(counted(done.stdout)) == 5 and '1 machine with a single run' in done.stdout,
           'machines are told apart', done.stdout)
    every = call('drift', '--all', *sorted(RUNS.glob('intel-emr-guest-*.tsv'))).stdout
    brief = call('drift', *sorted(RUNS.glob('intel-emr-guest-*.tsv'))).stdout
    tap.ok('more: --all' in brief and 'more: --all' not in every and len(every) > len(brief),
           '--all has every pair', brief)


def test_turned(folder):
    first = changed(folder / '1.tsv', {'run': '1', 'date': '2026-01-01T00:00:00Z'})
    same = changed(folder / '2.tsv', {'run': '2', 'date': '2026-01-02T00:00:00Z', 'microcode': '0x77'})
    slow = changed(folder / '3.tsv', {'run': '3', 'date': '2026-01-03T00:00:00Z', 'kernel': '6.99',
                                      'loadavg': '33.0 1 1 1/1'}, slower=1.6)
    done = call('drift', first, same)
    tap.ok(counted(done.stdout)[0]['turned'] == 0 and 'Turned round' not in done.stdout and
           'microcode: 0x1000065 (1 run, from 2026-01-01), 0x77 (1 run,' in ' '.join(done.stdout.split()),
           'the same rows hold, and what differs is said', done.stdout)
    done = call('drift', slow, first)
    part = done.stdout.partition('Turned round')[2].partition('\n\n')[0]
    tap.ok(counted(done.stdout)[0]['turned'] > 0 and 'movnti, dram, order0' in part and
           'run 1\n' in part and 'run 3\n' in part and '/ 6.99' in part and ' 33.0 ' in done.stdout,
           'a verdict that turned round is shown from both sides, with what differs', done.stdout)
    lines = [line for line in done.stdout.splitlines() if re.match(r'[13] +2026', line)]
    tap.ok([line[0] for line in lines] == ['1', '3'], 'runs are in order of date', done.stdout)


def test_machines(folder):
    first = changed(folder / 'a.tsv', {'run': 'a', 'date': '2026-01-01T00:00:00Z'})
    for number, facts in enumerate(({'mem-total': '99999999 kB'}, {'label': 'other'}, {'cpus-online': '0-63'},
                                    {'hypervisor': 'absent: none seen'}, {'cpu': 'AuthenticAMD 25-17-2 amd-zen4'})):
        other = changed(folder / f'b{number}.tsv', {'run': 'b', 'date': '2026-01-02T00:00:00Z', **facts}, slower=2)
        done = call('drift', first, other)
        tap.ok(done.returncode == 0 and '2 machines with a single run' in done.stdout and
               'pairs' not in done.stdout, f'another {next(iter(facts))} is another machine', done.stdout)
    # Some kilobytes fewer are another kernel, not another machine.
    less = changed(folder / 'less.tsv', {'run': 'c', 'date': '2026-01-02T00:00:00Z', 'mem-total': '24684000 kB'})
    done = call('drift', first, less)
    tap.ok(len(counted(done.stdout)) == 1, 'a few kilobytes are the same machine', done.stdout)
    emulated = changed(folder / 'e.tsv', {'run': 'e', 'origin': 'emulated: by QEMU'})
    done = call('drift', first, emulated)
    tap.ok('1 run left out: not of hardware' in done.stdout, 'an emulated machine is none', done.stdout)


def main():
    with tempfile.TemporaryDirectory() as name:
        test_measured()
        test_turned(pathlib.Path(name))
        test_machines(pathlib.Path(name))
    tap.done()


if __name__ == '__main__':
    main()
