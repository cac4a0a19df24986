#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
test-kernel-patch.py PAGESTREAM CC...: scripts/kernel-patch on made-up trees.

Each tree has a mm/mm_init.c in our own words, with the copies, the drains and
the calls of one revision of the series.  What becomes of it is compiled and run:
which pages are streamed, how often and with what the question is asked.  TAP.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
# pylint: disable=wrong-import-position
from vm import madeup  # noqa: E402

PROGRAM, CC = sys.argv[1], sys.argv[2:]
KERNEL_PATCH = os.path.join(tap.SCRIPTS, 'kernel-patch')
BRANCH = 'memmap-nontemporal'

GIT = ('git', '-c', 'gc.auto=0', '-c', 'commit.gpgsign=false')

# What the made-up kernel has besides: enough for a compiler.
HEADERS = {
    'linux/mm.h': """#include <linux/mm_types.h>
#define __ref
#define IS_ALIGNED(x, a) (!((x) % (a)))
#define PAGES_PER_SECTION 32768UL
#define memcpy(to, from, n) test_copy(to, from, n, 0)
#define memcpy_nontemporal(to, from, n) test_copy(to, from, n, 1)
#define memcpy_nt(to, from, n) test_copy(to, from, n, 1)
#define memcpy_streaming(to, from, n) test_copy(to, from, n, 1)
#define memcpy_nt_drain() test_drain()
#define memcpy_streaming_drain() test_drain()
struct vmem_altmap { unsigned long base_pfn, reserve; };
struct dev_pagemap { struct vmem_altmap *altmap; unsigned int vmemmap_shift; };
struct zone { int nid; };
void test_copy(void *to, const void *from, unsigned long n, int streams);
void test_drain(void);
struct page *pfn_to_page(unsigned long pfn);
void make_page(struct page *page, unsigned long pfn);
void make_tail(struct page *page, struct page *head);
void make_head(struct page *head);
void memmap_init_zone_device(struct zone *zone, unsigned long start_pfn, unsigned long nr_pages,
			     struct dev_pagemap *pgmap);
static inline unsigned long pgmap_vmemmap_nr(struct dev_pagemap *pgmap)
{
	return 1UL << pgmap->vmemmap_shift;
}
""",
    'linux/mm_types.h': '#include <linux/types.h>\nstruct page { unsigned long word[8]; };\n',
    'linux/types.h': '#include <stdbool.h>\n#include <stddef.h>\ntypedef unsigned char u8;\n'
                     'typedef unsigned long u64;\n',
    'linux/limits.h': '#define U64_MAX (~0UL)\n',
    'linux/sizes.h': ''.join(f'#define SZ_{1 << n}{unit} (1UL << {n + shift})\n' for unit, shift in
                             (('K', 10), ('M', 20)) for n in range(10)) + '#define SZ_1G (1UL << 30)\n',
    'linux/init.h': '#define __init\n#define __initconst\n'
                    '#define early_initcall(fn) int (*test_##fn)(void) = fn\n',
    'linux/cache.h': '#define __ro_after_init\n',
    'linux/jump_label.h': '#define DECLARE_STATIC_KEY_FALSE(key) extern bool key\n'
                          '#define DEFINE_STATIC_KEY_FALSE(key) bool key\n'
                          '#define static_branch_unlikely(key) (*(key))\n'
                          '#define static_branch_enable(key) (*(key) = true)\n',
    'asm/cpu_device_id.h': '#define X86_MATCH_FEATURE(feature, data) { (unsigned long)(data) }\n'
                           '#define X86_MATCH_VFM(vfm, data) { (unsigned long)(data) }\n'
                           '#define X86_MATCH_VFM_STEPS(vfm, a, b, data) { (unsigned long)(data) }\n'
                           'struct x86_cpu_id { unsigned long driver_data; };\n'
                           'const struct x86_cpu_id *x86_match_cpu(const struct x86_cpu_id *ids);\n',
    'asm/setup.h': '',
}

MAKEFILE = """FLAGS := -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -I$(CURDIR)/include -I$(CURDIR)/arch/x86/include
x86_64_defconfig:
	echo CONFIG_64BIT=y > $(O)/.config
olddefconfig:
	grep -q CONFIG_ZONE_DEVICE=y $(O)/.config
%.o:
	mkdir -p $(dir $(O)/$@)
	$(CC) $(FLAGS) $(KCFLAGS) -c -o $(O)/$@ $(CURDIR)/$(@:.o=.c)
"""

HEAD = """#include <linux/init.h>
#include <linux/mm.h>
#include "internal.h"

#include <asm/setup.h>

"""

# By pfn, as kernels since 7.2 have it, or without.
NR_PAGES = """static unsigned long compound_nr_pages({pfn}struct vmem_altmap *altmap,
				       struct dev_pagemap *pgmap)
{{
	return altmap || !pgmap->vmemmap_shift ? pgmap_vmemmap_nr(pgmap) : 128;
}}

"""

ZONE = """void __ref memmap_init_zone_device(struct zone *zone,
				   unsigned long start_pfn,
				   unsigned long nr_pages,
				   struct dev_pagemap *pgmap)
{
	unsigned long pfn, end_pfn = start_pfn + nr_pages;
	struct vmem_altmap *altmap = pgmap->altmap;
	unsigned int pfns_per_compound = pgmap_vmemmap_nr(pgmap);
	int nid = zone->nid;
	struct page template, *page;

	if (nid < 0)
		return;

	/* The altmap's own pages are there. */
	if (altmap) {
		start_pfn = altmap->base_pfn + altmap->reserve;
		nr_pages = end_pfn - start_pfn;
	}

	if (!nr_pages)
		return;
	page = pfn_to_page(start_pfn);
	make_page(page, start_pfn);
	memcpy(&template, page, sizeof(*page));
	if (pfns_per_compound > 1)
		memmap_init_compound(page, start_pfn, pgmap,
				     compound_nr_pages(@PFN@altmap, pgmap));

	for (pfn = start_pfn + pfns_per_compound; pfn < end_pfn; pfn += pfns_per_compound) {
		page = pfn_to_page(pfn);
		@HEAD@(page, pfn, &template);
@AFTER_HEAD@
		if (pfns_per_compound == 1)
			continue;
		memmap_init_compound(page, pfn, pgmap,
				     compound_nr_pages(@PFN@altmap, pgmap));
	}
@AT_END@}
"""

COMPOUND = """static void __ref memmap_init_compound(struct page *head, unsigned long head_pfn,
				       struct dev_pagemap *pgmap,
				       unsigned long nr_pages)
{
	struct page template, *page = pfn_to_page(head_pfn + 1);
	unsigned long pfn;

	make_page(page, head_pfn + 1);
	make_tail(page, head);
	memcpy(&template, page, sizeof(template));
	for (pfn = head_pfn + 2; pfn < head_pfn + nr_pages; pfn++)
		@TAIL@(pfn_to_page(pfn), pfn, &template);
@AFTER_TAILS@	make_head(head);
}

"""


def zone(head, after='', end='', pfn=''):
    """memmap_init_zone_device() of a revision"""
    return ZONE.replace('@HEAD@', head).replace('@AFTER_HEAD@', after).replace('@AT_END@', end) \
        .replace('@PFN@', pfn)


def compound(tail, after=''):
    """memmap_init_compound() of a revision"""
    return COMPOUND.replace('@TAIL@', tail).replace('@AFTER_TAILS@', after)


def copier(name, body):
    """A function that copies a template"""
    return f'static void {name}(struct page *page, unsigned long pfn, struct page *template)\n' \
           f'{{\n{body}}}\n\n'


# v11: one function copies, no drains.  v5: one more call in between, drains.  v4: heads and tails apart,
# aligned pages by memcpy(), drains.
TREES = {
    'v11': HEAD + NR_PAGES.format(pfn='unsigned long pfn, ') +
           copier('one_page', '\tmemcpy_nontemporal(page, template, sizeof(*page));\n') +
           compound('one_page') + zone('one_page', pfn='pfn, ').replace(
               'compound_nr_pages(pfn, altmap, pgmap));\n\n\tfor',
               'compound_nr_pages(start_pfn, altmap, pgmap));\n\n\tfor'),
    'v5': HEAD + NR_PAGES.format(pfn='') +
          'static void write_page(struct page *page, struct page *template)\n{\n'
          '\tmemcpy_nt(page, template, sizeof(*page));\n}\n\n' +
          copier('one_page', '\twrite_page(page, template);\n') +
          compound('one_page', '\tmemcpy_nt_drain();\n') +
          zone('one_page', '\t\tmemcpy_nt_drain();\n', '\tmemcpy_nt_drain();\n'),
    'v4': HEAD + NR_PAGES.format(pfn='') +
          copier('one_head', '\tif (IS_ALIGNED(pfn, 512))\n\t\tmemcpy(page, template, sizeof(*page));\n'
                             '\telse\n\t\tmemcpy_streaming(page, template, sizeof(*page));\n') +
          copier('one_tail', '\tmemcpy_streaming(page, template, sizeof(*page));\n') +
          compound('one_tail', '\tmemcpy_streaming_drain();\n') +
          zone('one_head', end='\tmemcpy_streaming_drain();\n'),
}
DRAINS = {'v11': False, 'v5': True, 'v4': True}

# Runs what became of it: "SHIFT ALTMAP ANSWER: asked N BYTES ALTMAP COMPOUND; copies, streams, drains; sum"
DRIVER = r"""#include <stdio.h>
#include <string.h>
#undef memcpy
#include "patched.c"
#undef memcpy

#define NR 4096
static struct page pages[NR];
static unsigned long copies, streams, drains;

void test_copy(void *to, const void *from, unsigned long n, int is_stream)
{
	memcpy(to, from, n);
	if (to >= (void *)pages && to < (void *)(pages + NR)) {
		copies += !is_stream;
		streams += is_stream;
	}
}
void test_drain(void) { drains++; }
struct page *pfn_to_page(unsigned long pfn) { return &pages[pfn]; }
void make_page(struct page *page, unsigned long pfn) { *page = (struct page){ { 1, 2 } }; }
void make_tail(struct page *page, struct page *head) { page->word[3] = (unsigned long)(head - pages); }
void make_head(struct page *head) { head->word[0] |= 64; }

int main(void)
{
	for (int shift = 0; shift <= 9; shift += 9) {
		for (int has = 0; has < 2; has++) {
			for (answer = 0; answer < 2; answer++) {
				struct vmem_altmap altmap = { 0, 512 };
				struct dev_pagemap pgmap = { has ? &altmap : NULL, shift };
				struct zone zone = { 0 };
				unsigned long sum = 0;

				memset(pages, 0, sizeof(pages));
				copies = streams = drains = asked = 0;
				memmap_init_zone_device(&zone, 0, NR, &pgmap);
				for (int i = 0; i < NR; i++)
					for (int w = 0; w < 8; w++)
						sum = sum * 31 + pages[i].word[w];
				printf("%d %d %d %d %lu %d %d %lu %lu %lu %lu\n", shift, has, answer, asked,
				       asked_bytes, asked_altmap, asked_compound, copies, streams, drains, sum);
			}
		}
	}
	return 0;
}
"""
QUESTION = """#include <linux/types.h>
static int answer, asked, asked_altmap, asked_compound;
static u64 asked_bytes;
static inline bool memmap_nontemporal(u64 bytes, bool altmap, bool compound)
{
	asked++;
	asked_bytes = bytes;
	asked_altmap = altmap;
	asked_compound = compound;
	return answer;
}
"""


def run(*words, **more):
    """A program, with an identity for git and nothing of the user's."""
    return subprocess.run(list(map(str, words)), check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'GIT_CONFIG_NOSYSTEM': '1',
                               'GIT_CONFIG_GLOBAL': os.devnull}, **more)


def git(tree, *words):
    """Its output; must succeed."""
    done = run(*GIT, '-C', tree, *words)
    if done.returncode:
        raise RuntimeError(f'git {words}: {done.stderr}')
    return done.stdout


def make_tree(place, text):
    """A git work tree with that mm/mm_init.c."""
    files = {'mm/mm_init.c': text, 'mm/internal.h': '', 'Makefile': MAKEFILE,
             'arch/x86/mm/Makefile': 'obj-y\t+= init.o\n',
             'include/asm-generic/Kbuild': 'mandatory-y += bug.h\nmandatory-y += mmu.h\n',
             'scripts/checkpatch.pl': '#!/bin/sh\nfor patch; do :; done\n'
                                      'grep -q "^+.*  *	" "$patch" && echo "$patch:1: ERROR: blanks"\n'
                                      'exit 0\n'}
    files.update({'include/' + name: body for name, body in HEADERS.items()})
    for name, body in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    (place / 'scripts/checkpatch.pl').chmod(0o755)
    git(place.parent, 'init', '-q', place)
    git(place, 'config', 'user.name', 'test')
    git(place, 'config', 'user.email', 'test@localhost')
    git(place, 'add', '-A')
    git(place, 'commit', '-q', '-m', 'base')
    return place


def patch(tree, out, runs, *more):
    """kernel-patch of made-up measurements"""
    return run(sys.executable, KERNEL_PATCH, '--program', PROGRAM, '-o', out, *more, tree, *runs)


def behaviour(tree, scratch, name, said):
    """Compiles and runs mm/mm_init.c of the branch; problems"""
    place = scratch / ('run-' + name)
    (place / 'asm').mkdir(parents=True)
    (place / 'patched.c').write_text(git(tree, 'show', f'{BRANCH}:mm/mm_init.c'))
    (place / 'internal.h').write_text('')
    (place / 'driver.c').write_text(DRIVER)
    (place / 'asm/memmap_nontemporal.h').write_text(QUESTION)
    done = run(*CC, '-Wall', '-Werror', '-I', place, '-I', tree / 'include', '-o', place / 'driver',
               place / 'driver.c')
    if done.returncode:
        yield done.stderr
        return
    rows = [list(map(int, line.split())) for line in run(place / 'driver').stdout.splitlines()]
    sums = {}
    for row in rows:
        shift, has, answer, asked, size, altmap, large, copies, streams, drains, total = row
        compounds = (4096 - 512 * has) // 512
        written = 4096 - 512 * has if has or not shift else compounds * 128
        sums.setdefault((shift, has), set()).add(total)
        if asked != 1 or size != 64 * written or altmap != has or large != bool(shift):
            yield f'asked otherwise: {row}'
        # The first page, and in each compound the first tail, are made in place.
        copied = written - 1 - (compounds if shift else 0)
        if copies + streams != copied or bool(streams) != bool(answer) or \
           (answer and name != 'v4' and copies):
            yield f'copied otherwise: {row}'
        if bool(drains) != bool(answer and DRAINS[name]):
            yield f'drained otherwise: {row}'
    if len(rows) != 8 or any(len(values) != 1 for values in sums.values()):
        yield f'pages differ: {rows}'
    if f'on the series of {name}\n' not in said:
        yield said


def test_revisions(scratch, runs):
    """Each revision's tree: one commit on a branch, the tree as it was, built and run."""
    for name, text in TREES.items():
        tree = make_tree(scratch / name, text)
        (tree / 'untracked').write_text('mine\n')
        head = git(tree, 'rev-parse', 'HEAD')
        out = scratch / ('out-' + name)
        out.mkdir()
        done = patch(tree, out, runs)
        good = not done.returncode and 'checkpatch --strict: clean\n' in done.stdout and \
            'arch/x86/mm/memmap_nontemporal.o without a warning\n' in done.stdout
        tap.ok(good, f'{name}: patch, checkpatch, build', done.stdout, done.stderr)
        if not good:
            continue
        same = git(tree, 'rev-parse', 'HEAD') == head and \
            git(tree, 'status', '--porcelain') == '?? untracked\n' and \
            git(tree, 'branch', '--list').split() == ['*', 'master', BRANCH] and \
            git(tree, 'worktree', 'list').count('\n') == 1 and \
            git(tree, 'rev-parse', BRANCH + '~1') == head
        tap.ok(same, f'{name}: one commit on a branch, and the work tree is as it was',
               git(tree, 'status'), git(tree, 'branch', '-v'), git(tree, 'worktree', 'list'))
        problems = list(behaviour(tree, scratch, name, done.stdout))
        tap.ok(not problems, f'{name}: asks once per range, and every copy and drain obeys', *problems)
        mails = list(out.iterdir())
        git(tree, 'checkout', '-q', '-b', 'again')
        applied = run(*GIT, '-C', tree, 'am', '-q', *mails)
        tap.ok(len(mails) == 1 and not applied.returncode and
               not git(tree, 'diff', BRANCH, 'again').strip(), f'{name}: git am of the patch',
               applied.stderr, mails)
        message = git(tree, 'log', '-1', '--format=%B%an', BRANCH)
        tap.ok('made-up-intel-icx' in message and message.endswith('test\n') and
               'kernel-patch' not in message, f'{name}: the verdicts are in the message', message)


def refused(done, *words):
    """One line with these words, and failure?"""
    return done.returncode == 1 and not done.stdout and done.stderr.count('\n') == 1 and \
        all(word in done.stderr for word in words)


def test_refusals(scratch, runs):
    """What kernel-patch does not start on, and what it undoes."""
    text = TREES['v11']
    plain = text.replace('memcpy_nontemporal(', 'memcpy(')
    cases = (('without the series', plain, (), ('lacks the series', '20260831111638.76012-1')),
             ('already changed', text.replace('<asm/setup.h>', '<asm/memmap_nontemporal.h>'), (),
              ('has this change',)),
             ('a range that nobody knows', text.replace('if (altmap)', 'if (pgmap->altmap)'), (),
              ('by hand',)),
             ('copies behind more calls than known', text.replace(
                 'static void one_page', 'static void deep(struct page *page, struct page *template)\n{\n'
                 '\tmemcpy_nontemporal(page, template, sizeof(*page));\n}\n\nstatic void deeper(struct '
                 'page *page, struct page *template)\n{\n\tdeep(page, template);\n}\n\n'
                 'static void one_page').replace('\tmemcpy_nontemporal(page, template, sizeof(*page));\n}\n'
                                                 '\nstatic void __ref',
                                                 '\tdeeper(page, template);\n}\n\nstatic void __ref'),
              (), ('by hand',)),
             ('a branch that is there', text, ('--branch', 'master'), ('master', '--branch')),
             ('runs that decide nothing', text, (), ('decide no CPU',)))
    for number, (name, body, more, words) in enumerate(cases):
        tree = make_tree(scratch / f'refused-{number}', body)
        done = patch(tree, scratch, runs if 'nothing' not in name else runs[2:], *more)
        tap.ok(refused(done, *words) and git(tree, 'branch', '--list').split() == ['*', 'master'] and
               git(tree, 'worktree', 'list').count('\n') == 1, f'refuses: {name}; no branch is left',
               done.stdout, done.stderr, git(tree, 'branch', '--list'))
    tree = make_tree(scratch / 'dirty', text)
    (tree / 'Makefile').write_text('mine\n')
    done = patch(tree, scratch, runs)
    tap.ok(refused(done, 'not committed') and (tree / 'Makefile').read_text() == 'mine\n',
           'refuses: a tree with changes, which stay', done.stderr)
    tree = make_tree(scratch / 'twice', text)
    out = scratch / 'out-twice'
    patch(tree, out, runs, '--no-build')
    there = next(out.iterdir())
    there.write_text('mine\n')
    done = patch(tree, out, runs, '--no-build', '--branch', 'again')
    tap.ok(refused(done, 'will not be overwritten') and there.read_text() == 'mine\n' and
           'again' not in git(tree, 'branch', '--list'),
           'refuses: a patch of that name, which stays', done.stdout, done.stderr)
    done = patch(scratch, scratch, runs)
    tap.ok(refused(done, 'no git work tree'), 'refuses: no git work tree', done.stderr)


def test_complaints(scratch, runs):
    """What checkpatch or the compiler says is the exit status; the branch stays."""
    for number, (name, edit, word) in enumerate((
            ('the compiler', {'include/linux/jump_label.h': '#error wrong\n'}, '#error'),
            ('checkpatch', {'scripts/checkpatch.pl': '#!/bin/sh\necho "$7:1: WARNING: wrong"\nexit 1\n'},
             '1 complaint'))):
        tree = make_tree(scratch / name.split()[-1], TREES['v11'])
        for path, body in edit.items():
            (tree / path).write_text(body)
        git(tree, 'commit', '-q', '-a', '-m', 'wrong')
        done = patch(tree, scratch / f'out-{number}', runs)
        tap.ok(done.returncode == 1 and word in done.stdout and BRANCH in git(tree, 'branch', '--list'),
               f'what {name} says is shown, and the branch stays', done.stdout, done.stderr)


def main():
    if not shutil.which('spatch') or not shutil.which('git'):
        tap.skip('kernel-patch', 'no spatch: install the package coccinelle')
        return tap.done()
    with tempfile.TemporaryDirectory(prefix='pagestream-kernel-patch-') as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / 'runs').mkdir()
        runs = madeup.write(scratch / 'runs')
        test_revisions(scratch, runs)
        test_refusals(scratch, runs)
        test_complaints(scratch, runs)
    return tap.done()


if __name__ == '__main__':
    sys.exit(main())
