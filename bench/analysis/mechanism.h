/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mechanism behind what the copies of a run cost, as far as its intervals
 * support one, and what it predicts.
 */
#ifndef BENCH_ANALYSIS_MECHANISM_H
#define BENCH_ANALYSIS_MECHANISM_H

#include "analysis/contrast.h"
#include "analysis/probes.h"

/**
 * enum mechanism - what can be named
 *
 * @MECHANISM_NONE:	 nothing: no copy differs from mov, or no interval supports one
 * @MECHANISM_LOADS:	 something prefetches for loads and not for stores
 * @MECHANISM_BOTH:	 it prefetches for loads and for stores
 * @MECHANISM_LATENCY:	 nothing prefetches for either: buffers times latency bound all
 * @MECHANISM_FAR:	 the memory is far: its latency is beyond MECHANISM_FAR_NS
 * @MECHANISM_BUFFERS:	 streamed lines share few buffers, so that streaming is no gain
 * @MECHANISM_LOCKED:	 a locked instruction in the loop stalls streaming
 */
enum mechanism {
	MECHANISM_NONE,
	MECHANISM_LOADS,
	MECHANISM_BOTH,
	MECHANISM_LATENCY,
	MECHANISM_FAR,
	MECHANISM_BUFFERS,
	MECHANISM_LOCKED,
	MECHANISM_NR
};

/** mechanism_name - "prefetch for loads alone" ... */
extern const char *const mechanism_name[MECHANISM_NR];

/**
 * MECHANISM_ACTS - times as fast from which on something is said to fetch ahead
 *
 * A shuffled order costs a little by itself: rows of DRAM, and addresses that hang on
 * a table.
 */
#define MECHANISM_ACTS 1.15

/**
 * MECHANISM_FAR_NS - latency beyond which memory is called far
 *
 * Local DRAM is at 80 to 130 ns idle on the platforms of docs/platform-facts.md 3; the
 * next socket adds some 60 to 100.
 */
#define MECHANISM_FAR_NS 200

/** MECHANISM_STALL - times that a locked instruction must cost before it is what is named */
#define MECHANISM_STALL 1.5

/** MECHANISM_FEW - streamed lines in flight below which buffers are called few */
#define MECHANISM_FEW 6

/** enum predicted_copy - whose time is predicted */
enum predicted_copy { PREDICTED_MOV, PREDICTED_BASE, PREDICTED_MOVNTI, PREDICTED_NR };

/**
 * struct predicted - the time of one copy
 * @name:      of the copy
 * @predicted: ns per page from latency, buffers and prefetch state; NAN: cannot be had
 * @measured:  ns per page of order0 on the thread's kind of memory
 * @error:     predicted / measured - 1; NAN where one of them is missing
 * @lacks:     what the model may lack where the error is beyond MECHANISM_ERROR: a guess that
 *	       no probe tests; else ""
 */
struct predicted {
	const char *name;
	double predicted;
	struct stats_estimate measured;
	double error;
	const char *lacks;
};

/** MECHANISM_ERROR - an error that needs no excuse */
#define MECHANISM_ERROR 0.15

/**
 * struct mechanism_figures - everything the paragraph is made of
 * @target:   of the probes and the copies
 * @has_probes: the run has probes of that memory
 * @buffers:  of the platform; 0: not known, then those that reads in flight show
 * @page_bytes: of the memory; RUN_ABSENT where it is not known
 * @loaded_ratio, @loaded_predicted: movnti/mov under the load of one thread, measured and as the
 *	      loaded latencies predict it
 */
struct mechanism_figures {
	const char *target;
	bool has_probes;
	unsigned int buffers;
	int64_t page_bytes;
	struct stats_estimate load_latency, store_latency, drain_latency;
	struct stats_estimate read, read_all, store, stream;
	struct stats_estimate loads_gain, store_gain, page_gain;
	struct stats_estimate reads_in_flight, ahead_in_flight, stores_in_flight, streams_in_flight;
	struct stats_estimate loaded_latency, loaded_drain;
	struct stats_estimate streaming; /* movnti/mov */
	struct stats_estimate old_path;	 /* base/mov */
	struct stats_estimate touched;	 /* mov/touch-mov, from H13 */
	struct stats_estimate locked;	 /* the largest of H16 */
	bool acts_on_loads, acts_on_stores, acts_across_pages;
	bool spares_loads, spares_stores;
	enum mechanism named;
	struct predicted copies[PREDICTED_NR];
	double loaded_ratio, loaded_predicted;
};

/**
 * mechanism_evaluate() - the figures of one run, and what they support
 * @results: its contrasts
 * @buffers: fill buffers of its platform, 0 where no source has a number
 *
 * Return: 0 or -ENOMEM.
 */
int mechanism_evaluate(const struct summary *summary, const struct contrast_results *results,
		       unsigned int buffers, struct mechanism_figures *out);

#endif
