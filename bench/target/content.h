/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file or a device holds, for people who may be about to lose it.
 */
#ifndef BENCH_TARGET_CONTENT_H
#define BENCH_TARGET_CONTENT_H

/**
 * content_name() - look for the marks of filesystems, volumes and swap
 * @path: opened for reading only, without following a symbolic link
 *
 * Return: a phrase, "an ext2, ext3 or ext4 filesystem"; NULL when nothing was
 * recognised or read.  Not found is not empty.
 */
const char *content_name(const char *path);

#endif
