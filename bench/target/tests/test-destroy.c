// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What may be overwritten: every reason to refuse, on made-up sysfs and procfs
 * trees and on files of the test's own.  /dev/null stands in for a DAX device:
 * the tree says that character device 1:3 is one.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cmocka.h>

#include "target/content.h"
#include "target/destroy.h"
#include "target/device.h"

static char root[64];

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static int tear_down(void **state)
{
	if (*root)
		nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	*root = 0;
	return 0;
}

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(root, sizeof(root), "%.40s/destroy-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

/* A path below the root, its folders made. */
static const char *below(const char *path)
{
	static char full[PATH_MAX];
	char *slash;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (slash = full + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(full, 0755);
		*slash = '/';
	}
	return full;
}

static void put_bytes(const char *path, off_t at, const char *bytes, size_t len)
{
	int fd = open(below(path), O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, at), len);
	close(fd);
}

static void put(const char *path, const char *text)
{
	put_bytes(path, 0, text, strlen(text));
}

static void put_link(const char *path, const char *target)
{
	assert_int_equal(symlink(target, below(path)), 0);
}

#define DAX "sys/devices/LNXSYSTM:00/ndbus0/region0/dax0.1/dax0.0"
#define PMEM "sys/devices/LNXSYSTM:00/ndbus0/region1/namespace1.0/block/pmem1"

/* dax0.0 (as /dev/null) on namespace0.0, and pmem1 (259:1) with a partition (259:2). */
static void put_devices(void)
{
	put(DAX "/size", "1054867456\n");
	put(DAX "/align", "2097152\n");
	put(DAX "/numa_node", "1\n");
	put_link(DAX "/subsystem", "../../../../../../bus/dax");
	put("sys/devices/LNXSYSTM:00/ndbus0/region0/dax0.1/namespace", "namespace0.0\n");
	put("sys/devices/LNXSYSTM:00/ndbus0/region0/namespace0.0/mode", "dax\n");
	put_link("sys/dev/char/1:3", "../../devices/LNXSYSTM:00/ndbus0/region0/dax0.1/dax0.0");
	put("sys/devices/LNXSYSTM:00/ndbus0/region1/namespace1.0/mode", "memory\n");
	put("sys/devices/LNXSYSTM:00/ndbus0/region1/namespace1.0/numa_node", "0\n");
	put(PMEM "/size", "2097152\n");
	put(PMEM "/pmem1p1/partition", "1\n");
	put(PMEM "/pmem1p1/dev", "259:2\n");
	put_link(PMEM "/device", "../../../namespace1.0");
	put_link("sys/dev/block/259:1",
		 "../../devices/LNXSYSTM:00/ndbus0/region1/namespace1.0/block/pmem1");
}

static int check(const char *path, bool permitted, struct reason *reason)
{
	struct stat st;

	return destroy_check(root, path, permitted, &st, reason);
}

static void refused(const char *path, bool permitted, int error, const char *words)
{
	struct reason reason = { "" };
	char *copy = strdup(words), *word, *rest;
	const int ret = check(path, permitted, &reason);

	assert_non_null(copy);
	if (ret != error)
		fail_msg("%s: %d (%s), wanted %d", path, ret, reason.text, error);
	for (word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
		if (!strstr(reason.text, word))
			fail_msg("%s: '%s' does not say '%s'", path, reason.text, word);
	free(copy);
}

static void devices_are_described(void **state)
{
	struct stat st = { .st_mode = S_IFCHR, .st_rdev = makedev(1, 3) };
	struct device_info device;

	put_devices();
	assert_int_equal(device_read(root, &st, &device), 0);
	assert_string_equal(device.name, "dax0.0");
	assert_true(device.is_dax);
	assert_int_equal(device.bytes, 1054867456);
	assert_int_equal(device.align_bytes, 2 << 20);
	assert_int_equal(device.node, 1);
	assert_string_equal(device.space, "namespace0.0 (devdax)");

	st = (struct stat){ .st_mode = S_IFBLK, .st_rdev = makedev(259, 1) };
	assert_int_equal(device_read(root, &st, &device), 0);
	assert_string_equal(device.name, "pmem1");
	assert_int_equal(device.bytes, 1 << 30);
	assert_int_equal(device.node, 0);
	assert_string_equal(device.space, "namespace1.0 (fsdax)");

	/* Known to sysfs, but of another bus; and not known at all. */
	unlink(below(DAX "/subsystem"));
	put_link(DAX "/subsystem", "../../../../../../class/mem");
	st = (struct stat){ .st_mode = S_IFCHR, .st_rdev = makedev(1, 3) };
	assert_int_equal(device_read(root, &st, &device), -ENODEV);
	st.st_rdev = makedev(1, 5);
	assert_int_equal(device_read(root, &st, &device), -ENODEV);
}

static void block_device_users(void **state)
{
	const struct stat st = { .st_mode = S_IFBLK, .st_rdev = makedev(259, 1) };
	static const char *const files[] = { "proc/self/mountinfo", "proc/swaps" };
	static const struct {
		int line;
		const char *file;
		const char *text;
		const char *user;	/* NULL: nobody */
	} rows[] = {
		{ __LINE__, NULL, NULL, NULL },
		{ __LINE__, "proc/self/mountinfo",
		  "21 1 254:1 / / rw - ext4 /dev/vda rw\n"
		  "36 21 259:1 / /mnt/pmem rw shared:1 - ext4 /dev/pmem1 rw,dax\n",
		  "mounted on /mnt/pmem" },
		{ __LINE__, "proc/self/mountinfo", "36 21 259:2 / /data rw - xfs /dev/pmem1p1 rw\n",
		  "in use: partition pmem1p1 is mounted on /data" },
		{ __LINE__, "proc/self/mountinfo", "36 21 259:11 / /data rw - xfs /dev/x rw\n",
		  NULL },
		{ __LINE__, "proc/swaps",
		  "Filename Type Size Used Priority\n/dev/pmem1 partition 1048572 0 -2\n",
		  "used for swapping" },
		{ __LINE__, "proc/swaps", "/dev/pmem1p1 partition 1048572 0 -2\n",
		  "in use: partition pmem1p1 is used for swapping" },
		{ __LINE__, "proc/swaps", "/dev/pmem12 partition 1048572 0 -2\n", NULL },
		{ __LINE__, PMEM "/holders/dm-0", "", "held by dm-0" },
		{ __LINE__, PMEM "/pmem1p1/holders/md0", "", "held by md0" },
	};
	char user[DEVICE_USER_TEXT];
	size_t i, f;
	bool used;

	put_devices();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (f = 0; f < 2; f++)
			unlink(below(files[f]));
		if (rows[i].file)
			put(rows[i].file, rows[i].text);
		used = device_user(root, &st, user);
		if (used != !!rows[i].user || (used && strcmp(user, rows[i].user)))
			fail_msg("line %d: '%s'", rows[i].line, used ? user : "nobody");
		if (rows[i].file)
			unlink(below(rows[i].file));
	}
}

static void note_device(const struct device_info *device, const char *user, void *arg)
{
	fprintf(arg, "%s%s ", device->name, user ? "+" : "");
}

static void devices_are_listed(void **state)
{
	char names[256] = "";
	FILE *out = fmemopen(names, sizeof(names), "w");

	assert_non_null(out);
	device_each_memory(root, note_device, out);
	assert_int_equal(ftell(out), 0);
	put_devices();
	put(DAX "/dev", "1:3\n");
	put(PMEM "/dev", "259:1\n");
	put("proc/self/mountinfo", "36 21 259:1 / /mnt rw - ext4 /dev/pmem1 rw\n");
	put_link("sys/class/block/pmem1", "../../../" PMEM);
	put_link("sys/class/block/vda", "../../../" PMEM);
	put_link("sys/bus/dax/devices/dax0.0", "../../../../" DAX);
	device_each_memory(root, note_device, out);
	fclose(out);
	assert_string_equal(names, "pmem1+ dax0.0 ");
}

static void dax_devices(void **state)
{
	struct reason reason;

	refused("/dev/null", true, -EINVAL, "neither a DAX nor a block device");
	put_devices();
	refused("/dev/null", false, -EEXIST, "DAX device|dax0.0|namespace0.0 (devdax)|1006M");
	assert_int_equal(check("/dev/null", true, &reason), 0);

	put("proc/4711/comm", "qemu-system-x86\n");
	put_link("proc/4711/fd/7", "/dev/zero");
	assert_int_equal(check("/dev/null", true, &reason), 0);
	put_link("proc/4711/fd/8", "/dev/null");
	refused("/dev/null", true, -EBUSY, "dax0.0|open in process 4711 (qemu-system-x86)");
	unlink(below("proc/4711/fd/8"));
	put_link("proc/4711/map_files/7f0000-7f1000", "/dev/null");
	refused("/dev/null", true, -EBUSY, "process 4711");
	/* In use is said first: --destroy would not help. */
	refused("/dev/null", false, -EBUSY, "process 4711|1006M");
}

static void system_memory_is_not_a_device(void **state)
{
	char path[PATH_MAX];
	struct reason reason;

	put_link("sys/bus/dax/devices/dax9.0/driver", "../../../drivers/kmem");
	put("sys/bus/dax/devices/dax9.0/target_node", "2\n");
	snprintf(path, sizeof(path), "%s/dev/dax9.0", root);
	refused(path, true, -EBUSY, "kmem|dram:node=2");
	snprintf(path, sizeof(path), "%s/dev/dax9.1", root);
	assert_int_equal(check(path, false, &reason), 0);
}

static void files(void **state)
{
	char path[PATH_MAX], other[PATH_MAX], line[PATH_MAX];
	struct stat st;
	struct reason reason;
	int fd;

	snprintf(path, sizeof(path), "%s", below("there"));
	assert_int_equal(destroy_check(root, path, false, &st, &reason), 0);
	assert_int_equal(st.st_mode, 0);
	assert_int_equal(check(root, false, &reason), 0);

	put("there", "mine\n");
	refused(path, false, -EEXIST, "exists|a file of 5 bytes");
	assert_int_equal(destroy_check(root, path, true, &st, &reason), 0);
	fd = destroy_open(path, &st, &reason);
	assert_true(fd >= 0);
	close(fd);
	put_bytes("there", 1024 + 56, "\x53\xef", 2);
	refused(path, false, -EEXIST, "holds an ext2, ext3 or ext4 filesystem");

	fd = open(path, O_RDONLY);
	refused(path, true, -EBUSY, "in use by another program");
	close(fd);
	assert_int_equal(check(path, true, &reason), 0);

	snprintf(other, sizeof(other), "%s", below("second"));
	assert_int_equal(link(path, other), 0);
	refused(path, true, -EINVAL, "2 names");
	unlink(other);
	assert_int_equal(symlink(path, other), 0);
	refused(other, true, -EINVAL, "symbolic link");
	unlink(other);
	assert_int_equal(mkfifo(other, 0600), 0);
	refused(other, true, -EINVAL, "neither a file");

	assert_non_null(realpath(path, other));
	snprintf(line, sizeof(line), "36 21 254:1 /x %.3000s rw - ext4 /dev/vda rw\n", other);
	put("proc/self/mountinfo", line);
	refused(path, true, -EBUSY, "mount point");

	/* Another file under the name that was checked, which was there beside it. */
	put("other", "not mine\n");
	snprintf(other, sizeof(other), "%s", below("other"));
	assert_int_equal(rename(other, path), 0);
	assert_int_equal(destroy_open(path, &st, &reason), -EBUSY);
	assert_non_null(strstr(reason.text, "taken its name"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(destroy_open(path, &st, &reason), -ENOENT);
}

/* What happens between the check and the opening is seen by the latter. */
static void races(void **state)
{
	char path[PATH_MAX], other[PATH_MAX], folder[PATH_MAX], moved[PATH_MAX];
	struct reason reason;
	struct stat st;
	int fd, ret;

	put("way/there", "mine\n");
	snprintf(path, sizeof(path), "%s", below("way/there"));
	snprintf(other, sizeof(other), "%s", below("second"));
	snprintf(folder, sizeof(folder), "%s", below("way"));
	snprintf(moved, sizeof(moved), "%s", below("moved"));
	assert_int_equal(destroy_check(root, path, true, &st, &reason), 0);

	assert_int_equal(link(path, other), 0);
	assert_int_equal(destroy_open(path, &st, &reason), -EBUSY);
	assert_non_null(strstr(reason.text, "second name"));
	unlink(other);

	fd = open(path, O_RDONLY);
	ret = destroy_open(path, &st, &reason);
	close(fd);
	assert_int_equal(ret, -EBUSY);
	assert_non_null(strstr(reason.text, "opened it meanwhile"));

	assert_int_equal(rename(folder, moved), 0);
	assert_int_equal(symlink(moved, folder), 0);
	assert_int_equal(destroy_open(path, &st, &reason), -ELOOP);
	refused(path, true, -EINVAL, "behind a symbolic link|moved/there");
	unlink(folder);
	assert_int_equal(rename(moved, folder), 0);
	fd = destroy_open(path, &st, &reason);
	assert_true(fd >= 0);
	close(fd);
}

static void contents(void **state)
{
	static const struct {
		off_t at;
		const char *bytes;
		const char *name;
	} rows[] = {
		{ 0, "XFSB", "xfs" }, { 65600, "_BHRfS_M", "btrfs" }, { 4086, "SWAPSPACE2", "swap" },
		{ 512, "LABELONE", "LVM" }, { 512, "EFI PART", "partition table" },
		{ 510, "\x55\xaa", "boot sector" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_bytes("content", rows[i].at, rows[i].bytes, strlen(rows[i].bytes));
		assert_non_null(content_name(below("content")));
		assert_non_null(strstr(content_name(below("content")), rows[i].name));
		unlink(below("content"));
	}
	put_bytes("content", 100000, "x", 1);
	assert_null(content_name(below("content")));
	assert_null(content_name(below("absent")));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(devices_are_described), TEST(devices_are_listed),
		TEST(block_device_users), TEST(dax_devices),
		TEST(system_memory_is_not_a_device), TEST(files), TEST(races),
		TEST(contents),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
