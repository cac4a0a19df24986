// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ahead.h"
#include "policy.h"
#include "plan/sweep.h"
#include "run-file/internal.h"

#define DECIDING "null,base,mov,mov-regs,rep-movsb,movnti,flushcache,movdir64b,avx512-nt"
#define STREAMING "mov,mov-regs,movnti,flushcache,movdiri,movdir64b"
#define OTHER_USABLE "base,clzero-mov,memcpy-unrolled,mov-clflushopt,mov-clwb,movnti-desc,"         \
		     "prefetchw-mov,rep-movsb,rep-movsq"
/* The copies by ordinary stores that ask for lines ahead, and what they are held against. */
#define PREFETCHING "mov,mov-regs,touch-mov,prefetchw-mov,prefetcht0-mov,prefetcht1-mov,touch-ahead"
#define ALL_TARGETS "dram dram:page=4k memfd file"

/* copy, layout, walk, revision, target, state, pattern; of the other axes the first word */
#define PART(...) { .axis = { __VA_ARGS__ } }
/* A sweep of sizes, or of spacings.  Those that stream are to be decided at each rung. */
#define SIZES(...) { .axis = { __VA_ARGS__ }, .rungs = RUNGS_SIZES, .reps = 2, .short_reps = 4 }
#define OTHER_SIZES(...) { .axis = { __VA_ARGS__ }, .rungs = RUNGS_SIZES }
#define SPACINGS(...)                                                                              \
	{ .axis = { __VA_ARGS__, [AXIS_DRAIN_EVERY] = "65536" }, .rungs = RUNGS_SPACINGS,          \
	  .reps = 3, .short_reps = 4 }

/* The patches of v11, one by one: none, template, streaming out of line, in line. */
#define LADDER "base,mov,flushcache,movnti"

/* The cells of the mailing-list thread. */
#define THREAD(walk, target, state)                                                                \
	.axis = { LADDER, "64", walk, NEWEST_REVISION, target, state, "page",           \
		  [AXIS_PAGEBLOCKS] = "movable" }
#define REBIND(walk, target) { THREAD(walk, target, "reused") }
#define FIRST_BIND(walk, target) { THREAD(walk, target, "first-touch"), .reps = 1 }

static const struct plan plans[] = {
	{
		.name = "memmap",
		.desc = "the ordinary memmap: would the template or streaming help at boot, deferred, "
			"at hotplug? 2 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .stops = STOPS_RATIOS, .reps = 2, .time_s = 100, .wall_s = 130,
		/* The memmap of a boot is raw; that of hotplug may have been zeroed. */
		.parts = {
			PART(LADDER, "64", "boot,deferred", NEWEST_REVISION, "dram", "reused", "page",
			     [AXIS_PAGEBLOCKS] = "movable"),
			PART(LADDER, "64", "hotplug", NEWEST_REVISION, "dram", "reused,zeroed", "page",
			     [AXIS_PAGEBLOCKS] = "movable"),
		},
	},
	{
		.name = "quick",
		.desc = "the answer for this machine: the copies that decide, four kinds of memory",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .stops = STOPS_RATIOS, .reps = 2, .time_s = 60,
		.parts = { PART(DECIDING, "64", "order0", NEWEST_REVISION, ALL_TARGETS, "reused", "page") },
	},
	{
		.name = "scale",
		.desc = "threads: 1, 2, 4 and so on up to all CPUs; where does the gain of streaming end? "
			"2 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .stops = STOPS_RATIOS, .reps = 2, .time_s = 90, .wall_s = 130,
		.part = plan_scale_part,
	},
	{
		.name = "sizes",
		.desc = "from which size on which copy wins: 64 KiB of memmap to all; up to 5 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		/* What it takes beside the time of measuring must fit into five minutes too. */
		.rounds = 12, .stops = STOPS_RATIOS, .reps = 1, .time_s = 220,
		.wall_s = 330,
		.parts = {
			SIZES(STREAMING, "64", "order0", NEWEST_REVISION, "dram memfd", "dirty", "page"),
			OTHER_SIZES(OTHER_USABLE, "64", "order0", NEWEST_REVISION, "dram", "dirty", "page"),
			SPACINGS(STREAMING, "64", "order0", NEWEST_REVISION, "dram memfd", "dirty", "page"),
			PART(STREAMING, "64", "order9", NEWEST_REVISION, "dram memfd", "dirty", "page"),
			{ .axis = { STREAMING, "80,96", "order0", NEWEST_REVISION, "dram", "dirty", "page" },
			  .device_bytes = 64ULL << 30 },
			/* No power of two, which a sweep would have as well. */
			{ .axis = { "mov,movnti,movdir64b", "64,80,96", "order0", NEWEST_REVISION, "dram",
				    "dirty", "page", [AXIS_ALIGN] = "0,8,16,32,48" },
			  .device_bytes = 12ULL << 30 },
		},
	},
	{
		.name = "smoke",
		.desc = "two seconds on 16 MiB, for tests: shows that everything works, decides nothing",
		.device_bytes = 1ULL << 30,
		.rounds = 6, .reps = 3, .time_s = 1,
		.parts = { PART("null,base,mov,movnti", "64", "order0", NEWEST_REVISION, "dram memfd", "reused",
				"page") },
	},
	{
		.name = "standard",
		.desc = "what data/ holds: every copy, 64/80/96 bytes, all patterns; up to 10 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 6, .stops = STOPS_RATIOS, .reps = 2, .time_s = 480,
		.parts = {
			PART("all", "64", "order0", NEWEST_REVISION, ALL_TARGETS, "reused", "page"),
			PART("all", "80,96", "order0", NEWEST_REVISION, "dram", "reused", "page"),
			PART(DECIDING, "64", "order0", NEWEST_REVISION, "dram", "reused",
			     "dense,half-zero,zero"),
		},
	},
	{
		/*
		 * The ladder: base, template, out of line, in line.  32 rebinds of each
		 * cell; the author took 30, but eight rounds can lose two and still
		 * have intervals.  v11 gives no first binds, and one per round is what
		 * there is time for.  The reviewer's loop takes 64 GiB.
		 */
		.name = "thread",
		.desc = "the thread's ladder: nd_pmem, dax_pmem and device_private, each with base, "
			"template, streaming out of line and in line; 32 rebinds, 8 first binds; 5 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .reps = 4, .no_pilots = true, .time_s = 240, .wall_s = 285,
		.parts = {
			REBIND("order0,order9", "file"),
			FIRST_BIND("order0,order9", "file"),
			REBIND("order0", "dram"),
			FIRST_BIND("order0", "dram"),
			{ THREAD("order0", "dram", "reused"), .device_bytes = 64ULL << 30,
			  .reps = 5 },
		},
	},
	{
		.name = "verify",
		.desc = "do the generated thresholds hold here? copy dispatch at all sizes; 2 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		/* More rounds than an interval needs: a neighbour spoils some of them. */
		.rounds = 10, .reps = 1, .time_s = 120, .wall_s = 200,
		.parts = {
			SIZES(STREAMING ",dispatch", "64", "order0", NEWEST_REVISION, "dram memfd", "dirty",
			      "page"),
			PART(STREAMING ",dispatch", "64", "order9", NEWEST_REVISION, "dram memfd", "dirty",
			     "page"),
		},
	},
	{
		.name = "why",
		.desc = "one experiment per explanation of the thread's split, for the report of the "
			"same name; up to 8 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 12, .stops = STOPS_CONTRASTS, .reps = 2, .no_pilots = true,
		.probes = true, .time_s = 360, .wall_s = 460,
		.part = plan_why_part,
		/* The best copy by ordinary stores: each distance, on 512 MiB of memmap. */
		.parts = {
			{ .axis = { PREFETCHING, "64", "order0", NEWEST_REVISION, "dram", "reused", "page",
				    [AXIS_AHEAD] = "64,128,256,512,1024,2048,4096,8192" },
			  .device_bytes = 32ULL << 30, .reps = 1 },
		},
	},
};

#define NR_PLANS (sizeof(plans) / sizeof(plans[0]))

const struct plan *plan_list(size_t *nr)
{
	*nr = NR_PLANS;
	return plans;
}

const struct plan *plan_find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_PLANS; i++)
		if (!strcmp(plans[i].name, name))
			return &plans[i];
	return NULL;
}

/* The words of one axis: the user's, else the plan's. */
static int part_words(const struct plan_part *part, const struct axes *axes, enum axis axis,
		      struct axes *out)
{
	const struct words *given = &axes->chosen[axis];
	const char *usual = axis_table[axis].usual;
	const char *text = part->axis[axis] ? part->axis[axis] : usual;
	struct axis_word first;
	char *one;
	size_t i, len;
	int ret = 0;

	for (i = 0; !ret && i < given->nr; i++)
		ret = words_add(&out->chosen[axis], given->word[i], strlen(given->word[i]));
	if (given->nr || ret)
		return ret;
	/* The range has a size of its own. */
	if (axis == AXIS_PAGES)
		return 0;
	if (!text || !strcmp(text, "-")) {
		axis_word(axis, 0, &first);
		text = first.name;
	}
	if (axis != AXIS_TARGET)
		return axes_choose(out, axis, text);
	for (; *text && !ret; text += len, text += strspn(text, " ")) {
		len = strcspn(text, " ");
		one = strndup(text, len);
		if (!one)
			return -ENOMEM;
		ret = axes_choose(out, axis, one);
		free(one);
	}
	return ret;
}

static int word_index(const struct replay_word *words, int nr, const char *name)
{
	int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(words[i].name, name))
			return i;
	return 0;
}

/* A choice that makes no difference to a walk is one case, whatever was asked for. */
static void set_walk(struct bench_case *new, const char *const word[AXIS_NR])
{
	new->walk = word_index(replay_walks, WALK_NR, word[AXIS_WALK]);
	new->revision = REVISION_V11;
	new->words.walk = replay_walks[new->walk].name;
	new->words.revision = new->words.kernel = new->words.map = new->words.pageblocks = "-";
	if (!replay_walk_has_kernel(new->walk))
		return;
	if (replay_walk_has_revision(new->walk)) {
		new->revision = word_index(replay_revisions, REVISION_NR, word[AXIS_REVISION]);
		new->words.revision = replay_revisions[new->revision].name;
	}
	new->kernel = word_index(replay_kernels, KERNEL_NR, word[AXIS_KERNEL]);
	if (new->kernel != KERNEL_OF_REVISION)
		new->words.kernel = replay_kernels[new->kernel].name;
	new->pageblocks = word_index(replay_pageblocks, 2, word[AXIS_PAGEBLOCKS]);
	if (new->pageblocks)
		new->words.pageblocks = replay_pageblocks[new->pageblocks].name;
	new->map_mem = replay_walk_shift(new->walk) &&
		       word_index(replay_maps, 2, word[AXIS_MAP]);
	if (new->map_mem)
		new->words.map = replay_maps[new->map_mem].name;
}

static void set_runs(struct bench_case *new)
{
	/* Targets begin at a page, so that the offset decides how all records lie. */
	const struct policy_call call = {
		.copy = new->copy,
		.walk = new->walk,
		.revision = new->revision,
		.dst = new->words.align,
		.record_bytes = replay_layout_bytes[new->layout],
	};

	new->runs = policy_backend(&call);
}

/* The last case of a group at every rung of its sweep. */
static int add_rungs(struct bench_cases *cases, struct bench_group *group, int nr_rungs)
{
	/* The cases move when one is added. */
	const struct bench_case whole = group->cases[group->nr_cases - 1];
	int rung, ret = 0;

	for (rung = 1; !ret && rung < nr_rungs; rung++) {
		struct bench_case new = whole;

		new.rung = rung;
		new.words.pages = 0;
		ret = bench_case_add(cases, group, &new);
	}
	return ret;
}

/* By its name without the label. */
static const struct copy_backend *copy_of(const char *word)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, ":"), word);
	return replay_copy_find(name);
}

/* One point of the product: at[] indexes the words of each axis. */
static int add_point(struct bench_cases *cases, const struct axes *axes, const size_t at[AXIS_NR],
		     const struct plan_part *part)
{
	const char *word[AXIS_NR];
	struct bench_case new = { .mov = -1, .reps = part->reps, .model_read_bytes = RUN_ABSENT,
				  .model_write_bytes = RUN_ABSENT };
	struct bench_group *group;
	const char *kept;
	size_t nr;
	int i, ret;

	for (i = 0; i < AXIS_NR; i++)
		word[i] = axes->chosen[i].nr ? axes->chosen[i].word[at[i]] : NULL;
	group = bench_group_of(cases, word[AXIS_TARGET]);
	if (!group)
		return -EINVAL;

	for (i = 0; i < AXIS_NR; i++) {
		kept = word[i] ? run_pool_intern(cases->pool, word[i], strlen(word[i])) : NULL;
		if (word[i] && !kept)
			return -ENOMEM;
		if (kept)
			case_set(&new.words, i, kept);
	}
	new.copy = copy_of(word[AXIS_COPY]);
	/* The distance of other copies makes no difference, and the usual one has no name. */
	if (!new.copy->looks_ahead || new.words.ahead == AHEAD_BYTES)
		new.words.ahead = 0;
	set_walk(&new, word);
	new.returns = word_index(replay_returns, RETURNS_NR, word[AXIS_RETURNS]);
	if (new.returns == RETURNS_KERNEL)
		new.words.returns = "-";
	new.pattern = word_index(replay_patterns, PATTERN_NR, word[AXIS_PATTERN]);
	new.state = state_find(word[AXIS_STATE]);
	for (i = 0; i < LAYOUT_NR; i++)
		if (replay_layout_bytes[i] == new.words.layout)
			new.layout = i;
	set_runs(&new);

	new.words.target = group->spec.text;
	new.block_order = word_index(block_orders, BLOCK_ORDER_NR, word[AXIS_BLOCK_ORDER]);
	new.words.pages = axes->pages ? axes->pages : part->device_bytes / PAGE_DEVICE_BYTES;
	new.rungs = part->rungs;
	new.short_reps = part->short_reps;
	nr = group->nr_cases;
	ret = bench_case_add(cases, group, &new);
	if (ret || group->nr_cases == nr)
		return ret;
	return add_rungs(cases, group, sweep_rungs(&new));
}

static int add_product(struct bench_cases *cases, const struct axes *axes,
		       const struct plan_part *part)
{
	size_t at[AXIS_NR] = { 0 };
	int axis, ret;

	for (;;) {
		ret = add_point(cases, axes, at, part);
		if (ret)
			return ret;
		for (axis = 0; axis < AXIS_NR; axis++) {
			if (++at[axis] < axes->chosen[axis].nr)
				break;
			at[axis] = 0;
		}
		if (axis == AXIS_NR)
			return 0;
	}
}

static void find_mov(struct bench_group *group)
{
	size_t i, j;

	for (i = 0; i < group->nr_cases; i++)
		for (j = 0; j < group->nr_cases; j++)
			if (!strcmp(group->cases[j].words.copy, "mov") &&
			    bench_same_but_copy(&group->cases[i], &group->cases[j]))
				group->cases[i].mov = group->cases[j].index;
}

/* Those that are spelt out, then those that the plan makes. */
static bool plan_part(const struct plan *plan, size_t nr, struct plan_part *part)
{
	size_t nr_spelt = 0;

	while (nr_spelt < PLAN_PARTS_MOST && plan->parts[nr_spelt].axis[0])
		nr_spelt++;
	*part = (struct plan_part){ 0 };
	if (nr >= nr_spelt)
		return plan->part && plan->part(nr - nr_spelt, part);
	*part = plan->parts[nr];
	return true;
}

int plan_cases(const struct plan *plan, const struct axes *axes, int reps,
	       struct bench_cases *cases)
{
	size_t i, j, part, index = 0;
	struct plan_part one;
	int axis, ret = 0;

	*cases = (struct bench_cases){ .pool = run_pool_new() };
	if (!cases->pool)
		return -ENOMEM;
	for (part = 0; !ret && plan_part(plan, part, &one); part++) {
		struct axes words = { .pages = axes->pages };

		one.device_bytes = one.device_bytes ? one.device_bytes : plan->device_bytes;
		one.reps = reps ? reps : one.reps ? one.reps : plan->reps;
		one.short_reps = reps ? 0 : one.short_reps;
		for (axis = 0; !ret && axis < AXIS_NR; axis++)
			ret = part_words(&one, axes, axis, &words);
		if (!ret)
			ret = add_product(cases, &words, &one);
		axes_free(&words);
	}
	for (i = 0; i < cases->nr_groups; i++) {
		for (j = 0; j < cases->groups[i].nr_cases; j++)
			cases->groups[i].cases[j].index = index++;
		find_mov(&cases->groups[i]);
	}
	if (ret)
		bench_cases_free(cases);
	return ret;
}
