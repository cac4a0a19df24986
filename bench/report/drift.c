// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drift: one machine in several runs, hours or days apart: which verdicts held, which
 * did not, and what was different.  Runs of several machines are told apart by what
 * does not change on one.  72 plain columns; one run is in memory at a time.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/drift-pairs.h"
#include "report/kernel/selection.h"
#include "report/prose/conditions.h"
#include "report/prose/run-machine.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"
#include "report/report.h"

/* Pairs of one fate, where not all are asked for. */
#define PAIRS_MOST 8
/* A longer value, of which each differs by a word, is counted and not printed. */
#define LONG_VALUE 60
/* "2026-11-29T05:28:09Z": the minute will do, and the day. */
#define MINUTE 16
#define DAY 10

struct kept_run {
	struct run_machine machine;
	struct conditions conditions;
	struct drift_result *results;
	size_t nr_results;
};

struct kept {
	struct kept_run *run;
	size_t nr;
	size_t nr_not_measured; /* emulated or made up */
};

static int out_of_memory(void)
{
	pr_err("out of memory");
	return -ENOMEM;
}

static int drift_take(struct report_ctx *ctx, const struct summary *summary)
{
	struct kept *kept = ctx->kept ?: calloc(1, sizeof(*kept));
	struct kept_run *grown, *run;

	ctx->kept = kept;
	if (!kept)
		return out_of_memory();
	if (!selection_counts(summary)) {
		kept->nr_not_measured++;
		return 0;
	}
	grown = realloc(kept->run, (kept->nr + 1) * sizeof(*grown));
	if (!grown)
		return out_of_memory();
	kept->run = grown;
	run = &kept->run[kept->nr++];
	*run = (struct kept_run){ 0 };
	if (run_machine_take(summary, &run->machine) ||
	    conditions_take(summary, &run->conditions) ||
	    drift_results(summary, 0, &run->results, &run->nr_results))
		return out_of_memory();
	return 0;
}

static void drift_drop(struct report_ctx *ctx)
{
	struct kept *kept = ctx->kept;

	for (size_t i = 0; kept && i < kept->nr; i++) {
		run_machine_free(&kept->run[i].machine);
		for (size_t r = 0; r < kept->run[i].nr_results; r++) {
			free(kept->run[i].results[r].pair);
			free(kept->run[i].results[r].copy);
		}
		free(kept->run[i].results);
	}
	if (kept)
		free(kept->run);
	free(kept);
}

static int compare_runs(const void *a, const void *b)
{
	const struct run_machine *l = &((const struct kept_run *)a)->machine;
	const struct run_machine *r = &((const struct kept_run *)b)->machine;

	return run_machine_compare(l, r, RUN_MACHINE_LABEL) ?: strcmp(l->date, r->date) ?:
	       strcmp(l->run, r->run);
}

/* "amd-zen4, guest, CPUs 0-1, 23 GiB: 6 runs, 2026-11-21 to 2026-11-29" */
static void put_head(const struct kept_run *run, size_t nr, FILE *out)
{
	const struct run_machine *m = &run->machine;
	char text[512];

	snprintf(text, sizeof(text), "%s, %s, CPUs %s, %s%s%s: %zu run%s, %.*s",
		 m->fact[RUN_MACHINE_PLATFORM], m->fact[RUN_MACHINE_WHERE],
		 *m->fact[RUN_MACHINE_CPUS] ? m->fact[RUN_MACHINE_CPUS] : "not said",
		 *m->fact[RUN_MACHINE_MEMORY] ? m->fact[RUN_MACHINE_MEMORY] : "memory not said",
		 *m->fact[RUN_MACHINE_LABEL] ? ", " : "", m->fact[RUN_MACHINE_LABEL], nr,
		 nr == 1 ? "" : "s", DAY, m->date);
	if (nr > 1)
		message_add(text, sizeof(text), " to %.*s", DAY, run[nr - 1].machine.date);
	wrap_print(out, MAIL_WIDTH, "", 2, text);
}

static const char *const fate_words[] = {
	[DRIFT_TURNED] = "turned round",
	[DRIFT_WAVERS] = "held where decided, undecided in some",
	[DRIFT_HELD] = "held",
	[DRIFT_OPEN] = "decided in none",
};

static void put_counts(const struct drift_pair *pairs, size_t nr, FILE *out)
{
	size_t nr_of[DRIFT_NR] = { 0 };
	char text[256];

	for (size_t i = 0; i < nr; i++)
		nr_of[pairs[i].fate]++;
	snprintf(text, sizeof(text), "%zu pairs in two runs or more: %zu %s, %zu %s, %zu %s, %zu %s.",
		 nr, nr_of[DRIFT_HELD], fate_words[DRIFT_HELD], nr_of[DRIFT_WAVERS],
		 fate_words[DRIFT_WAVERS], nr_of[DRIFT_OPEN], fate_words[DRIFT_OPEN],
		 nr_of[DRIFT_TURNED], fate_words[DRIFT_TURNED]);
	wrap_print(out, MAIL_WIDTH, "", 2, text);
}

static void put_runs(const struct kept_run *run, size_t nr, FILE *out)
{
	fprintf(out, "\n%-16s %-16s%s\n", "run", "date", CONDITIONS_HEAD);
	for (size_t i = 0; i < nr; i++) {
		fprintf(out, "%-16.16s %-16.*s", run[i].machine.run, MINUTE, run[i].machine.date);
		conditions_put(out, &run[i].conditions);
		fputc('\n', out);
	}
}

/* "kernel: 6.1 (3 runs, from 2026-11-21), 6.12 (1 run, from 2026-11-29)" */
static int put_fact(const struct kept_run *run, size_t nr, enum run_machine_fact fact, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);

	if (!words)
		return out_of_memory();
	fprintf(words, "%s: ", run_machine_fact_word(fact));
	for (size_t i = 0, nr_values = 0; i < nr; i++) {
		const char *value = run[i].machine.fact[fact];
		size_t same = 0, before = 0;

		for (size_t j = 0; j < nr; j++) {
			same += !strcmp(run[j].machine.fact[fact], value);
			before += j < i && !strcmp(run[j].machine.fact[fact], value);
		}
		if (before)
			continue;
		fputs(nr_values++ ? ", " : "", words);
		if (strlen(value) > LONG_VALUE)
			fprintf(words, "value %zu", nr_values);
		else
			fputs(*value ? value : "not said", words);
		fprintf(words, " (%zu run%s, from %.*s)", same, same == 1 ? "" : "s", DAY,
			run[i].machine.date);
	}
	if (fclose(words)) {
		free(text);
		return out_of_memory();
	}
	wrap_print(out, MAIL_WIDTH, "  ", 4, text);
	free(text);
	return 0;
}

/* What changed on the machine, whether or not a verdict did. */
static int put_changes(const struct kept_run *run, size_t nr, FILE *out)
{
	bool said = false;

	for (int fact = RUN_MACHINE_LABEL + 1; fact < RUN_MACHINE_NR; fact++) {
		bool differs = false;
		int ret;

		for (size_t i = 1; i < nr; i++)
			differs |= !!strcmp(run[0].machine.fact[fact],
					    run[i].machine.fact[fact]);
		if (!differs)
			continue;
		if (!said)
			fputs("What differed\n", out);
		said = true;
		ret = put_fact(run, nr, fact, out);
		if (ret)
			return ret;
	}
	if (!said)
		fputs("Nothing that the headers say of the machine differed.\n", out);
	return 0;
}

static void put_ratio(char *buf, size_t size, const struct stats_estimate *ratio)
{
	number_interval(buf, size, number_ratio(ratio->median), number_ratio(ratio->lo),
			number_ratio(ratio->hi), ratio->has_interval);
}

static void put_result(const struct drift_result *r, const struct kept_run *run, FILE *out)
{
	char ratio[64];

	put_ratio(ratio, sizeof(ratio), &r->ratio);
	fprintf(out, "    %-22s run %s%s%s\n", ratio, run[r->run].machine.run,
		strcmp(r->mode, "-") ? ", " : "", strcmp(r->mode, "-") ? r->mode : "");
}

/* Both ends of a pair that did not hold, and how the two runs differ. */
static int put_turned(const struct drift_pair *p, const struct kept_run *run, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *words;
	int nr;

	put_result(p->least, run, out);
	put_result(p->most, run, out);
	if (p->least->run == p->most->run)
		return 0;
	words = open_memstream(&text, &size);
	if (!words)
		return out_of_memory();
	nr = run_machine_put_differing(words, &run[p->least->run].machine,
				   &run[p->most->run].machine);
	if (fclose(words)) {
		free(text);
		return out_of_memory();
	}
	wrap_print(out, MAIL_WIDTH, "    differ: ", 6,
		   nr ? text : "nothing that the headers say; see the table of runs");
	free(text);
	return 0;
}

static int put_pair(const struct drift_pair *p, const struct kept_run *run, FILE *out)
{
	char text[512], least[64], most[64];

	snprintf(text, sizeof(text), "%s, %s", p->first->copy, p->first->pair);
	wrap_print(out, MAIL_WIDTH, "  ", 4, text);
	if (p->fate == DRIFT_TURNED)
		return put_turned(p, run, out);
	put_ratio(least, sizeof(least), &p->least->ratio);
	put_ratio(most, sizeof(most), &p->most->ratio);
	fprintf(out, "    %-21s to %-21s %zu of %zu decided\n", least, most, p->nr_decided, p->nr);
	return 0;
}

static int put_fate(const struct drift_pair *pairs, size_t nr, enum drift_fate fate, bool all,
		    const struct kept_run *run, FILE *out)
{
	size_t nr_said = 0, nr_more = 0;

	for (size_t i = 0; i < nr; i++) {
		int ret;

		if (pairs[i].fate != fate)
			continue;
		if (!all && nr_said == PAIRS_MOST) {
			nr_more++;
			continue;
		}
		if (!nr_said++)
			fprintf(out, "\n%c%s: time/mov [95 %%]\n",
				fate_words[fate][0] - 'a' + 'A', fate_words[fate] + 1);
		ret = put_pair(&pairs[i], run, out);
		if (ret)
			return ret;
	}
	if (nr_more)
		fprintf(out, "  %zu more: --all\n", nr_more);
	return 0;
}

static int write_pairs(struct drift_result *results, size_t nr_results,
		       const struct kept_run *run, size_t nr, bool all, FILE *out)
{
	struct drift_pair *pairs;
	size_t nr_pairs;
	int ret = drift_pairs(results, nr_results, &pairs, &nr_pairs);

	if (ret)
		return out_of_memory();
	put_counts(pairs, nr_pairs, out);
	put_runs(run, nr, out);
	ret = put_changes(run, nr, out);
	for (int fate = 0; !ret && fate < DRIFT_NR; fate++)
		if (all || fate != DRIFT_OPEN)
			ret = put_fate(pairs, nr_pairs, fate, all, run, out);
	free(pairs);
	return ret;
}

/* The runs of one machine, oldest first. */
static int write_machine(const struct kept_run *run, size_t nr, bool all, FILE *out)
{
	struct drift_result *results;
	size_t nr_results = 0;
	int ret;

	put_head(run, nr, out);
	for (size_t i = 0; i < nr; i++)
		nr_results += run[i].nr_results;
	results = calloc(nr_results + 1, sizeof(*results));
	if (!results)
		return out_of_memory();
	nr_results = 0;
	for (size_t i = 0; i < nr; i++) {
		for (size_t r = 0; r < run[i].nr_results; r++) {
			results[nr_results] = run[i].results[r];
			results[nr_results++].run = i;
		}
	}
	ret = write_pairs(results, nr_results, run, nr, all, out);
	free(results);
	return ret;
}

static int drift_write(struct report_ctx *ctx, FILE *out)
{
	static const struct kept none;
	const struct kept *kept = ctx->kept ?: &none;
	size_t nr_machines = 0, nr_single = 0;

	if (kept->nr)
		qsort(kept->run, kept->nr, sizeof(*kept->run), compare_runs);
	for (size_t i = 0, end; i < kept->nr; i = end) {
		int ret;

		for (end = i; end < kept->nr && !run_machine_compare(&kept->run[i].machine,
				&kept->run[end].machine, RUN_MACHINE_LABEL);)
			end++;
		if (end - i == 1) {
			nr_single++;
			continue;
		}
		if (nr_machines++)
			fputc('\n', out);
		ret = write_machine(&kept->run[i], end - i, ctx->options->all, out);
		if (ret)
			return ret;
	}
	if (nr_single)
		fprintf(out, "%s%zu machine%s with a single run: nothing to compare\n",
			nr_machines ? "\n" : "", nr_single, nr_single == 1 ? "" : "s");
	if (kept->nr_not_measured)
		fprintf(out, "%zu run%s left out: not of hardware\n", kept->nr_not_measured,
			kept->nr_not_measured == 1 ? "" : "s");
	if (nr_machines)
		wrap_print(out, MAIL_WIDTH, "", 2, "Runs are of one machine by CPU, memory, number of "
			   "CPUs and label; below a guest it may be another host.");
	return 0;
}

const struct report report_drift = {
	.name = "drift",
	.desc = "a machine on several days: which verdicts held, and what differed",
	.write = drift_write,
	.take = drift_take,
	.drop = drift_drop,
};
