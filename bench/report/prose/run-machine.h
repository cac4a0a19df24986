/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a run was taken, as its header says: which machine, and what may change on it.
 */
#ifndef BENCH_REPORT_PROSE_RUN_MACHINE_H
#define BENCH_REPORT_PROSE_RUN_MACHINE_H

#include <stdbool.h>
#include <stdio.h>

struct summary;

/**
 * enum run_machine_fact - those before RUN_MACHINE_KERNEL tell machines apart
 * @RUN_MACHINE_PLATFORM: of a CPU that no entry matches its numbers
 * @RUN_MACHINE_WHERE:  "guest" or "host"
 * @RUN_MACHINE_MEMORY: of the whole machine, in GiB: the last kilobytes change with the kernel
 * @RUN_MACHINE_LABEL:  what "run --label" says; "" where it says nothing
 */
enum run_machine_fact {
	RUN_MACHINE_PLATFORM,
	RUN_MACHINE_WHERE,
	RUN_MACHINE_CPU,
	RUN_MACHINE_BRAND,
	RUN_MACHINE_CPUS,
	RUN_MACHINE_MEMORY,
	RUN_MACHINE_LABEL,
	RUN_MACHINE_KERNEL,
	RUN_MACHINE_MICROCODE,
	RUN_MACHINE_CMDLINE,
	RUN_MACHINE_MITIGATIONS,
	RUN_MACHINE_SMT,
	RUN_MACHINE_GOVERNOR,
	RUN_MACHINE_TURBO,
	RUN_MACHINE_THP,
	RUN_MACHINE_PREFETCHERS,
	RUN_MACHINE_VERSION,
	RUN_MACHINE_NR
};

/** struct run_machine - one run's; what the file does not say is "" */
struct run_machine {
	char *fact[RUN_MACHINE_NR];
	char *run;
	char *date;
};

/** run_machine_take() - copy what a run says; 0 or -ENOMEM; run_machine_free() in both cases */
int run_machine_take(const struct summary *summary, struct run_machine *machine);
void run_machine_free(struct run_machine *machine);

/**
 * run_machine_compare() - order by the facts from RUN_MACHINE_PLATFORM up to @last
 *
 * Return: 0: all the same.
 */
int run_machine_compare(const struct run_machine *a, const struct run_machine *b,
			enum run_machine_fact last);

/** run_machine_fact_word() - "kernel", "CPUs online" ... */
const char *run_machine_fact_word(enum run_machine_fact fact);

/**
 * run_machine_put_differing() - "kernel 6.1 / 6.12, microcode 0x1 / 0x2"
 *
 * Long values are named alone: "mitigations".  Return: how many differ.
 */
int run_machine_put_differing(FILE *out, const struct run_machine *a, const struct run_machine *b);

#endif
