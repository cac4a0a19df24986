/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies that work on whole cache lines, whatever the record size.
 *
 * 80- and 96-byte records share lines with their neighbours.  A line is
 * written by the record in which it ends; the bytes before the record are the
 * end of the same template, which the walk keeps right before it.
 */
#ifndef KERNELS_SIM_LINES_H
#define KERNELS_SIM_LINES_H

#include "walk.h"

#define LINE_BYTES 64

/* The lines that end inside a record: at most two, as no layout exceeds 96. */
static __always_inline void each_line_ending(void *dst, const u64 *tmpl, size_t size,
					     void (*op)(void *line, const void *src))
{
	const size_t phase = (u64)dst % LINE_BYTES;
	char *line = (char *)dst - phase;
	const char *src = (const char *)tmpl - phase;

	if (size >= LINE_BYTES || phase + size >= LINE_BYTES)
		op(line, src);
	if (size > LINE_BYTES && phase + size >= 2 * LINE_BYTES)
		op(line + LINE_BYTES, src + LINE_BYTES);
}

/*
 * The start of a range: nothing before @dst may be written, so the open line
 * there is filled by ordinary stores, once per range.
 */
static __always_inline void lines_first(void *dst, const u64 *tmpl, size_t size,
					void (*op)(void *line, const void *src))
{
	const size_t phase = (u64)dst % LINE_BYTES;
	size_t head = phase ? LINE_BYTES - phase : 0;
	u64 *words = dst;
	size_t i;

	if (head > size)
		head = size;
	for (i = 0; i < head / 8; i++)
		WRITE_ONCE(words[i], READ_ONCE(tmpl[i]));
	for (; head + LINE_BYTES <= size; head += LINE_BYTES)
		op((char *)dst + head, (const char *)tmpl + head);
}

/* The end of a range, or an ordinary copy follows: the line that no record completed. */
static __always_inline void lines_finish(void *end, const u64 *tmpl)
{
	const size_t open = (u64)end % LINE_BYTES / 8;
	u64 *words = (u64 *)end - open;
	const u64 *src = tmpl - open;
	size_t i;

	for (i = 0; i < open; i++)
		WRITE_ONCE(words[i], READ_ONCE(src[i]));
}

/**
 * DEFINE_LINE_OPS() - the operations of a copy that stores whole lines
 * @ident:     C name of the copy; <ident>_line(line, src) stores one line and
 *	       <ident>_end() runs after the last one
 * @drain_fn:  as struct copy_ops.drain
 */
#define DEFINE_LINE_OPS(ident, drain_fn)                                                           \
	static __always_inline void ident##_copy(void *dst, const u64 *tmpl, size_t size)          \
	{                                                                                          \
		each_line_ending(dst, tmpl, size, ident##_line);                                   \
	}                                                                                          \
	static __always_inline void ident##_first(void *dst, const u64 *tmpl, size_t size)         \
	{                                                                                          \
		lines_first(dst, tmpl, size, ident##_line);                                        \
	}                                                                                          \
	static __always_inline void ident##_finish(void *end, const u64 *tmpl, size_t size)        \
	{                                                                                          \
		lines_finish(end, tmpl);                                                           \
		ident##_end();                                                                     \
	}                                                                                          \
	static const struct copy_ops ident##_ops = {                                               \
		.copy = ident##_copy,                                                              \
		.first = ident##_first,                                                            \
		.finish = ident##_finish,                                                          \
		.drain = drain_fn,                                                                 \
	}

#endif
