// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * file: the page cache of a file or a block device, mapped shared.
 */
#include <errno.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "target/path-file.h"

static int file_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		    struct reason *reason)
{
	const int fd = path_file_open(spec, bytes, reason);
	struct statfs fs;
	struct stat st;
	int ret;

	if (fd < 0)
		return fd;
	/* A device file is on a tmpfs too. */
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && !fstatfs(fd, &fs) &&
	    fs.f_type == TMPFS_MAGIC)
		ret = reason_set(reason, -ENODEV,
				 "the file is on tmpfs, which is target memfd; name a "
				 "folder of a filesystem on a disk");
	else
		ret = target_map_fd(fd, bytes, MAP_SHARED, map, reason);
	if (ret)
		close(fd);
	return ret;
}

static uint64_t file_room(const struct target_spec *spec, uint64_t memory)
{
	uint64_t room;

	/* A plan's own file that does not fit is skipped and limits nothing else. */
	if (!spec->path)
		return memory;
	room = path_file_room(spec);
	return room && room < memory ? room : memory;
}

extern const struct target target_file;
const struct target target_file = {
	.name = "file",
	.altmap = true,
	.desc = "page cache of a file (own and unlinked, unless one is named) on any filesystem",
	.path = PATH_FILE_HELP "; default $TMPDIR or /var/tmp",
	.check = path_file_check,
	.room = file_room,
	.map = file_map,
	.found = path_file_found,
	.forget = target_forget_fd,
};
