// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walking BTF (Documentation/bpf/btf.rst): a header, a row of type records of
 * varying length, and their names.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "btf.h"

#define BTF_MAGIC 0xeb9f
#define KIND_STRUCT 4
#define KIND_UNION 5
#define KIND(type) ((type)->info >> 24 & 0x1f)

/* Unnamed members inside unnamed members: struct page has three levels. */
#define DEPTH 8

struct btf_header {
	uint16_t magic;
	uint8_t version;
	uint8_t flags;
	uint32_t hdr_len;
	uint32_t type_off;	/* from the end of the header, as str_off is */
	uint32_t type_len;
	uint32_t str_off;
	uint32_t str_len;
};

struct btf_record {
	uint32_t name_off;
	uint32_t info;		/* 0-15: number of members, 24-28: kind, 31: has bit fields */
	uint32_t size;
};

struct btf_member {
	uint32_t name_off;
	uint32_t type;
	uint32_t offset;	/* bits; of a structure with bit fields 24 bits of it */
};

/* Bytes behind the record, by kind: some once, some for each member. */
static const struct {
	uint8_t once;
	uint8_t each;
} tails[] = {
	[1] = { .once = 4 },	/* integer */
	[2] = { 0 },		/* pointer */
	[3] = { .once = 12 },	/* array */
	[4] = { .each = 12 },	/* structure */
	[5] = { .each = 12 },	/* union */
	[6] = { .each = 8 },	/* enumeration */
	[7] = { 0 },		/* forward declaration */
	[8] = { 0 },		/* typedef */
	[9] = { 0 },		/* volatile */
	[10] = { 0 },		/* const */
	[11] = { 0 },		/* restrict */
	[12] = { 0 },		/* function */
	[13] = { .each = 8 },	/* prototype */
	[14] = { .once = 4 },	/* variable */
	[15] = { .each = 12 },	/* section */
	[16] = { 0 },		/* floating point */
	[17] = { .once = 4 },	/* declaration tag */
	[18] = { 0 },		/* type tag */
	[19] = { .each = 12 },	/* 64-bit enumeration */
};

/* The types and names of one table of types. */
struct table {
	const char *types;
	uint64_t types_len;
	const char *strings;
	uint32_t strings_len;
};

static int table_open(struct table *table, const void *data, size_t len)
{
	const char *base = data;
	struct btf_header header;
	uint64_t at;

	if (len < sizeof(header))
		return -EINVAL;
	memcpy(&header, base, sizeof(header));
	at = (uint64_t)header.hdr_len + header.type_off;
	if (header.magic != BTF_MAGIC || header.hdr_len < sizeof(header) ||
	    at + header.type_len > len ||
	    (uint64_t)header.hdr_len + header.str_off + header.str_len > len)
		return -EINVAL;
	*table = (struct table){ base + at, header.type_len,
				 base + header.hdr_len + header.str_off, header.str_len };
	return 0;
}

/* The record at @at, and where the next begins; 1, 0 behind the last one, or -EINVAL. */
static int table_step(const struct table *table, uint64_t at, struct btf_record *type,
		      uint64_t *next)
{
	unsigned int kind;

	if (at == table->types_len)
		return 0;
	if (at + sizeof(*type) > table->types_len)
		return -EINVAL;
	memcpy(type, table->types + at, sizeof(*type));
	kind = KIND(type);
	/* The length of a kind that is not known cannot be stepped over. */
	if (!kind || kind >= sizeof(tails) / sizeof(tails[0]))
		return -EINVAL;
	*next = at + sizeof(*type) + tails[kind].once +
		(uint64_t)tails[kind].each * (type->info & 0xffff);
	return 1;
}

static bool has_name(const struct table *table, uint32_t name_off, const char *name)
{
	const size_t size = strlen(name) + 1;

	return (uint64_t)name_off + size <= table->strings_len &&
	       !memcmp(table->strings + name_off, name, size);
}

/* The structure with a name; 0, -ENOENT, -EINVAL. */
static int find_struct(const struct table *table, const char *name, struct btf_record *type,
		       uint64_t *at)
{
	uint64_t next;
	int ret;

	for (*at = 0; (ret = table_step(table, *at, type, &next)) > 0; *at = next)
		if (KIND(type) == KIND_STRUCT && has_name(table, type->name_off, name))
			return 0;
	return ret ? ret : -ENOENT;
}

/* Types are numbered from 1 in the order in which they are stored. */
static int find_id(const struct table *table, uint32_t id, struct btf_record *type, uint64_t *at)
{
	uint64_t next;

	for (*at = 0; table_step(table, *at, type, &next) > 0; *at = next)
		if (!--id)
			return 0;
	return -EINVAL;
}

int btf_struct_bytes(const void *data, size_t len, const char *name, uint32_t *bytes)
{
	struct btf_record type;
	struct table table;
	uint64_t at;
	int ret;

	ret = table_open(&table, data, len);
	if (!ret)
		ret = find_struct(&table, name, &type, &at);
	if (ret)
		return ret;
	*bytes = type.size;
	return 0;
}

/* What a walk over members carries. */
struct members {
	const struct table *table;
	btf_member_fn *fn;
	void *arg;
};

static int visit_members(const struct members *m, const struct btf_record *type, uint64_t at,
			 uint32_t base_bits, int depth)
{
	const bool has_bitfields = type->info >> 31;
	unsigned int i, nr = type->info & 0xffff;
	const char *name;
	struct btf_record inner;
	struct btf_member member;
	uint64_t inner_at;
	uint32_t bits;
	int ret = 0;

	if (!depth || at + sizeof(*type) + (uint64_t)nr * sizeof(member) > m->table->types_len)
		return -EINVAL;
	for (i = 0; !ret && i < nr; i++) {
		memcpy(&member, m->table->types + at + sizeof(*type) + i * sizeof(member),
		       sizeof(member));
		bits = base_bits + (has_bitfields ? member.offset & 0xffffff : member.offset);
		if (member.name_off >= m->table->strings_len)
			return -EINVAL;
		name = m->table->strings + member.name_off;
		if (!memchr(name, 0, m->table->strings_len - member.name_off))
			return -EINVAL;
		if (*name) {
			m->fn(m->arg, name, bits);
			continue;
		}
		ret = find_id(m->table, member.type, &inner, &inner_at);
		if (!ret && (KIND(&inner) == KIND_STRUCT || KIND(&inner) == KIND_UNION))
			ret = visit_members(m, &inner, inner_at, bits, depth - 1);
	}
	return ret;
}

int btf_struct_members(const void *data, size_t len, const char *name, btf_member_fn *fn, void *arg)
{
	struct btf_record type;
	struct table table;
	uint64_t at;
	int ret;

	ret = table_open(&table, data, len);
	if (!ret)
		ret = find_struct(&table, name, &type, &at);
	return ret ? ret : visit_members(&(struct members){ &table, fn, arg }, &type, at, 0, DEPTH);
}
