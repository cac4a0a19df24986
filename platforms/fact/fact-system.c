// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts about the kernel and the memory that are more than the text of one file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "cgroup.h"
#include "fact.h"

/*
 * The size of the records this is all about, from the kernel's own types: its
 * configuration is often compressed or not there.  A recording holds the answer
 * in place of five megabytes of types.
 */
void fact_get_struct_page(struct machine *m, const struct fact_row *row)
{
	static const char path[] = "sys/kernel/btf/vmlinux";
	static const char answer[] = "struct page ";
	char *data, line[48];
	uint32_t bytes = 0;
	size_t len;
	int ret;

	ret = source_read_binary(m->src, path, &data, &len);
	if (ret) {
		fact_absent(m, row, path, ret);
		return;
	}
	if (!strncmp(data, answer, strlen(answer)))
		bytes = (uint32_t)strtoul(data + strlen(answer), NULL, 10);
	else
		ret = btf_struct_bytes(data, len, "page", &bytes);
	free(data);

	if (ret || !bytes) {
		fact_addf(m, row, "absent: no struct page in /%s", path);
		return;
	}
	snprintf(line, sizeof(line), "%s%u\n", answer, bytes);
	source_record_text(m->src, path, line);
	fact_addf(m, row, "%u", bytes);
}

/* The wanted items are picked while reading, see identity.c; this shortens their names. */
static void add_config(struct machine *m, const struct fact_row *row, const char *config)
{
	static const char prefix[] = "CONFIG_";
	struct text t = { 0 };

	while (*config) {
		size_t len = strcspn(config, "\n");

		if (len > strlen(prefix) && !strncmp(config, prefix, strlen(prefix))) {
			text_sep(&t, " ");
			text_addn(&t, config + strlen(prefix), len - strlen(prefix));
		}
		config += len + (config[len] == '\n');
	}
	fact_add(m, row, text_take(&t));
}

void fact_get_config(struct machine *m, const struct fact_row *row)
{
	struct text t = { 0 };
	char *release, *path, *config;
	int ret;

	ret = fact_read(m, "proc/sys/kernel/osrelease", &release);
	if (ret) {
		fact_absent(m, row, "proc/sys/kernel/osrelease", ret);
		return;
	}
	text_addf(&t, "boot/config-%s", release);
	path = strchr(release, '/') ? NULL : text_take(&t);
	text_drop(&t);
	free(release);
	if (!path) {
		fact_addf(m, row, "absent: the kernel release is no file name");
		return;
	}

	ret = source_read(m->src, path, &config);
	if (!ret) {
		add_config(m, row, config);
		free(config);
	} else if (!source_peek(m->src, "proc/config.gz", &config)) {
		free(config);
		source_record_text(m->src, "proc/config.gz", "compressed\n");
		fact_addf(m, row, "absent: compressed: /proc/config.gz");
	} else {
		fact_absent(m, row, path, ret);
	}
	free(path);
}

void fact_get_node_memory(struct machine *m, const struct fact_row *row)
{
	static const char dir[] = "sys/devices/system/node";
	struct text t = { 0 };
	struct name_list list;
	size_t i;
	int ret;

	ret = source_list(m->src, dir, "node", &list);
	if (ret) {
		fact_absent(m, row, dir, ret);
		return;
	}
	for (i = 0; i < list.nr; i++) {
		struct text name = { 0 };
		char *path, *text, *total;

		text_addf(&name, "%s/%s/meminfo", dir, list.names[i]);
		path = text_take(&name);
		if (path && !source_read(m->src, path, &text)) {
			total = strstr(text, "MemTotal:");
			if (total) {
				text_sep(&t, "; ");
				text_addf(&t, "%s: %llu kB", list.names[i],
					  strtoull(total + strlen("MemTotal:"), NULL, 10));
			}
			free(text);
		}
		free(path);
	}
	name_list_free(&list);
	if (t.len)
		fact_add(m, row, text_take(&t));
	else
		fact_addf(m, row, "absent: none: /%s/node*/meminfo", dir);
}

void fact_get_cgroup_room(struct machine *m, const struct fact_row *row)
{
	uint64_t room = cgroup_memory_room(m->src);

	cgroup_record(m);
	if (room == UINT64_MAX)
		fact_addf(m, row, "no limit");
	else
		fact_addf(m, row, "%llu bytes", (unsigned long long)room);
}

void fact_get_cpu_quota(struct machine *m, const struct fact_row *row)
{
	struct cgroup_cpu cpu;

	cgroup_cpu_read(m->src, &cpu);
	if (!cpu.quota_us)
		fact_addf(m, row, "no limit");
	else
		fact_addf(m, row, "%.4g CPUs (%llu of %llu us)", (double)cpu.quota_us / (double)cpu.period_us,
			  (unsigned long long)cpu.quota_us, (unsigned long long)cpu.period_us);
}

void fact_get_cpu_throttled(struct machine *m, const struct fact_row *row)
{
	struct cgroup_cpu cpu;

	cgroup_cpu_read(m->src, &cpu);
	fact_addf(m, row, "%llu periods", (unsigned long long)cpu.throttled);
}

void fact_get_mem_available(struct machine *m, const struct fact_row *row)
{
	uint64_t bytes = machine_mem_available(m);

	if (bytes)
		fact_addf(m, row, "%llu bytes", (unsigned long long)bytes);
	else
		fact_addf(m, row, "absent: no MemAvailable in /proc/meminfo");
}

/* Which capability lets this process count beyond perf_event_paranoid (capabilities(7)). */
void fact_get_perf_capability(struct machine *m, const struct fact_row *row)
{
	static const char path[] = "proc/self/status";
	const unsigned int sys_admin = 21, perfmon = 38;
	unsigned long long caps;
	char *text, *at;
	int ret;

	ret = source_read(m->src, path, &text);
	if (ret) {
		fact_absent(m, row, path, ret);
		return;
	}
	at = strstr(text, "CapEff:");
	if (!at) {
		fact_addf(m, row, "absent: no CapEff in /%s", path);
	} else {
		caps = strtoull(at + strlen("CapEff:"), NULL, 16);
		fact_addf(m, row, "%s", caps >> sys_admin & 1 ? "sys_admin" :
					caps >> perfmon & 1   ? "perfmon" :
								"none");
	}
	free(text);
}

void fact_get_steal(struct machine *m, const struct fact_row *row)
{
	unsigned long long total = 0, steal = 0, ticks;
	char *text, *at, *end;
	int i, ret;

	ret = source_read(m->src, "proc/stat", &text);
	if (ret) {
		fact_absent(m, row, "proc/stat", ret);
		return;
	}
	/* cpu user nice system idle iowait irq softirq steal guest guest_nice (proc(5)) */
	at = !strncmp(text, "cpu ", 4) ? text + 4 : NULL;
	for (i = 0; at && i < 8; i++) {
		ticks = strtoull(at, &end, 10);
		if (end == at)
			break;
		total += ticks;
		steal = ticks;
		at = end;
	}
	if (!at || i < 8 || !total)
		fact_addf(m, row, "absent: no steal column in /proc/stat");
	else
		fact_addf(m, row, "%llu.%02llu %% of all CPU time since boot", steal * 100 / total,
			  steal * 10000 / total % 100);
	free(text);
}
