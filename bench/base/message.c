// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pr_err(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	flockfile(stderr);
	fputs("pagestream: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	funlockfile(stderr);
}

void message_add(char *text, size_t size, const char *fmt, ...)
{
	const size_t used = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + used, size - used, fmt, args);
	va_end(args);
}
