// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading files and folders below a root, and copying what was read into a
 * recording.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"
#include "source.h"
#include "text.h"

#define FILE_BYTES_MAX (4u * 1024 * 1024)
#define BINARY_BYTES_MAX (64u * 1024 * 1024)

struct source {
	int root_fd;
	int record_fd;
	int record_status;
	bool live;
	char *errors;	/* text of the recording's "errors", or NULL */
};

static int read_fd(int fd, size_t max, char **out, size_t *len)
{
	struct text t = { 0 };
	char chunk[4096];
	ssize_t got;
	int ret;

	for (;;) {
		got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		text_addn(&t, chunk, (size_t)got);
		if (t.len > max) {
			text_drop(&t);
			return -EFBIG;
		}
	}
	if (got < 0) {
		ret = -errno;
		text_drop(&t);
		return ret;
	}
	*len = t.len;
	*out = text_take(&t);
	return *out ? 0 : -ENOMEM;
}

static int read_at(int dir_fd, const char *path, size_t max, char **out, size_t *len)
{
	int fd, ret;

	fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	ret = read_fd(fd, max, out, len);
	close(fd);
	return ret;
}

int source_open(const char *root, struct source **out)
{
	struct source *src;
	size_t len;
	int ret;

	src = calloc(1, sizeof(*src));
	if (!src)
		return -ENOMEM;

	src->live = !root;
	src->record_fd = -1;
	src->root_fd = open(root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (src->root_fd < 0) {
		ret = -errno;
		goto out_free;
	}

	if (root) {
		ret = read_at(src->root_fd, "errors", FILE_BYTES_MAX, &src->errors, &len);
		if (ret && ret != -ENOENT)
			goto out_close;
	}
	*out = src;
	return 0;

out_close:
	close(src->root_fd);
out_free:
	free(src);
	return ret;
}

void source_close(struct source *src)
{
	if (!src)
		return;
	if (src->record_fd >= 0)
		close(src->record_fd);
	close(src->root_fd);
	free(src->errors);
	free(src);
}

bool source_live(const struct source *src)
{
	return src->live;
}

int source_record_to(struct source *src, const char *dir)
{
	if (mkdir(dir, 0755))
		return -errno;
	src->record_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return src->record_fd < 0 ? -errno : 0;
}

int source_record_status(const struct source *src)
{
	return src->record_status;
}

/* Create the folders that @path needs below @dir_fd. */
static int make_parents(int dir_fd, const char *path)
{
	char part[512];
	const char *slash = path;

	while ((slash = strchr(slash, '/'))) {
		int len = (int)(slash - path);

		if (len >= (int)sizeof(part))
			return -ENAMETOOLONG;
		snprintf(part, sizeof(part), "%.*s", len, path);
		if (mkdirat(dir_fd, part, 0755) && errno != EEXIST)
			return -errno;
		slash++;
	}
	return 0;
}

static int write_at(int dir_fd, const char *path, const char *text, int flags)
{
	size_t left = strlen(text);
	int fd, ret;

	ret = make_parents(dir_fd, path);
	if (ret)
		return ret;
	fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
	if (fd < 0)
		return -errno;

	while (left) {
		ssize_t put = write(fd, text, left);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			ret = -errno;
			break;
		}
		text += put;
		left -= (size_t)put;
	}
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

static void record(struct source *src, const char *path, const char *text, int flags)
{
	int ret;

	if (src->record_fd < 0)
		return;
	ret = write_at(src->record_fd, path, text, flags);
	if (ret && !src->record_status)
		src->record_status = ret;
}

void source_record_text(struct source *src, const char *path, const char *text)
{
	record(src, path, text, O_TRUNC);
}

static void record_error(struct source *src, const char *path, int err)
{
	char line[600];

	/* A file that is not there is not there in the recording either. */
	if (err == ENOENT || err == ENOTDIR)
		return;
	snprintf(line, sizeof(line), "%d %s\n", err, path);
	record(src, "errors", line, O_APPEND);
}

/* The error that the recorded machine gave for @path, or 0. */
static int recorded_error(const struct source *src, const char *path)
{
	const char *line = src->errors;
	size_t len = strlen(path);

	while (line && *line) {
		char *end;
		long err = strtol(line, &end, 10);

		if (end > line && err > 0 && err < 4096 && *end == ' ' &&
		    !strncmp(end + 1, path, len) && (end[1 + len] == '\n' || !end[1 + len]))
			return -(int)err;
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return 0;
}

int source_peek(const struct source *src, const char *path, char **out)
{
	char *raw = NULL;
	size_t len;
	int ret;

	ret = recorded_error(src, path);
	if (ret)
		return ret;
	ret = read_at(src->root_fd, path, FILE_BYTES_MAX, &raw, &len);
	if (ret)
		return ret;
	*out = identity_strip(path, raw);
	free(raw);
	return *out ? 0 : -ENOMEM;
}

int source_read_binary(struct source *src, const char *path, char **out, size_t *len)
{
	int ret = recorded_error(src, path);

	if (!ret)
		ret = read_at(src->root_fd, path, BINARY_BYTES_MAX, out, len);
	if (ret)
		record_error(src, path, -ret);
	return ret;
}

int source_read(struct source *src, const char *path, char **out)
{
	int ret = source_peek(src, path, out);

	if (ret)
		record_error(src, path, -ret);
	else
		source_record_text(src, path, *out);
	return ret;
}

static int name_order(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int name_list_add(struct name_list *list, const char *name)
{
	char **grown = realloc(list->names, (list->nr + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	list->names = grown;
	list->names[list->nr] = strdup(name);
	if (!list->names[list->nr])
		return -ENOMEM;
	list->nr++;
	return 0;
}

static int read_names(const struct source *src, const char *path, const char *prefix,
		      struct name_list *list)
{
	struct dirent *entry;
	int fd, ret;
	DIR *dir;

	*list = (struct name_list){ 0 };
	ret = recorded_error(src, path);
	if (ret)
		return ret;
	fd = openat(src->root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		ret = -errno;
		close(fd);
		return ret;
	}

	while (!ret && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		ret = name_list_add(list, entry->d_name);
	}
	closedir(dir);
	if (ret) {
		name_list_free(list);
		return ret;
	}
	if (list->nr)
		qsort(list->names, list->nr, sizeof(*list->names), name_order);
	return 0;
}

int source_list(struct source *src, const char *path, const char *prefix,
		struct name_list *list)
{
	int ret = read_names(src, path, prefix, list);

	if (ret)
		record_error(src, path, -ret);
	return ret;
}

void name_list_free(struct name_list *list)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct name_list){ 0 };
}
