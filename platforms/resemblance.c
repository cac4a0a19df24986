// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest that hides its model must be at least, and what it looks like.
 *
 * A hypervisor can hide features of the silicon but lend none, so features give
 * a lower bound.  Caches are often passed through, but may be made up as well,
 * so they give a likeness and no more.  Nothing is filed under either.
 */
#include <string.h>

#include "machine-private.h"

#define NR_CANDIDATES_MAX 64

/* Words of @names that the machine has. */
static void add_present(const struct machine *m, const char *names, struct text *out)
{
	char name[32];

	while (text_next_word(&names, name, sizeof(name))) {
		if (machine_has(m, name) && !(out->s && text_has_word(out->s, name))) {
			text_sep(out, " ");
			text_add(out, name);
		}
	}
}

/*
 * The platforms that could have all features of this guest; @evidence: the
 * features that the others lack.
 */
static size_t find_possible(const struct machine *m, const struct platform **possible,
			    struct text *evidence)
{
	const struct platform *const *list;
	size_t nr, i, found = 0;

	list = platform_list(&nr);
	for (i = 0; i < nr && found < NR_CANDIDATES_MAX; i++) {
		if (!platform_has_vendor(list[i], m->cpu.vendor))
			continue;
		if (platform_is_contradicted(m, list[i]))
			add_present(m, list[i]->never, evidence);
		else
			possible[found++] = list[i];
	}
	return found;
}

/* How many platforms of the vendor never have one feature, or any of those the machine has? */
static size_t nr_excluded(const struct machine *m, const char *feature)
{
	const struct platform *const *list;
	size_t nr, i, excluded = 0;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++)
		if (platform_has_vendor(list[i], m->cpu.vendor))
			excluded += feature ? text_has_word(list[i]->never, feature) :
					      platform_is_contradicted(m, list[i]);
	return excluded;
}

/* Of the evidence what says everything by itself, or all of it. */
static void add_strongest(const struct machine *m, const char *evidence, struct text *out)
{
	const size_t excluded = nr_excluded(m, NULL);
	struct text strong = { 0 };
	const char *list = evidence;
	char name[32];

	while (text_next_word(&list, name, sizeof(name))) {
		if (nr_excluded(m, name) == excluded) {
			text_sep(&strong, " ");
			text_add(&strong, name);
		}
	}
	text_addf(out, ": has %s", strong.len ? strong.s : evidence);
	text_drop(&strong);
}

static void add_names(const struct platform *const *list, size_t nr, struct text *out)
{
	size_t i;

	for (i = 0; i < nr; i++)
		text_addf(out, "%s%s", i ? ", " : "", list[i]->name);
}

static bool l1i_agrees(const struct machine *m, const struct platform *p)
{
	return !m->l1i.bytes || !p->geometry.l1i_bytes || m->l1i.bytes == p->geometry.l1i_bytes;
}

/* How many whole units of growth an L3 is, 0 for none. */
static unsigned int l3_units(const struct machine_cache *l3, const struct platform *p,
			     uint32_t *unit_bytes)
{
	size_t i;

	*unit_bytes = p->geometry.l3_unit_bytes;
	if (*unit_bytes && l3->bytes % *unit_bytes == 0)
		return (unsigned int)(l3->bytes / *unit_bytes);
	for (i = 0; i < p->nr_variants; i++) {
		*unit_bytes = p->variants[i].bytes;
		if (p->variants[i].level == 3 && l3->bytes % *unit_bytes == 0)
			return (unsigned int)(l3->bytes / *unit_bytes);
	}
	return 0;
}

/* "L1I 64 KiB, L1D 48 KiB 12-way, L2 2 MiB 16-way; L3 480 MiB is 120 x 4 MiB" */
static void describe_caches(const struct machine *m, const struct platform *p, struct text *out)
{
	const struct machine_cache *l1d = machine_cache_level(m, 1);
	const struct machine_cache *l2 = machine_cache_level(m, 2);
	const struct machine_cache *l3 = machine_cache_level(m, 3);
	unsigned int units;
	uint32_t unit_bytes;

	if (m->l1i.bytes && p->geometry.l1i_bytes) {
		text_add(out, "L1I ");
		text_size(out, m->l1i.bytes);
		text_add(out, ", ");
	}
	text_add(out, "L1D ");
	cache_describe(l1d, out);
	text_add(out, ", L2 ");
	cache_describe(l2, out);
	units = l3 ? l3_units(l3, p, &unit_bytes) : 0;
	if (!units)
		return;
	text_add(out, "; L3 ");
	text_size(out, l3->bytes);
	text_addf(out, " is %u x ", units);
	text_size(out, unit_bytes);
}

static void take(struct machine *m, struct text *text, char **to)
{
	*to = text_take(text);
	if (!*to)
		m->out_of_memory = true;
}

static void find_likeness(struct machine *m, const struct platform **possible, size_t nr)
{
	const struct machine_cache *l1d = machine_cache_level(m, 1);
	const struct machine_cache *l2 = machine_cache_level(m, 2);
	struct text out = { 0 };
	size_t i, kept = 0;

	if (!l1d || !l2)
		return;
	for (i = 0; i < nr; i++)
		if (l1i_agrees(m, possible[i]) && platform_cache_agrees(possible[i], 1, l1d) &&
		    platform_cache_agrees(possible[i], 2, l2))
			possible[kept++] = possible[i];
	if (!kept)
		return;
	add_names(possible, kept, &out);
	text_add(&out, kept == 1 ? ": its caches are " : ": their caches are ");
	describe_caches(m, possible[0], &out);
	take(m, &out, &m->looks_like);
}

void resemblance_find(struct machine *m)
{
	const struct platform *possible[NR_CANDIDATES_MAX];
	struct text evidence = { 0 };
	struct text out = { 0 };
	size_t nr;

	if (m->match || !m->cpu.hypervisor || machine_is_emulated(m))
		return;
	nr = find_possible(m, possible, &evidence);
	if (evidence.len) {
		if (nr)
			add_names(possible, nr, &out);
		else
			text_add(&out, "newer than all that are known");
		add_strongest(m, evidence.s, &out);
		take(m, &out, &m->at_least);
	}
	if (nr)
		find_likeness(m, possible, nr);
	text_drop(&evidence);
}
