/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where facts are read from: this machine, or the recording of another one.
 *
 * Paths have no leading slash ("proc/meminfo").  A recording is a folder with
 * the same paths below it, "cpuid", and optionally "errors": lines
 * "<errno> <path>" for files that were there but could not be read.
 *
 * What a file may tell is cut down while it is read (identity.h), so neither
 * facts nor recordings ever hold the rest.
 */
#ifndef PLATFORMS_SOURCE_H
#define PLATFORMS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct source;

/** struct name_list - entries of a folder, in natural order (node2 before node10) */
struct name_list {
	char **names;
	size_t nr;
};

/**
 * source_open() - look below a root
 * @root: NULL for this machine
 * @out:  released with source_close()
 *
 * Return: 0 or -errno.
 */
int source_open(const char *root, struct source **out);
void source_close(struct source *src);

/** source_live() - is this the running machine? */
bool source_live(const struct source *src);

/**
 * source_record_to() - copy everything read from here on into a new folder
 *
 * Return: 0, -EEXIST when @dir is there already, or another -errno.
 */
int source_record_to(struct source *src, const char *dir);

/** source_record_status() - first failure to write the recording, 0 when all went well */
int source_record_status(const struct source *src);

/** source_record_text() - put a file into the recording, if there is one */
void source_record_text(struct source *src, const char *path, const char *text);

/**
 * source_read() - a whole file, without what names the machine
 * @src:  source
 * @path: without a leading slash
 * @out:  the text, to be freed
 *
 * Return: 0 or -errno (-EFBIG above 4 MiB).
 */
int source_read(struct source *src, const char *path, char **out);

/**
 * source_read_binary() - a whole file, zero bytes and all; its contents are not recorded
 *
 * Return: 0 or -errno (-EFBIG above 64 MiB).
 */
int source_read_binary(struct source *src, const char *path, char **out, size_t *len);

/** source_peek() - as source_read(), never recorded */
int source_peek(const struct source *src, const char *path, char **out);

/**
 * source_list() - names in a folder that start with @prefix
 *
 * Return: 0 or -errno; release with name_list_free().
 */
int source_list(struct source *src, const char *path, const char *prefix,
		struct name_list *list);
void name_list_free(struct name_list *list);

#endif
