// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/axis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(AXIS_NR <= 32, "a set of axes is an unsigned int");

const struct axis_row axis_table[AXIS_NR] = {
#define AXIS(name, field, kind, was, before, least, most, title, usual, argument, help)      \
	[AXIS_##name] = { #field, AXIS_IS_##kind,     offsetof(struct run_case, field), was, \
			  before, least,	      most,				\
			  AXIS_TITLE_##title, usual,  argument,				help },
#include "run-file/axis-list.h"
#undef AXIS
};

/* Words of 0.1.0. */
static const struct {
	enum axis axis;
	const char *was;
	const char *is;
} renamed[] = {
	{ AXIS_COPY, "selected", "dispatch" },
	{ AXIS_STATE, "stale", "reused" },
	{ AXIS_STATE, "evicted", "flushed" },
	{ AXIS_STATE, "untouched", "first-touch" },
	{ AXIS_KERNEL, "rules", "revision" },
};

const char *axis_option(enum axis axis, char *buf, size_t size)
{
	snprintf(buf, size, "%s", axis_table[axis].column);
	for (char *at = buf; *at; at++)
		if (*at == '_')
			*at = '-';
	return buf;
}

const char *axis_renamed(enum axis axis, const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (renamed[i].axis == axis && strlen(renamed[i].was) == len &&
		    !memcmp(renamed[i].was, word, len))
			return renamed[i].is;
	return NULL;
}

static const void *field_of(const struct run_case *c, enum axis axis)
{
	return (const char *)c + axis_table[axis].offset;
}

const char *case_word(const struct run_case *c, enum axis axis)
{
	const char *word;

	memcpy(&word, field_of(c, axis), sizeof(word));
	return word;
}

int64_t case_number(const struct run_case *c, enum axis axis)
{
	int64_t wide;
	int narrow;

	if (axis_table[axis].kind == AXIS_IS_INT) {
		memcpy(&narrow, field_of(c, axis), sizeof(narrow));
		return narrow;
	}
	memcpy(&wide, field_of(c, axis), sizeof(wide));
	return wide;
}

bool case_is_known(const struct run_case *c, enum axis axis)
{
	return axis_table[axis].kind == AXIS_IS_WORD ||
	       case_number(c, axis) >= axis_table[axis].least;
}

bool case_has(const struct run_case *c, enum axis axis, const char *text)
{
	if (axis_table[axis].kind == AXIS_IS_WORD)
		return !strcmp(case_word(c, axis), text);
	return !case_is_known(c, axis) || case_number(c, axis) == strtoll(text, NULL, 10);
}

bool case_is_usual(const struct run_case *c, unsigned int except)
{
	for (int axis = 0; axis < AXIS_NR; axis++)
		if (axis_table[axis].usual && !(except & AXIS_BIT(axis)) &&
		    !case_has(c, axis, axis_table[axis].usual))
			return false;
	return true;
}

void case_set(struct run_case *c, enum axis axis, const char *text)
{
	char *at = (char *)c + axis_table[axis].offset;
	const int64_t wide = strtoll(text, NULL, 10);
	const int narrow = (int)wide;

	switch (axis_table[axis].kind) {
	case AXIS_IS_WORD:
		memcpy(at, &text, sizeof(text));
		break;
	case AXIS_IS_INT:
		memcpy(at, &narrow, sizeof(narrow));
		break;
	case AXIS_IS_INT64:
		memcpy(at, &wide, sizeof(wide));
		break;
	}
}

/* Each field by its kind; the compiler sees through all of it.  v11 comes after v5. */
static inline int compare_WORD(const char *a, const char *b)
{
	return a == b ? 0 : strverscmp(a, b);
}

static inline int compare_INT64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

#define compare_INT compare_INT64

int case_compare(const struct run_case *a, const struct run_case *b, unsigned int except)
{
	int order;

#define AXIS(name, field, kind, ...)                                                  \
	order = except & AXIS_BIT(AXIS_##name) ? 0 : compare_##kind(a->field, b->field); \
	if (order)                                                                    \
		return order;
#include "run-file/axis-list.h"
#undef AXIS
	return 0;
}

bool case_same(const struct run_case *a, const struct run_case *b, unsigned int except)
{
	return !case_compare(a, b, except);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

#define hashed_WORD(word) ((uintptr_t)(word))
#define hashed_INT(number) ((uint64_t)(number))
#define hashed_INT64(number) ((uint64_t)(number))

uint64_t case_hash(const struct run_case *c)
{
	uint64_t hash = 0;

#define AXIS(name, field, kind, ...) hash = mix(hash, hashed_##kind(c->field));
#include "run-file/axis-list.h"
#undef AXIS
	return hash;
}
