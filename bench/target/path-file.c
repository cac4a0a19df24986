// SPDX-License-Identifier: GPL-2.0-or-later
#include "target/path-file.h"

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

#include "target/destroy.h"
#include "target/device.h"
#include "base/parse.h"

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

/* What is there to be overwritten: 0 or -errno after filling @reason; st_mode 0 for nothing. */
static int existing(const struct target_spec *spec, struct stat *st, struct reason *reason)
{
	const char *path = file_path(spec);
	int ret;

	*st = (struct stat){ 0 };
	if (is_folder(path))
		return 0;
	ret = destroy_check("", path, spec->destroy, st, reason);
	if (ret || !S_ISCHR(st->st_mode))
		return ret;
	return reason_set(reason, -EINVAL, "a DAX device; accepted: devdax:%s", path);
}

/* The filesystem that the file is or will be on. */
static int read_filesystem(const char *path, struct statfs *fs)
{
	char *name;
	int ret;

	if (!statfs(path, fs))
		return 0;
	name = strdup(path);
	if (!name)
		return -ENOMEM;
	ret = statfs(dirname(name), fs) ? -errno : 0;
	free(name);
	return ret;
}

int path_file_check(const struct target_spec *spec, struct reason *reason)
{
	const char *path = file_path(spec);
	char *folder;
	const char *parent;
	struct stat st;
	int ret;

	ret = existing(spec, &st, reason);
	if (ret || st.st_mode)
		return ret;
	folder = strdup(path);
	if (!folder)
		return -ENOMEM;
	parent = is_folder(folder) ? folder : dirname(folder);
	if (access(parent, W_OK | X_OK))
		ret = reason_set(reason, -errno,
				 "cannot create a file in %s: %s; name a folder that "
				 "can be written",
				 parent, strerror(errno));
	free(folder);
	return ret;
}

int path_file_home(const struct target_spec *spec)
{
	struct device_info device;
	struct stat st;
	char *name;
	int ret;

	if (stat(file_path(spec), &st)) {
		name = strdup(file_path(spec));
		ret = name ? stat(dirname(name), &st) : -1;
		free(name);
		if (ret)
			return -1;
	}
	if (!S_ISBLK(st.st_mode))
		st.st_rdev = st.st_dev;
	st.st_mode = S_IFBLK;
	return device_read("", &st, &device) ? -1 : device.node;
}

uint64_t path_file_room(const struct target_spec *spec)
{
	struct device_info device;
	struct statfs fs;
	struct stat st;

	if (!lstat(file_path(spec), &st) && S_ISBLK(st.st_mode))
		return device_read("", &st, &device) ? 0 : device.bytes;
	if (read_filesystem(file_path(spec), &fs))
		return 0;
	/* The filesystem takes some for its own records. */
	return target_file_limit((uint64_t)fs.f_bavail * fs.f_bsize / 16 * 15);
}

static int open_unlinked(const char *path, struct reason *reason)
{
	char *name;
	int fd;

	if (is_folder(path)) {
		if (asprintf(&name, "%s/pagestream-XXXXXX", path) < 0)
			return -ENOMEM;
		fd = mkostemp(name, O_CLOEXEC);
	} else {
		name = strdup(path);
		if (!name)
			return -ENOMEM;
		fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (fd < 0)
		fd = reason_set(reason, -errno, "cannot create the file: %s", strerror(errno));
	else
		unlink(name);
	free(name);
	return fd;
}

/* Real blocks: a hole would turn a full disk into SIGBUS. */
static int reserve(int fd, size_t bytes, struct reason *reason)
{
	struct statfs fs;
	struct stat st;
	int ret;

	if (!fstatfs(fd, &fs) && !fstat(fd, &st) &&
	    (uint64_t)fs.f_bavail * fs.f_bsize + (uint64_t)st.st_blocks * 512 < bytes)
		return reason_set(reason, -ENOSPC, "%zu bytes needed on the filesystem, %llu free",
			       bytes, (unsigned long long)fs.f_bavail * fs.f_bsize);
	ret = -posix_fallocate(fd, 0, bytes);
	if (ret)
		reason_set(reason, ret, "cannot reserve %zu bytes: %s", bytes, strerror(-ret));
	return ret;
}

static int open_existing(const struct target_spec *spec, const struct stat *st, size_t bytes,
			 struct reason *reason)
{
	char size[SIZE_TEXT];
	int fd, ret = 0;
	off_t end;

	fd = destroy_open(spec->path, st, reason);
	if (fd < 0)
		return fd;
	end = S_ISBLK(st->st_mode) ? lseek(fd, 0, SEEK_END) : 0;
	if (S_ISREG(st->st_mode))
		ret = reserve(fd, bytes, reason);
	else if (end < 0 || (size_t)end < bytes)
		ret = reason_set(reason, -ENOSPC, "%zu bytes needed, the device has %s", bytes,
			      format_size(end < 0 ? 0 : end, size));
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

int path_file_open(const struct target_spec *spec, size_t bytes, struct reason *reason)
{
	struct stat st;
	int fd, ret;

	if (!spec->path && !is_folder(file_path(spec)))
		return reason_set(reason, -ENOENT, "$TMPDIR, or else /var/tmp, is no folder");
	ret = existing(spec, &st, reason);
	if (ret)
		return ret;
	if (st.st_mode)
		return open_existing(spec, &st, bytes, reason);
	fd = open_unlinked(file_path(spec), reason);
	if (fd < 0)
		return fd;
	ret = reserve(fd, bytes, reason);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

static void name_filesystem(long type, struct reason *what)
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
	size_t i;

	reason_set(what, 0, "filesystem 0x%lx", (unsigned long)type);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].magic == (unsigned long)type)
			reason_set(what, 0, "filesystem %s", known[i].name);
}

void path_file_found(const struct target_spec *spec, struct reason *what)
{
	struct device_info device;
	char size[SIZE_TEXT];
	struct statfs fs;
	struct stat st;
	int ret;

	if (!lstat(file_path(spec), &st) && S_ISBLK(st.st_mode) &&
	    !device_read("", &st, &device)) {
		reason_set(what, 0, "block device %s, %s%s%s", device.name,
			format_size(device.bytes, size), *device.space ? ", " : "", device.space);
		return;
	}
	ret = read_filesystem(file_path(spec), &fs);
	if (ret)
		reason_set(what, 0, "absent: %s", strerror(-ret));
	else
		name_filesystem(fs.f_type, what);
}
