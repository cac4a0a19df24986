/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be overwritten: nothing that exists, unless the user named it with
 * --destroy and nobody uses it.
 */
#ifndef BENCH_TARGET_DESTROY_H
#define BENCH_TARGET_DESTROY_H

#include <sys/stat.h>

#include "target/target.h"

/**
 * destroy_check() - may this path be written?
 * @root:      "" for this machine; else a folder with sys/ and proc/ below it
 * @path:      a file, a folder, a device, or nothing yet
 * @permitted: --destroy names it
 * @st:        on success, what it is; st_mode is 0 when there is nothing
 *
 * Nothing there, and a folder, are always fine: a new file will be made.
 * A symbolic link, also on the way there, a mount point and a file with a second name are never, as
 * what would be destroyed is not what was named.
 *
 * Return: 0; -EEXIST for something that --destroy would allow; -EBUSY for what
 * somebody uses; -EINVAL for what is never written.  All but 0 after filling
 * @reason, which does not hold the path.
 */
int destroy_check(const char *root, const char *path, bool permitted, struct stat *st,
		  struct reason *reason);

/**
 * destroy_open() - open what destroy_check() allowed, for reading and writing
 * @st: as destroy_check() left it; something else under the path is refused
 *
 * Who uses it is asked again of what is open, so that nothing can happen between.
 *
 * Return: a file descriptor, or -errno after filling @reason.
 */
int destroy_open(const char *path, const struct stat *st, struct reason *reason);

#endif
