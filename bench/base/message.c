// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool status_shown;

static void take_back(void)
{
	if (status_shown)
		fputs("\r\033[K", stderr);
	status_shown = false;
}

static void __attribute__((format(printf, 2, 0)))
print_line(const char *before, const char *fmt, va_list args)
{
	fflush(stdout);
	flockfile(stderr);
	take_back();
	fputs(before, stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	funlockfile(stderr);
}

void pr_err(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_line("pagestream: ", fmt, args);
	va_end(args);
}

void pr_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_line("", fmt, args);
	va_end(args);
}

void pr_status(const char *fmt, ...)
{
	struct winsize size;
	char text[256];
	va_list args;
	size_t columns = 80;

	take_back();
	/* One that wrapped could not be taken back. */
	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		columns = size.ws_col;
	va_start(args, fmt);
	vsnprintf(text, columns < sizeof(text) ? columns : sizeof(text), fmt, args);
	va_end(args);
	fputs(text, stderr);
	fflush(stderr);
	status_shown = true;
}

void pr_status_end(void)
{
	take_back();
	fflush(stderr);
}

void message_add(char *text, size_t size, const char *fmt, ...)
{
	const size_t used = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + used, size - used, fmt, args);
	va_end(args);
}
