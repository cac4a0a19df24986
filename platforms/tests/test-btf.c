// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The size of a structure in a small table of types, and in cut and bent ones.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "btf.h"
#include "support.h"

#define KIND(kind, nr) ((uint32_t)(kind) << 24 | (nr))

/* int; struct pagevec with one member; union page; struct page with two members. */
static const uint32_t types[] = {
	1, KIND(1, 0), 4, 32,
	5, KIND(4, 1), 128, 1, 1, 0,
	13, KIND(5, 1), 8, 1, 1, 0,
	13, KIND(4, 2), 64, 1, 1, 0, 1, 1, 32,
};
static const char strings[] = "\0int\0pagevec\0page";

struct image {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t hdr_len, type_off, type_len, str_off, str_len;
	uint32_t types[NR(types)];
	char strings[sizeof(strings)];
} __attribute__((packed));

static struct image image(void)
{
	struct image i = {
		.magic = 0xeb9f,
		.version = 1,
		.hdr_len = offsetof(struct image, types),
		.type_len = sizeof(types),
		.str_off = sizeof(types),
		.str_len = sizeof(strings),
	};

	memcpy(i.types, types, sizeof(types));
	memcpy(i.strings, strings, sizeof(strings));
	return i;
}

static void sizes_are_found(void **state)
{
	struct image i = image();
	uint32_t bytes = 0;

	/* The union of the same name comes first and is not what was asked for. */
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), 0);
	assert_int_equal(bytes, 64);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "pagevec", &bytes), 0);
	assert_int_equal(bytes, 128);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "int", &bytes), -ENOENT);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "vec", &bytes), -ENOENT);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "folio", &bytes), -ENOENT);
}

static void bent_tables_are_refused(void **state)
{
	struct image good = image(), i;
	uint32_t bytes = 0;
	size_t len;

	for (len = 0; len < sizeof(good); len++)
		assert_int_equal(btf_struct_bytes(&good, len, "page", &bytes), -EINVAL);

	i = good;
	i.magic = 0;
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.hdr_len = 4;
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.type_len = UINT32_MAX;
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.str_off = UINT32_MAX;
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.types[1] = KIND(31, 0);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.types[5] = KIND(4, 0xffff);
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -EINVAL);
	i = good;
	i.types[16] = UINT32_MAX;
	assert_int_equal(btf_struct_bytes(&i, sizeof(i), "page", &bytes), -ENOENT);
}

/* struct page { int a; union { int b; struct { int c; int d:3; }; }; union *e; } */
static const uint32_t nested[] = {
	1, KIND(1, 0), 4, 32,
	0, 1U << 31 | KIND(4, 2), 8, 9, 1, 0, 11, 1, 3 << 24 | 32,
	0, KIND(5, 2), 8, 7, 1, 0, 0, 2, 0,
	15, KIND(4, 3), 24, 5, 1, 0, 0, 3, 64, 13, 3, 128,
};
static const char letters[] = "\0int\0a\0b\0c\0d\0e\0page";

struct nested_image {
	struct image head;
	uint32_t types[NR(nested)];
	char strings[sizeof(letters)];
} __attribute__((packed));

static void put_member(void *arg, const char *name, uint32_t offset_bits)
{
	char *text = arg;

	sprintf(text + strlen(text), "%s %u, ", name, offset_bits);
}

static void members_are_found(void **state)
{
	struct nested_image i = { .head = image() };
	char text[128] = "";

	i.head.hdr_len = offsetof(struct nested_image, types);
	i.head.type_len = i.head.str_off = sizeof(nested);
	i.head.str_len = sizeof(letters);
	memcpy(i.types, nested, sizeof(nested));
	memcpy(i.strings, letters, sizeof(letters));
	assert_int_equal(btf_struct_members(&i, sizeof(i), "page", put_member, text), 0);
	assert_string_equal(text, "a 0, b 64, c 64, d 96, e 128, ");
	assert_int_equal(btf_struct_members(&i, sizeof(i), "int", put_member, text), -ENOENT);

	/* An unnamed member of a type that is not there, or of the structure itself. */
	i.types[NR(nested) - 5] = 9;
	assert_int_equal(btf_struct_members(&i, sizeof(i), "page", put_member, text), -EINVAL);
	text[0] = 0;
	i.types[NR(nested) - 5] = 4;
	assert_int_equal(btf_struct_members(&i, sizeof(i), "page", put_member, text), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_found),
		cmocka_unit_test(bent_tables_are_refused),
		cmocka_unit_test(members_are_found),
	};

	return cmocka_run_group_tests_name("btf", tests, NULL, NULL);
}
