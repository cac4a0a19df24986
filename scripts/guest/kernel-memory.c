// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel-memory.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Intel SDM vol. 3, 4.5: bits of an entry, and of a frame in it. */
#define ENTRY_PRESENT 1UL
#define ENTRY_LARGE (1UL << 7)
#define ENTRY_FRAME 0x000ffffffffff000UL
#define PAGE_SHIFT 12
#define LEVEL_BITS 9

/* Documentation/arch/x86/x86_64/mm.rst, 6.12: where vmemmap is without KASLR. */
#define VMEMMAP_4_LEVELS 0xffffea0000000000UL
#define VMEMMAP_5_LEVELS 0xffd4000000000000UL

struct kernel_memory {
	int kcore;
	int mem;
	int levels;
	uint64_t root;		/* address of the top-level page table */
	size_t nr_segments;
	Elf64_Phdr *segments;
};

static int fail(int ret, const char *what)
{
	fprintf(stderr, "kernel memory: %s: %s\n", what, strerror(-ret));
	return ret;
}

static int read_at(int fd, void *buf, size_t len, uint64_t at)
{
	ssize_t got = pread(fd, buf, len, at);

	if (got < 0)
		return -errno;
	return (size_t)got == len ? 0 : -EIO;
}

static int read_segments(struct kernel_memory *m)
{
	Elf64_Ehdr head;
	size_t size;
	int ret;

	m->kcore = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
	if (m->kcore < 0)
		return fail(-errno, "/proc/kcore");
	ret = read_at(m->kcore, &head, sizeof(head), 0);
	if (ret)
		return fail(ret, "/proc/kcore");
	size = head.e_phnum * sizeof(*m->segments);
	m->segments = malloc(size);
	if (!m->segments || head.e_phentsize != sizeof(*m->segments))
		return fail(m->segments ? -EINVAL : -ENOMEM, "/proc/kcore");
	m->nr_segments = head.e_phnum;
	return read_at(m->kcore, m->segments, size, head.e_phoff);
}

/* Of 5-level paging the flag is left only where it is in use. */
static int count_levels(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[8192];
	int levels = 4;

	if (!file)
		return fail(-errno, "/proc/cpuinfo");
	while (fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "flags", 5)) {
			if (strstr(line, " la57"))
				levels = 5;
			break;
		}
	}
	fclose(file);
	return levels;
}

static int find_root(struct kernel_memory *m)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[512], name[256];

	if (!file)
		return fail(-errno, "/proc/kallsyms");
	while (!m->root && fgets(line, sizeof(line), file)) {
		uint64_t address;

		if (sscanf(line, "%" SCNx64 " %*c %255s", &address, name) == 2 &&
		    !strcmp(name, "init_top_pgt"))
			m->root = address;
	}
	fclose(file);
	return m->root ? 0 : fail(-ENOENT, "/proc/kallsyms: init_top_pgt");
}

int kernel_memory_open(struct kernel_memory **out)
{
	struct kernel_memory *m = calloc(1, sizeof(*m));
	int ret = -ENOMEM;

	*out = m;
	if (!m)
		return fail(ret, "/proc/kcore");
	m->kcore = -1;
	m->mem = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	ret = m->mem < 0 ? fail(-errno, "/dev/mem") : read_segments(m);
	if (!ret)
		ret = find_root(m);
	if (!ret) {
		m->levels = count_levels();
		ret = m->levels < 0 ? m->levels : 0;
	}
	if (ret) {
		kernel_memory_close(m);
		*out = NULL;
	}
	return ret;
}

void kernel_memory_close(struct kernel_memory *m)
{
	if (!m)
		return;
	if (m->kcore >= 0)
		close(m->kcore);
	if (m->mem >= 0)
		close(m->mem);
	free(m->segments);
	free(m);
}

uint64_t kernel_memory_vmemmap(const struct kernel_memory *m)
{
	return m->levels == 5 ? VMEMMAP_5_LEVELS : VMEMMAP_4_LEVELS;
}

/* A kernel address that kcore lists. */
static int read_listed(const struct kernel_memory *m, uint64_t address, void *buf, size_t len)
{
	size_t i;

	for (i = 0; i < m->nr_segments; i++) {
		const Elf64_Phdr *s = &m->segments[i];

		if (s->p_type == PT_LOAD && address >= s->p_vaddr &&
		    address + len <= s->p_vaddr + s->p_memsz)
			return read_at(m->kcore, buf, len, s->p_offset + (address - s->p_vaddr));
	}
	return -EFAULT;
}

/* read() of /dev/mem ends where RAM ends, mmap() does not (arch/x86/mm/mmap.c, 6.12). */
static int read_mapped(const struct kernel_memory *m, uint64_t frame, void *buf, size_t len)
{
	const size_t page = 1UL << PAGE_SHIFT, in_page = frame & (page - 1);
	char *mapped = mmap(NULL, page, PROT_READ, MAP_SHARED, m->mem, frame - in_page);

	if (mapped == MAP_FAILED)
		return -errno;
	memcpy(buf, mapped + in_page, len);
	munmap(mapped, page);
	return 0;
}

static int read_frame(const struct kernel_memory *m, uint64_t frame, void *buf, size_t len)
{
	size_t i;

	for (i = 0; i < m->nr_segments; i++) {
		const Elf64_Phdr *s = &m->segments[i];

		/* Segments that are no part of the direct map have no physical address. */
		if (s->p_type == PT_LOAD && s->p_paddr != (uint64_t)-1 && s->p_paddr &&
		    frame >= s->p_paddr && frame + len <= s->p_paddr + s->p_memsz)
			return read_at(m->kcore, buf, len, s->p_offset + (frame - s->p_paddr));
	}
	return read_mapped(m, frame, buf, len);
}

int kernel_memory_read(const struct kernel_memory *m, uint64_t address, void *buf, size_t len,
		       uint64_t *frame)
{
	const uint64_t index_mask = (1UL << LEVEL_BITS) - 1;
	int shift = PAGE_SHIFT + LEVEL_BITS * (m->levels - 1);
	uint64_t entry, at = 0;
	int ret;

	ret = read_listed(m, m->root + (address >> shift & index_mask) * 8, &entry, 8);
	for (;;) {
		if (ret)
			return ret;
		if (!(entry & ENTRY_PRESENT))
			return -EFAULT;
		at = entry & ENTRY_FRAME;
		if (shift == PAGE_SHIFT || entry & ENTRY_LARGE)
			break;
		shift -= LEVEL_BITS;
		ret = read_frame(m, at + (address >> shift & index_mask) * 8, &entry, 8);
	}
	/* A large page's entry has a flag among the low bits of its frame. */
	at = (at & -(1UL << shift)) | (address & ((1UL << shift) - 1));
	if (frame)
		*frame = at;
	return read_frame(m, at, buf, len);
}
