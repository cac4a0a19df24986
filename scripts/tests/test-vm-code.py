#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
What scripts/vm codegen is made of: instructions, what they do, traces and their
differences, and the whole comparison on a make-believe kernel that is compiled
here.

usage: test-vm-code.py BUILD COMPILER
"""
import contextlib
import ctypes
import io
import os
import random
import subprocess
import sys
import tempfile
import types

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
# pylint: disable=wrong-import-position
from vm import VmError, accesses, cmd_codegen, cmd_images, code, difference, emulate, x86  # noqa: E402

SEED = int(os.environ.get('SEED', '1'))

COMPUTED = r'''
typedef unsigned long u64; typedef unsigned int u32; typedef unsigned char u8;
u64 sums(u64 a, u64 b) { return (a + b) * 7 - (a ^ (b << 3)) + (a & ~b) + (a | 5); }
u64 shifts(u64 a, u64 b) { return (a >> (b & 63)) + (a << (b & 31)) + (u64)((long)a >> (b & 15)); }
u64 narrow(u64 a, u64 b) { return (u64)((u32)a * 3 + (u8)b) + (u64)(long)(signed char)a + (short)b; }
u64 compares(u64 a, u64 b)
{
	return (a < b) + 2 * ((long)a < (long)b) + 4 * (a == b) + 8 * ((int)a >= (int)b) +
	       16 * ((u8)a > (u8)b) + ((long)a > 0 ? a : b);
}
u64 loops(u64 a, u64 b)
{
	u64 sum = 0, i;
	for (i = 0; i < (a & 63); i++)
		sum = (sum >> 1 | sum << 63) ^ (b + i) ^ (i & 3 ? -sum : ~sum);
	return sum;
}
u64 bits(u64 a, u64 b) { return (u32)a * 5 + (a >> 5 & 1) + ((b & 1UL << 40) != 0); }
static u64 table[16];
u64 memory(u64 a, u64 b)
{
	volatile u32 *halves = (u32 *)table; volatile u8 *bytes = (u8 *)table;
	u64 i, sum = 0;
	for (i = 0; i < 16; i++)
		table[i] = a * i ^ b;
	halves[5] = a; bytes[3] = b; bytes[100] += 3; halves[9] |= 0x10; table[7]++;
	__atomic_fetch_add(&table[2], b, __ATOMIC_SEQ_CST);
	__atomic_exchange_n(&table[3], a, __ATOMIC_SEQ_CST);
	for (i = 0; i < 16; i++)
		sum = sum * 31 + table[i];
	return sum;
}
'''
FUNCTIONS = ('sums', 'shifts', 'narrow', 'compares', 'loops', 'bits', 'memory')

# As much of a kernel as codegen looks at, with the stores of 6.12's slow path; PAGE_EXTRA goes wrong.
KERNEL = r'''
typedef unsigned long u64; typedef unsigned int u32;
struct zone { u64 pgdat; u64 rest[7]; };
struct pgmap { u64 base_pfn; u64 rest[12]; u32 type, flags; u64 shift; };
#define W(at, type, value) (*(volatile type *)(page + (at)) = (type)(value))
__attribute__((noinline)) void __init_zone_device_page(char *page, u64 zone, u64 nid,
						       struct pgmap *pgmap)
{
	W(52, u32, 1); W(56, u64, 0); W(40, u64, 0); W(32, u64, 0); W(24, u64, 0); W(48, u32, -1);
	W(8, u64, page + 8); W(0, u64, zone << 51 | nid << 54 | 0x1fffffUL << 30); W(16, u64, page + 8);
	__asm__ volatile("btsq $13, %0" : "+m"(*(u64 *)page) : : "memory");
	W(8, u64, pgmap); W(16, u64, 0);
	PAGE_EXTRA
	switch (*(volatile u32 *)&pgmap->type) { case 1: case 2: W(52, u32, 0); }
}
void memmap_init_zone_device(struct zone *zone, u64 start, u64 nr, struct pgmap *pgmap)
{
	u64 pfn, index = (struct zone *)zone - (struct zone *)zone->pgdat;

	if (index != 4)
		__builtin_trap();
	for (pfn = start; pfn < start + nr; pfn++)
		__init_zone_device_page((char *)0xffffea0000000000UL + pfn * 64, index, 0, pgmap);
}
'''
FACTS = '''release 6.12.0-made-up
version Linux version 6.12.0 (x86_64-linux-gnu-gcc-12 (made up) 12.2.0, GNU ld 2.40) #1
struct page 64
struct dev_pagemap 128
member dev_pagemap altmap 0
member dev_pagemap type 104
member dev_pagemap flags 108
member dev_pagemap vmemmap_shift 112
struct vmem_altmap 8
member vmem_altmap base_pfn 0
struct zone 64
member zone zone_pgdat 0
struct pglist_data 400
member pglist_data node_zones 0
member pglist_data node_zonelists 320
vmemmap ffffea0000000000
'''


def compile_shared(compiler, folder, name, text, *flags):
    source = tap.write(folder, name + '.c', text)
    path = os.path.join(folder, name + '.so')
    subprocess.run((*compiler, '-O2', '-fPIC', '-shared', '-fno-stack-protector', '-fcf-protection=none',
                    '-mno-sse', '-fno-tree-vectorize', *flags, '-o', path, source), check=True)
    return path


def refused(call, *words):
    """Does it raise a VmError of one line with all these words?"""
    try:
        call()
    except VmError as error:
        text = str(error)
        return '\n' not in text and all(word in text for word in words)
    return False


def test_instructions():
    text = '''
ffffffff81000000:\tmovl   $0x1,0x34(%rdi)
ffffffff81000007:\tlock cmpxchg %rcx,%gs:(%rdx,%rax,8)
ffffffff8100000d:\tjne    0xffffffff81000000
ffffffff81000013:\tmov    0x1000(%rip),%ah        # 0xffffffff82000019
ffffffff81000019:\tcall   *0x8(%rbx)
'''
    found = x86.parse(text, 0xffffffff8100001c)
    a, b, c, d, e = (found[addr] for addr in sorted(found))
    tap.ok(a.op == 'movl' and a.args == (('imm', 1), ('mem', None, 0x34, x86.RDI, None, 1)) and
           a.next == b.addr, 'an immediate and a memory operand', a)
    tap.ok(b.prefix == ('lock',) and b.args[1] == ('mem', 'gs', 0, x86.RDX, x86.RAX, 8),
           'a prefix, a segment and an index', b)
    tap.ok(c.target == 0xffffffff81000000 and e.target is None and e.args[0][2] == 8 and
           e.next == 0xffffffff8100001c, 'where a branch goes to', c, e)
    tap.ok(d.args[0][3] == 'rip' and d.args[1] == ('reg', 0, 1, 8),
           'RIP and the second byte of a register', d)


def test_computing(path):
    native = ctypes.CDLL(path)
    program = code.ProgramCode(path)
    numbers = random.Random(SEED)
    words = [0, 1, 5, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, 0x80000000]
    pairs = [(a, b) for a in words for b in words] + [
        (numbers.getrandbits(64), numbers.getrandbits(numbers.choice((8, 32, 64)))) for _ in range(40)]
    for name in FUNCTIONS:
        function = getattr(native, name)
        function.restype = ctypes.c_uint64
        function.argtypes = (ctypes.c_uint64, ctypes.c_uint64)
        wrong = []
        for a, b in pairs:
            machine = emulate.Machine(program, lambda machine, name, addr: program.has(addr))
            machine.memory.default = program.word
            found = machine.call(program.address(name), a, b)
            if found != function(a, b):
                wrong.append(f'{name}({a:#x}, {b:#x}) is {function(a, b):#x}, not {found:#x}')
        tap.ok(not wrong, f'emulated {name}() computes what the CPU does, seed {SEED}', *wrong[:5])


def test_events(compiler, folder):
    text = r'''
	void steps(char *to, char *from, long len)
	{
		__asm__ volatile("mov (%1), %%rax\n movnti %%rax, 8(%0)\n sfence\n lock orl $1, 16(%0)\n"
				 "orb $2, (%0)\n clwb (%0)\n prefetchw 64(%0)\n cmpl $0, 4(%0)\n"
				 "push %%rax\n pop %%rax\n mov %2, %%rcx\n rep stosb\n"
				 : : "D"(to), "S"(from), "d"(len) : "rax", "rcx", "memory");
	}'''
    program = code.ProgramCode(compile_shared(compiler, folder, 'events', text))
    machine = emulate.Machine(program, lambda *_: False)
    machine.memory.write(0x2000, 8, 77)
    machine.call(program.address('steps'), 0x1000, 0x2000, 3)
    found = [(event.kind, event.addr, event.width) for event in machine.events]
    tap.ok(found == [('load', 0x2000, 8), ('stream', 0x1008, 8), ('drain', 0, 0),
                     ('atomic', 0x1010, 4), ('rmw', 0x1000, 1), ('flush', 0x1000, 64),
                     ('prefetch', 0x1040, 64), ('load', 0x1004, 4), ('string', 0x1000, 3)],
           'every kind of access is told, the stack is left out', found)
    tap.ok(machine.memory.read(0x1008, 8) == 77, 'and what was streamed is there')
    tap.ok(refused(lambda: machine.step(x86.instruction(0, 3, 'vmovups %zmm0,(%rdi)')), 'vmovups'),
           'an instruction that is not known is named')
    tap.ok(refused(lambda: program.at(0x999999), '0x999999', 'not at hand'),
           'so is code that is not there')


def test_dump():
    tap.ok(refused(lambda: code.KernelCode('code nothing'), 'no line of it'),
           'a line that kernel-code does not print is refused')
    tap.ok(refused(lambda: code.KernelCode('vmemmap ffffea0000000000\n'), 'no code'),
           'so is a dump without code')
    tap.ok(refused(lambda: cmd_codegen.split('code 1 a 90\n'), 'no release'),
           'and one without a release')


class FakeTrace:
    """A trace from lists of (kind, page, offset, width)."""

    def __init__(self, several, image=()):
        self.accesses = [accesses.Access(*one) for one in several]
        self.image = list(image)

    of_pages = accesses.Trace.of_pages
    visits = accesses.Trace.visits


def reasons(kernel, replay, order=0):
    return [one.reason for one in difference.differences(FakeTrace(kernel), FakeTrace(replay), order)]


def test_differences():
    a, b, c = ('store', 0, 0, 8), ('store', 0, 8, 8), ('load', 0, 8, 8)
    tap.ok(reasons([a, b], [a, b]) == [], 'equal traces do not differ')
    tap.ok(reasons([b, a], [a, b]) == [difference.ORDER], 'another order of stores is explained')
    tap.ok(reasons([c, a, b], [a, b]) == [None], 'a load before them is not')
    tap.ok(reasons([a, b, c], [a, b]) == [None], 'nor one behind them')
    tap.ok(reasons([a], [a, b]) == [None], 'nor a store that is missing')
    tap.ok(reasons([a, b], [('store', 0, 0, 4), ('store', 0, 4, 4), b]) == [difference.MERGED],
           'one store of two is explained')
    tap.ok(reasons([a, b, b], [a, b]) == [difference.DEAD], 'a store that is covered is explained')
    tap.ok(reasons([a, b], [('stream', 0, 0, 8), b]) == [None], 'a streamed one is not an ordinary one')
    one, other = ('store', 1, 0, 8), ('store', 0, 0, 8)
    tap.ok(reasons([one, other], [other, one]) == [None], 'another order of pages is not explained')
    tap.ok(reasons([a, ('drain', -1, 0, 0)], [a]) == [None], 'nor is a drain')
    image = difference.differences(FakeTrace([a], [1]), FakeTrace([a], [2]), 0)
    tap.ok(len(image) == 1 and '1 words' in image[0].what, 'nor is another word in the end')
    several = [('store', page, 0, 8) for page in range(1024)] + [('load', 1, 0, 8), ('load', 513, 0, 8)]
    rows = difference.rows(FakeTrace(several), FakeTrace(several), 9)
    tap.ok(sorted((row.pages, row.label) for row in rows) ==
           [(2, 'tail 1'), (1022, 'head and tail 2 to 511')], 'pages that are alike become one row',
           [row.label for row in rows])


def test_generations():
    names = ['6.1', '6.12', '7.1-rc', '7.2-rc1']
    tap.ok([cmd_images.generation_of(release, names) for release in
            ('6.1.0-56-amd64', '6.12.117+deb12', '6.18.5', '7.0.13', '7.3.4+deb13')] ==
           [('6.1', True), ('6.12', True), ('6.12', False), ('6.12', False), ('7.2-rc1', False)],
           'a kernel without a generation gets the nearest older one')
    tap.ok(refused(lambda: cmd_images.generation_of('5.10.0', names), '5.10.0', '6.12', '--as'),
           'one that is older than all is refused')


def kernel_dump(path):
    program = code.ProgramCode(path)
    lines = []
    for name in ('memmap_init_zone_device', '__init_zone_device_page'):
        start = program.address(name)
        insns = program.instructions(name)
        data = program.bytes(start, insns[-1].next - start)
        lines.append(f'code {start:x} {name} {data.hex()}')
    return FACTS + '\n'.join(lines) + '\n'


def compared(build, text):
    """(unexplained differences, what was printed)"""
    opt = types.SimpleNamespace(build=build, generation=None, copy=None, revision=None, accesses=False)
    cases, cmd_codegen.CASES = cmd_codegen.CASES, (cmd_codegen.CASES[0], cmd_codegen.CASES[-1])
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            report = cmd_codegen.compare(text, opt)
    finally:
        cmd_codegen.CASES = cases
    return report.unexplained(), said.getvalue()


def test_comparison(build, compiler, folder):
    for number, (extra, wanted, what) in enumerate((
            ('', 0, 'a kernel that does what 6.12 does has no difference'),
            ('W(40, u64, 0);', 0, 'one that stores a word twice is explained'),
            ('(void)*(volatile u64 *)(page + 8);', 2, 'one that loads a word is not, in either case'),
            ('W(32, u64, 1);', 2, 'nor is one that leaves another word'))):
        path = compile_shared(compiler, folder, f'kernel{number}',
                              KERNEL.replace('PAGE_EXTRA', extra), '-fno-plt', '-Wl,-Bsymbolic')
        unexplained, said = compared(build, kernel_dump(path))
        tap.ok(unexplained == wanted and f'{unexplained} unexplained' in said, what, said)
        if not number:
            tap.ok('copy base' in said and '12/12' in said and '6.12.0-made-up' in said and
                   max(map(len, said.splitlines())) <= 80, 'the table fits a terminal', said)


def main():
    build, *compiler = sys.argv[1:]
    test_differences()
    test_generations()
    test_dump()
    try:
        x86.require()
    except VmError as error:
        tap.skip('machine code', str(error))
        tap.done()
    test_instructions()
    with tempfile.TemporaryDirectory() as folder:
        test_computing(compile_shared(compiler, folder, 'computed', COMPUTED))
        test_events(compiler, folder)
        test_comparison(build, compiler, folder)
    tap.done()


if __name__ == '__main__':
    main()
