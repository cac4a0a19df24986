// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The traffic model against another that is written from its rules alone and
 * as simply as can be; and counted periods against walked ones.
 *
 * prop-traffic [SEED]: repeat a sequence that failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "predict.h"
#include "tap.h"
#include "traffic.h"

static u64 random_state;

static u64 below(u64 n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state >> 11) % n;
}

/* The simple one: a list of lines per level, each with the time of its last use. */
#define LINES_MOST 256

struct plain_line {
	bool there, dirty;
	u64 line, used;
};

struct plain {
	struct traffic_shape shape;
	struct plain_line lines[TRAFFIC_LEVELS_MOST][LINES_MOST];
	struct {
		bool open, byte[TRAFFIC_LINE_MOST];
		u64 line, opened;
	} buffer[TRAFFIC_BUFFERS_MOST];
	u64 time;
	struct traffic_counts counts;
};

static u64 plain_sets(const struct plain *m, unsigned int level)
{
	return m->shape.level[level].bytes / m->shape.line_bytes / m->shape.level[level].ways;
}

static struct plain_line *plain_find(struct plain *m, unsigned int level, u64 line)
{
	int i;

	for (i = 0; i < LINES_MOST; i++)
		if (m->lines[level][i].there && m->lines[level][i].line == line)
			return &m->lines[level][i];
	return NULL;
}

static void plain_put(struct plain *m, unsigned int level, u64 line, bool dirty)
{
	const u64 set = line % plain_sets(m, level);
	struct plain_line *oldest = NULL, *free_line = NULL, *in_next, gone;
	unsigned int in_set = 0;
	int i;

	for (i = 0; i < LINES_MOST; i++) {
		struct plain_line *l = &m->lines[level][i];

		if (!l->there) {
			free_line = l;
		} else if (l->line % plain_sets(m, level) == set) {
			in_set++;
			if (!oldest || l->used < oldest->used)
				oldest = l;
		}
	}
	if (in_set < m->shape.level[level].ways) {
		*free_line = (struct plain_line){ true, dirty, line, ++m->time };
		return;
	}
	gone = *oldest;
	*oldest = (struct plain_line){ true, dirty, line, ++m->time };
	if (!gone.dirty)
		return;
	m->counts.write_backs[level]++;
	if (level + 1 == m->shape.nr_levels)
		return;
	in_next = plain_find(m, level + 1, gone.line);
	if (in_next)
		in_next->dirty = true;
	else
		plain_put(m, level + 1, gone.line, true);
}

static void plain_fetch(struct plain *m, u64 line)
{
	struct plain_line *found = NULL;
	int level = 0;

	while (level < (int)m->shape.nr_levels && !(found = plain_find(m, level, line)))
		level++;
	if (found)
		found->used = ++m->time;
	for (level--; level >= 0; level--) {
		m->counts.fills[level]++;
		plain_put(m, level, line, false);
	}
}

static void plain_clean(struct plain *m, u64 line, bool drop)
{
	bool dirty = false;
	unsigned int level;

	for (level = 0; level < m->shape.nr_levels; level++) {
		struct plain_line *l = plain_find(m, level, line);

		if (l && l->dirty)
			dirty = true;
		if (dirty)
			m->counts.write_backs[level]++;
		if (l)
			l->dirty = false;
		if (l && drop)
			l->there = false;
	}
}

static void plain_close(struct plain *m, int i)
{
	u64 byte;

	for (byte = 0; byte < m->shape.line_bytes && m->buffer[i].byte[byte]; byte++)
		;
	if (byte == m->shape.line_bytes)
		m->counts.full++;
	else
		m->counts.partial++;
	memset(&m->buffer[i], 0, sizeof(m->buffer[i]));
}

static int plain_buffer(const struct plain *m, u64 line)
{
	int i;

	for (i = 0; i < TRAFFIC_BUFFERS_MOST; i++)
		if (m->buffer[i].open && m->buffer[i].line == line)
			return i;
	return -1;
}

static int plain_open(struct plain *m, u64 line)
{
	unsigned int i, open = 0;
	int oldest = -1, free_one = -1;

	plain_clean(m, line, true);
	for (i = 0; i < TRAFFIC_BUFFERS_MOST; i++) {
		if (!m->buffer[i].open) {
			free_one = i;
			continue;
		}
		open++;
		if (oldest < 0 || m->buffer[i].opened < m->buffer[oldest].opened)
			oldest = i;
	}
	if (open == m->shape.nr_buffers) {
		plain_close(m, oldest);
		free_one = oldest;
	}
	m->buffer[free_one].open = true;
	m->buffer[free_one].line = line;
	m->buffer[free_one].opened = ++m->time;
	return free_one;
}

static bool plain_is_full(const struct plain *m, int i)
{
	u64 byte;

	for (byte = 0; byte < m->shape.line_bytes; byte++)
		if (!m->buffer[i].byte[byte])
			return false;
	return true;
}

static void plain_stream(struct plain *m, u64 line, u64 offset, u64 bytes)
{
	int i = plain_buffer(m, line);

	if (i < 0)
		i = plain_open(m, line);
	memset(&m->buffer[i].byte[offset], true, bytes);
	if (plain_is_full(m, i))
		plain_close(m, i);
}

static void plain_in_line(struct plain *m, enum replay_event event, u64 line, u64 offset, u64 bytes)
{
	struct plain_line *l;

	if (event == ACCESS_STREAM) {
		plain_stream(m, line, offset, bytes);
		return;
	}
	if (plain_buffer(m, line) >= 0)
		plain_close(m, plain_buffer(m, line));
	if (event == ACCESS_FLUSH || event == ACCESS_WRITE_BACK) {
		plain_clean(m, line, event == ACCESS_FLUSH);
		return;
	}
	if (event == ACCESS_ALLOCATE && bytes == m->shape.line_bytes) {
		l = plain_find(m, 0, line);
		if (!l) {
			plain_put(m, 0, line, true);
			return;
		}
		l->dirty = true;
		l->used = ++m->time;
		return;
	}
	plain_fetch(m, line);
	if (event != ACCESS_LOAD && event != ACCESS_PREFETCH)
		plain_find(m, 0, line)->dirty = true;
}

static void plain_event(struct plain *m, enum replay_event event, u64 at, u64 width)
{
	int i;

	if (event == ACCESS_DRAIN || event == ACCESS_ATOMIC)
		for (i = 0; i < TRAFFIC_BUFFERS_MOST; i++)
			if (m->buffer[i].open)
				plain_close(m, i);
	if (event == ACCESS_DRAIN)
		return;
	while (width) {
		const u64 offset = at % m->shape.line_bytes;
		const u64 room = m->shape.line_bytes - offset;
		const u64 bytes = width < room ? width : room;

		plain_in_line(m, event, at / m->shape.line_bytes, offset, bytes);
		at += bytes;
		width -= bytes;
	}
}

static u64 plain_dirty_lines(struct plain *m)
{
	u64 nr = 0;
	unsigned int level, above;
	int i;

	for (level = 0; level < m->shape.nr_levels; level++)
		for (i = 0; i < LINES_MOST; i++) {
			if (!m->lines[level][i].there || !m->lines[level][i].dirty)
				continue;
			for (above = 0; above < level; above++) {
				struct plain_line *l = plain_find(m, above,
								  m->lines[level][i].line);

				if (l && l->dirty)
					break;
			}
			nr += above == level;
		}
	return nr;
}

static struct traffic_shape random_shape(void)
{
	struct traffic_shape s = { .nr_levels = 1 + below(3), .line_bytes = 32U << below(3),
				   .nr_buffers = 1 + below(4) };
	unsigned int i;

	for (i = 0; i < s.nr_levels; i++) {
		s.level[i].ways = 1 + below(5);
		/* Levels need not grow, nor have a power of two of sets. */
		s.level[i].bytes = (u64)s.line_bytes * s.level[i].ways * (1 + below(12));
	}
	return s;
}

/*
 * Levels of few ways and of many more sets than a period of a walk has lines,
 * so that what stays in them for long is met again late.
 */
static struct traffic_shape random_wide_shape(void)
{
	struct traffic_shape s = random_shape();
	unsigned int i;

	for (i = 0; i < s.nr_levels; i++) {
		s.level[i].ways = 1 + below(3);
		s.level[i].bytes = (u64)s.line_bytes * s.level[i].ways * (1 + below(8192));
	}
	return s;
}

static bool same_counts(const struct traffic_counts *a, const struct traffic_counts *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* One sequence on one machine, compared after every event. */
static bool compare_sequence(u64 seed)
{
	static const struct { enum replay_event event; u64 width; } kinds[] = {
		{ ACCESS_LOAD, 8 }, { ACCESS_STORE, 8 }, { ACCESS_STORE, 4 }, { ACCESS_RMW, 8 },
		{ ACCESS_ATOMIC, 8 }, { ACCESS_STREAM, 8 }, { ACCESS_STREAM, 8 },
		{ ACCESS_STREAM, 16 }, { ACCESS_STREAM, 32 }, { ACCESS_STREAM, 64 },
		{ ACCESS_STRING, 80 }, { ACCESS_STRING, 96 }, { ACCESS_ALLOCATE, 64 },
		{ ACCESS_PREFETCH, 64 }, { ACCESS_FLUSH, 64 }, { ACCESS_WRITE_BACK, 64 },
		{ ACCESS_DRAIN, 0 },
	};
	static struct plain plain;
	struct traffic machine;
	bool same = true;
	u64 i, span;

	random_state = seed * 0x9e3779b97f4a7c15UL + 1;
	plain = (struct plain){ .shape = random_shape() };
	span = 64 * (1 + below(200));
	if (traffic_init(&machine, &plain.shape))
		return false;
	for (i = 0; same && i < 3000; i++) {
		const int k = below(sizeof(kinds) / sizeof(kinds[0]));
		const u64 align = kinds[k].width & (kinds[k].width - 1) ? 8 : kinds[k].width;
		const u64 at = kinds[k].width ? below(span) / align * align : 0;

		traffic_event(&machine, kinds[k].event, at, kinds[k].width);
		plain_event(&plain, kinds[k].event, at, kinds[k].width);
		same = same_counts(&machine.counts, &plain.counts);
	}
	same = same && traffic_dirty_lines(&machine) == plain_dirty_lines(&plain);
	if (!same)
		printf("# seed %lu: differ after event %lu\n", seed, i);
	traffic_free(&machine);
	return same;
}

/* Counted and walked, for a random case; *skipped tells whether any page was not walked. */
static bool compare_repeat(u64 seed, bool *skipped)
{
	size_t nr;
	const struct copy_backend *const *copies = replay_copies(&nr);
	struct traffic_shape shape;
	struct predict_case c;
	struct prediction quick, slow;
	bool same;

	random_state = seed * 0xd1b54a32d192ed03UL + 1;
	shape = below(2) ? random_shape() : random_wide_shape();
	c = (struct predict_case){
		.copy = copies[below(nr)],
		.walk = below(WALK_ORDER18),
		.revision = below(REVISION_NR),
		.layout = below(LAYOUT_NR),
		.pattern = PATTERN_PAGE,
		.nr_pages = 1 + below(30000),
		.drain_every = below(2) ? 0 : 1 + below(10),
		.before = PREDICT_EMPTY + below(4),
	};
	/* Not for the seeds that are there for their own sake. */
	c.offset = seed % 3 ? 0 : 8 * below(8);
	if (predict_walk(&shape, &c, &quick))
		return false;
	c.every_page = true;
	if (predict_walk(&shape, &c, &slow))
		return false;
	*skipped = quick.pages_seen < c.nr_pages;
	same = same_counts(&quick.counts, &slow.counts) && quick.dirty_lines == slow.dirty_lines &&
	       slow.pages_seen == c.nr_pages;
	if (!same)
		printf("# seed %lu: %s, layout %d, walk %d, revision %d, %lu pages, drain %lu, before %d, offset %zu\n",
		       seed, c.copy->name, replay_layout_bytes[c.layout], c.walk, c.revision,
		       c.nr_pages, c.drain_every, c.before, c.offset);
	return same;
}

/* Cases that differ in little, by one predictor that remembers: each as if it were alone. */
static bool compare_memory(u64 seed, u64 *nr_known)
{
	size_t nr;
	const struct copy_backend *const *copies = replay_copies(&nr);
	struct traffic_shape shape;
	struct predict_case c;
	struct prediction found, alone;
	struct predictor *p;
	bool same = true;
	u64 pages;
	int i;

	random_state = seed * 0x9e6c63d0876a9a47UL + 1;
	shape = below(2) ? random_shape() : random_wide_shape();
	pages = 1 + below(8000);
	c = (struct predict_case){
		.walk = below(WALK_ORDER18), .revision = below(REVISION_NR),
		.layout = below(LAYOUT_NR), .pattern = PATTERN_PAGE,
	};
	if (predictor_new(&shape, &p))
		return false;
	for (i = 0; same && i < 12; i++) {
		c.copy = copies[below(nr)];
		c.nr_pages = pages + below(2) * below(600);
		c.drain_every = below(3) ? 0 : 1 + below(4);
		c.before = PREDICT_EMPTY + below(4);
		c.every_page = false;
		if (predictor_walk(p, &c, &found))
			break;
		*nr_known += found.known;
		c.every_page = true;
		if (predict_walk(&shape, &c, &alone))
			break;
		same = same_counts(&found.counts, &alone.counts) &&
		       found.dirty_lines == alone.dirty_lines;
	}
	predictor_free(p);
	if (!same || i < 12)
		printf("# memory seed %lu, case %d: %s%s, layout %d, walk %d, revision %d, %lu pages, "
		       "drain %lu, before %d\n", seed, i, c.copy->name,
		       found.known ? ", known" : "", replay_layout_bytes[c.layout], c.walk, c.revision,
		       c.nr_pages, c.drain_every, c.before);
	return same && i == 12;
}

/*
 * Cases in which lines stay that are in the way: one was found wrong without
 * the search for room in their sets, one without the search for them where
 * the walk goes.
 */
static const u64 in_the_way[] = { 5453, 1682 };

int main(int argc, char **argv)
{
	const u64 first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	const u64 nr = argc > 1 ? 1 : 600;
	u64 seed, bad = 0, nr_skipped = 0, nr_known = 0;
	bool skipped;
	int i;

	for (seed = first; seed < first + nr; seed++)
		bad += !compare_sequence(seed);
	tap(!bad, "%lu random sequences: the same as the simple model", nr);

	for (bad = 0, seed = first; seed < first + nr; seed++) {
		skipped = false;
		bad += !compare_repeat(seed, &skipped);
		nr_skipped += skipped;
	}
	for (i = 0; i < 2; i++)
		bad += !compare_repeat(in_the_way[i], &skipped);
	tap(!bad, "%lu random cases: counted periods are what walked ones are", nr);
	tap(nr == 1 || nr_skipped > nr / 4, "%lu of them had periods to count", nr_skipped);

	for (bad = 0, seed = first; seed < first + (nr + 1) / 2; seed++)
		bad += !compare_memory(seed, &nr_known);
	tap(!bad, "%lu times a dozen cases: what is remembered is what is walked", (nr + 1) / 2);
	tap(nr == 1 || nr_known > nr / 8, "%lu of them were known", nr_known);
	return tap_done();
}
