// SPDX-License-Identifier: GPL-2.0
/*
 * Asks the code that "pagestream report patch" adds, which is linked into the
 * same module and brings its initcall: the parameter "dispatch" says what it
 * selects.
 */
#include <linux/module.h>
#include <asm/memcpy_streaming_select.h>

#include "pagestream_table.h"

static int selected_get(char *buf, const struct kernel_param *param)
{
	u64 bytes;
	int m, at;

	at = scnprintf(buf, PAGE_SIZE, "key %d\n", static_key_enabled(&memcpy_streaming_key));
	for (m = 0; m < MEMCPY_STREAMING_NR_MEMORY; m++) {
		for_each_size(bytes)
			at += scnprintf(buf + at, PAGE_SIZE - at, "%s %llu KiB: %s, compound %s\n",
				memories[m], bytes >> 10,
				backends[memcpy_streaming_select(m, bytes, bytes / 64)],
				backends[memcpy_streaming_select(m, bytes, COMPOUND_RECORDS)]);
	}
	return at;
}

static const struct kernel_param_ops selected_ops = {
	.get = selected_get,
};

/* Without it a module that has an initcall stays. */
static void __exit pagestream_ask_exit(void)
{
}

module_exit(pagestream_ask_exit);
module_param_cb(selected, &selected_ops, NULL, 0444);
MODULE_DESCRIPTION("What a patched kernel selects on this CPU");
MODULE_LICENSE("GPL");
