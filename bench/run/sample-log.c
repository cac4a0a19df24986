// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/sample-log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/message.h"
#include "analysis/summary.h"

static size_t log_bytes(size_t nr_cases)
{
	return sizeof(struct sample_log) + nr_cases * sizeof(double) +
	       SAMPLE_LOG_ROWS * sizeof(struct run_row);
}

struct sample_log *sample_log_new(size_t nr_cases)
{
	struct sample_log *log;

	log = mmap(NULL, log_bytes(nr_cases), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (log == MAP_FAILED)
		return NULL;
	log->nr_cases = nr_cases;
	log->factor = (double *)(log + 1);
	log->rows = (struct run_row *)(log->factor + nr_cases);
	return log;
}

void sample_log_free(struct sample_log *log)
{
	if (log)
		munmap(log, log_bytes(log->nr_cases));
}

void sample_log_add(struct sample_log *log, const struct run_row *row, int case_index)
{
	if (log->nr == SAMPLE_LOG_ROWS)
		return;
	log->rows[log->nr] = *row;
	/* The log is shared between processes, and words are not. */
	log->rows[log->nr].reason = "-";
	log->rows[log->nr].traffic_source = "-";
	log->rows[log->nr].counts = "-";
	log->rows[log->nr++].case_nr = case_index;
}

bool sample_log_has_room(const struct sample_log *log, size_t rows)
{
	return rows <= SAMPLE_LOG_ROWS - log->nr;
}

/* Each ratio that decides something, in one placement. */
static bool rows_are_precise(const struct summary *summary, const struct summary_group *group,
			     const struct bench_case *cases, double precision)
{
	size_t i;

	for (i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		const struct bench_case *c = &cases[row->case_ - summary->file->cases];

		if (c->skip || c->copy->kind != COPY_KERNEL || row->is_reference)
			continue;
		if (!row->ratio.has_interval ||
		    row->ratio.hi - row->ratio.lo > 2 * precision * row->ratio.median)
			return false;
	}
	return true;
}

static bool has_ratios(const struct summary_group *group)
{
	return group->verdict != GROUP_UNMEASURED && group->verdict != GROUP_NO_REFERENCE &&
	       group->verdict != GROUP_NO_RIVAL;
}

/* Does any placement do?  Without mov, or with nothing beside it, all do. */
static bool summary_is_precise(const struct summary *summary, const struct bench_case *cases,
			       double precision)
{
	bool precise[3] = { true, true, true };
	bool seen[3] = { false, false, false };
	bool any = false;
	size_t i;

	for (i = 0; i < summary->nr_groups; i++) {
		const struct summary_group *group = &summary->groups[i];

		seen[group->mode] = true;
		any |= has_ratios(group);
		precise[group->mode] &= has_ratios(group) &&
					rows_are_precise(summary, group, cases, precision);
	}
	for (i = 0; i < 3; i++)
		if (seen[i] && precise[i])
			return true;
	return !any;
}

int sample_log_is_precise(const struct sample_log *log, const struct bench_group *group,
			  double precision)
{
	const size_t first = group->cases[0].index;
	char name[] = "this run";
	struct run_file file = { .name = name, .nr_cases = group->nr_cases };
	struct summary *summary;
	size_t i;
	int ret = -ENOMEM;

	file.cases = calloc(group->nr_cases, sizeof(*file.cases));
	file.rows = malloc((log->nr + 1) * sizeof(*file.rows));
	if (!file.cases || !file.rows) {
		pr_err("out of memory");
		goto out;
	}
	for (i = 0; i < group->nr_cases; i++)
		file.cases[i] = group->cases[i].words;
	for (i = 0; i < log->nr; i++) {
		struct run_row row = log->rows[i];

		if (row.case_nr >= 0) {
			if ((size_t)row.case_nr < first ||
			    (size_t)row.case_nr >= first + group->nr_cases)
				continue;
			row.case_nr -= first;
		}
		file.rows[file.nr_rows++] = row;
	}
	ret = summary_new(&file, 1, 0, &summary);
	if (!ret) {
		ret = summary_is_precise(summary, group->cases, precision);
		summary_free(summary);
	}
out:
	free(file.cases);
	free(file.rows);
	return ret;
}
