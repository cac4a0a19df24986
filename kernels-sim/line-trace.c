// SPDX-License-Identifier: GPL-2.0-or-later
#include "line-trace.h"

#include <stdlib.h>
#include <string.h>

/* Regular accesses differ in nothing but whether they modify. */
#define USE ACCESS_LOAD

/* Of a trace that has one. */
static struct line_op *last(const struct line_trace *trace)
{
	return &trace->ops[trace->nr - 1];
}

static void add(struct line_trace *trace, u32 what, u64 line, u64 mask)
{
	struct line_op *grown;

	if (trace->nr == trace->room) {
		trace->room = trace->room ? 2 * trace->room : 4096;
		grown = trace->room > LINE_OPS_MOST ?
				NULL : realloc(trace->ops, trace->room * sizeof(*grown));
		if (!grown) {
			trace->failed = true;
			return;
		}
		trace->ops = grown;
	}
	trace->ops[trace->nr++] = (struct line_op){ .line = line, .what = what, .mask = mask };
}

/* Is the last operation a part that stays open when nothing more comes to its line? */
static bool is_part(const struct line_trace *trace)
{
	return trace->nr && last(trace)->what == ACCESS_STREAM &&
	       last(trace)->mask != trace->full_mask;
}

static void stream(struct line_trace *trace, u64 line, u64 mask)
{
	/* A part that has become whole is closed; what follows opens another one. */
	if (is_part(trace) && last(trace)->line == line) {
		last(trace)->mask |= mask;
		return;
	}
	trace->torn |= is_part(trace);
	add(trace, ACCESS_STREAM, line, mask);
}

static void drain(struct line_trace *trace)
{
	trace->torn |= is_part(trace);
	if (trace->torn)
		add(trace, ACCESS_DRAIN, 0, 0);
	trace->torn = false;
}

static void use(struct line_trace *trace, u32 what, u64 line, bool modifies)
{
	struct line_op *op;

	if (trace->nr) {
		op = last(trace);
		if (op->line == line && (op->what == USE || op->what == ACCESS_ALLOCATE)) {
			op->mask |= modifies;
			return;
		}
	}
	trace->torn |= is_part(trace);
	add(trace, what, line, modifies);
}

static void take_line(struct line_trace *trace, enum replay_event event, u64 line, u64 offset,
		      u64 bytes)
{
	const u64 bits = bytes >> trace->bit_shift;
	const u64 mask = (bits < 64 ? (1UL << bits) - 1 : ~0UL) << (offset >> trace->bit_shift);

	switch (event) {
	case ACCESS_STREAM:
		stream(trace, line, mask);
		return;
	case ACCESS_FLUSH:
	case ACCESS_WRITE_BACK:
		trace->torn |= is_part(trace);
		add(trace, event, line, 0);
		return;
	case ACCESS_LOAD:
	case ACCESS_PREFETCH:
		use(trace, USE, line, false);
		return;
	case ACCESS_ALLOCATE:
		use(trace, bytes == trace->line_bytes ? ACCESS_ALLOCATE : USE, line, true);
		return;
	default:
		use(trace, USE, line, true);
	}
}

void line_trace_take(struct line_trace *trace, enum replay_event event, u64 at, size_t width)
{
	const u64 end = at + width;
	u64 next;

	if (trace->failed)
		return;
	if (event == ACCESS_DRAIN || event == ACCESS_ATOMIC)
		drain(trace);
	if (event == ACCESS_DRAIN || event >= MARK_SLOW_PAGE)
		return;
	for (; at < end; at = next) {
		next = (at & -trace->line_bytes) + trace->line_bytes;
		if (next > end)
			next = end;
		take_line(trace, event, at / trace->line_bytes, at & (trace->line_bytes - 1),
			  next - at);
	}
}

bool line_trace_same(const struct line_trace *a, const struct line_trace *b)
{
	return !a->failed && !b->failed && a->nr == b->nr &&
	       (!a->nr || !memcmp(a->ops, b->ops, a->nr * sizeof(a->ops[0])));
}

void line_trace_free(struct line_trace *trace)
{
	free(trace->ops);
	*trace = (struct line_trace){ 0 };
}
