// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/why-mechanism.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "platform.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"

/* A figure with its interval, in ns. */
static const char *ns_text(const struct stats_estimate *est, char *buf, size_t size)
{
	number_interval(buf, size, number_ns(est->median), number_ns(est->lo), number_ns(est->hi),
			est->has_interval);
	return buf;
}

static const char *ratio_text(const struct stats_estimate *est, char *buf, size_t size)
{
	number_interval(buf, size, number_ratio(est->median), number_ratio(est->lo),
			number_ratio(est->hi), est->has_interval);
	return buf;
}

/* "12.3": lines are counted, not measured to three decimals. */
static const char *lines_text(const struct stats_estimate *est, char *buf, size_t size)
{
	if (isnan(est->median))
		snprintf(buf, size, "-");
	else if (est->has_interval)
		snprintf(buf, size, "%.1f [%.1f..%.1f]", est->median, est->lo, est->hi);
	else
		snprintf(buf, size, "%.1f", est->median);
	return buf;
}

static const char *acts(bool does, bool spares)
{
	return does ? "yes" : spares ? "no" : "not decided";
}

static unsigned int buffers_of(const struct run_file *file)
{
	const char *name = run_file_fact(file, "platform");
	const struct platform *p = name ? platform_find(name) : NULL;

	return p ? p->geometry.fill_buffers : 0;
}

static void print_probes(FILE *out, int width, const struct summary *summary,
			 const struct mechanism_figures *f)
{
	const char *msr = run_file_fact(summary->file, "prefetch-control");
	char a[64], b[64], c[64], d[64], text[512];

	if (!f->has_probes) {
		wrap_print(
			out, width, "Probes: ", 2,
			"none: the run is older than they are, or of another plan. Latencies of loads, "
			"stores and streamed lines, and what prefetchers do, are missing; run --plan why "
			"measures them.");
		return;
	}
	fprintf(out, "Probes of %s, pages of %s:\n", f->target,
		f->page_bytes == RUN_ABSENT ? "a size that is not known" :
					      number_bytes(f->page_bytes).text);
	fprintf(out,
		"  latency, ns    load %s, store %s,\n                 streamed line to its drain %s\n",
		ns_text(&f->load_latency, a, sizeof(a)), ns_text(&f->store_latency, b, sizeof(b)),
		ns_text(&f->drain_latency, c, sizeof(c)));
	fprintf(out,
		"  ns per line    read by 1 load %s, by 8 %s,\n                 stored %s, streamed %s\n",
		ns_text(&f->read, a, sizeof(a)), ns_text(&f->read_all, b, sizeof(b)),
		ns_text(&f->store, c, sizeof(c)), ns_text(&f->stream, d, sizeof(d)));
	fprintf(out, "  shuffled / ascending  loads %s, stores %s\n",
		ratio_text(&f->loads_gain, a, sizeof(a)), ratio_text(&f->store_gain, b, sizeof(b)));
	fprintf(out, "  prefetch acts  on loads: %s; on stores: %s; across 4 KiB: %s\n",
		acts(f->acts_on_loads, f->spares_loads), acts(f->acts_on_stores, f->spares_stores),
		f->acts_across_pages ? "yes" : "no");
	fprintf(out,
		"  in flight      reads %s, ahead %s,\n                 stores %s, streamed %s",
		lines_text(&f->reads_in_flight, a, sizeof(a)),
		lines_text(&f->ahead_in_flight, b, sizeof(b)),
		lines_text(&f->stores_in_flight, c, sizeof(c)),
		lines_text(&f->streams_in_flight, d, sizeof(d)));
	if (f->buffers)
		fprintf(out, "; fill buffers: %u\n", f->buffers);
	else
		fprintf(out, "; fill buffers: not published\n");
	snprintf(text, sizeof(text), "  prefetchers as firmware set them: %s",
		 msr ? msr : "not in the file");
	wrap_print(out, width, "", 17, text);
}

static void print_predictions(FILE *out, int width, const struct mechanism_figures *f)
{
	char a[64], text[320];

	fprintf(out, "\nPredicted from latency, buffers and prefetch state, ns per page:\n");
	if (!f->has_probes) {
		wrap_print(out, width, "  ", 2, "not predicted: the run has no probes");
		return;
	}
	fprintf(out, "  %-7s %9s  %-24s %7s\n", "copy", "predicted", "measured", "error");
	for (int i = 0; i < PREDICTED_NR; i++) {
		const struct predicted *p = &f->copies[i];

		if (isnan(p->error)) {
			fprintf(out, "  %-7s %9s  %-24s %7s\n", p->name,
				number_ns(p->predicted).text, ns_text(&p->measured, a, sizeof(a)),
				"-");
			continue;
		}
		fprintf(out, "  %-7s %9s  %-24s %+6.1f%%\n", p->name, number_ns(p->predicted).text,
			ns_text(&p->measured, a, sizeof(a)), 100 * p->error);
		if (*p->lacks) {
			snprintf(text, sizeof(text), "not tested: the model may lack %s", p->lacks);
			wrap_print(out, width, "          ", 10, text);
		}
	}
	if (isnan(f->loaded_ratio) || isnan(f->loaded_predicted)) {
		wrap_print(out, width, "  ", 2,
			   "movnti/mov under load, which stands in for distance: not measured");
		return;
	}
	snprintf(
		text, sizeof(text),
		"movnti/mov under the load of one thread, which stands in for distance (H1): predicted %s "
		"from the loaded latencies, measured %s.",
		number_ratio(f->loaded_predicted).text, number_ratio(f->loaded_ratio).text);
	wrap_print(out, width, "  ", 2, text);
}

/* A sentence more, each with what it rests on. */
__attribute__((format(printf, 2, 3))) static void say(FILE *out, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(out, fmt, args);
	va_end(args);
	fputc(' ', out);
}

static void say_what(FILE *out, const struct mechanism_figures *f)
{
	char a[64], b[64], c[64];

	switch (f->named) {
	case MECHANISM_LOADS:
		if (!f->has_probes) {
			say(out,
			    "Base takes %s of the time of mov, though it stores more: what it has and "
			    "mov lacks is a load of the line, so the line is brought for loads and not for "
			    "stores. That is inferred, as the run has no probes and no touch-mov.",
			    ratio_text(&f->old_path, a, sizeof(a)));
			break;
		}
		say(out,
		    "Ascending lines are read %s times as fast as shuffled ones, and stored %s times: "
		    "something fetches ahead for loads and not for stores.",
		    ratio_text(&f->loads_gain, a, sizeof(a)),
		    ratio_text(&f->store_gain, b, sizeof(b)));
		break;
	case MECHANISM_BOTH:
		say(out,
		    "Ascending lines are read %s times as fast as shuffled ones, and stored %s times: "
		    "something fetches ahead for both, or DRAM itself is slower out of order, which "
		    "these probes do not tell apart; the prefetchers' switch would (MSR 0x1a4).",
		    ratio_text(&f->loads_gain, a, sizeof(a)),
		    ratio_text(&f->store_gain, b, sizeof(b)));
		break;
	case MECHANISM_LATENCY:
		say(out,
		    "Ascending lines are read %s times as fast as shuffled ones, and stored %s times: "
		    "nothing fetches ahead, so an ordinary store costs its share of a latency of %s ns.",
		    ratio_text(&f->loads_gain, a, sizeof(a)),
		    ratio_text(&f->store_gain, b, sizeof(b)),
		    ns_text(&f->load_latency, c, sizeof(c)));
		break;
	case MECHANISM_FAR:
		say(out,
		    "A load takes %s ns, beyond the %d ns up to which DRAM is local: what is bound by "
		    "latency is slow here, whatever fetches ahead.",
		    ns_text(&f->load_latency, a, sizeof(a)), MECHANISM_FAR_NS);
		break;
	case MECHANISM_BUFFERS:
		say(out,
		    "Only %s lines are in flight when they are read out of order, and %s when they are "
		    "streamed: all copies share few buffers.",
		    lines_text(&f->reads_in_flight, a, sizeof(a)),
		    lines_text(&f->streams_in_flight, b, sizeof(b)));
		break;
	case MECHANISM_LOCKED:
		say(out,
		    "With a locked instruction in the loop, movnti/mov is %s times what it is without: "
		    "the stall is larger than any difference between copies.",
		    ratio_text(&f->locked, a, sizeof(a)));
		break;
	default:
		break;
	}
}

static void say_size(FILE *out, const struct mechanism_figures *f)
{
	char a[64], b[64], c[64];

	if (!isnan(f->touched.median))
		say(out, "A load before the stores makes mov %s times as fast.",
		    ratio_text(&f->touched, a, sizeof(a)));
	if (!isnan(f->old_path.median))
		say(out,
		    "The old path takes %s of the time of a template by ordinary stores, so without "
		    "streaming the series would make this machine %s.",
		    ratio_text(&f->old_path, b, sizeof(b)),
		    f->old_path.has_interval && f->old_path.hi < 1 ? "slower" :
		    f->old_path.has_interval && f->old_path.lo > 1 ? "faster" :
								     "neither faster nor slower");
	if (!isnan(f->streaming.median))
		say(out, "Streaming takes %s of it.", ratio_text(&f->streaming, c, sizeof(c)));
	if (f->named != MECHANISM_LOCKED && f->locked.has_interval &&
	    f->locked.lo > MECHANISM_STALL)
		say(out, "Besides, a locked instruction in the loop costs streaming %s.",
		    ratio_text(&f->locked, a, sizeof(a)));
}

static void say_thread(FILE *out, const struct mechanism_figures *f)
{
	const double growth = f->loaded_drain.median / f->drain_latency.median /
			      (f->loaded_latency.median / f->load_latency.median);

	if (isnan(growth)) {
		say(out,
		    "Whether distance explains both of the thread's results on DRAM, a loss in a guest in "
		    "June and a gain on its host in August, is open here: no latency under load was "
		    "measured.");
		return;
	}
	say(out,
	    "Of the thread's two results on DRAM: under load a load takes %s times as long and a "
	    "streamed line %s times, so that movnti/mov moves by %s.",
	    number_ratio(f->loaded_latency.median / f->load_latency.median).text,
	    number_ratio(f->loaded_drain.median / f->drain_latency.median).text,
	    number_ratio(growth).text);
	if (growth > 1.02 && f->streaming.median * growth < 1)
		say(out,
		    "Longer distances so take from streaming, as the guest of June and its host of August "
		    "say, but for a loss it takes a growth of %s, more than load makes here: distance "
		    "explains the sign of the change, and whether it explains the loss is open.",
		    number_ratio(1 / f->streaming.median).text);
	else if (growth > 1.02)
		say(out,
		    "That is enough for a loss: distance would explain both, a loss in June and a gain in "
		    "August.");
	else
		say(out,
		    "Load moves both alike, so it gives no support to distance as what made the guest of "
		    "June lose and its host of August win.");
}

static void say_falsify(FILE *out, const struct mechanism_figures *f)
{
	static const char *const by[MECHANISM_NR] = {
		[MECHANISM_LOADS] =
			"touch-mov that is no faster than mov in another run, or shuffled reads as "
			"fast as ascending ones, or the same with the prefetchers off "
			"(MSR 0x1a4)",
		[MECHANISM_BOTH] =
			"stores as fast in a shuffled order as ascending, or with the prefetchers "
			"off (MSR 0x1a4)",
		[MECHANISM_LATENCY] =
			"a prefetch ahead (H15) that gains no ordinary store anything",
		[MECHANISM_FAR] = "the same rates on the CPU's own node",
		[MECHANISM_BUFFERS] =
			"a second thread on the core's sibling that streams at the same rate "
			"beside the first",
		[MECHANISM_LOCKED] =
			"the same stall with a plain store in the place of the locked instruction",
	};

	say(out, "What would falsify this: %s.", by[f->named]);
}

static void say_nothing(FILE *out, const struct summary *summary, const struct mechanism_figures *f)
{
	char a[64], b[64];

	if (isnan(f->streaming.median) && isnan(f->old_path.median)) {
		say(out,
		    "No mechanism is named: the run has neither base nor movnti beside mov on %s.",
		    f->target);
		return;
	}
	say(out, "No mechanism is named: movnti/mov is %s, base/mov %s, at a margin of %s,",
	    ratio_text(&f->streaming, a, sizeof(a)), ratio_text(&f->old_path, b, sizeof(b)),
	    number_percent(100 * summary->margin).text);
	if (f->has_probes)
		say(out, "and the probes do not single one out.");
	else
		say(out, "and what prefetchers do is missing: the run has no probes.");
}

static int print_paragraph(FILE *out, int width, const struct summary *summary,
			   const struct mechanism_figures *f)
{
	char *text = NULL;
	size_t size;
	FILE *para = open_memstream(&text, &size);

	if (!para)
		return -ENOMEM;
	if (f->named == MECHANISM_NONE) {
		say_nothing(para, summary, f);
	} else {
		say(para, "Mechanism: %s.", mechanism_name[f->named]);
		say_what(para, f);
		say_size(para, f);
		say_thread(para, f);
		say_falsify(para, f);
	}
	fclose(para);
	fputc('\n', out);
	wrap_print(out, width, "", 0, text);
	free(text);
	return 0;
}

int why_mechanism_write(FILE *out, int width, const struct summary *summary,
			const struct contrast_results *results)
{
	struct mechanism_figures f;
	int ret = mechanism_evaluate(summary, results, buffers_of(summary->file), &f);

	if (ret)
		return ret;
	fputc('\n', out);
	print_probes(out, width, summary, &f);
	print_predictions(out, width, &f);
	return print_paragraph(out, width, summary, &f);
}
