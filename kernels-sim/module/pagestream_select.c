// SPDX-License-Identifier: GPL-2.0
/*
 * Says at load what the generated table makes of this CPU.
 */
#include <linux/module.h>
#include <linux/printk.h>

#ifdef THRESHOLDS
#include THRESHOLDS
#else
#include "memmap_nontemporal_table.h"
#endif

static const char *const memories[] = { "dram", "dax" };

static const char *copy(const struct memmap_nontemporal *cpu, u64 bytes, bool altmap, bool compound)
{
	return memmap_nontemporal(cpu, bytes, altmap, compound) ? "movnti" : "memcpy";
}

static int __init pagestream_select_init(void)
{
	const struct memmap_nontemporal *cpu = memmap_nontemporal_match();
	const struct cpuinfo_x86 *c = &boot_cpu_data;
	u64 bytes;
	int m;

	pr_info("pagestream: cpu %s %u-%u-%u, entry %s\n", c->x86_vendor_id, c->x86,
		c->x86_model, c->x86_stepping,
		cpu == &memmap_nontemporal_default ? "none" : "found");
	/* 64 KiB to 4 GiB of memmap: 4 MiB to 256 GiB of device. */
	for (m = 0; m < 2; m++)
		for (bytes = SZ_64K; bytes <= 4 * (u64)SZ_1G; bytes *= 4)
			pr_info("pagestream: %s %llu KiB: %s, compound %s\n", memories[m],
				bytes >> 10, copy(cpu, bytes, m, false), copy(cpu, bytes, m, true));
	return 0;
}

static void __exit pagestream_select_exit(void)
{
}

module_init(pagestream_select_init);
module_exit(pagestream_select_exit);
MODULE_DESCRIPTION("What a measured table selects on this CPU");
MODULE_LICENSE("GPL");
