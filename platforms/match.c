// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which platform a machine is, how that was decided, and what speaks against it.
 *
 * Under a hypervisor the model number is a choice.  The caches and the features
 * are a choice as well, but people who pick a wrong model seldom pick all three
 * alike, so a contradiction between them is worth a sentence.
 */
#include <string.h>

#include "machine-private.h"

/*
 * What firmware can switch off: AMD's and Intel's fast string operations (the
 * kernel reads IA32_MISC_ENABLE bit 0 for Intel's), and AVX-512, for which setup
 * menus have an item.  Its absence says nothing about the silicon.
 */
static const char switchable[] = "erms fsrm fzrm avx512f avx512_vnni avx512_fp16 amx_tile amx_fp16";

bool machine_has(const struct machine *m, const char *name)
{
	enum cpu_flag_state state = cpu_flag(&m->cpuid, name);

	return state == CPU_FLAG_ON || state == CPU_FLAG_NO_STATE;
}

bool machine_is_efficiency_core(const struct machine *m)
{
	/* Leaf 0x1A, EAX[31:24]: 0x20 is an Atom core, 0x40 a Core (SDM vol. 2). */
	return machine_has(m, "hybrid_cpu") && cpuid_get(&m->cpuid, 0x1a, 0).eax >> 24 == 0x20;
}

static bool has_all(const struct machine *m, const char *names)
{
	char name[32];

	while (text_next_word(&names, name, sizeof(name)))
		if (!machine_has(m, name))
			return false;
	return true;
}

/* Names of @names that the CPU has (or has not), with blanks between. */
static void filter_names(const struct machine *m, const char *names, bool wanted,
			 struct text *out)
{
	char name[32];

	while (text_next_word(&names, name, sizeof(name))) {
		if (machine_has(m, name) == wanted) {
			text_sep(out, " ");
			text_add(out, name);
		}
	}
}

bool platform_is_contradicted(const struct machine *m, const struct platform *p)
{
	struct text extra = { 0 };
	bool any;

	filter_names(m, p->never, true, &extra);
	any = extra.len > 0;
	text_drop(&extra);
	return any;
}

static bool cache_agrees(const struct machine_cache *cache, uint64_t bytes, unsigned int ways)
{
	return cache->bytes == bytes && (!ways || !cache->ways || cache->ways == ways);
}

bool platform_cache_agrees(const struct platform *p, unsigned int level,
			   const struct machine_cache *cache)
{
	const struct geometry *g = &p->geometry;
	size_t i;

	if (!cache || !(level == 1 ? g->l1d_bytes : g->l2_bytes))
		return true;
	for (i = 0; i < p->nr_variants; i++)
		if (p->variants[i].level == level &&
		    cache_agrees(cache, p->variants[i].bytes, p->variants[i].ways))
			return true;
	return level == 1 ? cache_agrees(cache, g->l1d_bytes, g->l1d_ways) :
			    cache_agrees(cache, g->l2_bytes, g->l2_ways);
}

static bool core_caches_agree(const struct machine *m, const struct platform *p)
{
	return platform_cache_agrees(p, 1, machine_cache_level(m, 1)) &&
	       platform_cache_agrees(p, 2, machine_cache_level(m, 2));
}

static void clause(struct text *out)
{
	text_sep(out, "; ");
}

static void compare_cache(const struct machine *m, unsigned int level, const char *name,
			  uint64_t bytes, unsigned int ways, struct text *why, struct text *doubt)
{
	const struct machine_cache *cache = machine_cache_level(m, level);
	const struct machine_cache known = { .bytes = bytes, .ways = ways };

	if (!bytes)
		return;
	clause(why);
	text_addf(why, "%s ", name);
	if (!cache) {
		text_add(why, "is not described by CPUID");
		return;
	}
	cache_describe(cache, why);
	if (platform_cache_agrees(m->platform, level, cache)) {
		text_add(why, " agrees");
		return;
	}
	text_add(why, " differs");
	clause(doubt);
	text_addf(doubt, "%s is ", name);
	cache_describe(cache, doubt);
	text_addf(doubt, " where %s has ", m->platform->name);
	cache_describe(&known, doubt);
}

/* Is an L3 made of whole units, of whichever size some die has? */
static bool l3_is_built_of_units(const struct machine *m, const struct machine_cache *l3)
{
	const struct platform *p = m->platform;
	size_t i;

	for (i = 0; i < p->nr_variants; i++)
		if (p->variants[i].level == 3 && l3->bytes % p->variants[i].bytes == 0)
			return true;
	return l3->bytes % p->geometry.l3_unit_bytes == 0;
}

/*
 * A guest's L3 must at least be one that could be built.  On bare metal CPUID
 * is right and the table may be too coarse, so there it is not judged.
 */
static void judge_l3(const struct machine *m, struct text *doubt)
{
	const struct geometry *g = &m->platform->geometry;
	const struct machine_cache *l3 = machine_cache_level(m, 3);
	bool by_core = g->l3_unit && !strcmp(g->l3_unit, "core");

	if (!m->cpu.hypervisor || !l3 || !g->l3_unit_bytes || l3_is_built_of_units(m, l3))
		return;
	/* Smaller AMD parts have a part of a unit; no Intel part has less than one slice. */
	if (!by_core && l3->bytes < g->l3_unit_bytes)
		return;

	clause(doubt);
	text_add(doubt, "L3 ");
	text_size(doubt, l3->bytes);
	text_add(doubt, " is no multiple of ");
	text_size(doubt, g->l3_unit_bytes);
	text_addf(doubt, ", what %s has per %s", m->platform->name, g->l3_unit);
}

static void judge_caches(const struct machine *m, struct text *why, struct text *doubt)
{
	const struct geometry *g = &m->platform->geometry;
	const struct platform *const *list;
	struct text others = { 0 };
	size_t nr, i;

	if (machine_is_efficiency_core(m)) {
		clause(why);
		text_add(why, "read on an efficiency core, whose caches are not compared");
		return;
	}
	compare_cache(m, 1, "L1D", g->l1d_bytes, g->l1d_ways, why, doubt);
	compare_cache(m, 2, "L2", g->l2_bytes, g->l2_ways, why, doubt);
	judge_l3(m, doubt);
	if (core_caches_agree(m, m->platform))
		return;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		if (platform_has_vendor(list[i], m->cpu.vendor) && list[i]->geometry.l1d_bytes &&
		    core_caches_agree(m, list[i]) && !platform_is_contradicted(m, list[i])) {
			text_sep(&others, ", ");
			text_add(&others, list[i]->name);
		}
	}
	clause(doubt);
	if (others.len)
		text_addf(doubt, "the core's caches are those of %s", others.s);
	else
		text_add(doubt, m->cpu.hypervisor ?
			 "the caches look like a hypervisor's own table" :
			 "the core's caches are those of no known platform");
	text_drop(&others);
}

/* Is any of @names something that firmware leaves alone? */
static bool is_beyond_firmware(const char *names)
{
	char name[32];

	while (text_next_word(&names, name, sizeof(name)))
		if (!text_has_word(switchable, name))
			return true;
	return false;
}

static void judge_features(const struct machine *m, struct text *why, struct text *doubt)
{
	const struct platform *p = m->platform;
	struct text missing = { 0 };
	struct text extra = { 0 };

	filter_names(m, p->has, false, &missing);
	filter_names(m, p->never, true, &extra);

	if (!missing.len && !extra.len) {
		clause(why);
		text_add(why, "features agree");
	}
	if (missing.len) {
		clause(why);
		text_addf(why, "%s %s which %s has", m->cpu.hypervisor ? "guest hides" : "lacks",
			  missing.s, p->name);
		/* Hypervisors hide anything, firmware some things. */
		if (!m->cpu.hypervisor && is_beyond_firmware(missing.s)) {
			clause(doubt);
			text_addf(doubt, "lacks %s which %s has", missing.s, p->name);
		}
	}
	if (extra.len) {
		clause(why);
		text_addf(why, "has %s which %s never has", extra.s, p->name);
		clause(doubt);
		text_addf(doubt, "has %s which %s never has", extra.s, p->name);
	}
	text_drop(&missing);
	text_drop(&extra);
}

/*
 * Features that the silicon of this number lacks cannot be lent to a guest, so
 * the number is the hypervisor's.
 */
static bool number_is_a_mask(const struct machine *m, const struct platform *p)
{
	return m->cpu.hypervisor && !machine_is_emulated(m) && platform_is_contradicted(m, p);
}

/*
 * Take the platform whose range fits; @skipped is one whose range is for other
 * guests, or one that this guest cannot be.
 */
static void choose(struct machine *m, const struct platform **skipped)
{
	const struct cpu_identity *cpu = &m->cpu;
	const struct platform *const *list;
	size_t nr, i;

	m->platform = platform_generic();
	m->match = NULL;
	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		const struct platform_match *row;

		row = platform_match_row(list[i], cpu->vendor, cpu->family, cpu->model,
					 cpu->stepping);
		if (!row)
			continue;
		if ((row->guest_needs && !(cpu->hypervisor && has_all(m, row->guest_needs))) ||
		    number_is_a_mask(m, list[i])) {
			*skipped = list[i];
			continue;
		}
		m->platform = list[i];
		m->match = row;
		return;
	}
}

static void explain_generic(const struct machine *m, const struct platform *skipped,
			    struct text *why)
{
	const struct cpu_identity *cpu = &m->cpu;
	const struct platform *const *list;
	bool vendor_known = false;
	struct text extra = { 0 };
	size_t nr, i;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++)
		vendor_known |= platform_has_vendor(list[i], cpu->vendor);

	if (skipped && number_is_a_mask(m, skipped)) {
		text_addf(why, "family %u model %u stepping %u is %s's, but this guest has ",
			  cpu->family, cpu->model, cpu->stepping, skipped->name);
		filter_names(m, skipped->never, true, &extra);
		text_addf(why, "%s, which it never has: the number is the hypervisor's",
			  extra.s ? extra.s : "");
		text_drop(&extra);
		return;
	}
	if (!vendor_known)
		text_addf(why, "no platform of vendor %s is known", cpu->vendor);
	else
		text_addf(why, "no %s platform has family %u model %u stepping %u", cpu->vendor,
			  cpu->family, cpu->model, cpu->stepping);
	if (skipped)
		text_addf(why, "; hypervisors use that number for %s, but %s", skipped->name,
			  cpu->hypervisor ? "this guest lacks its features" : "this is no guest");
}

void platform_decide(struct machine *m)
{
	const struct cpu_identity *cpu = &m->cpu;
	const struct platform *skipped = NULL;
	struct text why = { 0 };
	struct text doubt = { 0 };

	choose(m, &skipped);
	if (!m->match) {
		explain_generic(m, skipped, &why);
	} else {
		text_addf(&why, "family %u model %u stepping %u is in a range of %s (%s)",
			  cpu->family, cpu->model, cpu->stepping, m->platform->name,
			  m->match->kernel_macro);
		if (m->match->guest_needs)
			text_addf(&why, " that hypervisors use for it: a guest with %s",
				  m->match->guest_needs);
		judge_caches(m, &why, &doubt);
		judge_features(m, &why, &doubt);
	}

	if (doubt.len) {
		m->doubt = text_take(&doubt);
		if (!m->doubt)
			m->out_of_memory = true;
	}
	m->why = text_take(&why);
	if (!m->why)
		m->out_of_memory = true;
}

const struct platform *machine_platform(const struct machine *m)
{
	return m->platform;
}

const char *machine_platform_why(const struct machine *m)
{
	return m->why;
}

const char *machine_platform_doubt(const struct machine *m)
{
	return m->doubt;
}

const char *machine_kernel_macro(const struct machine *m)
{
	return m->match ? m->match->kernel_macro : NULL;
}
