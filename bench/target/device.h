/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device file that is to be overwritten: how large it is, what it holds, and
 * who uses it.
 */
#ifndef BENCH_TARGET_DEVICE_H
#define BENCH_TARGET_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/**
 * struct device_info - what sysfs and procfs say of a block or DAX device
 * @name:	the kernel's: "dax0.0", "pmem0"
 * @is_dax:	a character device of the dax bus
 * @bytes:	its size
 * @align_bytes: of a DAX device: what mappings must be aligned to, and the size
 *		of the page-table entries that map it; else 0
 * @node:	NUMA node that its struct pages are on, -1 when sysfs does not say
 * @space:	its namespace with the mode, as "namespace0.0 (fsdax)"; "" for none
 */
struct device_info {
	char name[64];
	bool is_dax;
	uint64_t bytes;
	uint64_t align_bytes;
	int node;
	char space[96];
};

/** DEVICE_USER_TEXT - bytes that device_user() fills at most */
#define DEVICE_USER_TEXT 160

/**
 * device_read() - look a device up
 * @root: "" for this machine; else a folder with sys/ and proc/ below it
 * @st:   of the device file: its type and st_rdev count
 *
 * Return: 0, -ENODEV for a character device that is not of the dax bus or a
 * device that sysfs does not know, or another -errno.
 */
int device_read(const char *root, const struct stat *st, struct device_info *device);

/**
 * device_user() - who uses a device?
 * @user: the end of a sentence "it is ...", of DEVICE_USER_TEXT bytes
 *
 * Mounts, swap, holders, each also of its partitions, and processes that have
 * it open or mapped, as far as this process may see them.
 *
 * Return: true after filling @user; false when nobody was found.
 */
bool device_user(const char *root, const struct stat *st, char *user);

/**
 * device_each_memory() - the pmem block devices and DAX devices that there are
 * @each: called for one; @user is NULL when nobody was found to use it
 */
void device_each_memory(const char *root,
			void (*each)(const struct device_info *device, const char *user,
				     void *arg),
			void *arg);

/**
 * device_kmem_node() - is a DAX device used as system memory?
 * @path: a device file, "/dev/dax0.0", which then does not exist
 *
 * Return: the node of that memory, or -1.
 */
int device_kmem_node(const char *root, const char *path);

#endif
