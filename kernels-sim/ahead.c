// SPDX-License-Identifier: GPL-2.0-or-later
#include "ahead.h"

#include <string.h>

#include "code-patch.h"

/* As AHEAD_SITE() leaves it. */
struct ahead_site {
	int32_t at;	/* of the displacement, from here */
	int32_t more;
};

/* The linker's; not there in a program without such copies. */
extern const struct ahead_site __start_replay_ahead_sites[]
	__attribute__((weak, visibility("hidden")));
extern const struct ahead_site __stop_replay_ahead_sites[]
	__attribute__((weak, visibility("hidden")));

static size_t distance = AHEAD_BYTES;

static uint8_t *displacement(const struct ahead_site *site)
{
	uint8_t *at = (uint8_t *)&site->at + site->at;

	/*
	 * By the rules of C it still points into the table, which is const, so that
	 * clang 19 leaves out what is stored there.
	 */
	asm("" : "+r"(at));
	return at;
}

static void write_site(const struct ahead_site *site, size_t bytes)
{
	const int32_t value = (int32_t)bytes + site->more;

	memcpy(displacement(site), &value, sizeof(value));
}

int replay_ahead_set(size_t bytes)
{
	const struct ahead_site *const sites = __start_replay_ahead_sites;
	const struct ahead_site *const end = __stop_replay_ahead_sites, *site;
	uint8_t *first = NULL, *last = NULL;
	int ret;

	if (!bytes || bytes > AHEAD_MOST)
		return -EINVAL;
	if (bytes == distance)
		return 0;
	for (site = sites; site < end; site++) {
		if (!first || displacement(site) < first)
			first = displacement(site);
		if (displacement(site) > last)
			last = displacement(site);
	}
	if (first) {
		ret = code_patch_allow(first, last + sizeof(int32_t), true);
		if (ret)
			return ret;
		for (site = sites; site < end; site++)
			write_site(site, bytes);
		ret = code_patch_allow(first, last + sizeof(int32_t), false);
		if (ret)
			return ret;
	}
	distance = bytes;
	return 0;
}

size_t replay_ahead(void)
{
	return distance;
}
