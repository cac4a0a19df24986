// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How much memory can be taken: what the machine has available, what the
 * memory cgroup still grants, and what the limits of this process leave.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cgroup.h"
#include "machine-private.h"

uint64_t meminfo_bytes(const struct machine *m, const char *key)
{
	size_t len = strlen(key);
	uint64_t bytes = 0;
	const char *line;
	char *text;

	if (source_peek(m->src, "proc/meminfo", &text))
		return 0;
	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, key, len) && line[len] == ':') {
			bytes = strtoull(line + len + 1, NULL, 10) * 1024;
			break;
		}
	}
	free(text);
	return bytes;
}

void cgroup_record(struct machine *m)
{
	uint64_t room = cgroup_memory_room(m->src);
	struct text limit = { 0 };
	struct cgroup_cpu cpu;
	char *text;

	/* Group names are session and container names; only the room they leave is kept. */
	source_record_text(m->src, "proc/self/cgroup", "0::/recorded\n");
	cgroup_cpu_read(m->src, &cpu);
	if (cpu.quota_us) {
		text_addf(&limit, "%llu %llu\n", (unsigned long long)cpu.quota_us,
			  (unsigned long long)cpu.period_us);
		text = text_take(&limit);
		source_record_text(m->src, "sys/fs/cgroup/recorded/cpu.max", text ? text : "");
		free(text);
		limit = (struct text){ 0 };
	}
	if (room == UINT64_MAX)
		return;
	text_addf(&limit, "%llu\n", (unsigned long long)room);
	text = text_take(&limit);
	if (!text) {
		m->out_of_memory = true;
		return;
	}
	source_record_text(m->src, "sys/fs/cgroup/recorded/memory.max", text);
	source_record_text(m->src, "sys/fs/cgroup/recorded/memory.current", "0\n");
	free(text);
}

/* For stacks of threads, and what a run keeps of its rows. */
#define KEPT_BYTES (64ULL << 20)

/*
 * RLIMIT_AS and RLIMIT_DATA (ulimit -v, -d) refuse a mapping whatever is free.
 */
static uint64_t limit_room(const char **name)
{
	static const struct {
		const char *name;
		int resource;
		int column;	/* of /proc/self/statm, in pages: size ... data + stack */
	} limits[] = {
		{ "RLIMIT_AS", RLIMIT_AS, 0 },
		{ "RLIMIT_DATA", RLIMIT_DATA, 5 },
	};
	unsigned long long used[7] = { 0 };
	uint64_t least = UINT64_MAX;
	struct rlimit limit;
	FILE *file = fopen("/proc/self/statm", "re");
	size_t i;

	if (file && fscanf(file, "%llu %llu %llu %llu %llu %llu %llu", &used[0], &used[1], &used[2],
			   &used[3], &used[4], &used[5], &used[6]) != 7)
		memset(used, 0, sizeof(used));
	if (file)
		fclose(file);
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		const uint64_t taken = used[limits[i].column] * (uint64_t)sysconf(_SC_PAGESIZE) +
				       KEPT_BYTES;
		uint64_t room;

		if (getrlimit(limits[i].resource, &limit) || limit.rlim_cur == RLIM_INFINITY)
			continue;
		room = limit.rlim_cur > taken ? limit.rlim_cur - taken : 0;
		if (room >= least)
			continue;
		least = room;
		*name = limits[i].name;
	}
	return least;
}

/* The least of all that limits, and which it is. */
static uint64_t memory_room(const struct machine *m, const char **what)
{
	uint64_t available = meminfo_bytes(m, "MemAvailable"), room, limit;
	const char *name = NULL;

	/* Kernels before 3.14 and some emulators have no MemAvailable. */
	if (!available)
		available = meminfo_bytes(m, "MemFree");
	*what = "MemAvailable of /proc/meminfo says so";
	room = cgroup_memory_room(m->src);
	if (room < available) {
		available = room;
		*what = "a memory cgroup allows no more, memory.max and memory.high, or "
			"memory.limit_in_bytes, of the group and those above it";
	}
	limit = source_live(m->src) ? limit_room(&name) : UINT64_MAX;
	if (limit < available) {
		available = limit;
		*what = !strcmp(name, "RLIMIT_AS") ?
				"RLIMIT_AS allows no more, 64 MiB of it are kept; ulimit -v" :
				"RLIMIT_DATA allows no more, 64 MiB of it are kept; ulimit -d";
	}
	return available;
}

uint64_t machine_mem_available(const struct machine *m)
{
	const char *what;

	return memory_room(m, &what);
}

const char *machine_mem_limit(const struct machine *m)
{
	const char *what;
	char *text;
	int ret;

	if (memory_room(m, &what))
		return what;
	ret = source_peek(m->src, "proc/meminfo", &text);
	if (!ret) {
		free(text);
		return *what == 'M' ? "/proc/meminfo has neither MemAvailable nor MemFree" : what;
	}
	if (ret == -EMFILE)
		return "/proc/meminfo cannot be opened, there are too many open files; ulimit -n";
	return ret == -ENOENT ? "/proc/meminfo is not there; mount -t proc proc /proc" :
				"/proc/meminfo cannot be read; a container may hide it";
}
