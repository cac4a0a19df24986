// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prove the bytes: no copy is timed that was not seen to write exactly what a
 * byte loop writes, and nothing around it.
 */
#include "replay.h"

#include <errno.h>
#include <string.h>

#define POISON 0xa5
#define MARGIN 128	/* bytes looked at before and after the range */

/* The reference: record after record, byte after byte. */
static u8 wanted_byte(const struct replay_args *args, size_t size, size_t offset)
{
	const size_t byte = offset % size;

	return args->record[byte / 8] >> (byte % 8 * 8);
}

static bool is_poison(const u8 *at, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (at[i] != POISON)
			return false;
	return true;
}

/* Byte by byte, to name the first wrong one. */
static int find_fault(const struct replay_args *args, size_t size, const u8 *start, u64 written,
		      struct replay_fault *fault)
{
	const long end = args->nr_pages * size + MARGIN;
	long i;

	for (i = -MARGIN; i < end; i++) {
		u8 wanted = POISON;

		if (i >= 0 && i < (long)(written * size))
			wanted = wanted_byte(args, size, i);
		if (start[i] == wanted)
			continue;
		if (fault)
			*fault = (struct replay_fault){ i, start[i], wanted };
		return -EBADMSG;
	}
	return 0;
}

/* How many records the walk leaves written: a null walk still seeds its template. */
static u64 records_written(const struct copy_backend *copy, enum replay_walk walk, u64 nr_pages)
{
	if (copy->kind != COPY_NULL)
		return nr_pages;
	return walk == WALK_FLAT || !nr_pages ? 0 : 1;
}

int replay_prove(const struct copy_backend *copy, enum replay_walk walk, enum replay_rules rules,
		 enum replay_layout layout, enum replay_pattern pattern, void *area,
		 size_t area_bytes, size_t offset, u64 start_pfn, u64 nr_pages,
		 struct replay_fault *fault)
{
	const size_t size = replay_layout_bytes[layout];
	const size_t len = nr_pages * size;
	const u64 written = records_written(copy, walk, nr_pages);
	struct replay_args args;
	u8 *start = (u8 *)area + MARGIN + offset;
	bool right;
	u64 i;

	if (offset % 8 || offset >= 64 || (u64)area % 64 ||
	    area_bytes < REPLAY_PROVE_BYTES(nr_pages) ||
	    (copy->page_only && pattern != PATTERN_PAGE))
		return -EINVAL;

	replay_pass(&args, pattern, layout, start_pfn ^ nr_pages);
	args.memmap = start;
	args.start_pfn = start_pfn;
	args.nr_pages = nr_pages;
	memset(start - MARGIN, POISON, len + 2 * MARGIN);

	copy->fn[walk][rules][layout](&args);

	/* Whole records first: the byte loop runs only when something is wrong. */
	right = is_poison(start - MARGIN, MARGIN) &&
		is_poison(start + written * size, len - written * size + MARGIN);
	for (i = 0; right && i < written; i++)
		right = !memcmp(start + i * size, args.record, size);
	return right ? 0 : find_fault(&args, size, start, written, fault);
}
