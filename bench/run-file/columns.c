// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The columns of the run file and a row as text.
 *
 * data/format.md explains each column.
 */
#include "run-file/run-file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run-file/internal.h"

const char *const row_status_name[ROW_STATUS_NR] = {
	[ROW_OK] = "ok",
	[ROW_DISTURBED] = "disturbed",
	[ROW_PILOT] = "pilot",
	[ROW_SKIP] = "skip",
	[ROW_PROBE] = "probe",
	[ROW_STAMP] = "stamp",
};

#define ROW(field, kind, min, absent) \
	{ #field, kind, offsetof(struct run_row, field), min, absent, NULL, NULL, 0 }
#define ADDED_ROW(field, kind, min, absent) \
	{ #field, kind, offsetof(struct run_row, field), min, absent, "-", NULL, 0 }

#define CASE_OF_WORD CASE_TEXT
#define CASE_OF_INT CASE_INT
#define CASE_OF_INT64 CASE_INT64

/* clang-format off */
const struct run_column run_columns[RUN_COLUMNS_NR] = {
	ROW(seq,		ROW_INT64,	0, NOT_ABSENT),
	ROW(round,		ROW_INT32,	0, -1),
	ROW(rep,		ROW_INT32,	0, -1),
#define AXIS(name, field, kind, was, before, least, ...) \
	{ #field, CASE_OF_##kind, offsetof(struct run_case, field), least, (least) - 1, before, \
	  was, AXIS_##name },
#include "run-file/axis-list.h"
#undef AXIS
	ROW(cpu,		ROW_INT32,	0, -1),
	ROW(node,		ROW_NODE,	0, -1),
	ROW(page_bytes,		ROW_INT64,	1, RUN_ABSENT),
	ROW(status,		ROW_STATUS_WORD, 0, NOT_ABSENT),
	ROW(reason,		ROW_TEXT,	0, 0),
	ROW(took_ns,		ROW_INT64,	1, RUN_ABSENT),
	ROW(done_pages,		ROW_INT64,	1, RUN_ABSENT),
	ROW(faults,		ROW_INT64,	0, RUN_ABSENT),
	ROW(switches,		ROW_INT64,	0, RUN_ABSENT),
	ROW(steal_ms,		ROW_INT64,	0, RUN_ABSENT),
	ROW(rtt_ns,		ROW_INT64,	1, RUN_ABSENT),
	ROW(spin_ns,		ROW_INT64,	1, RUN_ABSENT),
	ADDED_ROW(model_read_bytes,	ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(model_write_bytes,	ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(read_bytes,		ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(write_bytes,		ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(idle_read_bytes,	ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(idle_write_bytes,	ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(counted_pct,		ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(traffic_source,	ROW_TEXT,	0, 0),
	ADDED_ROW(counts,		ROW_PASSING_TEXT, 0, 0),
	ADDED_ROW(away_ns,		ROW_INT64,	0, RUN_ABSENT),
	ADDED_ROW(spin_before_ns,	ROW_INT64,	1, RUN_ABSENT),
};
/* clang-format on */

/* Rows before the axes, those between threads and pages, and all that are no axis. */
#define NR_BEFORE 3
#define NR_BETWEEN 3
#define NR_OTHERS (RUN_COLUMNS_NR - AXIS_NR)

/*
 * Which column is written at a place: pages stand behind the page size that was
 * found, and the axes that were added since stand last.
 */
static const struct run_column *column_at(size_t place)
{
	const struct run_column *axes = run_columns + NR_BEFORE, *others = axes + AXIS_NR;
	const size_t nr_behind = NR_OTHERS - NR_BEFORE - NR_BETWEEN;

	if (place < NR_BEFORE + AXIS_PAGES)
		return run_columns + place;
	place -= NR_BEFORE + AXIS_PAGES;
	if (place < NR_BETWEEN)
		return others + place;
	place -= NR_BETWEEN;
	if (!place)
		return axes + AXIS_PAGES;
	if (place <= nr_behind)
		return others + NR_BETWEEN + place - 1;
	return axes + AXIS_PAGES + place - nr_behind;
}

static int64_t column_int(const struct run_column *col, const void *from)
{
	int64_t wide;
	int32_t narrow;

	if (col->kind == ROW_INT64 || col->kind == CASE_INT64) {
		memcpy(&wide, from, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, from, sizeof(narrow));
	return narrow;
}

/* A reason may come from strerror() or a path: nothing in it may end the field or the row. */
static void column_text(char *buf, size_t size, const char *text)
{
	size_t len = 0;

	for (; text[len] && len + 1 < size; len++) {
		unsigned char c = (unsigned char)text[len];

		buf[len] = c < ' ' || c == 0x7f ? '?' : text[len];
	}
	buf[len] = '\0';
	if (!len)
		snprintf(buf, size, "-");
}

static void column_format(char *buf, size_t size, const struct run_column *col,
			  const struct run_row *row, const struct run_case *case_)
{
	const char *from = run_column_in_case(col) ? (const char *)case_ : (const char *)row;
	const char *text;
	int64_t value;

	snprintf(buf, size, "-");
	if (!from)
		return;
	from += col->offset;
	if (col->kind == ROW_STATUS_WORD) {
		snprintf(buf, size, "%s", row_status_name[row->status]);
	} else if (col->kind == ROW_TEXT || col->kind == ROW_PASSING_TEXT ||
		   col->kind == CASE_TEXT) {
		memcpy(&text, from, sizeof(text));
		column_text(buf, size, text);
	} else {
		value = column_int(col, from);
		if (col->kind == ROW_NODE && value == -2)
			snprintf(buf, size, "mixed");
		else if (value != col->absent)
			snprintf(buf, size, "%" PRId64, value);
	}
}

int run_row_format(char *buf, size_t size, const struct run_row *row, const struct run_case *case_)
{
	size_t used = 0;

	/* Each field is written where it goes, with room kept for its separator. */
	for (size_t c = 0; c < RUN_COLUMNS_NR; c++) {
		char *at = buf + used;
		size_t room = size - used, len;

		if (room < 3)
			return -ENOSPC;
		column_format(at, room - 1, column_at(c), row, case_);
		len = strlen(at);
		/* A field that fills its room may have been cut. */
		if (len + 2 >= room)
			return -ENOSPC;
		at[len] = c + 1 < RUN_COLUMNS_NR ? '\t' : '\n';
		at[len + 1] = '\0';
		used += len + 1;
	}
	return (int)used;
}

int run_columns_format(char *buf, size_t size)
{
	size_t used = 0;

	for (size_t c = 0; c < RUN_COLUMNS_NR; c++) {
		int len = snprintf(buf + used, size - used, "%s%c", column_at(c)->name,
				   c + 1 < RUN_COLUMNS_NR ? '\t' : '\n');

		if (len < 0 || (size_t)len >= size - used)
			return -ENOSPC;
		used += (size_t)len;
	}
	return (int)used;
}
