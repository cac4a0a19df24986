// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/hypothesis.h"

/* Memory maps of 1 and 16 MiB: in the L2 of a core, and in most last-level caches. */
#define MEMMAP_1M (64ULL << 20)
#define MEMMAP_16M (1ULL << 30)
/* And of 512 MiB and 1 GiB: past the caches, where the whole range would take too long. */
#define MEMMAP_512M (32ULL << 30)
#define MEMMAP_1G (64ULL << 30)

/* On one axis of a side. */
#define ON(axis, text) .word[AXIS_##axis] = text

/* Sides on a memmap of 1 GiB; with the pageblock work and without it, on one of 512 MiB. */
#define LONG(...) { .device_bytes = MEMMAP_1G, __VA_ARGS__ }
#define NO_WORK(walk, revision, ...) \
	{ ON(WALK, walk), ON(REVISION, revision), .device_bytes = MEMMAP_512M, __VA_ARGS__ }
#define WORK(...) NO_WORK(__VA_ARGS__, ON(PAGEBLOCKS, "movable"))

#define LI "Li Zhe, reply to v4, 2026-06-05"

const struct hypothesis hypotheses[] = {
	{
		.id = "H0",
		.sentence = "The split itself: streaming does worse on DRAM than on memory like the "
			    "thread's DAX with altmap.",
		.axis = "target",
		.source = LI " (private on DRAM against FS_DAX with altmap)",
		.contrasts = {
			{ "dram / file", { ON(TARGET, "dram") }, { ON(TARGET, "file") } },
			{ "dram / memfd", { ON(TARGET, "dram") }, { ON(TARGET, "memfd") } },
			{ "dram / fsdax", { ON(TARGET, "dram") }, { ON(TARGET, "fsdax") },
			  "a pmem namespace: pagestream run --copy mov,movnti --target dram "
			  "--target fsdax:/dev/pmem0 --destroy /dev/pmem0" },
		},
	},
	{
		.id = "H1",
		.sentence = "Distance: the memory behind a DRAM vmemmap is on another node than the "
			    "CPU. A streaming store keeps its fill buffer until the remote memory "
			    "takes it; an ordinary one retires into the cache.",
		.axis = "target, node=",
		.source = "inferred: fits all figures of " LI,
		.contrasts = {
			{ "remote / local node", { ON(TARGET, "dram:node=remote") },
			  { ON(TARGET, "dram") } },
			{ "interleaved / local", { ON(TARGET, "dram:node=interleave") },
			  { ON(TARGET, "dram") } },
		},
	},
	{
		.id = "H2",
		.sentence = "Page size: DRAM is mapped in large pages, the file behind the author's "
			    "altmap in 4 KiB ones, and small pages cost ordinary stores more than "
			    "streaming ones.",
		.axis = "target, page= and huge=",
		.source = "inferred: v4's first bind takes 3 us more per 4 KiB of memmap",
		.elsewhere = "The page size by which a host maps its guest (EPT, NPT) is not visible "
			     "in the guest. Run the plan in two guests on one host, one on hugetlbfs "
			     "and one on a file in 4 KiB pages, and compare their reports.",
		.contrasts = {
			{ "dram: 2 MiB / 4 KiB", { ON(TARGET, "dram") },
			  { ON(TARGET, "dram:page=4k") } },
			{ "hugetlb 2 MiB / 4 KiB", { ON(TARGET, "dram:page=2m") },
			  { ON(TARGET, "dram:page=4k") } },
			{ "memfd: huge / 4 KiB", { ON(TARGET, "memfd:huge=always") },
			  { ON(TARGET, "memfd") } },
		},
	},
	{
		.id = "H3",
		.sentence = "Cached lines: part of a DRAM vmemmap is still in the caches, and "
			    "streaming stores must first throw those lines out.",
		.axis = "state, device size",
		.source = "inferred; bounded by cache / memmap, some 5 % in the thread",
		.elsewhere = "Lines that another core or socket holds are not covered: no state "
			     "leaves them there.",
		.contrasts = {
			{ "dirty/flushed, 1 MiB", { ON(STATE, "dirty"), .device_bytes = MEMMAP_1M },
			  { ON(STATE, "flushed"), .device_bytes = MEMMAP_1M } },
			{ "dirty/flushed, 16 MiB",
			  { ON(STATE, "dirty"), .device_bytes = MEMMAP_16M },
			  { ON(STATE, "flushed"), .device_bytes = MEMMAP_16M } },
			{ "dirty/flushed, all", { ON(STATE, "dirty") }, { ON(STATE, "flushed") } },
			{ "reused/flushed, all", { ON(STATE, "reused") }, { ON(STATE, "flushed") } },
		},
	},
	{
		.id = "H4",
		.sentence = "Zeroing: the page allocator clears DRAM just before (init_on_alloc), or "
			    "DEBUG_VM poisons it, which helps ordinary stores.",
		.axis = "state",
		.source = "inferred; the author's guest did neither: its calls leave 4 ms for it",
		.contrasts = {
			{ "zeroed/flushed, all", { ON(STATE, "zeroed") }, { ON(STATE, "flushed") } },
			{ "poisoned/flushed, all", { ON(STATE, "poisoned") },
			  { ON(STATE, "flushed") } },
			{ "zeroed/flushed, 16 MiB",
			  { ON(STATE, "zeroed"), .device_bytes = MEMMAP_16M },
			  { ON(STATE, "flushed"), .device_bytes = MEMMAP_16M } },
		},
	},
	{
		.id = "H5",
		.sentence = "Order: the blocks of a DRAM vmemmap lie in scattered or descending "
			    "order, those of an altmap ascend.",
		.axis = "order of 2 MiB blocks",
		.source = "inferred; the allocator hands out first what was freed last",
		.elsewhere = "Virtual order stands for physical order, which no userspace program "
			     "chooses.",
		.contrasts = {
			{ "random / ascending", { ON(BLOCK_ORDER, "random") }, { 0 } },
			{ "descending / ascending", { ON(BLOCK_ORDER, "descending") }, { 0 } },
		},
	},
	{
		.id = "H6",
		.sentence = "First touch: page faults are in the time, and being the same for all "
			    "copies they hide the gain.",
		.axis = "state first-touch",
		.source = "v1 to v5: a first bind takes 1.2 s more than a rebind in every state",
		.elsewhere = "A host that write-protects the file behind a guest again (dirty "
			     "tracking) does not show in the guest's fault counts.",
		.contrasts = {
			{ "dram: first / later", { ON(STATE, "first-touch") },
			  { ON(STATE, "reused") } },
			{ "file: first / later", { ON(TARGET, "file"), ON(STATE, "first-touch") },
			  { ON(TARGET, "file") } },
		},
	},
	{
		.id = "H7",
		.sentence = "Partial lines: ordinary stores in between, or records that do not end "
			    "with a line, make write-combining buffers drain early.",
		.axis = "revision, layout, drain-every",
		.source = "v2 to v4 write each pageblock's first page with ordinary stores",
		.elsewhere = "A busy SMT sibling and interrupts take buffers as well: repeat the run "
			     "with the sibling busy.",
		.contrasts = {
			{ "revision v4 / v5", { ON(REVISION, "v4") }, { ON(REVISION, "v5") } },
			{ "drains: each 128 / end", { ON(DRAIN_EVERY, "128") }, { 0 } },
			{ "80 / 64 bytes", { ON(LAYOUT, "80") }, { ON(LAYOUT, "64") } },
			{ "96 / 64 bytes", { ON(LAYOUT, "96") }, { ON(LAYOUT, "64") } },
		},
	},
	{
		.id = "H8",
		.sentence = "Load: neighbours use up the bandwidth of the memory, or its controller "
			    "throttles.",
		.axis = "load",
		.source = "inferred; it would shift with the host, not with the mapping",
		.elsewhere = "What the other socket has cached (directory, snoop filter) and what "
			     "memory encryption costs shows only where there are two sockets, or with "
			     "encryption switched on and off.",
		.contrasts = {
			{ "1 busy thread / none", { ON(LOAD, "1") }, { 0 } },
		},
	},
	{
		.id = "H9",
		.sentence = "Noise: steal, frequency steps and neighbours make equal things "
			    "differ.",
		.axis = "none: the same code again",
		.source = "control",
		.contrasts = {
			{ "again / itself", { .over = "movnti:again", .under = "mov:again" }, { 0 } },
			{ "itself / again", { 0 }, { .over = "movnti:again", .under = "mov:again" } },
		},
	},
	{
		.id = "H10",
		.sentence = "Range: the reviewer's loop and Li's DRAM test take 64 GiB, the DAX "
			    "tests 100 GB.",
		.axis = "device size",
		.source = "Alistair Popple, reply to v4, 2026-06-04",
		.contrasts = {
			{ "64 GiB / all", { .device_bytes = 64ULL << 30 }, { 0 } },
		},
	},
	{
		.id = "H11",
		.sentence = "The core: what one core streams against what it stores differs from CPU "
			    "to CPU, whatever the memory.",
		.axis = "CPU",
		.source = "Alistair Popple, reply to v4, 2026-06-04: 3 % loss on two other CPUs",
		.of_cpus = true,
	},
	{
		.id = "H12",
		.sentence = "Compounds: what devdax does around the tails costs streaming its gain: "
			    "two drains per compound (of 128 records with map=mem; none under v11), and "
			    "heads that are read back after they were streamed (v5, v11).",
		.axis = "walk, revision, map",
		.source = "v4, v5, v11; order9 loses where order0 wins on a Zen 5 guest",
		.contrasts = {
			{ "order9 / order0", { ON(WALK, "order9") }, { ON(WALK, "order0") } },
			{ "order9 / order18", { ON(WALK, "order9") }, { ON(WALK, "order18") } },
			{ "order9: map mem / dev", { ON(WALK, "order9"), ON(MAP, "mem") },
			  { ON(WALK, "order9") } },
			{ "drains: each 256 / end", { ON(DRAIN_EVERY, "256") }, { 0 } },
			{ "order9: v5 / v4", { ON(WALK, "order9"), ON(REVISION, "v5") },
			  { ON(WALK, "order9"), ON(REVISION, "v4") } },
			{ "order9: v5 / v11", { ON(WALK, "order9"), ON(REVISION, "v5") },
			  { ON(WALK, "order9"), ON(REVISION, "v11") } },
		},
	},
	{
		.id = "H13",
		.sentence = "Loads train: something prefetches for loads and not for stores, so that a "
			    "copy which also loads the line, as the slow path's read-modify-write "
			    "does, stores faster than a template, which has no load.",
		.axis = "copy: a load of the line, and nothing else",
		.source = "a Granite Rapids guest: base in 0.55 of the time of mov",
		.contrasts = {
			{ "mov / touch-mov", LONG(.under = "touch-mov"), LONG() },
			{ "mov / mov-rmw", LONG(.under = "mov-rmw"), LONG() },
			{ "base-norwm / base", LONG(.under = "base"), LONG(.under = "base-norwm") },
			{ "mov / mov-perm", LONG(.under = "mov-perm"), LONG() },
			{ "movl / mov", LONG(), LONG(.under = "movl") },
			{ "mov / avx512-mov", LONG(.under = "avx512-mov"), LONG() },
		},
	},
	{
		.id = "H14",
		.sentence = "The data: some CPUs stream lines with zero halves faster, so that a "
			    "benchmark that copies zeros sees a gain that real pages do not have.",
		.axis = "pattern",
		.source = "control; a Zen 4 guest streamed zero half-lines 30 % faster",
		.contrasts = {
			{ "page / zero", { ON(PATTERN, "page") }, { ON(PATTERN, "zero") } },
			{ "dense / half-zero", { ON(PATTERN, "dense") }, { ON(PATTERN, "half-zero") } },
		},
	},
	{
		.id = "H15",
		.sentence = "Prefetch distance: ordinary stores are slow because nobody asks for their "
			    "lines ahead; a prefetch far enough ahead makes them fast.",
		.axis = "copy, ahead",
		.source = "Intel's STREAM: for stores a read prefetch a page ahead",
		.contrasts = {
			{ "mov / prefetchw 1 KiB", LONG(.under = "prefetchw-mov"), LONG() },
			{ "mov / prefetchw 4 KiB", LONG(.under = "prefetchw-mov", .ahead = "4096"),
			  LONG() },
			{ "mov / prefetcht0 1 KiB", LONG(.under = "prefetcht0-mov"), LONG() },
			{ "mov / prefetcht1 4 KiB", LONG(.under = "prefetcht1-mov", .ahead = "4096"),
			  LONG() },
			{ "mov / touch-ahead", LONG(.under = "touch-ahead"), LONG() },
			{ "prefetchw 64 B / 4 KiB",
			  LONG(.under = "prefetchw-mov", .ahead = "4096"),
			  LONG(.under = "prefetchw-mov", .ahead = "64") },
		},
	},
	{
		.id = "H16",
		.sentence = "Locked instructions: pageblock work inside a streaming loop is a "
			    "compare-exchange. Where the slow path does not load word 1 of a page, as "
			    "up to 6.12, the records behind it are slow if they are streamed word by "
			    "word.",
		.axis = "pageblocks, kernel, walk",
		.source = "data/runs: order9 under v4 takes 7.5 times as long on a Granite Rapids guest, and "
			  "21 times on an Emerald Rapids guest",
		.contrasts = {
			{ "order9 v4: work/none",
			  WORK("order9", "v4"), NO_WORK("order9", "v4") },
			{ "order9 6.12: work/none", WORK("order9", "v4", ON(KERNEL, "6.12")),
			  NO_WORK("order9", "v4", ON(KERNEL, "6.12")) },
			{ "... by flushcache", WORK("order9", "v4", .over = "flushcache", ON(KERNEL, "6.12")),
			  NO_WORK("order9", "v4", .over = "flushcache", ON(KERNEL, "6.12")) },
			{ "order0 v4: work/none",
			  WORK("order0", "v4"), NO_WORK("order0", "v4") },
			{ "order9 v11: work/none",
			  WORK("order9", "v11"), NO_WORK("order9", "v11") },
		},
	},
	{
		.id = "H17",
		.sentence = "Return thunks: a call per page returns through a thunk where a kernel "
			    "guards its returns, so that base and the copy out of line are slower in "
			    "a kernel than in a replay that returns by RET.",
		.axis = "returns",
		.source = "v11: out of line takes 2.09 times as long as in line",
		.contrasts = {
			{ "flushcache: its / ret",
			  LONG(.over = "flushcache", .under = "movnti", ON(RETURNS, "its")),
			  LONG(.over = "flushcache", .under = "movnti", ON(RETURNS, "ret")) },
			{ "flushcache: safe / ret",
			  LONG(.over = "flushcache", .under = "movnti", ON(RETURNS, "safe-ret")),
			  LONG(.over = "flushcache", .under = "movnti", ON(RETURNS, "ret")) },
			{ "base: its / ret",
			  LONG(.over = "base", .under = "movnti", ON(RETURNS, "its")),
			  LONG(.over = "base", .under = "movnti", ON(RETURNS, "ret")) },
		},
	},
	{
		.id = "H18",
		.sentence = "Read back: v11 sets PG_head on a line that it has just streamed, and "
			    "writes tail 2 again, with no drain between.",
		.axis = "revision, walk order9",
		.source = "v11: the head is streamed and read at once; v4 writes heads by ordinary stores",
		.contrasts = {
			{ "order9: v11 / v4", { ON(WALK, "order9"), ON(REVISION, "v11") },
			  { ON(WALK, "order9"), ON(REVISION, "v4") } },
			{ "order9: v11 / v5", { ON(WALK, "order9"), ON(REVISION, "v11") },
			  { ON(WALK, "order9"), ON(REVISION, "v5") } },
		},
	},
	{
		.id = "H19",
		.sentence = "The rival: streaming is compared with a template that is loaded anew for "
			    "every record; against one held in registers, or against base, the gain is "
			    "smaller.",
		.axis = "copy",
		.source = "v4 4/7: gcc reloads the template for each page",
		.contrasts = {
			{ "per mov-regs / per mov", { .under = "mov-regs" }, { 0 } },
			{ "per base / per mov", { .under = "base" }, { 0 } },
		},
	},
};

const size_t hypotheses_nr = sizeof(hypotheses) / sizeof(hypotheses[0]);

/* The thread's kind of case, where a contrast says nothing else and the axis has nothing usual. */
static const char *const plain[AXIS_NR] = {
	[AXIS_WALK] = "order0",
	[AXIS_REVISION] = NEWEST_REVISION,
	[AXIS_TARGET] = "dram",
	[AXIS_STATE] = "reused",
};

const char *hypothesis_over(const struct contrast_side *side)
{
	return side->over ? side->over : HYPOTHESIS_OVER;
}

const char *hypothesis_under(const struct contrast_side *side)
{
	return side->under ? side->under : HYPOTHESIS_UNDER;
}

const char *hypothesis_ahead(const struct contrast_side *side, bool under)
{
	return under && side->ahead ? side->ahead : axis_table[AXIS_AHEAD].usual;
}

const char *hypothesis_word(const struct contrast_side *side, enum axis axis)
{
	if (axis == AXIS_AHEAD)
		return NULL;
	if (side->word[axis])
		return side->word[axis];
	return plain[axis] ? plain[axis] : axis_table[axis].usual;
}
