// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/message.h"

#define LINE_MOST 8192

static int write_line(const struct run_writer *writer, const char *line, size_t len)
{
	ssize_t done;

	while (len) {
		done = write(writer->fd, line, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			pr_err("%s: cannot write: %s", writer->path, strerror(errno));
			return -EIO;
		}
		line += done;
		len -= done;
	}
	return 0;
}

static int open_new(struct run_writer *writer)
{
	writer->fd = open(writer->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
	if (writer->fd >= 0)
		return 0;
	if (errno == EEXIST)
		pr_err("-o %s: exists and will not be overwritten; name a new file", writer->path);
	else
		pr_err("-o %s: cannot create the run file: %s", writer->path, strerror(errno));
	return -EIO;
}

int run_writer_open(const char *path, struct run_writer *writer)
{
	char made_up[64];
	time_t now = time(NULL);
	struct tm utc;
	int ret;

	*writer = (struct run_writer){ .fd = STDOUT_FILENO };
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
	if (!writer->path)
		return -ENOMEM;
	if (!path || !strcmp(path, "-"))
		return 0;
	ret = open_new(writer);
	if (ret)
		free(writer->path);
	return ret;
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
	return write_line(writer, line, len);
}

int run_writer_columns(const struct run_writer *writer)
{
	char line[LINE_MOST];
	int len = run_columns_format(line, sizeof(line));

	return len < 0 ? len : write_line(writer, line, len);
}

int run_writer_row(const struct run_writer *writer, const struct run_row *row,
		   const struct run_case *words)
{
	char line[LINE_MOST];
	int len = run_row_format(line, sizeof(line), row, words);

	if (len < 0) {
		pr_err("%s: row %lld does not fit a line", writer->path, (long long)row->seq);
		return len;
	}
	return write_line(writer, line, len);
}

int run_writer_close(struct run_writer *writer)
{
	struct stat found;
	int ret = 0;

	if (writer->fd != STDOUT_FILENO && !fstat(writer->fd, &found) && S_ISREG(found.st_mode) &&
	    !found.st_size && !unlink(writer->path))
		pr_err("%s: ended before its first line, and is removed", writer->path);
	if (writer->fd != STDOUT_FILENO && close(writer->fd)) {
		pr_err("%s: cannot write: %s", writer->path, strerror(errno));
		ret = -EIO;
	}
	free(writer->path);
	*writer = (struct run_writer){ .fd = -1 };
	return ret;
}
