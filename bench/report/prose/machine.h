/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a run was taken, as its header says: which machine, and what may change on it.
 */
#ifndef BENCH_REPORT_PROSE_MACHINE_H
#define BENCH_REPORT_PROSE_MACHINE_H

#include <stdbool.h>
#include <stdio.h>

struct summary;

/**
 * enum machine_fact - those before MACHINE_KERNEL tell machines apart
 * @MACHINE_PLATFORM: of a CPU that no entry matches its numbers
 * @MACHINE_WHERE:  "guest" or "host"
 * @MACHINE_MEMORY: of the whole machine, in GiB: the last kilobytes change with the kernel
 * @MACHINE_LABEL:  what "run --label" says; "" where it says nothing
 */
enum machine_fact {
	MACHINE_PLATFORM,
	MACHINE_WHERE,
	MACHINE_CPU,
	MACHINE_BRAND,
	MACHINE_CPUS,
	MACHINE_MEMORY,
	MACHINE_LABEL,
	MACHINE_KERNEL,
	MACHINE_MICROCODE,
	MACHINE_CMDLINE,
	MACHINE_MITIGATIONS,
	MACHINE_SMT,
	MACHINE_GOVERNOR,
	MACHINE_TURBO,
	MACHINE_THP,
	MACHINE_PREFETCHERS,
	MACHINE_VERSION,
	MACHINE_NR
};

/** struct machine - one run's; what the file does not say is "" */
struct machine {
	char *fact[MACHINE_NR];
	char *run;
	char *date;
};

/** machine_take() - copy what a run says; 0 or -ENOMEM; machine_free() in both cases */
int machine_take(const struct summary *summary, struct machine *machine);
void machine_free(struct machine *machine);

/** machine_compare() - order by the facts from MACHINE_PLATFORM up to @last; 0: all the same */
int machine_compare(const struct machine *a, const struct machine *b, enum machine_fact last);

/** machine_fact_word() - "kernel", "CPUs online" ... */
const char *machine_fact_word(enum machine_fact fact);

/**
 * machine_put_differing() - "kernel 6.1 / 6.12, microcode 0x1 / 0x2"
 *
 * Long values are named alone: "mitigations".  Return: how many differ.
 */
int machine_put_differing(FILE *out, const struct machine *a, const struct machine *b);

#endif
