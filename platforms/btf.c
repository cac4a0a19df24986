// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walking BTF (Documentation/bpf/btf.rst): a header, a row of type records of
 * varying length, and their names.
 */
#include <errno.h>
#include <string.h>

#include "btf.h"

#define BTF_MAGIC 0xeb9f
#define KIND_STRUCT 4

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
	uint32_t info;		/* 0-15: number of members, 24-28: kind */
	uint32_t size;
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

int btf_struct_bytes(const void *data, size_t len, const char *name, uint32_t *bytes)
{
	const char *base = data, *strings;
	const size_t name_size = strlen(name) + 1;
	struct btf_header header;
	struct btf_record type;
	uint64_t at, end;

	if (len < sizeof(header))
		return -EINVAL;
	memcpy(&header, base, sizeof(header));
	at = (uint64_t)header.hdr_len + header.type_off;
	end = at + header.type_len;
	if (header.magic != BTF_MAGIC || header.hdr_len < sizeof(header) || end > len ||
	    (uint64_t)header.hdr_len + header.str_off + header.str_len > len)
		return -EINVAL;
	strings = base + header.hdr_len + header.str_off;

	while (at + sizeof(type) <= end) {
		unsigned int kind, nr;

		memcpy(&type, base + at, sizeof(type));
		kind = type.info >> 24 & 0x1f;
		nr = type.info & 0xffff;
		/* The length of a kind that is not known cannot be stepped over. */
		if (!kind || kind >= sizeof(tails) / sizeof(tails[0]))
			return -EINVAL;

		if (kind == KIND_STRUCT &&
		    (uint64_t)type.name_off + name_size <= header.str_len &&
		    !memcmp(strings + type.name_off, name, name_size)) {
			*bytes = type.size;
			return 0;
		}
		at += sizeof(type) + tails[kind].once + (uint64_t)tails[kind].each * nr;
	}
	return at == end ? -ENOENT : -EINVAL;
}
