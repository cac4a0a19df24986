// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plan "scale": the same range by one thread, by two, by four and so on, up to all CPUs
 * that this process may use.
 */
#include <stdio.h>

#include "plan/plan.h"
#include "target/cpus.h"

/* CPUs that this process may use; 1 when they cannot be read, which a run then says itself. */
static int nr_cpus(void)
{
	struct cpu_mask *allowed = cpus_allowed();
	const int nr = allowed ? cpu_mask_count(allowed) : 1;

	cpu_mask_free(allowed);
	return nr < 1 ? 1 : nr > CPUS_MOST ? CPUS_MOST : nr;
}

bool plan_scale_part(size_t nr, struct plan_part *part)
{
	/* Powers of two below all, and all of them. */
	static char words[12 * 8];
	const int most = nr_cpus();
	size_t len = 0;

	if (nr)
		return false;
	for (int threads = 1; threads < most; threads *= 2)
		len += (size_t)snprintf(words + len, sizeof(words) - len, "%d,", threads);
	snprintf(words + len, sizeof(words) - len, "%d", most);
	*part = (struct plan_part){
		.axis = { "base,mov,movnti", "64", "order0,deferred", NEWEST_REVISION, "dram",
			  "reused", "page", [AXIS_THREADS] = words },
	};
	return true;
}
