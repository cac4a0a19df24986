// SPDX-License-Identifier: GPL-2.0-or-later
#include "traffic.h"

#include <errno.h>
#include <string.h>

#define NO_LINE (~0UL)

struct traffic *replay_traffic;

int traffic_shape_check(const struct traffic_shape *shape)
{
	const unsigned int line = shape->line_bytes;
	unsigned int i;

	if (line < TRAFFIC_LINE_LEAST || line > TRAFFIC_LINE_MOST || line & (line - 1) ||
	    !shape->nr_levels || shape->nr_levels > TRAFFIC_LEVELS_MOST || !shape->nr_buffers ||
	    shape->nr_buffers > TRAFFIC_BUFFERS_MOST)
		return -EINVAL;
	for (i = 0; i < shape->nr_levels; i++)
		if (!shape->level[i].ways || !shape->level[i].bytes ||
		    shape->level[i].bytes % ((u64)line * shape->level[i].ways))
			return -EINVAL;
	return 0;
}

int traffic_init(struct traffic *traffic, const struct traffic_shape *shape)
{
	const unsigned int line = shape->line_bytes;
	unsigned int i;
	int ret;

	*traffic = (struct traffic){ .shape = *shape, .settled = NO_LINE, .next_stop = NO_LINE };
	ret = traffic_shape_check(shape);
	if (ret)
		return ret;
	traffic->line_shift = __builtin_ctz(line);
	traffic->bit_shift = line > 64 ? traffic->line_shift - 6 : 0;
	traffic->full_mask = ~0UL >> (64 - (line >> traffic->bit_shift));
	for (i = 0; i < shape->nr_levels; i++) {
		ret = cache_init(&traffic->level[i], shape->level[i].bytes / line,
				 shape->level[i].ways);
		if (ret)
			return ret;
	}
	return 0;
}

void traffic_free(struct traffic *traffic)
{
	unsigned int i;

	for (i = 0; i < TRAFFIC_LEVELS_MOST; i++)
		cache_free(&traffic->level[i]);
}

/* Into @i comes a line that is not there; what has to go may push others further down. */
static void insert(struct traffic *t, unsigned int i, u64 entry)
{
	u64 gone, *below;

	for (; i < t->shape.nr_levels; i++) {
		gone = cache_insert(&t->level[i], entry);
		if (!(gone & CACHE_DIRTY))
			return;
		t->counts.write_backs[i]++;
		if (i + 1 == t->shape.nr_levels)
			return;
		below = cache_find(&t->level[i + 1], CACHE_LINE(gone));
		if (below) {
			*below |= CACHE_DIRTY;
			return;
		}
		entry = gone;
	}
}

/* Bring a line into the first level; returns its entry there. */
static u64 *use(struct traffic *t, u64 line)
{
	unsigned int i;

	for (i = 0; i < t->shape.nr_levels; i++)
		if (cache_use(&t->level[i], line))
			break;
	while (i-- > 0) {
		t->counts.fills[i]++;
		insert(t, i, CACHE_ENTRY(line));
	}
	return cache_find(&t->level[0], line);
}

/* A modified line goes to memory from wherever it is, and stays or not. */
static void clean(struct traffic *t, u64 line, bool drop)
{
	bool dirty = false;
	unsigned int i;
	u64 *entry;

	for (i = 0; i < t->shape.nr_levels; i++) {
		/* Streaming leaves levels empty, and asks for each line. */
		entry = t->level[i].nr_lines ? cache_find(&t->level[i], line) : NULL;
		dirty |= entry && (*entry & CACHE_DIRTY);
		t->counts.write_backs[i] += dirty;
		if (!entry)
			continue;
		if (drop)
			cache_remove(&t->level[i], entry);
		else
			*entry &= ~CACHE_DIRTY;
	}
}

static void close_buffer(struct traffic *t, unsigned int i)
{
	if (t->buffer[i].mask == t->full_mask)
		t->counts.full++;
	else
		t->counts.partial++;
	t->nr_open--;
	memmove(&t->buffer[i], &t->buffer[i + 1], (t->nr_open - i) * sizeof(t->buffer[0]));
}

/* Index of the buffer that is open for a line; @nr_open when none is. */
static unsigned int find_buffer(const struct traffic *t, u64 line)
{
	unsigned int i;

	/* Mostly the one that was opened last. */
	for (i = t->nr_open; i-- > 0;)
		if (t->buffer[i].line == line)
			return i;
	return t->nr_open;
}

static void stream(struct traffic *t, u64 line, u64 mask)
{
	unsigned int i = find_buffer(t, line);

	if (i == t->nr_open) {
		clean(t, line, true);
		if (i == t->shape.nr_buffers)
			close_buffer(t, 0);
		i = t->nr_open++;
		t->buffer[i] = (struct traffic_buffer){ .line = line };
	}
	t->buffer[i].mask |= mask;
	if (t->buffer[i].mask == t->full_mask)
		close_buffer(t, i);
}

static void drain(struct traffic *t)
{
	while (t->nr_open)
		close_buffer(t, 0);
}

/* A line that is overwritten whole needs no fetch. */
static void allocate(struct traffic *t, u64 line)
{
	u64 *entry = cache_use(&t->level[0], line);

	if (entry) {
		*entry |= CACHE_DIRTY;
		return;
	}
	insert(t, 0, CACHE_ENTRY(line) | CACHE_DIRTY);
}

/* The part of an event that lies in one line: @bytes from @offset. */
static void access_line(struct traffic *t, enum replay_event event, u64 line, u64 offset,
			u64 bytes)
{
	const u64 bits = bytes >> t->bit_shift;
	const u64 mask = (bits < 64 ? (1UL << bits) - 1 : ~0UL) << (offset >> t->bit_shift);
	unsigned int i;

	t->settled = NO_LINE;
	if (event == ACCESS_STREAM) {
		stream(t, line, mask);
		return;
	}
	i = find_buffer(t, line);
	if (i < t->nr_open)
		close_buffer(t, i);

	switch (event) {
	case ACCESS_LOAD:
	case ACCESS_PREFETCH:
		use(t, line);
		return;
	case ACCESS_FLUSH:
	case ACCESS_WRITE_BACK:
		clean(t, line, event == ACCESS_FLUSH);
		return;
	case ACCESS_ALLOCATE:
		if (bytes == t->shape.line_bytes) {
			allocate(t, line);
			return;
		}
		break;
	default:
		break;
	}
	*use(t, line) |= CACHE_DIRTY;
	t->settled = line;
}

void traffic_event(struct traffic *traffic, enum replay_event event, u64 at, size_t width)
{
	const u64 line_bytes = traffic->shape.line_bytes, end = at + width;
	u64 next;

	if (event == ACCESS_DRAIN || event == ACCESS_ATOMIC)
		drain(traffic);
	if (event == ACCESS_DRAIN || event >= MARK_SLOW_PAGE)
		return;
	for (; at < end; at = next) {
		next = (at & -line_bytes) + line_bytes;
		if (next > end)
			next = end;
		access_line(traffic, event, at >> traffic->line_shift, at & (line_bytes - 1),
			    next - at);
	}
}

void traffic_take(enum replay_event event, u64 addr, size_t width)
{
	struct traffic *const t = replay_traffic;
	u64 at = addr;

	if (event >= MARK_SLOW_PAGE)
		return;
	if (event != ACCESS_DRAIN) {
		if (at < TRAFFIC_ORIGIN)
			return;
		if (at + t->bias >= t->next_stop)
			t->stop(t, at + t->bias);
		at += t->bias;
		/* Most stores go on in the line of the store before. */
		if (event == ACCESS_STORE && at >> t->line_shift == t->settled &&
		    (at + width - 1) >> t->line_shift == t->settled)
			return;
	}
	if (t->trace)
		line_trace_take(t->trace, event, at, width);
	else
		traffic_event(t, event, at, width);
}

bool traffic_same_lines(const struct traffic *a, const struct traffic *b)
{
	unsigned int i;

	for (i = 0; i < a->shape.nr_levels; i++)
		if (!cache_same(&a->level[i], &b->level[i]))
			return false;
	return true;
}

u64 traffic_dirty_lines(const struct traffic *traffic)
{
	u64 nr = 0, i, *entry;
	unsigned int level, above;

	for (level = 0; level < traffic->shape.nr_levels; level++) {
		const struct cache *cache = &traffic->level[level];

		for (i = 0; i < cache->nr_sets * cache->ways; i++) {
			if (!(cache->entries[i] & CACHE_DIRTY))
				continue;
			for (above = 0; above < level; above++) {
				entry = cache_find(&traffic->level[above],
						   CACHE_LINE(cache->entries[i]));
				if (entry && *entry & CACHE_DIRTY)
					break;
			}
			nr += above == level;
		}
	}
	return nr;
}

u64 traffic_read_bytes(const struct traffic_shape *shape, const struct traffic_counts *counts)
{
	return shape->line_bytes * (counts->fills[shape->nr_levels - 1] + counts->partial);
}

u64 traffic_write_bytes(const struct traffic_shape *shape, const struct traffic_counts *counts)
{
	return shape->line_bytes *
	       (counts->write_backs[shape->nr_levels - 1] + counts->full + counts->partial);
}
