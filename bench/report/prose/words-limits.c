// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What figures cannot tell, and whether they are those of a machine at all.
 */
#include "report/prose/words.h"

#include <math.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/say.h"

const char *words_origin(const struct summary *summary)
{
	const char *origin = run_file_fact(summary->file, "origin");

	if (!origin)
		return "ORIGIN UNKNOWN: the file does not say whether a machine was measured.";
	/* A remark may follow the word. */
	if (!strncmp(origin, "measured", strlen("measured")))
		return NULL;
	if (summary->emulated)
		return "EMULATED: this is not the hardware that it names, and no time here is real.";
	if (!strncmp(origin, "synthetic", strlen("synthetic")))
		return "SYNTHETIC: made for a test; no machine was measured.";
	return "ORIGIN UNKNOWN: neither measured, emulated nor synthetic.";
}

static bool has_target(const struct summary *summary, const char *kind)
{
	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (summary->rows[i].ns.nr_samples &&
		    !strncmp(summary->rows[i].case_->target, kind, strlen(kind)))
			return true;
	}
	return false;
}

bool words_is_guest(const struct summary *summary)
{
	const char *hypervisor = run_file_fact(summary->file, "hypervisor");

	return hypervisor && *hypervisor && strncmp(hypervisor, "absent", strlen("absent")) &&
	       strncmp(hypervisor, "none", strlen("none"));
}

/* A time is never turned into traffic, whatever is known of it. */
static const char *traffic_limit(const struct summary *summary)
{
	bool predicted = false;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (summary->rows[i].traffic.source)
			return "Traffic beyond what its source counts: which bytes those are, and whose, is said with the figures.";
		predicted |= !isnan(summary->rows[i].r_model);
	}
	if (predicted)
		return "Traffic. It is predicted and not measured; the time of one thread is about latency and buffers, not bytes.";
	return "Traffic. The time of one thread is about latency and buffers, not bytes; write-allocate reads need counters.";
}

void words_limits(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		  void *arg)
{
	const struct emitter to = { emit, arg };

	say(&to,
	    "What another machine does. Absolute times of two machines, or of two hours on a shared host, do not compare; ratios within one run do.");
	say(&to, "%s", traffic_limit(summary));
	if (!has_target(summary, "devdax") && !has_target(summary, "fsdax"))
		say(&to,
		    "What pmem does: no DAX device was measured, and dram, memfd and file are DRAM with different page tables.");
	if (words_is_guest(summary))
		say(&to,
		    "Which CPU, caches and microcode are really below: in a guest they are the hypervisor's claims.");
}
