// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json: what tsv holds, with the header facts, the verdict of each group and
 * the reasons.  data/report.schema.json describes it.
 *
 * Numbers carry exactly the digits that tsv prints; "-" becomes null.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/report.h"
#include "analysis/traffic-sum.h"
#include "report/prose/words.h"

/* Fewer digits than a double has, or 0.871 would read 0.87099999999999999645. */
#define JSON_FLAGS (JSON_INDENT(1) | JSON_REAL_PRECISION(15))

static json_t *json_number(struct number number)
{
	return strcmp(number.text, "-") ? json_real(strtod(number.text, NULL)) : json_null();
}

static json_t *json_word(const char *word)
{
	return word && strcmp(word, "-") ? json_string(word) : json_null();
}

/* An integer whose absent value is below @min. */
static json_t *json_count(int64_t value, int64_t min)
{
	return value >= min ? json_integer(value) : json_null();
}

static json_t *json_case(const struct run_case *c)
{
	json_t *object = json_object();

	for (int axis = 0; axis < AXIS_NR; axis++)
		json_object_set_new(
			object, axis_table[axis].column,
			axis_table[axis].kind == AXIS_IS_WORD ?
				json_word(case_word(c, axis)) :
				json_count(case_number(c, axis), axis_table[axis].least));
	return object;
}

static json_t *json_row(const struct summary *summary, const struct summary_row *row)
{
	char word[128], reason[64], why[240];
	json_t *object = json_case(row->case_);
	json_t *more = json_pack(
		"{s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o}",
		"mode", json_word(summary->mode_word[row->mode]),
		"n", (json_int_t)row->ns.nr_samples, "rounds", (json_int_t)row->ns.n,
		"ns_per_page", json_number(number_ns(row->ns.median)),
		"ns_lo", json_number(number_ns(row->ns.lo)),
		"ns_hi", json_number(number_ns(row->ns.hi)),
		"gb_per_s", json_number(number_gb(row->gb_per_s)),
		"ratio", json_number(number_ratio(row->ratio.median)),
		"ratio_lo", json_number(number_ratio(row->ratio.lo)),
		"ratio_hi", json_number(number_ratio(row->ratio.hi)),
		"verdict", json_word(verdict_word(row, word, sizeof(word))),
		"verdict_reason", json_word(verdict_reason(row, reason, sizeof(reason))),
		"n_disturbed", (json_int_t)row->nr_disturbed,
		"pilot_factor", json_number(number_ratio(row->pilot_factor)),
		"skip_reason", json_word(row->skip_reason));
	json_t *traffic = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}",
		"r_model", json_number(number_traffic(row->r_model)),
		"w_model", json_number(number_traffic(row->w_model)),
		"r", json_number(number_traffic(row->traffic.r)),
		"w", json_number(number_traffic(row->traffic.w)),
		"traffic_source", json_word(row->traffic.source),
		"traffic_reason", json_word(traffic_reason(summary, row, why, sizeof(why))));

	/* json_object_update() fails when any of them could not be made. */
	if (json_object_update(object, more) || json_object_update(object, traffic)) {
		json_decref(object);
		object = NULL;
	}
	json_decref(more);
	json_decref(traffic);
	return object;
}

static json_t *json_group(const struct summary *summary, const struct summary_group *group)
{
	char *sentence = words_group(summary, group);
	json_t *ties = json_array(), *object;
	const char *best = NULL;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		if (summary->rows[i].ties_best)
			json_array_append_new(ties, json_string(summary->rows[i].case_->copy));
	}
	if (group->verdict == GROUP_PREFER_COPY)
		best = summary->rows[group->best].case_->copy;
	else if (group->verdict == GROUP_PREFER_REFERENCE)
		best = SUMMARY_REFERENCE;
	object = json_pack("{s:I, s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:o}",
			   "first_case", (json_int_t)group->first,
			   "nr_cases", (json_int_t)group->nr_rows,
			   "mode", json_word(summary->mode_word[group->mode]),
			   "verdict", words_group_verdict(group),
			   "prefer", json_word(best), "not_distinguishable", ties,
			   "node", group->node == -2 ? json_string("mixed") : json_count(group->node, 0),
			   "page_bytes", json_count(group->page_bytes, 1),
			   "sentence", json_word(sentence));
	free(sentence);
	return object;
}

/* A path may hold any bytes, JSON holds UTF-8: what is none becomes '?', and nothing is dropped. */
static json_t *json_any(const char *value)
{
	json_t *string = json_string(value);
	char *plain;

	if (string)
		return string;
	plain = strdup(value);
	for (char *p = plain; p && *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	string = plain ? json_string(plain) : NULL;
	free(plain);
	return string;
}

static json_t *json_facts(const struct run_file *file)
{
	json_t *facts = json_object();

	/* The first of two equal keys counts, as in run_file_fact(). */
	for (size_t i = file->nr_facts; i-- > 0;)
		json_object_set_new(facts, file->facts[i].key, json_any(file->facts[i].value));
	return facts;
}

static void add_sentence(void *list, const char *sentence)
{
	json_array_append_new(list, json_string(sentence));
}

static json_t *json_run(const struct summary *summary)
{
	json_t *cases = json_array(), *groups = json_array(), *caveats = json_array();
	const struct run_file *file = summary->file;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (json_array_append_new(cases, json_row(summary, &summary->rows[i])))
			goto out_free;
	}
	for (size_t i = 0; i < summary->nr_groups; i++) {
		if (json_array_append_new(groups, json_group(summary, &summary->groups[i])))
			goto out_free;
	}
	words_caveats(summary, add_sentence, caveats);
	/* clang-format off */
	return json_pack("{s:s, s:o, s:b, s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}",
			 "run", summary->run, "facts", json_facts(file), "complete", file->complete,
			 "two_modes", summary->two_modes,
			 "mixes_distances", summary->mixes_distances,
			 "n", (json_int_t)summary->nr_samples,
			 "n_marked", (json_int_t)summary->nr_marked,
			 "n_moved", (json_int_t)summary->nr_moved,
			 "n_spun", (json_int_t)summary->nr_spun,
			 "n_pilot", (json_int_t)summary->nr_pilots,
			 "n_skip", (json_int_t)summary->nr_skips,
			 "caveats", caveats, "groups", groups, "cases", cases);
	/* clang-format on */

out_free:
	json_decref(cases);
	json_decref(groups);
	json_decref(caveats);
	return NULL;
}

static int json_write(struct report_ctx *ctx, FILE *out)
{
	json_t *runs = json_array(), *root = NULL;
	int ret = -ENOMEM;

	for (int i = 0; i < ctx->nr_runs; i++) {
		json_t *run = json_run(ctx->runs[i]);

		if (!run) {
			/* jansson takes UTF-8 alone, and memory is rarely what is short. */
			ret = -EINVAL;
			pr_err("%s: a word or header fact is not UTF-8, which JSON needs",
			       ctx->runs[i]->file->name);
			goto out_free;
		}
		json_array_append_new(runs, run);
	}
	root = json_pack("{s:s, s:f, s:O}", "format", "pagestream-report 1", "margin_pct",
			 ctx->options->margin_pct, "runs", runs);
	if (!root) {
		pr_err("report json: out of memory");
		goto out_free;
	}
	ret = 0;
	/* A failure to write shows in @out, which the caller checks. */
	json_dumpf(root, out, JSON_FLAGS);
	fputc('\n', out);

out_free:
	json_decref(root);
	json_decref(runs);
	return ret;
}

const struct report report_json = {
	.name = "json",
	.desc = "cases, verdicts, reasons and header facts as JSON",
	.write = json_write,
};
