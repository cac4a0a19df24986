// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/cpu-mask.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

/* Far above what any kernel is built for (NR_CPUS is 8192 at most on x86-64). */
#define CPUS_EVER (1 << 20)

struct cpu_mask {
	int nr;
	size_t bytes;
	cpu_set_t *set;
};

struct cpu_mask *cpu_mask_new(int nr)
{
	struct cpu_mask *mask = malloc(sizeof(*mask));

	if (!mask)
		return NULL;
	*mask = (struct cpu_mask){ nr, CPU_ALLOC_SIZE(nr), CPU_ALLOC(nr) };
	if (!mask->set) {
		free(mask);
		return NULL;
	}
	/* The last word may hold more than were asked for. */
	mask->nr = (int)mask->bytes * 8;
	CPU_ZERO_S(mask->bytes, mask->set);
	return mask;
}

void cpu_mask_free(struct cpu_mask *mask)
{
	if (mask)
		CPU_FREE(mask->set);
	free(mask);
}

struct cpu_mask *cpu_mask_allowed(void)
{
	struct cpu_mask *mask;
	int nr, error;

	for (nr = CPU_SETSIZE; nr <= CPUS_EVER; nr *= 2) {
		mask = cpu_mask_new(nr);
		if (!mask)
			break;
		if (!sched_getaffinity(0, mask->bytes, mask->set))
			return mask;
		error = errno;
		cpu_mask_free(mask);
		errno = error;
		if (errno != EINVAL)
			break;
	}
	return NULL;
}

void cpu_mask_add(struct cpu_mask *mask, int cpu)
{
	CPU_SET_S(cpu, mask->bytes, mask->set);
}

bool cpu_mask_has(const struct cpu_mask *mask, int cpu)
{
	return cpu >= 0 && cpu < mask->nr && CPU_ISSET_S(cpu, mask->bytes, mask->set);
}

int cpu_mask_count(const struct cpu_mask *mask)
{
	return CPU_COUNT_S(mask->bytes, mask->set);
}

int cpu_mask_next(const struct cpu_mask *mask, int cpu)
{
	while (++cpu < mask->nr)
		if (cpu_mask_has(mask, cpu))
			return cpu;
	return -1;
}

/* The set of one CPU alone; NULL without memory. */
static struct cpu_mask *alone(int cpu)
{
	struct cpu_mask *mask = cpu_mask_new(cpu + 1);

	if (mask)
		cpu_mask_add(mask, cpu);
	return mask;
}

int cpu_pin(int cpu)
{
	struct cpu_mask *mask = alone(cpu);
	int ret;

	if (!mask)
		return -ENOMEM;
	ret = sched_setaffinity(0, mask->bytes, mask->set) ? -errno : 0;
	cpu_mask_free(mask);
	return ret;
}

int cpu_thread(pthread_t *thread, int cpu, void *(*run)(void *arg), void *arg)
{
	struct cpu_mask *mask = alone(cpu);
	pthread_attr_t attr;
	int ret;

	if (!mask)
		return -ENOMEM;
	pthread_attr_init(&attr);
	ret = -pthread_attr_setaffinity_np(&attr, mask->bytes, mask->set);
	if (!ret)
		ret = -pthread_create(thread, &attr, run, arg);
	pthread_attr_destroy(&attr);
	cpu_mask_free(mask);
	return ret;
}
