// SPDX-License-Identifier: GPL-2.0
/*
 * Says at load what the generated header makes of this CPU.
 */
#include <linux/module.h>
#include <linux/printk.h>

#include THRESHOLDS

#define KIB(n) ((u64)(n) << 10)

/* The tails of a compound page of 2 MiB, which lie between two drains. */
#define COMPOUND_RECORDS 511

static const char *const backends[] = {
	[MEMCPY_STREAMING_UNDECIDED] = "undecided",
	[MEMCPY_STREAMING_MEMCPY] = "memcpy",
	[MEMCPY_STREAMING_FLUSHCACHE] = "flushcache",
	[MEMCPY_STREAMING_MOVDIR64B] = "movdir64b",
	[MEMCPY_STREAMING_MOVDIRI] = "movdiri",
	[MEMCPY_STREAMING_MOVNTI] = "movnti",
};

static const char *const memories[] = {
	[MEMCPY_STREAMING_DAX] = "dax",
	[MEMCPY_STREAMING_DRAM] = "dram",
};

static int __init pagestream_select_init(void)
{
	const struct memcpy_streaming_cpu *cpu = memcpy_streaming_match();
	const struct cpuinfo_x86 *c = &boot_cpu_data;
	u64 bytes;
	int m;

	pr_info("pagestream: cpu %s %u-%u-%u, entry %s\n", c->x86_vendor_id, c->x86,
		c->x86_model, c->x86_stepping, cpu ? cpu->name : "none");
	for (m = 0; m < MEMCPY_STREAMING_NR_MEMORY; m++) {
		for (bytes = KIB(64); bytes <= KIB(4 << 20); bytes *= 4)
			pr_info("pagestream: %s %llu KiB: %s, compound %s\n", memories[m],
				bytes >> 10,
				backends[memcpy_streaming_choose(cpu, m, bytes, bytes / 64)],
				backends[memcpy_streaming_choose(cpu, m, bytes, COMPOUND_RECORDS)]);
	}
	return 0;
}

static void __exit pagestream_select_exit(void)
{
}

module_init(pagestream_select_init);
module_exit(pagestream_select_exit);
MODULE_DESCRIPTION("What measured thresholds select on this CPU");
MODULE_LICENSE("GPL");
