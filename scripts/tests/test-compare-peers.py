#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""compare-peers: what the peers print, as recorded; the table; a sitting with make-believe programs."""
import os
import re
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
import peers  # noqa: E402

COMPARE = os.path.join(tap.SCRIPTS, 'compare-peers')
HERE = os.path.dirname(os.path.realpath(__file__))
HEAD = 'round\tpeer\tname\tcopy\ttarget\tours\ttheirs\tseen\n'

# What the recordings in peers/ say, by hand.
RECORDED = (
    ('likwid-bench.txt', peers.parse_likwid, {'store_mem': None}, 1),
    ('perf-memset.txt', peers.parse_perf, {'memset stosb': None}, 1),
    ('perf-memcpy.txt', peers.parse_perf,
     {'memcpy default': 4.040861 * 2 ** 30, 'memcpy unrolled': 2.477406 * 2 ** 30,
      'memcpy movsq': 9.424005 * 2 ** 30, 'memcpy movsb': 10.507734 * 2 ** 30}, 4),
    ('stress-ng.txt', peers.parse_stress, {'write64nt': None, 'write8stob': None, 'memset': None}, None),
    ('mbw.txt', peers.parse_mbw, {'MEMCPY': 32 * 2 ** 20 / 0.00576, 'DUMB': 32 * 2 ** 20 / 0.0026,
                                  'MCBLOCK': 32 * 2 ** 20 / 0.00151}, 3),
    ('tinymembench.txt', peers.parse_tinymembench,
     {'standard memset': 10233.7e6, 'MOVSB copy': 7004.2e6, 'SSE2 nontemporal fill': 21002.8e6}, None),
)

PAGESTREAM = '''#!/usr/bin/env python3
import sys
words = sys.argv[1:]
copies = words[words.index('--copy') + 1].split(',')
out = open(words[words.index('-o') + 1], 'x')
print('# format: pagestream-run 1', 'copy', sep='\\n# x: ', file=out)
print('copy', 'status', 'took_ns', 'done_pages', sep='\\t', file=out)
for copy in copies:
    print(copy, 'pilot', 1, 1000, sep='\\t', file=out)
    print(copy, 'ok', 64000 if copy != 'mov' else 32000, 1000, sep='\\t', file=out)
    print(copy, 'disturbed', 64000, 1000, sep='\\t', file=out)
'''

LIKWID = '''#!/bin/sh
printf 'Test: %s\\nMByte/s:\\t\\t2000.00\\n' "$2"
'''


def compare(*args, path=None):
    env = dict(os.environ)
    if path:
        env['PATH'] = path
    done = subprocess.run([sys.executable, COMPARE, *args], capture_output=True, text=True, check=False, env=env)
    return done.returncode, done.stdout, done.stderr


def test_recorded():
    for name, parse, wanted, nr in RECORDED:
        with open(os.path.join(HERE, 'peers', name), encoding='ascii') as file:
            text = file.read()
        rates = parse(text)
        good = all(key in rates and (value is None or abs(rates[key] / value - 1) < 1e-6)
                   for key, value in wanted.items()) and nr in (None, len(rates))
        tap.ok(good and all(1e8 < rate < 1e12 for rate in rates.values()), f'{name}: {len(rates)} rates', rates)
        tap.ok(parse('') == parse('no such benchmark\n') == {}, f'{name}: nothing is made of anything else')
    with open(os.path.join(HERE, 'peers/likwid-bench.txt'), encoding='ascii') as file:
        text = file.read()
    mb = float(re.search(r'MByte/s:\s+([0-9.]+)', text)[1])
    tap.ok(peers.parse_likwid(text) == {'store_mem': mb * 1e6}, 'likwid-bench counts decimal megabytes')


def test_peers():
    known = subprocess.run([sys.executable, COMPARE, '--help'], capture_output=True, text=True, check=False)
    tap.ok(known.returncode == 0 and max(map(len, known.stdout.splitlines())) <= 100, '--help')
    for peer in peers.PEERS:
        names = {name for name, *_ in peer.pairs}
        calls = peer.calls(1677721600, sorted(names))
        tap.ok({name for called, _ in calls for name in called} == names and
               all(call[0] == peer.program for _, call in calls), f'{peer.program}: every pair is measured')
        tap.ok(all(does for *_, does in peer.pairs), f'{peer.program}: what it does is said')


def rows(pairs):
    return HEAD + ''.join(f'{number}\t{peer}\t{name}\t{copy}\tdram\t{ours}\t{theirs}\t{seen}\n'
                          for number in range(1, 9) for peer, name, copy, ours, theirs, seen in pairs)


def test_table(root):
    every = [(peer.program, name, copy, 1000, 1000, '2 MiB' if '4k' in peer.target else '4 KiB') for peer in peers.PEERS
             for name, copy, *_ in peer.pairs]
    status, out, _ = compare('--table', tap.write(root, 'every.tsv', rows(every)))
    tap.ok(status == 0 and max(map(len, out.splitlines())) <= 72,
           'every pair, with all that can be seen', out)
    tap.ok('1.00 [1.00..1.00]' in out and 'faster' not in out and '8 rounds' in out, 'equal rates are 1.00', out)
    status, out, _ = compare('--table', tap.write(root, 'slow.tsv', rows((
        ('likwid-bench', 'store', 'mov-regs', 900, 1000, '2 MiB'), ('perf', 'memset default', 'libc', 500, 1000, '2 MiB')))))
    tap.ok('faster at the same job: likwid-bench store / mov-regs 0.90' in out and out.count('faster') == 1,
           'a peer that is faster at the same job is said, and no other', out)
    status, out, err = compare('--table', tap.write(root, 'wrong.tsv', 'a\tb\n'))
    tap.ok(status == 1 and 'wrong.tsv: not written by' in err, 'another file is refused', err)
    status, _, err = compare('--table', os.path.join(root, 'none.tsv'))
    tap.ok((status, err) == (1, f'scripts/compare-peers: {root}/none.tsv: No such file or directory\n'),
           'so is one that is not there', err)
    status, _, err = compare('--peers', 'nobody')
    tap.ok(status == 2 and "'nobody' is not known" in err, 'an unknown peer', err)


def test_sitting(root):
    program = tap.write(root, 'pagestream', PAGESTREAM, 0o755)
    tap.write(root, 'bin/likwid-bench', LIKWID, 0o755)
    tap.write(root, 'bin/taskset', '#!/bin/sh\nshift 2\nexec "$@"\n', 0o755)
    path = root + '/bin:' + os.path.dirname(sys.executable) + ':/bin'
    out_path = os.path.join(root, 'rows.tsv')
    status, out, err = compare('--program', program, '--rounds', '6', '-o', out_path, '--peers',
                               'likwid-bench,tinymembench', path=path)
    tap.ok(status == 0 and 'tinymembench is not installed and left out' in err, 'who is not installed is named', err)
    tap.ok('=store            mov-regs        0.50 [0.50..0.50] one value' in out and
           ' store            mov             0.67 [0.67..0.67]' in out,
           'disturbed passes count, pilots do not', out)
    status, _, err = compare('--program', program, '--rounds', '1', '-o', out_path, '--peers', 'likwid-bench', path=path)
    with open(out_path, encoding='ascii') as file:
        numbers = [line.split('\t')[0] for line in file.read().splitlines()[1:]]
    tap.ok(sorted(set(numbers), key=int) == [str(n) for n in range(1, 8)] and len(numbers) == 7 * 7,
           'a sitting goes on in the same file', numbers, err)
    status, _, err = compare('--program', root + '/none', '--peers', 'likwid-bench', path=path)
    tap.ok(status == 1 and '/none: not there' in err and len(err.splitlines()) == 1, 'no program', err)


def main():
    test_recorded()
    test_peers()
    with tempfile.TemporaryDirectory() as root:
        test_table(root)
        test_sitting(root)
    tap.done()


if __name__ == '__main__':
    main()
