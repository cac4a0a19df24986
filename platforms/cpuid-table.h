/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of CPUID leaves, from the CPU this runs on or from a recording, and
 * what the layer decodes from it.
 */
#ifndef PLATFORMS_CPUID_TABLE_H
#define PLATFORMS_CPUID_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_identity;

struct cpuid_leaf {
	uint32_t leaf;
	uint32_t subleaf;
	uint32_t eax;
	uint32_t ebx;
	uint32_t ecx;
	uint32_t edx;
};

/** struct cpuid_table - leaves and XCR0; a leaf that is not listed is all zero */
struct cpuid_table {
	struct cpuid_leaf *leaves;
	size_t nr;
	uint64_t xcr0;
};

/**
 * cpuid_read() - read the leaves this layer uses from the running CPU
 *
 * The APIC number is masked out: it names the CPU that happened to run this.
 */
int cpuid_read(struct cpuid_table *t);

/**
 * cpuid_parse() - read a recording's "cpuid"
 * @text: lines "leaf subleaf eax ebx ecx edx" and one "xcr0 VALUE", hexadecimal
 *	  with or without 0x; '#' starts a comment line
 *
 * Return: 0, -EINVAL for anything else, -ENOMEM.
 */
int cpuid_parse(const char *text, struct cpuid_table *t);

/** cpuid_format() - the text cpuid_parse() reads, to be freed; NULL when memory ran out */
char *cpuid_format(const struct cpuid_table *t);
void cpuid_free(struct cpuid_table *t);

/** cpuid_get() - one leaf; all zero where the CPU does not have it */
struct cpuid_leaf cpuid_get(const struct cpuid_table *t, uint32_t leaf, uint32_t subleaf);

/** cpuid_identity() - decode vendor, brand, family, model, stepping, hypervisor */
void cpuid_identity(const struct cpuid_table *t, struct cpu_identity *cpu);

enum cpu_flag_state {
	CPU_FLAG_UNKNOWN,	/* a name that is not in the table */
	CPU_FLAG_OFF,
	CPU_FLAG_NO_STATE,	/* the CPU has it, the kernel does not save its registers */
	CPU_FLAG_ON,
};

/** cpu_flag() - state of a feature by its /proc/cpuinfo name */
enum cpu_flag_state cpu_flag(const struct cpuid_table *t, const char *name);

/**
 * cpu_flag_name() - names in the feature table, in its order
 * @i:		index
 * @in_cpuinfo: when not NULL, receives whether /proc/cpuinfo prints this name
 *
 * Return: NULL past the end.
 */
const char *cpu_flag_name(size_t i, bool *in_cpuinfo);

#endif
