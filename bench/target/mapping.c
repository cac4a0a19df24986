// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mapping, populating and forgetting memory, for all kinds of target.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "target/mapping.h"

static void touch_pages(volatile char *addr, size_t bytes)
{
	size_t at;

	for (at = 0; at < bytes; at += 4096)
		addr[at] = 1;
}

int target_populate(const struct mapping *map)
{
	if (!madvise(map->addr, map->bytes, MADV_POPULATE_WRITE))
		return 0;
	if (errno != EINVAL)
		return -errno;
	touch_pages(map->addr, map->bytes);
	return 0;
}

void target_unmap(struct mapping *map)
{
	if (map->base)
		munmap(map->base, map->base_bytes);
	if (map->fd >= 0)
		close(map->fd);
	*map = (struct mapping){ .fd = -1 };
}

uint64_t target_file_limit(uint64_t bytes)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return bytes;
	return limit.rlim_cur < bytes ? limit.rlim_cur : bytes;
}

int target_map_fd(int fd, size_t bytes, int flags, struct mapping *map, struct reason *reason)
{
	void *addr = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (addr == MAP_FAILED)
		return reason_set(reason, -errno, "cannot map %zu bytes: %s", bytes,
				  strerror(errno));
	*map = (struct mapping){
		.addr = addr, .bytes = bytes, .base = addr, .base_bytes = bytes, .fd = fd,
	};
	return 0;
}

int target_forget_fd(const struct mapping *map)
{
	if (fallocate(map->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, map->bytes))
		return -errno;
	return 0;
}
