// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why: which of the proposed reasons holds on this machine.  The answer comes
 * first, then each hypothesis with its experiments and their figures, then the
 * mechanism, then how they are judged.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/contrast.h"
#include "report/prose/number.h"
#include "report/report.h"
#include "report/why-answer.h"
#include "report/why-hypotheses.h"
#include "report/why-mechanism.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

struct sheet {
	FILE *out;
	int width;
	const struct report_ctx *ctx;
	const char *heading; /* printed before the first sentence of a section */
};

static void print_sentence(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	if (sheet->heading) {
		fprintf(sheet->out, "\n%s\n", sheet->heading);
		sheet->heading = NULL;
	}
	wrap_print(sheet->out, sheet->width, "  ", 4, sentence);
}

static void print_caveat(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	wrap_print(sheet->out, sheet->width, "", 2, sentence);
}

static int print_run(struct sheet *sheet, const struct summary *summary)
{
	const char *origin = words_origin(summary), *cpu = run_file_fact(summary->file, "cpu");
	struct contrast_results results;
	char first[96];
	int ret = contrast_evaluate(summary, &results);

	if (ret)
		goto out_free;
	if (sheet->ctx->nr_runs > 1)
		snprintf(first, sizeof(first), "run %s: ", summary->run);
	else
		snprintf(first, sizeof(first), "here: ");
	wrap_print(sheet->out, sheet->width, first, 2, cpu ? cpu : "the file names no CPU");
	if (origin)
		wrap_print(sheet->out, sheet->width, "", 2, origin);
	ret = why_answer_write(sheet->out, sheet->width, summary, &results);
	if (ret)
		goto out_free;
	words_caveats(summary, print_caveat, sheet);
	ret = why_hypotheses_write(sheet->out, sheet->width, &results);
	if (!ret && !summary->emulated)
		ret = why_mechanism_write(sheet->out, sheet->width, summary, &results);
out_free:
	contrast_results_free(&results);
	return ret;
}

static void print_notes(struct sheet *sheet, const struct summary *summary)
{
	char heading[96];

	snprintf(heading, sizeof(heading), "Notes on run %s", summary->run);
	sheet->heading = sheet->ctx->nr_runs > 1 ? heading : "Notes";
	words_notes(summary, print_sentence, sheet);
	sheet->heading = NULL;
}

static void print_rules(struct sheet *sheet)
{
	char text[512];

	sheet->heading = "How this is judged";
	print_sentence(sheet,
		       "A and B: the time of movnti over that of mov, or of the copies named, paired "
		       "within a repetition; below 1, streaming wins. In every contrast A is what is "
		       "like the case in which the thread saw streaming lose, B like the one in "
		       "which it won.");
	snprintf(text, sizeof(text),
		 "Each hypothesis says that A/B is above 1. Paired by round, with a 95 %% interval: "
		 "supported when all of it is above 1 by more than the margin (%s), rejected when "
		 "all of it is within the margin or below it, else undecided.",
		 number_percent(sheet->ctx->options->margin_pct).text);
	print_sentence(sheet, text);
	print_sentence(sheet,
		       "Supported means that it moves the ratio on this machine, in replayed memory "
		       "and by so much; not that it is what moved it in the thread.");
}

static int why_write(struct report_ctx *ctx, FILE *out)
{
	struct sheet sheet = { .out = out,
			     .width = wrap_width(out, ctx->options->width),
			     .ctx = ctx };
	int ret = 0;

	for (int i = 0; i < ctx->nr_runs && !ret; i++) {
		fputs(i ? "\n\n" : "", out);
		ret = print_run(&sheet, ctx->runs[i]);
	}
	for (size_t h = 0; h < hypotheses_nr && !ret; h++)
		if (hypotheses[h].of_cpus)
			ret = why_of_cpus_write(out, sheet.width, ctx->runs, ctx->nr_runs,
						&hypotheses[h]);
	if (ret) {
		pr_err("report why: out of memory");
		return ret;
	}
	for (int i = 0; i < ctx->nr_runs; i++)
		print_notes(&sheet, ctx->runs[i]);
	print_rules(&sheet);
	return 0;
}

const struct report report_why = {
	.name = "why",
	.desc = "which explanation of the thread's split holds here, how surely",
	.write = why_write,
};
