// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel knows of its CPU, from CPUID alone.
 */
#include <asm/processor.h>
#include <cpuid.h>
#include <string.h>

struct cpuinfo_x86 boot_cpu_data;

static u8 vendor_of(unsigned int b, unsigned int c, unsigned int d)
{
	static const struct {
		char name[13];
		u8 vendor;
	} vendors[] = {
		{ "GenuineIntel", X86_VENDOR_INTEL },	 { "AuthenticAMD", X86_VENDOR_AMD },
		{ "CentaurHauls", X86_VENDOR_CENTAUR },	 { "HygonGenuine", X86_VENDOR_HYGON },
		{ "  Shanghai  ", X86_VENDOR_ZHAOXIN },
	};
	char name[12];

	memcpy(name, &b, 4);
	memcpy(name + 4, &d, 4);
	memcpy(name + 8, &c, 4);
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (!memcmp(name, vendors[i].name, sizeof(name)))
			return vendors[i].vendor;
	return X86_VENDOR_UNKNOWN;
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
}
