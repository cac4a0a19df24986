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
#include <libgen.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
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
	char *folder;
	const char *parent;
	int ret = 0;

	if (!lstat(path, &st) && !is_folder(path))
		return why_set(why, -EEXIST,
			       "%s exists and will not be written; name a folder or a new file",
			       path);
	folder = strdup(path);
	if (!folder)
		return -ENOMEM;
	parent = is_folder(folder) ? folder : dirname(folder);
	if (access(parent, W_OK | X_OK))
		ret = why_set(why, -errno, "cannot create a file in %s: %s; name a folder that "
			      "can be written", parent, strerror(errno));
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
	struct statfs fs;
	int fd, ret;

	/* These phrases go into the run file, so they do not name the path. */
	if (!spec->path && !is_folder(path))
		return why_set(why, -ENOENT, "$TMPDIR, or else /var/tmp, is no folder");
	fd = open_unlinked(path);
	if (fd < 0)
		return why_set(why, -errno, "cannot create the file: %s", strerror(errno));
	if (fstatfs(fd, &fs))
		fs = (struct statfs){ 0 };
	if (fs.f_type == TMPFS_MAGIC) {
		ret = why_set(why, -ENODEV, "the file is on tmpfs, which is target memfd; name a "
			      "folder of a filesystem on a disk");
		goto out_close;
	}
	if (fs.f_type && (uint64_t)fs.f_bavail * fs.f_bsize < bytes) {
		ret = why_set(why, -ENOSPC, "%zu bytes needed on the filesystem, %llu free", bytes,
			      (unsigned long long)fs.f_bavail * fs.f_bsize);
		goto out_close;
	}
	/* Real blocks: a hole would turn a full disk into SIGBUS. */
	ret = -posix_fallocate(fd, 0, bytes);
	if (ret) {
		why_set(why, ret, "cannot reserve %zu bytes: %s", bytes, strerror(-ret));
		goto out_close;
	}
	ret = target_map_fd(fd, bytes, map, why);
	if (!ret)
		return 0;
out_close:
	close(fd);
	return ret;
}

/* Which filesystem?  A name from statfs(2), or its number. */
static void file_found(const struct target_spec *spec, struct why *what)
{
	static const struct {
		unsigned long magic;
		const char *name;
	} known[] = {
		{ BTRFS_SUPER_MAGIC, "btrfs" },	 { EXT4_SUPER_MAGIC, "ext2, ext3 or ext4" },
		{ F2FS_SUPER_MAGIC, "f2fs" },	 { NFS_SUPER_MAGIC, "nfs" },
		{ OVERLAYFS_SUPER_MAGIC, "overlayfs" }, { TMPFS_MAGIC, "tmpfs" },
		{ XFS_SUPER_MAGIC, "xfs" },
	};
	char *folder = strdup(file_path(spec));
	struct statfs fs;
	size_t i;

	if (!folder || statfs(is_folder(folder) ? folder : dirname(folder), &fs)) {
		why_set(what, 0, "absent: %s", strerror(errno));
		free(folder);
		return;
	}
	free(folder);
	why_set(what, 0, "filesystem 0x%lx", (unsigned long)fs.f_type);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].magic == (unsigned long)fs.f_type)
			why_set(what, 0, "filesystem %s", known[i].name);
}

extern const struct target target_file;
const struct target target_file = {
	.name = "file",
	.desc = "page cache of an own, unlinked file on any filesystem",
	.path = "a folder, or a file that does not exist; default $TMPDIR or /var/tmp",
	.altmap = true,
	.check = file_check,
	.map = file_map,
	.found = file_found,
	.forget = target_forget_fd,
};
