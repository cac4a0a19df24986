// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel knows of its CPU, from CPUID alone.
 */
#include <asm/cpu_device_id.h>
#include <cpuid.h>
#include <string.h>

struct cpuinfo_x86 boot_cpu_data;

void cpuid_count(u32 leaf, int sub_leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	__cpuid_count(leaf, sub_leaf, *eax, *ebx, *ecx, *edx);
}

/*
 * As kernels keep it: SDM vol. 2, CPUID leaf 4, the last cache; AMD manual
 * vol. 3, leaf 0x80000006, the second level.
 */
static unsigned int cache_kib(u8 vendor)
{
	unsigned int a, b, c, d, i, kib = 0;

	if (vendor == X86_VENDOR_AMD || vendor == X86_VENDOR_HYGON)
		return __get_cpuid(0x80000006, &a, &b, &c, &d) ? c >> 16 : 0;
	for (i = 0; __get_cpuid_count(4, i, &a, &b, &c, &d) && (a & 0x1f); i++)
		kib = (unsigned long)((b >> 22) + 1) * ((b >> 12 & 0x3ff) + 1) *
		      ((b & 0xfff) + 1) * (c + 1UL) / 1024;
	return kib;
}

static u8 vendor_of(unsigned int b, unsigned int c, unsigned int d)
{
	char name[12];

	memcpy(name, &b, 4);
	memcpy(name + 4, &d, 4);
	memcpy(name + 8, &c, 4);
	if (!memcmp(name, "GenuineIntel", 12))
		return X86_VENDOR_INTEL;
	if (!memcmp(name, "HygonGenuine", 12))
		return X86_VENDOR_HYGON;
	return !memcmp(name, "AuthenticAMD", 12) ? X86_VENDOR_AMD : X86_VENDOR_UNKNOWN;
}

__attribute__((constructor(101))) static void identify(void)
{
	struct cpuinfo_x86 *cpu = &boot_cpu_data;
	unsigned int a, b, c, d, family, model;

	if (!__get_cpuid(0, &a, &b, &c, &d))
		return;
	cpu->x86_vendor = vendor_of(b, c, d);
	if (!__get_cpuid(1, &a, &b, &c, &d))
		return;
	/* SDM vol. 2, CPUID leaf 1: extended family and model count for 6 and 15. */
	family = a >> 8 & 0xf;
	model = a >> 4 & 0xf;
	if (family == 6 || family == 15)
		model += a >> 12 & 0xf0;
	if (family == 15)
		family += a >> 20 & 0xff;
	cpu->x86 = family;
	cpu->x86_model = model;
	cpu->x86_stepping = a & 0xf;
	cpu->x86_cache_size = cache_kib(cpu->x86_vendor);
	cpu->topoext = __get_cpuid(0x80000001, &a, &b, &c, &d) && c >> 22 & 1;
	if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
		cpu->movdiri = c >> 27 & 1;
		cpu->movdir64b = c >> 28 & 1;
	}
}

static bool is_last(const struct x86_cpu_id *id)
{
	return !id->vendor && !id->family && !id->model && !id->steppings && !id->feature;
}

const struct x86_cpu_id *x86_match_cpu(const struct x86_cpu_id *match)
{
	const struct cpuinfo_x86 *cpu = &boot_cpu_data;

	for (; !is_last(match); match++)
		if (match->vendor == cpu->x86_vendor &&
		    (match->family == X86_FAMILY_ANY || match->family == cpu->x86) &&
		    (match->model == X86_MODEL_ANY || match->model == cpu->x86_model))
			return match;
	return NULL;
}
