// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/run-machine.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/words.h"

/* The platform of a CPU that no entry matches: then its numbers tell it from others. */
#define LAST_RESORT "generic"

/* More than this of one fact, twice, is no sentence. */
#define LONG_VALUE 40

/* clang-format off */
static const struct {
	const char *word;
	const char *key; /* of the header; NULL: see value_of() */
} facts[RUN_MACHINE_NR] = {
	[RUN_MACHINE_PLATFORM]	= { "platform", "platform" },
	[RUN_MACHINE_WHERE]		= { "guest or host", NULL },
	[RUN_MACHINE_CPU]		= { "CPU", "cpu" },
	[RUN_MACHINE_BRAND]		= { "CPU name", "cpu-brand" },
	[RUN_MACHINE_CPUS]		= { "CPUs online", "cpus-online" },
	[RUN_MACHINE_MEMORY]	= { "memory", NULL },
	[RUN_MACHINE_LABEL]		= { "label", NULL },
	[RUN_MACHINE_KERNEL]	= { "kernel", "kernel" },
	[RUN_MACHINE_MICROCODE]	= { "microcode", "microcode" },
	[RUN_MACHINE_CMDLINE]	= { "kernel command line", "kernel-cmdline" },
	[RUN_MACHINE_MITIGATIONS]	= { "mitigations", "mitigations" },
	[RUN_MACHINE_SMT]		= { "SMT", "smt-control" },
	[RUN_MACHINE_GOVERNOR]	= { "frequency governor", "cpufreq-governor" },
	[RUN_MACHINE_TURBO]		= { "turbo", "turbo" },
	[RUN_MACHINE_THP]		= { "huge pages", "thp" },
	[RUN_MACHINE_PREFETCHERS]	= { "prefetchers", "prefetchers" },
	[RUN_MACHINE_VERSION]	= { "pagestream", "version" },
};
/* clang-format on */

const char *run_machine_fact_word(enum run_machine_fact fact)
{
	return facts[fact].word;
}

static char *value_of(const struct summary *summary, enum run_machine_fact fact)
{
	const char *value = run_file_fact(summary->file, facts[fact].key ? facts[fact].key : "-");
	char text[32];

	switch (fact) {
	case RUN_MACHINE_PLATFORM:
		if (value && !strcmp(value, LAST_RESORT) && run_file_fact(summary->file, "cpu"))
			value = run_file_fact(summary->file, "cpu");
		return strdup(value ? value : "");
	case RUN_MACHINE_WHERE:
		return strdup(words_is_guest(summary) ? "guest" : "host");
	case RUN_MACHINE_MEMORY:
		value = run_file_fact(summary->file, "mem-total");
		if (!value || strtod(value, NULL) <= 0)
			return strdup("");
		snprintf(text, sizeof(text), "%.0f GiB", strtod(value, NULL) / (1 << 20));
		return strdup(text);
	case RUN_MACHINE_LABEL:
		value = run_file_fact(summary->file, "label");
		if (!value || !strcmp(value, "-"))
			return strdup("");
		/* fallthrough */
	default:
		/* Why a fact is absent is no fact of the machine. */
		return strdup(value && strncmp(value, "absent", strlen("absent")) ? value : "");
	}
}

static char *copy_fact(const struct summary *summary, const char *key)
{
	const char *value = run_file_fact(summary->file, key);

	return strdup(value ? value : "-");
}

int run_machine_take(const struct summary *summary, struct run_machine *machine)
{
	bool whole = true;

	for (int i = 0; i < RUN_MACHINE_NR; i++) {
		machine->fact[i] = value_of(summary, i);
		whole &= machine->fact[i] != NULL;
	}
	machine->run = copy_fact(summary, "run");
	machine->date = copy_fact(summary, "date");
	return whole && machine->run && machine->date ? 0 : -ENOMEM;
}

void run_machine_free(struct run_machine *machine)
{
	for (int i = 0; i < RUN_MACHINE_NR; i++)
		free(machine->fact[i]);
	free(machine->run);
	free(machine->date);
}

int run_machine_compare(const struct run_machine *a, const struct run_machine *b,
			enum run_machine_fact last)
{
	int order = 0;

	for (int i = 0; !order && i <= (int)last; i++)
		order = strcmp(a->fact[i], b->fact[i]);
	return order;
}

int run_machine_put_differing(FILE *out, const struct run_machine *a, const struct run_machine *b)
{
	int nr = 0;

	for (int i = 0; i < RUN_MACHINE_NR; i++) {
		const char *left = a->fact[i], *right = b->fact[i];

		if (!strcmp(left, right))
			continue;
		fprintf(out, "%s%s", nr++ ? ", " : "", facts[i].word);
		if (strlen(left) <= LONG_VALUE && strlen(right) <= LONG_VALUE)
			fprintf(out, " %s / %s", *left ? left : "not said",
				*right ? right : "not said");
	}
	return nr;
}
