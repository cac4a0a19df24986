// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void say(const struct emitter *to, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		return;
	to->emit(to->arg, text);
	free(text);
}
