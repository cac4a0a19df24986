// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The options that name the axes, shared by all commands that take cases: a row
 * for each line of axis-list.h that has an option.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "cmd/command.h"
#include "plan/axes.h"

enum {
	KEY_AXIS = 0x100, /* + enum axis */
	KEY_DEVICE_SIZE = KEY_AXIS + AXIS_NR,
	KEY_PAGES,
};

#define NAME_SIZE 32

static error_t parse_axis(int key, char *arg, struct argp_state *state)
{
	struct axes *axes = state->input;

	if (key == KEY_DEVICE_SIZE || key == KEY_PAGES) {
		/* Twice the same word is the last one's, as with every option. */
		if (axes->pages && axes->pages_by != key) {
			pr_err("--device-size and --pages: the range twice; accepted: one of them");
			return -EINVAL;
		}
		axes->pages_by = key;
		return key == KEY_PAGES ? axes_choose_pages(axes, arg) :
					  axes_choose_device_size(axes, arg);
	}
	if (key < KEY_AXIS || key >= KEY_AXIS + AXIS_NR)
		return ARGP_ERR_UNKNOWN;
	if (!strcmp(arg, "help")) {
		axis_print(key - KEY_AXIS, stdout);
		exit(command_exit(0));
	}
	return axes_choose(axes, key - KEY_AXIS, arg);
}

/* argp wants a table; every axis takes one row, and one more for the name that it had. */
const struct argp *axes_options(void)
{
	static char names[AXIS_NR][NAME_SIZE];
	static struct argp_option options[2 * AXIS_NR + 3];
	static const struct argp argp = { .options = options, .parser = parse_axis };
	struct argp_option *next = options;

	for (int axis = 0; axis < AXIS_NR; axis++) {
		const struct axis_row *row = &axis_table[axis];

		if (!row->argument)
			continue;
		*next++ = (struct argp_option){
			.name = axis_option(axis, names[axis], NAME_SIZE),
			.key = KEY_AXIS + axis,
			.arg = row->argument,
			.doc = row->help,
			.group = 1,
		};
		if (row->was)
			*next++ = (struct argp_option){
				.name = row->was, .key = KEY_AXIS + axis, .arg = row->argument,
				.flags = OPTION_HIDDEN, .group = 1,
			};
	}
	*next++ = (struct argp_option){ "device-size", KEY_DEVICE_SIZE, "SIZE", 0,
					"device memory to describe, e.g. 100G", 1 };
	*next++ = (struct argp_option){ "pages", KEY_PAGES, "N", 0,
					"the same as a number of 4 KiB pages", 1 };
	*next = (struct argp_option){ 0 };
	return &argp;
}
