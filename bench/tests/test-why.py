#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-why.py PROGRAM: does report why find the cause that was planted?

Machines are made up: a latency, a number of buffers, what prefetchers act on, and what
a locked instruction costs, each drawn anew for every seed, with noise of rounds and of
samples.  From these come the times of copies and probes, as a run file.  In at least
95 of 100 files of each kind the report must name what was planted, and on a machine
whose copies cost the same, whatever its memory does, nothing.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

SEEDS = 100
WANTED = 95
ROUNDS, REPS, PROBE_REPS = 10, 2, 3
FULL, LONG, MIDDLE = 26214400, 16777216, 8388608   # struct pages of 100, 64 and 32 GiB
PROBE_LINES = 262144

COLUMNS = ('seq round rep copy layout walk revision target state pattern block_order drain_every load threads cpu '
           'node page_bytes pages status reason took_ns done_pages faults switches steal_ms rtt_ns spin_ns '
           'pageblocks').split()
FACTS = ('format: pagestream-run 1', 'origin: synthetic', 'run: planted', 'cpu: GenuineIntel 6-207-2 made up',
         'platform: %s', 'fpu-only: sse2-nt', 'null: null')

NAMES = {
    'loads': 'prefetch for loads alone',
    'both': 'prefetch for loads and stores',
    'none': 'latency and buffers, without prefetch',
    'far': 'far memory',
    'buffers': 'few buffers',
    'locked': 'locked instructions that stall streaming',
    'null': None,
}


class Machine:
    """ns per line or page of everything, without noise."""

    def __init__(self, kind, rng):
        self.latency = rng.uniform(80, 140)
        self.buffers = rng.choice((10, 12, 16, 24))

        def act():
            return rng.uniform(1.35, 2.2)

        def idle():
            return rng.uniform(0.98, 1.06)

        loads, stores = {'loads': (act, idle), 'both': (act, act), 'none': (idle, idle)}.get(
            kind, rng.choice(((act, idle), (act, act), (idle, idle))))
        self.load_gain, self.store_gain = loads(), stores()
        self.stall = rng.uniform(4, 9) if kind == 'locked' else rng.uniform(0.98, 1.02)
        if kind == 'far':
            self.latency = rng.uniform(240, 420)
        if kind == 'buffers':
            self.buffers = rng.uniform(2.5, 4.8)
        self.flat = rng.uniform(8, 14) if kind == 'null' else None
        demand = self.latency / self.buffers
        # A streamed line holds its buffer for a part of the way.
        self.streamed = demand * rng.uniform(0.4, 0.7)
        self.shuffled = demand * rng.uniform(1.0, 1.1)
        self.read = self.shuffled / self.load_gain
        self.stored = self.shuffled / self.store_gain

    def shows(self):
        """Do the copies differ at all?  What has no effect has no mechanism."""
        times = {copy: ns for (copy, walk, *_), ns in self.copies().items() if walk == 'order0'}
        return any(abs(ns / times['mov'] - 1) > 0.06 for ns in times.values())

    def probes(self):
        drain = self.streamed * self.buffers
        return {'chase': self.latency, 'store-hit': 17, 'store-miss': 17 + self.latency,
                'stream-drain': drain, 'read1': self.read, 'read1-desc': self.read,
                'read1-shuffled': self.shuffled, 'read1-pages': self.read, 'read8': self.read,
                'read8-shuffled': self.shuffled, 'read8-pages': self.read, 'store': self.stored,
                'store-shuffled': self.shuffled, 'stream': self.streamed}

    def copies(self):
        """(copy, walk, revision, pageblocks, pages): ns per page"""
        loaded = min(self.stored, self.read)
        times = {'mov': self.stored, 'movnti': self.streamed, 'base': loaded, 'touch-mov': loaded}
        if self.flat:
            times = dict.fromkeys(times, self.flat)
        out = {}
        for copy, ns in times.items():
            out[copy, 'order0', 'v11', '-', FULL] = ns
            out[copy, 'order0', 'v11', '-', LONG] = ns
        for copy in ('mov', 'movnti'):
            out[copy, 'order9', 'v4', '-', MIDDLE] = times[copy]
            out[copy, 'order9', 'v4', 'movable', MIDDLE] = times[copy] * (self.stall if copy == 'movnti' else 1)
        return out


def run_file(kind, seed):
    """The text of a run file of one machine of a kind"""
    rng = random.Random('%s %d' % (kind, seed))
    machine = Machine(kind, rng)
    while kind != 'null' and not machine.shows():
        machine = Machine(kind, rng)
    platform = rng.choice(('intel-emr', 'intel-gnr', 'generic'))
    lines = ['# ' + (fact % platform if '%' in fact else fact) for fact in FACTS]
    lines.append('\t'.join(COLUMNS))
    seq = 0

    def row(**fields):
        nonlocal seq
        fields['seq'] = seq
        seq += 1
        lines.append('\t'.join(str(fields.get(column, '-')) for column in COLUMNS))

    for rnd in range(ROUNDS):
        # A round has a placement of its own; what it slows it slows alike, and single figures a little.
        common = rng.lognormvariate(0, 0.03)
        shift = {}

        def noisy(key, ns):
            own = shift.setdefault(key, rng.lognormvariate(0, 0.01))
            slow = 1 + (rng.random() < 0.05) * rng.random()
            return ns * common * own * rng.lognormvariate(0, 0.01) * slow

        for rep in range(PROBE_REPS):
            for probe, ns in machine.probes().items():
                row(round=rnd, rep=rep, copy=probe, target='dram', load=0, status='probe', layout=64, threads=1,
                    pages=PROBE_LINES, took_ns=int(PROBE_LINES * noisy(probe, ns)), done_pages=PROBE_LINES,
                    page_bytes=2097152)
        for rep in range(REPS):
            row(round=rnd, rep=rep, status='stamp', reason='before', rtt_ns=55, spin_ns=100000)
            for (copy, walk, revision, work, pages), ns in machine.copies().items():
                row(round=rnd, rep=rep, copy=copy, layout=64, walk=walk, revision=revision, target='dram',
                    state='reused', pattern='page', block_order='ascending', drain_every=0, load=0, threads=1,
                    pages=pages, done_pages=pages, status='ok', pageblocks=work, page_bytes=2097152, node=0, cpu=0,
                    took_ns=int(pages * noisy((copy, walk, work, pages), ns)), faults=0, switches=0, steal_ms=0)
            row(round=rnd, rep=rep, status='stamp', reason='after', rtt_ns=55, spin_ns=100000)
    lines.append('# end: done')
    return '\n'.join(lines) + '\n'


def named(program, path):
    """What the report names, None for nothing; and what it says"""
    done = subprocess.run([program, 'report', 'why', path], capture_output=True, text=True, check=False)
    text = ' '.join(done.stdout.split())
    if done.returncode:
        return 'exit %d' % done.returncode, done.stderr
    found = re.search(r'Mechanism: ([^.]*)\.', text)
    if not found:
        assert 'No mechanism is named' in text, text
    return found and found[1], text


def main(argv):
    program = argv[1]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'run.tsv')
        for nr, (kind, name) in enumerate(NAMES.items(), 1):
            right, others = 0, {}
            for seed in range(SEEDS):
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(run_file(kind, seed))
                said, _ = named(program, path)
                right += said == name
                if said != name:
                    others.setdefault(said, []).append(seed)
            failures += right < WANTED
            print('%sok %d - planted %s: %d of %d' % ('' if right >= WANTED else 'not ', nr, kind, right, SEEDS))
            for said, seeds in others.items():
                print('# %s: seeds %s' % (said, seeds))
    print('1..%d' % len(NAMES))
    return failures > 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
