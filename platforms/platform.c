// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list of platforms and the look-ups in it.  Deciding which platform a
 * machine is takes more than its model number; see match.c.
 */
#include <string.h>

#include "cpu-table.h"
#include "platform.h"

static const struct platform *const platforms[] = {
#define CPU_PLATFORM(name) &cpu_##name,
#include "cpu-list.h"
#undef CPU_PLATFORM
};

#define NR_PLATFORMS (sizeof(platforms) / sizeof(platforms[0]))

const struct platform *const *platform_list(size_t *nr)
{
	*nr = NR_PLATFORMS;
	return platforms;
}

const struct platform *platform_find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_PLATFORMS; i++)
		if (!strcmp(platforms[i]->name, name))
			return platforms[i];
	return NULL;
}

const struct platform *platform_generic(void)
{
	return &cpu_generic;
}

const char *platform_row_vendor(const struct platform *p, const struct platform_match *row)
{
	return row->vendor ? row->vendor : p->vendor;
}

bool platform_has_vendor(const struct platform *p, const char *vendor)
{
	size_t i;

	for (i = 0; i < p->nr_match; i++)
		if (!strcmp(platform_row_vendor(p, &p->match[i]), vendor))
			return true;
	return false;
}

const struct platform_match *platform_match_row(const struct platform *p, const char *vendor,
						unsigned int family, unsigned int model,
						unsigned int stepping)
{
	size_t i;

	for (i = 0; i < p->nr_match; i++) {
		const struct platform_match *row = &p->match[i];

		if (!strcmp(platform_row_vendor(p, row), vendor) && family == row->family &&
		    model >= row->model_lo && model <= row->model_hi &&
		    stepping >= row->stepping_lo && stepping <= row->stepping_hi)
			return row;
	}
	return NULL;
}

unsigned int platform_wc_buffers(const struct platform *p)
{
	if (p->vendor && !strcmp(p->vendor, VENDOR_INTEL) && p->geometry.fill_buffers)
		return p->geometry.fill_buffers;
	return PLATFORM_WC_BUFFERS;
}
