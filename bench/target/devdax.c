// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devdax: persistent or other memory as a character device of the dax bus.
 *
 * The device is written as it is: whatever it holds is lost.  Mappings must be
 * aligned to what the device says, and all their page-table entries are of
 * that size.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "target/destroy.h"
#include "target/device.h"
#include "base/parse.h"
#include "target/placement.h"
#include "target/target.h"

static int existing(const struct target_spec *spec, struct stat *st, struct reason *reason)
{
	const int ret = destroy_check("", spec->path, spec->destroy, st, reason);

	/* Whatever it is: --destroy does not make a DAX device of it. */
	if ((!ret || ret == -EEXIST) && !S_ISCHR(st->st_mode))
		return reason_set(reason, -ENODEV, "is %s; name a DAX device such as /dev/dax0.0",
			       st->st_mode ? "no DAX device" : "not there");
	return ret;
}

static int devdax_check(const struct target_spec *spec, struct reason *reason)
{
	struct stat st;
	int ret = existing(spec, &st, reason);

	if (!ret && access(spec->path, R_OK | W_OK))
		ret = reason_set(reason, -errno, "cannot be written: %s", strerror(errno));
	return ret;
}

static bool read_device(const struct target_spec *spec, struct device_info *device)
{
	struct stat st;

	return !stat(spec->path, &st) && !device_read("", &st, device);
}

static uint64_t devdax_room(const struct target_spec *spec, uint64_t memory)
{
	struct device_info device;

	return read_device(spec, &device) && device.bytes ? device.bytes : memory;
}

static int devdax_home(const struct target_spec *spec)
{
	struct device_info device;

	return read_device(spec, &device) ? device.node : -1;
}

static int devdax_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		      struct reason *reason)
{
	char size[SIZE_TEXT], align_text[SIZE_TEXT];
	struct device_info device;
	size_t align, rounded;
	struct stat st;
	int fd, ret;

	ret = existing(spec, &st, reason);
	if (ret)
		return ret;
	if (device_read("", &st, &device))
		return reason_set(reason, -ENODEV, "sysfs does not know the device");
	align = device.align_bytes ? device.align_bytes : 4096;
	rounded = (bytes + align - 1) / align * align;
	if (rounded > device.bytes)
		return reason_set(reason, -ENOSPC,
				  "%zu bytes needed in pages of %s, the device has %s", bytes,
				  format_size(align, align_text), format_size(device.bytes, size));
	fd = destroy_open(spec->path, &st, reason);
	if (fd < 0)
		return fd;
	ret = target_map_fd(fd, rounded, MAP_SHARED, map, reason);
	if (ret)
		close(fd);
	else
		map->bytes = bytes;
	return ret;
}

static void devdax_found(const struct target_spec *spec, struct reason *what)
{
	char size[SIZE_TEXT], align[SIZE_TEXT];
	struct device_info device;

	if (!read_device(spec, &device))
		reason_set(what, 0, "absent: %s", strerror(ENODEV));
	else
		reason_set(what, 0, "DAX device, %s, align %s%s%s", format_size(device.bytes, size),
			format_size(device.align_bytes, align), *device.space ? ", " : "",
			device.space);
}

/* move_pages(2) does not answer for device memory, sysfs does. */
static void devdax_look(const struct target_spec *spec, const struct mapping *map,
			struct placement *found)
{
	if (found->node == -1)
		found->node = devdax_home(spec);
}

extern const struct target target_devdax;
const struct target target_devdax = {
	.name = "devdax",
	.desc = "persistent or other memory as a DAX device, which is overwritten",
	.path = "a DAX device such as /dev/dax0.0, which --destroy must name too",
	.altmap = true,
	.needs_path = true,
	.home = devdax_home,
	.check = devdax_check,
	.room = devdax_room,
	.map = devdax_map,
	.found = devdax_found,
	.look = devdax_look,
};
