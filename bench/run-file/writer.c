// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/message.h"
#include "run-file/crc32.h"

#define LINE_MOST 8192

/* A file that has no name yet: what it will be called, and the header so far. */
struct run_pending {
	char *name;
	char *text;
	size_t len;
};

void run_writer_mend(const struct run_writer *writer)
{
	const off_t end = writer->start + (off_t)writer->written->bytes;
	struct stat now;

	/* Into a pipe a line goes whole or not at all (PIPE_BUF, pipe(7)), and rows are shorter. */
	if (writer->start < 0 || fstat(writer->fd, &now) || now.st_size <= end)
		return;
	if (!ftruncate(writer->fd, end))
		lseek(writer->fd, end, SEEK_SET);
}

/* Whole, or not at all. */
static int write_lines(const struct run_writer *writer, const char *lines, size_t len)
{
	struct run_written *written = writer->written;
	const uint32_t check = crc32(written->check, lines, len);
	size_t left = len;
	ssize_t done;

	if (written->failed)
		return -EIO;
	while (left) {
		done = write(writer->fd, lines, left);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			written->failed = true;
			pr_err("%s: cannot write: %s", writer->path, strerror(errno));
			run_writer_mend(writer);
			return -EIO;
		}
		lines += done;
		left -= done;
	}
	written->bytes += len;
	written->check = check;
	return 0;
}

static int cannot_create(const char *path)
{
	if (errno == EEXIST)
		pr_err("-o %s: exists and will not be overwritten; name a new file", path);
	else
		pr_err("-o %s: cannot create the run file: %s", path, strerror(errno));
	return -EIO;
}

/* A file without a name in the folder of @path, or, where there are none, in no place yet: -1. */
static int open_nameless(const char *path)
{
	char *copy = strdup(path);
	int fd = -1, error;

	if (copy)
		fd = open(dirname(copy), O_WRONLY | O_TMPFILE | O_APPEND | O_CLOEXEC, 0666);
	error = errno;
	free(copy);
	errno = error;
	return fd;
}

static int open_new(struct run_writer *writer)
{
	struct stat there;

	if (!lstat(writer->path, &there))
		errno = EEXIST;
	else if (errno == ENOENT)
		writer->fd = open_nameless(writer->path);
	/* Not every filesystem has such files (open(2)); then it is made with its header. */
	if (writer->fd < 0 && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return cannot_create(writer->path);
	writer->pending = calloc(1, sizeof(*writer->pending));
	if (writer->pending)
		writer->pending->name = strdup(writer->path);
	return writer->pending && writer->pending->name ? 0 : -ENOMEM;
}

/* Where a file without a name cannot be had, or /proc is not there to name it by. */
static int create_named(struct run_writer *writer)
{
	const struct run_pending *pending = writer->pending;

	writer->fd = open(pending->name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
	if (writer->fd < 0)
		return cannot_create(pending->name);
	writer->written->bytes = 0;
	writer->written->check = 0;
	if (!write_lines(writer, pending->text, pending->len))
		return 0;
	unlink(pending->name);
	return -EIO;
}

static void forget_pending(struct run_writer *writer)
{
	if (writer->pending) {
		free(writer->pending->name);
		free(writer->pending->text);
	}
	free(writer->pending);
	writer->pending = NULL;
}

static int give_name(struct run_writer *writer)
{
	char link[32];
	int ret = 0;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", writer->fd);
	if (writer->fd < 0) {
		ret = create_named(writer);
	} else if (linkat(AT_FDCWD, link, AT_FDCWD, writer->pending->name,
			  AT_SYMLINK_FOLLOW)) {
		if (errno == EEXIST) {
			ret = cannot_create(writer->pending->name);
		} else {
			close(writer->fd);
			ret = create_named(writer);
		}
	}
	if (ret)
		writer->written->failed = true;
	else
		forget_pending(writer);
	return ret;
}

static int share(struct run_writer *writer)
{
	writer->written = mmap(NULL, sizeof(*writer->written), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (writer->written != MAP_FAILED)
		return 0;
	writer->written = NULL;
	pr_err("%s: no memory to write it", writer->path);
	return -ENOMEM;
}

/* Where standard output begins, when it is a file that a line can be taken back from. */
static int64_t start_of_output(void)
{
	const int flags = fcntl(STDOUT_FILENO, F_GETFL);
	struct stat st;

	if (fstat(STDOUT_FILENO, &st) || !S_ISREG(st.st_mode))
		return -1;
	return flags >= 0 && flags & O_APPEND ? st.st_size : lseek(STDOUT_FILENO, 0, SEEK_CUR);
}

static void forget(struct run_writer *writer)
{
	if (writer->written)
		munmap(writer->written, sizeof(*writer->written));
	forget_pending(writer);
	free(writer->path);
	*writer = (struct run_writer){ .fd = -1 };
}

int run_writer_open(const char *path, struct run_writer *writer)
{
	char made_up[64];
	time_t now = time(NULL);
	struct tm utc;
	int ret;

	*writer = (struct run_writer){ .fd = -1 };
	if (!path && isatty(STDOUT_FILENO)) {
		strftime(made_up, sizeof(made_up), "pagestream-%Y%m%dT%H%M%SZ.tsv",
			 gmtime_r(&now, &utc));
		path = made_up;
		writer->named = true;
	}
	if (path && !*path) {
		pr_err("-o: an empty file name; name a new file, or - for standard output");
		return -EINVAL;
	}
	writer->path = strdup(path && strcmp(path, "-") ? path : "standard output");
	ret = writer->path ? share(writer) : -ENOMEM;
	if (!ret && (!path || !strcmp(path, "-"))) {
		writer->fd = STDOUT_FILENO;
		writer->start = start_of_output();
	} else if (!ret) {
		ret = open_new(writer);
	}
	if (ret)
		forget(writer);
	return ret;
}

int run_writer_resume(const char *path, uint64_t bytes, uint32_t check, int64_t seq,
		      struct run_writer *writer)
{
	int ret;

	*writer = (struct run_writer){ .fd = -1 };
	writer->path = strdup(path);
	ret = writer->path ? share(writer) : -ENOMEM;
	if (!ret) {
		writer->fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
		*writer->written = (struct run_written){ bytes, seq, check, false };
		if (writer->fd >= 0 && !ftruncate(writer->fd, bytes))
			return 0;
		pr_err("--resume %s: cannot write to it: %s", path, strerror(errno));
		ret = -EIO;
		if (writer->fd >= 0)
			close(writer->fd);
	}
	forget(writer);
	return ret;
}

int run_writer_gather(struct run_writer *writer)
{
	*writer = (struct run_writer){ .fd = -1, .path = strdup("header") };
	writer->pending = calloc(1, sizeof(*writer->pending));
	if (writer->path && writer->pending && !share(writer))
		return 0;
	forget(writer);
	return -ENOMEM;
}

char *run_writer_gathered(struct run_writer *writer)
{
	char *text = strndup(writer->pending->text, writer->pending->len);

	forget(writer);
	return text;
}

static int add_to_header(const struct run_writer *writer, const char *line, size_t len)
{
	struct run_pending *pending = writer->pending;
	char *grown = realloc(pending->text, pending->len + len);

	if (!grown) {
		pr_err("%s: out of memory for its header", writer->path);
		return -ENOMEM;
	}
	memcpy(grown + pending->len, line, len);
	pending->text = grown;
	pending->len += len;
	return 0;
}

int run_writer_fact(const struct run_writer *writer, const char *key, const char *fmt, ...)
{
	char line[LINE_MOST];
	va_list args;
	int len, used;

	len = snprintf(line, sizeof(line), "# %s: ", key);
	va_start(args, fmt);
	used = vsnprintf(line + len, sizeof(line) - len - 1, fmt, args);
	va_end(args);
	/* A value longer than a line can be is cut; none is. */
	len += used < (int)sizeof(line) - len - 1 ? used : (int)sizeof(line) - len - 2;
	for (used = 0; used < len; used++)
		if ((unsigned char)line[used] < ' ' || line[used] == 0x7f)
			line[used] = ' ';
	line[len++] = '\n';
	if (writer->pending)
		return add_to_header(writer, line, len);
	return write_lines(writer, line, len);
}

int run_writer_columns(struct run_writer *writer)
{
	char line[LINE_MOST];
	int len = run_columns_format(line, sizeof(line) - 16), ret;

	if (len < 0)
		return len;
	len += snprintf(line + len - 1, 16, "\t%s\n", RUN_CHECK_COLUMN) - 1;
	if (!writer->pending)
		return write_lines(writer, line, len);
	ret = add_to_header(writer, line, len);
	/* That of run_writer_gather(). */
	if (!writer->pending->name)
		return ret;
	if (!ret && writer->fd >= 0)
		ret = write_lines(writer, writer->pending->text, writer->pending->len);
	return ret ? ret : give_name(writer);
}

int run_writer_row(const struct run_writer *writer, const struct run_row *row,
		   const struct run_case *words)
{
	struct run_row numbered = *row;
	char line[LINE_MOST];
	uint32_t check;
	int len, ret;

	numbered.seq = writer->written->seq;
	len = run_row_format(line, sizeof(line) - 16, &numbered, words);
	if (len < 0) {
		pr_err("%s: row %lld does not fit a line", writer->path, (long long)numbered.seq);
		return len;
	}
	line[len - 1] = '\t';
	check = crc32(writer->written->check, line, len);
	len += snprintf(line + len, 16, "%08" PRIx32 "\n", check);
	ret = write_lines(writer, line, len);
	if (!ret)
		writer->written->seq++;
	return ret;
}

int run_writer_end(const struct run_writer *writer, const char *how)
{
	return run_writer_fact(writer, RUN_CHECK_COLUMN, "%08" PRIx32, writer->written->check) ?:
	       run_writer_fact(writer, "end", "%s", how);
}

int run_writer_close(struct run_writer *writer)
{
	int ret = 0;

	if (writer->pending && !writer->written->failed)
		pr_err("%s: the run ended before its first line; there is no such file", writer->path);
	/* What is said to be done has to be there after a power cut, too. */
	if (writer->fd >= 0 && writer->fd != STDOUT_FILENO &&
	    ((!writer->pending && !writer->written->failed && fdatasync(writer->fd)) ||
	     close(writer->fd))) {
		pr_err("%s: cannot write: %s", writer->path, strerror(errno));
		ret = -EIO;
	}
	forget(writer);
	return ret;
}
