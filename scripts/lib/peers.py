# SPDX-License-Identifier: GPL-2.0-or-later
"""Other programs that write memory: how they are called, what they print, what they do.

Every parser takes what the program printed, and returns {name: bytes of destination per
second}.  What a program really does is from its sources and machine code, as named
below, and what can be seen of it while it runs is looked at besides.
"""
import re

MIB = 1 << 20
GIB = 1 << 30
PASSES = 4


def parse_likwid(text):
    """likwid-bench: decimal megabytes; of a store kernel it counts the bytes stored once."""
    test = re.search(r'^Test: (\S+)', text, re.M)
    rate = re.search(r'^MByte/s:\s+([0-9.]+)', text, re.M)
    return {test[1]: float(rate[1]) * 1e6} if test and rate else {}


def parse_perf(text):
    """perf bench mem: binary gigabytes; a copy's bytes are counted once, though it reads as many."""
    rates, what, function = {}, None, None
    for line in text.splitlines():
        named = re.match(r"# Running 'mem/(\w+)' benchmark:|# function '(?:x86-64-)?(\S+)'", line)
        rate = re.match(r'\s+([0-9.]+) GB/sec', line)
        if named:
            what, function = named[1] or what, named[2]
        elif rate and what and function:
            rates[f'{what} {function}'] = float(rate[1]) * GIB
    return rates


def parse_stress(text):
    """stress-ng --metrics: binary megabytes, of each method that this CPU and version have."""
    return {m[2]: float(m[1]) * MIB for m in re.finditer(
        r'memrate\s+([0-9.]+) (\w+) MB per sec', text)}


def parse_mbw(text):
    """mbw: binary megabytes, counted once, of all passes of a method together."""
    passes = re.findall(r'^\d+\tMethod: (\w+)\tElapsed: ([0-9.]+)\tMiB: ([0-9.]+)\t', text, re.M)
    methods = dict.fromkeys(method for method, _, _ in passes)
    return {method: MIB * sum(float(mib) for name, _, mib in passes if name == method) /
            sum(float(seconds) for name, seconds, _ in passes if name == method) for method in methods}


def parse_tinymembench(text):
    """tinymembench: decimal megabytes, counted once."""
    return {m[1].strip(): float(m[2]) * 1e6 for m in re.finditer(
        r'^ +([^:\n]+?) +: +([0-9.]+) MB/s', text, re.M)}


class Peer:
    """A program, and which of its jobs stand beside which of our copies.

    pairs: (its name for it, our copy, is it the same job, what it does that ours does not)
    calls(nr_bytes, names): (names, command line that measures these) ...
    """

    def __init__(self, program, package, target, parse, pairs, calls):
        self.program = program
        self.package = package
        self.target = target
        self.parse = parse
        self.pairs = pairs
        self.calls = calls


def call_likwid(nr_bytes, names):
    return [([name], ['likwid-bench', '-t', name, '-i', str(PASSES), '-w', f'S0:{nr_bytes}B:1'])
            for name in names]


def call_perf(nr_bytes, names):
    calls = []
    for name in names:
        what, function = name.split(' ')
        calls.append(([name], ['perf', 'bench', 'mem', what, '-s', f'{nr_bytes}B', '-l', str(PASSES), '-f',
                               function if function == 'default' else 'x86-64-' + function]))
    return calls


def call_stress(nr_bytes, names):
    # One loop over all methods; a time would cut it off among them.
    return [(names, ['stress-ng', '--memrate', '1', '--memrate-bytes', str(nr_bytes), '--memrate-ops', '1',
                     '--metrics'])]


def call_mbw(nr_bytes, names):
    return [(names, ['mbw', '-n', str(PASSES), '-a', str(max(1, nr_bytes // MIB))])]


def call_tinymembench(_nr_bytes, names):
    return [(names, ['tinymembench'])]


# likwid-bench 5.2: the array is filled when it is had (allocator.c); one register is stored again and
# again.  Its store_mem is no MOVNTI, of which objdump finds none in the program, but MOVNTPD of 16 bytes: 7 instructions per 8 doubles.
LIKWID = Peer('likwid-bench', 'likwid', 'dram', parse_likwid, (
    ('store', 'mov-regs', True, 'one value'),
    ('store', 'mov', False, 'one value'),
    ('store_mem', 'movnti', False, '16-byte NT'),
    ('store_sse', 'sse2-mov', True, 'one value'),
    ('store_mem_sse', 'sse2-nt', True, 'one value'),
    ('store_avx512', 'avx512-mov', True, 'one value'),
    ('store_mem_avx512', 'avx512-nt', True, 'one value'),
), call_likwid)

# tools/perf/bench/mem-functions.c: a pass before the clock takes the page faults; memset then stores the
# number of the pass, 0 in the first; memcpy copies zeros from another buffer.
PERF = Peer('perf', 'linux-perf', 'dram', parse_perf, (
    ('memset default', 'libc', False, 'one call'),
    ('memset unrolled', 'mov-regs', True, 'pass 1 zeros'),
    ('memset stosb', 'rep-movsb', False, 'one call'),
    ('memset stosq', 'rep-movsq', False, 'one call'),
    ('memcpy default', 'libc', False, 'reads zeros'),
    ('memcpy unrolled', 'memcpy-unrolled', False, 'reads zeros'),
    ('memcpy movsb', 'rep-movsb', False, 'reads zeros'),
    ('memcpy movsq', 'rep-movsq', False, 'reads zeros'),
), call_perf)

# stress-memrate.c: populated by mmap(), as strace shows, and advised to be huge only behind that, so pages
# of 4 KiB where huge ones are by advice; without a limit to the rate one loop goes over all of it, and the
# clock is read around it (objdump of 0.15.06); methods that it does not have for this CPU are left out
# without a word.
STRESS = Peer('stress-ng', 'stress-ng', 'dram:page=4k', parse_stress, (
    ('write64', 'mov-regs', True, 'one value'),
    ('write128', 'sse2-mov', True, 'one value'),
    ('write512', 'avx512-mov', False, 'as compiled'),
    ('write64nt', 'movnti', True, 'one value'),
    ('write128nt', 'sse2-nt', True, 'one value'),
    ('write8stob', 'rep-movsb', False, 'no loads'),
    ('write64stoq', 'rep-movsq', False, 'no loads'),
    ('memset', 'libc', False, 'one call'),
), call_stress)

# mbw.c: both arrays are filled before the clock.  MCBLOCK goes on in the array that it writes and not in
# the other one, of which it copies the first 256 KiB again and again.
MBW = Peer('mbw', 'mbw', 'dram', parse_mbw, (
    ('MEMCPY', 'libc', False, 'reads as much'),
    ('DUMB', 'mov', False, 'reads as much'),
    ('MCBLOCK', 'libc', False, 'reads 256 KiB'),
), call_mbw)

# Of no distribution; its buffers are 32 MiB, whatever is asked for.
TINYMEMBENCH = Peer('tinymembench', None, 'dram', parse_tinymembench, (
    ('standard memset', 'libc', False, '32 MiB'),
    ('standard memcpy', 'libc', False, '32 MiB, reads'),
    ('SSE2 nontemporal fill', 'sse2-nt', False, '32 MiB'),
    ('MOVSB copy', 'rep-movsb', False, '32 MiB, reads'),
), call_tinymembench)

PEERS = (LIKWID, PERF, STRESS, MBW, TINYMEMBENCH)
