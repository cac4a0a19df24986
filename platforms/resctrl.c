// SPDX-License-Identifier: GPL-2.0-or-later
#include "resctrl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine-private.h"

#define ROOT "sys/fs/resctrl"
#define MONITORING ROOT "/info/L3_MON"

const char *const resctrl_event_name[RESCTRL_EVENTS] = {
	[RESCTRL_TOTAL] = "mbm_total_bytes",
	[RESCTRL_LOCAL] = "mbm_local_bytes",
};

const char resctrl_cannot_tell[] =
	"resctrl counts what passes between an L3 cache and memory for a group of tasks, in the steps "
	"of its hardware and not in DRAM bursts: a memory controller may move more than was asked "
	"for, and reads it makes to complete a partial line are not in it. Without a choice of "
	"transactions (BMEC or ABMC, AMD alone) an event is reads and writes in one sum. A dirty "
	"victim counts for the group whose task pushes it out, which need not be the one that "
	"wrote it. What other tasks of the group do is in the count.";

/* Bit by bit, in the words of an event_filter file (ABMC). */
static const struct {
	const char *filter;
	const char *words;
} transactions[RESCTRL_TRANSACTIONS] = {
	{ "local_reads", "local reads" },
	{ "remote_reads", "remote reads" },
	{ "local_non_temporal_writes", "local streamed writes" },
	{ "remote_non_temporal_writes", "remote streamed writes" },
	{ "local_reads_slow_memory", "local slow reads" },
	{ "remote_reads_slow_memory", "remote slow reads" },
	{ "dirty_victim_writes_all", "dirty victims" },
};

static int give_up(struct resctrl_domain *out, int error, const char *why)
{
	out->error = error;
	snprintf(out->why, sizeof(out->why), "resctrl: %s", why);
	return error;
}

/* The group that this process is in, as a folder below the root: "" or "NAME/mon_groups/NAME/". */
static int find_group(const struct machine *m, char *group, size_t size)
{
	char *text, *line, *rest, res[96] = "", mon[96] = "";
	int ret;

	ret = source_peek(m->src, "proc/self/cpu_resctrl_groups", &text);
	/* Kernels before 5.6 do not tell; there the root stands for everybody. */
	if (ret == -ENOENT)
		ret = 0, text = strdup("");
	if (ret || !text)
		return ret ? ret : -ENOMEM;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "res:", 4))
			snprintf(res, sizeof(res), "%s", line + 4 + (line[4] == '/'));
		else if (!strncmp(line, "mon:", 4))
			snprintf(mon, sizeof(mon), "%s", line + 4);
	}
	free(text);
	/* Names that were cut would be another group's. */
	if (strlen(res) + 1 == sizeof(res) || strlen(mon) + 1 == sizeof(mon))
		return -ENAMETOOLONG;
	snprintf(group, size, "%s%s%s%s%s", res, *res ? "/" : "", *mon ? "mon_groups/" : "", mon,
		 *mon ? "/" : "");
	return 0;
}

/* "0=0x7f;1=0x15": the mask of a domain; 0 when it is not there. */
static unsigned int mask_of_domain(const char *text, int id)
{
	const char *at = text;
	char *end;

	while (*at) {
		if (strtol(at, &end, 10) == id && end > at && *end == '=')
			return strtoul(end + 1, NULL, 0);
		at += strcspn(at, ";\n");
		at += *at != 0;
	}
	return 0;
}

/* "local_reads,remote_reads": a word that is not known makes the rest worth nothing. */
static unsigned int mask_of_filter(char *text)
{
	unsigned int mask = 0;
	char *word, *rest;
	int bit;

	for (word = strtok_r(text, ", \n", &rest); word; word = strtok_r(NULL, ", \n", &rest)) {
		for (bit = 0; bit < RESCTRL_TRANSACTIONS; bit++)
			if (!strcmp(word, transactions[bit].filter))
				break;
		if (bit == RESCTRL_TRANSACTIONS)
			return 0;
		mask |= 1u << bit;
	}
	return mask;
}

/* Which transactions an event counts: ABMC's files where counters are assigned, else BMEC's. */
static unsigned int find_mask(const struct machine *m, enum resctrl_event event, int id)
{
	unsigned int mask = 0;
	bool assigned = false;
	char path[128], *text;

	if (!source_peek(m->src, MONITORING "/mbm_assign_mode", &text)) {
		assigned = strstr(text, "[mbm_event]");
		free(text);
	}
	if (assigned)
		snprintf(path, sizeof(path), MONITORING "/event_configs/%s/event_filter",
			 resctrl_event_name[event]);
	else
		snprintf(path, sizeof(path), MONITORING "/%s_config", resctrl_event_name[event]);
	if (source_peek(m->src, path, &text))
		return 0;
	mask = assigned ? mask_of_filter(text) : mask_of_domain(text, id);
	free(text);
	return mask;
}

/* Not mounted, not in the kernel, or not in the CPU? */
static int why_absent(const struct machine *m, struct resctrl_domain *out)
{
	struct name_list list;
	bool folder = !source_list(m->src, ROOT, "", &list);

	if (folder)
		name_list_free(&list);
	if (!text_has_word(m->kernel_flags, "cqm_mbm_total") &&
	    !text_has_word(m->kernel_flags, "cqm_mbm_local"))
		return give_up(out, -ENOENT, "this CPU counts no bandwidth (no cqm_mbm_total)");
	if (!folder)
		return give_up(out, -ENOENT, "this kernel was built without it");
	return give_up(out, -ENODEV, "not mounted");
}

static int find_domain(const struct machine *m, int cpu, int *id)
{
	char path[80], *text, *end;
	int ret;

	snprintf(path, sizeof(path), "sys/devices/system/cpu/cpu%d/cache/index3/id", cpu);
	ret = source_peek(m->src, path, &text);
	if (ret)
		return ret;
	*id = strtol(text, &end, 10);
	ret = end > text ? 0 : -EINVAL;
	free(text);
	return ret;
}

static bool is_in_list(const char *list, int cpu)
{
	char *end;
	long lo, hi;

	while (*list >= '0' && *list <= '9') {
		lo = strtol(list, &end, 10);
		hi = *end == '-' ? strtol(end + 1, &end, 10) : lo;
		if (cpu >= lo && cpu <= hi)
			return true;
		list = *end == ',' ? end + 1 : end;
	}
	return false;
}

/* Tasks of the root group count for the group that was given their CPU. */
static bool cpu_is_elsewhere(const struct machine *m, int cpu)
{
	bool elsewhere;
	char *text;

	if (source_peek(m->src, ROOT "/cpus_list", &text))
		return false;
	elsewhere = !is_in_list(text, cpu);
	free(text);
	return elsewhere;
}

static int find_files(const struct machine *m, const char *features, const char *group,
		      struct resctrl_domain *out)
{
	bool any = false;
	int event;

	for (event = 0; event < RESCTRL_EVENTS; event++) {
		const char *at = strstr(features, resctrl_event_name[event]);
		size_t len = strlen(resctrl_event_name[event]);

		/* The name is also the begin of that of its configuration. */
		while (at && at[len] && at[len] != '\n')
			at = strstr(at + 1, resctrl_event_name[event]);
		if (!at)
			continue;
		snprintf(out->path[event], sizeof(out->path[event]),
			 ROOT "/%smon_data/mon_L3_%02d/%s", group, out->id,
			 resctrl_event_name[event]);
		out->mask[event] = find_mask(m, event, out->id);
		any = true;
	}
	return any ? 0 : give_up(out, -ENOENT, "mounted, but it counts no bandwidth here");
}

int machine_resctrl(const struct machine *m, int cpu, struct resctrl_domain *out)
{
	char group[RESCTRL_PATH - 64], *features;
	int ret;

	*out = (struct resctrl_domain){ .id = -1 };
	ret = source_peek(m->src, MONITORING "/mon_features", &features);
	if (ret == -ENOENT) {
		struct name_list list;

		if (source_list(m->src, ROOT, "info", &list))
			return why_absent(m, out);
		ret = list.nr;
		name_list_free(&list);
		return ret ? give_up(out, -ENOENT, "mounted, but it counts no bandwidth here") :
			     why_absent(m, out);
	}
	if (ret)
		return give_up(out, ret, ret == -EACCES ? "not permitted to read its features" :
							  "its features cannot be read");
	ret = find_domain(m, cpu, &out->id);
	if (ret)
		give_up(out, ret, "the kernel does not say which L3 cache the CPU has");
	if (!ret) {
		ret = find_group(m, group, sizeof(group));
		if (ret)
			give_up(out, ret, "the group of this process cannot be read");
	}
	if (!ret && !*group && cpu_is_elsewhere(m, cpu))
		ret = give_up(out, -ENOENT, "the CPU was given to another group");
	if (!ret) {
		out->own_group = *group;
		ret = find_files(m, features, group, out);
	}
	free(features);
	return ret;
}

#define DRAM_READS (RESCTRL_LOCAL_READS | RESCTRL_REMOTE_READS)
#define SLOW_READS (RESCTRL_LOCAL_SLOW_READS | RESCTRL_REMOTE_SLOW_READS)
#define ALL_WRITES (RESCTRL_LOCAL_NT_WRITES | RESCTRL_REMOTE_NT_WRITES | RESCTRL_DIRTY_VICTIMS)

/* What few systems have, slow memory, may be left out of the reads. */
static bool is_reads(unsigned int mask)
{
	return (mask & ~SLOW_READS) == DRAM_READS;
}

static bool is_writes(unsigned int mask)
{
	return mask == ALL_WRITES;
}

static struct resctrl_sum find_sum(const unsigned int mask[RESCTRL_EVENTS],
				   bool (*is_it)(unsigned int mask))
{
	struct resctrl_sum sum = { 0 };
	int event;

	for (event = 0; event < RESCTRL_EVENTS && !sum.known; event++) {
		const unsigned int this = mask[event], other = mask[!event];

		if (is_it(this)) {
			sum.times[event] = 1;
			sum.known = true;
		} else if (other && (this & other) == other && is_it(this & ~other)) {
			sum.times[event] = 1;
			sum.times[!event] = -1;
			sum.known = true;
		}
	}
	return sum;
}

void resctrl_split(const unsigned int mask[RESCTRL_EVENTS], struct resctrl_sum *reads,
		   struct resctrl_sum *writes)
{
	*reads = find_sum(mask, is_reads);
	*writes = find_sum(mask, is_writes);
}

void resctrl_mask_text(unsigned int mask, char *buf, size_t size)
{
	size_t used = 0;
	int bit;

	snprintf(buf, size, "%s", mask ? "" : "reads and writes in one sum");
	for (bit = 0; bit < RESCTRL_TRANSACTIONS && used < size; bit++)
		if (mask & 1u << bit)
			used += snprintf(buf + used, size - used, "%s%s", used ? ", " : "",
					 transactions[bit].words);
}

void resctrl_record(struct machine *m)
{
	static const char *const files[] = {
		"sys/devices/system/cpu/cpu0/cache/index3/id",
		ROOT "/cpus_list",
		MONITORING "/mon_features",
		MONITORING "/mbm_total_bytes_config",
		MONITORING "/mbm_local_bytes_config",
		MONITORING "/mbm_assign_mode",
		MONITORING "/event_configs/mbm_total_bytes/event_filter",
		MONITORING "/event_configs/mbm_local_bytes/event_filter",
	};
	struct name_list list;
	char *text;
	size_t i;

	/* An empty folder, where nothing is mounted, would be lost; names of groups shall be. */
	if (source_list(m->src, ROOT, "", &list))
		return;
	name_list_free(&list);
	source_record_text(m->src, ROOT "/.folder", "");
	source_record_text(m->src, "proc/self/cpu_resctrl_groups", "res:/\nmon:\n");
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!source_read(m->src, files[i], &text))
			free(text);
}
