// SPDX-License-Identifier: GPL-2.0-or-later
#include "sample-log.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "stats.h"

#define ENTRIES_MOST (1UL << 20)

static size_t log_bytes(size_t nr_cases)
{
	return sizeof(struct sample_log) + nr_cases * sizeof(double) +
	       ENTRIES_MOST * sizeof(struct log_entry);
}

struct sample_log *sample_log_new(size_t nr_cases)
{
	struct sample_log *log;

	log = mmap(NULL, log_bytes(nr_cases), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		   -1, 0);
	if (log == MAP_FAILED)
		return NULL;
	log->nr_cases = nr_cases;
	log->room = ENTRIES_MOST;
	log->factor = (double *)(log + 1);
	log->entries = (struct log_entry *)(log->factor + nr_cases);
	return log;
}

void sample_log_free(struct sample_log *log)
{
	if (log)
		munmap(log, log_bytes(log->nr_cases));
}

bool sample_log_add(struct sample_log *log, const struct log_entry *entry)
{
	if (log->nr == log->room)
		return false;
	log->entries[log->nr++] = *entry;
	return true;
}

static struct stats_sample *samples_of(const struct sample_log *log, size_t case_index, size_t *nr)
{
	struct stats_sample *samples = malloc((log->nr + 1) * sizeof(*samples));
	size_t i;

	*nr = 0;
	for (i = 0; samples && i < log->nr; i++)
		if (log->entries[i].case_index == case_index)
			samples[(*nr)++] = (struct stats_sample){
				log->entries[i].round, log->entries[i].rep, log->entries[i].took_ns,
			};
	return samples;
}

bool sample_log_is_precise(const struct sample_log *log, size_t case_index, size_t mov_index,
			   double precision)
{
	struct stats_sample *a, *b;
	struct stats_estimate ratio;
	size_t nr_a, nr_b;
	bool precise = false;

	a = samples_of(log, case_index, &nr_a);
	b = samples_of(log, mov_index, &nr_b);
	if (a && b && !stats_paired_ratio(a, nr_a, b, nr_b, &ratio))
		precise = ratio.hi - ratio.lo <= 2 * precision * ratio.median;
	free(a);
	free(b);
	return precise;
}
