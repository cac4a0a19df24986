// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sizes and namespaces from sysfs, users from sysfs and procfs.
 *
 * The kernel keeps a mounted block device from a second exclusive opener, but
 * nothing keeps two programs from one DAX device: who has it open is looked up
 * in /proc.
 */
#include "target/device.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* "folder/name"; what does not fit names nothing. */
static const char *join(char path[PATH_MAX], const char *folder, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
		*path = 0;
	return path;
}

/* The last part of what a link points to; "" when it is none. */
static const char *link_base(const char *folder, const char *name, char target[PATH_MAX])
{
	char path[PATH_MAX];
	const ssize_t len = readlink(join(path, folder, name), target, PATH_MAX - 1);
	const char *base;

	target[len < 0 ? 0 : len] = 0;
	base = strrchr(target, '/');
	return base ? base + 1 : target;
}

/* One line of a file below a folder; false when there is none. */
static bool read_line(const char *folder, const char *file, char *line, int size)
{
	char path[PATH_MAX];
	FILE *in = fopen(join(path, folder, file), "re");
	bool ok;

	if (!in)
		return false;
	ok = fgets(line, size, in);
	fclose(in);
	if (ok)
		line[strcspn(line, "\n")] = 0;
	return ok;
}

static uint64_t read_number(const char *folder, const char *file)
{
	char line[64];

	return read_line(folder, file, line, sizeof(line)) ? strtoull(line, NULL, 0) : 0;
}

static int read_node(const char *folder, const char *file)
{
	char line[64];

	return read_line(folder, file, line, sizeof(line)) ? atoi(line) : -1;
}

/* Call @each for the entries of a folder until it returns true. */
static bool any_entry(const char *folder, bool (*each)(const char *folder, const char *name,
						      void *arg), void *arg)
{
	struct dirent *entry;
	bool found = false;
	DIR *dir = opendir(folder);

	while (dir && !found && (entry = readdir(dir)))
		found = entry->d_name[0] != '.' && each(folder, entry->d_name, arg);
	if (dir)
		closedir(dir);
	return found;
}

/* ndctl's word for a mode; sysfs has the first ones (drivers/nvdimm/namespace_devs.c, 6.12). */
static const char *mode_word(const char *mode)
{
	if (!strcmp(mode, "memory"))
		return "fsdax";
	return strcmp(mode, "dax") ? mode : "devdax";
}

/*
 * A namespace is an ancestor of the device, or named by one that claims it
 * (pfn0.0, btt0.0, dax0.1) in its attribute "namespace".
 */
static void read_space(const char *folder, char *space, size_t size)
{
	char up[PATH_MAX], path[PATH_MAX], mode[32], name[48];
	char *slash;

	*space = 0;
	snprintf(up, sizeof(up), "%s", folder);
	while ((slash = strrchr(up, '/')) && slash > up) {
		const bool is_space = !strncmp(slash + 1, "namespace", strlen("namespace"));

		if (is_space)
			snprintf(name, sizeof(name), "%.40s", slash + 1);
		if (!is_space && !read_line(up, "namespace", name, sizeof(name)))
			*name = 0;
		*slash = 0;
		if (!*name)
			continue;
		if (!read_line(join(path, up, name), "mode", mode, sizeof(mode)))
			snprintf(mode, sizeof(mode), "mode unknown");
		snprintf(space, size, "%.40s (%.30s)", name, mode_word(mode));
		return;
	}
}

/* Where sysfs has the device; NULL for one that it does not have. */
static const char *device_folder(const char *root, const struct stat *st, char folder[PATH_MAX])
{
	const bool is_char = S_ISCHR(st->st_mode);
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.3000s/sys/dev/%s/%u:%u", root, is_char ? "char" : "block",
		 major(st->st_rdev), minor(st->st_rdev));
	return realpath(path, folder);
}

int device_read(const char *root, const struct stat *st, struct device_info *device)
{
	char folder[PATH_MAX], link[PATH_MAX];

	*device = (struct device_info){ .is_dax = S_ISCHR(st->st_mode), .node = -1 };
	if (!device_folder(root, st, folder) ||
	    (device->is_dax && strcmp(link_base(folder, "subsystem", link), "dax")))
		return -ENODEV;
	snprintf(device->name, sizeof(device->name), "%.60s", strrchr(folder, '/') + 1);
	if (device->is_dax) {
		device->bytes = read_number(folder, "size");
		device->align_bytes = read_number(folder, "align");
		device->node = read_node(folder, "numa_node");
	} else {
		/* In sectors of 512 bytes, whatever the device's own are. */
		device->bytes = read_number(folder, "size") * 512;
		device->node = read_node(folder, "device/numa_node");
	}
	read_space(folder, device->space, sizeof(device->space));
	return 0;
}

/* What is looked for, and where the answer goes. */
struct search {
	const char *root;
	dev_t dev;
	bool is_char;
	char *user;
};

static bool is_mounted(const struct search *s, dev_t dev, const char *what)
{
	char path[PATH_MAX], line[1024], where[512];
	unsigned int major, minor;
	bool found = false;
	FILE *in;

	in = fopen(join(path, s->root, "proc/self/mountinfo"), "re");
	/* id parent major:minor root mount-point ... (proc_pid_mountinfo(5)) */
	while (in && !found && fgets(line, sizeof(line), in)) {
		found = sscanf(line, "%*d %*d %u:%u %*s %511s", &major, &minor, where) == 3 &&
			makedev(major, minor) == dev;
		if (found)
			snprintf(s->user, DEVICE_USER_TEXT, "%smounted on %.80s", what, where);
	}
	if (in)
		fclose(in);
	return found;
}

static bool is_swap(const struct search *s, const char *name, const char *what)
{
	char path[PATH_MAX], line[512], file[256];
	bool found = false;
	FILE *in;

	in = fopen(join(path, s->root, "proc/swaps"), "re");
	while (in && !found && fgets(line, sizeof(line), in))
		found = sscanf(line, "%255s", file) == 1 && !strncmp(file, "/dev/", 5) &&
			!strcmp(file + 5, name);
	if (found)
		snprintf(s->user, DEVICE_USER_TEXT, "%sused for swapping", what);
	if (in)
		fclose(in);
	return found;
}

static bool note_holder(const char *folder, const char *name, void *arg)
{
	const struct search *s = arg;

	snprintf(s->user, DEVICE_USER_TEXT, "held by %.80s", name);
	return true;
}

/* A partition is a folder of its own below the device's. */
static bool part_is_used(const char *folder, const char *name, void *arg)
{
	char path[PATH_MAX], holders[PATH_MAX], line[64], what[64];
	const struct search *s = arg;
	unsigned int major, minor;

	join(path, folder, name);
	if (!read_line(path, "partition", line, sizeof(line)) ||
	    !read_line(path, "dev", line, sizeof(line)) ||
	    sscanf(line, "%u:%u", &major, &minor) != 2)
		return false;
	snprintf(what, sizeof(what), "in use: partition %.20s is ", name);
	if (is_mounted(s, makedev(major, minor), what) || is_swap(s, name, what))
		return true;
	return any_entry(join(holders, path, "holders"), note_holder, arg);
}

/* Is this a link to the device?  In /proc/PID/fd and /proc/PID/map_files all are links. */
static bool is_open_here(const char *folder, const char *name, void *arg)
{
	const struct search *s = arg;
	char path[PATH_MAX];
	struct stat st;

	return !stat(join(path, folder, name), &st) && st.st_rdev == s->dev &&
	       (s->is_char ? S_ISCHR(st.st_mode) : S_ISBLK(st.st_mode));
}

static bool process_has_it(const char *folder, const char *name, void *arg)
{
	static const char *const links[] = { "fd", "map_files" };
	const struct search *s = arg;
	char process[PATH_MAX], path[PATH_MAX], comm[32];
	size_t i;

	if (!isdigit((unsigned char)*name) || atoi(name) == getpid())
		return false;
	join(process, folder, name);
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		if (!any_entry(join(path, process, links[i]), is_open_here, arg))
			continue;
		if (!read_line(process, "comm", comm, sizeof(comm)))
			snprintf(comm, sizeof(comm), "?");
		snprintf(s->user, DEVICE_USER_TEXT, "open in process %.12s (%s)", name, comm);
		return true;
	}
	return false;
}

bool device_user(const char *root, const struct stat *st, char *user)
{
	struct search s = { root, st->st_rdev, S_ISCHR(st->st_mode), user };
	char path[PATH_MAX], folder[PATH_MAX];
	const char *name;

	if (!device_folder(root, st, folder))
		return false;
	name = strrchr(folder, '/') + 1;
	if (!s.is_char) {
		if (is_mounted(&s, s.dev, "") || is_swap(&s, name, ""))
			return true;
		if (any_entry(join(path, folder, "holders"), note_holder, &s) ||
		    any_entry(folder, part_is_used, &s))
			return true;
	}
	return any_entry(join(path, root, "proc"), process_has_it, &s);
}

/* What device_each_memory() carries through a folder. */
struct visit {
	const char *root;
	void (*each)(const struct device_info *device, const char *user, void *arg);
	void *arg;
	mode_t type;
};

static bool visit_device(const char *folder, const char *name, void *arg)
{
	const struct visit *v = arg;
	struct stat st = { .st_mode = v->type };
	char path[PATH_MAX], line[64], user[DEVICE_USER_TEXT];
	struct device_info device;
	unsigned int major, minor;

	if (v->type == S_IFBLK && strncmp(name, "pmem", 4))
		return false;
	if (!read_line(join(path, folder, name), "dev", line, sizeof(line)) ||
	    sscanf(line, "%u:%u", &major, &minor) != 2)
		return false;
	st.st_rdev = makedev(major, minor);
	if (!device_read(v->root, &st, &device))
		v->each(&device, device_user(v->root, &st, user) ? user : NULL, v->arg);
	return false;
}

void device_each_memory(const char *root,
			void (*each)(const struct device_info *device, const char *user,
				     void *arg),
			void *arg)
{
	struct visit v = { root, each, arg, S_IFBLK };
	char path[PATH_MAX];

	any_entry(join(path, root, "sys/class/block"), visit_device, &v);
	v.type = S_IFCHR;
	any_entry(join(path, root, "sys/bus/dax/devices"), visit_device, &v);
}

int device_kmem_node(const char *root, const char *path)
{
	const char *base = strrchr(path, '/');
	char folder[PATH_MAX], link[PATH_MAX];

	snprintf(folder, sizeof(folder), "%.3000s/sys/bus/dax/devices/%.64s", root,
		 base ? base + 1 : path);
	if (strcmp(link_base(folder, "driver", link), "kmem"))
		return -1;
	return read_node(folder, "target_node");
}
