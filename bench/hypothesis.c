// SPDX-License-Identifier: GPL-2.0-or-later
#include "hypothesis.h"

/* Memory maps of 1 and 16 MiB: in the L2 of a core, and in most last-level caches. */
#define MEMMAP_1M (64ULL << 20)
#define MEMMAP_16M (1ULL << 30)

#define LI "Li Zhe, reply to v4, 2026-06-05"

const struct hypothesis hypotheses[] = {
	{
		.id = "H0",
		.sentence = "The split itself: streaming does worse on DRAM than on memory like the "
			    "thread's DAX with altmap.",
		.axis = "target",
		.source = LI " (private on DRAM against FS_DAX with altmap)",
		.contrasts = {
			{ "dram / file", { .target = "dram" }, { .target = "file" } },
			{ "dram / memfd", { .target = "dram" }, { .target = "memfd" } },
			{ "dram / fsdax", { .target = "dram" }, { .target = "fsdax" },
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
			{ "remote / local node", { .target = "dram:node=remote" },
			  { .target = "dram" } },
			{ "interleaved / local", { .target = "dram:node=interleave" },
			  { .target = "dram" } },
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
			{ "dram: 2 MiB / 4 KiB", { .target = "dram" },
			  { .target = "dram:page=4k" } },
			{ "hugetlb 2 MiB / 4 KiB", { .target = "dram:page=2m" },
			  { .target = "dram:page=4k" } },
			{ "memfd: huge / 4 KiB", { .target = "memfd:huge=always" },
			  { .target = "memfd" } },
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
			{ "dirty/evicted, 1 MiB", { .state = "dirty", .device_bytes = MEMMAP_1M },
			  { .state = "evicted", .device_bytes = MEMMAP_1M } },
			{ "dirty/evicted, 16 MiB",
			  { .state = "dirty", .device_bytes = MEMMAP_16M },
			  { .state = "evicted", .device_bytes = MEMMAP_16M } },
			{ "dirty/evicted, all", { .state = "dirty" }, { .state = "evicted" } },
			{ "stale/evicted, all", { .state = "stale" }, { .state = "evicted" } },
		},
	},
	{
		.id = "H4",
		.sentence = "Zeroing: the page allocator clears DRAM just before (init_on_alloc), or "
			    "DEBUG_VM poisons it, which helps ordinary stores.",
		.axis = "state",
		.source = "inferred; the author's guest did neither: its calls leave 4 ms for it",
		.contrasts = {
			{ "zeroed/evicted, all", { .state = "zeroed" }, { .state = "evicted" } },
			{ "poisoned/evicted, all", { .state = "poisoned" },
			  { .state = "evicted" } },
			{ "zeroed/evicted, 16 MiB",
			  { .state = "zeroed", .device_bytes = MEMMAP_16M },
			  { .state = "evicted", .device_bytes = MEMMAP_16M } },
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
			{ "random / ascending", { .order = "random" }, { 0 } },
			{ "descending / ascending", { .order = "descending" }, { 0 } },
		},
	},
	{
		.id = "H6",
		.sentence = "First touch: page faults are in the time, and being the same for all "
			    "copies they hide the gain.",
		.axis = "state untouched",
		.source = "v1 to v5: a first bind takes 1.2 s more than a rebind in every state",
		.elsewhere = "A host that write-protects the file behind a guest again (dirty "
			     "tracking) does not show in the guest's fault counts.",
		.contrasts = {
			{ "dram: first / later", { .state = "untouched" },
			  { .state = "stale" } },
			{ "file: first / later", { .target = "file", .state = "untouched" },
			  { .target = "file" } },
		},
	},
	{
		.id = "H7",
		.sentence = "Partial lines: ordinary stores in between, or records that do not end "
			    "with a line, make write-combining buffers drain early.",
		.axis = "rules, layout, drain-every",
		.source = "v2 to v4 write each pageblock's first page with ordinary stores",
		.elsewhere = "A busy SMT sibling and interrupts take buffers as well: repeat the run "
			     "with the sibling busy.",
		.contrasts = {
			{ "rules v4 / v5", { .rules = "v4" }, { .rules = "v5" } },
			{ "drains: each 128 / end", { .drain_every = "128" }, { 0 } },
			{ "80 / 64 bytes", { .layout = "80" }, { .layout = "64" } },
			{ "96 / 64 bytes", { .layout = "96" }, { .layout = "64" } },
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
			{ "1 busy thread / none", { .load = "1" }, { 0 } },
		},
	},
	{
		.id = "H9",
		.sentence = "Noise: stolen time, frequency steps and neighbours make equal things "
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
			    "two drains per compound (of 128 records with map=mem), and heads that are "
			    "read back after they were streamed (v5).",
		.axis = "walk, rules, map",
		.source = "v4 and v5; order9 loses where order0 wins on a Zen 5 guest",
		.contrasts = {
			{ "order9 / order0", { .walk = "order9" }, { .walk = "order0" } },
			{ "order9 / order18", { .walk = "order9" }, { .walk = "order18" } },
			{ "order9: map mem / dev", { .walk = "order9", .map = "mem" },
			  { .walk = "order9" } },
			{ "drains: each 256 / end", { .drain_every = "256" }, { 0 } },
			{ "order9: v5 / v4", { .walk = "order9", .rules = "v5" },
			  { .walk = "order9", .rules = "v4" } },
		},
	},
	{
		.id = "H13",
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
	{
		.id = "H14",
		.sentence = "The data: some CPUs stream lines with zero halves faster, so that a "
			    "benchmark that copies zeros sees a gain that real pages do not have.",
		.axis = "pattern",
		.source = "control; Zen 5 streams zero half-lines 30 % faster",
		.contrasts = {
			{ "page / zero", { .pattern = "page" }, { .pattern = "zero" } },
			{ "dense / half-zero", { .pattern = "dense" }, { .pattern = "half-zero" } },
		},
	},
};

const size_t hypotheses_nr = sizeof(hypotheses) / sizeof(hypotheses[0]);

static void fill(const char **word, const char *otherwise)
{
	if (!*word)
		*word = otherwise;
}

struct contrast_side hypothesis_side(const struct contrast_side *side)
{
	struct contrast_side full = *side;

	fill(&full.over, HYPOTHESIS_OVER);
	fill(&full.under, HYPOTHESIS_UNDER);
	fill(&full.layout, "64");
	fill(&full.walk, "order0");
	fill(&full.rules, "v5");
	fill(&full.target, "dram");
	fill(&full.state, "stale");
	fill(&full.pattern, "page");
	fill(&full.map, "dev");
	fill(&full.order, "ascending");
	fill(&full.drain_every, "0");
	fill(&full.load, "0");
	return full;
}
