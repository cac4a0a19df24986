/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine is: CPU, platform, caches, memory, hypervisor, noise.
 *
 * Everything is read through a root folder and a CPUID table, so that the
 * same code runs on this machine and on the recording of another one
 * (platforms/tests/machines).  Nothing here prints or exits.
 */
#ifndef PLATFORMS_MACHINE_H
#define PLATFORMS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine;
struct platform;

/**
 * struct cpu_identity - who made the CPU and which one it is, from CPUID
 *
 * In a guest @model and @stepping are the hypervisor's choice.
 */
struct cpu_identity {
	char vendor[13];	/* "GenuineIntel", "AuthenticAMD" ... */
	char brand[49];
	unsigned int family;	/* displayed family (base + extended) */
	unsigned int model;	/* displayed model */
	unsigned int stepping;
	bool hypervisor;	/* CPUID.1:ECX[31] */
	char hypervisor_name[13];
};

/** struct machine_fact - one fact; value is "absent: reason" when it cannot be had */
struct machine_fact {
	const char *key;
	const char *value;
};

/**
 * machine_open() - look at a machine once and keep what was found
 * @root: NULL for this machine; else a recording: a folder with "cpuid"
 *	  (lines: leaf subleaf eax ebx ecx edx, hexadecimal, and "xcr0 VALUE")
 *	  and the files below sys/, proc/ and boot/ that were there
 * @out:  released with machine_close()
 *
 * Return: 0 or -errno.
 */
int machine_open(const char *root, struct machine **out);
void machine_close(struct machine *m);

/**
 * machine_record() - write a recording of this machine, for platforms/tests/machines
 * @dir: a folder that does not exist yet
 *
 * The recording holds what machine_open() reads, and of that only what says
 * nothing about whose machine it is.  When it fails, what was written so far
 * stays for the caller to look at.
 *
 * Return: 0, -EEXIST, or another -errno.
 */
int machine_record(const char *dir);

const struct cpu_identity *machine_cpu(const struct machine *m);

/**
 * machine_is_emulated() - is every instruction translated by software?
 *
 * True in a guest of QEMU's TCG, which names itself in CPUID leaf 0x40000000
 * (target/i386/cpu.c of QEMU 7.2).  No time measured there is a machine's.
 */
bool machine_is_emulated(const struct machine *m);

/** machine_platform() - best match; never NULL (the last resort is "generic") */
const struct platform *machine_platform(const struct machine *m);

/** machine_platform_why() - how that match was made, one line */
const char *machine_platform_why(const struct machine *m);

/** machine_platform_doubt() - what speaks against it, one line; NULL when nothing does */
const char *machine_platform_doubt(const struct machine *m);

/** machine_kernel_macro() - the kernel's name for this CPU ("INTEL_ICELAKE_D"), or NULL */
const char *machine_kernel_macro(const struct machine *m);

/**
 * machine_lacks() - can code that needs these CPU features run here?
 * @needs: names as in /proc/cpuinfo, separated by blanks ("movdir64b",
 *	   "avx512f"); NULL or "" needs nothing.  Vector features count only
 *	   when the operating system enabled their state (XCR0).
 *
 * Return: NULL when all are there, else the first one missing (a pointer into
 * @needs is not kept: static or machine-owned text).
 */
const char *machine_lacks(const struct machine *m, const char *needs);

/**
 * struct machine_cache - a data or unified cache as CPUID describes it
 * @level:	1 to 4
 * @bytes:	size of one instance
 * @ways:	associativity, 0 when unknown
 * @line_bytes:	line size
 * @shared_by:	logical CPUs that share an instance at most, 0 when unknown
 *
 * In a guest all of this is the hypervisor's claim.
 */
struct machine_cache {
	unsigned int level;
	uint64_t bytes;
	unsigned int ways;
	unsigned int line_bytes;
	unsigned int shared_by;
};

/** machine_nr_caches(), machine_cache() - data and unified caches, first level first */
size_t machine_nr_caches(const struct machine *m);
const struct machine_cache *machine_cache(const struct machine *m, size_t i);

/** machine_llc_bytes() - last-level cache that CPUID claims, 0 when unknown */
uint64_t machine_llc_bytes(const struct machine *m);

/** machine_mem_available() - bytes that can be taken now: the least of MemAvailable, the cgroups'
 * room and what RLIMIT_AS and RLIMIT_DATA leave; read afresh at each call on a live machine */
uint64_t machine_mem_available(const struct machine *m);

/** machine_mem_limit() - which of those it is, and where it is set, as a phrase; static text */
const char *machine_mem_limit(const struct machine *m);

/** machine_nr_facts(), machine_fact() - all facts, in the order to print them */
size_t machine_nr_facts(const struct machine *m);
const struct machine_fact *machine_fact(const struct machine *m, size_t i);

/** machine_fact_value() - one fact by its key, "absent: ..." included; NULL for an unknown key */
const char *machine_fact_value(const struct machine *m, const char *key);

/**
 * machine_returns() - how this machine's kernel returns from functions
 *
 * "ret", or the thunk that it jumps to: "thunk" (retbleed), "its", "safe-ret" (SRSO).
 * machine_returns_of() reads it out of the fact "mitigations"; NULL is "ret".
 */
const char *machine_returns(const struct machine *m);
const char *machine_returns_of(const char *mitigations);

/** machine_fact_drifts() - does this fact differ from one second to the next? */
bool machine_fact_drifts(const struct machine *m, size_t i);

/** machine_nr_warnings(), machine_warning() - what will spoil a measurement, a sentence each */
size_t machine_nr_warnings(const struct machine *m);
const char *machine_warning(const struct machine *m, size_t i);

#endif
