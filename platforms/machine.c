// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opening a machine, live or recorded, and recording the live one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine-private.h"

static int load_cpuid(struct machine *m)
{
	char *text;
	int ret;

	if (source_live(m->src)) {
		ret = cpuid_read(&m->cpuid);
		if (ret)
			return ret;
	} else {
		ret = source_peek(m->src, "cpuid", &text);
		if (ret)
			return ret;
		ret = cpuid_parse(text, &m->cpuid);
		free(text);
		if (ret)
			return ret;
	}

	text = cpuid_format(&m->cpuid);
	if (!text)
		return -ENOMEM;
	source_record_text(m->src, "cpuid", text);
	free(text);
	cpuid_identity(&m->cpuid, &m->cpu);
	return 0;
}

/* "flags : fpu vme ..." of /proc/cpuinfo; for the names that the CPUID table does not know. */
static int load_kernel_flags(struct machine *m)
{
	const char *flags = "";
	char *text = NULL, *at;

	if (!source_read(m->src, "proc/cpuinfo", &text)) {
		at = !strncmp(text, "flags", 5) ? text : strstr(text, "\nflags");
		at = at ? strchr(at, ':') : NULL;
		if (at) {
			at[strcspn(at, "\n")] = '\0';
			flags = at + 1;
		}
	}
	m->kernel_flags = strdup(flags);
	free(text);
	if (!m->kernel_flags)
		return -ENOMEM;
	text_fold(m->kernel_flags);
	return 0;
}

static int collect(const char *root, const char *record_dir, struct machine **out)
{
	struct machine *m;
	int ret;

	m = calloc(1, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->missing = calloc(1, FEATURE_NAME_MAX);
	if (!m->missing) {
		ret = -ENOMEM;
		goto out_close;
	}

	ret = source_open(root, &m->src);
	if (ret)
		goto out_close;
	if (record_dir) {
		ret = source_record_to(m->src, record_dir);
		if (ret)
			goto out_close;
	}

	ret = load_cpuid(m);
	if (!ret)
		ret = load_kernel_flags(m);
	if (ret)
		goto out_close;

	caches_decode(m);
	platform_decide(m);
	resemblance_find(m);
	facts_collect(m);
	warnings_collect(m);
	pmus_collect(m);
	resctrl_record(m);

	ret = m->out_of_memory ? -ENOMEM : source_record_status(m->src);
	if (ret)
		goto out_close;
	*out = m;
	return 0;

out_close:
	machine_close(m);
	return ret;
}

int machine_open(const char *root, struct machine **out)
{
	return collect(root, NULL, out);
}

int machine_record_from(const char *root, const char *dir)
{
	struct machine *m;
	int ret;

	ret = collect(root, dir, &m);
	if (!ret)
		machine_close(m);
	return ret;
}

int machine_record(const char *dir)
{
	return machine_record_from(NULL, dir);
}

void machine_close(struct machine *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->nr_warnings; i++)
		free(m->warnings[i]);
	free(m->warnings);
	for (i = 0; i < m->nr_facts; i++)
		free((char *)m->facts[i].pub.value);
	free(m->facts);
	free(m->counters);
	free(m->looks_like);
	free(m->at_least);
	free(m->doubt);
	free(m->why);
	free(m->missing);
	free(m->kernel_flags);
	cpuid_free(&m->cpuid);
	source_close(m->src);
	free(m);
}

const char *machine_lacks(const struct machine *m, const char *needs)
{
	char *name = m->missing;

	while (needs && text_next_word(&needs, name, FEATURE_NAME_MAX)) {
		enum cpu_flag_state state = cpu_flag(&m->cpuid, name);

		if (state == CPU_FLAG_UNKNOWN && text_has_word(m->kernel_flags, name))
			continue;
		if (state != CPU_FLAG_ON)
			return name;
	}
	return NULL;
}
