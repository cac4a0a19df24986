// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memfd: shared memory of the kernel's tmpfs, as a hypervisor gives it to a
 * guest.
 *
 * huge=always is a file of an own tmpfs that is mounted so and attached to no
 * folder.  Where this user may mount nothing it is a memfd with MADV_HUGEPAGE,
 * which the kernel heeds when shmem_enabled says advise.  huge=2m and huge=1g
 * come from the hugetlb pools.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/message.h"
#include "target/hugetlb.h"
#include "target/target.h"

#ifndef MFD_HUGE_SHIFT
#define MFD_HUGE_SHIFT 26
#endif

static const struct {
	const char *name;
	enum target_page page;
} huge_values[] = {
	{ "always", PAGE_THP }, { "never", PAGE_4K }, { "2m", PAGE_2M }, { "1g", PAGE_1G },
};

#define NR_VALUES (sizeof(huge_values) / sizeof(huge_values[0]))

static int memfd_set(struct target_spec *spec, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < NR_VALUES; i++) {
		if (strcmp(key, "huge") || strcmp(value, huge_values[i].name))
			continue;
		spec->page = huge_values[i].page;
		return 0;
	}
	return -EINVAL;
}

static void memfd_text(const struct target_spec *spec, char *text, size_t size)
{
	size_t i;

	for (i = 0; i < NR_VALUES; i++)
		if (spec->page == huge_values[i].page)
			message_add(text, size, "huge=%s", huge_values[i].name);
}

/* A nameless file on a tmpfs of huge pages; -1 where that cannot be made. */
static int open_on_huge_tmpfs(void)
{
	const int fs = syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	int mount = -1, fd = -1;

	if (fs < 0)
		return -1;
	if (!syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "huge", "always", 0) &&
	    !syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "size", "100%", 0) &&
	    !syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (mount >= 0)
		fd = openat(mount, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (mount >= 0)
		close(mount);
	close(fs);
	return fd;
}

static int memfd_open(const struct target_spec *spec, struct reason *reason)
{
	unsigned int flags = MFD_CLOEXEC;
	int fd = -1;

	if (spec->page == PAGE_THP)
		fd = open_on_huge_tmpfs();
	if (spec->page == PAGE_2M || spec->page == PAGE_1G)
		flags |= MFD_HUGETLB | (spec->page == PAGE_2M ? 21 : 30) << MFD_HUGE_SHIFT;
	if (fd < 0)
		fd = memfd_create("pagestream", flags);
	return fd < 0 ? reason_set(reason, -errno, "memfd_create: %s", strerror(errno)) : fd;
}

static int memfd_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		     struct reason *reason)
{
	const size_t page = spec->page == PAGE_1G ? 1UL << 30 : 2UL << 20;
	const size_t rounded = spec->page == PAGE_ANY || spec->page == PAGE_4K ?
				       bytes : (bytes + page - 1) & ~(page - 1);
	const int shift = spec->page == PAGE_1G ? 30 : spec->page == PAGE_2M ? 21 : 0;
	int fd, ret;

	ret = shift ? hugetlb_check(bytes, shift, reason) : 0;
	if (ret)
		return ret;
	fd = memfd_open(spec, reason);
	if (fd < 0)
		return fd;
	if (ftruncate(fd, rounded))
		ret = reason_set(reason, -errno, "cannot grow a memfd to %zu bytes: %s", rounded,
			      strerror(errno));
	else
		ret = target_map_fd(fd, rounded, MAP_SHARED, map, reason);
	if (ret && shift)
		hugetlb_lacks(bytes, shift, ret, reason);
	if (ret) {
		close(fd);
		return ret;
	}
	map->bytes = bytes;
	if (spec->page == PAGE_THP || spec->page == PAGE_4K)
		madvise(map->base, map->base_bytes,
			spec->page == PAGE_THP ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	return 0;
}

static uint64_t memfd_room(const struct target_spec *spec, uint64_t memory)
{
	return target_file_limit(memory);
}

extern const struct target target_memfd;
const struct target target_memfd = {
	.name = "memfd",
	.desc = "shared memory of the kernel's own tmpfs",
	.altmap = true,
	.keys = "huge=always|never|2m|1g",
	.set = memfd_set,
	.text = memfd_text,
	.room = memfd_room,
	.map = memfd_map,
	.forget = target_forget_fd,
};
