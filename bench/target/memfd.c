// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memfd: shared memory of the kernel's tmpfs, as a hypervisor gives it to a
 * guest.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "target.h"

static int memfd_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		     struct why *why)
{
	int fd, ret;

	fd = memfd_create("pagestream", MFD_CLOEXEC);
	if (fd < 0)
		return why_set(why, -errno, "memfd_create: %s", strerror(errno));
	if (ftruncate(fd, bytes))
		ret = why_set(why, -errno, "cannot grow a memfd to %zu bytes: %s", bytes,
			      strerror(errno));
	else
		ret = target_map_fd(fd, bytes, MAP_SHARED, map, why);
	if (ret)
		close(fd);
	return ret;
}

extern const struct target target_memfd;
const struct target target_memfd = {
	.name = "memfd",
	.desc = "shared memory of the kernel's own tmpfs",
	.map = memfd_map,
	.forget = target_forget_fd,
};
