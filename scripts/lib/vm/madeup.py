# SPDX-License-Identifier: GPL-2.0-or-later
"""
Run files with made-up times, for tests of what a kernel makes of them.

They claim to be measured, because nothing else becomes an entry.  So they are
written to a temporary folder only, and so is whatever is made of them.
"""
import os

from vm.runfile import RunFile

KIB, MIB = 1 << 10, 1 << 20

# Bytes of memmap, as the module prints them.
SIZES = tuple(64 * KIB << i for i in range(0, 14, 2))

# Per platform: a target, a walk, and at each of SIZES the time of movnti over that of mov.
MEASURED = {
    'intel-icx': (('dram', 'order0', (1.3, 1.3, 1.2, 1.1, 0.7, 0.5, 0.5)),
                  ('memfd', 'order0', (1.3, 1.1, 0.6, 0.5, 0.4, 0.4, 0.4)),
                  ('memfd', 'order9', (1.3, 1.1, 0.9, 0.8, 0.7, 0.6, 0.6))),
    'intel-skx': (('dram', 'order0', (1.6, 1.6, 1.5, 1.4, 1.3, 1.2, 1.2)),
                  ('memfd', 'order0', (1.5, 1.5, 1.3, 1.2, 1.1, 1.1, 0.8))),
    'amd-zen3': (('dram', 'order0', (1, 1, 1, 1, 1, 1, 1)),
                 ('memfd', 'order0', (1.2, 1.2, 1, 1, 1, 1, 1))),
}

# What a kernel has to make of it: (memory, shape): bytes from which it streams, None: never.
# What is not named is left at the default.
PAGES, COMPOUNDS = 'pages', 'compounds'
STREAMS_FROM = {
    'intel-icx': {('dram', PAGES): SIZES[4], ('dax', PAGES): SIZES[2], ('dax', COMPOUNDS): SIZES[2]},
    'intel-skx': {('dram', PAGES): None, ('dax', PAGES): SIZES[6]},
}

_ROUNDS, _REPS = 6, 2
_MOV_NS = 2.5


def _rows(file, cells, rnd, rep):
    stamp = {'status': 'stamp', 'round': rnd, 'rep': rep, 'rtt_ns': 55, 'spin_ns': 100000}
    file.row(**stamp, reason='before')
    for target, walk, ratios in cells:
        for size, ratio in zip(SIZES, ratios):
            for copy, factor in (('mov', 1), ('movnti', ratio)):
                pages = size // 64
                # Some spread, the same in all runs.
                took = pages * _MOV_NS * factor * (1 + 0.002 * ((3 * rnd + rep) % 5))
                file.row(round=rnd, rep=rep, copy=copy, layout=64, walk=walk, revision='v11',
                         target=target, state='reused', pattern='page', block_order='ascending',
                         drain_every=0, load=0, threads=1, cpu=0, node=0, page_bytes=2 * MIB,
                         pages=pages, status='ok', took_ns=int(took), done_pages=pages, faults=0,
                         switches=0, steal_ms=0)
    file.row(**stamp, reason='after')


def write(folder):
    """A run file for each platform of MEASURED; returns their paths."""
    paths = []
    for platform, cells in MEASURED.items():
        paths.append(os.path.join(folder, platform + '.tsv'))
        file = RunFile(paths[-1])
        for key, value in (('format', 'pagestream-run 1'), ('origin', 'measured'),
                           ('run', 'made-up-' + platform), ('date', '2000-01-01T00:00:00Z'),
                           ('cpu', 'made up for a test'), ('platform', platform),
                           ('plan', 'sizes'), ('null', 'null')):
            file.fact(key, value)
        file.columns()
        for rnd in range(_ROUNDS):
            for rep in range(_REPS):
                _rows(file, cells, rnd, rep)
        file.end('done')
    return paths
