// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel-selection: what a kernel with the patch of "report patch" decided at boot.
 *
 * usage: kernel-selection
 *
 * One line for single pages and one for compound ones, of each memory, and one of
 * the static key:
 *
 *	dram pages BYTES	from how many bytes of struct pages on it streams,
 *	...			or "never"
 *	dax compounds BYTES
 *	key 0			nothing asks: no range is large enough
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel-memory.h"

/* Address of a symbol, 0 without it. */
static uint64_t address_of(const char *wanted)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	uint64_t address, found = 0;
	char line[512], name[256], kind;

	if (!file) {
		fprintf(stderr, "kernel-selection: /proc/kallsyms: %s\n", strerror(errno));
		return 0;
	}
	while (!found && fgets(line, sizeof(line), file))
		if (sscanf(line, "%" SCNx64 " %c %255s", &address, &kind, name) == 3 &&
		    !strcmp(name, wanted))
			found = address;
	fclose(file);
	if (!found)
		fprintf(stderr, "kernel-selection: this kernel has no %s: not patched, or without "
			"KALLSYMS_ALL\n", wanted);
	return found;
}

static int read_variable(const struct kernel_memory *memory, const char *name, void *buf,
			 size_t len)
{
	const uint64_t address = address_of(name);
	int ret;

	if (!address)
		return -ENOENT;
	ret = kernel_memory_read(memory, address, buf, len, NULL);
	if (ret)
		fprintf(stderr, "kernel-selection: %s: %s\n", name, strerror(-ret));
	return ret;
}

int main(void)
{
	static const char *const memories[] = { "dram", "dax" }, *const shapes[] = { "pages", "compounds" };
	struct kernel_memory *memory;
	uint64_t from[2][2];
	int32_t key;
	int ret;

	ret = kernel_memory_open(&memory);
	if (ret)
		return 1;
	ret = read_variable(memory, "memmap_nontemporal_cpu", from, sizeof(from)) ?:
	      read_variable(memory, "memmap_nontemporal_key", &key, sizeof(key));
	kernel_memory_close(memory);
	if (ret)
		return 1;
	for (int m = 0; m < 2; m++) {
		for (int shape = 0; shape < 2; shape++) {
			printf("%s %s ", memories[m], shapes[shape]);
			if (from[m][shape] == UINT64_MAX)
				puts("never");
			else
				printf("%" PRIu64 "\n", from[m][shape]);
		}
	}
	/* struct static_key begins with its count. */
	printf("key %d\n", key);
	return 0;
}
