#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-machines.py PAGESTREAM DATA [SANITIZER]: report machines, of 1,000 run files.

They are made of one that is committed: other CPUs, kernels and hypervisors, other
times.  In 512 MiB of address space; how long it took is said and not judged.
"""
import os
import pathlib
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
SOURCE = pathlib.Path(sys.argv[2], 'runs/amd-zen5-guest-quick.tsv')
SANITIZER = sys.argv[3] if len(sys.argv) > 3 else 'none'
FILES = 1000
ROWS = 1000
LIMIT_MIB = 512
WIDTH = 72
PLATFORMS = ['amd-zen3', 'amd-zen4', 'intel-emr', 'intel-spr', 'intel-icx']
KERNELS = ['6.12.1', '6.18.44']


class Source:
    """A committed run: its header, its columns, its first rows."""

    def __init__(self):
        lines = SOURCE.read_text(encoding='ascii').splitlines()
        self.facts = [line for line in lines if line.startswith('# ') and line != '# end: done']
        body = [line for line in lines if not line.startswith('# ')]
        self.columns = body[0].split('\t')
        self.rows = [line.split('\t') for line in body[1:ROWS + 1]]

    def write(self, path, facts, slower=1.0):
        """Its rows with other facts; movnti takes so many times as long."""
        copy, took = self.columns.index('copy'), self.columns.index('took_ns')
        header = [next((f'# {key}: {value}' for key, value in facts.items()
                        if line.startswith(f'# {key}: ')), line) for line in self.facts]
        header += [f'# {key}: {value}' for key, value in facts.items()
                   if not any(line.startswith(f'# {key}: ') for line in self.facts)]
        rows = []
        for row in self.rows:
            if slower != 1 and row[copy] == 'movnti' and row[took] != '-':
                row = row[:took] + [str(int(int(row[took]) * slower))] + row[took + 1:]
            rows.append('\t'.join(row))
        path.write_text('\n'.join([*header, '\t'.join(self.columns), *rows, '# end: done', '']),
                        encoding='ascii')


def call(*args, limit_mib=None):
    def limit():
        if limit_mib:
            resource.setrlimit(resource.RLIMIT_AS, (limit_mib << 20, limit_mib << 20))

    begin = time.monotonic()
    done = subprocess.run([PAGESTREAM, 'report', 'machines', *map(str, args)], preexec_fn=limit,
                          capture_output=True, text=True, check=False)
    return done, time.monotonic() - begin


def facts_of(number, platform, kernel, **more):
    return {'run': f'{number:016x}', 'platform': platform, 'kernel': kernel,
            'cpu': f'AuthenticAMD 25-4-1 {platform}', **more}


def test_many(folder, source):
    names = []
    for number in range(FILES):
        path = folder / f'{number}.tsv'
        platform, kernel = PLATFORMS[number % 5], KERNELS[number // 5 % 2]
        source.write(path, facts_of(number, platform, kernel, label=f'host{number // 20}'))
        names.append(path)
    # Address sanitizer reserves all of the address space there is.
    done, took = call(*names, limit_mib=LIMIT_MIB if SANITIZER == 'none' else None)
    tap.ok(done.returncode == 0, f'{FILES} files of {len(source.rows)} rows in {LIMIT_MIB} MiB: '
           f'{took:.1f} s', done.stderr)
    heads = re.findall(r'(?m)^([a-z0-9-]+), guest, kernel ([0-9.]+): (\d+) machines, (\d+) runs$', done.stdout)
    tap.ok(sorted(head[:2] for head in heads) == sorted((p, k) for p in PLATFORMS for k in KERNELS) and
           {head[2:] for head in heads} == {('50', '100')},
           'a table of every platform and kernel, which counts machines and runs', done.stdout)
    tap.ok('No two runs of one CPU contradict' in done.stdout and 'Apart' not in done.stdout,
           'equal runs do not contradict each other', done.stdout)
    tap.ok(max(map(len, done.stdout.splitlines())) <= WIDTH, f'{WIDTH} columns', done.stdout)


def test_against_overview(folder, source):
    """What one run says is the same in both tables."""
    path = folder / 'same.tsv'
    source.write(path, facts_of(1, 'amd-zen5', '6.18.44'))
    done, _ = call(path)
    overview = subprocess.run([PAGESTREAM, 'report', 'overview', path], capture_output=True, text=True,
                              check=False).stdout
    pattern = r'(dram|dax ) (4 KiB|2 MiB) +(\S+ \[\S+\])  (\S+)'
    tap.ok(re.findall(pattern, done.stdout) == re.findall(pattern, overview) != [],
           'report overview has the same ratios and sizes', done.stdout, overview)


def test_contradiction(folder, source):
    one, other, third = (folder / f'contra-{n}.tsv' for n in range(3))
    source.write(one, facts_of(1, 'intel-emr', '6.12.1', microcode='0x1', label='left'))
    source.write(other, facts_of(2, 'intel-emr', '6.18.44', microcode='0x2', label='right'), slower=2)
    # Of another CPU: no contradiction.
    source.write(third, facts_of(3, 'amd-zen4', '6.18.44'), slower=2)
    done, _ = call(one, other, third)
    said = done.stdout.partition('Contradictions')[2]
    flat = ' '.join(said.split())
    tap.ok('intel-emr, dram 4 KiB' in said and '1 for movnti, 1 for mov' in flat and
           'run 0000000000000001, left' in flat and 'run 0000000000000002, right' in flat and
           'kernel 6.12.1 / 6.18.44' in flat and 'microcode 0x1 / 0x2' in flat and
           'amd-zen4' not in said, 'runs of one CPU that contradict, and by what', done.stdout)
    done, _ = call(one, third)
    tap.ok('No two runs of one CPU contradict' in done.stdout, 'two CPUs do not contradict each other', done.stdout)
    source.write(third, facts_of(3, 'intel-emr', '6.12.1'), slower=0.6)
    done, _ = call(one, third)
    tap.ok('Apart' in done.stdout and 'No two runs' in done.stdout,
           'the same verdict by far another ratio is said', done.stdout)


def test_kinds(folder, source):
    paths = [folder / f'kind-{n}.tsv' for n in range(4)]
    source.write(paths[0], facts_of(1, 'amd-zen5', '6.18.44'))
    source.write(paths[1], facts_of(2, 'amd-zen5', '6.18.44', hypervisor='absent: none seen'))
    source.write(paths[2], facts_of(3, 'amd-zen5', '6.18.44', origin='emulated: by QEMU'))
    source.write(paths[3], facts_of(4, 'generic', '6.18.44'))
    done, _ = call(*paths)
    tap.ok('amd-zen5, guest' in done.stdout and 'amd-zen5, host' in done.stdout,
           'guest and host have lines of their own', done.stdout)
    tap.ok('1 run left out: not of hardware' in done.stdout, 'an emulated machine is none', done.stdout)
    tap.ok('AuthenticAMD 25-4-1 generic' in done.stdout,
           'a CPU that no entry matches goes by its numbers', done.stdout)
    done, _ = call(paths[0], paths[1], paths[0])
    tap.ok(done.returncode == 1 and not done.stdout and 'each run once' in done.stderr and
           str(paths[0]) in done.stderr, 'a run twice is refused', done.stderr)


def main():
    source = Source()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_many(folder, source)
        test_against_overview(folder, source)
        test_contradiction(folder, source)
        test_kinds(folder, source)
    tap.done()


if __name__ == '__main__':
    main()
