/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The axes, and the case that one point of all of them is: what axis-list.h makes.
 */
#ifndef BENCH_RUN_FILE_AXIS_H
#define BENCH_RUN_FILE_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum axis - AXIS_COPY, AXIS_LAYOUT ... */
enum axis {
#define AXIS(name, ...) AXIS_##name,
#include "run-file/axis-list.h"
#undef AXIS
	AXIS_NR
};

/** enum axis_kind - what the field of an axis is */
enum axis_kind { AXIS_IS_WORD, AXIS_IS_INT, AXIS_IS_INT64 };

/** enum axis_title - when the title of a table names an axis */
enum axis_title { AXIS_TITLE_NEVER, AXIS_TITLE_ODD, AXIS_TITLE_ALWAYS };

/**
 * struct axis_row - one line of axis-list.h, which explains the fields
 * @column: its name in run files and in TSV and JSON
 * @offset: of its field in struct run_case
 */
struct axis_row {
	const char *column;
	enum axis_kind kind;
	size_t offset;
	const char *was;
	const char *before;
	int64_t least;
	int64_t most;
	enum axis_title title;
	const char *usual;
	const char *argument;
	const char *help;
};

/** axis_table - indexed by enum axis */
extern const struct axis_row axis_table[AXIS_NR];

#define AXIS_FIELD_WORD(field) const char *field;
#define AXIS_FIELD_INT(field) int field;
#define AXIS_FIELD_INT64(field) int64_t field;

/**
 * struct run_case - what names a case, a field per axis
 *
 * Words are never NULL in a case that was read or is measured.  @copy is the
 * user's word with its label ("mov:again"); @pages are the struct pages of the
 * whole range; @kernel, @map and @pageblocks are "-" for what is usual.  Two
 * rows belong to one case exactly when all of these agree.
 */
struct run_case {
#define AXIS(name, field, kind, ...) AXIS_FIELD_##kind(field)
#include "run-file/axis-list.h"
#undef AXIS
};

/** PAGE_DEVICE_BYTES - device memory that one struct page describes */
#define PAGE_DEVICE_BYTES 4096LL

/** THREAD_DEVICE_BYTES - the size that the mailing-list thread measured: 100 GiB */
#define THREAD_DEVICE_BYTES (100LL << 30)

/** axis_option() - its option without the dashes before it: "block-order" */
const char *axis_option(enum axis axis, char *buf, size_t size);

/**
 * axis_renamed() - the word that stands for one of an earlier release
 * @word: with its label, if it is a copy
 * @len:  of @word up to its label
 *
 * Return: the new word, or NULL when the word was not renamed.
 */
const char *axis_renamed(enum axis axis, const char *word, size_t len);

/** AXIS_BIT() - a set of axes is an or of these */
#define AXIS_BIT(axis) (1u << (axis))

/** case_word() - the word of an axis of words */
const char *case_word(const struct run_case *c, enum axis axis);

/** case_number() - the number of another axis; below its least one: "-" */
int64_t case_number(const struct run_case *c, enum axis axis);

/** case_is_known() - has it a number there?  Words always are */
bool case_is_known(const struct run_case *c, enum axis axis);

/**
 * case_set() - set one axis
 * @text: a word, which must outlive the case, or a whole number in range
 */
void case_set(struct run_case *c, enum axis axis, const char *text);

/** case_has() - is it this word, or this number as text, there?  A number not known is any */
bool case_has(const struct run_case *c, enum axis axis, const char *text);

/** case_is_usual() - has it what is usual on every axis that has something usual, but @except? */
bool case_is_usual(const struct run_case *c, unsigned int except);

/** case_same() - do two cases agree in all axes but those in the set @except? */
bool case_same(const struct run_case *a, const struct run_case *b, unsigned int except);

/** case_compare() - in the order of the axes, each by value; 0 exactly when case_same() */
int case_compare(const struct run_case *a, const struct run_case *b, unsigned int except);

/** case_hash() - of a case whose equal words are equal pointers */
uint64_t case_hash(const struct run_case *c);

/**
 * NEWEST_REVISION - the revision of the series that a run takes when nobody asks for another
 *
 * The last of replay_revisions[], which reports cannot ask.
 */
#define NEWEST_REVISION "v11"

#endif
