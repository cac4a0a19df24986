// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is wanting where a pair is undecided.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/shell.h"
#include "analysis/group.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

/* Undecided pairs that are told of, and the columns that a sentence has. */
#define WANTING_MOST 4
#define WANTING_WIDTH 71

/* What run takes when it is not told otherwise; the memory and the copies are named always. */
static bool is_plain(const struct summary *summary, const struct run_case *c)
{
	const char *command = run_file_fact(summary->file, "command");
	int64_t longest = 0;

	for (size_t i = 0; i < summary->nr_rows; i++)
		if (summary->rows[i].case_->pages > longest)
			longest = summary->rows[i].case_->pages;
	if (command && (strstr(command, "--pages") || strstr(command, "--device-size")))
		return false;
	return case_is_usual(c, 0) && !strcmp(c->walk, "order0") &&
	       !strcmp(c->revision, NEWEST_REVISION) && !strcmp(c->state, "reused") &&
	       c->pages == longest;
}

/*
 * The shortest command behind so many columns, or what to add to that of this
 * run, where other axes must be as they were.
 */
static void put_command(FILE *out, const struct summary *summary, const struct run_case *c,
			size_t rounds, size_t columns)
{
	const char *const lead[] = { "pagestream run", "run", "again," };
	char *text = NULL;
	size_t size;
	FILE *line = open_memstream(&text, &size);

	if (!line)
		return;
	fprintf(line, "--copy " SUMMARY_REFERENCE ",%s --target", c->copy);
	shell_put(line, " ", c->target);
	fprintf(line, " --rounds %zu", rounds);
	if (fclose(line)) {
		free(text);
		return;
	}
	for (size_t i = is_plain(summary, c) ? 0 : 2; i < 3; i++) {
		if (columns + strlen(lead[i]) + 1 + strlen(text) > WANTING_WIDTH)
			continue;
		fprintf(out, "%s %s", lead[i], text);
		free(text);
		return;
	}
	free(text);
	fprintf(out, "again, --copy " SUMMARY_REFERENCE ",%s --rounds %zu", c->copy, rounds);
}

static void put_wanting(FILE *out, const struct summary *summary, const struct summary_row *row,
			const struct undecided *undecided)
{
	const struct stats_estimate *ratio = &row->ratio;
	const double half_pct = 50 * (ratio->hi - ratio->lo) / ratio->median;
	char lead[48];

	if (undecided->why == UNDECIDED_WITHIN_MARGIN) {
		fprintf(out, "%s, %s: within the margin of %s", row->case_->copy,
			row->case_->target, number_percent(100 * summary->margin).text);
		return;
	}
	if (!undecided->rounds_needed && !ratio->has_interval) {
		fprintf(out, "%s, %s: %zu round%s count, %d are needed", row->case_->copy,
			row->case_->target, ratio->n, ratio->n == 1 ? "" : "s", STATS_FEW_N);
		return;
	}
	if (!undecided->rounds_needed) {
		fprintf(out, "%s, %s: +-%.2g %%%s; not to be had in %d rounds", row->case_->copy,
			row->case_->target, half_pct,
			undecided->why == UNDECIDED_MODES ? " in two heaps" : "",
			STATS_ROUNDS_MOST);
		return;
	}
	if (undecided->why == UNDECIDED_ROUNDS)
		snprintf(lead, sizeof(lead), "%zu round%s: ", ratio->n, ratio->n == 1 ? "" : "s");
	else
		snprintf(lead, sizeof(lead),
			 "%s+-%.2g %%: ", undecided->why == UNDECIDED_MODES ? "two heaps, " : "",
			 half_pct);
	fputs(lead, out);
	put_command(out, summary, row->case_, undecided->rounds_needed, strlen(lead));
}

/* The same code once more shows the noise, and has nothing to decide. */
static bool is_wanting(const struct summary *summary, const struct summary_group *group,
		       const struct summary_row *row)
{
	return group_is_rival(row) && !strchr(row->case_->copy, ':') &&
	       !group_is_thin(summary, group) && !group_is_dispatch(row) &&
	       summary_undecided(row, summary->margin).why != UNDECIDED_NOT;
}

/* Sizes of one kind may all want the same: said once. */
static bool add_sentence(char *said[WANTING_MOST], size_t *nr, char *sentence)
{
	for (size_t i = 0; i < *nr; i++) {
		if (!strcmp(said[i], sentence)) {
			free(sentence);
			return true;
		}
	}
	if (*nr == WANTING_MOST) {
		free(sentence);
		return false;
	}
	said[(*nr)++] = sentence;
	return true;
}

void words_wanting(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		   void *arg)
{
	char *said[WANTING_MOST], *text = NULL;
	size_t size, nr = 0, nr_more = 0;
	FILE *out;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];

		for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
			const struct summary_row *row = &summary->rows[i];
			struct undecided undecided = summary_undecided(row, summary->margin);

			if (!is_wanting(summary, group, row))
				continue;
			out = open_memstream(&text, &size);
			if (!out)
				continue;
			put_wanting(out, summary, row, &undecided);
			if (!fclose(out))
				nr_more += !add_sentence(said, &nr, text);
		}
	}
	for (size_t i = 0; i < nr; i++) {
		emit(arg, said[i]);
		free(said[i]);
	}
	if (!nr_more || asprintf(&text, "%zu more pair%s undecided", nr_more,
				 nr_more == 1 ? " is" : "s are") < 0)
		return;
	emit(arg, text);
	free(text);
}
