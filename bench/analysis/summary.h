/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a run file to one row per case and one verdict per group.
 *
 * Reports print what is here and compute nothing themselves.
 */
#ifndef BENCH_ANALYSIS_SUMMARY_H
#define BENCH_ANALYSIS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/traffic-sum.h"
#include "run-file/run-file.h"
#include "run-file/stats.h"

/** SUMMARY_REFERENCE - the copy that all others are compared with */
#define SUMMARY_REFERENCE "mov"

/** SUMMARY_STOPS - header fact of a run that takes no further rounds of what is decided */
#define SUMMARY_STOPS "stop-rule"

/** SUMMARY_BASE - the copy that the thread's ratios are taken from */
#define SUMMARY_BASE "base"

/** SUMMARY_DISPATCH - the copy that runs the one its thresholds name, and so is none of its own */
#define SUMMARY_DISPATCH "dispatch"

/**
 * SUMMARY_SPIN_PCT - a spin longer by more than this than beside an idle sibling: it is busy
 *
 * A busy sibling about doubles the spin.  A core that moves between its turbo
 * frequencies does not spoil a ratio: on an Emerald Rapids guest the spin went
 * up by 12 to 20 % in a fifth of the repetitions, and their medians of movnti/mov
 * were 0.385 against 0.382.
 */
#define SUMMARY_SPIN_PCT 30

/** SUMMARY_IDLE_PCT - so many of all spins at least are thought to be beside an idle sibling */
#define SUMMARY_IDLE_PCT 10

/** SUMMARY_MOSTLY_PCT - a state of the sibling that so many samples are in counts alone */
#define SUMMARY_MOSTLY_PCT 66

/** enum siblings - which samples count, by what the other hyperthread did */
enum siblings { SIBLINGS_IDLE, SIBLINGS_BUSY, SIBLINGS_ANY };

/** SUMMARY_MODE_PCT, SUMMARY_MODE_MIN - stamps that a c2c mode needs at least */
#define SUMMARY_MODE_PCT 10
#define SUMMARY_MODE_MIN 3

/** SUMMARY_MOVED_PCT - more than so many samples between two modes: the modes are not told apart */
#define SUMMARY_MOVED_PCT 25

/** enum c2c_mode - where the vCPUs were, when the stamps show two places */
enum c2c_mode {
	MODE_ONE,  /* one mode, or no stamps */
	MODE_NEAR, /* short round trips */
	MODE_FAR,  /* long ones */
	MODE_NR
};

/** enum verdict - of one copy against the reference; words in verdict_word() */
enum verdict {
	VERDICT_NONE,
	VERDICT_PREFER_COPY,
	VERDICT_PREFER_REFERENCE,
	VERDICT_UNDECIDED,
	VERDICT_FPU_ONLY,
	VERDICT_UNMEASURED,
};

/**
 * struct summary_row - one case, in one c2c mode
 * @ns:		nanoseconds per struct page
 * @gb_per_s:	10^9 bytes of destination per second at the median; NAN without samples
 *		and for the copy that stores nothing
 * @ratio:	time of this copy / time of the reference, paired
 * @base_ratio:	time of SUMMARY_BASE / time of this copy, paired; no value without that copy
 * @dispatch_ratio: time of SUMMARY_DISPATCH / time of this copy, paired; no value without
 *		  that copy
 * @r_model, @w_model: predicted DRAM bytes read and written per byte stored; NAN if unknown
 * @traffic:	what was measured of the same
 * @pilot_factor: how many times slower than the reference the pilot found it; NAN if unknown
 * @part_pages: struct pages that its samples cover where that is a part of the range, else 0
 * @nr_disturbed: samples of the case that a rule left out (of both modes)
 * @skip_reason: NULL unless the case was skipped
 * @is_reference: it is the reference itself
 * @is_fpu_only:	not usable in the kernel; never wins
 * @is_null:	no store; the cost of the harness
 * @ties_best:	not distinguishable from the group's best copy
 */
struct summary_row {
	const struct run_case *case_;
	enum c2c_mode mode;
	struct stats_estimate ns;
	struct stats_estimate ratio;
	struct stats_estimate base_ratio;
	struct stats_estimate dispatch_ratio;
	double gb_per_s;
	double r_model;
	double w_model;
	struct traffic traffic;
	double pilot_factor;
	int64_t part_pages;
	size_t nr_disturbed;
	const char *skip_reason;
	enum verdict verdict;
	bool is_reference;
	bool is_fpu_only;
	bool is_null;
	bool ties_best;
};

/** enum group_verdict - which copy to take for one target and state */
enum group_verdict {
	GROUP_UNMEASURED,	/* every case was skipped */
	GROUP_NO_REFERENCE,	/* the reference has no samples */
	GROUP_EMULATED,		/* no time is a machine's, so none is compared */
	GROUP_NO_RIVAL,		/* nothing that the kernel could use instead */
	GROUP_TOO_BUSY,		/* every sample of the rivals, or of mov, was left out */
	GROUP_PREFER_COPY,	/* row @best */
	GROUP_PREFER_REFERENCE, /* every rival is slower by more than the margin */
	GROUP_UNDECIDED,
};

/**
 * struct summary_group - the rows that differ in copy alone
 * @first:	 index of its first row; its rows are neighbours
 * @best:	 index of the row that wins, or came nearest to it when undecided
 * @ahead:	 index of the fastest row that took less time than the winner and whose
 *		 ratio decides nothing; @best: there is none
 * @nr_rounds:	 rounds behind the comparison that has most
 * @node:	 node found for most samples; -1 unknown, -2 mixed
 * @page_bytes:	 page size found for most samples, or RUN_ABSENT
 */
struct summary_group {
	size_t first;
	size_t nr_rows;
	enum c2c_mode mode;
	enum group_verdict verdict;
	size_t best;
	size_t ahead;
	size_t nr_rounds;
	int32_t node;
	int64_t page_bytes;
};

/**
 * struct summary - what one run file says
 * @emulated:	 no hardware was measured: rows have no ratio, groups no verdict
 * @stops:	 cases were stopped when decided, so intervals are corrected for the looks,
 *		 of which the first was after @first_look rounds
 * @file:	 not owned
 * @run:	 its label, or its number among the files of this report
 * @two_modes:	 stamps fall into two heaps, up to @near_ns and from there
 * @mixes_distances: they do too, but the CPUs were moved so often that all samples count as
 *		 one mode; then @two_modes is false, and fewer than STATS_SOLID_N rounds
 *		 have no interval
 * @mode_word:	 what a mode is called: by its core-to-core latency, "c2c 55 ns"; "-" for
 *		 MODE_ONE
 * @spin_ns:	 spin beside an idle sibling; NAN without stamps
 * @nr_idle, @nr_busy: samples not marked, by what the sibling did
 * @siblings:	 which of them count
 * @nr_samples:	 samples used
 * @nr_marked:	 left out as marked by the run itself (status disturbed)
 * @nr_moved:	 left out because the two stamps around them disagree on the mode
 * @nr_spun:	 left out because of the sibling
 * @fates:	 per row of the file: enum sample_fate, where it is a sample
 */
struct summary {
	const struct run_file *file;
	char run[64];
	double margin;
	bool emulated;
	bool stops;
	size_t first_look;
	struct summary_row *rows;
	size_t nr_rows;
	struct summary_group *groups;
	size_t nr_groups;
	bool two_modes;
	bool mixes_distances;
	double near_ns;
	char mode_word[MODE_NR][24];
	double spin_ns;
	size_t nr_idle;
	size_t nr_busy;
	enum siblings siblings;
	size_t nr_samples;
	size_t nr_marked;
	size_t nr_moved;
	size_t nr_spun;
	size_t nr_pilots;
	size_t nr_skips;
	unsigned char *fates;
};

/**
 * summary_correct() - what a run of this kind does to an interval of its rounds
 *
 * Widens it for the looks of a run that stops when a case is decided, and takes
 * that of few rounds away where these mix two distances.
 */
void summary_correct(const struct summary *summary, struct stats_estimate *est);

/**
 * summary_new() - analyse one run file
 * @number: of the file among those of this report, from 1
 * @margin: difference that matters, as a fraction
 * @out:    released with summary_free(), before the file
 *
 * Which copies are fpu-only and which one is null comes from the header facts
 * "fpu-only" and "null": copy names are the measuring side's business.
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int summary_new(const struct run_file *file, int number, double margin, struct summary **out);
void summary_free(struct summary *summary);

/** enum undecided_why - what a verdict is wanting */
enum undecided_why {
	UNDECIDED_NOT,		 /* there is one, or no question */
	UNDECIDED_ROUNDS,	 /* fewer than STATS_MIN_N count */
	UNDECIDED_SPREAD,	 /* they differ by too much for so small a difference */
	UNDECIDED_WITHIN_MARGIN, /* nothing: there is no difference that matters */
	UNDECIDED_MODES,	 /* they fall into two heaps, and the median between them */
};

/**
 * struct undecided - why a row is, and what would decide it
 * @rounds_needed: to be run, with as many of them left out as were in this run; 0:
 *		   STATS_ROUNDS_MOST would not do, or none are needed
 */
struct undecided {
	enum undecided_why why;
	size_t rounds_needed;
};

/** summary_undecided() - of one row of a summary, with the summary's margin */
struct undecided summary_undecided(const struct summary_row *row, double margin);

/** verdict_word() - the word or two for a row's verdict column */
const char *verdict_word(const struct summary_row *row, char *buf, size_t size);

/**
 * verdict_reason() - why it is not a preference, or "3 rounds" for one of so few
 *
 * "-" for a preference of more, and when there is no question.
 */
const char *verdict_reason(const struct summary_row *row, char *buf, size_t size);

#endif
