/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of CPUs of any size, and threads that begin on one CPU.
 */
#ifndef BENCH_BASE_CPU_MASK_H
#define BENCH_BASE_CPU_MASK_H

#include <pthread.h>
#include <stdbool.h>

struct cpu_mask;

/** cpu_mask_new() - an empty set with room for CPUs 0 to @nr - 1; NULL without memory */
struct cpu_mask *cpu_mask_new(int nr);
void cpu_mask_free(struct cpu_mask *mask);

/**
 * cpu_mask_allowed() - where this thread may run
 *
 * sched_getaffinity(2) refuses a set that is smaller than the kernel's, whatever
 * is in it, so that a cpu_set_t is not enough where a kernel knows more than 1024.
 *
 * Return: a set to be freed, or NULL with errno set.
 */
struct cpu_mask *cpu_mask_allowed(void);

/** cpu_mask_add() - @cpu is below the number that the set was made for */
void cpu_mask_add(struct cpu_mask *mask, int cpu);
bool cpu_mask_has(const struct cpu_mask *mask, int cpu);

/** cpu_mask_count() - how many are in it */
int cpu_mask_count(const struct cpu_mask *mask);

/** cpu_mask_next() - the first CPU above @cpu in the set, -1 for none; -1 starts */
int cpu_mask_next(const struct cpu_mask *mask, int cpu);

/** cpu_pin() - keep the calling thread on one CPU; 0 or -errno */
int cpu_pin(int cpu);

/**
 * cpu_thread() - start a thread that is on @cpu from its first instruction on
 *
 * A thread that begins where its parent runs cannot move away while a parent of a
 * real-time class spins there.
 *
 * Return: 0 or -errno, as when the CPU is not there any more.
 */
int cpu_thread(pthread_t *thread, int cpu, void *(*run)(void *arg), void *arg);

#endif
