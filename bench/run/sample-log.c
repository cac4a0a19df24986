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

static bool is_settled(const struct summary_row *row, const struct bench_case *c, double precision,
		       double margin)
{
	const struct stats_estimate *ratio = &row->ratio;

	if (c->copy->kind != COPY_KERNEL || c->mov < 0)
		return row->ns.n >= STATS_SOLID_N;
	return stats_may_stop(ratio, margin) ||
	       (ratio->interval == STATS_ORDER &&
		ratio->hi - ratio->lo <= 2 * precision * ratio->median);
}

/* A c2c mode with a row that does is enough. */
static void settle_cases(const struct summary *summary, struct bench_case *cases, double precision,
			 struct settled *out)
{
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		struct bench_case *c = &cases[row->case_ - summary->file->cases];

		if (row->is_reference || c->skip)
			continue;
		c->done |= is_settled(row, c, precision, summary->margin);
		if (c->copy->kind != COPY_KERNEL)
			continue;
		out->nr_rivals++;
		out->nr_decided += row->verdict == VERDICT_PREFER_COPY ||
				   row->verdict == VERDICT_PREFER_REFERENCE;
	}
}

/* mov is sampled as long as somebody is compared with it. */
static void settle_references(struct bench_group *group, struct settled *out)
{
	const size_t first = group->cases[0].index;

	for (size_t i = 0; i < group->nr_cases; i++)
		if (group->cases[i].mov == (int)group->cases[i].index)
			group->cases[i].done = true;
	for (size_t i = 0; i < group->nr_cases; i++) {
		struct bench_case *c = &group->cases[i];

		if (c->skip || c->done || !c->reps)
			continue;
		out->nr_wanting++;
		if (c->mov >= 0)
			group->cases[(size_t)c->mov - first].done = false;
	}
}

int sample_log_settle(const struct sample_log *log, struct bench_group *group, double precision,
		      double margin, struct settled *out)
{
	const size_t first = group->cases[0].index;
	char name[] = "this run";
	struct run_file file = { .name = name, .nr_cases = group->nr_cases };
	struct summary *summary;
	size_t i;
	int ret = -ENOMEM;

	*out = (struct settled){ 0 };
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
	ret = summary_new(&file, 1, margin, &summary);
	if (!ret) {
		settle_cases(summary, group->cases, precision, out);
		settle_references(group, out);
		summary_free(summary);
	}
out:
	free(file.cases);
	free(file.rows);
	return ret;
}
