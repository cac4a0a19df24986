/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running kernel's memory, read only, as root sees it.
 *
 * /proc/kcore shows RAM and the kernel's image.  It does not show the vmemmap
 * of device memory, so its page tables are followed to the frame that holds
 * it: RAM is then read from kcore, and pmem, which holds an altmap, from
 * /dev/mem, for which the kernel wants "iomem=relaxed" on its command line.
 */
#ifndef GUEST_KERNEL_MEMORY_H
#define GUEST_KERNEL_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct kernel_memory;

/**
 * kernel_memory_open() - open /proc/kcore and find page tables and vmemmap
 *
 * The kernel must not be relocated ("nokaslr").
 *
 * Return: 0, released with kernel_memory_close(), or -errno after one line on
 * standard error.
 */
int kernel_memory_open(struct kernel_memory **out);
void kernel_memory_close(struct kernel_memory *memory);

/** kernel_memory_vmemmap() - address of the struct page of page frame 0 */
uint64_t kernel_memory_vmemmap(const struct kernel_memory *memory);

/**
 * kernel_memory_read() - read what a kernel address maps to
 * @address: must not cross a 4 KiB page with @len
 * @frame:   receives the physical address, or NULL
 *
 * Return: 0, -EFAULT when nothing is mapped there, another -errno.
 */
int kernel_memory_read(const struct kernel_memory *memory, uint64_t address, void *buf, size_t len,
		       uint64_t *frame);

#endif
