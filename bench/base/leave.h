/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a process that was forked to do one thing.
 */
#ifndef BENCH_BASE_LEAVE_H
#define BENCH_BASE_LEAVE_H

#include <unistd.h>

#ifdef COVERAGE
/* gcc's manual, "Profiling and Test Coverage in Freestanding Environments" */
void __gcov_dump(void);
#else
static inline void __gcov_dump(void)
{
}
#endif

/** leave() - end at once: nothing that the parent has registered or buffered is done twice */
static inline void __attribute__((noreturn)) leave(int status)
{
	/* A count that is not written now is lost. */
	__gcov_dump();
	_exit(status);
}

#endif
