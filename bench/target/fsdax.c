// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fsdax: a file on a filesystem that is mounted with dax, so that the mapping
 * is the persistent memory itself.
 *
 * MAP_SYNC is granted to such mappings alone (mmap(2)); the page cache of the
 * same filesystem without dax is refused.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "target/placement.h"
#include "target/path-file.h"

static int fsdax_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		     struct reason *reason)
{
	const int fd = path_file_open(spec, bytes, reason);
	int ret;

	if (fd < 0)
		return fd;
	ret = target_map_fd(fd, bytes, MAP_SHARED_VALIDATE | MAP_SYNC, map, reason);
	if (ret == -EOPNOTSUPP || ret == -EINVAL)
		reason_set(reason, ret,
			   "not a DAX mapping: the kernel refuses MAP_SYNC (%s); name a "
			   "folder or file on a filesystem that is mounted with -o dax",
			   strerror(-ret));
	if (ret)
		close(fd);
	return ret;
}

static uint64_t fsdax_room(const struct target_spec *spec, uint64_t memory)
{
	const uint64_t room = path_file_room(spec);

	return room ? room : memory;
}

/*
 * smaps and move_pages(2) know nothing of DAX pages before 6.15.  How large the
 * page-table entries are shows in the number of faults that made them.
 */
static void fsdax_look(const struct target_spec *spec, const struct mapping *map,
		       struct placement *found)
{
	const double small = map->bytes / 4096.0, large = map->bytes / (double)(2 << 20);
	const double part = (small - map->faults) / (small - large);

	if (map->faults && small > large) {
		found->page_bytes = part > 0.5 ? 2 << 20 : 4096;
		found->part = part > 1 ? 1 : part > 0.5 ? part : part < 0 ? 1 : 1 - part;
	}
	if (found->node == -1)
		found->node = path_file_home(spec);
}

extern const struct target target_fsdax;
const struct target target_fsdax = {
	.name = "fsdax",
	.desc = "persistent memory through a filesystem mounted with dax, mapped MAP_SYNC",
	.path = PATH_FILE_HELP,
	.altmap = true,
	.needs_path = true,
	.home = path_file_home,
	.check = path_file_check,
	.room = fsdax_room,
	.map = fsdax_map,
	.found = path_file_found,
	.look = fsdax_look,
	.forget = target_forget_fd,
};
