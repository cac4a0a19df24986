// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/provenance.h"

#include <stdio.h>
#include <string.h>

#include "analysis/summary.h"

/* clang-format off */
static const struct {
	const char *label;
	const char *key;
} facts[] = {
	{ "CPU",	"cpu" },
	{ "platform",	"platform" },
	{ "microcode",	"microcode" },
	{ "hypervisor",	"hypervisor" },
	{ "kernel",	"kernel" },
	{ "command",	"command" },
	{ "version",	"version" },
	{ "run",	"run" },
	{ "date",	"date" },
};
/* clang-format on */

#define NR_FACTS (sizeof(facts) / sizeof(facts[0]))
_Static_assert(NR_FACTS + 1 <= PROVENANCE_MAX, "room for the facts and the file");

const char *provenance_file(const struct summary *summary)
{
	const char *name = summary->file->name, *slash = strrchr(name, '/');

	/* People mail this. */
	if (!strcmp(name, "-"))
		return "standard input";
	return slash ? slash + 1 : name;
}

size_t provenance_list(const struct summary *summary, struct provenance *list)
{
	const struct run_file *file = summary->file;
	size_t nr = 0;

	for (; nr < NR_FACTS; nr++) {
		const char *value = run_file_fact(file, facts[nr].key);

		list[nr].label = facts[nr].label;
		snprintf(list[nr].value, sizeof(list[nr].value), "%s",
			 value && *value ? value : "absent: not in the file");
	}
	list[nr].label = "file";
	snprintf(list[nr].value, sizeof(list[nr].value), "%.80s, %zu row%s, %zu case%s",
		 provenance_file(summary), file->nr_rows, file->nr_rows == 1 ? "" : "s",
		 file->nr_cases, file->nr_cases == 1 ? "" : "s");
	return nr + 1;
}
