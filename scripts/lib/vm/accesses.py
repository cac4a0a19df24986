# SPDX-License-Identifier: GPL-2.0-or-later
"""
What memmap_init_zone_device() does to the struct pages of a range, access by
access: a kernel's, from its machine code, and the replay's, from its own.
"""
import collections
import re
import subprocess

from vm import VmError, emulate, program
from vm.code import ProgramCode

RECORD = 64
START_PFN = 0x140000
PGMAP = 0xffff888200000000
ZONE = 0xffff888300000000

ROOT = 'memmap_init_zone_device'
FLUSHCACHE = '__memcpy_flushcache'

# What kernel-code is asked for: these, what they call, and none of what only reports.
PATTERNS = (ROOT, FLUSHCACHE, 'memmap_init_compound*', '__init_zone_device_page*',
            '__init_single_page*', 'prep_compound_*', '!*printk*', '!*warn*', '!*resched*',
            '!*schedule*', '!dump_*', '!*_lock*', '!*_unlock*', '!__dynamic_*', '!trace_*')

# include/linux/memremap.h, 6.12
TYPES = {'private': 1, 'fsdax': 3, 'devdax': 4}
ALTMAP_VALID = 1

# The work on pageblocks belongs to no page; the replay has it apart.
_APART = re.compile(r'pageblock|migratetype|cond_resched|__fentry__')
_OURS = re.compile(r'memmap_init|init_zone_device_page|init_single_page|prep_compound')

# One access to a struct page; @page counts from the first of the range.
Access = collections.namedtuple('Access', 'kind page offset width')


class Case(collections.namedtuple('Case', 'type map pages')):
    """One call: the type of the pages, where the memmap lies, how many pages."""

    def order(self):
        """Order of its compound pages."""
        return 9 if self.type == 'devdax' else 0

    def __str__(self):
        return f'{self.type} map={self.map}'


class Trace:
    """
    What one call did.

    @accesses: to the struct pages, in order; a drain has page -1
    @other: Counter of accesses to anything else, by kind
    @calls: Counter of functions that were called and are not part of it
    @entered, @returns: Counters of those that are, by address, and of how they return
    @image: the words of the struct pages behind it
    """

    def __init__(self, machine, memmap, pages):
        end = memmap + pages * RECORD
        self.accesses, self.other, self.calls = [], collections.Counter(), collections.Counter()
        for kind, addr, width, name, _ in machine.events:
            if kind == 'call':
                self.calls[name] += 1
            elif kind == 'drain':
                self.accesses.append(Access(kind, -1, 0, 0))
            elif memmap <= addr < end:
                page, offset = divmod(addr - memmap, RECORD)
                self.accesses.append(Access(kind, page, offset, width))
            else:
                self.other[kind] += 1
        self.entered, self.returns = machine.entered, machine.returns
        self.image = [machine.memory.read(addr, 8) for addr in range(memmap, end, 8)]

    def of_pages(self):
        """[accesses of page 0, of page 1, ...], without the pages' numbers."""
        pages = max((one.page for one in self.accesses), default=-1) + 1
        found = [[] for _ in range(pages)]
        for kind, page, offset, width in self.accesses:
            if page >= 0:
                found[page].append((kind, offset, width))
        return [tuple(one) for one in found]

    def visits(self):
        """The pages in the order in which they are gone to, and the drains between."""
        return [page for page, before in zip([one.page for one in self.accesses],
                                             [None] + [one.page for one in self.accesses])
                if page != before]


def _enters_kernel(code, memmap, pages):
    def enters(machine, name, addr):
        if not code.has(addr) or _APART.search(name):
            return False
        near = [memmap - RECORD <= machine.regs[reg] <= memmap + pages * RECORD
                for reg in (emulate.RDI, emulate.RSI, emulate.RDX, emulate.RCX)]
        return bool(_OURS.search(name)) or any(near) or name == ''
    return enters


def _lay_out(memory, code, case):
    """zone and pgmap, as the kernel's own type information has them."""
    zone_bytes, zones = code.sizes['zone'], code.offset('pglist_data', 'node_zones')
    last = (code.offset('pglist_data', 'node_zonelists') - zones) // zone_bytes - 1
    memory.write(ZONE + code.offset('zone', 'zone_pgdat'), 8, ZONE - zones - last * zone_bytes)
    memory.write(PGMAP + code.offset('dev_pagemap', 'type'), 4, TYPES[case.type])
    memory.write(PGMAP + code.offset('dev_pagemap', 'vmemmap_shift'), 8, case.order())
    if case.map == 'dev':
        memory.write(PGMAP + code.offset('dev_pagemap', 'flags'), 4, ALTMAP_VALID)
        altmap = PGMAP + code.offset('dev_pagemap', 'altmap')
        memory.write(altmap + code.offset('vmem_altmap', 'base_pfn'), 8, START_PFN)
    if 'vmemmap_base' in code.data:
        memory.write(code.data['vmemmap_base'], 8, code.vmemmap)


def of_kernel(code, case):
    """The trace of a kernel (vm.code.KernelCode)."""
    start = code.address(ROOT)
    if start is None:
        raise VmError(f'this kernel has no {ROOT}')
    if code.sizes['page'] != RECORD:
        raise VmError(f'struct page of this kernel has {code.sizes["page"]} bytes, not {RECORD}')
    memmap = code.vmemmap + START_PFN * RECORD
    machine = emulate.Machine(code, _enters_kernel(code, memmap, case.pages))
    _lay_out(machine.memory, code, case)
    machine.call(start, ZONE, START_PFN, case.pages, PGMAP)
    return Trace(machine, memmap, case.pages)


class Replay:
    """The replay of one build."""

    def __init__(self, build=None):
        self._program = program.replay_code(build)
        self._code = ProgramCode(self._program)

    def trace(self, case, memmap, kernel, copy, revision):
        """The trace of a walk; @memmap: of page frame 0"""
        memmap += START_PFN * RECORD
        words = (kernel, case.type, case.map, copy, revision, START_PFN, case.pages, hex(memmap),
                 hex(PGMAP))
        done = subprocess.run((self._program, *map(str, words)), check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode:
            raise VmError(done.stderr.strip())
        machine = emulate.Machine(self._code, lambda machine, name, addr:
                                  not _APART.search(name) or 'walk_then' in name)
        machine.memory.default = self._code.word
        for line in done.stdout.splitlines():
            word, first, *rest = line.split()
            if word == 'main':
                moved = int(first, 16) - self._code.address('main')
            elif word == 'walk':
                walk, argument = int(first, 16) - moved, int(rest[0], 16)
            else:
                machine.memory.put(int(first, 16), bytes.fromhex(rest[0]))
        machine.call(walk, argument)
        return Trace(machine, memmap, case.pages)

    def flushcache(self, size):
        """What the replay's out-of-line copy does for a record of so many bytes."""
        return _copying(self._code, 'memcpy_flushcache', size)


def _copying(code, name, size):
    """[(kind, "from" or "to", offset, width)] of one call of copy(to, from, size)."""
    start = code.address(name)
    if start is None:
        return None
    source, to = PGMAP, ZONE
    machine = emulate.Machine(code, lambda machine, name, addr: code.has(addr))
    machine.call(start, to, source, size)
    found = []
    for event in machine.events:
        for word, base in (('from', source), ('to', to)):
            if base <= event.addr < base + size:
                found.append((event.kind, word, event.addr - base, event.width))
    return found


def flushcache_of_kernel(code, size):
    """The same of a kernel, or None when it has none."""
    return _copying(code, FLUSHCACHE, size)
