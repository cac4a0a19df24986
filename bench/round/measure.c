// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/measure.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

int64_t measure_steal_in(const char *path, int cpu)
{
	unsigned long long ticks[8];
	int64_t steal = -1;
	char line[256], name[16];
	FILE *file;

	snprintf(name, sizeof(name), "cpu%d ", cpu);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (steal < 0 && fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, strlen(name)))
			continue;
		if (sscanf(line + strlen(name), "%llu %llu %llu %llu %llu %llu %llu %llu",
			   &ticks[0], &ticks[1], &ticks[2], &ticks[3], &ticks[4], &ticks[5],
			   &ticks[6], &ticks[7]) == 8)
			steal = ticks[7] * 1000 / sysconf(_SC_CLK_TCK);
		break;
	}
	fclose(file);
	return steal;
}

int64_t measure_steal_ms(int cpu)
{
	return measure_steal_in("/proc/stat", cpu);
}

/* Time that this thread had a CPU; a guest's kernel takes off what was stolen from it. */
static int64_t thread_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int64_t measure_away_ns(void)
{
	const int64_t now = clock_ns();

	return now - thread_ns();
}

void measure_call(replay_walk_fn *walk, const struct replay_args *args, int cpu,
		  struct counters *counters, struct sample *sample)
{
	struct rusage before, after;
	int64_t steal, start, end, ran;

	steal = measure_steal_ms(cpu);
	getrusage(RUSAGE_THREAD, &before);

	if (counters)
		counters_start(counters);
	ran = thread_ns();
	start = clock_ns();
	walk(args);
	end = clock_ns();
	ran = thread_ns() - ran;
	if (counters)
		counters_stop(counters, &sample->counted);
	else
		sample->counted = COUNTED_NOTHING;

	getrusage(RUSAGE_THREAD, &after);
	sample->cpu = cpu;
	sample->found_cpu = sched_getcpu();
	sample->took_ns = end - start;
	/* What the two reads of the thread's clock take is in @ran alone. */
	sample->away_ns = end - start > ran ? end - start - ran : 0;
	sample->faults = after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt;
	sample->switches = after.ru_nivcsw - before.ru_nivcsw;
	sample->steal_ms = steal < 0 ? -1 : measure_steal_ms(cpu) - steal;
}

static int by_value(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t measure_clock_cost_ns(void)
{
	int64_t cost[101], start;
	int i;

	for (i = 0; i < 101; i++) {
		start = clock_ns();
		cost[i] = clock_ns() - start;
	}
	qsort(cost, 101, sizeof(cost[0]), by_value);
	return cost[50];
}
