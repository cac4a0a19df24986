// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stands in for json.c in a build without jansson.
 */
#include <errno.h>

#include "base/message.h"
#include "report/report.h"

static int json_write(struct report_ctx *ctx, FILE *out)
{
	pr_err("report json is not in this build: it needs jansson (meson -Djansson=enabled); tsv holds the same rows");
	return -EOPNOTSUPP;
}

const struct report report_json = {
	.name = "json",
	.desc = "not in this build (needs jansson)",
	.write = json_write,
};
