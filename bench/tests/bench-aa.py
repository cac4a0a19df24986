#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is the verdict honest? bench-aa.py PAGESTREAM-TEST [RUNS [SECONDS [SIZE]]]

Each run measures mov against itself under another name and against a copy
that loses 5 % on purpose.  Counts how often no difference is called
undecided, and how often 5 % is found.  Asserts nothing: it is a benchmark.
"""
import collections
import subprocess
import sys


def main():
    program = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    seconds = sys.argv[3] if len(sys.argv) > 3 else '15'
    size = sys.argv[4] if len(sys.argv) > 4 else '100G'
    verdicts = collections.defaultdict(collections.Counter)
    print('run\tcopy\tratio\tlo\thi\tn\tverdict', flush=True)
    for number in range(runs):
        run = subprocess.run(
            [program, 'run', '--copy', 'mov,mov:again,mov-slow', '--target', 'dram',
             '--device-size', size, '--time', seconds], capture_output=True, text=True, check=True)
        tsv = subprocess.run([program, 'report', 'tsv'], input=run.stdout, capture_output=True,
                             text=True, check=True).stdout
        rows = [line.split('\t') for line in tsv.splitlines()]
        column = {name: i for i, name in enumerate(rows[0])}
        best = {}
        for row in rows[1:]:
            # Two placements are two results; the one with more samples counts here.
            copy = row[column['copy']]
            if copy not in best or int(row[column['n']]) > int(best[copy][column['n']]):
                best[copy] = row
        for copy in ('mov:again', 'mov-slow'):
            row = best[copy]
            fields = [row[column[name]] for name in
                      ('ratio', 'ratio_lo', 'ratio_hi', 'n', 'verdict')]
            verdicts[copy][fields[-1]] += 1
            print(f'{number}\t{copy}\t' + '\t'.join(fields), flush=True)
    print(f'no difference: undecided in {verdicts["mov:again"]["undecided"]} of {runs} runs')
    print(f'5 % slower: found in {verdicts["mov-slow"]["prefer mov"]} of {runs} runs')
    return 0


if __name__ == '__main__':
    sys.exit(main())
