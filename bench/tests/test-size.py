#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-size.py PAGESTREAM [SANITIZER]: every report of a run file of 1,000,000 rows.

In 256 MiB; how long it took is said and not judged.  Pictures hold no more
than a reader can open.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM = os.path.abspath(sys.argv[1])
SANITIZER = sys.argv[2] if len(sys.argv) > 2 else 'none'
ROWS = 1_000_000
LIMIT_MIB = 256
COLUMNS = ('seq round rep copy layout walk revision target state pattern block_order drain_every load threads '
           'cpu node page_bytes pages status reason took_ns done_pages faults switches steal_ms '
           'rtt_ns spin_ns').split()
COUNTED = ('read_bytes write_bytes idle_read_bytes idle_write_bytes counted_pct traffic_source '
           'counts').split()
COPIES = {'mov': 1000, 'movnti': 700, 'flushcache': 720, 'base': 1300, 'null': 60}


def counted(seq):
    """What a machine with counters adds, different in every row."""
    reads, writes = 65000 + seq % 97, 65536 + seq * 7919 % 1000003
    return (f'\t{reads}\t{writes}\t12\t13\t100\tuncore\tUNC_M_CAS_COUNT.RD={reads * seq};'
            f'UNC_M_CAS_COUNT.WR={writes * seq};page-faults=0;context-switches={seq % 3}')


def make_file(path, targets, counts=False):
    """Rounds of repetitions of every copy on every target, with a stamp before each.

    With counts, each repetition is a round.
    """
    columns = COLUMNS + (COUNTED if counts else [])
    none = len(COUNTED) * '\t-' if counts else ''
    with open(path, 'w', encoding='ascii') as out:
        out.write('# format: pagestream-run 1\n# origin: synthetic\n# null: null\n')
        out.write('\t'.join(columns) + '\n')
        seq = rep = 0
        while seq < ROWS:
            rnd = rep if counts else rep * 20 * len(targets) * len(COPIES) // ROWS
            out.write(f'{seq}\t{rnd}\t{rep}' + 15 * '\t-' + '\tstamp\tbefore' + 5 * '\t-' +
                      f'\t{55 + rep % 3}\t{100000 + rep % 7}{none}\n')
            seq += 1
            for target in targets:
                for copy, took in COPIES.items():
                    out.write(f'{seq}\t{rnd}\t{rep}\t{copy}\t64\torder0\tv5\t{target}\tstale\tpage\t'
                              f'ascending\t0\t0\t1\t1\t0\t4096\t1024\tok\t-\t'
                              f'{took * 3 + seq * 7919 % 101}\t1024\t0\t0\t0\t-\t-'
                              f'{counted(seq) if counts else ""}\n')
                    seq += 1
            rep += 1
        out.write('# end: done\n')


def measured(*args, cwd):
    """(status, seconds, MiB) of one command."""
    begin = time.monotonic()
    child = subprocess.Popen([PAGESTREAM, *args], stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, cwd=cwd)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, time.monotonic() - begin, usage.ru_maxrss / 1024, said


def test_file(folder, name, targets, counts=False):
    path = os.path.join(folder, f'{name}.tsv')
    make_file(path, targets, counts)
    reports = subprocess.run([PAGESTREAM, 'list', 'reports'], capture_output=True, text=True,
                             check=True).stdout.splitlines()
    for report in (line.split('\t')[0] for line in reports):
        args = ['-o', f'{name}-plots'] if report == 'plot' else []
        status, seconds, mib, said = measured('report', report, *args, path, cwd=folder)
        if status and ('not in this build' in said or 'gnuplot is not here' in said):
            tap.skip(f'{name}: {report}', said.strip())
            continue
        # These runs are made up, of no CPU, so there is nothing to post and to file.
        nothing = {'patch': 'decide no CPU', 'tuning': 'no run file is of a CPU that is known'}
        right = status == 1 and nothing[report] in said if report in nothing else not status
        tap.ok(right and mib < LIMIT_MIB,
               f'{name}: {report}: {seconds:.2f} s, {mib:.0f} MiB', status, said)
    plots = os.path.join(folder, f'{name}-plots')
    if os.path.isdir(plots):
        files = [os.path.join(plots, file) for file in os.listdir(plots)]
        largest = max(map(os.path.getsize, files))
        tap.ok(largest < 8 << 20, f'{name}: no file of the pictures is beyond 8 MiB', largest)
        for path in (path for path in files if path.endswith('.data')):
            with open(path, encoding='utf-8') as file:
                lines = sum(1 for _ in file)
            tap.ok(lines < 15000, f'{name}: {os.path.basename(path)} has {lines} lines')
        for path in (path for path in files if path.endswith('.svg')):
            with open(path, encoding='utf-8') as file:
                height = int(re.search(r'<svg[^>]* height="(\d+)"', file.read(2000))[1])
            tap.ok(height < 4000, f'{name}: {os.path.basename(path)} is {height} pixels high')
    os.unlink(os.path.join(folder, f'{name}.tsv'))


def main():
    if SANITIZER != 'none':
        tap.skip('a million rows', 'a sanitizer needs more memory')
        tap.done()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as folder:
        test_file(folder, 'few-cases', ['dram', 'memfd'])
        test_file(folder, 'many-cases', [f'file:/mnt/{number}' for number in range(400)])
        test_file(folder, 'counted', ['dram', 'memfd'], counts=True)
    tap.done()


if __name__ == '__main__':
    main()
