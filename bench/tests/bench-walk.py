#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does the walk cost anything of its own? bench-walk.py PAGESTREAM [ROUNDS [SIZE]]

Measures mov and movnti in order0, under every revision of the series that has
a walk of its own, and in flat, all in the same repetitions.  Prints the time
in order0 over the time in flat, paired within each repetition: the median of
the rounds' medians, and the least and greatest of those.  Asserts nothing: it
is a benchmark.
"""
import collections
import statistics
import subprocess
import sys

REVISIONS = ('v4', 'v5', 'v11')


def main():
    program = sys.argv[1]
    rounds = sys.argv[2] if len(sys.argv) > 2 else '12'
    size = sys.argv[3] if len(sys.argv) > 3 else '100G'
    run = subprocess.run(
        [program, 'run', '--copy', 'mov,movnti', '--walk', 'flat,order0', '--revision',
         ','.join(REVISIONS), '--target', 'dram', '--device-size', size, '--rounds', rounds, '--reps',
         '5', '--time', '240'], capture_output=True, text=True, check=True)
    names, *rows = [line.split('\t') for line in run.stdout.splitlines()
                    if not line.startswith('#')]
    took = {}
    for row in (dict(zip(names, row)) for row in rows):
        if row['status'] == 'ok':
            took[row['round'], row['rep'], row['copy'], row['revision']] = int(row['took_ns'])
    print('copy\trules\torder0/flat\tleast\tgreatest\trounds\tn')
    for copy in ('mov', 'movnti'):
        for revision in REVISIONS:
            ratios = collections.defaultdict(list)
            for (rnd, rep, name, of), ns in took.items():
                flat = took.get((rnd, rep, copy, '-'))
                if (name, of) == (copy, revision) and flat:
                    ratios[rnd].append(ns / flat)
            medians = sorted(statistics.median(values) for values in ratios.values())
            if medians:
                print(f'{copy}\t{revision}\t{statistics.median(medians):.4f}\t{medians[0]:.4f}\t'
                      f'{medians[-1]:.4f}\t{len(medians)}\t{sum(map(len, ratios.values()))}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
