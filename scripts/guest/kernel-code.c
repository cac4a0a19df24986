// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel-code: the machine code of the running kernel, as it is patched.
 *
 * usage: kernel-code NAME...
 *
 * Prints the functions of these names (a shell pattern each), and those that
 * they call or jump to, up to three calls away, unless a pattern that begins
 * with ! fits.  One line each:
 *
 *	vmemmap ADDRESS		of the struct page of page frame 0
 *	struct NAME BYTES	from BTF, with a line for each of its members:
 *	member NAME MEMBER OFFSET
 *	data ADDRESS NAME	of variables that the code may read
 *	code ADDRESS NAME HEX	a function, up to the next symbol
 *	symbol ADDRESS NAME	what is called and not printed
 *
 * Where a call goes is taken from all bytes that could be one, so that symbols
 * are printed that no instruction names; that does no harm.
 */
#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "kernel-memory.h"

#define PAGE_BYTES 4096
#define CALLS_DEEP 3
#define CODE_BYTES_MOST 8192
#define NR_MOST 400

struct symbol {
	uint64_t address;
	char kind;
	char *name;
	int depth;	/* calls from a name that was asked for, plus 1; 0: none */
	bool printed;
};

struct symbols {
	struct symbol *symbol;
	size_t nr;
};

static const char *const structs[] = { "page", "dev_pagemap", "vmem_altmap", "zone", "pglist_data" };
static const char *const variables[] = { "vmemmap_base", "page_offset_base", "mem_section" };

static int by_address(const void *a, const void *b)
{
	const struct symbol *one = a, *other = b;

	if (one->address != other->address)
		return one->address < other->address ? -1 : 1;
	return strcmp(one->name, other->name);
}

static int read_symbols(struct symbols *s)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[512], name[256], kind;
	uint64_t address;
	size_t room = 0;

	if (!file) {
		fprintf(stderr, "kernel-code: /proc/kallsyms: %s\n", strerror(errno));
		return -errno;
	}
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%" SCNx64 " %c %255s", &address, &kind, name) != 3)
			continue;
		if (s->nr == room) {
			struct symbol *grown;

			room = room ? 2 * room : 65536;
			grown = realloc(s->symbol, room * sizeof(*grown));
			if (!grown)
				goto out_of_memory;
			s->symbol = grown;
		}
		s->symbol[s->nr] = (struct symbol){ address, kind, strdup(name), 0, false };
		if (!s->symbol[s->nr++].name)
			goto out_of_memory;
	}
	fclose(file);
	if (!s->nr) {
		fprintf(stderr, "kernel-code: /proc/kallsyms holds no symbol\n");
		return -ENODATA;
	}
	qsort(s->symbol, s->nr, sizeof(*s->symbol), by_address);
	return 0;
out_of_memory:
	fprintf(stderr, "kernel-code: out of memory\n");
	exit(1);
}

/* The first symbol at the last address up to this one. */
static struct symbol *symbol_at(const struct symbols *s, uint64_t address)
{
	size_t low = 0, high = s->nr;

	while (high - low > 1) {
		const size_t middle = (low + high) / 2;

		if (s->symbol[middle].address <= address)
			low = middle;
		else
			high = middle;
	}
	while (low && s->symbol[low - 1].address == s->symbol[low].address)
		low--;
	return s->nr && s->symbol[low].address <= address ? &s->symbol[low] : NULL;
}

static uint64_t end_of(const struct symbols *s, const struct symbol *symbol)
{
	const struct symbol *end = s->symbol + s->nr, *next = symbol;

	while (next < end && next->address == symbol->address)
		next++;
	return next < end ? next->address : symbol->address;
}

static bool fits(const char *name, char **patterns, bool refused)
{
	for (; *patterns; patterns++)
		if ((**patterns == '!') == refused && !fnmatch(*patterns + refused, name, 0))
			return true;
	return false;
}

static int read_code(const struct kernel_memory *memory, uint64_t address, uint8_t *code,
		     size_t len)
{
	while (len) {
		const size_t in_page = PAGE_BYTES - address % PAGE_BYTES;
		const size_t part = len < in_page ? len : in_page;
		const int ret = kernel_memory_read(memory, address, code, part, NULL);

		if (ret)
			return ret;
		address += part;
		code += part;
		len -= part;
	}
	return 0;
}

/* CALL, JMP and the conditional jumps with a distance of four bytes: Intel SDM vol. 2. */
static void mark_targets(const struct symbols *s, const struct symbol *from, const uint8_t *code,
			 size_t len)
{
	size_t at;

	for (at = 0; at + 5 <= len; at++) {
		struct symbol *target;
		uint64_t address;
		int32_t distance;

		if (code[at] != 0xe8 && code[at] != 0xe9 &&
		    (!at || code[at - 1] != 0x0f || (code[at] & 0xf0) != 0x80))
			continue;
		memcpy(&distance, code + at + 1, sizeof(distance));
		address = from->address + at + 5 + distance;
		target = symbol_at(s, address);
		if (!target || (target->kind | 32) != 't')
			continue;
		/* A jump into a function is one to its cold part. */
		if (target->address != address && !strstr(target->name, ".cold"))
			continue;
		if (!target->depth)
			target->depth = from->depth + 1;
	}
}

static bool is_wanted(const struct symbols *s, const struct symbol *symbol, char **patterns)
{
	return symbol->depth && symbol->depth <= CALLS_DEEP + 1 && !symbol->printed &&
	       end_of(s, symbol) - symbol->address <= CODE_BYTES_MOST &&
	       !fits(symbol->name, patterns, true);
}

static int print_code(const struct kernel_memory *memory, const struct symbols *s,
		      struct symbol *symbol)
{
	const size_t len = end_of(s, symbol) - symbol->address;
	uint8_t code[CODE_BYTES_MOST];
	size_t i;
	int ret;

	symbol->printed = true;
	ret = read_code(memory, symbol->address, code, len);
	if (ret) {
		fprintf(stderr, "kernel-code: %s: %s\n", symbol->name, strerror(-ret));
		return ret;
	}
	printf("code %" PRIx64 " %s ", symbol->address, symbol->name);
	for (i = 0; i < len; i++)
		printf("%02x", code[i]);
	putchar('\n');
	mark_targets(s, symbol, code, len);
	return 0;
}

static int print_functions(const struct kernel_memory *memory, const struct symbols *s,
			   char **patterns)
{
	int depth, nr = 0, ret = 0;
	size_t i;

	for (i = 0; i < s->nr; i++)
		if ((s->symbol[i].kind | 32) == 't' && fits(s->symbol[i].name, patterns, false))
			s->symbol[i].depth = 1;
	for (depth = 1; depth <= CALLS_DEEP + 1; depth++)
		for (i = 0; i < s->nr && !ret; i++)
			if (s->symbol[i].depth == depth && is_wanted(s, &s->symbol[i], patterns) &&
			    nr++ < NR_MOST)
				ret = print_code(memory, s, &s->symbol[i]);
	for (i = 0; i < s->nr; i++)
		if (s->symbol[i].depth && !s->symbol[i].printed)
			printf("symbol %" PRIx64 " %s\n", s->symbol[i].address, s->symbol[i].name);
	return ret;
}

static void print_variables(const struct symbols *s)
{
	size_t i, j;

	for (i = 0; i < s->nr; i++)
		for (j = 0; j < sizeof(variables) / sizeof(variables[0]); j++)
			if (!strcmp(s->symbol[i].name, variables[j]))
				printf("data %" PRIx64 " %s\n", s->symbol[i].address, variables[j]);
}

static void print_member(void *arg, const char *name, uint32_t offset_bits)
{
	printf("member %s %s %u\n", (const char *)arg, name, offset_bits / 8);
}

static int print_structs(void)
{
	static char data[64 << 20];
	FILE *file = fopen("/sys/kernel/btf/vmlinux", "rb");
	uint32_t bytes;
	size_t i, len;

	if (!file) {
		fprintf(stderr, "kernel-code: /sys/kernel/btf/vmlinux: %s\n", strerror(errno));
		return -errno;
	}
	len = fread(data, 1, sizeof(data), file);
	fclose(file);
	for (i = 0; i < sizeof(structs) / sizeof(structs[0]); i++) {
		const int ret = btf_struct_bytes(data, len, structs[i], &bytes);

		if (ret) {
			fprintf(stderr, "kernel-code: BTF has no struct %s\n", structs[i]);
			return ret;
		}
		printf("struct %s %u\n", structs[i], bytes);
		btf_struct_members(data, len, structs[i], print_member, (void *)structs[i]);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct kernel_memory *memory;
	struct symbols symbols = { 0 };
	int ret;

	if (argc < 2) {
		fprintf(stderr, "usage: kernel-code NAME...\n");
		return 2;
	}
	ret = kernel_memory_open(&memory);
	if (ret)
		return 1;
	ret = read_symbols(&symbols);
	if (!ret)
		ret = print_structs();
	if (!ret) {
		printf("vmemmap %" PRIx64 "\n", kernel_memory_vmemmap(memory));
		print_variables(&symbols);
		ret = print_functions(memory, &symbols, argv + 1);
	}
	kernel_memory_close(memory);
	return ret ? 1 : 0;
}
