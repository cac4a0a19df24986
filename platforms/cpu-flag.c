// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Features by their /proc/cpuinfo names.
 *
 * CPUID is asked and not /proc/cpuinfo, because some names (fzrm, fsrs, fsrc)
 * are never printed there and because a recording needs no more than CPUID.
 */
#include <string.h>

#include "cpuid-table.h"

enum cpuid_reg { EAX, EBX, ECX, EDX };

/* XCR0 bits that must be on before registers of a kind may be used (SDM vol. 1, 13.1). */
#define STATE_AVX 0x06u
#define STATE_AVX512 0xe6u
#define STATE_AMX 0x60000u

#define OSXSAVE (1u << 27)

/* Bits from SDM vol. 2 and AMD APM vol. 3, CPUID; names from Linux cpufeatures.h. */
static const struct cpu_flag_row {
	const char *name;
	uint32_t leaf;
	uint32_t subleaf;
	enum cpuid_reg reg;
	unsigned int bit;
	uint32_t state;
	bool not_in_cpuinfo;
} flags[] = {
	{ "sse2", 1, 0, EDX, 26 },
	{ "clflush", 1, 0, EDX, 19 },
	{ "pclmulqdq", 1, 0, ECX, 1 },
	{ "ssse3", 1, 0, ECX, 9 },
	{ "sse4_1", 1, 0, ECX, 19 },
	{ "movbe", 1, 0, ECX, 22 },
	{ "avx", 1, 0, ECX, 28, STATE_AVX },
	{ "avx2", 7, 0, EBX, 5, STATE_AVX },
	{ "erms", 7, 0, EBX, 9 },
	{ "fsrm", 7, 0, EDX, 4 },
	{ "fzrm", 7, 1, EAX, 10, .not_in_cpuinfo = true },
	{ "fsrs", 7, 1, EAX, 11, .not_in_cpuinfo = true },
	{ "fsrc", 7, 1, EAX, 12, .not_in_cpuinfo = true },
	{ "movdiri", 7, 0, ECX, 27 },
	{ "movdir64b", 7, 0, ECX, 28 },
	{ "cldemote", 7, 0, ECX, 25 },
	{ "clflushopt", 7, 0, EBX, 23 },
	{ "clwb", 7, 0, EBX, 24 },
	{ "clzero", 0x80000008, 0, EBX, 0 },
	{ "3dnowprefetch", 0x80000001, 0, ECX, 8 },
	/* The instruction's own name, for people who do not know the historical one. */
	{ "prefetchw", 0x80000001, 0, ECX, 8, .not_in_cpuinfo = true },
	{ "avx512f", 7, 0, EBX, 16, STATE_AVX512 },
	{ "avx512dq", 7, 0, EBX, 17, STATE_AVX512 },
	{ "avx512cd", 7, 0, EBX, 28, STATE_AVX512 },
	{ "avx512bw", 7, 0, EBX, 30, STATE_AVX512 },
	{ "avx512vl", 7, 0, EBX, 31, STATE_AVX512 },
	{ "avx512_vnni", 7, 0, ECX, 11, STATE_AVX512 },
	{ "avx512_bf16", 7, 1, EAX, 5, STATE_AVX512 },
	{ "avx512_fp16", 7, 0, EDX, 23, STATE_AVX512 },
	{ "avx512_vp2intersect", 7, 0, EDX, 8, STATE_AVX512 },
	{ "avx_vnni", 7, 1, EAX, 4, STATE_AVX },
	{ "amx_tile", 7, 0, EDX, 24, STATE_AMX },
	/* Linux 6.11 and later no longer print these. */
	{ "amx_fp16", 7, 1, EAX, 21, STATE_AMX, .not_in_cpuinfo = true },
	{ "avx_ifma", 7, 1, EAX, 23, STATE_AVX, .not_in_cpuinfo = true },
	{ "cmpccxadd", 7, 1, EAX, 7, .not_in_cpuinfo = true },
	{ "prefetchi", 7, 1, EDX, 14, .not_in_cpuinfo = true },
	{ "sha512", 7, 1, EAX, 0, STATE_AVX, .not_in_cpuinfo = true },
	{ "serialize", 7, 0, EDX, 14 },
	{ "rdtscp", 0x80000001, 0, EDX, 27 },
	{ "nonstop_tsc", 0x80000007, 0, EDX, 8 },
	{ "topoext", 0x80000001, 0, ECX, 22 },
	{ "hybrid_cpu", 7, 0, EDX, 15, .not_in_cpuinfo = true },
	{ "hypervisor", 1, 0, ECX, 31 },
};

#define NR_FLAGS (sizeof(flags) / sizeof(flags[0]))

static bool state_is_on(const struct cpuid_table *t, uint32_t state)
{
	if (!state)
		return true;
	return (cpuid_get(t, 1, 0).ecx & OSXSAVE) && (t->xcr0 & state) == state;
}

enum cpu_flag_state cpu_flag(const struct cpuid_table *t, const char *name)
{
	size_t i;

	for (i = 0; i < NR_FLAGS; i++) {
		const struct cpu_flag_row *row = &flags[i];
		struct cpuid_leaf at;
		uint32_t reg;

		if (strcmp(row->name, name))
			continue;
		at = cpuid_get(t, row->leaf, row->subleaf);
		reg = row->reg == EAX ? at.eax :
		      row->reg == EBX ? at.ebx :
		      row->reg == ECX ? at.ecx :
					at.edx;
		if (!(reg >> row->bit & 1))
			return CPU_FLAG_OFF;
		return state_is_on(t, row->state) ? CPU_FLAG_ON : CPU_FLAG_NO_STATE;
	}
	return CPU_FLAG_UNKNOWN;
}

const char *cpu_flag_name(size_t i, bool *in_cpuinfo)
{
	if (i >= NR_FLAGS)
		return NULL;
	if (in_cpuinfo)
		*in_cpuinfo = !flags[i].not_in_cpuinfo;
	return flags[i].name;
}
