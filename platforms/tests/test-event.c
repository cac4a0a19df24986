// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every encoding of every platform beside the vendor's published one, from
 * published-events.h.  scripts/check-events does the same with the vendors' files.
 */
#include <stdio.h>
#include <string.h>

#include "platform.h"
#include "published-events.h"
#include "support.h"
#include "text.h"

static const struct published *find_published(const char *platform,
					      const struct platform_event *event)
{
	size_t i;

	for (i = 0; i < NR(published); i++)
		if (text_has_word(published[i].platforms, platform) &&
		    !strcmp(published[i].pmu, event->pmu) &&
		    !strcmp(published[i].name, event->name))
			return &published[i];
	return NULL;
}

static void compare(const struct platform *p, const struct platform_event *event)
{
	const struct published *row = find_published(p->name, event);
	unsigned int channels = event_channels(event);

	if (!row)
		fail_msg("%s %s %s: nothing published", p->name, event->pmu, event->name);
	check_row(row, event->code == row->code, "%s: code 0x%x", p->name, event->code);
	check_row(row, event->umask == row->umask, "%s: unit mask 0x%llx", p->name,
		  (unsigned long long)event->umask);
	check_row(row, (event->offcore_rsp | event->rdwrmask) == row->extra, "%s: extra", p->name);
	check_row(row, event->bytes > row->bytes - 0.001 && event->bytes < row->bytes + 0.001,
		  "%s: %g bytes", p->name, event->bytes);
	check_row(row, channels == 1 ? !row->last :
		  event->code + (channels - 1) * event->step == row->last &&
		  event->step == 0x40, "%s: %u channels", p->name, channels);
}

static void encodings_are_the_published_ones(void **state)
{
	const struct platform *const *list;
	size_t nr, i, j;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++)
		for (j = 0; list[i] != platform_generic() && j < list[i]->nr_events; j++)
			if (!list[i]->events[j].none)
				compare(list[i], &list[i]->events[j]);
}

static void nothing_published_is_left_out(void **state)
{
	char word[32];
	size_t r, j;

	for (r = 0; r < NR(published); r++) {
		const char *names = published[r].platforms;

		while (text_next_word(&names, word, sizeof(word))) {
			const struct platform *p = platform_find(word);

			check_row(&published[r], p, "no platform %s", word);
			for (j = 0; j < p->nr_events; j++)
				if (!p->events[j].none &&
				    find_published(p->name, &p->events[j]) == &published[r])
					break;
			check_row(&published[r], j < p->nr_events, "%s has no such event", word);
		}
	}
}

static int has_quantity(const struct platform *p, enum event_quantity quantity)
{
	size_t j;

	for (j = 0; j < p->nr_events; j++)
		if (p->events[j].quantity == quantity)
			return 1;
	return 0;
}

/* Each is there, or its absence is said; what was never considered is neither. */
static void every_platform_answers_every_question(void **state)
{
	static const enum event_quantity wanted[] = {
		EVENT_DRAM_READ, EVENT_DRAM_WRITE, EVENT_CROSS_SOCKET, EVENT_PMEM_READ,
		EVENT_PMEM_WRITE, EVENT_WC_PARTIAL, EVENT_DTLB, EVENT_RFO,
	};
	const struct platform *const *list;
	size_t nr, i, q;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		for (q = 0; q < NR(wanted); q++)
			if (!has_quantity(list[i], wanted[q]))
				fail_msg("%s says nothing about %s", list[i]->name,
					 event_quantity_name[wanted[q]]);
		assert_non_null(list[i]->formula);
		assert_non_null(list[i]->cannot_tell);
	}
}

static void check_event(const struct platform *p, const struct platform_event *e)
{
	char text[160];

	assert_non_null(e->pmu);
	if (e->none) {
		assert_null(e->name);
		assert_int_equal(e->use, EVENT_LISTED);
		return;
	}
	assert_non_null(e->source);
	/* A way is for what is added up, and that must be bytes. */
	assert_int_equal(e->use == EVENT_BYTES, e->way > 0);
	if (e->use == EVENT_BYTES && !e->alias)
		assert_true(e->bytes > 0);
	assert_true(!e->pfm || event_is_core(e));
	assert_true(!e->pfm || !e->pfm_differs);
	assert_int_equal(event_channels(e) > 1, strchr(e->name, '*') != NULL);
	event_name(e, 1, text, sizeof(text));
	assert_null(strchr(text, '*'));
}

/* Two registers hold the offcore masks of a core, so a third event would be multiplexed. */
static void offcore_events_fit(void **state)
{
	static const char *const pmus[] = { "cpu", "cpu_core", "cpu_atom" };
	const struct platform *const *list;
	size_t nr, i, j, k;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		for (j = 0; j < list[i]->nr_events; j++)
			check_event(list[i], &list[i]->events[j]);
		for (k = 0; k < NR(pmus); k++) {
			unsigned int offcore = 0, core = 0;

			for (j = 0; j < list[i]->nr_events; j++) {
				const struct platform_event *e = &list[i]->events[j];

				if (e->use == EVENT_LISTED || strcmp(e->pmu, pmus[k]))
					continue;
				core++;
				offcore += e->offcore_rsp != 0;
			}
			if (offcore > 2 || core > 6)
				fail_msg("%s %s: %u offcore events, %u in all", list[i]->name,
					 pmus[k], offcore, core);
		}
	}
}

static void terms_are_perfs(void **state)
{
	static const struct platform_event ocr = {
		.pmu = "cpu", .name = "x", .code = 0xb7, .umask = 1, .offcore_rsp = 0x10800,
	};
	static const struct platform_event row = {
		.pmu = "amd_df", .name = "ch*_x", .code = 7, .umask = 0x38, .nr = 8, .step = 0x40,
	};
	char text[64];

	event_terms(&ocr, 0, text, sizeof(text));
	assert_string_equal(text, "event=0xb7,umask=0x1,offcore_rsp=0x10800");
	event_terms(&row, 7, text, sizeof(text));
	assert_string_equal(text, "event=0x1c7,umask=0x38");
	event_name(&row, 7, text, sizeof(text));
	assert_string_equal(text, "ch7_x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings_are_the_published_ones),
		cmocka_unit_test(nothing_published_is_left_out),
		cmocka_unit_test(every_platform_answers_every_question),
		cmocka_unit_test(offcore_events_fit),
		cmocka_unit_test(terms_are_perfs),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
