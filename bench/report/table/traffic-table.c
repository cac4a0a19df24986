// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/traffic-table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/number.h"
#include "analysis/traffic-sum.h"
#include "report/prose/wrap.h"

static bool row_known(const struct summary_row *row)
{
	return row->traffic.source || !isnan(row->r_model);
}

bool traffic_known(const struct summary *summary, const struct summary_group *group)
{
	for (size_t i = group->first; i < group->first + group->nr_rows; i++)
		if (row_known(&summary->rows[i]))
			return true;
	return false;
}

bool traffic_measured(const struct summary *summary, const struct summary_group *group)
{
	for (size_t i = group->first; i < group->first + group->nr_rows; i++)
		if (summary->rows[i].traffic.source)
			return true;
	return false;
}

static int copy_width(const struct summary *summary, const struct summary_group *group)
{
	int widest = strlen("copy");

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const char *copy = summary->rows[i].case_->copy;
		int columns = wrap_columns(copy, strlen(copy));

		if (columns > widest)
			widest = columns;
	}
	return widest;
}

/* What a reader of one line must know beside its figures. */
static void print_remarks(FILE *out, const struct summary *summary, const struct summary_row *row,
			  int width)
{
	char text[320], reason[240];

	if (traffic_differs(row)) {
		snprintf(text, sizeof(text), "%s: measured and model differ by more than %.2f",
			 row->case_->copy, TRAFFIC_DIFFERS);
		wrap_print(out, width, "", 2, text);
	}
	if (row->traffic.source && row->traffic.counted_pct < 100) {
		snprintf(text, sizeof(text),
			 "%s: counters were shared: counted %" PRId64 " %% of the time, scaled up",
			 row->case_->copy, row->traffic.counted_pct);
		wrap_print(out, width, "", 2, text);
	}
	/* Where nothing at all was measured, the reason is given once. */
	if (!row->traffic.source && !row->traffic.nr_idle && row_known(row) &&
	    !traffic_missing(summary, reason, sizeof(reason))) {
		snprintf(text, sizeof(text), "%s: not measured: %s", row->case_->copy,
			 traffic_reason(summary, row, reason, sizeof(reason)));
		wrap_print(out, width, "", 2, text);
	}
	if (row->traffic.nr_idle) {
		snprintf(text, sizeof(text),
			 "%s: %zu samples left out: an idle machine moves more than %d %% of the bytes",
			 row->case_->copy, row->traffic.nr_idle, TRAFFIC_IDLE_PCT);
		wrap_print(out, width, "", 2, text);
	}
}

static bool has_idle(const struct summary *summary, const struct summary_group *group)
{
	for (size_t i = group->first; i < group->first + group->nr_rows; i++)
		if (!isnan(summary->rows[i].traffic.r_idle) ||
		    !isnan(summary->rows[i].traffic.w_idle))
			return true;
	return false;
}

void traffic_not_predicted(FILE *out, const struct summary *summary, int width)
{
	const struct run_file *file = summary->file;

	for (size_t i = 0; i < file->nr_facts; i++)
		if (!strcmp(file->facts[i].key, "not-predicted"))
			wrap_print(out, width, "Not predicted: ", 2, file->facts[i].value);
}

void traffic_unmeasured(FILE *out, const struct summary *summary, int width)
{
	char reason[240], text[320];

	if (!traffic_missing(summary, reason, sizeof(reason)))
		return;
	snprintf(text, sizeof(text), "r and w were not measured: %s.", reason);
	wrap_print(out, width, "", 2, text);
}

void traffic_table(FILE *out, const struct summary *summary, const struct summary_group *group,
		   int width)
{
	const int pad = copy_width(summary, group);
	const bool idle = has_idle(summary, group);

	fprintf(out, "%-*s %7s %7s %7s %7s %s%s\n", pad, "copy", "r_model", "w_model", "r", "w",
		idle ? "r_idle w_idle " : "", "source");
	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!row_known(row))
			continue;
		fprintf(out, "%-*s %7s %7s %7s %7s ", pad, row->case_->copy,
			number_traffic(row->r_model).text, number_traffic(row->w_model).text,
			number_traffic(row->traffic.r).text, number_traffic(row->traffic.w).text);
		if (idle)
			fprintf(out, "%6s %6s ", number_traffic(row->traffic.r_idle).text,
				number_traffic(row->traffic.w_idle).text);
		fprintf(out, "%s\n", row->traffic.source ? row->traffic.source : "-");
	}
	if (idle)
		wrap_print(out, width, "", 2, "r_idle and w_idle are what the machine moves in that "
			   "time when it is idle; r and w are without them.");
	for (size_t i = group->first; i < group->first + group->nr_rows; i++)
		print_remarks(out, summary, &summary->rows[i], width);
}
