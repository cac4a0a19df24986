/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One open counter of the kernel.
 */
#ifndef BENCH_COUNTER_COUNTER_H
#define BENCH_COUNTER_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

struct machine_counter;

/** struct counter_value - what the kernel gives: a count, and nanoseconds */
struct counter_value {
	uint64_t value;
	uint64_t enabled;
	uint64_t running;
};

/**
 * counter_open() - perf_event_open() for the calling thread, or for a socket
 * @want: what to count
 * @cpu:  -1: this thread and those it starts, in user mode; else everything on
 *	  the socket of that CPU
 *
 * The soft limit of open files is raised to the hard one when it is reached.
 *
 * Return: a disabled counter, or -errno: -ENOENT for what is not on this
 * machine, -EACCES for what is not permitted, -EMFILE for one too many.
 */
int counter_open(const struct machine_counter *want, int cpu);

/** counter_read() - 0 or -errno */
int counter_read(int fd, struct counter_value *value);
void counter_enable(int fd);
void counter_disable(int fd);

/**
 * counter_scaled() - the count between two readings, made up for multiplexing
 *
 * Return: the count; 0 when the event never ran, which @ran tells.
 */
double counter_scaled(const struct counter_value *from, const struct counter_value *to, bool *ran);

/** counter_running_pct() - part of the time between two readings in which it counted */
int counter_running_pct(const struct counter_value *from, const struct counter_value *to);

#endif
