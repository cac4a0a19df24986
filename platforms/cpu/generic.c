// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The last resort: an x86-64 CPU about which nothing is claimed.  What CPUID
 * says about caches and features is used as it stands.
 */
#include "../cpu-table.h"

const struct platform cpu_generic = {
	.name = "generic",
	.desc = "x86-64 CPU that no other entry describes",
	.notes = "Nothing is known beyond what CPUID says; results stand for this one machine.",
};
