/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory between two pages that fault, and a way to survive a copy that this
 * CPU cannot execute.
 */
#ifndef KERNELS_SIM_TESTS_GUARDED_H
#define KERNELS_SIM_TESTS_GUARDED_H

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define GUARD_BYTES 4096UL

static sigjmp_buf guarded_jump;

static inline void guarded_signal(int signal)
{
	siglongjmp(guarded_jump, signal);
}

/* Room for @bytes (rounded up to pages) with an inaccessible page on either side. */
static inline void *guarded_area(size_t *bytes)
{
	char *area;

	*bytes = (*bytes + GUARD_BYTES - 1) & ~(GUARD_BYTES - 1);
	area = mmap(NULL, *bytes + 2 * GUARD_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED || mprotect(area + GUARD_BYTES, *bytes, PROT_READ | PROT_WRITE)) {
		perror("mmap");
		exit(1);
	}
	signal(SIGILL, guarded_signal);
	signal(SIGSEGV, guarded_signal);
	signal(SIGBUS, guarded_signal);
	return area + GUARD_BYTES;
}

/* Use as: switch (sigsetjmp(guarded_jump, 1)) { case 0: run; case SIGILL: ... } */

#endif
