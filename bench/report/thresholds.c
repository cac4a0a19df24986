// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thresholds: the C header that a kernel includes.
 */
#include <stdlib.h>

#include "report/kernel/kernel-header.h"
#include "report/report.h"

static int thresholds_write(struct report_ctx *ctx, FILE *out)
{
	struct kernel_entry *entries;
	size_t nr;
	int ret;

	ret = kernel_entries(ctx, &entries, &nr);
	if (ret)
		return ret;
	kernel_unused(ctx, "thresholds");
	kernel_header_write(ctx, entries, nr, out);
	free(entries);
	return 0;
}

const struct report report_thresholds = {
	.name = "thresholds",
	.desc = "a C header for kernels: which CPU streams what, from which size",
	.write = thresholds_write,
};
