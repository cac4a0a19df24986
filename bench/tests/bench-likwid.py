#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Like against like with likwid-bench: bench-likwid.py PAGESTREAM [ROUNDS [SIZE]]

Each round runs both programs one after the other, in alternating order, on
the same CPU, on as many bytes of transparent huge pages, for as many passes.
Prints the ratio of the rates (pagestream / likwid-bench): the median over
rounds with the order statistics that hold it with at least 95 %.  Asserts
nothing: a time is reported, never tested.
"""
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

# likwid-bench 5.2 has no MOVNTI: its store_mem is the 16-byte MOVNTPD, which is sse2-nt here.
PAIRS = (
    ('movnti', 'store_mem'),
    ('sse2-nt', 'store_mem'),
    ('mov-regs', 'store'),
    ('mov', 'store'),
    ('avx512-nt', 'store_mem_avx512'),
    ('avx512-mov', 'store_avx512'),
)
PASSES = 4
CPU = max(os.sched_getaffinity(0))


def ours(program, copy, size):
    # Labelled cases of one repetition: PASSES passes, one after the other.
    cases = ','.join(f'{copy}:{number}' for number in range(PASSES))
    # Into a file: a reader at a pipe's end would wake up on the other CPU for every row.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'run.tsv')
        subprocess.run(
            [program, 'run', '--copy', cases, '--walk', 'flat', '--target', 'dram',
             '--device-size', size, '--rounds', '1', '--reps', '1', '--time', '60', '--cpu',
             str(CPU), '-o', path], capture_output=True, text=True, check=True)
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
    rows = [line.split('\t') for line in lines if not line.startswith('#')]
    column = {name: i for i, name in enumerate(rows[0])}
    samples = [row for row in rows[1:] if row[column['status']] in ('ok', 'disturbed')]
    if not samples:
        return None
    if {row[column['page_bytes']] for row in samples} != {'2097152'}:
        raise SystemExit('bench-likwid: no transparent huge pages here')
    took = sum(int(row[column['took_ns']]) for row in samples)
    return 64 * sum(int(row[column['pages']]) for row in samples) / took


def theirs(kernel, nr_bytes):
    env = dict(os.environ, GLIBC_TUNABLES='glibc.malloc.hugetlb=1')
    done = subprocess.run(
        ['taskset', '-c', str(CPU), 'likwid-bench', '-t', kernel, '-i', str(PASSES), '-w',
         f'S0:{nr_bytes}B:1'],
        capture_output=True, text=True, check=True, env=env)
    return float(re.search(r'MByte/s:\s+([0-9.]+)', done.stdout).group(1)) / 1000


def interval(values):
    """Median, and the innermost order statistics with at least 95 %."""
    values = sorted(values)
    n = len(values)
    depth, missed = 0, 0.0
    while True:
        missed += 2 * math.comb(n, depth) / 2 ** n
        if missed > 0.05:
            break
        depth += 1
    if not depth:
        return statistics.median(values), math.nan, math.nan
    return statistics.median(values), values[depth - 1], values[n - depth]


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    size = sys.argv[3] if len(sys.argv) > 3 else '100G'
    units = {'K': 10, 'M': 20, 'G': 30, 'T': 40}
    nr_bytes = (int(size[:-1]) << units[size[-1]]) // 4096 * 64
    if not shutil.which('likwid-bench'):
        print('likwid-bench is not installed (Debian package likwid)')
        return 0
    print(f'# {rounds} rounds, {nr_bytes} bytes, {PASSES} passes, CPU {CPU}')
    print('copy\tlikwid-bench\tratio\tlo\thi\tgb_per_s\tlikwid_gb_per_s')
    for copy, kernel in PAIRS:
        rates = []
        for number in range(rounds):
            pair = {}
            for who in (('ours', 'theirs'), ('theirs', 'ours'))[number % 2]:
                pair[who] = (ours(program, copy, size) if who == 'ours' else
                             theirs(kernel, nr_bytes))
            if pair['ours'] is None:
                break
            rates.append((pair['ours'], pair['theirs']))
        if not rates:
            print(f'{copy}\t{kernel}\t-\t-\t-\t-\t-')
            continue
        ratio = interval([a / b for a, b in rates])
        print(f'{copy}\t{kernel}\t{ratio[0]:.3f}\t{ratio[1]:.3f}\t{ratio[2]:.3f}\t'
              f'{statistics.median(a for a, _ in rates):.2f}\t'
              f'{statistics.median(b for _, b in rates):.2f}', flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
