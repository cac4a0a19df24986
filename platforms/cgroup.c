// SPDX-License-Identifier: GPL-2.0-or-later
#include "cgroup.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"
#include "text.h"

#define NO_LIMIT UINT64_MAX

/* One group on the way up; @dir without a leading slash. */
typedef void level_fn(const struct source *src, const char *dir, void *arg);

/* A file of a group, to be freed; NULL when it is not there. */
static char *read_file(const struct source *src, const char *dir, const char *file)
{
	struct text path = { 0 };
	char *name, *text = NULL;

	text_addf(&path, "%s/%s", dir, file);
	name = text_take(&path);
	if (!name || source_peek(src, name, &text))
		text = NULL;
	free(name);
	return text;
}

/* False, and *number as it was, when the file is not there or says "max" or less than 0. */
static bool read_number(const struct source *src, const char *dir, const char *file,
			uint64_t *number)
{
	char *text = read_file(src, dir, file), *end;
	bool ok = false;

	if (text && *text != '-') {
		const unsigned long long n = strtoull(text, &end, 10);

		ok = end > text;
		if (ok)
			*number = n;
	}
	free(text);
	return ok;
}

/* Is a word in a list with commas? */
static bool has_word(const char *list, size_t len, const char *word)
{
	const char *end = list + len, *comma;

	for (; list < end; list = comma + 1) {
		comma = memchr(list, ',', (size_t)(end - list));
		if (!comma)
			comma = end;
		if ((size_t)(comma - list) == strlen(word) && !memcmp(list, word, strlen(word)))
			return true;
	}
	return false;
}

/*
 * Where a hierarchy is mounted, and the part of the group's path that is above:
 * "36 35 98:0 /docker/x /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory".
 */
static bool find_mount(const struct source *src, const char *controller, char mount[256],
		       char root[256])
{
	char *text, *line, *rest, type[32], options[256], *dash;
	bool found = false;

	if (source_peek(src, "proc/self/mountinfo", &text))
		return false;
	for (line = strtok_r(text, "\n", &rest); line && !found; line = strtok_r(NULL, "\n", &rest)) {
		dash = strstr(line, " - cgroup");
		if (!dash || sscanf(dash, " - %31s %*s %255s", type, options) != 2 ||
		    sscanf(line, "%*s %*s %*s %255s %255s", root, mount) != 2)
			continue;
		found = controller ? !strcmp(type, "cgroup") &&
					     has_word(options, strlen(options), controller) :
				     !strcmp(type, "cgroup2");
	}
	free(text);
	return found;
}

/* All groups from @path up to the mount. */
static void walk_up(const struct source *src, const char *controller, const char *path,
		    level_fn *level, void *arg)
{
	char mount[256], root[256];
	struct text t = { 0 };
	char *dir, *slash;
	size_t floor;

	if (!find_mount(src, controller, mount, root)) {
		/* The usual places, as in a recording. */
		snprintf(mount, sizeof(mount), "/sys/fs/cgroup%s%.200s", controller ? "/" : "",
			 controller ? controller : "");
		snprintf(root, sizeof(root), "/");
	}
	/* A container without a namespace of its own is told its path outside. */
	if (strcmp(root, "/") && !strncmp(path, root, strlen(root)))
		path += strlen(root);
	/* A path out of this namespace's sight cannot be walked. */
	if (strstr(path, "/.."))
		path = "";
	text_addf(&t, "%s%s", mount + 1, path);
	dir = text_take(&t);
	if (!dir)
		return;
	floor = strlen(mount + 1);
	while (strlen(dir) > floor && dir[strlen(dir) - 1] == '/')
		dir[strlen(dir) - 1] = '\0';
	for (;;) {
		level(src, dir, arg);
		slash = strrchr(dir, '/');
		if (!slash || (size_t)(slash - dir) < floor)
			break;
		*slash = '\0';
	}
	free(dir);
}

/* One line of /proc/self/cgroup: "0::/path" (v2) or "4:memory,...:/path" (v1). */
static void walk(const struct source *src, const char *controller, level_fn *level, void *arg)
{
	char *text, *line, *rest;

	if (source_peek(src, "proc/self/cgroup", &text))
		return;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *list = strchr(line, ':');
		char *path = list ? strchr(list + 1, ':') : NULL;

		if (!path)
			continue;
		list++;
		*path++ = '\0';
		if (!*list)
			walk_up(src, NULL, path, level, arg);
		else if (has_word(list, strlen(list), controller))
			walk_up(src, controller, path, level, arg);
	}
	free(text);
}

static void least(uint64_t limit, uint64_t usage, uint64_t *room)
{
	/* v1 says "no limit" with the largest page-aligned number. */
	if (limit >= (uint64_t)1 << 62)
		return;
	limit = limit > usage ? limit - usage : 0;
	if (limit < *room)
		*room = limit;
}

static void memory_level(const struct source *src, const char *dir, void *arg)
{
	uint64_t limit = NO_LIMIT, high, usage;

	if (read_number(src, dir, "memory.current", &usage)) {
		read_number(src, dir, "memory.max", &limit);
		/* Above this the kernel reclaims instead of refusing. */
		if (read_number(src, dir, "memory.high", &high) && high < limit)
			limit = high;
		least(limit, usage, arg);
	} else if (read_number(src, dir, "memory.usage_in_bytes", &usage)) {
		read_number(src, dir, "memory.limit_in_bytes", &limit);
		least(limit, usage, arg);
	}
}

uint64_t cgroup_memory_room(const struct source *src)
{
	uint64_t room = NO_LIMIT;

	walk(src, "memory", memory_level, &room);
	return room;
}

static void cpu_level(const struct source *src, const char *dir, void *arg)
{
	struct cgroup_cpu *cpu = arg;
	uint64_t quota = 0, period = 0, throttled = 0;
	char *text = read_file(src, dir, "cpu.max"), *at;

	/* "max 100000" or "20000 100000" */
	if (text && *text != 'm') {
		quota = strtoull(text, &at, 10);
		period = strtoull(at, NULL, 10);
	}
	free(text);
	if (!read_number(src, dir, "cpu.cfs_period_us", &period) ||
	    !read_number(src, dir, "cpu.cfs_quota_us", &quota))
		quota = period ? quota : 0;
	if (quota && period && (!cpu->quota_us || (double)quota / (double)period <
						  (double)cpu->quota_us / (double)cpu->period_us)) {
		cpu->quota_us = quota;
		cpu->period_us = period;
	}
	text = read_file(src, dir, "cpu.stat");
	at = text ? strstr(text, "nr_throttled ") : NULL;
	if (at)
		throttled = strtoull(at + strlen("nr_throttled "), NULL, 10);
	free(text);
	if (throttled > cpu->throttled)
		cpu->throttled = throttled;
}

void cgroup_cpu_read(const struct source *src, struct cgroup_cpu *cpu)
{
	*cpu = (struct cgroup_cpu){ 0 };
	walk(src, "cpu", cpu_level, cpu);
}

struct hugetlb {
	const char *size;
	uint64_t room;
};

static void hugetlb_level(const struct source *src, const char *dir, void *arg)
{
	static const char *const files[][2] = {
		{ "max", "current" },
		{ "limit_in_bytes", "usage_in_bytes" },
		/* Reservations have a limit of their own. */
		{ "rsvd.max", "rsvd.current" },
		{ "rsvd.limit_in_bytes", "rsvd.usage_in_bytes" },
	};
	struct hugetlb *h = arg;
	uint64_t limit, usage;
	char name[2][64];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(name[0], sizeof(name[0]), "hugetlb.%s.%s", h->size, files[i][0]);
		snprintf(name[1], sizeof(name[1]), "hugetlb.%s.%s", h->size, files[i][1]);
		if (read_number(src, dir, name[0], &limit) &&
		    read_number(src, dir, name[1], &usage))
			least(limit, usage, &h->room);
	}
}

uint64_t cgroup_hugetlb_room(unsigned int kb)
{
	struct hugetlb h = { kb >= 1 << 20 ? "1GB" : "2MB", NO_LIMIT };
	struct source *src;

	if (source_open(NULL, &src))
		return NO_LIMIT;
	walk(src, "hugetlb", hugetlb_level, &h);
	source_close(src);
	return h.room;
}
