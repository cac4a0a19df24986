// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figure/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"

#define NOT_FOUND 127

void gnuplot_field(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(strchr("\"`\\@$\n\t\r", *text) ? '?' : *text, out);
}

void gnuplot_word(FILE *out, const char *text)
{
	/* Two quotes are one within quotes. */
	for (fputc('\'', out); *text; text++) {
		char part[2] = { *text, '\0' };

		if (*text == '\'')
			fputc('\'', out);
		gnuplot_field(out, part);
	}
	fputc('\'', out);
}

static void become_gnuplot(const char *folder, const char *script, int err)
{
	int null = open("/dev/null", O_RDWR);

	if (chdir(folder) || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(err, STDERR_FILENO) < 0)
		_exit(1);
	/* Numbers are written with a point, whatever the user's language. */
	setenv("LC_ALL", "C", 1);
	execlp("gnuplot", "gnuplot", "--default-settings", script, (char *)NULL);
	_exit(errno == ENOENT ? NOT_FOUND : 1);
}

/* What gnuplot says comes with the line above it and a caret; the last line tells. */
static void keep_last_line(char *text, size_t size)
{
	char *line;

	while (size && strchr(" \n\t", text[size - 1]))
		text[--size] = '\0';
	line = strrchr(text, '\n');
	if (line)
		memmove(text, line + 1, strlen(line));
}

static void read_all(int fd, char *text, size_t size)
{
	char rest[256];
	size_t used = 0;
	ssize_t got;

	/* To the end, or gnuplot might wait for its reader. */
	do {
		got = used + 1 < size ? read(fd, text + used, size - 1 - used) :
					read(fd, rest, sizeof(rest));
		if (got > 0 && used + 1 < size)
			used += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	text[used] = '\0';
	keep_last_line(text, used);
}

int gnuplot_run(const char *folder, const char *script)
{
	char said[2048];
	int fd[2], status;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC)) {
		pr_err("gnuplot: %s", strerror(errno));
		return -EIO;
	}
	pid = fork();
	if (!pid)
		become_gnuplot(folder, script, fd[1]);
	close(fd[1]);
	if (pid < 0) {
		pr_err("gnuplot: cannot start: %s", strerror(errno));
		close(fd[0]);
		return -EIO;
	}
	read_all(fd[0], said, sizeof(said));
	close(fd[0]);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -EIO;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return -ENOENT;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	pr_err("gnuplot failed%s%s", *said ? ": " : "", said);
	return -EIO;
}
