// SPDX-License-Identifier: GPL-2.0-or-later
#include "target/destroy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "target/content.h"
#include "target/device.h"
#include "base/message.h"
#include "base/parse.h"

/* "pmem0, namespace0.0 (fsdax), 1006M, an ext4 filesystem" */
static void describe_device(const char *path, const struct device_info *device, char *text,
			    size_t size)
{
	const char *content = device->is_dax ? NULL : content_name(path);
	char bytes[SIZE_TEXT];

	snprintf(text, size, "%s%s%s, %s%s%s", device->name, *device->space ? ", " : "",
		 device->space, format_size(device->bytes, bytes), content ? ", holds " : "",
		 content ? content : "");
}

static int check_device(const char *root, const char *path, bool permitted, struct stat *st,
			struct reason *reason)
{
	const char *kind = S_ISCHR(st->st_mode) ? "DAX device" : "block device";
	char holds[256], user[DEVICE_USER_TEXT];
	struct device_info device;
	int fd;

	if (device_read(root, st, &device))
		return reason_set(reason, -EINVAL,
				  "this device is neither a DAX nor a block device that the "
				  "kernel knows; name a folder, a new file or one of these");
	describe_device(path, &device, holds, sizeof(holds));
	if (device_user(root, st, user))
		return reason_set(reason, -EBUSY,
				  "%s (%s) is %s; it must be free to be overwritten", kind, holds,
				  user);
	if (S_ISBLK(st->st_mode)) {
		/* Mounts of other namespaces and volume managers show only here. */
		fd = open(path, O_RDONLY | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 && errno == EBUSY)
			return reason_set(reason, -EBUSY,
					  "%s (%s) is held exclusively by a mount, swap "
					  "or another device; it must be free to be overwritten",
					  kind, holds);
		if (fd >= 0)
			close(fd);
	}
	if (permitted)
		return 0;
	return reason_set(reason, -EEXIST, "exists (%s: %s) and would be overwritten", kind, holds);
}

/* Is something mounted over this very path?  Then another file is meant. */
static bool is_mount_point(const char *root, const char *path)
{
	char mountinfo[PATH_MAX], line[1024], where[512], real[PATH_MAX];
	bool found = false;
	FILE *in;

	snprintf(mountinfo, sizeof(mountinfo), "%s/proc/self/mountinfo", root);
	in = realpath(path, real) ? fopen(mountinfo, "re") : NULL;
	while (in && !found && fgets(line, sizeof(line), in))
		found = sscanf(line, "%*d %*d %*s %*s %511s", where) == 1 && !strcmp(where, real);
	if (in)
		fclose(in);
	return found;
}

/*
 * A write lease is granted only when no other open file refers to the inode:
 * loop devices, swap and virtual machines hold one.  It is given back at once.
 */
static bool is_open_elsewhere(int fd)
{
	const bool busy = fcntl(fd, F_SETLEASE, F_WRLCK) && (errno == EAGAIN || errno == EBUSY);

	fcntl(fd, F_SETLEASE, F_UNLCK);
	return busy;
}

static bool path_is_open_elsewhere(const char *path)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool busy;

	if (fd < 0)
		return errno == ETXTBSY;
	busy = is_open_elsewhere(fd);
	close(fd);
	return busy;
}

/*
 * Is a folder on the way a symbolic link?  Then somebody else may say where it
 * leads.  A folder of one's own choice that a link leads to is fine: a new file
 * destroys nothing.
 */
static bool has_link(const char *path)
{
	char part[PATH_MAX];
	struct stat st;
	const char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		if (!lstat(part, &st) && S_ISLNK(st.st_mode))
			return true;
	}
	return false;
}

static int check_way(const char *path, struct reason *reason)
{
	char real[PATH_MAX];

	if (!has_link(path))
		return 0;
	return reason_set(reason, -EINVAL, "is behind a symbolic link; name it as %.300s",
			  realpath(path, real) ? real : "what the link leads to");
}

static int check_file(const char *root, const char *path, bool permitted, struct stat *st,
		      struct reason *reason)
{
	const char *content = content_name(path);
	char bytes[SIZE_TEXT], holds[128];

	snprintf(holds, sizeof(holds), "a file of %s bytes%s%s",
		 format_size(st->st_size, bytes), content ? " that holds " : "",
		 content ? content : "");
	if (is_mount_point(root, path))
		return reason_set(reason, -EBUSY,
				  "is a mount point; name the file that is mounted there");
	if (st->st_nlink > 1)
		return reason_set(reason, -EINVAL,
				  "%s has %lu names, and only one of them is named here", holds,
				  (unsigned long)st->st_nlink);
	if (path_is_open_elsewhere(path))
		return reason_set(reason, -EBUSY,
				  "%s is in use by another program, a loop device or "
				  "swap; it must be free to be overwritten",
				  holds);
	if (permitted)
		return 0;
	return reason_set(reason, -EEXIST, "exists (%s) and would be overwritten", holds);
}

int destroy_check(const char *root, const char *path, bool permitted, struct stat *st,
		  struct reason *reason)
{
	int node;

	if (lstat(path, st)) {
		*st = (struct stat){ 0 };
		node = device_kmem_node(root, path);
		if (node >= 0)
			return reason_set(reason, -EBUSY,
					  "is system memory (driver kmem) on node %d; "
					  "target dram:node=%d writes to it",
					  node, node);
		return 0;
	}
	if (!S_ISDIR(st->st_mode) && check_way(path, reason))
		return -EINVAL;
	switch (st->st_mode & S_IFMT) {
	case S_IFDIR:
		return 0;
	case S_IFREG:
		return check_file(root, path, permitted, st, reason);
	case S_IFBLK:
	case S_IFCHR:
		return check_device(root, path, permitted, st, reason);
	case S_IFLNK:
		return reason_set(reason, -EINVAL, "is a symbolic link; name what it points to");
	default:
		return reason_set(reason, -EINVAL, "is neither a file, a folder nor a device");
	}
}

/* By number where the kernel can: no link at all, whoever puts one there meanwhile. */
static int open_straight(const char *path, int flags)
{
	const struct open_how how = {
		.flags = (unsigned long long)flags, .resolve = RESOLVE_NO_SYMLINKS,
	};
	const int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	/* Linux before 5.6, and seccomp profiles from before that. */
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return fd;
	if (has_link(path)) {
		errno = ELOOP;
		return -1;
	}
	return open(path, flags);
}

/* What was asked of the path is asked again of what is open now, which nobody can exchange. */
static int check_open(int fd, const struct stat *st, struct reason *reason)
{
	char user[DEVICE_USER_TEXT];
	struct stat now;

	if (fstat(fd, &now) || now.st_mode != st->st_mode || now.st_dev != st->st_dev ||
	    now.st_ino != st->st_ino || now.st_rdev != st->st_rdev)
		return reason_set(reason, -EBUSY, "something else has taken its name");
	if (!S_ISREG(now.st_mode))
		return device_user("", &now, user) ?
			       reason_set(reason, -EBUSY, "the device is %s by now", user) : 0;
	if (now.st_nlink > 1)
		return reason_set(reason, -EBUSY, "it has got a second name");
	if (is_open_elsewhere(fd))
		return reason_set(reason, -EBUSY, "another program has opened it meanwhile");
	return 0;
}

int destroy_open(const char *path, const struct stat *st, struct reason *reason)
{
	const int exclusive = S_ISBLK(st->st_mode) ? O_EXCL : 0;
	int fd, ret;

	fd = open_straight(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | exclusive);
	if (fd < 0)
		return reason_set(reason, -errno, "cannot open it: %s", strerror(errno));
	ret = check_open(fd, st, reason);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}
