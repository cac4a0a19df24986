// SPDX-License-Identifier: GPL-2.0-or-later
#include "plain-model.h"

#include <string.h>

static u64 plain_sets(const struct plain *m, unsigned int level)
{
	return m->shape.level[level].bytes / m->shape.line_bytes / m->shape.level[level].ways;
}

static struct plain_line *plain_find(struct plain *m, unsigned int level, u64 line)
{
	int i;

	for (i = 0; i < PLAIN_LINES_MOST; i++)
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

	for (i = 0; i < PLAIN_LINES_MOST; i++) {
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

void plain_event(struct plain *m, enum replay_event event, u64 at, u64 width)
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

u64 plain_dirty_lines(struct plain *m)
{
	u64 nr = 0;
	unsigned int level, above;
	int i;

	for (level = 0; level < m->shape.nr_levels; level++)
		for (i = 0; i < PLAIN_LINES_MOST; i++) {
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
