/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files behind the targets that take a path: an own one that is removed
 * from its folder as soon as it is open, so that nothing stays behind however
 * the run ends; or an existing file or block device that --destroy names.
 */
#ifndef BENCH_TARGET_PATH_FILE_H
#define BENCH_TARGET_PATH_FILE_H

#include "target/target.h"

/** PATH_FILE_HELP - how the path is used */
#define PATH_FILE_HELP "a folder, a new file, or with --destroy an existing file or block device"

/** path_file_check() - for struct target.check */
int path_file_check(const struct target_spec *spec, struct reason *reason);

/** path_file_home() - for struct target.home: the node of the device that it is on */
int path_file_home(const struct target_spec *spec);

/** path_file_room() - bytes that the filesystem or the device has for it */
uint64_t path_file_room(const struct target_spec *spec);

/**
 * path_file_open() - open a file of at least so many bytes, all of them allocated
 *
 * Without a path: in $TMPDIR, or else /var/tmp.
 *
 * Return: a file descriptor, or -errno after filling @reason, which does not name
 * the path: it goes into the run file.
 */
int path_file_open(const struct target_spec *spec, size_t bytes, struct reason *reason);

/** path_file_found() - for struct target.found: which filesystem or device */
void path_file_found(const struct target_spec *spec, struct reason *what);

#endif
