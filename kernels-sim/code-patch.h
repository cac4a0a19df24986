/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing to this program's own code, as a kernel does to its own when it boots:
 * what is measured then holds a constant, and no test of what was chosen.
 */
#ifndef KERNELS_SIM_CODE_PATCH_H
#define KERNELS_SIM_CODE_PATCH_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/**
 * code_patch_allow() - may code be written to?
 * @first, @end: what is written; whole pages change
 * @allow: false: never mind, when it is done
 *
 * The caller may lie in the same pages, so they stay executable.
 *
 * Return: 0, or the -errno of a system that lets no program change its code.
 */
static inline int code_patch_allow(const uint8_t *first, const uint8_t *end, bool allow)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uintptr_t from = (uintptr_t)first & -page, to = ((uintptr_t)end + page - 1) & -page;
	const int prot = PROT_READ | PROT_EXEC | (allow ? PROT_WRITE : 0);

	return mprotect((void *)from, to - from, prot) ? -errno : 0;
}

#endif
