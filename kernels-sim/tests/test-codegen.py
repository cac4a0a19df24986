#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Feed codegen.py wrong copies and expect to be told.

usage: test-codegen.py COMPILER [ARGUMENT...]

Each row is compiled as the kernel copies are, under the name of a right copy.
"""
import os
import re
import subprocess
import sys
import tempfile

# The modules lie in the source tree, which a build leaves alone.
sys.dont_write_bytecode = True

import codegen                                          # noqa: E402
import compounds                                        # noqa: E402
import drained                                          # noqa: E402
import expected                                         # noqa: E402
import objcode                                          # noqa: E402
import walks                                            # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
KSIM = os.path.dirname(HERE)
BY_NAME = {copy.name: copy for copy in expected.COPIES}

PROGRAM = '''
#include "lines.h"
#define KEEP __attribute__((__used__))
#define PAIR(to, from) WRITE_ONCE(((u64 *)dst)[to], READ_ONCE(tmpl[from]))
#define NT(to, from) movnti(&((u64 *)dst)[to], READ_ONCE(tmpl[from]))
#define LOAD(i) const u64 w##i = READ_ONCE(tmpl[i])
#define STORE(i) WRITE_ONCE(((u64 *)dst)[i], w##i)
%(before)s
static __always_inline void a_copy(void *dst, const u64 *tmpl, size_t size)
{
	%(body)s
}
static __always_inline void a_drain(void)
{
	%(drain)s
}
static const struct copy_ops %(ident)s_ops = { .copy = a_copy, .drain = %(has_drain)s,
					      .held = %(held)s };
DEFINE_WALKS_OF_SIZE(%(ident)s, %(size)d)
extern replay_walk_fn *const kept[];
replay_walk_fn *const kept[] = { %(ident)s_flat_%(size)d, %(ident)s_order0_v4_%(size)d,
				 %(ident)s_order0_v5_%(size)d, %(ident)s_order0_drained_%(size)d,
				 %(ident)s_order0_v11_%(size)d, %(ident)s_compound_v4_%(size)d,
				 %(ident)s_compound_v5_%(size)d, %(ident)s_compound_v11_%(size)d };
'''

# A walk that writes a record though there is none.
EAGER = '''
#include "walk.h"
void mov_flat_64(const struct replay_args *args);
void mov_flat_64(const struct replay_args *args)
{
	char *page = args->memmap;
	u64 nr = args->nr_pages;
	struct walk_template t;
	const struct copy_ops ops = { .held = false };
	const u64 *tmpl = template_fill(&t, args->record, 64, args, &ops);

	%s
}
'''
IN_LOOP = 'do { ordinary_copy(page, tmpl, 64); page += 64; } while (--nr);'
BEFORE_LOOP = 'ordinary_copy(page, tmpl, 64); while (nr-- > 1) { page += 64; ordinary_copy(page, tmpl, 64); }'

# What gcc 15 made of a walk: the first page begins the loop at one block, the slow path at another.
TWO_ENTRIES = '''
asm(".globl mov_order0_v5_64\\nmov_order0_v5_64:\\n"
    "push %%rbx\\n push %%rbp\\n sub $0x50, %%rsp\\n"
    "mov (%%rdi), %%rax\\n mov 8(%%rdi), %%rbx\\n mov 16(%%rdi), %%rbp\\n"
    "test %%rbp, %%rbp\\n je 9f\\n"
    "cmpb $0, 48(%%rdi)\\n jne 4f\\n jmp 2f\\n"
    "1: mov 0x40(%%rsp), %%rax\\n add %%rbx, %%rax\\n"
    "2: %(record)s"
    "3: add $64, %%rbx\\n dec %%rbp\\n jne 1b\\n jmp 9f\\n"
    "4: cmpl $1, 0x98(%%rdi)\\n je 5f\\n cmpl $2, 0x98(%%rdi)\\n je 6f\\n"
    "call init_zone_device_page_64\\n jmp %(slow)s\\n"
    "5: call init_zone_device_page_6_1_64\\n jmp %(slow)s\\n"
    "6: call init_zone_device_page_6_12_64\\n jmp %(slow)s\\n"
    "9: add $0x50, %%rsp\\n pop %%rbp\\n pop %%rbx\\n ret\\n");
'''

MOV = ' '.join('PAIR(%d, %d);' % (i, i) for i in range(8))
NT = MOV.replace('PAIR', 'NT')
ASM = 'asm volatile("%s" : : "r"(dst) : "memory"); '
LEAF = 'static noinline void leaf(void *dst) { asm volatile("" : : "r"(dst) : "memory"); }'

# what, under which name, body of the copy, report (None: right), other settings
COPIES = (
    ('right mov', 'mov', MOV, None, {}),
    ('right movnti', 'movnti', NT, None, {}),
    ('a skipped word', 'mov', MOV.replace('PAIR(3, 3);', ''), r'3 mov ascending.*; 4 mov', {}),
    ('the last word skipped', 'mov', MOV.replace('PAIR(7, 7);', ''), r'one record: 7 mov', {}),
    ('swapped order', 'mov', MOV.replace('PAIR(2, 2); PAIR(3, 3);', 'PAIR(3, 3); PAIR(2, 2);'),
     r'one record: .*;', {}),
    ('descending', 'movnti', ' '.join('NT(%d, %d);' % (i, i) for i in range(7, -1, -1)),
     r'one record: 8 movnti descending', {}),
    ('ascending', 'movnti-desc', NT, r'one record: 8 movnti ascending', {}),
    ('words from the wrong place', 'mov',
     MOV.replace('PAIR(2, 2); PAIR(3, 3);', 'PAIR(2, 3); PAIR(3, 2);'),
     r'the template is no array', {}),
    ('a word twice', 'mov', MOV + ' PAIR(7, 7);', r'one record: .*;', {}),
    ('4-byte stores', 'mov',
     MOV.replace('PAIR(5, 5);', 'WRITE_ONCE(((u32 *)dst)[10], 1); '
                                'WRITE_ONCE(((u32 *)dst)[11], 1);'),
     r'of 4 bytes', {}),
    ('a constant', 'mov', MOV.replace('PAIR(5, 5);', 'WRITE_ONCE(((u64 *)dst)[5], 0);'),
     r'the constant 0', {}),
    ('a call', 'mov', MOV + ' leaf(dst);', r'call leaf', {'before': LEAF}),
    ('a vector register', 'mov', MOV + ASM % 'movdqu %%xmm0, (%0)', r'movdqu +%xmm0', {}),
    ('a vector register that stores nothing', 'mov', MOV + ASM % 'pxor %%xmm0, %%xmm0',
     r'pxor', {}),
    ('the template written in the loop', 'mov', MOV + ' WRITE_ONCE(*(u64 *)tmpl, 1);',
     r'stack written in the record loop', {}),
    ('an sfence in the loop', 'movnti', NT + ' sfence();', r'sfence in the record loop', {}),
    ('no sfence', 'movnti', NT, r'0 fences, 1 wanted', {'drain': ''}),
    ('two sfences', 'movnti', NT, r'2 fences, 1 wanted', {'drain': 'sfence(); sfence();'}),
    ('an sfence that some calls go without', 'movnti', NT, r'passes no sfence',
     {'before': 'static volatile int want;', 'drain': 'if (want) sfence();'}),
    ('an sfence for mov', 'mov', MOV, r'1 fences, 0 wanted', {'drain': 'sfence();'}),
    ('movnti for mov', 'mov', NT, r'one record: 8 movnti', {}),
    ('mov for movnti', 'movnti', MOV, r'no way does: 8 movnti', {}),
    ('batched loads', 'mov', 'LOAD(0); LOAD(1); STORE(0); STORE(1);' + MOV[MOV.index('PAIR(2'):],
     r'one record: .*loaded before', {}),
    ('values kept in registers', 'mov',
     ' '.join('asm volatile("movq %%1, %%0" : "=m"(((u64 *)dst)[%d]) : "r"(tmpl[%d]));' % (i, i)
              for i in range(8)), r'from registers', {'held': 'true'}),
    ('reloaded for mov-regs', 'mov-regs', MOV, r'stack loads of no stored word', {}),
    ('the record read back', 'mov', MOV + ' READ_ONCE(*(u64 *)dst);',
     r'load in the record loop', {}),
    ('push and pop', 'mov', MOV + ASM % 'push %%rax; pop %%rax', r'in the record loop: push', {}),
    ('an atomic access', 'mov', MOV + ASM % 'lock incq (%0)', r'1 lock inc', {}),
    ('a flush', 'mov', MOV + ASM % 'clflush (%0)', r'1 clflush', {}),
    ('a copy that some records go without', 'mov', 'if ((u64)dst %% 128) { %s }' % MOV,
     r'one record: nothing', {}),
    ('records too far apart', 'mov', MOV, r'records are 72 bytes apart', {'size': 72}),
    ('a store for null', 'null', 'PAIR(0, 0);', r'one record: 1 mov', {}),
    ('no touch', 'touch-mov', MOV, r'no way does: 1 touch', {}),
    ('a touch of another record', 'touch-mov', 'touch((char *)dst + 64);' + MOV, r'a hint 64 bytes ahead',
     {'before': '#include "touch.h"'}),
    ('a prefetch of the next line', 'prefetchw-mov', ASM % 'prefetchw 64(%0)' + MOV, r'a hint 64 bytes ahead', {}),
    ('a short string move', 'rep-movsb',
     'size = 56; asm volatile("rep movsb" : "+D"(dst), "+S"(tmpl), "+c"(size) : : "memory");',
     r'rep movsb of 56 bytes', {}),
)

# what, file, text to replace, replacement, function, report
SOURCES = (
    ('right slow path', 'slow-path.c', '', '', 'init_zone_device_page_64', None),
    ('a redundant store dropped', 'slow-path.c', '\tSTORE64(page, 16, list);\n', '',
     'init_zone_device_page_64', r'access 9 is'),
    ('bts with lock', 'slow-path.c', 'SET_FLAG(page, PG_RESERVED);',
     'asm volatile("lock btsq %1, %0" : "+m"(*(u64 *)page) : "i"(PG_RESERVED) : "memory");',
     'init_zone_device_page_64',
     r'lock bts'),
    ('one wide store for two', 'slow-path.c', 'STORE32(page, 52, 1);',
     'STORE64(page, 48, 1UL << 32);',
     'init_zone_device_page_64', r'access 1 is'),
    ('a wrong value', 'slow-path.c', 'STORE32(page, 48, -1)',
     'STORE32(page, 48, 0)',
     'init_zone_device_page_96', r'access \d+ is \(4, 48, 0\)'),
    ('the last store for all types', 'slow-path.c', '\tcase MEMORY_DEVICE_PRIVATE:\n',
     '\tdefault:\n', 'init_zone_device_page_6_12_64', r'not conditional|accesses'),
    ('pgmap without the load of word 1', 'slow-path.c', '\tif (path == SLOW_7_X)\n\t\tSTORE64(folio_of',
     '\tif (0)\n\t\tSTORE64(folio_of', 'init_zone_device_page_64', r'access 11 is'),
    ('pgmap past the folio', 'slow-path.c', 'STORE64(folio_of(page, size), 8, pgmap)',
     'STORE64(folio_of(page, size), 16, pgmap)', 'init_zone_device_page_64', r'access 12 is'),
    ('base-norwm with a read-modify-write', 'slow-path.c', 'STORE64(page, 0, READ_ONCE(tmpl[0]));',
     'STORE64(page, 0, READ_ONCE(tmpl[0])); SET_FLAG(page, PG_RESERVED);',
     'init_zone_device_page_norwm_64', r'access 9 is'),
    ('right batches', 'copy/flushcache.c', '', '', 'memcpy_flushcache', None),
    ('unbatched loads', 'copy/flushcache.c', 'len >= 32;', 'len >= 32 && !len;',
     'memcpy_flushcache', r'no rounds of four'),
    ('words that change places', 'copy/flushcache.c', 'movnti(&dst[1], b)',
     'movnti(&dst[1], c)', 'memcpy_flushcache', r'do not match'),
    ('ordinary stores', 'copy/flushcache.c', 'movnti(&dst[2], c)', 'WRITE_ONCE(dst[2], c)',
     'memcpy_flushcache', r'store: mov'),
    ('one direction alone', 'copy/memcpy-unrolled.c',
     'if ((signed char)(u64)src >= (signed char)(u64)dst) {', 'if (len) {',
     'memcpy_orig', 'no rounds that go down'),
    ('a round short of a store', 'copy/memcpy-unrolled.c', '\t\t\tSTORE(24, d);\n', '',
     'memcpy_orig', r'do not match|4 loads, then 3 stores'),
)


class Compiler:
    """The compiler of the build, with the arguments of the kernel copies."""

    def __init__(self, command, folder):
        self.command, self.folder = command, folder
        self._nr = 0

    def functions(self, text):
        """Functions of a C program, by name"""
        return {function.name: function for function in objcode.disassemble(self.compile(text))}

    def compile(self, text):
        """Path of the object"""
        self._nr += 1
        source = os.path.join(self.folder, '%d.c' % self._nr)
        with open(source, 'w', encoding='utf-8') as stream:
            stream.write(text)
        path = source[:-1] + 'o'
        done = subprocess.run(self.command + ['-std=gnu11', '-w', '-fPIC', '-I' + KSIM, '-c',
                                              source, '-o', path],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              universal_newlines=True, check=False)
        if done.returncode:
            sys.exit('Bail out! %s\n%s' % (source, done.stdout))
        return path


def told(problems, report):
    """What is wrong with the tester itself."""
    if report is None:
        return ['reported: ' + problem for problem in problems]
    if any(re.search(report, problem) for problem in problems):
        return []
    return ['not reported: ' + report] + ['reported: ' + problem for problem in problems]


def check_wrong_copy(tap, compiler, row):
    """One point for each walk of a wrong copy."""
    what, name, body, report, more = row
    copy = BY_NAME[name]
    size = more.get('size', 64)
    drain = more.get('drain', 'sfence();' if copy.drain else '')
    functions = compiler.functions(PROGRAM % {
        'before': more.get('before', ''), 'body': body, 'ident': copy.ident, 'size': size,
        'drain': drain, 'has_drain': 'a_drain' if drain else 'NULL',
        'held': more.get('held', 'false')})
    wrong = []
    for walk in ('flat', 'order0_v4', 'order0_v5'):
        function = functions[copy.function(walk, size)]
        problems = walks.Walk(function, copy, walk, 64).problems
        problems = problems + codegen.forbidden(function)
        wrong += ['%s: %s' % (walk, line) for line in told(problems, report)]
    tap.point(what + (' is told' if report else ' is right'), wrong)


def check_wrong_source(tap, compiler, row):
    """One point for a source file with a break in it."""
    what, name, old, new, function, report = row
    with open(os.path.join(KSIM, name), encoding='utf-8') as stream:
        text = stream.read()
    if old and old not in text:
        tap.point(what, ['%s has no %r: this row is out of date' % (name, old)])
        return
    found = compiler.functions(text.replace(old, new, 1) if old else text)[function]
    if function in expected.OUT_OF_LINE:
        problems = codegen.check_out_of_line(found)
    elif '_norwm_' in function:
        problems = codegen.check_norwm(found, int(function.rsplit('_', 1)[1]))
    else:
        problems = codegen.check_slow_path(found, int(function.rsplit('_', 1)[1]))
    tap.point(what + (' is told' if report else ' is right'), told(problems, report))


def check_rules(tap, compiler):
    """Rules v5 under the name of v4, and the other way round."""
    copy = BY_NAME['movnti']
    functions = compiler.functions(PROGRAM % {
        'before': '', 'body': NT, 'ident': 'movnti', 'size': 64, 'drain': 'sfence();',
        'has_drain': 'a_drain', 'held': 'false'})
    for revision, others, report in (('v4', 'v5', r'no way does: 8 mov ascending'),
                                     ('v5', 'v4', r'one record: 8 mov ascending'),
                                     ('v11', 'v5', r'1 fences, 0 wanted'),
                                     ('v5', 'v11', r'0 fences, 1 wanted')):
        function = functions['movnti_order0_%s_64' % others]
        problems = walks.Walk(function, copy, 'order0_' + revision, 64).problems
        tap.point('revision %s for %s are told' % (others, revision), told(problems, report))


# what, name, body, report, drain
COMPOUNDS = (
    ('right mov', 'mov', MOV, None, ''),
    ('right movnti', 'movnti', NT, None, 'sfence();'),
    ('a skipped word', 'mov', MOV.replace('PAIR(3, 3);', ''), r'3 mov ascending.*; 4 mov', ''),
    ('an sfence in the loop', 'movnti', NT + ' sfence();', r'sfence in the record loop',
     'sfence();'),
    ('no sfence', 'movnti', NT, r'0 fences, 3 wanted', ''),
    ('a call', 'mov', MOV + ' walk_then_pageblocks(dst, 0);', r'called: walk_then_pageblocks', ''),
    ('mov for movnti', 'movnti', MOV, r'no way does: 8 movnti', 'sfence();'),
)


def check_compounds(tap, compiler):
    """Wrong copies in compound walks."""
    for what, name, body, report, drain in COMPOUNDS:
        copy = BY_NAME[name]
        functions = compiler.functions(PROGRAM % {
            'before': '', 'body': body, 'ident': copy.ident, 'size': 64, 'drain': drain,
            'has_drain': 'a_drain' if drain else 'NULL', 'held': 'false'})
        wrong = []
        for walk in ('compound_v4', 'compound_v5'):
            function = functions[copy.function(walk, 64)]
            problems = compounds.Compounds(function, copy, walk, 64).problems
            wrong += ['%s: %s' % (walk, line) for line in told(problems, report)]
        tap.point('compounds: %s is %s' % (what, 'told' if report else 'right'), wrong)


def check_eager(tap, compiler):
    """The way out for zero pages."""
    for what, body in (('writes a page when there is none', IN_LOOP),
                       ('writes the first page before it asks for one', BEFORE_LOOP)):
        function = compiler.functions(EAGER % body)['mov_flat_64']
        problems = walks.Walk(function, BY_NAME['mov'], 'flat', 64).problems
        tap.point('a walk that %s is told' % what, told(problems, r'no way out for zero pages'))


def check_two_entries(tap, compiler):
    """A loop that is entered at two blocks has no natural header: the walk is right if it is at one."""
    words = ['mov %d(%%rsp), %%rdx\\n mov %%rdx, %d(%%rax)\\n' % (8 * i, 8 * i) for i in range(8)]
    for what, record, slow, report in (
            ('right mov', words, '3b', None),
            ('a skipped word', words[:3] + words[4:], '3b', r'3 mov ascending.*; 4 mov'),
            ('a first page that is written twice', words, '2b', r'first page: no way does: 8 mov'),
            ('a page that is left out', words, '9f', r'first page: no way does: 1 call')):
        function = compiler.functions(TWO_ENTRIES % {'record': ''.join(record), 'slow': slow})['mov_order0_v5_64']
        problems = walks.Walk(function, BY_NAME['mov'], 'order0_v5', 64).problems
        tap.point('two entries: %s is %s' % (what, 'told' if report else 'right'), told(problems, report))


def check_drained(tap, compiler):
    """A walk with drains between the records, one without them, and one that lost its drain."""
    copy = BY_NAME['movnti']
    for what, drain, walk, report in (
            ('drains between records', 'sfence();', 'order0_drained', None),
            ('a walk without them', 'sfence();', 'order0_v5', r'no loop over records within'),
            ('a drain that is none', 'asm volatile("");', 'order0_drained',
             r'0 fences, 1 wanted')):
        functions = compiler.functions(PROGRAM % {
            'before': '', 'body': NT, 'ident': 'movnti', 'size': 64, 'drain': drain,
            'has_drain': 'a_drain', 'held': 'false'})
        function = functions['movnti_%s_64' % walk]
        problems = drained.Drained(function, copy, 'order0_drained', 64).problems
        tap.point(what + (' is told' if report else ' are right'), told(problems, report))


def check_program(tap, compiler):
    """The whole program on objects that hold next to nothing."""
    path = compiler.compile('#include "walk.h"\nvoid stray(u64 *p); void stray(u64 *p) '
                            '{ asm volatile("movq %mm0, (%rdi)"); }\n')
    done = subprocess.run([sys.executable, os.path.join(HERE, 'codegen.py'), path, path],
                          stdout=subprocess.PIPE, universal_newlines=True, check=False)
    for what, report in (('a missing walk', r'not ok \d+ - mov_order0_v5_64\n# +not in the arch'),
                         ('an MMX register', r'not ok 1 - .*\n# +stray: movq +%mm0'),
                         ('a function without expectations',
                          r'not ok \d+ - kernel archive: every function.*\n# +stray')):
        tap.point(what + ' is told', told([done.stdout], report))
    tap.point('failure is the exit status', [] if done.returncode == 1 else [done.returncode])


def main(argv):
    """Compile and check every row."""
    if not objcode.find_objdump():
        print('1..0 # SKIP objdump is not installed')
        return 0
    tap = codegen.Tap()
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(argv[1:], folder)
        for row in COPIES:
            check_wrong_copy(tap, compiler, row)
        for row in SOURCES:
            check_wrong_source(tap, compiler, row)
        check_rules(tap, compiler)
        check_compounds(tap, compiler)
        check_eager(tap, compiler)
        check_two_entries(tap, compiler)
        check_drained(tap, compiler)
        check_program(tap, compiler)
    return tap.done()


if __name__ == '__main__':
    sys.exit(main(sys.argv))
