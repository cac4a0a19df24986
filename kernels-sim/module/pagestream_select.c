// SPDX-License-Identifier: GPL-2.0
/*
 * Says at load what the generated header makes of this CPU.
 */
#include <linux/module.h>
#include <linux/printk.h>

#include "pagestream_table.h"

static int __init pagestream_select_init(void)
{
	const struct memcpy_streaming_cpu *cpu = memcpy_streaming_match();
	const struct cpuinfo_x86 *c = &boot_cpu_data;
	u64 bytes;
	int m;

	pr_info("pagestream: cpu %s %u-%u-%u, entry %s\n", c->x86_vendor_id, c->x86,
		c->x86_model, c->x86_stepping, cpu ? cpu->name : "none");
	for (m = 0; m < MEMCPY_STREAMING_NR_MEMORY; m++) {
		for_each_size(bytes)
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
