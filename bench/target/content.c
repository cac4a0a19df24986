// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Magic numbers: linux/magic.h and the formats' own documents name the same
 * places as file(1)'s and libblkid's.
 */
#include "target/content.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const struct mark {
	off_t at;
	const char *bytes;
	size_t len;
	const char *name;
} marks[] = {
#define MARK(at, bytes, name) { at, bytes, sizeof(bytes) - 1, name }
	MARK(0, "XFSB", "an xfs filesystem"),
	MARK(0, "LUKS\xba\xbe", "an encrypted volume"),
	MARK(1024, "\x10\x20\xf5\xf2", "an f2fs filesystem"),
	MARK(1024 + 56, "\x53\xef", "an ext2, ext3 or ext4 filesystem"),
	MARK(4086, "SWAPSPACE2", "swap space"),
	MARK(512, "LABELONE", "an LVM volume"),
	MARK(512, "EFI PART", "a partition table"),
	MARK(4096, "EFI PART", "a partition table"),
	MARK(65536 + 64, "_BHRfS_M", "a btrfs filesystem"),
	MARK(510, "\x55\xaa", "a boot sector or partition table"),
#undef MARK
};

const char *content_name(const char *path)
{
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	const char *name = NULL;
	char found[16];
	size_t i;

	if (fd < 0)
		return NULL;
	for (i = 0; !name && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (pread(fd, found, marks[i].len, marks[i].at) == (ssize_t)marks[i].len &&
		    !memcmp(found, marks[i].bytes, marks[i].len))
			name = marks[i].name;
	close(fd);
	return name;
}
