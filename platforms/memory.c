// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How much memory can be taken: what the machine has available and what the
 * memory cgroup still grants.
 */
#include <stdlib.h>
#include <string.h>

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

/* A limit or usage file; false, and *bytes as it was, when it is not there or says "max". */
static bool read_bytes(const struct machine *m, const char *dir, const char *file, uint64_t *bytes)
{
	struct text path = { 0 };
	char *name, *text = NULL, *end;
	bool ok = false;

	text_addf(&path, "%s/%s", dir, file);
	name = text_take(&path);
	if (name && !source_peek(m->src, name, &text)) {
		unsigned long long n = strtoull(text, &end, 10);

		ok = end > text;
		if (ok)
			*bytes = n;
	}
	free(text);
	free(name);
	return ok;
}

/* The two generations of the interface; v1 mounts each controller on its own. */
static const struct cgroup_kind {
	const char *mount;
	const char *limit;
	const char *throttle;	/* above this the kernel reclaims instead of refusing */
	const char *usage;
} cgroup_v2 = { "sys/fs/cgroup", "memory.max", "memory.high", "memory.current" },
  cgroup_v1 = { "sys/fs/cgroup/memory", "memory.limit_in_bytes", NULL,
		"memory.usage_in_bytes" };

static uint64_t level_room(const struct machine *m, const struct cgroup_kind *kind,
			   const char *dir)
{
	uint64_t limit = UINT64_MAX, high, usage;

	if (!read_bytes(m, dir, kind->usage, &usage))
		return UINT64_MAX;
	read_bytes(m, dir, kind->limit, &limit);
	if (kind->throttle && read_bytes(m, dir, kind->throttle, &high) && high < limit)
		limit = high;
	/* v1 says "no limit" with the largest page-aligned number. */
	if (limit >= (uint64_t)1 << 62)
		return UINT64_MAX;
	return limit > usage ? limit - usage : 0;
}

/* Every group on the way to the root can be the one that refuses. */
static uint64_t path_room(const struct machine *m, const struct cgroup_kind *kind,
			  const char *path)
{
	uint64_t room = UINT64_MAX;
	struct text t = { 0 };
	char *dir, *slash;
	size_t floor;

	text_addf(&t, "%s%s", kind->mount, path);
	dir = text_take(&t);
	if (!dir)
		return room;

	floor = strlen(kind->mount);
	while (strlen(dir) > floor && dir[strlen(dir) - 1] == '/')
		dir[strlen(dir) - 1] = '\0';
	for (;;) {
		uint64_t here = level_room(m, kind, dir);

		if (here < room)
			room = here;
		slash = strrchr(dir, '/');
		if (!slash || (size_t)(slash - dir) < floor)
			break;
		*slash = '\0';
	}
	free(dir);
	return room;
}

/* One line of /proc/self/cgroup: "0::/path" (v2) or "4:memory,...:/path" (v1). */
static uint64_t line_room(const struct machine *m, char *line)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;
	char *word, *rest;

	if (!path)
		return UINT64_MAX;
	*path++ = '\0';
	controllers++;
	/* A path out of this namespace's sight cannot be walked. */
	if (strstr(path, "/.."))
		return UINT64_MAX;

	if (!*controllers)
		return path_room(m, &cgroup_v2, path);
	for (word = strtok_r(controllers, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
		if (!strcmp(word, "memory"))
			return path_room(m, &cgroup_v1, path);
	return UINT64_MAX;
}

uint64_t cgroup_room(const struct machine *m)
{
	uint64_t room = UINT64_MAX;
	char *text, *line, *rest;

	if (source_peek(m->src, "proc/self/cgroup", &text))
		return room;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		uint64_t here = line_room(m, line);

		if (here < room)
			room = here;
	}
	free(text);
	return room;
}

void cgroup_record(struct machine *m)
{
	uint64_t room = cgroup_room(m);
	struct text limit = { 0 };
	char *text;

	/* Group names are session and container names; only the room they leave is kept. */
	source_record_text(m->src, "proc/self/cgroup", "0::/recorded\n");
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

uint64_t machine_mem_available(const struct machine *m)
{
	uint64_t available = meminfo_bytes(m, "MemAvailable");
	uint64_t room = cgroup_room(m);

	/* Kernels before 3.14 and some emulators have no MemAvailable. */
	if (!available)
		available = meminfo_bytes(m, "MemFree");
	return room < available ? room : available;
}
