// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

#define COUNT_EVERY_NS 300000000

/* A line that wraps could not be taken back, and would stay. */
static void __attribute__((format(printf, 1, 2))) show(const char *fmt, ...)
{
	struct winsize size;
	char line[256];
	va_list args;
	size_t columns = 80;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		columns = size.ws_col;
	va_start(args, fmt);
	vsnprintf(line, columns < sizeof(line) ? columns : sizeof(line), fmt, args);
	va_end(args);
	fprintf(stderr, "\r\033[K%s", line);
	fflush(stderr);
}

void progress_start(struct progress *progress, size_t steps)
{
	const int64_t now = clock_ns();

	*progress = (struct progress){
		.steps = steps, .start_ns = now, .shown_ns = now,
		.terminal = isatty(STDERR_FILENO),
	};
}

void progress_step(struct progress *progress, int round, int rounds, const char *target,
		   double left_s)
{
	char left[64] = "", of[32] = ", more than planned";

	if (!rounds) {
		of[0] = 0;
	} else if (round <= rounds) {
		snprintf(of, sizeof(of), " of %d", rounds);
	}
	if (progress->done)
		snprintf(left, sizeof(left), ", about %d:%02d left", (int)left_s / 60,
			 (int)left_s % 60);
	if (progress->terminal)
		show("round %d%s, %s%s", round, of, target, left);
	else
		fprintf(stderr, "round %d%s, %s%s\n", round, of, target, left);
	fflush(stderr);
	progress->done++;
}

void progress_count(struct progress *progress, const char *what, size_t done)
{
	const int64_t now = clock_ns();

	if (!progress->terminal || now - progress->shown_ns < COUNT_EVERY_NS)
		return;
	show("%s %zu of %zu cases", what, done, progress->steps);
	progress->shown_ns = now;
}

void progress_end(struct progress *progress)
{
	if (progress->terminal)
		fputs("\r\033[K", stderr);
}
