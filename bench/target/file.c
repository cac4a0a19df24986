// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file: the page cache of a regular file, mapped shared.
 *
 * The file is this program's own: PATH is a folder, or a name that does not
 * exist yet.  It is removed from its folder as soon as it is open, so nothing
 * stays behind however the run ends.  Without PATH: $TMPDIR or /var/tmp.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "target.h"

static const char *file_path(const struct target_spec *spec)
{
	const char *tmpdir = getenv("TMPDIR");

	if (spec->path)
		return spec->path;
	return tmpdir && *tmpdir ? tmpdir : "/var/tmp";
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int file_check(const struct target_spec *spec, struct why *why)
{
	const char *path = file_path(spec);
	struct stat st;
	char *slash, *folder;
	int ret = 0;

	if (!lstat(path, &st) && !is_folder(path))
		return why_set(why, -EEXIST,
			       "%s exists and will not be written; name a folder or a new file",
			       path);
	folder = strdup(path);
	if (!folder)
		return -ENOMEM;
	if (!is_folder(folder)) {
		slash = strrchr(folder, '/');
		if (slash == folder)
			slash++;
		if (slash)
			*slash = 0;
		else
			strcpy(folder, ".");
	}
	if (access(folder, W_OK | X_OK))
		ret = why_set(why, -errno, "cannot create a file in %s: %s; name a folder that "
			      "can be written", folder, strerror(errno));
	free(folder);
	return ret;
}

static int open_unlinked(const char *path)
{
	char *name;
	int fd;

	if (is_folder(path)) {
		if (asprintf(&name, "%s/pagestream-XXXXXX", path) < 0)
			return -1;
		fd = mkostemp(name, O_CLOEXEC);
	} else {
		name = strdup(path);
		if (!name)
			return -1;
		fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

static int file_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		    struct why *why)
{
	const char *path = file_path(spec);
	struct statvfs fs;
	int fd, ret;

	fd = open_unlinked(path);
	if (fd < 0)
		return why_set(why, -errno, "%s: cannot create a file: %s", path, strerror(errno));
	if (!fstatvfs(fd, &fs) && (uint64_t)fs.f_bavail * fs.f_frsize < bytes) {
		ret = why_set(why, -ENOSPC, "%s: %zu bytes needed, %llu free", path, bytes,
			      (unsigned long long)fs.f_bavail * fs.f_frsize);
		goto out_close;
	}
	/* Real blocks: a hole would turn a full disk into SIGBUS. */
	ret = -posix_fallocate(fd, 0, bytes);
	if (ret) {
		why_set(why, ret, "%s: cannot reserve %zu bytes: %s", path, bytes, strerror(-ret));
		goto out_close;
	}
	ret = target_map_fd(fd, bytes, map, why);
	if (!ret)
		return 0;
out_close:
	close(fd);
	return ret;
}

extern const struct target target_file;
const struct target target_file = {
	.name = "file",
	.desc = "page cache of an own, unlinked file on any filesystem",
	.path = "a folder, or a file that does not exist; default $TMPDIR or /var/tmp",
	.check = file_check,
	.map = file_map,
	.forget = target_forget_fd,
};
