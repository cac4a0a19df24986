// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/resume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "plan/sweep.h"
#include "round/pilots.h"

/* What must be the same; all else, such as free memory, differs from minute to minute. */
static const char *const same[] = {
	"version", "command", "plan", "seed", "origin", "cpu", "platform", "microcode", "hypervisor",
	"kernel", "numa-kinds", "pinned-cpu", "returns", "device-size", "precision", "disturbed-rule",
	"pilot-rule", "part-rule", "retake-rule", "stop-rule",
};

/* The value of a key in a header as text, up to the line end; NULL when it is not there. */
static const char *value_in(const char *header, const char *key, size_t *len)
{
	const size_t key_len = strlen(key);

	for (const char *line = header; *line; line += strcspn(line, "\n") + 1) {
		if (strncmp(line, "# ", 2) || strncmp(line + 2, key, key_len) ||
		    strncmp(line + 2 + key_len, ": ", 2))
			continue;
		line += 2 + key_len + 2;
		*len = strcspn(line, "\n");
		return line;
	}
	return NULL;
}

int resume_check(struct run *run)
{
	const struct run_file *file = run->opt->resume;
	struct run_writer kept = run->writer;
	char *header = NULL;
	size_t i, len;
	int ret;

	ret = run_writer_gather(&run->writer) ?: run_write_header(run);
	if (!ret)
		header = run_writer_gathered(&run->writer);
	run->writer = kept;
	if (ret || !header)
		return ret ? ret : -ENOMEM;
	for (i = 0; !ret && i < sizeof(same) / sizeof(same[0]); i++) {
		const char *here = value_in(header, same[i], &len);
		const char *there = run_file_fact(file, same[i]);

		if (!here && !there)
			continue;
		if (here && there && strlen(there) == len && !memcmp(here, there, len))
			continue;
		pr_err("--resume %s: %s differs: there it is \"%.200s\", here \"%.*s\"; accepted: the same "
		       "machine, version and plan", file->name, same[i], there ? there : "",
		       (int)(here ? len < 200 ? len : 200 : 0), here ? here : "");
		ret = -EINVAL;
	}
	free(header);
	return ret;
}

/* The case of this run that a case of the file is; a rung that waits takes its size from it. */
static struct bench_case *find_case(struct run *run, const struct run_case *words)
{
	const unsigned int sizes = AXIS_BIT(AXIS_PAGES) | AXIS_BIT(AXIS_DRAIN_EVERY);
	struct bench_case *waits = NULL;
	size_t g, i;

	for (g = 0; g < run->cases.nr_groups; g++) {
		for (i = 0; i < run->cases.groups[g].nr_cases; i++) {
			struct bench_case *c = &run->cases.groups[g].cases[i];

			if (case_same(&c->words, words, 0))
				return c;
			if (!waits && sweep_waits(c) && case_same(&c->words, words, sizes))
				waits = c;
		}
	}
	if (waits) {
		const struct bench_case *whole = waits - waits->rung;

		sweep_put(waits, words->pages != whole->words.pages ? words->pages :
								      words->drain_every);
	}
	return waits;
}

static int take_row(struct run *run, const struct run_row *row, struct bench_case *c)
{
	struct run_row kept = *row;

	/* A stamp. */
	if (!c) {
		sample_log_add(run->log, &kept, -1);
		return 0;
	}
	if (row->status == ROW_SKIP) {
		if (c->skip)
			return 0;
		run->nr_lost += row->round >= 0;
		c->skip = strdup(row->reason);
		return c->skip ? 0 : -ENOMEM;
	}
	sample_log_add(run->log, &kept, (int)c->index);
	if (row->took_ns != RUN_ABSENT && row->took_ns > 0)
		run->log->measured_ns += row->took_ns;
	if (row->status == ROW_PILOT && row->done_pages > 0)
		run->log->factor[c->index] = (double)row->took_ns / (double)row->done_pages;
	return 0;
}

/* Everything before the last round of the last memory that has rows is done. */
static void find_place(struct run *run, const struct run_file *file)
{
	struct resumed *at = &run->resumed;
	size_t i, g;
	int32_t first = INT32_MAX;

	at->round = 0;
	at->group = 0;
	for (i = file->nr_rows; i-- > 0;) {
		const struct run_row *row = &file->rows[i];
		struct bench_case *c = row->case_nr < 0 ? NULL :
				       find_case(run, &file->cases[row->case_nr]);

		if (!c || row->round < 0 || row->status == ROW_SKIP)
			continue;
		at->round = row->round;
		for (g = 0; g < run->cases.nr_groups; g++)
			if (c->index >= run->cases.groups[g].cases[0].index)
				at->group = g;
		break;
	}
	/* Stamps have no memory: those of repetitions that begin behind the group's first row. */
	for (i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		const struct bench_case *c = row->case_nr < 0 ? NULL :
					     find_case(run, &file->cases[row->case_nr]);

		if (c && row->round == at->round && row->rep >= 0 && row->rep < first &&
		    c->index >= run->cases.groups[at->group].cases[0].index &&
		    c->index < run->cases.groups[at->group].cases[0].index +
				       run->cases.groups[at->group].nr_cases)
			first = row->rep;
	}
	at->has_samples = first != INT32_MAX;
	at->rep = 0;
	if (at->has_samples) {
		at->rep = first;
		return;
	}
	/* Of this memory there are pilots at most: its repetitions follow those before. */
	for (i = 0; i < file->nr_rows; i++)
		if (file->rows[i].round == at->round && file->rows[i].rep >= at->rep &&
		    file->rows[i].case_nr >= 0)
			at->rep = file->rows[i].rep + 1;
}

int resume_load(struct run *run)
{
	const struct run_file *file = run->opt->resume;
	size_t i, g;
	int ret = 0;

	for (i = 0; !ret && i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		struct bench_case *c = row->case_nr < 0 ? NULL :
				       find_case(run, &file->cases[row->case_nr]);

		if (row->status == ROW_PROBE)
			continue;
		if (row->case_nr >= 0 && !c) {
			pr_err("--resume %s: row %zu is of no case of this plan", file->name, i);
			return -EINVAL;
		}
		ret = take_row(run, row, c);
	}
	if (ret)
		return ret;
	find_place(run, file);
	for (g = 0; g < run->cases.nr_groups; g++) {
		size_t nr = 0;

		for (i = 0; i < run->cases.groups[g].nr_cases; i++)
			nr += !run->cases.groups[g].cases[i].skip;
		run->cases.groups[g].skipped |= !nr;
		/* Those of a group whose pilots are not done are taken again. */
		if (run->resumed.round > 0 || g < run->resumed.group ||
		    (g == run->resumed.group && run->resumed.has_samples))
			pilots_relate(&run->cases.groups[g], run->log->factor);
	}
	run->resumed.is = true;
	return 0;
}
