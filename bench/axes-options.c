// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The options that name the axes, shared by all commands that take cases.
 */
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "command.h"

enum {
	KEY_AXIS = 0x100, /* + enum axis */
	KEY_DEVICE_SIZE = KEY_AXIS + AXIS_NR,
	KEY_PAGES,
};

static const struct argp_option options[] = {
	{ "copy", KEY_AXIS + AXIS_COPY, "NAME[:LABEL],...", 0, "how one record is written", 1 },
	{ "layout", KEY_AXIS + AXIS_LAYOUT, "BYTES,...", 0, "record size", 1 },
	{ "walk", KEY_AXIS + AXIS_WALK, "NAME,...", 0, "the loop around it", 1 },
	{ "rules", KEY_AXIS + AXIS_RULES, "NAME,...", 0, "which revision of the series", 1 },
	{ "target", KEY_AXIS + AXIS_TARGET, "TARGET", 0,
	  "the memory written, e.g. dram:page=4k or file:FOLDER; repeat for several", 1 },
	{ "state", KEY_AXIS + AXIS_STATE, "NAME,...", 0, "the lines just before", 1 },
	{ "pattern", KEY_AXIS + AXIS_PATTERN, "NAME,...", 0, "what the records hold", 1 },
	{ "kernel", KEY_AXIS + AXIS_KERNEL, "NAME,...", 0, "whose stores, where kernels differ", 1 },
	{ "map", KEY_AXIS + AXIS_MAP, "NAME,...", 0, "where a namespace keeps its memmap", 1 },
	{ "pageblocks", KEY_AXIS + AXIS_PAGEBLOCKS, "NAME,...", 0, "the pageblock work of the walk",
	  1 },
	{ "order", KEY_AXIS + AXIS_ORDER, "NAME,...", 0, "of the 2 MiB blocks", 1 },
	{ "drain-every", KEY_AXIS + AXIS_DRAIN_EVERY, "N,...", 0, "records between extra drains", 1 },
	{ "load", KEY_AXIS + AXIS_LOAD, "N,...", 0, "background threads", 1 },
	{ "threads", KEY_AXIS + AXIS_THREADS, "N,...", 0, "threads that share the range", 1 },
	{ "align", KEY_AXIS + AXIS_ALIGN, "BYTES,...", 0, "of a line before the range", 1 },
	{ "device-size", KEY_DEVICE_SIZE, "SIZE", 0, "device memory to describe, e.g. 100G", 1 },
	{ "pages", KEY_PAGES, "N", 0, "the same as a number of 4 KiB pages", 1 },
	{ 0 },
};

static error_t parse_axis(int key, char *arg, struct argp_state *state)
{
	struct axes *axes = state->input;

	if (key == KEY_DEVICE_SIZE)
		return axes_choose_device_size(axes, arg);
	if (key == KEY_PAGES)
		return axes_choose_pages(axes, arg);
	if (key < KEY_AXIS || key >= KEY_AXIS + AXIS_NR)
		return ARGP_ERR_UNKNOWN;
	if (!strcmp(arg, "help")) {
		axis_print(key - KEY_AXIS, stdout);
		exit(command_exit(0));
	}
	return axes_choose(axes, key - KEY_AXIS, arg);
}

const struct argp axes_argp = { .options = options, .parser = parse_axis };
