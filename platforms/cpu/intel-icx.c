// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ice Lake-SP and -D (Sunny Cove).  asm/intel-family.h of Linux 7.2 [S].
 *
 * QEMU's Icelake-Server reports model 0x86 in its versions 1 to 3 and 0x6a only
 * from version 4 on (QEMU 10.0 CPU models) [S].  0x86 is a Tremont server part,
 * which has no AVX-512, so a guest with AVX-512 under that number is this one.
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x6a, "INTEL_ICELAKE_X"),
	MATCH_MODEL(6, 0x6c, "INTEL_ICELAKE_D"),
	{
		.family = 6,
		.model_lo = 0x86,
		.model_hi = 0x86,
		.stepping_hi = 15,
		.kernel_macro = "INTEL_ICELAKE_X",
		.guest_needs = "avx512f",
	},
};

const struct platform cpu_intel_icx = {
	.name = "intel-icx",
	.desc = "Xeon Scalable 3rd generation (Ice Lake-SP)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1280 * KIB,
		.l2_ways = 20,
		.l3_unit_bytes = 1536 * KIB,
		.l3_ways = 12,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 12, /* Architecture Day 2021 through the press [Q] */
		.memory = "8 x DDR4-3200 + Optane 200",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb avx512f",
	.never = "movdiri movdir64b clzero",
	.notes = "SpecI2M turns ownership reads of regular stores into ItoM near bandwidth "
		 "saturation, so one thread and many can have opposite answers. "
		 "QEMU's Icelake-Server has fsrm only from version 4 on.",
};
