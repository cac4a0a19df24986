// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "sizes.h"

#define DECIDING "null,base,mov,mov-regs,rep-movsb,movnti,flushcache,movdir64b,avx512-nt"
#define STREAMING "mov,mov-regs,movnti,flushcache,movdiri,movdir64b"
#define OTHER_USABLE "base,clzero-mov,memcpy-unrolled,mov-clflushopt,mov-clwb,movnti-desc,"         \
		     "prefetchw-mov,rep-movsb,rep-movsq"
#define ALL_TARGETS "dram dram:page=4k memfd file"

/* copy, layout, walk, rules, target, state, pattern; of the other axes the first word */
#define PART(...) { .axis = { __VA_ARGS__ } }
/* A ladder of sizes, or of spacings.  Those that stream are to be decided at each rung. */
#define SIZES(...) { .axis = { __VA_ARGS__ }, .rungs = RUNGS_SIZES, .reps = 2, .short_reps = 4 }
#define OTHER_SIZES(...) { .axis = { __VA_ARGS__ }, .rungs = RUNGS_SIZES }
#define SPACINGS(...)                                                                              \
	{ .axis = { __VA_ARGS__, [AXIS_DRAIN_EVERY] = "65536" }, .rungs = RUNGS_SPACINGS,          \
	  .reps = 3, .short_reps = 4 }
#define CRAWL_FACTOR 8

/* The cells of the mailing-list thread. */
#define THREAD(walk, target, state)                                                                \
	.axis = { "base,mov,movnti", "64", walk, "v4", target, state, "page", "rules", "dev",      \
		  "movable" }
#define REBIND(walk, target) { THREAD(walk, target, "stale") }
#define FIRST_BIND(walk, target) { THREAD(walk, target, "untouched"), .reps = 2 }

static const struct plan plans[] = {
	{
		.name = "quick",
		.desc = "the answer for this machine: the copies that decide, four kinds of memory",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .grows = true, .reps = 2, .time_s = 60,
		.parts = { PART(DECIDING, "64", "order0", "v5", ALL_TARGETS, "stale", "page") },
	},
	{
		.name = "sizes",
		.desc = "from which size on which copy wins: 64 KiB of memmap to all; up to 5 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		/* What it takes beside the time of measuring must fit into five minutes too. */
		.rounds = 12, .reps = 1, .crawl_factor = CRAWL_FACTOR, .time_s = 190,
		.parts = {
			SIZES(STREAMING, "64", "order0", "v5", "dram memfd", "dirty", "page"),
			OTHER_SIZES(OTHER_USABLE, "64", "order0", "v5", "dram", "dirty", "page"),
			SPACINGS(STREAMING, "64", "order0", "v5", "dram memfd", "dirty", "page"),
			PART(STREAMING, "64", "order9", "v5", "dram memfd", "dirty", "page"),
			{ .axis = { STREAMING, "80,96", "order0", "v5", "dram", "dirty", "page" },
			  .device_bytes = 64ULL << 30 },
			/* No power of two, which a ladder would have as well. */
			{ .axis = { "mov,movnti,movdir64b", "64,80,96", "order0", "v5", "dram",
				    "dirty", "page", [AXIS_ALIGN] = "0,8,16,32,48" },
			  .device_bytes = 12ULL << 30 },
		},
	},
	{
		.name = "smoke",
		.desc = "two seconds on 16 MiB, for tests: shows that everything works, decides nothing",
		.device_bytes = 1ULL << 30,
		.rounds = 6, .reps = 3, .time_s = 1,
		.parts = { PART("null,base,mov,movnti", "64", "order0", "v5", "dram memfd", "stale",
				"page") },
	},
	{
		.name = "standard",
		.desc = "what data/ holds: every copy, 64/80/96 bytes, all patterns; up to 10 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 6, .grows = true, .reps = 2, .time_s = 480,
		.parts = {
			PART("all", "64", "order0", "v5", ALL_TARGETS, "stale", "page"),
			PART("all", "80,96", "order0", "v5", "dram", "stale", "page"),
			PART(DECIDING, "64", "order0", "v5", "dram", "stale",
			     "dense,half-zero,zero"),
		},
	},
	{
		/*
		 * 32 rebinds of each cell; the author took 30, but eight rounds can
		 * lose two and still have intervals.  The reviewer's loop makes ten
		 * passes over 64 GiB.  v4 is the revision that has
		 * figures in all three scenarios.
		 */
		.name = "thread",
		.desc = "the thread's table: nd_pmem, dax_pmem and device_private, each with base, "
			"template and streaming; 16 first binds and 32 rebinds; 5 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 8, .reps = 4, .no_pilots = true, .time_s = 240,
		.parts = {
			REBIND("order0,order9", "file"),
			FIRST_BIND("order0,order9", "file"),
			REBIND("order0", "dram"),
			FIRST_BIND("order0", "dram"),
			{ THREAD("order0", "dram", "stale"), .device_bytes = 64ULL << 30,
			  .reps = 10 },
		},
	},
	{
		.name = "verify",
		.desc = "do the generated thresholds hold here? copy selected at all sizes; 2 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		/* More rounds than an interval needs: a neighbour spoils some of them. */
		.rounds = 10, .reps = 1, .crawl_factor = CRAWL_FACTOR, .time_s = 120,
		.parts = {
			SIZES(STREAMING ",selected", "64", "order0", "v5", "dram memfd", "dirty",
			      "page"),
			SPACINGS(STREAMING ",selected", "64", "order0", "v5", "dram memfd", "dirty",
				 "page"),
			PART(STREAMING ",selected", "64", "order9", "v5", "dram memfd", "dirty",
			     "page"),
		},
	},
	{
		.name = "why",
		.desc = "one experiment per explanation of the thread's split, for the report of the "
			"same name; up to 8 minutes",
		.device_bytes = THREAD_DEVICE_BYTES,
		.rounds = 10, .reps = 2, .no_pilots = true, .time_s = 360,
		.part = plan_why_part,
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
	const char *text = part->axis[axis] ? part->axis[axis] : axis_default(axis);
	struct axis_word first;
	char *one;
	size_t i, len;
	int ret = 0;

	for (i = 0; !ret && i < given->nr; i++)
		ret = words_add(&out->chosen[axis], given->word[i], strlen(given->word[i]));
	if (given->nr || ret)
		return ret;
	if (!text) {
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

static struct bench_group *group_of(struct bench_cases *cases, const char *target)
{
	struct bench_group *grown;
	struct target_spec spec;
	size_t i;

	if (target_parse(target, &spec))
		return NULL;
	for (i = 0; i < cases->nr_groups; i++) {
		if (!strcmp(cases->groups[i].spec.text, spec.text)) {
			target_spec_free(&spec);
			return &cases->groups[i];
		}
	}
	grown = realloc(cases->groups, (cases->nr_groups + 1) * sizeof(*grown));
	if (!grown) {
		target_spec_free(&spec);
		return NULL;
	}
	cases->groups = grown;
	grown[cases->nr_groups] = (struct bench_group){ .spec = spec };
	return &grown[cases->nr_groups++];
}

static bool same_but_drains(const struct bench_case *a, const struct bench_case *b)
{
	return a->walk == b->walk && a->rules == b->rules && a->layout == b->layout &&
	       a->pattern == b->pattern && a->state == b->state && a->kernel == b->kernel &&
	       a->map_mem == b->map_mem && a->pageblocks == b->pageblocks &&
	       a->order == b->order && a->words.load == b->words.load &&
	       a->words.threads == b->words.threads && a->words.align == b->words.align;
}

bool plan_same_sweep(const struct bench_case *a, const struct bench_case *b)
{
	return same_but_drains(a, b) && a->rungs == b->rungs &&
	       (a->rungs == RUNGS_SPACINGS || a->words.drain_every == b->words.drain_every);
}

static bool same_case(const struct bench_case *a, const struct bench_case *b, bool same_copy)
{
	return same_but_drains(a, b) && a->words.drain_every == b->words.drain_every &&
	       a->rung == b->rung && a->words.pages == b->words.pages &&
	       (!same_copy || !strcmp(a->words.copy, b->words.copy));
}

static int add_case(struct bench_cases *cases, struct bench_group *group, struct bench_case *new)
{
	struct bench_case *grown;
	size_t i;

	for (i = 0; i < group->nr_cases; i++) {
		if (same_case(&group->cases[i], new, true)) {
			if (new->reps > group->cases[i].reps)
				group->cases[i].reps = new->reps;
			if (new->reps > group->reps)
				group->reps = new->reps;
			free((char *)new->words.copy);
			return 0;
		}
	}
	grown = realloc(group->cases, (group->nr_cases + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	group->cases = grown;
	cases->nr_cases++;
	grown[group->nr_cases++] = *new;
	if ((size_t)new->words.layout > group->layout_bytes)
		group->layout_bytes = new->words.layout;
	if (group->layout_bytes > cases->layout_bytes)
		cases->layout_bytes = group->layout_bytes;
	if ((size_t)new->words.align > group->align_bytes)
		group->align_bytes = new->words.align;
	if ((uint64_t)new->words.pages > group->pages)
		group->pages = new->words.pages;
	if (group->pages > cases->pages)
		cases->pages = group->pages;
	if (new->reps > group->reps)
		group->reps = new->reps;
	return 0;
}

/* A choice that makes no difference to a walk is one case, whatever was asked for. */
static void set_walk(struct bench_case *new, const char *const word[AXIS_NR])
{
	new->walk = word_index(replay_walks, WALK_NR, word[AXIS_WALK]);
	new->rules = RULES_V5;
	new->words.walk = replay_walks[new->walk].name;
	new->words.rules = new->words.kernel = new->words.map = new->words.pageblocks = "-";
	if (!replay_walk_has_rules(new->walk))
		return;
	new->rules = word_index(replay_rules, RULES_NR, word[AXIS_RULES]);
	new->words.rules = replay_rules[new->rules].name;
	new->kernel = word_index(replay_kernels, KERNEL_NR, word[AXIS_KERNEL]);
	if (new->kernel != KERNEL_OF_RULES)
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
		.rules = new->rules,
		.dst = new->words.align,
		.record_bytes = replay_layout_bytes[new->layout],
	};

	new->runs = policy_backend(&call);
}

const char *plan_cannot_align(const struct bench_case *c)
{
	if (!c->runs)
		return "a copy that is out of line, or descends, is not replayed to a destination that "
		       "is not 8-byte aligned";
	/* Where streaming falls back it falls back to mov. */
	if (c->words.align % 8 && strcmp(c->runs->name, "mov"))
		return "no kernel asks this copy for a destination that is not 8-byte aligned";
	return NULL;
}

/* The last case of a group at every rung of its ladder. */
static int add_rungs(struct bench_cases *cases, struct bench_group *group, int nr_rungs)
{
	/* The cases move when one is added. */
	const struct bench_case whole = group->cases[group->nr_cases - 1];
	int rung, ret = 0;

	for (rung = 1; !ret && rung < nr_rungs; rung++) {
		struct bench_case new = whole;

		new.rung = rung;
		new.words.pages = 0;
		new.words.copy = strdup(whole.words.copy);
		ret = new.words.copy ? add_case(cases, group, &new) : -ENOMEM;
	}
	return ret;
}

/* One point of the product: at[] indexes the words of each axis. */
static int add_point(struct bench_cases *cases, const struct axes *axes, const size_t at[AXIS_NR],
		     const struct plan_part *part)
{
	const char *word[AXIS_NR];
	struct bench_case new = { .mov = -1, .reps = part->reps, .model_read_bytes = RUN_ABSENT,
				  .model_write_bytes = RUN_ABSENT };
	struct bench_group *group;
	size_t nr;
	char *name;
	int i, ret;

	for (i = 0; i < AXIS_NR; i++)
		word[i] = axes->chosen[i].word[at[i]];
	group = group_of(cases, word[AXIS_TARGET]);
	if (!group)
		return -EINVAL;

	name = strndup(word[AXIS_COPY], strcspn(word[AXIS_COPY], ":"));
	new.words.copy = strdup(word[AXIS_COPY]);
	if (!name || !new.words.copy) {
		free(name);
		free((char *)new.words.copy);
		return -ENOMEM;
	}
	new.copy = replay_copy_find(name);
	free(name);
	set_walk(&new, word);
	new.pattern = word_index(replay_patterns, PATTERN_NR, word[AXIS_PATTERN]);
	new.state = state_find(word[AXIS_STATE]);
	for (i = 0; i < LAYOUT_NR; i++)
		if (replay_layout_bytes[i] == atoi(word[AXIS_LAYOUT]))
			new.layout = i;
	new.words.align = atoi(word[AXIS_ALIGN]);
	set_runs(&new);

	new.words.layout = replay_layout_bytes[new.layout];
	new.words.state = new.state->name;
	new.words.pattern = replay_patterns[new.pattern].name;
	new.order = word_index(sweep_orders, SWEEP_NR, word[AXIS_ORDER]);
	new.words.order = sweep_orders[new.order].name;
	new.words.drain_every = atoi(word[AXIS_DRAIN_EVERY]);
	new.words.load = atoi(word[AXIS_LOAD]);
	new.words.threads = atoi(word[AXIS_THREADS]);
	new.words.pages = axes->pages ? axes->pages : part->device_bytes / PAGE_DEVICE_BYTES;
	new.rungs = part->rungs;
	new.short_reps = part->short_reps;
	nr = group->nr_cases;
	ret = add_case(cases, group, &new);
	if (ret || group->nr_cases == nr)
		return ret;
	return add_rungs(cases, group, sizes_rungs(&new));
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
			    same_case(&group->cases[i], &group->cases[j], false))
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

	*cases = (struct bench_cases){ 0 };
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
		for (j = 0; j < cases->groups[i].nr_cases; j++) {
			cases->groups[i].cases[j].words.target = cases->groups[i].spec.text;
			cases->groups[i].cases[j].index = index++;
		}
		find_mov(&cases->groups[i]);
	}
	if (ret)
		bench_cases_free(cases);
	return ret;
}

static bool has_case_twice(const struct bench_group *group, size_t nr)
{
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (i != nr && group->cases[i].reps &&
		    same_case(&group->cases[i], &group->cases[nr], true))
			return true;
	return false;
}

int bench_group_threads(const struct bench_group *group)
{
	int most = 1;
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (!group->cases[i].skip && group->cases[i].words.threads > most)
			most = group->cases[i].words.threads;
	return most;
}

bool bench_cases_fit(struct bench_cases *cases, uint64_t pages)
{
	size_t i, j;

	if (cases->pages <= pages)
		return false;
	cases->pages = pages;
	for (i = 0; i < cases->nr_groups; i++) {
		struct bench_group *group = &cases->groups[i];

		if (group->pages > pages)
			group->pages = pages;
		for (j = 0; j < group->nr_cases; j++) {
			if ((uint64_t)group->cases[j].words.pages <= pages)
				continue;
			group->cases[j].words.pages = pages;
			/* What another case is by now need not be measured twice. */
			if (has_case_twice(group, j))
				group->cases[j].reps = 0;
		}
	}
	return true;
}

void bench_cases_free(struct bench_cases *cases)
{
	size_t i, j;

	for (i = 0; i < cases->nr_groups; i++) {
		for (j = 0; j < cases->groups[i].nr_cases; j++) {
			free((char *)cases->groups[i].cases[j].words.copy);
			free(cases->groups[i].cases[j].skip);
		}
		free(cases->groups[i].cases);
		target_spec_free(&cases->groups[i].spec);
	}
	free(cases->groups);
	*cases = (struct bench_cases){ 0 };
}
