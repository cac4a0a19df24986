// SPDX-License-Identifier: GPL-2.0-or-later
#include "message.h"

#include <stdarg.h>
#include <stdio.h>

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
