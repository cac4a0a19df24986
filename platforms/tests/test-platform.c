// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of platforms: complete, consistent, and no CPU in two of them.
 */
#include <string.h>

#include "cpuid-table.h"
#include "platform.h"
#include "support.h"
#include "text.h"

static void list_is_sorted_and_complete(void **state)
{
	static const char *const expected[] = {
		"amd-zen1", "amd-zen2", "amd-zen3", "amd-zen4", "amd-zen5",
		"amd-zen6", "generic", "intel-adl", "intel-adln", "intel-arl",
		"intel-clx", "intel-cwf", "intel-emr", "intel-gnr", "intel-hsx",
		"intel-icl", "intel-icx", "intel-lnl", "intel-mtl", "intel-ptl",
		"intel-rpl", "intel-skl", "intel-skx", "intel-snr", "intel-spr",
		"intel-srf", "intel-tgl", "zhaoxin",
	};
	const struct platform *const *list;
	size_t nr, i;

	list = platform_list(&nr);
	for (i = 1; i < nr; i++)
		assert_true(strcmp(list[i - 1]->name, list[i]->name) < 0);
	for (i = 0; i < NR(expected); i++)
		if (!platform_find(expected[i]))
			fail_msg("%s is not listed", expected[i]);
	for (i = 0; i < nr; i++)
		assert_ptr_equal(platform_find(list[i]->name), list[i]);
	assert_null(platform_find("intel"));
	assert_null(platform_find(""));
	assert_string_equal(platform_generic()->name, "generic");
}

static void check_words(const struct platform *p, const char *words, const char *others)
{
	char word[32];

	while (text_next_word(&words, word, sizeof(word))) {
		struct cpuid_table none = { 0 };

		/* A name that the feature table lacks would never be seen as present. */
		if (cpu_flag(&none, word) == CPU_FLAG_UNKNOWN)
			fail_msg("%s: unknown feature %s", p->name, word);
		if (text_has_word(others, word))
			fail_msg("%s: has and never has %s", p->name, word);
	}
}

static void entries_are_filled(void **state)
{
	const struct platform *const *list;
	size_t nr, i, j;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		const struct platform *p = list[i];

		assert_non_null(p->desc);
		assert_non_null(p->notes);
		if (p == platform_generic()) {
			assert_null(p->vendor);
			assert_int_equal(p->nr_match, 0);
			continue;
		}
		if (!p->nr_match || !p->geometry.memory)
			fail_msg("%s: incomplete", p->name);
		if (strcmp(p->geometry.memory, "not published") &&
		    (!p->geometry.l1d_bytes || !p->geometry.l2_bytes))
			fail_msg("%s: no caches", p->name);
		for (j = 0; j < p->nr_variants; j++)
			if (p->variants[j].level < 2 || p->variants[j].level > 3 ||
			    !p->variants[j].bytes || !p->variants[j].where)
				fail_msg("%s: variant %zu", p->name, j);
		check_words(p, p->has, p->never);
		check_words(p, p->never, p->has);
		for (j = 0; j < p->nr_match; j++) {
			assert_non_null(p->match[j].kernel_macro);
			assert_true(p->match[j].model_lo <= p->match[j].model_hi);
			assert_true(p->match[j].stepping_lo <= p->match[j].stepping_hi);
		}
	}
}

static void each_matches_its_own_identities(void **state)
{
	const struct platform *const *list;
	size_t nr, i, j;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		for (j = 0; j < list[i]->nr_match; j++) {
			const struct platform_match *row = &list[i]->match[j];

			const char *vendor = platform_row_vendor(list[i], row);

			assert_true(platform_has_vendor(list[i], vendor));
			assert_ptr_equal(platform_match_row(list[i], vendor, row->family,
							    row->model_lo, row->stepping_lo), row);
			assert_ptr_equal(platform_match_row(list[i], vendor, row->family,
							    row->model_hi, row->stepping_hi), row);
			assert_null(platform_match_row(list[i], "MadeUpVendor", row->family,
						       row->model_lo, row->stepping_lo));
		}
	}
}

static void no_two_match_one_cpu(void **state)
{
	static const char *const vendors[] = {
		VENDOR_INTEL, VENDOR_AMD, VENDOR_HYGON, VENDOR_CENTAUR, VENDOR_ZHAOXIN,
	};
	const struct platform *const *list;
	unsigned int family, model, stepping;
	size_t nr, i, v;

	list = platform_list(&nr);
	for (v = 0; v < NR(vendors); v++)
	for (family = 0; family < 0x20; family++)
	for (model = 0; model < 0x100; model++)
	for (stepping = 0; stepping < 16; stepping++) {
		const struct platform *first = NULL;

		for (i = 0; i < nr; i++) {
			const struct platform_match *row =
				platform_match_row(list[i], vendors[v], family, model, stepping);

			/* What hypervisors borrow has an owner. */
			if (!row || row->guest_needs)
				continue;
			if (first)
				fail_msg("%s %u-%u-%u is both %s and %s", vendors[v], family,
					 model, stepping, first->name, list[i]->name);
			first = list[i];
		}
	}
}

/* Identities from the kernel's headers and from CPUs people have, not from our tables. */
static void known_identities(void **state)
{
	static const struct {
		int line;
		const char *vendor;
		unsigned int family, model, stepping;
		const char *platform;
	} rows[] = {
		{ __LINE__, VENDOR_INTEL, 6, 85, 4, "intel-skx" },
		{ __LINE__, VENDOR_INTEL, 6, 85, 5, "intel-clx" },
		{ __LINE__, VENDOR_INTEL, 6, 85, 7, "intel-clx" },
		{ __LINE__, VENDOR_INTEL, 6, 106, 6, "intel-icx" },
		{ __LINE__, VENDOR_INTEL, 6, 108, 1, "intel-icx" },
		{ __LINE__, VENDOR_INTEL, 6, 126, 5, "intel-icl" },
		{ __LINE__, VENDOR_INTEL, 6, 143, 8, "intel-spr" },
		{ __LINE__, VENDOR_INTEL, 6, 207, 2, "intel-emr" },
		{ __LINE__, VENDOR_INTEL, 6, 173, 1, "intel-gnr" },
		{ __LINE__, VENDOR_INTEL, 6, 151, 2, "intel-adl" },
		{ __LINE__, VENDOR_INTEL, 6, 183, 1, "intel-rpl" },
		{ __LINE__, VENDOR_INTEL, 6, 198, 2, "intel-arl" },
		{ __LINE__, VENDOR_INTEL, 6, 181, 0, "intel-mtl" },	/* ARL-U: another core */
		{ __LINE__, VENDOR_INTEL, 6, 170, 4, "intel-mtl" },
		{ __LINE__, VENDOR_INTEL, 6, 63, 2, "intel-hsx" },
		{ __LINE__, VENDOR_INTEL, 6, 79, 1, "intel-hsx" },
		{ __LINE__, VENDOR_INTEL, 6, 61, 4, NULL },	/* Broadwell client */
		{ __LINE__, VENDOR_INTEL, 6, 94, 3, "intel-skl" },
		{ __LINE__, VENDOR_INTEL, 6, 158, 12, "intel-skl" },
		{ __LINE__, VENDOR_INTEL, 6, 167, 1, "intel-icl" },	/* Rocket Lake */
		{ __LINE__, VENDOR_INTEL, 6, 140, 1, "intel-tgl" },
		{ __LINE__, VENDOR_INTEL, 6, 134, 5, "intel-snr" },
		{ __LINE__, VENDOR_INTEL, 6, 175, 3, "intel-srf" },
		{ __LINE__, VENDOR_INTEL, 6, 182, 0, "intel-srf" },	/* Grand Ridge */
		{ __LINE__, VENDOR_INTEL, 6, 221, 0, "intel-cwf" },
		{ __LINE__, VENDOR_INTEL, 6, 190, 0, "intel-adln" },
		{ __LINE__, VENDOR_INTEL, 6, 189, 1, "intel-lnl" },
		{ __LINE__, VENDOR_INTEL, 6, 204, 3, "intel-ptl" },
		{ __LINE__, VENDOR_INTEL, 6, 213, 1, "intel-ptl" },	/* Wildcat Lake */
		{ __LINE__, VENDOR_INTEL, 6, 215, 0, "intel-rpl" },	/* Bartlett Lake */
		{ __LINE__, VENDOR_INTEL, 18, 1, 0, NULL },	/* Nova Lake */
		{ __LINE__, VENDOR_AMD, 0x17, 0x01, 2, "amd-zen1" },
		{ __LINE__, VENDOR_AMD, 0x17, 0x18, 1, "amd-zen1" },
		{ __LINE__, VENDOR_HYGON, 0x18, 0x02, 2, "amd-zen1" },
		{ __LINE__, VENDOR_HYGON, 0x18, 0x04, 0, NULL },
		{ __LINE__, VENDOR_AMD, 0x18, 0x02, 2, NULL },
		{ __LINE__, VENDOR_CENTAUR, 7, 0x3b, 0, "zhaoxin" },
		{ __LINE__, VENDOR_ZHAOXIN, 7, 0x5b, 3, "zhaoxin" },
		{ __LINE__, VENDOR_CENTAUR, 6, 0x0f, 2, NULL },	/* VIA */
		{ __LINE__, VENDOR_AMD, 0x17, 0x31, 0, "amd-zen2" },
		{ __LINE__, VENDOR_AMD, 0x17, 0x71, 0, "amd-zen2" },
		{ __LINE__, VENDOR_AMD, 0x19, 0x01, 1, "amd-zen3" },
		{ __LINE__, VENDOR_AMD, 0x19, 0x21, 0, "amd-zen3" },
		{ __LINE__, VENDOR_AMD, 0x19, 0x11, 1, "amd-zen4" },
		{ __LINE__, VENDOR_AMD, 0x19, 0x61, 2, "amd-zen4" },
		{ __LINE__, VENDOR_AMD, 0x19, 0xa0, 2, "amd-zen4" },
		{ __LINE__, VENDOR_AMD, 0x1a, 0x02, 1, "amd-zen5" },
		{ __LINE__, VENDOR_AMD, 0x1a, 0x44, 0, "amd-zen5" },
		{ __LINE__, VENDOR_AMD, 0x1a, 0xd0, 0, "amd-zen5" },
		{ __LINE__, VENDOR_AMD, 0x1a, 0x50, 0, "amd-zen6" },
		{ __LINE__, VENDOR_AMD, 0x1a, 0xb0, 0, NULL },	/* nobody's yet */
	};
	const struct platform *const *list;
	size_t nr, i, r;

	list = platform_list(&nr);
	for (r = 0; r < NR(rows); r++) {
		const char *found = NULL;

		for (i = 0; i < nr; i++) {
			const struct platform_match *row =
				platform_match_row(list[i], rows[r].vendor, rows[r].family,
						   rows[r].model, rows[r].stepping);

			if (row && !row->guest_needs)
				found = list[i]->name;
		}
		check_row(&rows[r], (!found) == (!rows[r].platform), "found %s",
			  found ? found : "none");
		check_row(&rows[r], !found || !strcmp(found, rows[r].platform), "found %s", found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_is_sorted_and_complete),
		cmocka_unit_test(entries_are_filled),
		cmocka_unit_test(each_matches_its_own_identities),
		cmocka_unit_test(no_two_match_one_cpu),
		cmocka_unit_test(known_identities),
	};

	return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
