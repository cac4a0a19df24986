/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run file: what the measuring side leaves and every report works from.
 *
 * Text: header lines "# key: value", one row of column names, then one row
 * per event, tab-separated.  Columns are found by name, so that columns can
 * be added and files stay readable.  Not measured is "-", never 0.  A file
 * cut off after any complete row is valid: each row is written whole with one
 * write().  The last line "# end: done" (or "# end: interrupted") tells a
 * finished file from a cut one.
 *
 * data/format.md explains each column.
 */
#ifndef BENCH_RUN_FILE_RUN_FILE_H
#define BENCH_RUN_FILE_RUN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run-file/axis.h"

#define RUN_FILE_FORMAT "pagestream-run 1"

/**
 * RUN_CHECK_COLUMN - the last column, and the key of the line before "# end:"
 *
 * Eight hexadecimal digits: CRC-32 of everything in the file before them, or
 * before that line.  Files from before the column go without.
 */
#define RUN_CHECK_COLUMN "check"

/** enum row_status - what a row reports; the word in the status column */
enum row_status {
	ROW_OK,		/* ok: a sample */
	ROW_DISTURBED,	/* disturbed: a sample that the rule in reason leaves out */
	ROW_PILOT,	/* pilot: a short pass that only sets repetitions; not a sample */
	ROW_SKIP,	/* skip: this case cannot run here; reason says why */
	ROW_PROBE,	/* probe: of the memory, not of a case; see probe.h */
	ROW_STAMP,	/* stamp: where the CPUs were at (round, rep); no case columns */
	ROW_STATUS_NR
};

extern const char *const row_status_name[ROW_STATUS_NR];

/** RUN_ABSENT - integer column that holds "-" */
#define RUN_ABSENT INT64_MIN

/**
 * struct run_probe - what a probe row is of
 * @name:	see probe.h
 * @target:	the memory
 * @load:	threads that kept it busy
 */
struct run_probe {
	const char *name;
	const char *target;
	int32_t load;
};

/**
 * struct run_row - one row
 * @seq:	0, 1, 2 ... in order of writing
 * @round:	0, 1 ...: fresh process and mapping each; -1 is "-" (skip rows)
 * @rep:	repetition, counted through the targets of the round; -1 is "-" (pilot, skip rows)
 * @case_nr:	index into run_file.cases; -1 for a stamp or a probe row
 * @probe:	of a probe row, else NULL
 * @status:	see enum row_status
 * @reason:	one phrase, "-" when there is nothing to say
 * @cpu:	CPU the pass was pinned to
 * @node:	NUMA node where the pages were found; -2 is "mixed"
 * @page_bytes:	page size found for most of the mapping
 * @took_ns:	duration of the one timed call
 * @done_pages:	struct pages that call wrote; == case pages but for a pilot
 * @faults:	page faults of the thread inside the sample (minor + major)
 * @switches:	involuntary context switches inside the sample
 * @away_ns:	time inside the sample in which the thread had no CPU
 * @steal_ms:	steal from @cpu around the sample (/proc/stat; 10 ms steps)
 * @rtt_ns:	stamp: least core-to-core round trip of several
 * @spin_ns:	duration of a fixed loop of dependent additions, in a stamp or just behind a
 *		sample; a busy sibling or a lower frequency shows here
 * @spin_before_ns: the same just before a sample
 * @model_read_bytes, @model_write_bytes: DRAM bytes that the cache and
 *		write-combining model predicts for that call; the same in all samples
 *		of a case
 * @read_bytes, @write_bytes: DRAM bytes counted around that call, less idle
 * @idle_read_bytes, @idle_write_bytes: what was taken off for the idle machine
 * @counted_pct: part of the time the least counted event had a counter
 * @traffic_source: what counted those bytes: uncore, resctrl or core; "-" for nothing
 * @counts:	"event=count;event=count" of all that were open, "-" for none; in a row
 *		that was read always "-", as a million different strings take more memory
 *		than the rows, and no report needs them
 *
 * Every integer may be RUN_ABSENT ("-").
 */
struct run_row {
	int64_t seq;
	int32_t round;
	int32_t rep;
	int32_t case_nr;
	enum row_status status;
	const char *reason;
	int32_t cpu;		/* -1: "-" */
	int32_t node;		/* -1: "-", -2: mixed */
	int64_t page_bytes;
	int64_t took_ns;
	int64_t done_pages;
	int64_t faults;
	int64_t switches;
	int64_t steal_ms;
	int64_t rtt_ns;
	int64_t spin_ns;
	int64_t model_read_bytes;
	int64_t model_write_bytes;
	int64_t read_bytes;
	int64_t write_bytes;
	int64_t idle_read_bytes;
	int64_t idle_write_bytes;
	int64_t counted_pct;
	const char *traffic_source;
	const char *counts;
	int64_t away_ns;
	int64_t spin_before_ns;
	const struct run_probe *probe;
};

/** RUN_ROW_EMPTY - a row in which nothing is measured; to be filled in */
#define RUN_ROW_EMPTY                                                                              \
	{                                                                                          \
		.round = -1, .rep = -1, .case_nr = -1, .reason = "-", .cpu = -1, .node = -1,       \
		.page_bytes = RUN_ABSENT, .took_ns = RUN_ABSENT, .done_pages = RUN_ABSENT,         \
		.faults = RUN_ABSENT, .switches = RUN_ABSENT, .steal_ms = RUN_ABSENT,              \
		.rtt_ns = RUN_ABSENT, .spin_ns = RUN_ABSENT, .model_read_bytes = RUN_ABSENT,       \
		.model_write_bytes = RUN_ABSENT, .read_bytes = RUN_ABSENT,                         \
		.write_bytes = RUN_ABSENT, .idle_read_bytes = RUN_ABSENT,                          \
		.idle_write_bytes = RUN_ABSENT, .counted_pct = RUN_ABSENT,                         \
		.traffic_source = "-", .counts = "-", .away_ns = RUN_ABSENT,                       \
		.spin_before_ns = RUN_ABSENT,                                                      \
	}

/** struct run_fact - one "# key: value" line of the header */
struct run_fact {
	const char *key;
	const char *value;
};

/**
 * struct run_file - a run file in memory; all strings live as long as it does
 * @name:	the file's name for messages ("-": standard input)
 * @complete:	false when the "# end:" line is missing (killed or cut)
 * @checked:	its rows have a check, and all were right
 * @rows_bytes:	from the start of the file to behind its last row, or its column names
 * @rows_check:	CRC-32 of those bytes
 */
struct run_file {
	char *name;
	struct run_fact *facts;
	size_t nr_facts;
	struct run_case *cases;
	size_t nr_cases;
	struct run_row *rows;
	size_t nr_rows;
	bool complete;
	bool checked;
	uint64_t rows_bytes;
	uint32_t rows_check;
	void *pool;
};

/**
 * run_file_read() - read and check a run file
 * @path: file name, or "-" for standard input
 * @out:  on success, to be released with run_file_free()
 *
 * Unknown columns and unknown header keys are kept out of the way, columns
 * that were added to the format later may be missing, any other missing
 * column or a malformed field is an error that names file, line and
 * what is accepted.  So is a row whose check is not that of what stands above
 * it, and a gap in seq.  A last line without its line end is left out, and one
 * line of pr_err() says so; the whole rows above it are read.
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_file_read(const char *path, struct run_file **out);
void run_file_free(struct run_file *file);

/** run_file_fact() - value of a header key, or NULL */
const char *run_file_fact(const struct run_file *file, const char *key);

/**
 * run_row_format() - a row as text with its line end
 * @case_: NULL for a stamp row
 *
 * Return: length, or -ENOSPC.
 */
int run_row_format(char *buf, size_t size, const struct run_row *row, const struct run_case *case_);

/** run_columns_format() - the line of column names with its line end */
int run_columns_format(char *buf, size_t size);

#endif
